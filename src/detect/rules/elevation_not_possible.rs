//! # What it finds
//!
//! The install needs the rights of an administrator, the call shows no user interface, and so nobody could be
//! asked.
//!
//! # Why it matters
//!
//! Windows ends it with 1625, which says policy and means the rights of the call.
//!
//! # What to do
//!
//! Run it elevated.
//! A package that installs for one user only can be marked so that it needs no elevation.
//!
//! # Evidence
//!
//! `MSI_LUA: Elevation prompt disabled for silent installs`, or another line of user account control that says that
//! elevation fails or was declined.
//!
//! # When it is wrong
//!
//! A repair that the user begins by a shortcut fails in this way too, when the package was installed for the
//! machine.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::FaultKind;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI608",
    name: "elevation-not-possible",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The install needs rights that a silent call cannot ask for.",
    advice: "Run it elevated: from an administrator's prompt, as the system by a management tool, or with a user interface that can show the prompt.",
    link: "https://learn.microsoft.com/windows/win32/msi/using-windows-installer-with-uac",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    case.fault().filter(|kind| **kind == FaultKind::Forbidden)?;
    let was_asked = case.said.starts_with("Credential Request");
    let is_declined = case.said.contains("declined") || was_asked && case.said.contains(CANCELLED);
    if !(case.said.starts_with("Elevation")
        || is_declined
        || was_asked
        || case.said.contains("failing in future"))
    {
        return None;
    }
    let why = if is_declined {
        "the prompt for them was declined"
    } else if was_asked {
        "Windows could not ask for them"
    } else {
        "a call without a user interface cannot ask for them"
    };
    Some(Words {
        headline: Some(format!(
            "The install needs an administrator's rights, and {why}."
        )),
        advice: (is_declined || was_asked).then(|| CONFIRM.to_owned()),
        ..Words::default()
    })
}

/// `Credential Request return = 0x4c7`: `ERROR_CANCELLED`, a No to the prompt; any other result is a failure of the prompt itself.
const CANCELLED: &str = "0x4c7";

/// What to do where the prompt gave no rights.
const CONFIRM: &str = "Start the install again and confirm the prompt, or start it from an elevated prompt; who is no administrator needs the \
     name and the password of one.";
