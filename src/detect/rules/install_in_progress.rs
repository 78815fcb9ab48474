//! Another install was running and held the mutex `_MSIExecute`, so this one was turned away.

use super::{Check, Rule, Status};
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI005",
    name: "install-in-progress",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "Another install was running and held the mutex `_MSIExecute`, so this one was turned away.",
    advice: "Wait for the other install to end and start this one again; in scripts wait for each msiexec (start /wait) and run jobs one after another.",
    link: "https://learn.microsoft.com/windows/win32/msi/-msiexecute-mutex",
    check: Check::Fallback,
};
