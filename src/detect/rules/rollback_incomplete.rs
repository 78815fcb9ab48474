//! An operation of the rollback failed and was skipped, so something was left behind.

use super::{Check, Hit, Rule, Status, one_hit_for};
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::{MarkKind, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI703",
    name: "rollback-incomplete",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    role: Role::Consequence,
    status: Status::Stable,
    about: "An error in the rollback was skipped: services, keys, or files of the failed install may be left behind.",
    advice: "Look for what the operation above the line was to remove or restore, and clean it up before the next try.",
    link: "https://learn.microsoft.com/windows/win32/msi/rollback-installation",
    check: Check::Trace(check),
};

fn check(trace: &Trace, _: &mut Lines<'_>) -> Vec<Hit> {
    one_hit_for(
        trace,
        |kind| *kind == MarkKind::RollbackError,
        |count| match count {
            1 => "The rollback skipped an error, so something may be left behind.".to_owned(),
            _ => format!("The rollback skipped {count} errors, so something may be left behind."),
        },
    )
}
