//! A custom action of the package failed; what it wrote itself, or its result, states why.

use super::{Check, Rule, Status};
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI002",
    name: "custom-action-failed",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A custom action of the package failed; what it wrote itself, or its result, states why.",
    advice: "Read what the custom action wrote above its end, and report it to the author of the package.",
    link: "https://learn.microsoft.com/windows/win32/msi/custom-actions",
    check: Check::Fallback,
};
