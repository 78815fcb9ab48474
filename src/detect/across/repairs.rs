//! A product that repairs itself again and again, where each repair has a log of its own.
//!
//! With the policy `Logging` the installer writes a new file for each call, so one log shows one repair only; see
//! <https://learn.microsoft.com/windows/win32/msi/logging>.

use std::collections::BTreeMap;
use std::path::Path;

use crate::detect::moments::{Dates, date_and_clock, days_apart};
use crate::detect::repairs::{Caller, FEWEST, OfLog, headline, rows};
use crate::detect::rules::self_repair_loop::RULE;
use crate::finding::{AcrossFinding, Confidence, LogSummary, Place};

/// More places than this tell nothing more.
const MOST: usize = 20;

/// Finds products that were repaired in several logs, one repair soon after the other.
pub(super) fn across(logs: &[LogSummary]) -> Vec<AcrossFinding> {
    let mut products: BTreeMap<(&str, &str), Vec<OfLog<'_>>> = BTreeMap::new();
    for log in logs {
        for repair in &log.repairs {
            let key = (machine(log), repair.product_code.as_str());
            products.entry(key).or_default().push((&log.path, repair));
        }
    }
    let loops = products.into_values().flat_map(rows);
    loops
        .filter(|row| row.len() >= FEWEST && is_of_several(row))
        .map(|row| finding(&row))
        .collect()
}

/// The machine of a log: its name, else the folder, in which the logs of one machine lie.
fn machine(log: &LogSummary) -> &str {
    let folder = || Path::new(&log.path).parent().and_then(Path::to_str);
    log.machine.as_deref().or_else(folder).unwrap_or_default()
}

/// Whether no log has all of them: the rule finds those in one log itself.
fn is_of_several(row: &[OfLog<'_>]) -> bool {
    let first = row.first().map(|(log, _)| log);
    row.iter().any(|(log, _)| Some(log) != first)
}

fn finding(row: &[OfLog<'_>]) -> AcrossFinding {
    let are_certain = row.windows(2).all(|pair| {
        let dates = days_apart(&pair[0].1.to, &pair[1].1.from);
        dates.is_some_and(|(dates, _)| dates == Dates::Certain)
    });
    let places = row.iter().take(MOST).map(|(log, repair)| Place {
        path: (*log).to_owned(),
        line: repair.line,
        end_line: repair.end_line,
        what: format!("repaired at {}", date_and_clock(&repair.from)),
    });
    let caller = Caller::of(row);
    AcrossFinding {
        rule: RULE.code.to_owned(),
        name: RULE.name.to_owned(),
        severity: caller.severity(),
        confidence: if are_certain {
            RULE.confidence
        } else {
            Confidence::Low
        },
        role: RULE.role,
        headline: headline(row),
        advice: caller.advice().unwrap_or(RULE.advice).to_owned(),
        places: places.collect(),
    }
}
