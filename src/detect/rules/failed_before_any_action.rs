//! # What it finds
//!
//! The install ended before its first action ran, and no rule knows more of it.
//!
//! # Why it matters
//!
//! There is no action with a message, and the exit code is all that the caller sees.
//! A policy, the package, its source, the rights of the user, or the call itself was refused.
//!
//! # What to do
//!
//! Look up the exit code with `wilog explain`, and read the lines above the return: the package that was opened,
//! policies, rights.
//! When the log says no more, make one with `/l*vx!`.
//!
//! # Evidence
//!
//! `MainEngineThread is returning <n>` without any `Doing action` above it, and the last note or text before it.
//!
//! # When it is wrong
//!
//! A log whose middle was lost looks the same, and then the actions ran and are missing.

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
    advice: "Read the line where it names what the installer refused; else look at the exit code and into the Application event log.",
    link: "https://learn.microsoft.com/windows/win32/msi/error-codes",
    check: Check::Fallback,
};
