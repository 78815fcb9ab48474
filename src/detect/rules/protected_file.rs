//! # What it finds
//!
//! The package wants to replace a file that Windows protects, and Windows refused.
//!
//! # Why it matters
//!
//! The file stays as Windows has it.
//! Where the package depends on its own version, the product will not run; where it does not, the file should not be in
//! the package.
//!
//! # What to do
//!
//! Compare the version in the package with the one that is protected: both stand in the message.
//! Install the update of Windows that brings the newer one.
//! Authors use the redistributable of that component in place of the file.
//!
//! # Evidence
//!
//! Message 1931, 1932, or 1933 as the last word before the script failed.
//!
//! # When it is wrong
//!
//! As a warning after which work goes on it is no failure.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI232",
    name: "protected-file",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The package brings a file that Windows protects: messages 1931, 1932, and 1933.",
    advice: "Update Windows to get a newer version of the file; the author of the package should leave it out.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    case.is_message(&[1931, 1932, 1933]).then(Words::default)
}
