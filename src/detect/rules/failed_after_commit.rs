//! # What it finds
//!
//! The install failed or was cancelled in an action behind `InstallFinalize`, which had ended well: what the install did is done for good.
//!
//! # Why it matters
//!
//! The exit code says that nothing was installed, and a deployment tool tries again, while the product is on the machine
//! and registered.
//! Nothing is rolled back once `InstallFinalize` has ended.
//!
//! # What to do
//!
//! Do by hand what the action that failed should have done, such as to start a service, rather than install again.
//! The author of the package moves the action before `InstallFinalize` where it matters, or lets its failure be ignored
//! where it does not.
//!
//! # Evidence
//!
//! `Action ended 10:00:04: InstallFinalize. Return value 1.`, the end of a later action of the same engine with return
//! value 3 or 2, and no rollback behind them.
//!
//! # When it is wrong
//!
//! In a transaction over several packages the whole is rolled back later, by a caller whose lines may stand in another
//! log.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::event::{ReturnValue, Side};
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;
use crate::trace::{EngineId, SessionId, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI117",
    name: "failed-after-commit",
    severity: Severity::Warning,
    confidence: Confidence::High,
    role: Role::Risk,
    status: Status::Stable,
    about: "An action behind InstallFinalize failed or was cancelled, so the product is installed although the install ended with an error.",
    advice: "Do not install again: do by hand what the action should have done; what was installed stays until it is removed.",
    link: "https://learn.microsoft.com/windows/win32/msi/installfinalize-action",
    check: Check::Trace(check),
};

fn check(trace: &Trace, _: &mut Lines<'_>) -> Vec<Hit> {
    /// A log of more such installs repeats itself.
    const MOST: usize = 5;
    let sessions = trace.session_ids();
    let failed = sessions.filter(|id| !trace.session_verdict(*id).outcome.is_success());
    failed
        .filter_map(|id| in_session(trace, id))
        .take(MOST)
        .collect()
}

fn in_session(trace: &Trace, session: SessionId) -> Option<Hit> {
    /// What `InstallFinalize` returns that ran its script; with 0 it had nothing to run, so that nothing is installed.
    ///
    /// Source: <https://learn.microsoft.com/windows/win32/msi/logging-of-action-return-values>.
    const RAN: ReturnValue = ReturnValue(1);
    let mut done: Option<(EngineId, LineNo)> = None;
    for (id, run) in trace.actions_of(session) {
        let (Some(engine), Some(end)) = (run.engine, run.end_line) else {
            continue;
        };
        match done {
            // The next action is begun above the end of the last one, so its own end tells.
            Some((of, finalized)) if of == engine && end > finalized => {
                let ended = match run.value {
                    Some(ReturnValue::FATAL) => "failed",
                    Some(value) if value.is_cancel() => "was cancelled",
                    _ => continue,
                };
                if is_undone(trace, engine, finalized) {
                    continue;
                }
                let action = trace.action_name(id);
                let headline = format!(
                    "InstallFinalize had ended well before {action} {ended}, so what was installed stays installed."
                );
                return Some(Hit::new(headline, vec![finalized, end]));
            }
            _ if trace.action_name(id) == "InstallFinalize"
                && run.value == Some(RAN)
                && trace.engines[engine.at()].side == Side::Server =>
            {
                done = Some((engine, end));
            }
            _ => {}
        }
    }
    None
}

/// Whether an engine rolled back behind a line.
fn is_undone(trace: &Trace, engine: EngineId, line: LineNo) -> bool {
    let from = trace.script_runs.partition_point(|run| run.line <= line);
    let mut behind = trace.script_runs[from..]
        .iter()
        .take_while(|run| run.line <= trace.engines[engine.at()].end_line);
    behind.any(|run| run.rollback)
}
