//! The package ended its install itself, with a text of its own that says what it needs.

use super::{Check, Rule, Status};
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI003",
    name: "condition-not-met",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The package ended its install itself, with a text of its own that says what it needs.",
    advice: "Fulfil what the text asks for, then install again.",
    link: "https://learn.microsoft.com/windows/win32/msi/launchconditions-action",
    check: Check::Fallback,
};
