//! A log that ends, or is cut, before the action that failed has ended.

use super::custom_action::{behind_ignored, custom_action, with_custom_action_text};
use super::{Pick, Reason, faults, of_fault};
use crate::catalog;
use crate::event::ReturnValue;
use crate::finding::Confidence;
use crate::trace::{
    CustomActionType, Fault, FaultKind, MarkKind, ScriptRun, SessionId, Trace, between,
};

/// What failed last, where the end of the action around it is not in the log: no action and no operation began after it.
pub(super) fn last_of_cut(trace: &Trace, session: SessionId) -> Option<Pick<'_>> {
    let is_failure = |fault: &&Fault| {
        fault.kind.is_error()
            || matches!(fault.kind, FaultKind::CustomActionReturned { ignored, .. } if !ignored)
    };
    let Some(last) = faults(trace, session).rfind(is_failure) else {
        return unmet_condition(trace, session).or_else(|| last_words(trace, session));
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
    let error = around.iter().find(|fault| fault.kind.is_error());
    Some(if let Some(error) = error {
        let pick = of_fault(trace, error, None, Reason::LastWord, Confidence::Medium);
        with_custom_action_text(trace, &around, pick)
    } else {
        let around = behind_ignored(&around, last.line);
        custom_action(trace, &around, last, None, Confidence::Medium)
    })
}

/// What stops an install before its actions, where a log ends with it or with the search for another source: the copy of a
/// package or a patch that is gone from the cache, or a patch that the installer does not take.
pub(super) fn last_before_actions(trace: &Trace, session: SessionId) -> Option<Pick<'_>> {
    let stops = |kind: &FaultKind| kind.is_cache_trouble() || *kind == FaultKind::PatchSequence;
    let said = faults(trace, session).rfind(|fault| stops(&fault.kind))?;
    let is_search = |kind: &FaultKind| matches!(kind, FaultKind::Source | FaultKind::Note { .. });
    let below = faults(trace, session).filter(|fault| fault.line > said.line);
    let search = below
        .take_while(|fault| is_search(&fault.kind))
        .map(|fault| fault.end_line);
    let last = search.fold(said.end_line, |last, line| {
        if line <= last.plus(BETWEEN_TRIES) {
            line
        } else {
            last
        }
    });
    let room = if last == said.end_line {
        NEAR_END
    } else {
        BETWEEN_TRIES
    };
    let is_last = trace.sessions[session.at()].end_line <= last.plus(room);
    let pick = of_fault(trace, said, None, Reason::LastWord, Confidence::Medium);
    (is_last && trace.is_unanswered(said) && !went_on(trace, said)).then_some(pick)
}

/// How many lines may stand between two tries of a source, and below the last: a search begins with policies and with the list
/// of places.
const BETWEEN_TRIES: u32 = 16;

/// The words of the package in `LaunchConditions`, which is open yet: it says nothing where all conditions are met. Those of
/// a custom action with which the log ends may say why it stopped, too.
fn unmet_condition(trace: &Trace, session: SessionId) -> Option<Pick<'_>> {
    let said = faults(trace, session).rfind(|fault| fault.kind == FaultKind::ProductText)?;
    let pick = |action| {
        let (reason, confidence) = (Reason::Condition, Confidence::Medium);
        Some(of_fault(trace, said, action, reason, confidence))
    };
    // What a custom action shows may be its last word only where the log ends with it.
    let end = trace.sessions[session.at()].end_line;
    let is_last = || end <= said.end_line.plus(NEAR_END) && !went_on(trace, said);
    let Some(action) = said.action else {
        // A log of errors only has no actions: what it does have is what the user was shown.
        let is_shown = trace.is_of_messages_only(session) || said.by_custom_action && is_last();
        return pick(None).filter(|_| is_shown);
    };
    let is_open = trace.actions[action.at()].end_line.is_none();
    match trace.action_name(action) {
        "LaunchConditions" => pick(Some(action)).filter(|_| is_open),
        name => {
            let is_custom = catalog::standard_action(name).is_none();
            pick(None).filter(|_| is_open && is_custom && is_last())
        }
    }
}

/// What a custom action wrote of an error where a part of a log ends with it, without the result: nothing began after it.
/// In a log from its beginning, which may have been copied while the action ran, it may have gone on.
fn last_words(trace: &Trace, session: SessionId) -> Option<Pick<'_>> {
    if !trace.is_headless(session) {
        return None;
    }
    let is_text = |fault: &&Fault| {
        matches!(
            fault.kind,
            FaultKind::Exception | FaultKind::CustomActionText
        )
    };
    let mut all =
        faults(trace, session).filter(|fault| !matches!(fault.kind, FaultKind::Note { .. }));
    let mut texts = all.by_ref().rev().take_while(is_text);
    let last = texts.find(|fault| is_error_record(trace, fault))?;
    let work = scheduled(trace, last);
    if went_on(trace, last) || ended_well(trace, last) {
        return None;
    }
    // The install goes on after an action that may fail, so what failed may stand below the part.
    let kind = work.and_then(|work| work.custom_action_type);
    let confidence = match kind.map(CustomActionType) {
        Some(kind) if kind.ignores_result() => Confidence::Low,
        _ => Confidence::Medium,
    };
    let step = |fault: &Fault| (fault.engine, fault.action, fault.script_action, fault.work);
    let of_step = all.rev().take_while(|fault| step(fault) == step(last));
    let mut said: Vec<&Fault> = of_step.take_while(is_text).collect();
    said.reverse();
    said.push(last);
    let exception = said.iter().find(|fault| fault.kind == FaultKind::Exception);
    let first = exception.or(said.first())?;
    let pick = of_fault(trace, first, None, Reason::CustomAction, confidence);
    let action = work.map(|work| trace.names.get(work.name).to_owned());
    // Below its result an action says nothing any more.
    let is_open = |name: &String| !has_returned(trace, name, last);
    Some(Pick {
        action: action.or(pick.action.filter(is_open)),
        more: vec![last.line],
        ..pick
    })
}

/// The custom action that the script ran last above a fault: `Executing op: CustomActionSchedule(Action=OpenGates,...)`.
fn scheduled<'t>(trace: &'t Trace, fault: &Fault) -> Option<&'t ScriptRun> {
    let above = trace
        .script_runs
        .partition_point(|run| run.line < fault.line);
    let run = trace.script_runs[..above].last()?;
    let is_of_session = run.line >= trace.sessions[fault.session.at()].line;
    // What is written below its result is another one's.
    let since = between(&trace.faults, run.line, fault.line, |other| other.line);
    let is_result = |kind: &FaultKind| matches!(kind, FaultKind::CustomActionReturned { .. });
    let has_ended = since.iter().any(|other| is_result(&other.kind));
    (is_of_session && !has_ended && run.custom_action_type.is_some()).then_some(run)
}

/// Whether the result of a custom action stands above a fault.
fn has_returned(trace: &Trace, action: &str, fault: &Fault) -> bool {
    let mut above = faults(trace, fault.session).take_while(|above| above.line < fault.line);
    above.any(|above| match above.kind {
        FaultKind::CustomActionReturned { name, .. } => trace.names.get(name) == action,
        _ => false,
    })
}

/// Whether an action ended well below a fault, which it survived.
fn ended_well(trace: &Trace, fault: &Fault) -> bool {
    let mut actions = trace.actions_of(fault.session);
    actions.any(|(_, run)| {
        run.end_line > Some(fault.line) && run.value.is_some_and(ReturnValue::is_well)
    })
}

/// Whether a text is an error that can be nobody else's: one with which an action of the WiX toolset ends, a record of
/// PowerShell, of which at least the place in its script is there, an exception, or the crash of a managed custom action.
fn is_error_record(trace: &Trace, fault: &Fault) -> bool {
    /// How many lines the words of such an error take above the place.
    const WORDS: u32 = 3;
    let below = between(
        &trace.marks,
        fault.line.plus(1),
        fault.line.plus(WORDS),
        |mark| mark.line,
    );
    if below
        .iter()
        .any(|mark| mark.kind == MarkKind::PowerShellPlace)
    {
        return true;
    }
    let marks = &trace.marks[trace.marks.partition_point(|mark| mark.line < fault.line)..];
    let mut here = marks.iter().take_while(|mark| mark.line == fault.line);
    fault.kind == FaultKind::Exception
        || here.any(|mark| {
            matches!(
                mark.kind,
                MarkKind::WixError
                    | MarkKind::PowerShellError
                    | MarkKind::HostFailed
                    | MarkKind::DriverError
            )
        })
}

/// How many lines may stand below what a log ends with.
const NEAR_END: u32 = 4;

/// Whether an action or an operation began after a fault. Where the log has no engine, the beginnings of actions tell.
fn went_on(trace: &Trace, fault: &Fault) -> bool {
    if fault.engine.is_some() {
        return !trace.is_unanswered(fault) || is_within_success(trace, fault);
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

/// Whether the engine of a fault ran within an action that ended well: an upgrade goes on after a removal of the older product
/// that failed, where the package allows that.
fn is_within_success(trace: &Trace, fault: &Fault) -> bool {
    let top = fault.engine.and_then(|id| trace.engines[id.at()].top);
    let around = top.and_then(|top| trace.actions[top.at()].parent);
    let value = around.and_then(|action| trace.actions[action.at()].value);
    value.is_some_and(ReturnValue::is_well)
}
