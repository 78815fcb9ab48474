//! Texts of .NET and of Windows about servers, proxies, and secure connections.

use super::Known;
use super::Sign::{All, If};
use super::of_windows::stands_whole;

/// The narrower ones stand first.
pub(super) const KNOWN: &[Known] = &[
    (All(&["(407) Proxy Authentication Required"]), PROXY),
    (All(&["does not indicate success: 407"]), PROXY),
    (
        All(&["The remote server returned an error: (530)"]),
        FTP_ACCOUNT,
    ),
    (
        All(&["The remote server returned an error: (550)"]),
        FTP_FILE,
    ),
    (All(&["The remote server returned an error: ("]), ANSWER),
    (
        All(&["Response status code does not indicate success: "]),
        ANSWER,
    ),
    (
        All(&["Could not create SSL/TLS secure channel"]),
        SECURE_CHANNEL,
    ),
    (
        All(&["because they do not possess a common algorithm"]),
        SECURE_CHANNEL,
    ),
    (If(|text| has_code_of_winhttp(text, &OF_SECURITY)), WINHTTP),
    (If(|text| has_code_of_winhttp(text, &["12007"])), NAME),
    (
        If(|text| has_code_of_winhttp(text, &["12002", "12029"])),
        REACH,
    ),
    (
        If(|text| has_code_of_winhttp(text, &["12030", "12031"])),
        CLOSED,
    ),
    (
        All(&["An unexpected error occurred on a send"]),
        SECURE_CHANNEL,
    ),
    (
        All(&["Could not establish trust relationship for the SSL/TLS secure channel"]),
        TRUST,
    ),
    (
        All(&["The remote certificate is invalid according to the validation procedure"]),
        TRUST,
    ),
    (
        All(&["The certificate chain was issued by an authority that is not trusted"]),
        TRUST,
    ),
    (All(&["The remote name could not be resolved"]), NAME),
    (All(&["No such host is known"]), NAME),
    (
        All(&["An existing connection was forcibly closed by the remote host"]),
        CLOSED,
    ),
    (All(&["Unable to connect to the remote server"]), REACH),
    (
        All(&["A connection attempt failed because the connected party did not properly respond"]),
        REACH,
    ),
    (
        All(&["No connection could be made because the target machine actively refused it"]),
        REACH,
    ),
    (All(&["WebException: The operation has timed out"]), REACH),
    (All(&["The LDAP server is unavailable"]), DIRECTORY),
    (All(&["PrincipalServerDownException"]), DIRECTORY),
    (All(&["ActiveDirectoryServerDownException"]), DIRECTORY),
    (If(has_no_directory_server), DIRECTORY),
    (
        All(&["The specified domain does not exist or cannot be contacted"]),
        DIRECTORY,
    ),
];

/// `The server is not operational.`, which goes on in the words of others.
fn has_no_directory_server(text: &str) -> bool {
    stands_whole(text, "The server is not operational").is_some()
}

/// The codes that `WinHTTP` has for what is wrong with a secure connection: all of it, the date, the name, the authority, the lists
/// of withdrawn certificates, the channel, and the certificate itself.
///
/// Source: <https://learn.microsoft.com/windows/win32/winhttp/error-messages>.
const OF_SECURITY: [&str; 7] = [
    "12175", "12037", "12038", "12045", "12057", "12157", "12169",
];

/// `WinHttpSendRequest failed with error 12175`: whether one of these codes stands beside the name of `WinHTTP` as the result of
/// something, and is no port and no number of a process: `WinHttpConnect(gate.example:12007)`.
fn has_code_of_winhttp(text: &str, codes: &[&str]) -> bool {
    const NAMES: [&str; 3] = ["WinHttp", "WinHTTP", "WINHTTP"];
    if !NAMES.iter().any(|name| text.contains(name)) {
        return false;
    }
    let is_code = |at: usize, code: &str| {
        let (before, behind) = (&text[..at], &text[at + code.len()..]);
        !behind.starts_with(|c: char| c.is_ascii_alphanumeric())
            && (is_before_result(before)
                || behind
                    .trim_start_matches([' ', '('])
                    .starts_with("ERROR_WINHTTP"))
    };
    let mut codes = codes.iter();
    codes.any(|code| {
        // Of a text that repeats itself the first ones tell.
        let mut places = text.match_indices(code).take(4);
        places.any(|(at, code)| is_code(at, code))
    })
}

/// Whether what stands before a number calls it a result: `failed with error `, `status=`, `WinHttpOpen: `, `ERROR_WINHTTP_TIMEOUT (`.
fn is_before_result(before: &str) -> bool {
    const HEADS: [&str; 6] = ["error", "code", "status", "failed", "result", "returned"];
    const SHORT: [&str; 4] = ["err", "hr", "rc", "ret"];
    let gap = before.trim_end_matches([' ', '(', '[', '"', '\'', '#']);
    let has_sign = gap.ends_with('=') || gap.ends_with(':') && gap.len() < before.len();
    let label = gap.trim_end_matches(['=', ':', ' ', '(', ')']);
    if label.len() == before.len() {
        return false;
    }
    let is_between = |c: char| !c.is_ascii_alphanumeric() && c != '_';
    let words = label.rsplit(is_between).filter(|word| !word.is_empty());
    // `failed with 12029`
    let mut words = words.map(str::to_ascii_lowercase);
    let Some(mut word) = words.next() else {
        return false;
    };
    if word == "with" {
        word = words.next().unwrap_or_default();
    }
    HEADS.iter().any(|head| word.ends_with(head))
        || SHORT.contains(&word.as_str())
        || word.starts_with("error_")
        || has_sign && word.starts_with("winhttp")
}

/// What to do where `WinHTTP` made no secure connection.
///
/// Sources: <https://learn.microsoft.com/windows/win32/winhttp/error-messages>,
/// <https://learn.microsoft.com/windows/win32/api/winhttp/nc-winhttp-winhttp_status_callback>.
const WINHTTP: &str = "No secure connection came about: check the clock of this machine, and whether the certificate of the server has run out or has \
     another name; the root of an authority of your own, or of a proxy that opens the connection, belongs into the machine's store of \
     trusted roots. Look, too, whether TLS 1.2 is switched on in Windows, and whether the lists of withdrawn certificates can be \
     reached.";

/// What to do where a proxy wants to know who asks.
///
/// Sources: <https://learn.microsoft.com/archive/blogs/ieinternals/proxy-authentication-breaks-many-applications>,
/// <https://learn.microsoft.com/dotnet/framework/network-programming/proxy-configuration>.
const PROXY: &str = "The proxy asks for a logon, and an action without a window gives none: let the proxy pass the address, or this machine, without \
     one, or take a package that needs no download.";

/// What to do where a server answers with an error.
///
/// Source: <https://learn.microsoft.com/dotnet/api/system.net.httpstatuscode>.
const ANSWER: &str = "The server was reached and refused, or a proxy before it. At 401 or 403 check the account or the key that the package was given, \
     and whether the proxy blocks the address; at 404 check the address; at 5xx try later.";

/// What to do where a server for FTP takes no logon.
///
/// Source: <https://learn.microsoft.com/dotnet/api/system.net.ftpstatuscode>.
const FTP_ACCOUNT: &str = "The FTP server was reached and did not take the logon: check the account and the password that the package was given.";

/// What to do where a server for FTP lacks a file, or does not give it.
///
/// Source: <https://learn.microsoft.com/dotnet/api/system.net.ftpstatuscode>.
const FTP_FILE: &str = "The FTP server was reached and did not give or take the file: check the address, whether the file is there, and whether the \
     account has the rights to it.";

/// What to do where both sides agree on no secure connection.
///
/// Source: <https://learn.microsoft.com/dotnet/framework/network-programming/tls>.
const SECURE_CHANNEL: &str = "No secure connection came about, mostly since the server asks for TLS 1.2 and the action offers less: set \
     SystemDefaultTlsVersions and SchUseStrongCrypto to 1 below HKLM\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319, and below \
     HKLM\\SOFTWARE\\WOW6432Node\\Microsoft\\.NETFramework\\v4.0.30319 for 32-bit actions. Look, too, whether TLS 1.2 is switched off in \
     Windows, and whether a proxy opens the connection.";

/// What to do about a certificate that is not taken.
///
/// Source: <https://learn.microsoft.com/dotnet/api/system.net.security.sslpolicyerrors>.
pub(super) const TRUST: &str = "This machine does not take the certificate of the server: check its clock, whether the name in the address is that on the \
     certificate, and whether the certificate has run out; the root of an authority of your own, or of a proxy that opens the \
     connection, belongs into the machine's store of trusted roots.";

/// What to do where the name of a server is not found.
///
/// Source: <https://learn.microsoft.com/archive/msdn-magazine/2005/august/take-the-burden-off-users-with-automatic-configuration-in-net>,
/// for the proxy that each user has.
pub(super) const NAME: &str = "Check the name of the server, and whether DNS finds it on this machine (nslookup with the name). Where only a proxy gets out, an \
     action that runs as SYSTEM does not have that of the user.";

/// What to do where a connection broke off.
///
/// Source: <https://learn.microsoft.com/windows/win32/winsock/windows-sockets-error-codes-2>.
const CLOSED: &str = "The server, or a firewall or a proxy before it, broke the connection off: try again, and look into their logs; a server that asks \
     for TLS 1.2 does so too where the action offers less.";

/// What to do where a server does not answer.
///
/// Sources: <https://learn.microsoft.com/powershell/module/nettcpip/test-netconnection>, and for the proxy that each user has
/// <https://learn.microsoft.com/archive/msdn-magazine/2005/august/take-the-burden-off-users-with-automatic-configuration-in-net>.
pub(super) const REACH: &str = "Look whether the server runs and takes connections, and whether a firewall is between (Test-NetConnection with its name and -Port \
     tells it from this machine). Where only a proxy gets out, an action that runs as SYSTEM does not have that of the user.";

/// What to do where a directory server does not answer.
///
/// Sources: <https://learn.microsoft.com/dotnet/api/system.directoryservices.accountmanagement.principalserverdownexception>,
/// <https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2012-r2-and-2012/cc731935(v=ws.11)>.
const DIRECTORY: &str = "No directory server answered, which mostly is a domain controller: check the name that the package was given, whether this \
     machine is in the network of its domain (nltest /dsgetdc: with the name of the domain finds a controller), and whether a \
     firewall shuts LDAP.";
