//! # What it finds
//!
//! A custom action runs a program that ended with 3010, 3011, or 1641, which say that it succeeded and that a
//! restart is needed.
//! The installer takes every code but 0 for a failure, so it stopped with message 1722.
//!
//! # Why it matters
//!
//! The program did its work, and the install is rolled back all the same.
//! It works on machines where nothing is in use, and fails on those where something is.
//!
//! # What to do
//!
//! Restart the machine and install again: the program then has nothing left to replace.
//! Run the program by itself before the package, for example as a package of its own in a bundle, which knows these
//! codes.
//! The author may wrap the program in a library that turns 3010 into a success and calls `MsiSetMode` to ask for
//! the restart, or mark the action to ignore its result.
//!
//! # Evidence
//!
//! `CustomAction ... returned actual error code 3010` and message 1722 of the same action.
//!
//! # When it is wrong
//!
//! Programs that are no installers may use these numbers for something else.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI105",
    name: "restart-code-taken-for-failure",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The program of a custom action asked for a restart, and the installer took its code for a failure.",
    advice: "Let the author take the code for a success: a custom action that runs a program knows only 0 as one. Run the program before or after the package instead, or wrap it.",
    link: "https://learn.microsoft.com/windows/win32/msi/custom-action-return-values",
    check: Check::Cause(check),
};

/// Success, and a restart is needed, is needed later, or has begun.
const RESTART: [i32; 3] = [3010, 3011, 1641];

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    let code = case
        .custom_action_code
        .filter(|code| RESTART.contains(&code.0))?;
    if !case.is_message(&[1722]) {
        return None;
    }
    Some(Words {
        headline: Some(format!(
            "{} ran a program that succeeded and asked for a restart ({code}), and the installer took that for a failure.",
            case.subject()
        )),
        ..Words::default()
    })
}
