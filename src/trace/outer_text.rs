//! What a text tells of an install that is no log of one: the output or the log of a program that called the installer, such
//! as a deployment tool, a package manager, or a script.

use std::sync::LazyLock;

use regex::Regex;

use super::builder::Builder;
use super::caller;
use super::outcome::exit_code_of;
use crate::catalog;
use crate::event::{Event, EventKind, ExitCode};
use crate::text::LineNo;

/// What the text of a program around an install tells of it.
#[derive(Clone, Debug, Default)]
pub struct OuterText {
    /// The first number that stands where an exit code does and that only the installer has for a failure, or that of a message
    /// which the installer showed.
    result: Option<(u32, LineNo)>,
    /// What it tells of the result where no line has such a number: another install was in the way, or Windows ended the installer.
    likely: Option<(u32, LineNo)>,
    /// The logs that it names.
    pub logs: Vec<NamedLog>,
}

/// A log that a text names.
#[derive(Clone, Debug)]
pub struct NamedLog {
    /// Its path.
    pub path: String,
    /// The line that names it.
    pub line: LineNo,
    /// Whether that line speaks of an installer.
    pub is_of_installer: bool,
}

impl OuterText {
    /// How the install ended, as an exit code, an HRESULT, an NTSTATUS, or the number of a message, and the line that tells it.
    #[must_use]
    pub fn result(&self) -> Option<(u32, LineNo)> {
        self.result.or(self.likely)
    }

    /// The log that is named nearest to the result; without a result the first of which the text says that it is an
    /// installer's.
    #[must_use]
    pub fn log(&self) -> Option<&NamedLog> {
        match self.result() {
            Some((_, line)) => {
                let far = |log: &&NamedLog| log.line.get().abs_diff(line.get());
                self.logs.iter().min_by_key(far)
            }
            None => self.logs.iter().find(|log| log.is_of_installer),
        }
    }
}

/// A text that names more logs does not say which of them matters.
const MOST: usize = 16;

/// Longer lines are not those of programs that tell how an install ended, in bytes.
const LONGEST: usize = 4096;

/// `Execution failed with exit code [1603].`, `Exit code was '1603'`, `Received exit code 1603`, `MSI returned error code 1603`,
/// `MSP returned 1603: A fatal error occurred`, `failed with code 1603`, `Return code: 1603`, `ReturnCode=1603`, `returned 0x80070643`,
/// `Uninstall failed with exit code: -2147023293`, and what Wine says:
/// `err:msi:ITERATE_Actions Execution halted, action L"InstallFiles" returned 1603`.
static RESULT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"(?ix)
        (?: exit\ ?code | failed\ with\ code | return\ ?code | error\ ?code | error\ number | status\ code
          | \b(?:ms[ip]|msiexec(?:\.exe)?|installer|setup(?:\.exe)?)\b.{0,120}?\breturned )
        (?:\ \(decimal\))? (?:\ was|\ is|\ of)? \s* [:=]? \s* ['"\[(]? (?<labelled>0x[0-9a-f]{8}|-?[0-9]{4,10})\b
        | \breturned\ (?<returned>0x8007[0-9a-f]{4})\b"#,
    )
    .ok()
});

/// A message that the setup of .NET or Visual C++ was shown:
/// `INSTALLMESSAGE_ERROR [Error 1935.An error occurred during the installation of assembly component`.
const SHOWN: &str = "INSTALLMESSAGE_ERROR [Error ";

/// `/l*v "C:\Logs\heron.log"`, `Log file: C:\Logs\heron.log`, `Installer log is available at: C:\Logs\heron.log`,
/// `/log "C:/Logs/heron.log"`, `Log with failure:   C:\Logs\heron.log`, `Creating MSP install log file at: C:\Logs\heron.log`.
static LOG: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"(?i)(?:/l[a-z*!+]*|\blog(?:[ a-z]{0,30}))[\s:="']+([a-z]:(?:\\|/[^/])[^"'<>|*?\r\n\t]*?\.(?:log|txt))(?:["'\s\].,;)]|$)"#,
    )
    .ok()
});

impl Builder {
    /// Takes note of what a line tells that stands above any line of an installer.
    pub(super) fn observe_outer_text(&mut self, event: &Event<'_>) {
        let is_of_engine = event.origin.engine().is_some();
        if is_of_engine || matches!(event.kind, EventKind::SessionStarted { .. }) {
            return;
        }
        for (line, text) in (event.line.get()..).map(LineNo::new).zip(event.raw.lines()) {
            if text.len() > LONGEST {
                continue;
            }
            let told = &mut self.trace.outer_text;
            if told.result.is_none() {
                told.result = result_in(text).map(|result| (result, line));
            }
            let known = told.likely.map(|(result, _)| result);
            if known.is_some_and(|known| takes_back(text, known)) {
                told.likely = None;
            } else if let Some(likely) = likely_result_in(text)
                // A later try takes the place of one that asked for a restart, and what asks for one is a later try itself.
                && (known.is_none_or(|known| known == RESTART_NEEDED) || likely == RESTART_NEEDED)
            {
                told.likely = Some((likely, line));
            }
            if told.logs.len() < MOST
                && let Some(path) = log_in(text)
            {
                told.logs.push(NamedLog {
                    path: path.to_owned(),
                    line,
                    is_of_installer: speaks_of_installer(text),
                });
            }
        }
    }
}

/// What PowerShell App Deployment Toolkit says where it waited in vain for another install to end, with an exit code of its own.
///
/// Source: <https://github.com/PSAppDeployToolkit/PSAppDeployToolkit>.
const MUTEX_HELD: &str =
    "Another MSI installation is already in progress and needs to be completed";

/// `ERROR_INSTALL_ALREADY_RUNNING`
const ALREADY_RUNNING: u32 = 1618;

/// How `AppEnforce.log` of Configuration Manager ends where the application is not as it was to be:
/// `++++++ Failed to enforce app. Error 0x87d00324. ++++++`. The install may have ended well before.
///
/// Source: <https://learn.microsoft.com/intune/configmgr/apps/understand/deployment-install-technical-reference>.
const NOT_ENFORCED: &str = "Failed to enforce app. Error 0x";

/// What `AppEnforce.log` says of an install that asks for a restart: `Matched exit code 3010 to a PendingSoftReboot entry in exit codes
/// table.`
const ASKS_FOR_RESTART: &str = "Matched exit code 3010 to a PendingSoftReboot entry";

/// `ERROR_SUCCESS_REBOOT_REQUIRED`
const RESTART_NEEDED: u32 = 3010;

/// What says of the next try that it went well.
const SUCCEEDED: &str = "exit code [0]";

/// How `AppEnforce.log` ends where the application is as it was to be, also where it asks for a restart.
const ENFORCED: &str = "App enforcement completed";

/// What `AppEnforce.log` says of an install that asks for no restart.
const ASKS_FOR_NOTHING: &str = "Matched exit code 0 to a Success entry";

/// Whether a line tells of a later try that went well, so that a result above it counts no more.
fn takes_back(text: &str, result: u32) -> bool {
    let of_configuration_manager = match result {
        RESTART_NEEDED => ASKS_FOR_NOTHING,
        _ => ENFORCED,
    };
    text.contains(SUCCEEDED) || text.contains(of_configuration_manager)
}

/// How the setup of .NET Framework 4, Visual C++ 2010, and Visual Studio 2010 ends the log of its own:
/// `Final Result: Installation failed with error code: (0x000013EC), "A StopBlock was hit or a System Requirement was not met. "`.
///
/// Source: <https://stackoverflow.com/questions/4102259>.
const FINAL: &str = "Final Result: Installation failed with error code: (0x";

/// What that setup ends with where something blocks it or the machine lacks what it asks for.
///
/// Source: <https://learn.microsoft.com/dotnet/framework/deployment/deployment-guide-for-developers#return-codes>.
pub const BLOCKED: u32 = 5100;

/// What a line tells of the result where no other has the installer's own: that another install was in the way, or the error with
/// which Windows ended the installer.
fn likely_result_in(text: &str) -> Option<u32> {
    if text.contains(MUTEX_HELD) {
        return Some(ALREADY_RUNNING);
    }
    if text.contains(ASKS_FOR_RESTART) {
        return Some(RESTART_NEEDED);
    }
    if let Some((_, end)) = text.split_once(NOT_ENFORCED) {
        let result = u32::from_str_radix(end.get(..8)?, 16).ok()?;
        let is_known = || catalog::meaning_of_result(result).is_some();
        return Some(result).filter(|result| *result >= FIRST_RESULT && is_known());
    }
    if let Some((_, end)) = text.split_once(FINAL) {
        let digits = end.split(')').next()?;
        let result = u32::from_str_radix(digits, 16).ok()?;
        let is_known = || catalog::meaning_of_result(result).is_some();
        return Some(result)
            .filter(|result| *result == BLOCKED || *result >= FIRST_RESULT && is_known());
    }
    // winget and Chocolatey; others write the same behind their own names.
    let said = text.trim_start_matches(['>', ' ']);
    let is_of_caller = said.starts_with("Installation failed with ")
        || said.contains("installer failed: ")
        || said.contains("was not successful. Exit code was '");
    let stated = caller::stated_result(text).filter(|_| is_of_caller);
    stated.filter(|result| *result >= FIRST_RESULT && catalog::meaning_of_result(*result).is_some())
}

/// The number of a message that the installer showed, or one that stands where an exit code does and that only the installer has.
fn result_in(text: &str) -> Option<u32> {
    if let Some((_, shown)) = text.split_once(SHOWN) {
        let digits = shown.split(|c: char| !c.is_ascii_digit()).next()?;
        let number = digits.parse().ok()?;
        return catalog::message(number).map(|_| number);
    }
    let found = RESULT.as_ref()?.captures_iter(text);
    let numbers = found.filter_map(|found| found.name("labelled").or(found.name("returned")));
    let mut numbers = numbers.filter_map(|number| catalog::parse(number.as_str()).ok());
    let number = numbers.find(|number| is_of_installer(number.value));
    let stated = || caller::stated_result(text).filter(|result| is_of_installer(*result));
    number.map(|number| number.value).or_else(stated)
}

/// The first number with the highest bit set, which no program makes up for itself: an HRESULT or an NTSTATUS that is a failure.
pub const FIRST_RESULT: u32 = 0x8000_0000;

/// Whether a number is a failure of the installer and nothing else: Windows has given it the codes from 1601 to 1654, and those
/// above are of printers, of remote calls, and of others.
///
/// Source: <https://learn.microsoft.com/windows/win32/debug/system-error-codes--1300-1699->.
fn is_of_installer(number: u32) -> bool {
    let ExitCode(code) = exit_code_of(number);
    (1601..=1654).contains(&code) && catalog::exit(code.cast_unsigned()).is_some()
}

/// Whether a line that names a log speaks of an installer.
fn speaks_of_installer(text: &str) -> bool {
    const WORDS: [&str; 5] = ["msi", "msp", "install", "setup", "log with failure"];
    let lower = text.to_ascii_lowercase();
    WORDS.iter().any(|word| lower.contains(word))
}

/// Behind which Chocolatey proposes a log that nobody has made: `try again adding '--install-arguments="'/l*v c:\heron.log'"'`.
const PROPOSED: &str = "try again adding '--install-arguments=";

/// The path of a log that a line names.
pub(super) fn log_in(text: &str) -> Option<&str> {
    // Nearly all lines have none, and a search for two bytes tells so at once.
    if !text.contains(":\\") && !text.contains(":/") {
        return None;
    }
    let text = text.split(PROPOSED).next()?;
    Some(LOG.as_ref()?.captures(text)?.get(1)?.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_configuration_manager_says_of_the_end() {
        for (text, expected) in [
            (
                "<![LOG[++++++ Failed to enforce app. Error 0x87d00325. ++++++]LOG]!>",
                Some(0x87D0_0325),
            ),
            ("Failed to enforce app. Error 0x87dffff1.", None),
            ("Failed to enforce app. Error 0x1.", None),
            (
                "    Matched exit code 3010 to a PendingSoftReboot entry in exit codes table.",
                Some(3010),
            ),
            (
                "    Matched exit code 0 to a Success entry in exit codes table.",
                None,
            ),
        ] {
            let found = result_in(text).or_else(|| likely_result_in(text));
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn numbers_stand_where_exit_codes_do() {
        for (text, expected) in [
            (
                "[Install] :: Execution failed with exit code [1603].",
                Some(1603),
            ),
            (
                "Running msiexec was not successful. Exit code was '1603'.",
                Some(1603),
            ),
            (
                "msiexec was not successful. Received exit code 1603",
                Some(1603),
            ),
            ("Heron: MSI returned error code 1603", Some(1603)),
            (
                "0150:err:msi:execute_script Execution of script 0 halted; action L\"InstallFiles\" returned 1603",
                Some(1603),
            ),
            (
                "0150:err:msi:execute_script Execution of script 0 halted; action L\"InstallFiles\" returned 1603",
                Some(1603),
            ),
            (
                "02/03/2024 MSP returned 1603: A fatal error occurred.",
                Some(1603),
            ),
            ("    Return code: 1619", Some(1619)),
            ("Error Number : 1619", Some(1619)),
            ("?q=PackageId=Heron;ReturnCode=1603", Some(1603)),
            ("returned 0x80070643", Some(0x8007_0643)),
            ("failed with exit code: -2147023293", Some(0x8007_0643)),
            ("Exit code (Decimal):  -2147023293", Some(0x8007_0643)),
            ("The executable failed with code 1603", Some(1603)),
            ("The executable failed with code 16", None),
            (
                "2026-02-25 10:00:00.000 [CLI ] ShellExecute installer failed: 1603",
                Some(1603),
            ),
            (
                "> 2026-02-25 10:00:00.000 [CLI ] ShellExecute installer failed: 3221225477",
                Some(0xC000_0005),
            ),
            (
                "Installation failed with exit code -2147467260 ",
                Some(0x8000_4004),
            ),
            ("Installation failed with exit code -1978335226", None),
            ("The build failed with exit code -2147467260", None),
            (
                "npm ERR! Installation failed with exit code 3221225477",
                None,
            ),
            ("ShellExecute installer failed: 2", None),
            (
                "ERROR: Running [\"C:\\T\\rota.exe\" --quiet] was not successful. Exit code was '-2147024770'. See log for details.",
                Some(0x8007_007E),
            ),
            (
                "[Install] :: Another MSI installation is already in progress and needs to be completed first.",
                Some(1618),
            ),
            ("Exit code: 0, then exit code 1612", Some(1612)),
            (
                "Returning IDOK. INSTALLMESSAGE_ERROR [Error 1935.An error occurred.]",
                Some(1935),
            ),
            (
                "Returning IDOK. INSTALLMESSAGE_WARNING [Warning 1946.Shy]",
                None,
            ),
            (
                "Final Result: Installation failed with error code: (0x000013EC), \"A StopBlock was hit.\" (Elapsed time: 0 00:00:00).",
                Some(5100),
            ),
            (
                "Final Result: Installation failed with error code: (0x800B0109), \"Not trusted.\"",
                Some(0x800B_0109),
            ),
            (
                "Final Result: Installation failed with error code: (0x80070643), \"Fatal error during installation.\"",
                Some(0x8007_0643),
            ),
            (
                "Final Result: Installation failed with error code: (0x00000005)",
                None,
            ),
            ("exit code 3010", None),
            ("exit code 1", None),
            ("exit code 16031", None),
            ("The query returned 1603 rows", None),
            ("The last attempt failed with error code: 1722", None),
            ("OpenPrinter failed. error code 1801", None),
            ("The setup of the heron returned 1618", Some(1618)),
            ("Port 1603 is open", None),
        ] {
            let found = result_in(text).or_else(|| likely_result_in(text));
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn the_installers_own_result_counts_more_than_what_stood_in_its_way() {
        let held = "Another MSI installation is already in progress and needs to be completed";
        let crashed = "Installation failed with exit code 0xC0000005";
        let failed = "++++++ Failed to enforce app. Error 0x87d00324. ++++++";
        let matched = "    Matched exit code 0 to a Success entry in exit codes table.";
        let restart =
            "    Matched exit code 3010 to a PendingSoftReboot entry in exit codes table.";
        let enforced = "++++++ App enforcement completed (12 seconds) for App DT \"Gate\" ++++++";
        for (log, expected) in [
            (format!("{failed}\n{matched}\n{enforced}"), None),
            (format!("{matched}\n{failed}"), Some(0x87D0_0324)),
            (format!("{failed}\n{enforced}\n{failed}"), Some(0x87D0_0324)),
            (format!("{restart}\n{enforced}"), Some(3010)),
            (format!("{failed}\n{restart}\n{enforced}"), Some(3010)),
            (format!("{restart}\n{failed}"), Some(0x87D0_0324)),
            (
                format!("{restart}\n{enforced}\n{matched}\n{enforced}"),
                None,
            ),
            (held.to_owned(), Some(1618)),
            (
                format!("{held}\nExecution failed with exit code [1603]."),
                Some(1603),
            ),
            (
                format!("{crashed}\nuninstall failed with exit code 0x80070643"),
                Some(0x8007_0643),
            ),
            (
                format!("{held}\nInstallation completed with exit code [0]."),
                None,
            ),
        ] {
            let mut source = crate::text::Source::from_bytes(log.as_str(), None);
            let trace = crate::trace::Trace::read(&mut source).unwrap_or_default();
            let result = trace.outer_text.result().map(|(result, _)| result);
            assert_eq!(result, expected, "{log}");
        }
    }

    #[test]
    fn a_log_is_named_by_an_option_or_behind_its_name() {
        for (text, expected) in [
            (
                r#"msiexec /i heron.msi /l*v "C:\My Logs\heron.log" /qn"#,
                Some(r"C:\My Logs\heron.log"),
            ),
            (
                r"msiexec.exe /i heron.msi /QN /L*V C:\Logs\heron.log]...",
                Some(r"C:\Logs\heron.log"),
            ),
            (
                r"Installer log is available at: C:\Logs\heron.log",
                Some(r"C:\Logs\heron.log"),
            ),
            (
                r"Log with failure:              C:\Logs\heron_1.log",
                Some(r"C:\Logs\heron_1.log"),
            ),
            (
                r"Creating MSP install log file at: C:\Logs\heron.msp.log",
                Some(r"C:\Logs\heron.msp.log"),
            ),
            (r"Log File : D:\Logs\heron.txt", Some(r"D:\Logs\heron.txt")),
            (
                r"heron.exe /quiet /log C:\Logs\heron.log InstallAllUsers=1",
                Some(r"C:\Logs\heron.log"),
            ),
            (
                r#"heron.exe /quiet /log "C:/My Logs/heron.log""#,
                Some("C:/My Logs/heron.log"),
            ),
            (
                r#"See the log. If not, try again adding '--install-arguments="'/l*v c:\heron_install.log'"'. Then search the log"#,
                None,
            ),
            ("The log is at https://heron.example/heron.log", None),
            (r"Copied C:\Logs\heron.log to D:\Logs", None),
            (r"The log is at hand.", None),
        ] {
            assert_eq!(log_in(text), expected, "{text}");
        }
    }
}
