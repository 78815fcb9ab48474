//! A bundle was closed or cancelled before its packages were done.

use super::{Check, Rule, Status};
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI009",
    name: "bundle-cancelled",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A bundle was closed or cancelled before its packages were done.",
    advice: "If this was not meant, start the bundle again and let it finish.",
    link: "https://learn.microsoft.com/windows/win32/msi/error-codes",
    check: Check::Fallback,
};
