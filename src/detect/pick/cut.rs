//! A log that ends, or is cut, before the action that failed has ended.

use super::action::is_unanswered;
use super::custom_action::{behind_ignored, custom_action, with_custom_action_text};
use super::{Pick, Reason, faults, of_fault};
use crate::catalog;
use crate::finding::Confidence;
use crate::trace::{Fault, FaultKind, SessionId, Trace};

/// What failed last, where the end of the action around it is not in the log: no action and no operation began after it.
pub(super) fn last_of_cut(trace: &Trace, session: SessionId) -> Option<Pick<'_>> {
    let is_failure = |fault: &&Fault| {
        fault.kind.is_error()
            || matches!(fault.kind, FaultKind::CustomActionReturned { ignored, .. } if !ignored)
    };
    let Some(last) = faults(trace, session).filter(is_failure).last() else {
        return unmet_condition(trace, session);
    };
    if went_on(trace, last) {
        return None;
    }
    let same = |fault: &&Fault| {
        fault.engine == last.engine
            && fault.script_action == last.script_action
            && !went_on(trace, fault)
    };
    let around: Vec<&Fault> = faults(trace, session).filter(same).collect();
    Some(match around.iter().find(|fault| fault.kind.is_error()) {
        Some(error) => {
            let pick = of_fault(trace, error, None, Reason::LastWord, Confidence::Medium);
            with_custom_action_text(trace, &around, pick)
        }
        None => {
            let around = behind_ignored(&around, last.line);
            custom_action(trace, &around, last, None, Confidence::Medium)
        }
    })
}

/// The words of the package in `LaunchConditions`, which is open yet: it says nothing where all conditions are met. Those of
/// a custom action with which the log ends may say why it stopped, too.
fn unmet_condition(trace: &Trace, session: SessionId) -> Option<Pick<'_>> {
    let said = faults(trace, session)
        .filter(|fault| fault.kind == FaultKind::ProductText)
        .last()?;
    let pick = |action| {
        let (reason, confidence) = (Reason::Condition, Confidence::Medium);
        Some(of_fault(trace, said, action, reason, confidence))
    };
    let Some(action) = said.action else {
        // A log of errors only has no actions: what it does have is what the user was shown.
        return pick(None).filter(|_| trace.is_of_messages_only(session));
    };
    let is_open = trace.actions[action.at()].end_line.is_none();
    match trace.action_name(action) {
        "LaunchConditions" => pick(Some(action)).filter(|_| is_open),
        name => {
            // What a custom action shows may be its last word only where the log ends with it.
            let end = trace.sessions[session.at()].end_line;
            let is_last = end <= said.end_line.plus(NEAR_END) && !went_on(trace, said);
            let is_custom = catalog::standard_action(name).is_none();
            pick(None).filter(|_| is_open && is_last && is_custom)
        }
    }
}

/// How many lines below its text a custom action may write where the log ends with it.
const NEAR_END: u32 = 4;

/// Whether an action or an operation began after a fault. Where the log has no engine, the beginnings of actions tell.
fn went_on(trace: &Trace, fault: &Fault) -> bool {
    if fault.engine.is_some() {
        return !is_unanswered(trace, fault);
    }
    let last_action = trace.actions_of(fault.session).next_back();
    let last_action = last_action.filter(|(_, run)| !run.is_headless());
    let end = trace.sessions[fault.session.at()].end_line;
    let next = trace
        .script_runs
        .partition_point(|run| run.line <= fault.line);
    // What undoes the work follows from the failure.
    let next_work = trace.script_runs.get(next).filter(|run| !run.rollback);
    last_action.is_some_and(|(_, run)| run.line > fault.line)
        || next_work.is_some_and(|run| run.line <= end)
}
