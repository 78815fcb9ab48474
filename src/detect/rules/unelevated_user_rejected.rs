//! # What it finds
//!
//! A user without the rights of an administrator began the install of a package that nobody has assigned to them,
//! and Windows rejected it.
//!
//! # Why it matters
//!
//! This is the default on servers, so a package that installs on every desktop fails there.
//!
//! # What to do
//!
//! Run it elevated, or assign the package.
//! A custom action or a service that installs on behalf of a user needs to be elevated too.
//!
//! # Evidence
//!
//! `Rejecting product '<code>': Non-assigned apps are disabled for non-admin users.` and exit code 1625.
//!
//! # When it is wrong
//!
//! A user who is an administrator but has not elevated the process counts as one without rights.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::syntax::REJECTED;
use crate::trace::FaultKind;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI605",
    name: "unelevated-user-rejected",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A user without rights may not install a package that no administrator has assigned.",
    advice: "Run the install elevated or through a management tool, or assign the package by group policy; the policy DisableMSI (\"Turn off Windows Installer\") with 0 lets users install on servers too.",
    link: "https://learn.microsoft.com/windows/win32/msi/disablemsi",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    case.fault().filter(|kind| **kind == FaultKind::Forbidden)?;
    if !case.said.starts_with(REJECTED) {
        return None;
    }
    Some(Words {
        headline: Some(
            "Windows rejected the package because the user has no administrator's rights and nobody assigned it to \
             them (1625)."
                .to_owned(),
        ),
        ..Words::default()
    })
}
