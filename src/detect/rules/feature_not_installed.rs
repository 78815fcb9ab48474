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
use crate::detect::given;
use crate::detect::lines::Lines;
use crate::detect::prose::listed;
use crate::detect::span;
use crate::event::{InstallState, Side};
use crate::finding::{Confidence, Role, Severity};
use crate::trace::state::ComponentRow;
use crate::trace::{EngineId, Operation, Trace};
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
    let asked: BTreeSet<&str> = ["ADDLOCAL", "ADDSOURCE", "ADDDEFAULT"]
        .into_iter()
        .filter_map(|name| run.property(name))
        .flat_map(|names| names.split(','))
        .map(str::trim)
        .filter(|name| !name.is_empty() && *name != "ALL")
        .collect();
    if asked.is_empty() {
        return Vec::new();
    }
    let rows = span::of(trace.state.components.rows.rows(), run, |row| row.line);
    let features: Vec<&ComponentRow> = rows
        .filter(|row| row.engine() == Some(id) && row.is_feature())
        .collect();
    let name = |row: &ComponentRow| trace.names.get(row.name);
    let left: Vec<&ComponentRow> = features
        .iter()
        .copied()
        .filter(|row| row.states.installed() == InstallState::Absent)
        .filter(|row| row.states.action() == InstallState::Null && asked.contains(name(row)))
        .collect();
    let known: BTreeSet<&str> = features.iter().map(|row| name(row)).collect();
    let unknown: Vec<&str> = asked.difference(&known).copied().collect();
    let mut hits = Vec::new();
    if !left.is_empty() {
        let names: Vec<&str> = left.iter().map(|row| name(row)).collect();
        let headline = format!(
            "{} {} asked for and not installed.",
            listed(&names, MOST_NAMES),
            if names.len() == 1 { "was" } else { "were" }
        );
        hits.push(Hit::new(
            headline,
            left.iter().take(MOST_SHOWN).map(|row| row.line).collect(),
        ));
    }
    let line = given::properties(trace, id).map(|row| row.line).next();
    let line = line.filter(|_| !unknown.is_empty() && !known.is_empty());
    if let Some(line) = line {
        let meant = unknown.iter().find_map(|name| {
            let mut same = known
                .iter()
                .filter(|known| known.eq_ignore_ascii_case(name));
            same.next()
        });
        let meant_in_words = meant
            .map(|meant| format!("; it has {meant}"))
            .unwrap_or_default();
        let headline = format!(
            "The package has no feature {}, which the command line asks for{meant_in_words}.",
            listed(&unknown, MOST_NAMES)
        );
        let hit = Hit::new(headline, vec![line]);
        hits.push(match meant {
            Some(_) => hit,
            None => hit.severity(Severity::Note),
        });
    }
    hits
}

/// More names make no sentence.
const MOST_NAMES: usize = 4;

/// Of many features the first ones tell where to look.
const MOST_SHOWN: usize = 8;
