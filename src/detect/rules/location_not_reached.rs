//! # What it finds
//!
//! The installer could not reach a folder or a share: message 1606, often with a note 1314 before it.
//!
//! # Why it matters
//!
//! The path in the message is in most cases none of the package: it comes from the shell folders of the user, of
//! which one leads to a drive that is not connected or a server that is gone.
//! Costing looks at all of them, so the install fails before anything is done.
//!
//! # What to do
//!
//! Search `HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders` for the path,
//! and the same below `HKEY_LOCAL_MACHINE` and `HKEY_USERS\.DEFAULT`.
//! An elevated install does not see the mapped drives of the user, so use the UNC path.
//! Where the path looks like a property, such as `%APPDATA%\` or a folder without a drive, pass the full path on
//! the command line.
//!
//! # Evidence
//!
//! Message 1606 with the path, and the note 1314.
//!
//! # When it is wrong
//!
//! The path may be the source of the package, and then the source is what is missing.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::EngineRun;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI303",
    name: "location-not-reached",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A folder or a share that the install needs cannot be reached.",
    advice: "Search HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\User Shell Folders (of SYSTEM below HKEY_USERS\\.DEFAULT, of all users below HKEY_LOCAL_MACHINE) for the path and correct it, connect the drive or the share, or pass a full path in the property.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    if !case.is_message(&[1606]) {
        return None;
    }
    let location = case.argument("path").unwrap_or_default();
    let package = case.package().map(EngineRun::package_or_product);
    let is_source = package.is_some_and(|package| is_folder_of(location, package));
    Some(Words {
        advice: is_source.then(|| OF_SOURCE.to_owned()),
        ..Words::default()
    })
}

/// Whether a package lies in a folder.
fn is_folder_of(folder: &str, package: &str) -> bool {
    let folder = folder.trim_end_matches('\\').to_lowercase();
    let package = package.to_lowercase();
    let below = package.strip_prefix(&folder).filter(|_| !folder.is_empty());
    below.is_some_and(|below| below.starts_with('\\'))
}

/// What to do where the path is that of the package.
const OF_SOURCE: &str = "The package itself lies there: connect the drive or the share for the account that installs, or copy the package to a local \
     disk; SYSTEM reaches a share as the account of the computer.";
