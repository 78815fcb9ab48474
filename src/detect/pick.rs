//! Which line states the cause: a decision over the trace alone, without reading a line again.

use crate::event::{MessageLevel, MessageNumber, ReturnValue, Side};
use crate::finding::Confidence;
use crate::text::LineNo;
use crate::trace::{
    ActionId, ActionRun, EngineId, Fault, FaultKind, Outcome, SessionId, Trace, is_script_runner,
};

/// Where the cause stands.
#[derive(Clone, Debug)]
pub(super) struct Pick<'t> {
    /// The line that states it.
    pub(super) line: LineNo,
    /// The fault that it is, where there is one.
    pub(super) fault: Option<&'t Fault>,
    /// The action that failed or was cancelled.
    pub(super) failed: Option<ActionId>,
    /// The real action: for a failing script the one whose operations ran.
    pub(super) action: Option<String>,
    /// Why this one.
    pub(super) reason: Reason,
    /// How sure.
    pub(super) confidence: Confidence,
    /// Other lines that show it.
    pub(super) more: Vec<LineNo>,
}

/// Why a line was picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
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
pub(super) fn pick(trace: &Trace, session: SessionId) -> Option<Pick<'_>> {
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
        return Some(Pick {
            line,
            fault: None,
            failed: None,
            action: None,
            reason: Reason::Mutex,
            confidence: Confidence::High,
            more: Vec::new(),
        });
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

fn faults(trace: &Trace, session: SessionId) -> impl Iterator<Item = &Fault> {
    trace
        .faults_of(session)
        .iter()
        .filter(|fault| !fault.in_rollback)
}

fn of_fault<'t>(
    trace: &'t Trace,
    fault: &'t Fault,
    failed: Option<ActionId>,
    reason: Reason,
    confidence: Confidence,
) -> Pick<'t> {
    let script = fault
        .script_action
        .map(|name| trace.names.get(name).to_owned());
    let named = match fault.kind {
        FaultKind::CustomActionReturned { name, .. } => Some(trace.names.get(name).to_owned()),
        _ => None,
    };
    // Where the end of the action is missing, the action that was open will do.
    let own = failed
        .or(fault.action)
        .map(|id| trace.action_name(id).to_owned());
    let runs_script = own.as_deref().is_some_and(is_script_runner);
    let action =
        named
            .filter(|name| !name.is_empty())
            .or(if runs_script { script.or(own) } else { own });
    Pick {
        line: fault.line,
        fault: Some(fault),
        failed,
        action,
        reason,
        confidence,
        more: Vec::new(),
    }
}

/// The first action that failed or was cancelled and took those around it with it.
/// One whose failure was survived (its parents ended well) is not the cause.
fn failing_action(trace: &Trace, session: SessionId) -> Option<ActionId> {
    let fatal = trace
        .actions_of(session)
        .filter(|(id, run)| stopped_its_sequence(trace, run) && parents_failed(trace, *id));
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
        if run
            .value
            .is_some_and(|value| !value.is_failure() && !value.is_cancel())
        {
            return false;
        }
        next = run.parent;
    }
    true
}

/// The line within the failing action that states why.
fn in_action(trace: &Trace, session: SessionId, failed: ActionId) -> Pick<'_> {
    let run = &trace.actions[failed.at()];
    let end = run.end_line.unwrap_or(run.line);
    let within = |fault: &&Fault| {
        fault.line >= run.line && fault.line <= end && is_inside(trace, fault.engine, run.engine)
    };
    let inside: Vec<&Fault> = faults(trace, session).filter(within).collect();
    let last_words: Vec<&Fault> = inside
        .iter()
        .copied()
        .filter(|fault| is_last_word(trace, fault, run))
        .collect();
    if run.value.is_some_and(ReturnValue::is_cancel) {
        // A silent caller answers an error box with cancel, and then the error is the cause.
        let errors: Vec<&Fault> = last_words
            .into_iter()
            .filter(|fault| is_error(&fault.kind))
            .collect();
        let error = by_rank(trace, &errors, failed, Confidence::Medium);
        return error.unwrap_or_else(|| cancel(trace, session, failed, end));
    }
    let last_word = by_rank(trace, &last_words, failed, Confidence::High);
    if let Some(pick) = last_word.or_else(|| by_rank(trace, &inside, failed, Confidence::Medium)) {
        return pick;
    }
    let script = run
        .script_action
        .map(|name| trace.names.get(name).to_owned());
    let action = Some(script.unwrap_or_else(|| trace.action_name(failed).to_owned()));
    let (reason, confidence) = (Reason::ActionOnly, Confidence::Low);
    Pick {
        line: end,
        fault: None,
        failed: Some(failed),
        action,
        reason,
        confidence,
        more: Vec::new(),
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

/// Whether nothing went on in the engine of a fault after it: the source that was looked for there was not found later.
fn is_unanswered(trace: &Trace, fault: &Fault) -> bool {
    fault
        .engine
        .is_none_or(|id| fault.work >= trace.engines[id.at()].work)
}

/// The best of some faults: a numbered error, a custom action's own words, the package's text, what forbids,
/// and last a bare note.
fn by_rank<'t>(
    trace: &'t Trace,
    faults: &[&'t Fault],
    failed: ActionId,
    confidence: Confidence,
) -> Option<Pick<'t>> {
    let first =
        |test: fn(&FaultKind) -> bool| faults.iter().copied().find(|fault| test(&fault.kind));
    let last =
        |test: fn(&FaultKind) -> bool| faults.iter().copied().rfind(|fault| test(&fault.kind));
    let of =
        |fault, reason, confidence| Some(of_fault(trace, fault, Some(failed), reason, confidence));
    // Without engine lines nothing tells which errors were survived, so there the last one counts.
    let verbose = trace.actions[failed.at()].engine.is_some();
    if let Some(error) = if verbose {
        first(is_error)
    } else {
        last(is_error)
    } {
        if let Some(inner) = behind(trace, faults, error) {
            return of(inner, Reason::LastWord, Confidence::Medium);
        }
        let pick = of_fault(trace, error, Some(failed), Reason::LastWord, confidence);
        return Some(with_custom_action_text(trace, faults, pick));
    }
    let returned = faults.iter().copied().find(|fault| {
        matches!(fault.kind, FaultKind::CustomActionReturned { ignored: false, name, .. } if !trace.names.get(name).is_empty())
    });
    if let Some(returned) = returned {
        return Some(custom_action(trace, faults, returned, failed, confidence));
    }
    if let Some(fault) = first(|kind| *kind == FaultKind::Exception) {
        return of(fault, Reason::CustomAction, confidence);
    }
    if let Some(fault) = first(|kind| *kind == FaultKind::ProductText) {
        return of(fault, Reason::Condition, confidence);
    }
    let rest = first(|kind| {
        matches!(
            kind,
            FaultKind::Forbidden | FaultKind::Source | FaultKind::Engine
        )
    });
    let rest = rest.or_else(|| first(|kind| *kind == FaultKind::CacheMissing));
    let text = || first(|kind| *kind == FaultKind::CustomActionText);
    let note = || last(|kind| matches!(kind, FaultKind::Note { .. }));
    let forbidden = || first(says_forbidden);
    let fault = rest.or_else(forbidden).or_else(text).or_else(note)?;
    of(fault, Reason::LastWord, confidence.min(Confidence::Medium))
}

/// What stands behind an error that only says that another install failed: 1713 and 1714 name the product,
/// and the engine inside says why.
fn behind<'t>(trace: &Trace, faults: &[&'t Fault], error: &Fault) -> Option<&'t Fault> {
    let is_echo = matches!(
        error.kind,
        FaultKind::Message {
            number: MessageNumber(1713 | 1714),
            ..
        }
    );
    let is_inner = |fault: &Fault| {
        fault.engine != error.engine
            && fault
                .engine
                .is_some_and(|id| trace.engines[id.at()].side == Side::Nested)
    };
    let is_source = |fault: &Fault| fault.kind == FaultKind::Source;
    let says_why = |fault: &Fault| {
        is_inner(fault)
            && (is_error(&fault.kind) || is_source(fault) || fault.kind == FaultKind::Forbidden)
    };
    let before = || {
        let faults = faults.iter().filter(|fault| fault.line < error.line);
        faults.filter(|_| is_echo).copied()
    };
    // A package that cannot be opened has no engine of its own yet, and then the one around it looks for its source.
    before()
        .find(|fault| says_why(fault))
        .or_else(|| before().find(|fault| is_source(fault)))
        .or_else(|| before().find(|fault| fault.kind == FaultKind::CacheMissing))
}

/// A numbered message that can be a cause: no warning, no information, and no echo of the outcome.
fn is_error(kind: &FaultKind) -> bool {
    let FaultKind::Message { level, number } = kind else {
        return false;
    };
    let grave = matches!(
        level,
        MessageLevel::Error | MessageLevel::Internal | MessageLevel::Unstated
    );
    grave && !matches!(number.0, 1707..=1709 | 1724..=1729 | 1602)
}

/// `Info 1625.This installation is forbidden by system policy. ...`, which follows from the line that names the policy
/// and says more than nothing where there is none.
fn says_forbidden(kind: &FaultKind) -> bool {
    matches!(
        kind,
        FaultKind::Message {
            number: MessageNumber(1625),
            ..
        }
    )
}

/// A custom action failed: its own words say more than its result.
fn custom_action<'t>(
    trace: &'t Trace,
    faults: &[&'t Fault],
    returned: &'t Fault,
    failed: ActionId,
    confidence: Confidence,
) -> Pick<'t> {
    let own = |fault: &&Fault| {
        matches!(
            fault.kind,
            FaultKind::Exception | FaultKind::CustomActionText
        )
    };
    let exception = faults
        .iter()
        .copied()
        .find(|fault| fault.kind == FaultKind::Exception);
    let text = exception.or_else(|| faults.iter().copied().find(own));
    let mut pick = of_fault(
        trace,
        returned,
        Some(failed),
        Reason::CustomAction,
        confidence,
    );
    if let Some(text) = text {
        pick.line = text.line;
        pick.more.push(returned.line);
        pick.fault = Some(text);
    }
    pick
}

/// What a custom action wrote before a numbered error is part of the evidence: `Error 1722` says only that it failed.
fn with_custom_action_text<'t>(
    trace: &Trace,
    faults: &[&'t Fault],
    mut pick: Pick<'t>,
) -> Pick<'t> {
    for fault in faults {
        let own = matches!(
            fault.kind,
            FaultKind::Exception
                | FaultKind::CustomActionText
                | FaultKind::CustomActionReturned { .. }
        );
        if own && fault.line < pick.line {
            pick.more.push(fault.line);
        }
        if let (FaultKind::CustomActionReturned { name, .. }, None) =
            (&fault.kind, pick.fault.and_then(|f| f.script_action))
        {
            let name = trace.names.get(*name);
            if !name.is_empty() {
                pick.action = Some(name.to_owned());
            }
        }
    }
    pick
}

/// Somebody stopped it: the first try to cancel, else the end of the action that was cancelled.
fn cancel(trace: &Trace, session: SessionId, failed: ActionId, end: LineNo) -> Pick<'_> {
    let run = &trace.actions[failed.at()];
    let from = run.line;
    let at_work = run
        .script_action
        .map_or_else(|| trace.action_name(failed), |name| trace.names.get(name));
    let attempt = trace.sessions[session.at()]
        .cancel_attempt
        .filter(|line| *line >= from && *line <= end);
    Pick {
        line: attempt.unwrap_or(end),
        fault: None,
        failed: Some(failed),
        action: Some(at_work.to_owned()),
        reason: Reason::Cancelled,
        confidence: Confidence::High,
        more: attempt.map(|_| end).into_iter().collect(),
    }
}

/// It ended before any action failed: the mutex, a cancel, a policy, the package, or what Windows says of the code.
fn before_actions(trace: &Trace, session: SessionId, outcome: Outcome) -> Option<Pick<'_>> {
    let first =
        |test: fn(&FaultKind) -> bool| faults(trace, session).find(|fault| test(&fault.kind));
    let pick = |fault, reason, confidence| Some(of_fault(trace, fault, None, reason, confidence));
    if outcome == Outcome::Unknown {
        return None;
    }
    if outcome == Outcome::Cancelled {
        let line = trace.sessions[session.at()]
            .cancel_attempt
            .or_else(|| trace.session_verdict(session).line)?;
        let (reason, confidence) = (Reason::Cancelled, Confidence::High);
        return Some(Pick {
            line,
            fault: None,
            failed: None,
            action: None,
            reason,
            confidence,
            more: Vec::new(),
        });
    }
    if let Some(fault) = first(is_error) {
        return pick(fault, Reason::BeforeActions, Confidence::High);
    }
    // The last refusal decides: earlier ones are only announced.
    let forbidden = faults(trace, session)
        .filter(|fault| fault.kind == FaultKind::Forbidden)
        .last()
        .or_else(|| first(says_forbidden));
    if let Some(fault) = forbidden {
        return pick(fault, Reason::BeforeActions, Confidence::High);
    }
    let server_first = |fault: &&Fault| {
        fault
            .engine
            .is_none_or(|id| trace.engines[id.at()].side != Side::Client)
    };
    let note = |fault: &&Fault| matches!(fault.kind, FaultKind::Note { .. });
    let notes = || faults(trace, session).filter(note);
    let fault = notes().find(server_first).or_else(|| notes().next());
    let unanswered = |kind: FaultKind| {
        faults(trace, session).find(|fault| fault.kind == kind && is_unanswered(trace, fault))
    };
    let source = unanswered(FaultKind::Source).or_else(|| unanswered(FaultKind::CacheMissing));
    let fault = source.or(fault);
    if let Some(fault) = fault {
        return pick(fault, Reason::BeforeActions, Confidence::High);
    }
    if let Some(fault) = first(|kind| matches!(kind, FaultKind::Engine | FaultKind::SystemText)) {
        return pick(fault, Reason::BeforeActions, Confidence::Medium);
    }
    let line = trace.session_verdict(session).line?;
    let (reason, confidence) = (Reason::BeforeActions, Confidence::Low);
    Some(Pick {
        line,
        fault: None,
        failed: None,
        action: None,
        reason,
        confidence,
        more: Vec::new(),
    })
}
