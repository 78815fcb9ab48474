//! # What it finds
//!
//! The package does not hold all of its files itself, and one of those beside it is missing: a file (1308) or a cabinet
//! (1311).
//!
//! # Why it matters
//!
//! The install is rolled back, and it fails again on every machine that gets the same incomplete copy.
//!
//! # What to do
//!
//! Compare the folder with the original release.
//! A deployment tool that copies the .msi only leaves the cabinets behind, and a download of one file does the same.
//! Authors embed their cabinets, or ship the folder as one archive.
//!
//! # Evidence
//!
//! Message 1308 with the path of the file, or 1311 with the cabinet, while `InstallFiles` ran.
//!
//! # When it is wrong
//!
//! A share that was lost in the middle is told of in the same words; the lines before show files that were still read.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI223",
    name: "source-file-missing",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A file or a cabinet of the source is not where the package says: messages 1308 and 1311.",
    advice: "Install from the complete folder of the release, with its cabinets and subfolders under their original names, not from the .msi alone.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    case.is_message(&[1308, 1311]).then(Words::default)
}
