//! # What it finds
//!
//! The policy `DisableUserInstalls` of the machine lets packages install for all users only, and this one was to be
//! installed for one.
//!
//! # Why it matters
//!
//! The same package may install on other machines, and nothing is wrong with it.
//!
//! # What to do
//!
//! Install it for all users, elevated and with `ALLUSERS=1`, when the package can do so, or have the policy
//! removed.
//!
//! # Evidence
//!
//! `Machine policy value 'DisableUserInstalls' is 1` and exit code 1625, or message 1934.
//!
//! # When it is wrong
//!
//! Another refusal that comes later in the log decided in its place.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::FaultKind;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI604",
    name: "user-installs-disabled",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The policy DisableUserInstalls forbids installs for one user.",
    advice: "Install for all users (ALLUSERS=1, elevated), or remove the policy DisableUserInstalls of the machine (HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\Installer).",
    link: "https://learn.microsoft.com/windows/win32/msi/disableuserinstalls",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    let is_policy = case.fault() == Some(&FaultKind::Forbidden)
        && case.said.starts_with("the policy DisableUserInstalls is ");
    if !is_policy && !case.is_message(&[1934]) {
        return None;
    }
    Some(Words {
        headline: Some(
            "The policy DisableUserInstalls of this machine forbade an install for one user."
                .to_owned(),
        ),
        ..Words::default()
    })
}
