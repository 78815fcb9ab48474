//! # What it finds
//!
//! An action wanted to write a step into the install script, and no script was open: message 2762.
//!
//! # Why it matters
//!
//! It fails on every machine, so the package was changed or never tried in this mode.
//! A deferred custom action before `InstallInitialize` or after `InstallFinalize` is the usual reason; a transform
//! that moves actions is another.
//!
//! # What to do
//!
//! Install without the transform, if there is one.
//! The author should move the action between `InstallInitialize` and `InstallFinalize`, or make it immediate, and
//! run the validation with ICE77.
//!
//! # Evidence
//!
//! Message 2762, which has no fields; the action in which it stands.
//!
//! # When it is wrong
//!
//! A package that disables rollback in the middle may come to the same message in another way.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI121",
    name: "action-outside-transaction",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "An action that changes the machine stands outside InstallInitialize and InstallFinalize.",
    advice: "Report it to the author: ICE77 shows the action, which must stand between InstallInitialize and InstallFinalize.",
    link: "https://learn.microsoft.com/windows/win32/msi/ice77",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    if !case.is_message(&[2762]) {
        return None;
    }
    Some(Words {
        headline: Some(format!(
            "{} stands outside of InstallInitialize and InstallFinalize, so its work could not be scheduled.",
            case.subject()
        )),
        ..Words::default()
    })
}
