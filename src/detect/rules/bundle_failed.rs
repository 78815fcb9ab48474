//! A bundle failed of itself, with no package that failed: a download, a condition, or its own engine.

use super::{Check, Rule, Status};
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI010",
    name: "bundle-failed",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A bundle failed of itself, with no package that failed: a download, a condition, or its own engine.",
    advice: "Read the first error of the log of the bundle.",
    link: "https://learn.microsoft.com/windows/win32/msi/error-codes",
    check: Check::Fallback,
};
