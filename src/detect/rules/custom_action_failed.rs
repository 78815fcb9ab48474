//! # What it finds
//!
//! A custom action failed, and its own words say why, or else its result.
//! For a deferred custom action `InstallFinalize` ends with 3 in its place; the report names the custom action
//! itself.
//!
//! # Why it matters
//!
//! A custom action is a program of the package's author, so Windows cannot say what it wanted.
//! 1603 as its result means no more than that it failed.
//!
//! # What to do
//!
//! Read what the custom action wrote above its end.
//! When it wrote nothing, run the install with `/l*vx!`, look into the files that its program writes, or ask its
//! author.
//!
//! # Evidence
//!
//! `CustomAction <name> returned actual error code <n>` and the text that the custom action wrote into the log
//! before it.
//!
//! # When it is wrong
//!
//! A custom action that is marked to continue fails without harm; such a line says `translated to success` and is
//! not taken for a cause.
//! What a program wrote need not be the reason: the last of its lines that speaks of a failure is shown with those
//! around it.

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
