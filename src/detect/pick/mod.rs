//! Which line states the cause: a decision over the trace alone, without reading a line again.

mod action;
mod before;
mod custom_action;
mod cut;
mod own_words;
mod rank;

use action::{failing_action, in_action};
use before::before_actions;
pub(super) use custom_action::{fails_on_purpose, ignored};
pub(super) use own_words::{is_try, with_own_words};

use crate::event::MessageNumber;
use crate::finding::Confidence;
use crate::text::LineNo;
use crate::trace::{
    ActionId, Fault, FaultKind, NameId, Outcome, SessionId, Trace, is_script_runner, is_top_action,
};

/// Where the cause stands.
#[derive(Clone, Debug)]
pub(in crate::detect) struct Pick<'t> {
    /// The line that states it.
    pub(in crate::detect) line: LineNo,
    /// The fault that it is, where there is one.
    pub(in crate::detect) fault: Option<&'t Fault>,
    /// The action that failed or was cancelled.
    pub(in crate::detect) failed: Option<ActionId>,
    /// The real action: for a failing script the one whose operations ran.
    pub(in crate::detect) action: Option<String>,
    /// Why this one.
    pub(in crate::detect) reason: Reason,
    /// How sure.
    pub(in crate::detect) confidence: Confidence,
    /// Other lines that show it.
    pub(in crate::detect) more: Vec<LineNo>,
}

impl Pick<'_> {
    /// A line that is no fault, and of which no action is known.
    fn of_line(line: LineNo, reason: Reason, confidence: Confidence) -> Self {
        Self {
            line,
            fault: None,
            failed: None,
            action: None,
            reason,
            confidence,
            more: Vec::new(),
        }
    }
}

/// Why a line was picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::detect) enum Reason {
    /// The last word before an action failed.
    LastWord,
    /// A custom action failed; the fault is its own text, or its result.
    CustomAction,
    /// A condition of the package was not met; the fault is the package's text.
    Condition,
    /// Somebody stopped it.
    Cancelled,
    /// Another install held the mutex.
    Mutex,
    /// It ended before any action.
    BeforeActions,
    /// The log says which action failed and nothing more.
    ActionOnly,
}

/// The line that states why a session did not end well.
pub(in crate::detect) fn pick(trace: &Trace, session: SessionId) -> Option<Pick<'_>> {
    let outcome = trace.session_verdict(session).outcome;
    if outcome.is_success() {
        return None;
    }
    let held = |fault: &&Fault| {
        matches!(fault.kind, FaultKind::MutexFailed { .. }) || is_contention(&fault.kind)
    };
    let mutex = || faults(trace, session).filter(held);
    // The message says it in words, so it is preferred to the engine's own line.
    let mutex = mutex()
        .find(|fault| is_contention(&fault.kind))
        .or_else(|| mutex().next());
    if let Some(fault) = mutex.filter(|_| outcome == Outcome::Blocked) {
        return Some(of_fault(
            trace,
            fault,
            None,
            Reason::Mutex,
            Confidence::High,
        ));
    }
    if let Some(line) = turned_away_at_once(trace, session, outcome) {
        return Some(Pick::of_line(line, Reason::Mutex, Confidence::High));
    }
    if let Some(line) = trace.server_ended_at_once(session) {
        return Some(Pick::of_line(
            line,
            Reason::BeforeActions,
            Confidence::Medium,
        ));
    }
    // Who refuses the prompt for rights cancels the install, whatever action the client waited in.
    let refused = faults(trace, session).rfind(|fault| fault.kind == FaultKind::Forbidden);
    if let Some(fault) = refused.filter(|_| outcome == Outcome::Cancelled) {
        return Some(of_fault(
            trace,
            fault,
            None,
            Reason::BeforeActions,
            Confidence::High,
        ));
    }
    match failing_action(trace, session) {
        Some(failed) => Some(in_action(trace, session, failed)),
        None => before_actions(trace, session, outcome),
    }
}

/// An install that is called while its own process runs a user interface sequence doesn't even ask for the mutex: it
/// returns 1618 before any action. The exit code says all.
fn turned_away_at_once(trace: &Trace, session: SessionId, outcome: Outcome) -> Option<LineNo> {
    let verdict = trace.session_verdict(session);
    let ran = trace.actions_of(session).next().is_some();
    verdict.line.filter(|_| outcome == Outcome::Blocked && !ran)
}

/// `Error 1500. Another installation is in progress. ...`
fn is_contention(kind: &FaultKind) -> bool {
    matches!(
        kind,
        FaultKind::Message {
            number: MessageNumber(1500),
            ..
        }
    )
}

/// An error after which the install went on, as if it were the cause.
pub(super) fn passed_over<'t>(trace: &'t Trace, error: &'t Fault) -> Pick<'t> {
    of_fault(trace, error, None, Reason::LastWord, Confidence::High)
}

fn faults(trace: &Trace, session: SessionId) -> impl DoubleEndedIterator<Item = &Fault> {
    trace
        .faults_of(session)
        .iter()
        .filter(|fault| !fault.in_rollback)
}

/// The action whose operations the script ran at a line. Where a part of a log begins behind its `ActionStart`, the
/// rollback script begins with it: what was begun last is undone first. Where a custom action undoes that, its own name says
/// nothing of what it was put in for.
fn at_work(
    trace: &Trace,
    known: Option<NameId>,
    session: SessionId,
    line: LineNo,
) -> Option<String> {
    let undone = || {
        let end = trace.sessions[session.at()].end_line;
        let next = trace.script_runs.partition_point(|run| run.line <= line);
        let next = trace.script_runs.get(next);
        let next = next.filter(|run| run.rollback && run.custom_action_type.is_none());
        next.filter(|run| run.line <= end && trace.is_headless(session))
    };
    let name = known.or_else(|| undone().map(|run| run.name))?;
    Some(trace.names.get(name).to_owned())
}

/// Whether an action is the whole install: the one around all others, or the one in which the client waits for the server.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/executeaction-action>.
pub(in crate::detect) fn is_whole_install(action: &str) -> bool {
    is_top_action(action) || action == "ExecuteAction"
}

/// Whether an action only runs others: those of a script or those of a sequence.
fn does_no_work(action: &str) -> bool {
    is_script_runner(action) || is_top_action(action)
}

fn of_fault<'t>(
    trace: &'t Trace,
    fault: &'t Fault,
    failed: Option<ActionId>,
    reason: Reason,
    confidence: Confidence,
) -> Pick<'t> {
    let script = at_work(trace, fault.script_action, fault.session, fault.line);
    let named = match fault.kind {
        FaultKind::CustomActionReturned { name, .. } => Some(trace.names.get(name).to_owned()),
        _ => None,
    };
    // Where the end of the action is missing, the action that was open will do.
    let own = failed
        .or(fault.action)
        .map(|id| trace.action_name(id).to_owned());
    // Of the action that runs the script a part of a log may have neither the beginning nor the end.
    let runs_script = own.as_deref().is_none_or(does_no_work);
    let action =
        named
            .filter(|name| !name.is_empty())
            .or(if runs_script { script.or(own) } else { own });
    Pick {
        fault: Some(fault),
        failed,
        action,
        ..Pick::of_line(fault.line, reason, confidence)
    }
}
