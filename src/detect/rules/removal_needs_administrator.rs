//! # What it finds
//!
//! The product was installed for all users, and the call that removes it is not elevated.
//!
//! # Why it matters
//!
//! In an upgrade it is the removal of the old version that fails, and the new package only reports that it failed.
//!
//! # What to do
//!
//! Run it elevated, or as the system by a management tool.
//! A silent call cannot show the prompt.
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

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI609",
    name: "removal-needs-administrator",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "Only an administrator may remove the product (1730).",
    advice: "Run the removal elevated; for an upgrade run the new package elevated, since it removes the old one.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    if !case.is_message(&[1730]) {
        return None;
    }
    Some(Words {
        headline: Some(
            "Only an administrator may remove this product, and the call was not elevated (1730)."
                .to_owned(),
        ),
        ..Words::default()
    })
}
