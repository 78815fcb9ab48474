//! Repairs of one product, one soon after the other, in one log or in several.

use super::moments::{SLACK, days_apart};
use crate::finding::Repair;

/// So many repairs in a row are no accident.
pub(super) const FEWEST: usize = 3;

/// Repairs with a pause longer than this between them are no loop, in milliseconds.
const LONGEST_PAUSE: i64 = 10 * 60 * 1000;

/// A repair, and the path of the log that has it.
pub(super) type OfLog<'a> = (&'a str, &'a Repair);

/// Repairs of one product, cut where a pause is too long for a loop.
pub(super) fn rows(mut repairs: Vec<OfLog<'_>>) -> Vec<Vec<OfLog<'_>>> {
    // Readings of an ambiguous date stand in one order in all logs of a machine.
    repairs.sort_by_key(|(_, repair)| (repair.from.days.first(), repair.from.milliseconds));
    let mut rows: Vec<Vec<OfLog<'_>>> = Vec::new();
    for repair in repairs {
        match rows.last_mut() {
            Some(row) if row.last().is_some_and(|last| follows(*last, repair)) => row.push(repair),
            _ => rows.push(vec![repair]),
        }
    }
    rows
}

/// Whether a repair began soon after another one had ended.
fn follows((_, one): OfLog<'_>, (_, next): OfLog<'_>) -> bool {
    let Some((_, apart)) = days_apart(&one.to, &next.from) else {
        return false;
    };
    let pause = next.from.milliseconds.cast_signed() + apart - one.to.milliseconds.cast_signed();
    (-SLACK..=LONGEST_PAUSE).contains(&pause)
}

/// What is said of the repairs of a product: how many they were, and who began them where that is one program.
pub(super) fn headline(row: &[OfLog<'_>]) -> String {
    let Some((_, first)) = row.first() else {
        return String::new();
    };
    let callers = || row.iter().map(|(_, repair)| program(&repair.caller));
    let caller = program(&first.caller);
    let is_one = !caller.is_empty() && callers().all(|other| other.eq_ignore_ascii_case(caller));
    let begun = if is_one {
        format!(", each begun by {caller}")
    } else {
        String::new()
    };
    format!(
        "{} was repaired {} times, one soon after the other{begun}.",
        first.name,
        row.len()
    )
}

/// The file name of a program.
fn program(path: &str) -> &str {
    path.rsplit('\\').next().unwrap_or(path)
}
