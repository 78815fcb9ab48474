//! # What it finds
//!
//! The installer was refused a folder that it has to enter, make, or fill: message 1303 with the folder.
//!
//! # Why it matters
//!
//! Nothing can be written below that folder, so the install is rolled back.
//! The folder is mostly one of an earlier version, of another account, or on a share, and its list of access rights
//! leaves SYSTEM out.
//!
//! # What to do
//!
//! Look at the owner and the rights of the folder that the message names, and of the folders above it.
//! Give SYSTEM and Administrators full control, or remove a folder that an earlier version left behind.
//! Where the folder is redirected to a share, give the computer account rights there, or install to a local folder.
//!
//! # Evidence
//!
//! Message 1303 with the folder as its argument, as the last word before the script failed.
//!
//! # When it is wrong
//!
//! A scanner that holds the folder is told of in the same words; then a second try succeeds.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI220",
    name: "folder-access-denied",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The installer may not enter or change a folder: message 1303.",
    advice: "Give SYSTEM and Administrators full control of the folder, then install again with the rights of an administrator; a folder on a share or a redirected one must let the computer account in.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    case.is_message(&[1303]).then(Words::default)
}
