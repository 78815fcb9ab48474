//! # What it finds
//!
//! The package installs for all users, and the call is not elevated.
//!
//! # Why it matters
//!
//! The message stands where the script begins, long after costing and dialogs, and the install seems to be nearly
//! done.
//!
//! # What to do
//!
//! Run it elevated: from an administrator's prompt, or as the system by a management tool.
//! When the package can install for one user, call it with `ALLUSERS=""`, or with `ALLUSERS=2 MSIINSTALLPERUSER=1`.
//!
//! # Evidence
//!
//! `Error 1925. ...`.
//!
//! # When it is wrong
//!
//! An account that is an administrator and has not elevated the process gets the same message.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI610",
    name: "install-needs-administrator",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The user may not install for all users of the machine (1925).",
    advice: "Run it elevated, or install for one user when the package can do so (ALLUSERS=\"\", or ALLUSERS=2 MSIINSTALLPERUSER=1).",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    if !case.is_message(&[1925]) {
        return None;
    }
    Some(Words {
        headline: Some(
            "The call has no rights to install for all users of this machine (1925).".to_owned(),
        ),
        ..Words::default()
    })
}
