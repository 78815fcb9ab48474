//! # What it finds
//!
//! A policy or a property switches rollback off.
//!
//! # Why it matters
//!
//! An install that fails leaves the machine half changed, since nothing was kept to undo it.
//! A multi-package transaction is not begun at all and fails with 1653.
//!
//! # What to do
//!
//! Remove the policy `DisableRollback` of the machine and of the user, and do not set the property
//! `DISABLEROLLBACK`.
//! Free disk space in its place, where that was the reason.
//!
//! # Evidence
//!
//! `Machine policy value 'DisableRollback' is 1` or that of the user, or a change of the property `DISABLEROLLBACK`
//! or `RollbackDisabled`.
//!
//! # When it is wrong
//!
//! A package may switch rollback off for itself on a machine that is thrown away after a failure, such as a build
//! agent.

use super::{Check, Hit, Rule, Status, one_hit_for};
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::{MarkKind, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI601",
    name: "rollback-disabled",
    severity: Severity::Warning,
    confidence: Confidence::High,
    role: Role::Risk,
    status: Status::Stable,
    about: "A policy switches rollback off: an install that fails leaves the machine half changed, and multi-package transactions fail with 1653.",
    advice: "Remove the policy DisableRollback of the machine and of the user.",
    link: "https://learn.microsoft.com/windows/win32/msi/disablerollback",
    check: Check::Trace(check),
};

fn check(trace: &Trace, _: &mut Lines<'_>) -> Vec<Hit> {
    one_hit_for(
        trace,
        |kind| *kind == MarkKind::RollbackDisabled,
        |_| "Rollback is switched off by policy.".to_owned(),
    )
}
