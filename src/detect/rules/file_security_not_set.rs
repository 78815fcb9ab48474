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
//! 3 at `Config.Msi` on another drive than that of Windows: the drive was made with `subst` or mapped by a user, and the
//! service does not see it.
//! A FAT disk knows no permissions; on a network share the computer account needs the right to change them.
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
use crate::detect::message::arguments;
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
    let why = arguments::reason(&case.arguments()).map_or(String::new(), |why| format!(": {why}"));
    Some(Words {
        headline: Some(format!(
            "{} could not set the permissions of {file}{why}.",
            case.subject()
        )),
        advice: match case.argument("system error code") {
            Some("2" | "3") => Some(where_not_there(file).to_owned()),
            Some("5") => Some(GIVE_RIGHTS.to_owned()),
            _ => None,
        },
        ..Words::default()
    })
}

/// What to do where access was denied: no account is missing then.
const GIVE_RIGHTS: &str = "Give SYSTEM and Administrators full control of the file and of its folder, and look whether security software guards \
     them, then install again; on a share the computer account needs the right to change permissions.";

/// What to do where the file or its folder is not there. `D:\Config.Msi\` the installer makes itself on the drive of the product,
/// so there it is the drive that is missing.
///
/// Source: <https://learn.microsoft.com/windows/win32/services/services-and-redirected-drives>.
fn where_not_there(file: &str) -> &'static str {
    let folder = file.to_ascii_lowercase();
    let is_its_own = folder
        .get(1..)
        .is_some_and(|path| path.starts_with(":\\config.msi"));
    if is_its_own && !folder.starts_with('c') {
        "The service that installs does not see this drive: SYSTEM does not have the drives that a user made with subst or \
         net use. Make the drive for SYSTEM too, or have the product on a disk of the machine, and install again."
    } else {
        "Look whether the file and its folder are there, and what takes them away while the install runs."
    }
}
