//! # What it finds
//!
//! A path that the install uses is too long (1320), has an empty or a too long part (1322), a reserved word (1323), a
//! forbidden character (1324), or is no valid short file name (1325).
//!
//! # Why it matters
//!
//! The install ends before it changes anything.
//! As a note without an error the same numbers are harmless probes of costing.
//!
//! # What to do
//!
//! Look where the path comes from with `wilog folders`: the command line, a property that a custom action set, or the
//! profile of the user.
//! A blank path is mostly a property that was never set, and a quote inside it one that was passed wrongly.
//! A profile that is redirected to a deep share makes paths too long.
//! Where the package was called by a path with `.\` in it, give its full path.
//!
//! # Evidence
//!
//! One of the messages with the path, as an error, while paths were resolved or files were copied.
//! For a folder `.` in the path of the package `Note: 1: 1324 2: .` and a return of 2, before any action.
//!
//! # When it is wrong
//!
//! The path in the message may be cut; the line of the folder in the log has all of it.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI227",
    name: "path-invalid",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A path is too long, empty, or holds what a path may not hold: messages 1320 and 1322 to 1325.",
    advice: "Correct the path that the message names: a property on the command line, a folder of the user that is redirected, or a name in the package.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    dot_in_path(case).or_else(|| {
        case.is_message(&[1320, 1322, 1323, 1324, 1325])
            .then(Words::default)
    })
}

/// `.\rowan.msi` that some callers make `C:\Deploy\.\rowan.msi`, whose folder `.` is refused as a name:
/// `Note: 1: 1324 2: . 3: 1`.
fn dot_in_path(case: &Case<'_>) -> Option<Words> {
    let path = &case.package()?.product;
    if !case.is_message(&[1324]) {
        return None;
    }
    if let Some(name) = path.strip_prefix(HERE) {
        return Some(Words {
            headline: Some(format!(
                "The package was given as {path}, and Windows Installer did not find it from the folder in which it ran."
            )),
            advice: Some(format!(
                "Give the full path of the package: msiexec /i \"C:\\<folder>\\{name}\"."
            )),
            ..Words::default()
        });
    }
    path.contains(DOT).then(|| Words {
        headline: Some(format!(
            "The path of the package has a folder `.` in it, which Windows Installer refuses: {path}."
        )),
        advice: Some(format!(
            "Give the full path of the package: msiexec /i \"{}\".",
            path.replace(DOT, "\\")
        )),
        ..Words::default()
    })
}

const DOT: &str = "\\.\\";

/// The beginning of a path that is relative to a folder which the log does not name.
const HERE: &str = ".\\";
