//! What to do about texts that Windows, .NET, IIS, a database, the WiX toolset, or a library has for one thing only, whoever passes
//! them on: an exception of a managed custom action, a message of the package, or the output of a command.

mod databases;
mod libraries;
mod machine;
mod network;
mod of_windows;
mod sql_server;

use super::prose::{lower_first, sentence};
use crate::catalog;

pub(super) use of_windows::code_with_its_text;
pub(super) use sql_server::{LEFT_IN_SERVER, LOGIN, OPEN_DATABASE, PERMISSION};

/// How a text is known, and what is to be done then.
type Known = (Sign, &'static str);

/// How a text is known.
enum Sign {
    /// All of these words stand in it.
    All(&'static [&'static str]),
    /// It is as its author writes it, where the words alone may be those of somebody else.
    If(fn(&str) -> bool),
}

/// What to do about a known text.
pub(super) fn remedy_of_known_text(text: &str) -> Option<String> {
    remedy_of_own_words(text)
        .or_else(|| found(sql_server::VAGUE, text))
        .or_else(|| remedy_of_windows(text))
        .or_else(|| remedy_of_denial(text))
}

/// What to do about a text that says more than a code of Windows does.
pub(super) fn remedy_of_own_words(text: &str) -> Option<String> {
    [
        sql_server::KNOWN,
        databases::KNOWN,
        network::KNOWN,
        libraries::KNOWN,
        machine::KNOWN,
    ]
    .into_iter()
    .find_map(|table| found(table, text))
}

fn found(table: &[Known], text: &str) -> Option<String> {
    let is_known = |sign: &Sign| match sign {
        Sign::All(words) => words.iter().all(|word| text.contains(word)),
        Sign::If(is_it) => is_it(text),
    };
    let (_, remedy) = table.iter().find(|(sign, _)| is_known(sign))?;
    Some((*remedy).to_owned())
}

/// What to do about a text that Windows has for one of its codes. Of several the last one counts: in a chain of exceptions it is
/// the innermost.
pub(super) fn remedy_of_windows(text: &str) -> Option<String> {
    remedy_of_code(of_windows::code_of(text)?)
}

/// What to do where access was denied.
pub(super) fn remedy_of_denial(text: &str) -> Option<String> {
    text.contains("Access is denied")
        .then(|| remedy_of_code_in(text, DENIED))?
}

/// `Login failed for user keeper, falling back to Windows logon`: a failure that its author lived with.
pub(super) fn went_on(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    [
        ", trying",
        "; trying",
        ". trying",
        "trying again",
        "falling back",
        "skipped",
        "skipping",
        "ignored",
        "ignoring",
        "continuing",
        "instead",
    ]
    .iter()
    .any(|words| text.contains(words))
}

/// What to do about a result that a text names.
pub(super) fn remedy_of_code_in(text: &str, result: u32) -> Option<String> {
    if result == DENIED && !names_an_object(text) {
        return Some(GIVE_ACCESS.to_owned());
    }
    remedy_of_code(result)
}

/// Where a result comes from and what to do about it: `A wrong account or password: correct them.` The cause stands first, since
/// the remedy may speak of it.
fn remedy_of_code(result: u32) -> Option<String> {
    let known = catalog::meaning_of_result(result)?;
    match (known.cause, known.remedy) {
        (_, "") => None,
        ("", remedy) => Some(sentence(remedy)),
        (cause, remedy) => Some(sentence(&format!("{cause}: {}", lower_first(remedy)))),
    }
}

/// Whether a text names a file, a folder, or a key of the registry.
pub(super) fn names_an_object(text: &str) -> bool {
    text.contains('\\') || text.contains("HKEY_")
}

/// `E_ACCESSDENIED`.
pub(super) const DENIED: u32 = 0x8007_0005;

/// What to do where access was denied, and the text does not say to what.
pub(super) const GIVE_ACCESS: &str = "The text does not name what was denied: start the install from an elevated prompt where it ran without, look what the \
     action works on, and whether the rights there, a policy, or security software shut its account out (SYSTEM, or the user \
     where it impersonates).";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_known_whoever_passes_it_on() {
        for (text, advice) in [
            (
                "GatesException: Cannot open database \"Gates\" requested by the login. The login failed. Login failed for user 'Keeper'.",
                "is on that server and online",
            ),
            (
                "Login failed for user 'CORP\\GATE1$'.",
                "one that ends in $",
            ),
            (
                "The remote server returned an error: (407) Proxy Authentication Required.",
                "The proxy asks for a logon",
            ),
            (
                "The remote server returned an error: (403) Forbidden.",
                "At 401 or 403",
            ),
            (
                "Cannot start service Gates on computer '.'. ---> The service did not start due to a logon failure",
                "A wrong password, or no right to log on as a service: correct",
            ),
            (
                "The network path was not found ---> The user name or password is incorrect",
                "A wrong account or password: correct the user name",
            ),
            ("Access is denied", "does not name what was denied"),
            (
                "The EXECUTE permission was denied on the object 'open_gate', database 'Gates', schema 'dbo'.",
                "the rights in SQL Server",
            ),
            (
                "LoadLibrary failed: The specified module could not be found. (126)",
                "install the runtime",
            ),
            (
                "C:\\Gates\\open.exe is not a valid Win32 application.",
                "for the processor of this machine",
            ),
            (
                "Windows cannot verify the digital signature for this file. A recent hardware or software change might have installed a file that is signed incorrectly or damaged.",
                "signed for this version of Windows",
            ),
            (
                "RegAsm : error RA0000 : Could not load file or assembly 'Microsoft.Office.Interop.Excel, Version=15.0.0.0' or one of its dependencies. The system cannot find the file specified.",
                "the program of Office",
            ),
            (
                "Could not load file or assembly 'Gates.Keys, Version=1.0.0.0' or one of its dependencies. The system cannot find the file specified.",
                "look whether security software",
            ),
            (
                "WinHttpSendRequest failed with error 12175 (0x2f8f)",
                "whether TLS 1.2",
            ),
            (
                "Could not find file 'C:\\Gates\\Gates.InstallState'.",
                "ends with .InstallState",
            ),
            (
                "The remote server returned an error: (530) Not logged in.",
                "did not take the logon",
            ),
            (
                "The remote server returned an error: (550) File unavailable (e.g., file not found, no access).",
                "whether the file is there",
            ),
            (
                "COMException: Class not registered (Exception from HRESULT: 0x80040154 (REGDB_E_CLASSNOTREG))",
                "register",
            ),
            (
                "The server is not operational.",
                "No directory server answered",
            ),
            (
                "DirectoryServicesCOMException: The server is not operational\r\n   at Gates.Open()",
                "No directory server answered",
            ),
            (
                "Access is denied: HKEY_LOCAL_MACHINE\\SOFTWARE\\Gates",
                "full control of what the message names",
            ),
        ] {
            let remedy = remedy_of_known_text(text).unwrap_or_default();
            assert!(remedy.contains(advice), "{text}: {remedy}");
        }
    }

    #[test]
    fn codes_of_winhttp_and_of_curl_say_what_failed() {
        for (text, advice) in [
            (
                "WinHttpSendRequest failed with error 12007",
                "whether DNS finds it",
            ),
            (
                "WinHttpReceiveResponse error:12029.",
                "whether the server runs",
            ),
            (
                "WinHTTP: 12030 for gate.example:443",
                "broke the connection off",
            ),
            (
                "curl: (28) Operation timed out after 30001 milliseconds with 1024 out of 9216 bytes received",
                "not all of the file came in the time",
            ),
            (
                "curl: (28) Operation timed out after 30001 milliseconds with 0 bytes received",
                "whether the server runs",
            ),
            (
                "curl: (28) Operation timed out after 30001 milliseconds with 0 out of 9216 bytes received",
                "whether the server runs",
            ),
            (
                "WinHttpReceiveResponse failed: 12002",
                "whether the server runs",
            ),
            ("WinHttpOpen failed (12029)", "whether the server runs"),
            (
                "WinHttpSendRequest: ERROR_WINHTTP_TIMEOUT (12002)",
                "whether the server runs",
            ),
            (
                "WinHttpSendRequest failed, GetLastError() = 12007",
                "whether DNS finds it",
            ),
            (
                "curl: (28) Failed to connect to gate.example port 443 after 21045 ms: Timed out",
                "whether the server runs",
            ),
            (
                "curl: (28) Resolving timed out after 5000 milliseconds",
                "whether DNS finds it",
            ),
        ] {
            let remedy = remedy_of_known_text(text).unwrap_or_default();
            assert!(remedy.contains(advice), "{text}: {remedy}");
        }
    }

    #[test]
    fn words_of_others_are_not_known() {
        for text in [
            "",
            "The process terminated unexpectedly.",
            "Login of the keeper failed",
            "The gate is used by another keeper",
            "write permission was denied on the folder C:\\Gates",
            "Upload permission was denied on the server",
            "Login failed for user keeper at https://gates.example: 401",
            "Login failed for user 'keeper' at https://gates.example: 401",
            "Could not find file 'gates.config'. Removed Gates.InstallState.",
            "Could not find file 'gates.config'. Removed 'Gates.InstallState'.",
            "Class not registered in the gate school",
            "The server is not operational since Monday",
            "The network path was not found by the keeper",
            "The specified module could not be found in the gate school",
            "Gate 12175 sent a request",
            "WinHttpConnect(gate.example:12007) was called",
            "WinHttp takes port 12029",
            "WinHttpReceiveResponse failed: 5, pid 12002",
            "[12029] WinHttpOpen failed with error 5",
            "WinHttp thread id 12002: access denied",
            "WinHttpConnect(gate, 12007) failed with 5",
            "WinHttpOpen failed, pid: 12002",
            "WinHttp sent 120290 bytes",
            "Request 12007 was sent",
            "Could not load file or assembly line 3",
        ] {
            assert_eq!(remedy_of_known_text(text), None, "{text}");
        }
    }
}
