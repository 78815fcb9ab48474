//! # What it finds
//!
//! The installer could not set the permissions of a file or a folder: message 1926.
//!
//! # Why it matters
//!
//! The file is there and its permissions are not, so the install is stopped rather than left open.
//!
//! # What to do
//!
//! System error 5: SYSTEM is shut out of the file, or a scanner holds it.
//! 1332: an account could not be looked up, often a group name in another language.
//! 1307 or 1338: the owner or the description of the security is not valid, which is a mistake of the package.
//! A target on a network share or a FAT disk knows no permissions.
//!
//! # Evidence
//!
//! Message 1926 with the file and the system error.
//!
//! # When it is wrong
//!
//! A custom action may report the same number for its own work.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::detect::words;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI308",
    name: "file-security-not-set",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The permissions of a file or a folder could not be set.",
    advice: "Check that the accounts which the package names exist, and that SYSTEM may change the permissions of the file.",
    link: "https://learn.microsoft.com/windows/win32/msi/lockpermissions-table",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    let file = case.argument("file").filter(|_| case.is_message(&[1926]))?;
    let why = words::reason(&case.arguments()).map_or(String::new(), |why| format!(": {why}"));
    Some(Words {
        headline: Some(format!(
            "{} could not set the permissions of {file}{why}.",
            case.subject()
        )),
        ..Words::default()
    })
}
