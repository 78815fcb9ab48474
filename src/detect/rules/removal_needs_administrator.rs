//! # What it finds
//!
//! The product was installed for all users, and the call that removes or repairs it is not elevated.
//!
//! # Why it matters
//!
//! In an upgrade it is the removal of the old version that fails, and the new package only reports that it failed.
//! In a repair nothing is removed, although the message says so: since the security updates of August 2025 a repair that a
//! program starts for a standard user needs an administrator.
//!
//! # What to do
//!
//! Run it elevated, or as the system by a management tool.
//! A silent call cannot show the prompt.
//! For a program that repairs itself when a user starts it, run the repair once as an administrator, or see the
//! [page about the updates of August 2025](https://support.microsoft.com/topic/unexpected-uac-prompts-when-running-msi-repair-operations-after-installing-the-august-2025-windows-security-update-5806f583-e073-4675-9464-fe01974df273).
//!
//! # Evidence
//!
//! `Error 1730. ...`, mostly from `InstallInitialize`.
//!
//! # When it is wrong
//!
//! A policy that lets nobody remove managed products gives the same message.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::{EngineRun, FaultKind, Operation};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI609",
    name: "removal-needs-administrator",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "Only an administrator may remove or repair the product (1730).",
    advice: "Run the removal elevated; for an upgrade run the new package elevated, since it removes the old one.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    if !case.is_message(&[1730]) {
        return None;
    }
    let repairs = case
        .engine()
        .is_some_and(|(id, _)| case.trace.operation(id) == Operation::Repair);
    if repairs {
        return Some(of_repair(case, lines));
    }
    Some(Words {
        headline: Some(
            "Only an administrator may remove this product, and the call was not elevated (1730)."
                .to_owned(),
        ),
        ..Words::default()
    })
}

/// Nobody removes anything in a repair: Windows asks for an administrator, and the message has the only text for that.
fn of_repair(case: &Case<'_>, lines: &mut Lines<'_>) -> Words {
    let product = case
        .package()
        .and_then(EngineRun::product_code)
        .unwrap_or("<product code>");
    let announced = case
        .above(&case.trace.faults, |fault| fault.line)
        .iter()
        .filter(|fault| fault.kind == FaultKind::Forbidden)
        .map(|fault| fault.line)
        .find(|line| lines.line(*line).contains(NEEDS_PROMPT));
    Words {
        headline: Some(
            "A repair needs an administrator, and this one could not ask for one (1730); what the message says of \
             removing does not count."
                .to_owned(),
        ),
        advice: Some(format!(
            "Run the repair once elevated: msiexec /fomus {product}. Since the security updates of August 2025 \
             (CVE-2025-50173) Windows asks for an administrator where programs repair themselves for a standard user: \
             install the newest updates of Windows and of the product, or let the product repair itself with \
             SecureRepairPolicy 2 and its product code below SecureRepairWhitelist in \
             HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\Installer."
        )),
        more: announced.into_iter().collect(),
        ..Words::default()
    }
}

/// `MSI_LUA: Installation UI level is silent but Credential prompt required as the user is running repair and deployment
/// compliance state is 2 so failing in future`: removals inside of upgrades have it too.
const NEEDS_PROMPT: &str = "Credential prompt required as the user is running repair";
