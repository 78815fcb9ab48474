//! # What it finds
//!
//! A custom action or a command that one ran wrote of a failure and ended well, in an install that succeeded.
//!
//! # Why it matters
//!
//! A package that ends a command with `& exit 0`, or whose action catches what goes wrong, hides the failure from the
//! installer.
//! The exit code is 0, and what the line speaks of was perhaps not done: a certificate, a right, a service, an enrolment.
//!
//! # What to do
//!
//! Look whether what the line speaks of is there and works.
//! Mend what it names, such as a right or a server that does not answer, and repair the product.
//!
//! # Evidence
//!
//! A line of the output of an action that ended well: with the level of an error, such as `ERROR:`, `[error]`, or `level=error`,
//! at its head, with words of a failure and a code of Windows or of HTTP, with the name of an exception or the error of a
//! program, `ModuleNotFoundError: ...` or `curl: (60) ...`, or with the words of Windows that access is denied or that an
//! administrator is needed.
//! Errors of PowerShell, of the WiX toolset, and of .NET, and drivers have rules of their own.
//!
//! # When it is wrong
//!
//! Scripts try what may fail, and an action may reach its goal in another way; so this is a note.
//! Nothing is said where a line below tells of another try or of success, nor where a command only did not find what it
//! should stop or delete.

use super::wix_error_passed_over::has_message;
use super::{Check, Hit, Rule, Status};
use crate::detect::custom_action::output::{self, PassedOver};
use crate::detect::custom_action::result_in_text::result_in;
use crate::detect::lines::Lines;
use crate::detect::pick::is_try;
use crate::detect::prose::{one_line, sentence};
use crate::detect::span::between;
use crate::event::EventKind;
use crate::finding::{Confidence, Role, Severity};
use crate::syntax::runs_quietly;
use crate::text::LineNo;
use crate::trace::{
    FaultKind, LogLevel, MarkKind, NAMES_OF_ERRORS, Output, Trace, level_of, named_exception,
};

pub(super) const RULE: Rule = Rule {
    code: "MSI131",
    name: "failure-passed-over",
    severity: Severity::Note,
    confidence: Confidence::Medium,
    role: Role::Risk,
    status: Status::Stable,
    about: "A custom action wrote of a failure and ended well, so its work is perhaps not done.",
    advice: "Look whether what the line speaks of is there and works; if not, mend what it names and repair the product.",
    link: "https://learn.microsoft.com/windows/win32/msi/custom-action-return-values",
    check: Check::Trace(check),
};

/// A package with more such actions is told by these.
const MOST: usize = 5;

/// So many actions are looked at, and so many lines of each.
const MOST_LOOKED_AT: usize = 100;
const MOST_OF_ACTION: usize = 20;

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    let words = trace
        .faults
        .iter()
        .filter(|fault| fault.kind == FaultKind::CustomActionText && !fault.in_rollback);
    output::by_action(trace, words.map(|fault| fault.line))
        .take(MOST_LOOKED_AT)
        .filter(|said| !has_rule(trace, said.output) && !has_message(trace, said.output))
        .filter_map(|said| hit(trace, &said, lines))
        .take(MOST)
        .collect()
}

/// Whether another rule tells of what an action wrote.
fn has_rule(trace: &Trace, output: Output) -> bool {
    let marks = between(&trace.marks, output.line, output.end_line, |mark| mark.line);
    marks.iter().any(|mark| {
        matches!(
            mark.kind,
            MarkKind::PowerShellError
                | MarkKind::WixError
                | MarkKind::ManagedError
                | MarkKind::HostFailed
                | MarkKind::DriverKept
                | MarkKind::DriverDowngrade
        )
    })
}

fn hit(trace: &Trace, said: &PassedOver, lines: &mut Lines<'_>) -> Option<Hit> {
    let mut of_action = said.lines.iter().take(MOST_OF_ACTION);
    let (line, text) = of_action.find_map(|line| Some((*line, failure(*line, lines)?)))?;
    if is_made_good(line, said.output, lines) {
        return None;
    }
    let headline = format!(
        "{} ended well, but wrote of a failure: {}",
        output::subject(trace, said.name),
        sentence(&one_line(&text)),
    );
    Some(Hit::new(headline, vec![line]))
}

/// What a line says, where it states a failure.
fn failure(line: LineNo, lines: &mut Lines<'_>) -> Option<String> {
    let (text, is_command) = lines.event(line, |event| match event.kind {
        EventKind::CustomActionText { source, text } => (text.to_owned(), runs_quietly(source)),
        _ => (event.raw.trim().to_owned(), false),
    })?;
    let is_absent = has_code_of_absence(&text) || is_command && speaks_of_absence(&text);
    (!is_absent && states_failure(&text)).then_some(text)
}

/// Whether a line states that something failed, and does not only have words for it.
fn states_failure(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let has_words = lower.contains("fail") || lower.contains("error");
    let is_error = level_of(text) == Some(LogLevel::Error) || is_error_of_program(text);
    is_error && !counts_nothing(&lower)
        || is_refused(&lower)
        || has_words && result_in(text).is_some()
        || lower.contains("fail") && has_code(&lower)
        || code_of_command(&lower).is_some()
}

/// `System error 1385 has occurred.`: the code in a line in small letters that `net.exe` ends with.
fn code_of_command(lower: &str) -> Option<u32> {
    let behind = lower.trim_start().strip_prefix("system error ")?;
    let (code, _) = behind.split_once(" has occurred")?;
    code.parse().ok()
}

/// `C:\Gates\keys: Access is denied.`, `The requested operation requires elevation (Run as administrator).`: whether a line in small
/// letters has the words of Windows for what it refused.
fn is_refused(lower: &str) -> bool {
    let said = lower.trim_end();
    // What is checked or tested is no sentence of its own.
    let is_told = |words: &&str| {
        let before = said.trim_end_matches('.').strip_suffix(*words);
        before.is_some_and(|before| before.is_empty() || before.trim_end().ends_with(':'))
    };
    said.ends_with("access is denied.")
        || ["access is denied", "access denied"].iter().any(is_told)
        || said.contains("requested operation requires elevation")
}

/// `System.IO.IOException: locked`, `keytool error: no keys`, `ModuleNotFoundError: No module named 'gates'`, `curl: (60) SSL
/// certificate problem`: whether a line is the error of a program, in the form that all errors of such programs have.
fn is_error_of_program(text: &str) -> bool {
    let said = text.trim_start();
    let (first, behind) = said.split_once(' ').unwrap_or((said, ""));
    let is_type = first.starts_with(|c: char| c.is_ascii_uppercase());
    let is_of_script = is_type
        && first
            .strip_suffix("Error:")
            .is_some_and(|name| !name.is_empty());
    let is_of_curl = first == "curl:"
        && behind.starts_with('(')
        && behind[1..].starts_with(|c: char| c.is_ascii_digit());
    let has_words = !behind.trim().is_empty();
    text.to_ascii_lowercase().contains("unhandled exception")
        || named_exception(text).is_some()
        || has_words && (is_of_script || is_of_curl || said.starts_with("keytool error: "))
}

/// `[SC] StartService FAILED 1053:`, `enrolment failed: HTTP 401`: whether a line in small letters has a code of Windows right
/// behind its failure, or one of HTTP for a request that was refused.
fn has_code(lower: &str) -> bool {
    const FIRST: u32 = 1000;
    // What is counted stands behind its number.
    let number = |text: &str| {
        let text = text.trim_start();
        let end = text
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len());
        let (digits, behind) = text.split_at(end);
        let is_code = behind.is_empty() || behind.starts_with([':', '.', ',', ';', ')']);
        digits.parse::<u32>().ok().filter(|_| is_code)
    };
    let status = |text: &str| text.get(..3).and_then(|digits| digits.parse::<u32>().ok());
    let behind = |head: &str| lower.split_once(head).and_then(|(_, text)| number(text));
    behind("failed ").is_some_and(|code| code >= FIRST)
        || lower
            .split_once("http ")
            .and_then(|(_, text)| status(text))
            .is_some_and(|code| (400..600).contains(&code))
}

/// `ERROR: 0`, `[ERROR] 0 errors, 0 failures`, `Fatal: false`, `LastError: success`: whether a line in small letters has the name of
/// an error and tells that there was none.
fn counts_nothing(lower: &str) -> bool {
    const WORDS: [&str; 4] = ["no error", "noerror", "completed successfully", "= 0"];
    const NOTHING: [&str; 10] = [
        "none", "nothing", "no", "null", "false", "ok", "pass", "passed", "success", "s_ok",
    ];
    let is_nothing = |behind: &str| {
        let value = behind.trim_start_matches([':', ']', ')', '|', '(', ' ']);
        let is_end = |c: char| !c.is_ascii_alphanumeric() && c != '_';
        let (first, rest) = value.split_at(value.find(is_end).unwrap_or(value.len()));
        let is_zero = first.ends_with('0') && first.trim_start_matches(['0', 'x']).is_empty();
        let is_all = rest.trim_end_matches(['.', ')']).is_empty() || rest.starts_with([',', ';']);
        is_zero || is_all && NOTHING.contains(&first)
    };
    let counts = |level: &&str| {
        let behind = lower.split_once(*level);
        behind.is_some_and(|(_, behind)| is_nothing(behind))
    };
    NAMES_OF_ERRORS.iter().any(counts) || WORDS.iter().any(|word| lower.contains(word))
}

/// `failed to find the old key with 0x80070002`, `DeleteService failed 1060`, `MsiGetProperty failed with 0x800700ea`: whether a line
/// has a code which says that something was not there, was there already, or needs more room, as programs ask on the way.
fn has_code_of_absence(text: &str) -> bool {
    const CODES: [&str; 9] = [
        "0x80070002",
        "0x80070003",
        "0x80070490",
        "0x800700b7",
        "0x800700ea",
        // The driver package that is to be removed is not in the driver store.
        "0xe0000302",
        "failed 1062",
        "deleteservice failed 1072",
        "failed 183",
    ];
    /// A service that does not run, a member of a group that is not in it, or is in it already, and a group that is there already.
    const OF_COMMANDS: [u32; 4] = [1062, 1377, 1378, 1379];
    const NO_SERVICE: [&str; 2] = ["failed 1060", "0x80070424"];
    let lower = text.to_ascii_lowercase();
    // What is to be started or set up should be there.
    let is_needed = || lower.contains("start") || lower.contains("changeserviceconfig");
    let of_command = code_of_command(&lower);
    let lacks_service =
        of_command == Some(1060) || NO_SERVICE.iter().any(|code| lower.contains(code));
    CODES.iter().any(|code| lower.contains(code))
        || of_command.is_some_and(|code| OF_COMMANDS.contains(&code))
        || lacks_service && !is_needed()
        // A certificate that is not in the store.
        || lower.contains("delstore") && lower.contains("0x80092004")
}

/// `ERROR: The process "gates.exe" not found.`: whether a command only did not find what it should stop, delete, or make.
fn speaks_of_absence(text: &str) -> bool {
    const WORDS: [&str; 10] = [
        "not found",
        "cannot find",
        "unable to find",
        "could not be found",
        "could not find",
        "no such",
        "does not exist",
        "already exists",
        "not installed",
        "has not been started",
    ];
    let lower = text.to_ascii_lowercase();
    WORDS.iter().any(|word| lower.contains(word))
}

/// Whether a failure tells of another try, or a line of the action below it of that or of success.
fn is_made_good(line: LineNo, output: Output, lines: &mut Lines<'_>) -> bool {
    const NEAR: u32 = 40;
    let end = output.end_line.min(line.plus(NEAR));
    let read = lines.between(line, end);
    let (of_failure, below): (Vec<_>, Vec<_>) = read.iter().partition(|(at, _)| *at == line);
    of_failure.iter().any(|(_, text)| tells_of_a_try(text))
        || below.iter().any(|(_, text)| {
            let lower = text.to_ascii_lowercase();
            lower.contains("succeeded") || tells_of_a_try(text)
        })
}

/// `The store is locked, attempt 2 of 3`, `trying again in 5 s`: whether a line tells of one of several tries.
fn tells_of_a_try(text: &str) -> bool {
    const WORDS: [&str; 3] = ["retry", "trying again", "try again"];
    let lower = text.to_ascii_lowercase();
    is_try(text) || has_attempt(&lower) || WORDS.iter().any(|word| lower.contains(word))
}

/// `Next attempt in 5 s`: whether a line in small letters speaks of a try, and not with the words of Windows for what was refused,
/// `An attempt was made to ...`, or of another beginning, `attempting to start the gate`.
fn has_attempt(lower: &str) -> bool {
    let mut words = lower.split(|c: char| !c.is_ascii_alphanumeric());
    !lower.contains("attempt was made")
        && words.any(|word| matches!(word, "attempt" | "attempts" | "reconnect" | "reconnecting"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_told_from_words_about_failures() {
        for (text, expected) in [
            ("MoveGates: ERROR: step 4 failed: no hinge", true),
            ("[2026-03-02 10:00:01.112] [error] enrolment failed", true),
            ("CertUtil: -addstore command FAILED: 0x80070005", true),
            ("[SC] StartService FAILED 1053:", true),
            ("System error 1385 has occurred.", true),
            ("System errors have occurred.", false),
            ("enrolment failed: HTTP 401 Unauthorized", true),
            ("netsh failed with 1312: A logon session is missing", true),
            ("Unhandled exception. System.IO.IOException: locked", true),
            ("C:\\Gates\\keys: Access is denied.", true),
            ("Description: Access denied", true),
            (
                "The requested operation requires elevation (Run as administrator).",
                true,
            ),
            ("Error: Could not enrol: no route", true),
            ("level=error msg=\"no route\"", true),
            ("[10:00:01 ERR] could not enrol", true),
            ("2026-03-02 10:00:01 ERROR could not enrol", true),
            ("Compiler returned error 0x80041003", true),
            ("ModuleNotFoundError: No module named 'gates'", true),
            ("keytool error: no keys", true),
            ("curl: (60) SSL certificate problem: invalid", true),
            ("java.io.IOException: locked", true),
            ("Error: 0", false),
            ("Description: Access is denied", true),
            ("Unhandled exception. System.IO.IOException: none", true),
            ("Error: no route", true),
            ("ERROR: none of the gates opened", true),
            ("Checking access denied", false),
            ("Testing that access is denied", false),
            ("LastError: success", false),
            ("GetLastError: 0", false),
            ("NumberError: none", false),
            ("NoError: yes", false),
            ("Fatal: false", false),
            ("Critical: no", false),
            ("critical: 0, warnings: 0", false),
            ("Erreur : 0", false),
            ("ERROR: OK", false),
            ("Error: (none)", false),
            ("error: null", false),
            ("HResult: Error: 0x00000000", false),
            ("ERROR: S_OK", false),
            ("PASS: 12 FAIL: 0", false),
            ("ERROR HANDLING: ok", false),
            ("ERROR CODE 0", false),
            ("ALERT: the service was started", false),
            ("Gates: LogLevel=Error", false),
            ("OpenGatesError:", false),
            ("WARN: could not enrol", false),
            ("curl: not found", false),
            ("OpenGates: error count: 0", false),
            ("OpenGates: ERROR: 0", false),
            ("ERROR: 0 (The operation completed successfully)", false),
            ("[ERROR] count failed = 0", false),
            ("OpenGates: ERROR: none", false),
            ("[ERROR] 0 errors, 0 failures", false),
            ("5000 gates checked, failed 2000 in first run", false),
            ("OpenGates: failed=0 passed=12", false),
            ("OpenGates: ErrorReporting=enabled", false),
            ("OpenGates: Failed processing 0 files", false),
            ("OpenGates: error handler installed", false),
            ("OpenGates: Could not find the keeper", false),
            ("OpenGates: 12 tests, 0 failed 12 passed", false),
        ] {
            assert_eq!(states_failure(text), expected, "{text}");
        }
    }

    #[test]
    fn a_service_that_is_not_there_is_missed_where_it_should_start() {
        for (text, expected) in [
            ("[SC] OpenService FAILED 1060:", true),
            ("[SC] StartService: OpenService FAILED 1060:", false),
            ("[SC] ChangeServiceConfig2 FAILED 1060:", false),
            ("[SC] DeleteService FAILED 1072:", true),
            ("[SC] CreateService FAILED 1072:", false),
            ("System error 1378 has occurred.", true),
            ("System error 1385 has occurred.", false),
            ("failed to start the gate: 0x80070424", false),
            ("failed to open the gate: 0x80070424", true),
            ("StartService failed: 0x80070424", false),
            ("CreateService failed 1072", false),
            ("StartService failed 1072", false),
            ("[SC] ChangeServiceConfig FAILED 1072:", false),
            ("failed to find the old gate with 0x80070002", true),
            ("removal failed. (Error code 0xE0000302.)", true),
            ("removal failed. (Error code 0xE0000300.)", false),
        ] {
            assert_eq!(has_code_of_absence(text), expected, "{text}");
        }
    }

    #[test]
    fn a_try_is_told_from_other_attempts() {
        for (text, expected) in [
            ("The store is locked, attempt 2 of 3", true),
            ("Failed, will retry", true),
            ("Next attempt in 5 s", true),
            ("Attempting to reconnect", true),
            ("Attempted to perform an unauthorized operation.", false),
            ("An attempt was made to access a socket", false),
            ("attempting to start the gate", false),
        ] {
            assert_eq!(tells_of_a_try(text), expected, "{text}");
        }
    }

    #[test]
    fn a_command_may_find_nothing_to_stop() {
        for (text, expected) in [
            ("ERROR: The process \"gates.exe\" not found.", true),
            (
                "ERROR: The process \"gates.exe\" could not be terminated.",
                false,
            ),
        ] {
            assert_eq!(speaks_of_absence(text), expected, "{text}");
        }
    }
}
