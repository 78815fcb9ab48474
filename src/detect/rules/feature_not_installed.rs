//! # What it finds
//!
//! `ADDLOCAL`, `ADDSOURCE`, or `ADDDEFAULT` names a feature, and that feature was not installed: its state is `Null`.
//!
//! # Why it matters
//!
//! The install ends with 0, and a part that was asked for is missing.
//! A name that the package does not have is another thing: it stops the install with message 2711.
//!
//! # What to do
//!
//! A feature whose level is 0 cannot be installed at all, which a condition on the version of Windows or on another
//! program may bring about.
//! A feature below another one needs that one too.
//!
//! # Evidence
//!
//! The name in the command line of the engine, and `Feature: ...; Installed: Absent;   Request: Null;   Action: Null`.
//!
//! # When it is wrong
//!
//! A feature below another one that was left out is not installed either, which the list of the caller may take into account.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::detect::prose::listed;
use crate::detect::span;
use crate::event::{InstallState, Side};
use crate::finding::{Confidence, Role, Severity};
use crate::trace::state::ComponentRow;
use crate::trace::{EngineId, EngineRun, Operation, Trace};
use std::collections::BTreeSet;

pub(super) const RULE: Rule = Rule {
    code: "MSI206",
    name: "feature-not-installed",
    severity: Severity::Warning,
    confidence: Confidence::High,
    role: Role::Risk,
    status: Status::Stable,
    about: "A feature that the command line asks for was not installed.",
    advice: "Look at the conditions that switch the feature off on this machine, and whether the feature above it is installed.",
    link: "https://learn.microsoft.com/windows/win32/msi/checking-the-installation-of-features-components-files",
    check: Check::Trace(check),
};

fn check(trace: &Trace, _: &mut Lines<'_>) -> Vec<Hit> {
    let engines = trace.engine_ids();
    let packages = engines.filter(|id| {
        trace.engines[id.at()].side == Side::Server
            && trace.operation(*id) != Operation::Uninstall
            && trace.engine_verdict(*id).outcome.is_success()
    });
    packages.filter_map(|id| of_package(trace, id)).collect()
}

fn of_package(trace: &Trace, id: EngineId) -> Option<Hit> {
    let run = &trace.engines[id.at()];
    let asked = asked(run);
    if asked.is_empty() {
        return None;
    }
    let rows = span::of(trace.state.components.rows.rows(), run, |row| row.line);
    let rows = rows.filter(|row| row.engine() == Some(id) && row.is_feature());
    let features = rows.map(|row| (trace.names.get(row.name), row));
    not_installed(features.filter(|(name, _)| asked.contains(name)).collect())
}

/// The features that a command line asks for and does not take out again.
fn asked(run: &EngineRun) -> BTreeSet<&str> {
    let names = |property| run.property(property).unwrap_or_default().split(',');
    let removed: BTreeSet<&str> = names("REMOVE").map(str::trim).collect();
    let lists = ["ADDLOCAL", "ADDSOURCE", "ADDDEFAULT"].into_iter();
    lists
        .flat_map(names)
        .map(str::trim)
        .filter(|name| !name.is_empty() && *name != "ALL" && !removed.contains(name))
        .collect()
}

/// Those of some features to which nothing was done, although they were not there.
fn not_installed(wanted: Vec<(&str, &ComponentRow)>) -> Option<Hit> {
    let is_left = |row: &ComponentRow| {
        row.states.installed() == InstallState::Absent && row.states.action() == InstallState::Null
    };
    let mut left = wanted;
    left.retain(|(_, row)| is_left(row));
    let names: Vec<&str> = left.iter().map(|(name, _)| *name).collect();
    let were = match names.len() {
        0 => return None,
        1 => "was",
        _ => "were",
    };
    let headline = format!(
        "{} {were} asked for and not installed.",
        listed(&names, MOST_NAMES)
    );
    let shown = left.iter().take(MOST_SHOWN).map(|(_, row)| row.line);
    Some(Hit::new(headline, shown.collect()))
}

/// More names make no sentence.
const MOST_NAMES: usize = 4;

/// Of many features the first ones tell where to look.
const MOST_SHOWN: usize = 8;
