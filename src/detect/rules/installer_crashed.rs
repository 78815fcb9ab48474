//! # What it finds
//!
//! The engine of Windows Installer met an exception and ended the install.
//!
//! # Why it matters
//!
//! No action returns 3, so a search for that finds nothing.
//! The caller sees 1603, or nothing when the whole process is gone.
//!
//! # What to do
//!
//! Look for the crash of `msiexec.exe` in the Application event log (1000 and 1001), which names the module.
//! Install the updates of Windows, try with more free memory, and validate the package; a crash at the same line
//! each time points to a damaged package.
//!
//! # Evidence
//!
//! `Internal Exception during install operation: 0x<code> at 0x<address>.` and `Internal MSI error. Installer
//! terminated prematurely.`
//!
//! # When it is wrong
//!
//! A custom action that runs in the process of the engine can be what crashes; the event log names its library
//! then.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::FaultKind;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI506",
    name: "installer-crashed",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "Windows Installer itself crashed: an exception inside its engine.",
    advice: "Install the updates of Windows, free memory, and try again; when it happens at the same line each time, the package or a custom action in the process of the engine is damaged: run its validation, and look for the crash of msiexec.exe in the Application event log (1000, 1001).",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    case.fault().filter(|kind| **kind == FaultKind::Engine)?;
    if !case.said.starts_with("Internal ") {
        return None;
    }
    let place = case
        .action()
        .map(|action| format!(" in {action}"))
        .unwrap_or_default();
    Some(Words {
        headline: Some(format!(
            "Windows Installer itself crashed{place}: {}",
            case.said
        )),
        confidence: Some(Confidence::High),
        ..Words::default()
    })
}
