//! # What it finds
//!
//! An upgrade removed an older product with a feature of which the new one has one of the same name, and did not install it.
//!
//! # Why it matters
//!
//! The install ends with 0, and a part of the program that was there is gone.
//!
//! # What to do
//!
//! Add the feature: name it in `ADDLOCAL`, with those that should stay.
//! A caller who gives `ADDLOCAL`, `REMOVE`, or the like decides for all features, and those of the older product are not looked at.
//! The author must let the new product take the states of the features over: the action `MigrateFeatureStates`, with the
//! attribute for it in the Upgrade table, and the same tree of features in both products.
//!
//! # Evidence
//!
//! `Feature: ...; Installed: Local;   Request: Absent;   Action: Absent` in the engine of the older product, and
//! `Feature: ...; Installed: Absent;   Request: Null;   Action: Null` in that of the new one, which ended well.
//!
//! # When it is wrong
//!
//! Somebody may have chosen the features anew, so it is a note where the command line or an action names features or sets
//! `INSTALLLEVEL`.
//! A condition in the Condition table that leaves a feature out of this machine looks the same.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::detect::prose::{listed, with_version};
use crate::detect::span;
use crate::event::{InstallState, Side};
use crate::finding::{Confidence, Role, Severity};
use crate::trace::state::{ComponentRow, PropertyKind};
use crate::trace::{EngineId, EngineRun, Operation, Trace};
use std::collections::BTreeMap;

pub(super) const RULE: Rule = Rule {
    code: "MSI237",
    name: "feature-lost",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    role: Role::Risk,
    status: Status::Stable,
    about: "An upgrade removed a feature of the older product and did not install the feature of that name.",
    advice: "Install the feature again with ADDLOCAL. The author must let the upgrade take over the states of features, which MigrateFeatureStates does.",
    link: "https://learn.microsoft.com/windows/win32/msi/migratefeaturestates-action",
    check: Check::Trace(check),
};

/// No upgrade removes as many products.
const MOST_REMOVALS: usize = 20;

/// More names make no sentence.
const MOST_NAMES: usize = 4;

/// Of many features the first ones tell where to look.
const MOST_SHOWN: usize = 8;

fn check(trace: &Trace, _: &mut Lines<'_>) -> Vec<Hit> {
    let engines = trace.engine_ids();
    let removals = engines.filter_map(|old| {
        let run = &trace.engines[old.at()];
        let new = run.parent.filter(|_| run.side == Side::Nested)?;
        let is_removal = trace.operation(old) == Operation::Uninstall;
        let is_upgrade = trace.operation(new) != Operation::Uninstall;
        let went_well = trace.engine_verdict(new).outcome.is_success()
            && trace.session_verdict(run.session).outcome.is_success();
        (is_removal && is_upgrade && went_well && run.rollback.is_none()).then_some((old, new))
    });
    let removals = removals.take(MOST_REMOVALS);
    removals
        .filter_map(|(old, new)| hit(trace, old, new))
        .collect()
}

fn hit(trace: &Trace, old: EngineId, new: EngineId) -> Option<Hit> {
    let was_there = |row: &&ComponentRow| {
        let states = row.states;
        let is_installed = matches!(
            states.installed(),
            InstallState::Local | InstallState::Source
        );
        is_installed && states.action() == InstallState::Absent
    };
    let is_left = |row: &&ComponentRow| {
        let states = row.states;
        states.installed() == InstallState::Absent && states.action() == InstallState::Null
    };
    let had: BTreeMap<&str, &ComponentRow> = features(trace, old)
        .filter(was_there)
        .map(|row| (trace.names.get(row.name), row))
        .collect();
    let left = features(trace, new).filter(is_left);
    let lost: Vec<(&str, [&ComponentRow; 2])> = left
        .filter_map(|row| {
            let name = trace.names.get(row.name);
            Some((name, [*had.get(name)?, row]))
        })
        .collect();
    let names: Vec<&str> = lost.iter().map(|(name, _)| *name).collect();
    let (was, is) = match names.len() {
        0 => return None,
        1 => ("was", "is"),
        _ => ("were", "are"),
    };
    let is_chosen = chooses_features(trace, new);
    let (old, new) = (&trace.engines[old.at()], &trace.engines[new.at()]);
    let headline = format!(
        "{} {was} installed in {} and {is} not in {}, which took its place.",
        listed(&names, MOST_NAMES),
        named(old, "the older product"),
        named(new, "the new one"),
    );
    let shown = lost.iter().take(MOST_SHOWN);
    let lines = shown.flat_map(|(_, [had, left])| [left.line, had.line]);
    let hit = Hit::new(headline, lines.collect());
    Some(if is_chosen {
        hit.severity(Severity::Note)
    } else {
        hit
    })
}

/// The rows of the features of an engine.
fn features(trace: &Trace, id: EngineId) -> impl Iterator<Item = &ComponentRow> {
    let rows = trace.state.components.rows.rows();
    let rows = span::of(rows, &trace.engines[id.at()], |row| row.line);
    rows.filter(move |row| row.engine() == Some(id) && row.is_feature())
}

/// A product with its version.
fn named(run: &EngineRun, otherwise: &str) -> String {
    with_version(
        run.product_name().unwrap_or(otherwise),
        run.product_version(),
    )
}

/// `PROPERTY CHANGE: Adding ADDLOCAL property. Its value is 'Core'.`: whether the command line of an engine or one of its actions
/// says which features it shall install or not.
fn chooses_features(trace: &Trace, id: EngineId) -> bool {
    const LISTS: [&str; 6] = [
        "ADDLOCAL",
        "ADDSOURCE",
        "ADDDEFAULT",
        "ADVERTISE",
        "REMOVE",
        "REINSTALL",
    ];
    let rows = trace.state.properties.rows.rows();
    let mut rows = span::of(rows, &trace.engines[id.at()], |row| row.line);
    rows.any(|row| {
        let name = trace.names.get(row.name);
        let is_told = match row.kind() {
            PropertyKind::CommandLine | PropertyKind::Modified => true,
            // The engine adds the level where nobody has set one.
            PropertyKind::Added => name != "INSTALLLEVEL",
            PropertyKind::Deleted | PropertyKind::Dumped => false,
        };
        row.engine() == Some(id) && is_told && (name == "INSTALLLEVEL" || LISTS.contains(&name))
    })
}
