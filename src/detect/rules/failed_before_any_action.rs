//! The install ended before its first action: a policy, the package, its source, or the call itself.

use super::{Check, Rule, Status};
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI006",
    name: "failed-before-any-action",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The install ended before its first action: a policy, the package, its source, or the call itself.",
    advice: "Read the line, which names what the installer refused.",
    link: "https://learn.microsoft.com/windows/win32/msi/error-codes",
    check: Check::Fallback,
};
