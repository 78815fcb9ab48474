//! # What it finds
//!
//! A component was asked for with its feature, and nothing was done about it: `Request: Local; Action: Null`.
//! Its condition was false, or the same component with a higher versioned key file was there.
//!
//! # Why it matters
//!
//! The files, keys, and services of that component are not there, or are those of another product.
//! Mostly that is meant: components for other versions of Windows, other processors, or other languages.
//!
//! # What to do
//!
//! Where something is missing after the install, look for its component here.
//! The properties of a condition have their values at the point of costing, and `wilog properties --at` tells them.
//! `wilog features --odd` lists all such components.
//!
//! # Evidence
//!
//! `Component: ...; Installed: Absent;   Request: Local;   Action: Null` in an install that ended well, and
//! `Disallowing installation of component` where a version is the reason.
//!
//! # When it is wrong
//!
//! Nothing tells a condition that is wrong from one that is right.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::detect::prose::listed;
use crate::detect::span;
use crate::event::{ComponentRuling, InstallState};
use crate::finding::{Confidence, Role, Severity};
use crate::trace::state::ComponentRow;
use crate::trace::{EngineId, NameId, Trace};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const RULE: Rule = Rule {
    code: "MSI207",
    name: "component-left-out",
    severity: Severity::Note,
    confidence: Confidence::Medium,
    role: Role::Context,
    status: Status::Stable,
    about: "Components of an installed feature were left out, because their condition is false or a higher version of their key file is there.",
    advice: "Look at the condition of the component, and compare with a machine on which it was installed; where a higher version was there, look whether its file still is.",
    link: "https://learn.microsoft.com/windows/win32/msi/checking-the-installation-of-features-components-files",
    check: Check::Trace(check),
};

fn check(trace: &Trace, _: &mut Lines<'_>) -> Vec<Hit> {
    let mut engines: BTreeMap<EngineId, Vec<&ComponentRow>> = BTreeMap::new();
    for row in trace.state.components.rows.rows() {
        // What begins with two underscores the installer made itself, for the other processor of a component.
        let is_left_out = !row.is_feature()
            && row.states.installed() == InstallState::Absent
            && row.states.request() == InstallState::Local
            && row.states.action() == InstallState::Null
            && !trace.names.get(row.name).starts_with("__");
        if let Some(id) = row.engine().filter(|_| is_left_out) {
            engines.entry(id).or_default().push(row);
        }
    }
    let engines = engines.into_iter();
    let well = engines.filter(|(id, _)| {
        // Where nothing at all was done, another rule tells it.
        trace.engine_verdict(*id).outcome.is_success() && trace.engines[id.at()].components.1 > 0
    });
    well.map(|(id, rows)| hit(trace, id, &rows)).collect()
}

fn hit(trace: &Trace, id: EngineId, rows: &[&ComponentRow]) -> Hit {
    let run = &trace.engines[id.at()];
    let rulings = span::of(trace.state.components.rulings.rows(), run, |row| row.line);
    let refused: BTreeSet<NameId> = rulings
        .filter(|row| row.engine() == Some(id))
        .filter(|row| row.ruling() == ComponentRuling::InstallDisallowed)
        .map(|row| row.component)
        .collect();
    let names: Vec<&str> = rows.iter().map(|row| trace.names.get(row.name)).collect();
    let (what, their) = match rows.len() {
        1 => ("A component was".to_owned(), "its"),
        many => (format!("{many} components were"), "their"),
    };
    let why = match refused.len().min(rows.len()) {
        0 => format!("mostly for {their} condition"),
        all if all == rows.len() => format!("for a higher version of {their} key file"),
        some => format!(
            "{some} for a higher version of the key file, the rest mostly for their conditions"
        ),
    };
    let headline = format!("{what} left out, {why}: {}.", listed(&names, MOST_NAMES));
    Hit::new(
        headline,
        rows.iter().take(MOST_SHOWN).map(|row| row.line).collect(),
    )
}

/// More names make no sentence.
const MOST_NAMES: usize = 3;

/// Of many components the first ones tell where to look.
const MOST_SHOWN: usize = 5;
