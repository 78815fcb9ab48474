//! # What it finds
//!
//! A custom action runs a program, and Windows could not start it: message 1721.
//!
//! # Why it matters
//!
//! The program did not run at all, so its own logs have nothing.
//! In most cases its file is not there: the component that carries it was left out, or the action runs before
//! `InstallFiles` or after `RemoveFiles`.
//!
//! # What to do
//!
//! Look at the path in the message, and at `wilog files` and `wilog features` for that file and its component.
//! A path with blanks needs quotes in the command of the action.
//! Application control and scanners refuse programs in temporary folders.
//!
//! # Evidence
//!
//! Message 1721 with the action, the folder, and the command.
//!
//! # When it is wrong
//!
//! A program that starts and ends at once is not meant: that is message 1722.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::detect::phrase;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI104",
    name: "program-not-started",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The program of a custom action could not be started.",
    advice: "Check that the program is at the place that the message names when the action runs, that its path is in quotes, and that no security software blocks it.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    if !case.is_message(&[1721]) {
        return None;
    }
    let arguments = case.arguments();
    let location = arguments
        .get("location")
        .filter(|_| phrase::is_bare(&arguments));
    let headline = arguments.get("command line").map(|command| {
        let subject = case.subject();
        match location {
            Some(program) => {
                format!("{subject} could not start its program {program}, called with `{command}`.")
            }
            None => format!("{subject} could not start its program `{command}`."),
        }
    });
    Some(Words {
        headline,
        ..Words::default()
    })
}
