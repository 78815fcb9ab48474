//! # What it finds
//!
//! A patch has only what differs between two versions of a file, and the file on disk is neither of them.
//!
//! # Why it matters
//!
//! The patch is rolled back, and the machine stays without the fix.
//! Somebody replaced the file by hand, a hotfix did, or a scanner cleaned it.
//!
//! # What to do
//!
//! Repair the product first: `msiexec /fa` with its product code or its original package.
//! Then apply the patch.
//! A package of the new version, or a patch that holds whole files, does not need the old file.
//!
//! # Evidence
//!
//! Message 1328 with the file.
//!
//! # When it is wrong
//!
//! A disk that returns wrong data looks the same.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI712",
    name: "patched-file-changed",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A patch could not be applied to a file because something else changed it: message 1328.",
    advice: "Repair the product, so that its files are those of its version, then apply the patch again; or install the whole new version in place of the patch.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    case.is_message(&[1328]).then(Words::default)
}
