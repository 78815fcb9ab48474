//! # What it finds
//!
//! One product is repaired three times or more, one repair soon after the other: in one log, or in the logs of one
//! call, since the policy `Logging` writes a new log for each repair.
//!
//! # Why it matters
//!
//! A shortcut or a COM class whose key file is missing repairs its product each time it is used.
//! A query of the WMI class `Win32_Product` checks all products and repairs those that do not match.
//! Both slow the machine down and overwrite what an administrator has changed.
//!
//! # What to do
//!
//! Look who began the repairs: `WmiPrvSE.exe` stands for a query of `Win32_Product`, and `explorer.exe` for a shortcut.
//! Read events 1001 and 1004 of the source `MsiInstaller` in the Application event log: they name the feature and the
//! component that were not in order.
//! Restore what is missing, or mend the key path in the package.
//! Replace queries of `Win32_Product` by the uninstall keys of the registry.
//!
//! # Evidence
//!
//! Sessions with the same product code that all repair, each within ten minutes of the last.
//! A component that was missing each time, `Installed: Absent` with the action `Local`, is named.
//!
//! # When it is wrong
//!
//! A technician who tries several repairs in a row leaves the same traces.
//! Where msiexec called the installer each time, somebody or a script ordered the repairs, and it is a note.

use std::collections::{BTreeMap, BTreeSet};

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::detect::prose::listed;
use crate::detect::repairs::{Caller, FEWEST, OfLog, headline, rows};
use crate::detect::span;
use crate::detect::summary::repair;
use crate::event::InstallState;
use crate::finding::{Confidence, Repair, Role, Severity};
use crate::trace::{NameId, Trace};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI512",
    name: "self-repair-loop",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    role: Role::Risk,
    status: Status::Stable,
    about: "A product is repaired again and again within minutes, which nobody does by hand.",
    advice: "Read events 1001 and 1004 of MsiInstaller, which name the component that is missing, and mend it; look for scripts and tools that query Win32_Product, since that repairs every product it lists.",
    link: "https://learn.microsoft.com/windows/win32/msi/event-logging",
    check: Check::Trace(check),
};

fn check(trace: &Trace, _: &mut Lines<'_>) -> Vec<Hit> {
    let sessions = trace.session_ids();
    let repairs: Vec<Repair> = sessions.filter_map(|id| repair(trace, id)).collect();
    let mut products: BTreeMap<&str, Vec<OfLog<'_>>> = BTreeMap::new();
    for repair in &repairs {
        let product = products.entry(&repair.product_code).or_default();
        product.push(("", repair));
    }
    let loops = products.into_values().flat_map(rows);
    let hits = loops.filter(|row| row.len() >= FEWEST).map(|row| {
        let lines = row.iter().map(|(_, repair)| repair.line).collect();
        let caller = Caller::of(&row);
        let headline = headline(&row);
        let headline = match missing(trace, &row) {
            Some(missing) => format!("{}: {missing} each time.", headline.trim_end_matches('.')),
            None => headline,
        };
        let hit = Hit::new(headline, lines).severity(caller.severity());
        match caller.advice() {
            Some(advice) => hit.advice(advice),
            None => hit,
        }
    });
    hits.collect()
}

/// The components that were missing in each repair: `the component UserKey was missing`.
///
/// `Component: UserKey; Installed: Absent;   Request: Local;   Action: Local`
fn missing(trace: &Trace, row: &[OfLog<'_>]) -> Option<String> {
    let rows = trace.state.components.rows.rows();
    let mut each = row.iter().map(|(_, repair)| {
        let rows = span::between(rows, repair.line, repair.end_line, |row| row.line);
        let lacking = rows.iter().filter(|row| {
            !row.is_feature()
                && row.states.installed() == InstallState::Absent
                && row.states.action() == InstallState::Local
        });
        lacking.map(|row| row.name).collect::<BTreeSet<NameId>>()
    });
    let first = each.next()?;
    let all = each.fold(first, |all, other| {
        all.intersection(&other).copied().collect()
    });
    let names: Vec<&str> = all.iter().map(|name| trace.names.get(*name)).collect();
    match names.as_slice() {
        [] => None,
        [one] => Some(format!("the component {one} was missing")),
        more => Some(format!(
            "the components {} were missing",
            listed(more, MOST_NAMES)
        )),
    }
}

/// More names make no sentence.
const MOST_NAMES: usize = 4;
