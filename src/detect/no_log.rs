//! What may be said of a text that is no log of an installer, though it tells of one.

use super::prose::lower_first;
use crate::catalog::{self, Code};
use crate::text::LineNo;
use crate::trace::{BLOCKED, FIRST_RESULT, FaultKind, Trace, exit_code_of};

/// What a text without a line of an installer is, and what it tells of an install all the same. Any program may write such
/// words, so nothing is claimed of how the install ended.
pub(super) fn headline(trace: &Trace) -> String {
    let none = "This is no Windows Installer log and no bundle log.";
    match told(trace).or_else(|| looks_like(trace)) {
        Some(what) => format!("{none} {what}"),
        None => none.to_owned(),
    }
}

/// What the program around an install tells of its end, and where the log is that says why.
fn told(trace: &Trace) -> Option<String> {
    let told = &trace.outer_text;
    let log = told.log().map(|log| {
        format!(
            "The log that line {} names says more, if it is there: run wilog on {}.",
            log.line, log.path
        )
    });
    let Some((result, line)) = told.result() else {
        return log.filter(|_| looks_like(trace).is_none());
    };
    let code = exit_code_of(result).0.cast_unsigned();
    let of_windows = catalog::meaning_of_result(result).filter(|_| result >= FIRST_RESULT);
    let (tells, more) = match (catalog::exit(code), of_windows) {
        (Some(_), _) if code == FAILED => (
            format!("Line {line} tells of an install that failed with {code}, and not why."),
            OF_FAILED.to_owned(),
        ),
        (Some(known), _) => (ended_with(line, &code.to_string(), known), explained(code)),
        // A program that crashed or was broken off may be no installer of Windows.
        (None, Some(known)) => {
            let number = format!("0x{result:08X}");
            let more = format!("`wilog explain {number}` tells what to do.");
            if result >> 16 == OF_CONFIGURATION_MANAGER {
                let meaning = lower_first(known.meaning);
                let tells = format!(
                    "Line {line} tells of a deployment that ended with {number}: {meaning}."
                );
                let log = log.filter(|_| !OF_DETECTION.contains(&result));
                return Some(format!("{tells} {}", log.unwrap_or(more)));
            }
            (ended_with(line, &number, known), more)
        }
        (None, None) if result == BLOCKED => (
            format!(
                "Line {line} tells of a setup that ended with {BLOCKED}: this machine does not meet its requirements."
            ),
            OF_BLOCKED.to_owned(),
        ),
        (None, None) => {
            let message = catalog::message(code)?;
            let meaning = lower_first(message.meaning);
            (
                format!(
                    "Line {line} tells of message {code}: {}.",
                    meaning.trim_end_matches('.')
                ),
                explained(code),
            )
        }
    };
    Some(format!("{tells} {}", log.unwrap_or(more)))
}

/// How results of Configuration Manager begin.
///
/// Source: <https://learn.microsoft.com/intune/configmgr/tenant-attach/app-install-error-reference>.
const OF_CONFIGURATION_MANAGER: u32 = 0x87D0;

/// Its results where the application was not found after its install, or was after its removal: the log of the install, which may
/// have ended well, does not tell why.
const OF_DETECTION: [u32; 2] = [0x87D0_0324, 0x87D0_0325];

/// `ERROR_INSTALL_FAILURE`, which says no more than that.
const FAILED: u32 = 1603;

/// What to do about it where no log is named.
const OF_FAILED: &str = "Install again with `/l*vx! install.log`, or with `/log install.log` where the program is a bundle, and run wilog on \
                         that log.";

/// What to do where something blocks a setup of Microsoft, which says so in a log of its own.
const OF_BLOCKED: &str = "The lines with Blockers say why, in the whole log above it: where the same version or a newer one is installed already, nothing is left to \
     do.";

fn ended_with(line: LineNo, number: &str, known: &Code) -> String {
    let meaning = lower_first(known.meaning);
    let meaning = meaning.trim_end_matches('.');
    format!("Line {line} tells of an install that ended with {number}: {meaning}.")
}

fn explained(code: u32) -> String {
    format!(
        "`wilog explain {code}` tells what to do; a log of the install, made with `/l*vx! install.log`, says more."
    )
}

/// What a message may mean that stands alone, as people quote it: any program may write its words.
fn looks_like(trace: &Trace) -> Option<String> {
    let known = trace.faults.iter().filter_map(|fault| match fault.kind {
        FaultKind::Message { number, .. } => Some((fault, catalog::message(number.0)?)),
        _ => None,
    });
    // An install goes on after a warning, so an error below it says more.
    let (fault, message) = known.min_by_key(|(fault, _)| !fault.kind.is_error())?;
    let line = fault.line;
    if catalog::exit(message.number).is_some() {
        // `Error 1603. Fatal error during installation` is what programs write that call the installer.
        return Some(format!(
            "Line {line} has a number that it may mean: `wilog explain {}` tells its meanings.",
            message.number
        ));
    }
    Some(format!(
        "Line {line} looks like its message {}: {} (`wilog explain {}` says more).",
        message.number,
        lower_first(message.meaning),
        message.number
    ))
}
