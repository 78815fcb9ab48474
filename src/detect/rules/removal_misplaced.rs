//! # What it finds
//!
//! `RemoveExistingProducts` stands at a place of the sequence at which the installer cannot run it: message 2613.
//!
//! # Why it matters
//!
//! No upgrade with this package can succeed, while a first install can, since there is nothing to remove then.
//! So the mistake is found by those who upgrade.
//!
//! # What to do
//!
//! Remove the older product first and install this one afresh.
//! The author should put the action between `InstallValidate` and `InstallInitialize`, right after
//! `InstallInitialize`, between `InstallExecute` and `InstallFinalize`, or after `InstallFinalize`.
//!
//! # Evidence
//!
//! Message 2613 and the action `RemoveExistingProducts` that ended with 3.
//!
//! # When it is wrong
//!
//! A transform may have moved the action; without it the package is sound.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI122",
    name: "removal-misplaced",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "RemoveExistingProducts stands at a place of the sequence where it may not stand.",
    advice: "Remove the older product first, then install this one. The author must put RemoveExistingProducts between InstallValidate and InstallInitialize, right after InstallInitialize, between InstallExecute and InstallFinalize, or after InstallFinalize.",
    link: "https://learn.microsoft.com/windows/win32/msi/removeexistingproducts-action",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    case.is_message(&[2613]).then(|| Words {
        headline: Some(
            "RemoveExistingProducts stands at a wrong place of the sequence, so the older product could not be removed (message 2613)."
                .to_owned(),
        ),
        ..Words::default()
    })
}
