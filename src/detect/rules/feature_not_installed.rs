//! # What it finds
//!
//! `ADDLOCAL`, `ADDSOURCE`, or `ADDDEFAULT` names a feature, and that feature was not installed: its state is `Null`,
//! or the package has none of that name.
//!
//! # Why it matters
//!
//! The install ends with 0, and a part that was asked for is missing.
//! A name that is written wrongly says nothing, and the others are installed.
//!
//! # What to do
//!
//! Compare the names with those of the Feature table: capital and small letters differ.
//! A feature whose level is 0 cannot be installed at all, which a condition on the version of Windows or on another
//! program may bring about.
//! A feature below another one needs that one too.
//!
//! # Evidence
//!
//! The name in the command line of the engine, and `Feature: ...; Installed: Absent;   Request: Null;   Action: Null`,
//! or no line for it.
//!
//! # When it is wrong
//!
//! Callers that give one list of features to many packages name some that a package does not have, so a name that no
//! feature has in any writing is a note only.

use super::{Check, Hit, Rule, Status};
use crate::detect::caller_properties;
use crate::detect::lines::Lines;
use crate::detect::prose::listed;
use crate::detect::span;
use crate::event::{InstallState, Side};
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;
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
    about: "A feature that the command line asks for was not installed, or the package has no feature of that name.",
    advice: "Look at the names of the features, which tell capital from small letters, and at the conditions that switch the feature off on this machine.",
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
    packages.flat_map(|id| hits(trace, id)).collect()
}

fn hits(trace: &Trace, id: EngineId) -> Vec<Hit> {
    let run = &trace.engines[id.at()];
    let asked = asked(run);
    if asked.is_empty() {
        return Vec::new();
    }
    let rows = span::of(trace.state.components.rows.rows(), run, |row| row.line);
    let rows = rows.filter(|row| row.engine() == Some(id) && row.is_feature());
    let mut features: Vec<(&str, &ComponentRow)> =
        rows.map(|row| (trace.names.get(row.name), row)).collect();
    let known: BTreeSet<&str> = features.iter().map(|(name, _)| *name).collect();
    let unknown: Vec<&str> = asked.difference(&known).copied().collect();
    features.retain(|(name, _)| asked.contains(name));
    let left = not_installed(features);
    let line = caller_properties::properties(trace, id)
        .map(|row| row.line)
        .next();
    let line = line.filter(|_| !unknown.is_empty() && !known.is_empty());
    left.into_iter()
        .chain(line.map(|line| not_there(&unknown, &known, line)))
        .collect()
}

/// The features that a command line asks for.
fn asked(run: &EngineRun) -> BTreeSet<&str> {
    let lists = ["ADDLOCAL", "ADDSOURCE", "ADDDEFAULT"];
    let lists = lists.into_iter().filter_map(|name| run.property(name));
    lists
        .flat_map(|names| names.split(','))
        .map(str::trim)
        .filter(|name| !name.is_empty() && *name != "ALL")
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

/// The package has no feature of some names, of which one may be written otherwise in it.
fn not_there(unknown: &[&str], known: &BTreeSet<&str>, line: LineNo) -> Hit {
    let same = |name: &&&str| {
        let mut others = unknown.iter();
        others.any(|other| other.eq_ignore_ascii_case(name))
    };
    let meant = known.iter().find(same);
    let meant_in_words = meant.map_or(String::new(), |meant| format!("; it has {meant}"));
    let headline = format!(
        "The package has no feature {}, which the command line asks for{meant_in_words}.",
        listed(unknown, MOST_NAMES)
    );
    let hit = Hit::new(headline, vec![line]);
    match meant {
        Some(_) => hit,
        None => hit.severity(Severity::Note),
    }
}

/// More names make no sentence.
const MOST_NAMES: usize = 4;

/// Of many features the first ones tell where to look.
const MOST_SHOWN: usize = 8;
