//! # What it finds
//!
//! The Windows Installer service could not be reached: it does not run, is not registered, or went away while a
//! custom action used it.
//!
//! # Why it matters
//!
//! Nothing can be installed or removed without the service.
//! Where the connection is lost inside a custom action (its result is 1601), the reason is mostly gone a moment
//! later.
//!
//! # What to do
//!
//! Try again first.
//! When it stays, look whether the service `msiserver` can be started (`net start msiserver`), register it with
//! `msiexec /unregister` and `msiexec /regserver`, and read the System event log.
//! In safe mode the service does not run.
//!
//! # Evidence
//!
//! `Error 1719. ...`, a result of 1601, or `Failed to connect to server. Error: 0x<n>`.
//!
//! # When it is wrong
//!
//! Software that guards processes can end the service or its helpers, and then each try fails at another line.

use super::{Check, Rule, Status, Words};
use crate::catalog;
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::detect::prose::lower_first;
use crate::event::ExitCode;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI507",
    name: "installer-service-unreachable",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The Windows Installer service could not be reached, or the connection to it was lost.",
    advice: "Try again. When it stays, start the service msiserver, and register it anew with msiexec /unregister and msiexec /regserver; on a machine in safe mode the service does not run.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    let is_lost = case.custom_action_code == Some(ExitCode(1601));
    let is_refused = case.said.starts_with("Failed to connect to server")
        || (case.number.is_none() && case.exit_code == Some(ExitCode(1601)));
    if !(case.is_message(&[1719]) || is_lost || is_refused) {
        return None;
    }
    let headline = if is_lost {
        format!(
            "{} lost its connection to the Windows Installer service (1601).",
            case.subject()
        )
    } else {
        format!(
            "The Windows Installer service could not be reached{}.",
            why(&case.said)
        )
    };
    Some(Words {
        headline: Some(headline),
        advice: advice(case, is_lost).map(str::to_owned),
        ..Words::default()
    })
}

/// The code in `Failed to connect to server. Error: 0x80070005`.
fn code(said: &str) -> Option<u32> {
    let (_, number) = said.split_once("Error: ")?;
    Some(catalog::parse(number.trim()).ok()?.value)
}

/// Why it could not be reached.
fn why(said: &str) -> String {
    let known = code(said).and_then(catalog::meaning_of_result);
    known.map_or(String::new(), |known| {
        format!(": {}", lower_first(known.meaning))
    })
}

fn advice(case: &Case<'_>, is_lost: bool) -> Option<&'static str> {
    if is_lost {
        return Some(
            "Try again: a lost connection is mostly over by then. When it stays, look for software that ends processes, \
             and start the service msiserver by hand.",
        );
    }
    // The results that wrap ERROR_ACCESS_DENIED, ERROR_SERVICE_DISABLED, and ERROR_NOT_SAFEBOOT_SERVICE.
    Some(match code(&case.said)? {
        0x8007_0005 => {
            "The service runs and refused the caller: start the install elevated and from a session of its own user, since \
             a call over WinRM or SSH may have no right to the service; a scheduled task or a management agent that runs \
             as SYSTEM has it."
        }
        0x8007_0422 => {
            "Let the service be started again: sc.exe config msiserver start= demand from an elevated prompt, and look \
             which policy or program disabled it; then install again."
        }
        0x8007_043C => "Restart the machine in normal mode, then install again.",
        _ => return None,
    })
}
