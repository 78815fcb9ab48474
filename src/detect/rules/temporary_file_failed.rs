//! # What it finds
//!
//! The installer could not make a temporary file in a folder: message 1336 with the folder and the error of the system.
//!
//! # Why it matters
//!
//! Without temporary files neither cabinets nor custom actions can be unpacked, so the install ends.
//!
//! # What to do
//!
//! Look at the folder: it may be the one of TEMP, `C:\Config.Msi`, or one beside the target.
//! Look up the system error: 5 is access, 3 a folder that is not there, 112 a full disk.
//! A hardening policy that forbids programs in TEMP stops installs in the same place.
//!
//! # Evidence
//!
//! Message 1336 as an error, with the folder.
//!
//! # When it is wrong
//!
//! As a note without an error the installer only probed a drive, and went on.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI231",
    name: "temporary-file-failed",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A temporary file could not be made: message 1336.",
    advice: "Make sure that the folder that the message names exists, has space, and lets SYSTEM and the user write; where it is not C:\\Config.Msi, it comes from TEMP of the account that installs (of SYSTEM C:\\Windows\\Temp).",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    case.is_message(&[1336]).then(Words::default)
}
