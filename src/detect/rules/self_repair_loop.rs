//! # What it finds
//!
//! One product is repaired three times or more in the same log, one repair soon after the other.
//!
//! # Why it matters
//!
//! A shortcut or a COM class whose key file is missing repairs its product each time it is used.
//! A query of the WMI class `Win32_Product` checks all products and repairs those that do not match.
//! Both slow the machine down and overwrite what an administrator has changed.
//!
//! # What to do
//!
//! Read events 1001 and 1004 of the source `MsiInstaller` in the Application event log: they name the feature and the
//! component that were not in order.
//! Restore what is missing, or mend the key path in the package.
//! Replace queries of `Win32_Product` by the uninstall keys of the registry.
//!
//! # Evidence
//!
//! Sessions of one log with the same product code that all repair, each within ten minutes of the last.
//!
//! # When it is wrong
//!
//! A technician who tries several repairs in a row leaves the same traces.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::event::TimeOfDay;
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;
use crate::trace::{Operation, SessionId, Trace};
use std::collections::BTreeMap;

pub(super) const RULE: Rule = Rule {
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

/// So many repairs in a row are no accident.
const FEWEST: usize = 3;

/// Repairs with a pause longer than this between them are no loop, in milliseconds.
const LONGEST_PAUSE: u32 = 10 * 60 * 1000;

fn check(trace: &Trace, _: &mut Lines<'_>) -> Vec<Hit> {
    let mut rows: BTreeMap<&str, Vec<Repair>> = BTreeMap::new();
    for id in (0..trace.sessions.len()).map(SessionId) {
        let engines = trace.packages_of(id);
        let Some((code, name)) = engines.first().and_then(|engine| {
            let run = &trace.engines[engine.0];
            let is_repair = trace.operation(*engine) == Operation::Repair;
            let name = run.product_name().unwrap_or(&run.product);
            run.product_code()
                .filter(|_| is_repair)
                .map(|code| (code, name))
        }) else {
            continue;
        };
        let session = &trace.sessions[id.0];
        let Some((begun, ended)) = session.clock else {
            continue;
        };
        let row = rows.entry(code).or_default();
        let goes_on = row.last().is_some_and(|last| {
            trace.sessions[last.session.0].date == session.date
                && last.ended.until(begun) <= LONGEST_PAUSE
        });
        if !goes_on && row.len() < FEWEST {
            row.clear();
        }
        row.push(Repair {
            session: id,
            line: session.line,
            ended,
            name: name.to_owned(),
        });
    }
    let loops = rows.into_values().filter(|row| row.len() >= FEWEST);
    loops
        .map(|row| {
            let headline = format!(
                "{} was repaired {} times, one soon after the other.",
                row[0].name,
                row.len()
            );
            Hit::new(headline, row.iter().map(|repair| repair.line).collect())
        })
        .collect()
}

/// A session that repaired a product.
struct Repair {
    session: SessionId,
    line: LineNo,
    ended: TimeOfDay,
    name: String,
}
