//! # What it finds
//!
//! The installer could not write a value to an `.ini` file: message 1913.
//!
//! # Why it matters
//!
//! Old products keep their settings in such files, many in the Windows folder, which scanners and policies guard.
//!
//! # What to do
//!
//! Look whether the file is read-only, open in an editor, or owned by somebody else.
//! `win.ini` and `system.ini` are watched by security software.
//!
//! # Evidence
//!
//! Message 1913 with the file.
//!
//! # When it is wrong
//!
//! A path that is made of an empty property leads to a file that cannot exist.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI307",
    name: "ini-file-not-changed",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "An .ini file could not be changed.",
    advice: "Check the rights on the file and its folder, whether it is read-only, and whether security software guards it.",
    link: "https://learn.microsoft.com/windows/win32/msi/inifile-table",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    if !case.is_message(&[1913]) {
        return None;
    }
    // The folder and the name make one path; a record may have all of it in one of the two.
    let path: String = [case.argument("folder"), case.argument("file")]
        .into_iter()
        .flatten()
        .collect();
    Some(Words {
        headline: (!path.is_empty())
            .then(|| format!("{} could not change the .ini file {path}.", case.subject())),
        ..Words::default()
    })
}
