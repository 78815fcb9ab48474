//! A package of a bundle failed, and the bundle with it.

use super::{Check, Rule, Status};
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI008",
    name: "bundle-package-failed",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A package of a bundle failed, and the bundle with it.",
    advice: "Read the log of the package, which the bundle names.",
    link: "https://learn.microsoft.com/windows/win32/msi/error-codes",
    check: Check::Fallback,
};
