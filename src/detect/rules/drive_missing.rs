//! # What it finds
//!
//! Costing met a folder on a drive that does not exist: message 1327 with the drive.
//!
//! # Why it matters
//!
//! The install ends before it changes anything, for a folder that the package may not even need: all folders of its
//! Directory table are resolved.
//!
//! # What to do
//!
//! Look for the drive in the values below `HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Explorer\User
//! Shell Folders` and those of `HKEY_LOCAL_MACHINE`, such as Personal, My Pictures, or Common Documents.
//! Look for it in the properties of the command line, which `wilog properties` shows.
//! Drives that a user has mapped are not there for the service; use the path of the share.
//!
//! # Evidence
//!
//! Message 1327 with the drive, mostly in `CostFinalize` or `CostInitialize`.
//!
//! # When it is wrong
//!
//! A drive of a card reader or a stick that is not in is meant seriously as well.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI228",
    name: "drive-missing",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A folder lies on a drive that is not there for the installer: message 1327.",
    advice: "Correct the folder that names the drive: a property on the command line, or a value of HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\User Shell Folders; a mapped drive of the user does not exist for the installer.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    case.is_message(&[1327]).then(Words::default)
}
