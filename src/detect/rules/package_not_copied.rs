//! # What it finds
//!
//! The caller could open the package, and the installer service, which runs as the system, could not open it or
//! make its copy.
//!
//! # Why it matters
//!
//! The second number tells why: 3 and 5 for a path that the system cannot see or read, such as a mapped drive or an
//! encrypted folder, 1632 for a folder for temporary files that cannot be written, 1620 for a package that cannot
//! be read.
//!
//! # What to do
//!
//! Copy the package to a local folder that SYSTEM can read, and use a UNC path in the place of a drive letter.
//! For 1632 look at the rights of `C:\Windows\Installer` and of the folder for temporary files.
//!
//! # Evidence
//!
//! `Note: 1: 2755 2: <code> 3: <package>`, and for 1632 `Note: 1: 2336 2: 5 3: <folder>` above it.
//!
//! # When it is wrong
//!
//! Software that scans files can hold the copy for a moment, and then a second try works.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI612",
    name: "package-not-copied",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The installer service could not open or copy the package that the caller could read (2755).",
    advice: "Copy the package to a local folder that SYSTEM can read, outside of encrypted folders and mapped drives; for 1632 give SYSTEM the right to write to C:\\Windows\\Installer and TEMP.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    if !case.is_message(&[2755, 2336]) {
        return None;
    }
    let headline = match (case.is_message(&[2755]), case.argument("package")) {
        (true, Some(package)) => format!("The installer service could not open or copy {package}."),
        _ => "The installer service could not make its copy of the package.".to_owned(),
    };
    Some(Words {
        headline: Some(match case.exit_code {
            Some(code) => format!("{} ({code}).", headline.trim_end_matches('.')),
            None => headline,
        }),
        ..Words::default()
    })
}
