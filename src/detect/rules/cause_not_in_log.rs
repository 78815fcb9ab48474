//! # What it finds
//!
//! An action failed, and the log has no line that says why.
//!
//! # Why it matters
//!
//! Whoever reads on finds consequences only, and it is better to know that the cause is not there than to believe
//! the nearest line.
//!
//! # What to do
//!
//! Make a log that tells: `msiexec /i <package> /l*vx! <file>`.
//! The exclamation mark writes each line at once, and `x` adds what custom actions do with the installer.
//! For a custom action look for a log of its own and into the Application event log.
//!
//! # Evidence
//!
//! The end of an action with 3 and no message, result, or text within it.
//!
//! # When it is wrong
//!
//! A line that wilog does not know may be the reason: `wilog stats` shows such lines.

use super::{Check, Rule, Status};
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI007",
    name: "cause-not-in-log",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "An action failed, and the log does not hold the line that would say why.",
    advice: "Make a log that tells, with msiexec and /l*vx!.",
    link: "https://learn.microsoft.com/windows/win32/msi/command-line-options",
    check: Check::Fallback,
};
