//! # What it finds
//!
//! The package stopped itself, because a condition of its author was not met: in `LaunchConditions`, or in a custom
//! action that does nothing but show a text.
//!
//! # Why it matters
//!
//! Nothing is wrong with the installer, and nothing was changed.
//! The text is the package's own, in its own language.
//!
//! # What to do
//!
//! Do what the text asks for, then install again.
//! The values that the condition looks at stand in the log: properties that `AppSearch` set, the version of
//! Windows, the privileges.
//!
//! # Evidence
//!
//! `Product: <name> -- <text>` without a number, and the end of the action with 3.
//!
//! # When it is wrong
//!
//! The text may be wrong about the machine when a search looked in the wrong half of the registry, or when a
//! property was not handed on to the server.
//! An uninstall can be stopped by a condition that was meant for installs only.

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
