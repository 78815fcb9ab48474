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
//! A location that ends with a backslash is the folder in which the program was to be started: where it is not there, nothing
//! can be started in it.
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
use crate::detect::message::phrase;
use crate::detect::prose::shortened;
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
        let command = shortened(command, LONGEST);
        match location {
            Some(program) => {
                format!("{subject} could not start its program {program}, called with `{command}`.")
            }
            None => format!("{subject} could not start its program `{command}`."),
        }
    });
    let is_unpacked = location.is_some_and(|location| phrase::is_unpacked(location));
    let folder = arguments.get("location");
    let folder = folder.filter(|folder| folder.ends_with('\\'));
    Some(Words {
        headline,
        advice: match folder {
            Some(folder) => Some(format!(
                "Look whether the program, and the folder {folder} in which it was to be started, are there when the action runs \
                 (wilog files); before InstallFiles they may not be, and then its author must run the action later. Else check that the \
                 command names its program rightly, with its path in quotes, and that no security software blocks it."
            )),
            None => is_unpacked.then(|| OF_UNPACKED.to_owned()),
        },
        ..Words::default()
    })
}

/// How many characters of a command are shown.
const LONGEST: usize = 160;

/// What to do where the engine itself had put the program where it was.
const OF_UNPACKED: &str = "The program came out of the package, so it was where it should be: look whether security software or a policy (AppLocker, \
     attack surface reduction) forbids programs in C:\\Windows\\Installer, then install again.";
