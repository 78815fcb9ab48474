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
//! Where the product is installed already and nothing else was asked for, the call would at most have looked after it.
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
use crate::detect::prose::lower_first;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::{FaultKind, Operation};

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
        advice: advice(is_declined || was_asked, is_there_already(case)),
        ..Words::default()
    })
}

/// What to do about a prompt that gave no rights, and about a product that is there.
fn advice(was_shown: bool, is_there: bool) -> Option<String> {
    let rights = if was_shown { CONFIRM } else { RULE.advice };
    if is_there {
        return Some(format!("{THERE_ALREADY} Otherwise {}", lower_first(rights)));
    }
    was_shown.then(|| rights.to_owned())
}

/// Whether the product is installed, and the call asks for no more than that: `Product registered: entering maintenance mode`,
/// without a property that tells what to do.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/reinstall>.
fn is_there_already(case: &Case<'_>) -> bool {
    const ASKS: [&str; 4] = ["REINSTALL", "REINSTALLMODE", "PATCH", "MSIPATCHREMOVE"];
    let Some(id) = case.trace.packages_of(case.session).last().copied() else {
        return false;
    };
    let run = &case.trace.engines[id.at()];
    run.registered == Some(true)
        && case.trace.operation(id) == Operation::Repair
        && ASKS.iter().all(|name| run.property(name).is_none())
}

/// What to do where the product is there already.
const THERE_ALREADY: &str =
    "This product is installed already: where it only has to be there, nothing is to be done.";

/// `Credential Request return = 0x4c7`: `ERROR_CANCELLED`, a No to the prompt; any other result is a failure of the prompt itself.
const CANCELLED: &str = "0x4c7";

/// What to do where the prompt gave no rights.
const CONFIRM: &str = "Start the install again and confirm the prompt, or start it from an elevated prompt; who is no administrator needs the \
     name and the password of one.";
