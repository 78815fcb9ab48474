//! # What it finds
//!
//! A policy or a property switches rollback off.
//!
//! # Why it matters
//!
//! An install that fails leaves the machine half changed, since nothing was kept to undo it.
//! Where this very run failed, its files, registry entries, and services are still there, which is an error of its own.
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

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;
use crate::trace::{EngineRun, Mark, MarkKind, Outcome, RollbackSwitch, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI601",
    name: "rollback-disabled",
    severity: Severity::Warning,
    confidence: Confidence::High,
    role: Role::Risk,
    status: Status::Stable,
    about: "A policy or a property switches rollback off: an install that fails leaves the machine half changed, and multi-package transactions fail with 1653.",
    advice: "Remove the policy DisableRollback of the machine and of the user (SOFTWARE\\Policies\\Microsoft\\Windows\\Installer in HKLM and HKCU), and do not set the property DISABLEROLLBACK.",
    link: "https://learn.microsoft.com/windows/win32/msi/disablerollback",
    check: Check::Trace(check),
};

fn check(trace: &Trace, _: &mut Lines<'_>) -> Vec<Hit> {
    let marks = trace.marks.iter().filter_map(|mark| match mark.kind {
        MarkKind::RollbackDisabled(switch) => Some((switch, mark)),
        _ => None,
    });
    let marks: Vec<(RollbackSwitch, &Mark)> = marks.collect();
    let Some((first, _)) = marks.iter().min_by_key(|(switch, _)| *switch).copied() else {
        return Vec::new();
    };
    let of_caller = trace.engines.iter().any(sets_it);
    let by = match first {
        RollbackSwitch::MachinePolicy => "by the policy DisableRollback of the machine",
        RollbackSwitch::UserPolicy => "by the policy DisableRollback of the user",
        RollbackSwitch::Property if of_caller => "by DISABLEROLLBACK on the command line",
        RollbackSwitch::Property => "by the property DISABLEROLLBACK",
        RollbackSwitch::Flag => "by the package or by the user",
    };
    let lines = marks.iter().map(|(_, mark)| mark.line);
    let left = left_behind(trace, &marks);
    let lines: Vec<LineNo> = left.into_iter().chain(lines).collect();
    let remedy = match first {
        RollbackSwitch::MachinePolicy => {
            "Remove the policy DisableRollback of the machine (group policy \"Prohibit rollback\", HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\Installer)."
        }
        RollbackSwitch::UserPolicy => {
            "Remove the policy DisableRollback of the user (group policy \"Prohibit rollback\", HKCU\\SOFTWARE\\Policies\\Microsoft\\Windows\\Installer)."
        }
        RollbackSwitch::Property if of_caller => "Leave DISABLEROLLBACK out of the command line.",
        RollbackSwitch::Property => "The package must not set DISABLEROLLBACK.",
        RollbackSwitch::Flag => {
            "Free disk space, and let the package have no action DisableRollback."
        }
    };
    let headline = match left {
        Some(_) => format!(
            "Rollback was switched off {by}, so what the run did before it failed was not undone: its files, registry \
             entries, and services stay."
        ),
        None => format!("Rollback is switched off {by}."),
    };
    let hit = Hit::new(headline, lines);
    vec![if left.is_some() {
        let then = "Then install or repair once more: that puts in order what this run left.";
        hit.severity(Severity::Error)
            .advice(format!("{remedy} {then}"))
    } else if first == RollbackSwitch::Property && of_caller {
        // The caller knows, and no harm was done.
        hit.severity(Severity::Note).advice(remedy)
    } else {
        hit.advice(remedy)
    }]
}

/// Whether the command line of an engine has `DISABLEROLLBACK=1`.
fn sets_it(run: &EngineRun) -> bool {
    let command = run.command_line.to_ascii_uppercase();
    command
        .split(' ')
        .any(|word| word.starts_with("DISABLEROLLBACK="))
}

/// The line of the script of a session without rollback that failed and ran no rollback script.
fn left_behind(trace: &Trace, marks: &[(RollbackSwitch, &Mark)]) -> Option<LineNo> {
    let is_without = |session| {
        marks.iter().any(|(_, mark)| {
            mark.engine
                .is_some_and(|id| trace.engines[id.at()].session == session)
        })
    };
    let mut failed = trace.engines.iter().filter(|run| {
        let outcome = trace.session_verdict(run.session).outcome;
        matches!(outcome, Outcome::Failed | Outcome::Cancelled) && is_without(run.session)
    });
    // Where one engine of the session rolled back, rollback was not off for all of it.
    failed
        .clone()
        .all(|run| run.rollback.is_none())
        .then(|| failed.find_map(|run| run.script))?
}
