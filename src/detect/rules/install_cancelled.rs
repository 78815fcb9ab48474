//! Somebody stopped the install: a user in a dialog, or the program that called the installer.

use super::{Check, Rule, Status};
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI004",
    name: "install-cancelled",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "Somebody stopped the install: a user in a dialog, or the program that called the installer.",
    advice: "If this was not meant, start it again and let it finish.",
    link: "https://learn.microsoft.com/windows/win32/msi/error-codes",
    check: Check::Fallback,
};
