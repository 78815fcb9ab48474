//! # What it finds
//!
//! The package makes a file where a folder of that name is (1301), or a folder where a file is (1312).
//!
//! # Why it matters
//!
//! The install is rolled back, and fails in the same way each time.
//!
//! # What to do
//!
//! Look at what stands at the path: mostly it comes from an earlier version, from a configuration tool, or from a
//! script that wrote to a folder which was not there yet.
//! Rename it, install, and move its content to where it belongs.
//!
//! # Evidence
//!
//! Message 1301 with the file or 1312 with the folder.
//!
//! # When it is wrong
//!
//! It is hardly ever wrong: the message names the path.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI226",
    name: "name-clash",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A folder stands where the package makes a file, or a file where it makes a folder: messages 1301 and 1312.",
    advice: "Rename or remove what stands there, after a look at who made it, then install again.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    case.is_message(&[1301, 1312]).then(Words::default)
}
