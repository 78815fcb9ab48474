//! An action failed, and the log does not hold the line that would say why.

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
