//! # What it finds
//!
//! No line was written for a minute or more while an action was at work, with no dialog open.
//!
//! # Why it matters
//!
//! The time is lost at one place, and often it is a wait that ends with a timeout.
//! Tools with a time limit end such installs now and then.
//!
//! # What to do
//!
//! Look what the action does in that time.
//! `wilog timeline` shows all pauses in order, and who was at work.
//!
//! # Evidence
//!
//! The last line before the pause and the first line after it.
//!
//! # When it is wrong
//!
//! A big file on a slow disk takes its time.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::detect::operation;
use crate::finding::{Confidence, Role, Severity};
use crate::text::duration;
use crate::trace::{Gap, NameId, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI803",
    name: "slow-action",
    severity: Severity::Note,
    confidence: Confidence::High,
    role: Role::Context,
    status: Status::Stable,
    about: "The log stood still for a minute or more while an action was at work.",
    advice: "Look what the action does in that time: a custom action that waits, a service that starts slowly, a scanner, a restore point, or a network drive.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-logging",
    check: Check::Trace(check),
};

/// Shorter pauses are part of many installs that are in order, in milliseconds.
const SHORTEST: u32 = 60_000;

/// More pauses than this have one reason.
const MOST: usize = 5;

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    let mut long: Vec<&Gap> = trace
        .gaps
        .iter()
        .filter(|gap| gap.milliseconds >= SHORTEST && !gap.user)
        .collect();
    long.sort_by_key(|gap| std::cmp::Reverse(gap.milliseconds));
    let hits = long.into_iter().take(MOST).map(|gap| {
        let time = duration(gap.milliseconds);
        let headline = match commit_action(trace, gap).or(gap.action) {
            Some(name) => format!(
                "Nothing was written for {time} while {} was at work{}.",
                trace.names.get(name),
                doing(trace, gap, lines)
            ),
            None => format!("Nothing was written for {time}."),
        };
        Hit::new(headline, vec![gap.line, gap.end_line])
    });
    hits.collect()
}

/// The custom action of the commit phase that the pause belongs to: it runs behind the end of the script, while the action that
/// ran the script is still open.
fn commit_action(trace: &Trace, gap: &Gap) -> Option<NameId> {
    if trace.names.get(gap.action?) != "InstallFinalize" {
        return None;
    }
    let runs = &trace.script_runs;
    let next = runs.partition_point(|run| run.line <= gap.line);
    let run = &runs[next.checked_sub(1)?];
    let took = run.took().filter(|_| run.commit)?;
    (took >= gap.milliseconds).then_some(run.name)
}

/// What the script was doing, where its operation is the last line above the pause: `, starting the service Ledger`.
fn doing(trace: &Trace, gap: &Gap, lines: &mut Lines<'_>) -> String {
    let rows = trace.state.operations.rows.rows();
    let next = rows.partition_point(|row| row.line <= gap.line);
    let last = next
        .checked_sub(1)
        .filter(|last| rows[*last].line == gap.line);
    let effect = last.and_then(|last| operation::effect_of(trace, last, lines));
    let doing = effect.and_then(|(name, effect)| operation::doing(name, &effect));
    doing.map_or(String::new(), |doing| format!(", {doing}"))
}
