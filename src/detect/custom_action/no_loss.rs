//! Commands that ended with an error after which nothing is missing.

use super::commands::{runs, words};
use super::launcher::service_of;
use super::program_ends::EXTENSION_THERE;
use super::several_commands::last_of;

/// Whether nothing is missing where a command ended with a code: `robocopy` copied, an extension of Visual Studio or an update of
/// Windows was there already, or what was to be tidied up was not there, a process that does not run, a service that does not run
/// or exist, a task, a rule of the firewall, a certificate, a file, or a key of the registry.
/// `net` ends with 2 for any reason and names its message, `More help is available by typing NET HELPMSG 3521.`, or writes the
/// words of Windows for it.
///
/// Sources: <https://learn.microsoft.com/windows-server/administration/windows-commands/robocopy#exit-return-codes>,
/// <https://learn.microsoft.com/windows/win32/debug/system-error-codes--1000-1299->,
/// <https://learn.microsoft.com/windows/win32/netmgmt/network-management-error-codes>.
pub(in crate::detect) fn is_no_loss(command: &str, code: u32, said: &str) -> bool {
    const NOT_RUNNING: u32 = 1062;
    const NO_SUCH_SERVICE: u32 = 1060;
    const NO_SUCH_PROCESS: u32 = 128;
    let last = last_of(command);
    // Of several commands nobody knows which one speaks.
    let is_single = last == command;
    let lower = last.to_lowercase();
    let asks = |verb: &str| words(&lower).any(|word| word == verb);
    let says = |number: &str| {
        let mut words = said.split(|c: char| !c.is_ascii_alphanumeric());
        words.any(|word| word == number)
    };
    match code {
        EXTENSION_THERE => runs(last, "vsixinstaller"),
        UPDATE_THERE => runs(last, "wusa"),
        1..=7 if runs(last, "robocopy") => true,
        NO_SUCH_PROCESS => runs(last, "taskkill"),
        NOT_RUNNING => runs(last, "sc") && asks("stop"),
        NO_SUCH_SERVICE => runs(last, "sc") && ["stop", "delete"].into_iter().any(asks),
        2 if is_single && is_stop(last) => says("3521") || says("2185") || says_gone(said),
        _ => is_single && takes_away(last) && says_gone(said),
    }
}

/// What `wusa` ends with where an update is there already: `WU_S_ALREADY_INSTALLED`.
///
/// Source: <https://learn.microsoft.com/windows/win32/wua_sdk/wua-success-and-error-codes->.
pub(in crate::detect) const UPDATE_THERE: u32 = 0x0024_0006;

/// Whether a command stops a service with `net`.
fn is_stop(command: &str) -> bool {
    service_of(command).is_some_and(|(verb, _)| verb.eq_ignore_ascii_case("stop"))
}

/// Whether a command asks a program to take something away, in the words that most programs have for it.
pub(in crate::detect) fn asks_for_removal(command: &str) -> bool {
    const WORDS: [&str; 6] = ["u", "x", "r", "uninstall", "remove", "delete-driver"];
    let lower = command.to_lowercase();
    words(&lower).skip(1).any(|word| {
        let name = word.trim_start_matches(['/', '-']);
        let is_switch = name.len() < word.len();
        WORDS.contains(&name) && (is_switch || name.len() > 1)
    })
}

/// Whether a command takes something away or ends it, and does nothing else.
fn takes_away(command: &str) -> bool {
    /// Programs, with the words of which one asks for that.
    const TIDYING: [(&str, &[&str]); 6] = [
        ("schtasks", &["/delete", "/end"]),
        ("reg", &["delete"]),
        ("netsh", &["delete"]),
        ("certutil", &["-delstore", "/delstore"]),
        ("pnputil", &["/delete-driver", "-d"]),
        ("cmd", &["del", "erase", "rmdir", "rd"]),
    ];
    let lower = command.to_lowercase();
    let asks = |verbs: &[&str]| words(&lower).any(|word| verbs.contains(&word));
    TIDYING
        .iter()
        .any(|(program, verbs)| runs(command, program) && asks(verbs))
}

/// Whether a command says that what it should take away is not there, and says nothing of rights.
fn says_gone(said: &str) -> bool {
    const GONE: [&str; 6] = [
        "cannot find",
        "could not find",
        "does not exist",
        "unable to find",
        "no rules match",
        "error_file_not_found",
    ];
    let said = said.to_lowercase();
    GONE.iter().any(|words| said.contains(words)) && !said.contains("denied")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_there_is_no_loss() {
        for (command, code, said, expected) in [
            ("taskkill /f /im rota.exe", 128, "", true),
            ("taskkill /f /im rota.exe", 1, "", false),
            (
                "\"C:\\Windows\\System32\\net.exe\" stop rota",
                2,
                "NET HELPMSG 3521.",
                true,
            ),
            ("net stop rota", 2, "System error 5 has occurred.", false),
            (
                "net stop rota",
                2,
                "System error 1060 has occurred.\n\nThe specified service does not exist as an installed service.",
                true,
            ),
            ("net stop rota", 2, "", false),
            ("net start rota", 2, "The service does not exist.", false),
            ("net start rota", 2, "NET HELPMSG 2185.", false),
            ("sc.exe delete rota", 1060, "", true),
            ("sc.exe start rota", 1060, "", false),
            ("schtasks.exe /delete rota", 1060, "", false),
            (
                "schtasks.exe /Delete /TN Rota /F",
                1,
                "ERROR: The system cannot find the file specified.",
                true,
            ),
            (
                "schtasks.exe /Delete /TN Rota /F",
                1,
                "ERROR: Access is denied.",
                false,
            ),
            (
                "schtasks.exe /Delete /TN Rota /F & schtasks.exe /Create /XML C:\\rota.xml",
                1,
                "ERROR: The system cannot find the file specified.",
                false,
            ),
            (
                "schtasks.exe /Run /TN Rota",
                1,
                "ERROR: The system cannot find the file specified.",
                false,
            ),
            (
                "reg.exe delete HKLM\\Software\\Rota /f",
                1,
                "ERROR: The system was unable to find the specified registry key or value.",
                true,
            ),
            ("robocopy C:\\Rota C:\\Gates /e", 3, "", true),
            ("robocopy C:\\Rota C:\\Gates /e", 8, "", false),
            ("\"C:\\VS\\VSIXInstaller.exe\" /q rota.vsix", 1001, "", true),
            (
                "\"C:\\VS\\VSIXInstaller.exe\" /q rota.vsix",
                2003,
                "",
                false,
            ),
            ("", 128, "", false),
        ] {
            assert_eq!(is_no_loss(command, code, said), expected, "{command}");
        }
    }

    #[test]
    fn what_cannot_be_taken_away_twice_is_no_loss() {
        for (command, code, said, expected) in [
            (
                "netsh advfirewall firewall delete rule name=Rota",
                1,
                "No rules match the specified criteria.",
                true,
            ),
            (
                "netsh advfirewall firewall add rule name=Rota",
                1,
                "No rules match the specified criteria.",
                false,
            ),
            (
                "netsh http delete urlacl url=http://+:8080/",
                1,
                "URL reservation delete failed, Error: 2\nThe system cannot find the file specified.",
                true,
            ),
            (
                "certutil.exe -delstore Root Rota",
                2,
                "CertUtil: -delstore command FAILED: 0x80070002 (WIN32: 2 ERROR_FILE_NOT_FOUND)",
                true,
            ),
            (
                "cmd.exe /c del /q C:\\Rota\\a.txt > nul 2>&1",
                1,
                "Could Not Find C:\\Rota\\a.txt",
                true,
            ),
            (
                "cmd.exe /c del /q C:\\Rota\\*.txt",
                1,
                "C:\\Rota\\a.txt\nAccess is denied.\nCould Not Find C:\\Rota\\b.txt",
                false,
            ),
            (
                "net stop rota",
                2,
                "The service name is invalid.\nMore help is available by typing NET HELPMSG 2185.",
                true,
            ),
            ("wusa.exe C:\\Rota\\rota.msu /quiet", 0x8024_0017, "", false),
            ("wusa.exe C:\\Rota\\rota.msu /quiet", 0x0024_0006, "", true),
            ("wusa.exe C:\\Rota\\rota.msu /quiet", 0x8007_0005, "", false),
        ] {
            assert_eq!(is_no_loss(command, code, said), expected, "{command}");
        }
    }

    #[test]
    fn of_several_commands_the_last_one_counts() {
        for (command, code, said, expected) in [
            (
                "net stop rota & net start rota",
                2,
                "NET HELPMSG 3521.",
                false,
            ),
            ("cmd /c sc stop rota & sc start rota", 1060, "", false),
            ("cmd /c sc stop rota & sc delete rota", 1060, "", true),
            ("cmd /c sc stop rota && gates.exe rota", 1060, "", false),
            (
                "cmd /c gates.exe || sc stop rota > nul 2>&1",
                1062,
                "",
                true,
            ),
            (
                "cmd /c robocopy C:\\Rota C:\\Gates /e & icacls C:\\Gates",
                5,
                "",
                false,
            ),
            (
                "cmd /c taskkill /f /im rota.exe & gates.exe open",
                128,
                "",
                false,
            ),
        ] {
            assert_eq!(is_no_loss(command, code, said), expected, "{command}");
        }
    }
}
