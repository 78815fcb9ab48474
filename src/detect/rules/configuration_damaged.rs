//! # What it finds
//!
//! The data that Windows Installer keeps of an installed product is damaged or lacks parts.
//!
//! # Why it matters
//!
//! The product can be neither removed nor repaired, and an upgrade of it fails.
//!
//! # What to do
//!
//! Use the clean-up tool of the vendor, or Microsoft's troubleshooter for programs that cannot be installed or
//! removed, and then install the product again.
//! Registry cleaners are the usual reason; keep them away.
//!
//! # Evidence
//!
//! `MainEngineThread is returning 1610`.
//!
//! # When it is wrong
//!
//! Rights that are missing on a key of the installer look like damage.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::detect::pick::Reason;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI514",
    name: "configuration-damaged",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "What Windows Installer has recorded of the product is damaged (1610).",
    advice: "Remove the record of the product with the vendor's clean-up tool or Microsoft's program install and uninstall troubleshooter, then install the product again.",
    link: "https://learn.microsoft.com/windows/win32/msi/error-codes",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    let is_alone = case.pick.reason == Reason::BeforeActions;
    case.exit_code.filter(|code| is_alone && code.0 == 1610)?;
    Some(Words {
        headline: Some(
            "What Windows Installer has recorded of this product is damaged (1610).".to_owned(),
        ),
        ..Words::default()
    })
}
