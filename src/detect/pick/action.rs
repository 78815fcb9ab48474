//! The action that failed, and the line within it that states why.

use super::rank::by_rank;
use super::{Pick, Reason, at_work, does_no_work, faults};
use crate::event::{ExitCode, ReturnValue};
use crate::finding::Confidence;
use crate::text::LineNo;
use crate::trace::{
    ActionId, ActionRun, CustomActionType, EngineId, Fault, FaultKind, SessionId, Trace,
    tells_the_end,
};

/// The first action that failed or was cancelled and took those around it with it.
/// One whose failure was survived (its parents ended well) is not the cause.
pub(super) fn failing_action(trace: &Trace, session: SessionId) -> Option<ActionId> {
    let fatal = trace
        .actions_of(session)
        .filter(|(id, run)| stopped_its_sequence(trace, run) && parents_failed(trace, *id))
        .filter(|(id, _)| !tells_the_end(trace.action_name(*id)));
    fatal.min_by_key(|(_, run)| run.end_line).map(|(id, _)| id)
}

/// Whether an action ended so that the sequence around it could not go on.
/// The documented values say so themselves; any other is a program's own code, and the sequence goes on after it
/// when the action is marked for that.
fn stopped_its_sequence(trace: &Trace, run: &ActionRun) -> bool {
    let Some(value) = run.value else { return false };
    let went_on = || {
        let later = trace
            .actions_of(run.session)
            .rev()
            .take_while(|(_, other)| Some(other.line) > run.end_line);
        later
            .into_iter()
            .any(|(_, other)| other.engine == run.engine)
    };
    value.is_cancel() || value.is_failure() && (value.0 <= 8 || !went_on())
}

fn parents_failed(trace: &Trace, id: ActionId) -> bool {
    let mut next = trace.actions[id.at()].parent;
    while let Some(parent) = next {
        let run = &trace.actions[parent.at()];
        // A parent without an end was cut off with the log.
        if run.value.is_some_and(ReturnValue::is_well) {
            return false;
        }
        next = run.parent;
    }
    true
}

/// The action that did the work of one that failed or was cancelled: where that one ran the script, the one whose
/// operations ran.
fn at_work_in(trace: &Trace, failed: ActionId) -> String {
    let run = &trace.actions[failed.at()];
    let name = trace.action_name(failed);
    let script = does_no_work(name).then(|| {
        let end = run.end_line.unwrap_or(run.line);
        let at_work = at_work(trace, run.script_action, run.session, end);
        at_work.filter(|action| may_stop_script(trace, action, end))
    });
    script.flatten().unwrap_or_else(|| name.to_owned())
}

/// Whether what the script ran last above a line can have stopped it: a custom action that was only stored for the rollback or
/// the commit phase did not run, and one whose failure is taken for success stops nothing.
fn may_stop_script(trace: &Trace, action: &str, end: LineNo) -> bool {
    let above = trace.script_runs.partition_point(|run| run.line < end);
    let last = trace.script_runs[..above].last();
    let last = last.filter(|run| trace.names.get(run.name) == action);
    last.is_none_or(|run| {
        let kind = run.custom_action_type.map(CustomActionType);
        !run.is_stored() && !kind.is_some_and(CustomActionType::ignores_result)
    })
}

/// The first line that an action may have written; one that began above the log wrote all of it.
fn beginning(run: &ActionRun) -> LineNo {
    if run.is_headless() {
        LineNo::FIRST
    } else {
        run.line
    }
}

/// The line within the failing action that states why.
pub(super) fn in_action(trace: &Trace, session: SessionId, failed: ActionId) -> Pick<'_> {
    let run = &trace.actions[failed.at()];
    let end = run.end_line.unwrap_or(run.line);
    let begin = beginning(run);
    let within = |fault: &&Fault| {
        fault.line >= begin && fault.line <= end && is_inside(trace, fault.engine, run.engine)
    };
    let inside: Vec<&Fault> = faults(trace, session).filter(within).collect();
    let last_words: Vec<&Fault> = inside
        .iter()
        .copied()
        .filter(|fault| is_last_word(trace, fault, run))
        .collect();
    if run.value.is_some_and(ReturnValue::is_cancel) {
        // A silent caller answers an error box with cancel, and then the error is the cause. The box of an internal
        // error has nothing to cancel.
        let errors: Vec<&Fault> = last_words
            .into_iter()
            .filter(|fault| fault.kind.is_error() && !fault.kind.is_internal())
            .collect();
        let error = by_rank(trace, &errors, failed, Confidence::Medium);
        return error.unwrap_or_else(|| cancel(trace, session, failed, end));
    }
    let last_word = by_rank(trace, &last_words, failed, Confidence::High);
    if let Some(pick) = last_word.or_else(|| by_rank(trace, &inside, failed, Confidence::Medium)) {
        return pick;
    }
    let action = Some(at_work_in(trace, failed));
    let (reason, confidence) = (Reason::ActionOnly, Confidence::Low);
    Pick {
        failed: Some(failed),
        action,
        ..Pick::of_line(end, reason, confidence)
    }
}

/// Whether an engine is another one or runs inside it: what happens on the server happens inside `ExecuteAction` of
/// the client, and the removal of the old product inside `RemoveExistingProducts`.
fn is_inside(trace: &Trace, engine: Option<EngineId>, outer: Option<EngineId>) -> bool {
    let mut next = engine;
    while next != outer {
        match next {
            Some(id) => next = trace.engines[id.at()].parent,
            None => return false,
        }
    }
    true
}

/// Whether no action and no operation was begun after a fault: what work followed was survived.
fn is_last_word(trace: &Trace, fault: &Fault, run: &ActionRun) -> bool {
    match fault.engine {
        Some(id) if fault.engine != run.engine => fault.work >= trace.engines[id.at()].work,
        _ => fault.work >= run.work,
    }
}

/// Somebody stopped it: the first try to cancel, else a custom action that returned 1602, else the end of the action that
/// was cancelled.
fn cancel(trace: &Trace, session: SessionId, failed: ActionId, end: LineNo) -> Pick<'_> {
    let run = &trace.actions[failed.at()];
    let from = beginning(run);
    let attempt = trace.sessions[session.at()]
        .cancel_attempt
        .filter(|line| *line >= from && *line <= end);
    let returned = faults(trace, session).filter(|fault| fault.line >= from && fault.line <= end);
    let returned = returned
        .filter(|_| attempt.is_none())
        .find(|fault| returned_cancel(&fault.kind));
    let line = attempt.or(returned.map(|fault| fault.line));
    Pick {
        failed: Some(failed),
        fault: returned,
        action: Some(at_work_in(trace, failed)),
        more: line.map(|_| end).into_iter().collect(),
        ..Pick::of_line(line.unwrap_or(end), Reason::Cancelled, Confidence::High)
    }
}

/// `CustomAction CheckGates returned actual error code 1602`, not ignored.
fn returned_cancel(kind: &FaultKind) -> bool {
    matches!(
        kind,
        FaultKind::CustomActionReturned {
            code: ExitCode(1602),
            ignored: false,
            ..
        }
    )
}
