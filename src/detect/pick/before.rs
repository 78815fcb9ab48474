//! A session that did not end well although none of its actions failed.

use super::custom_action::custom_action;
use super::cut::{last_before_actions, last_of_cut};
use super::rank::says_forbidden;
use super::{Pick, Reason, faults, of_fault};
use crate::catalog;
use crate::event::{ExitCode, Side};
use crate::finding::Confidence;
use crate::trace::{Fault, FaultKind, Outcome, SessionId, Trace};

/// Whether an install may end so whose patch has no place in the order of patches: failed for whatever reason, with a function that
/// failed, or with a code that is about a patch.
fn may_be_of_patch(code: ExitCode) -> bool {
    let code = code.0.cast_unsigned();
    matches!(code, 1603 | 1627 | 1642) || catalog::EXITS_OF_PATCHES.contains(&code)
}

/// Whether actions ran of which no end is in the log, so that nobody sees which one failed: `/lv` without any other letter leaves
/// out all but the engine's own lines.
///
/// Source: <https://learn.microsoft.com/windows-server/administration/windows-commands/msiexec>.
fn lacks_ends_of_actions(trace: &Trace, session: SessionId) -> bool {
    let mut actions = trace.actions_of(session);
    let has_some = actions.next().is_some();
    has_some
        && trace
            .actions_of(session)
            .all(|(_, run)| run.end_line.is_none())
}

/// It ended before any action failed: the mutex, a cancel, a policy, the package, or what Windows says of the code.
pub(super) fn before_actions(
    trace: &Trace,
    session: SessionId,
    outcome: Outcome,
) -> Option<Pick<'_>> {
    let first =
        |test: fn(&FaultKind) -> bool| faults(trace, session).find(|fault| test(&fault.kind));
    let pick = |fault, reason, confidence| Some(of_fault(trace, fault, None, reason, confidence));
    let lacks_ends = lacks_ends_of_actions(trace, session);
    if outcome == Outcome::Unknown || trace.is_headless(session) || lacks_ends {
        let last = last_of_cut(trace, session);
        if last.is_some() {
            return last;
        }
    }
    if outcome == Outcome::Unknown {
        return last_before_actions(trace, session);
    }
    if outcome == Outcome::Cancelled {
        let line = trace.sessions[session.at()]
            .cancel_attempt
            .or_else(|| trace.session_verdict(session).line)?;
        // A part does not show in which action it was.
        let confidence = if trace.is_headless(session) {
            Confidence::Medium
        } else {
            Confidence::High
        };
        return Some(Pick::of_line(line, Reason::Cancelled, confidence));
    }
    if let Some(fault) = first(FaultKind::is_error) {
        return pick(fault, Reason::BeforeActions, Confidence::High);
    }
    // The last refusal decides: earlier ones are only announced.
    let forbidden = faults(trace, session)
        .rfind(|fault| fault.kind == FaultKind::Forbidden)
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
    let unanswered = |test: fn(&FaultKind) -> bool| {
        faults(trace, session).find(|fault| test(&fault.kind) && trace.is_unanswered(fault))
    };
    let source = unanswered(|kind| *kind == FaultKind::Source)
        .or_else(|| unanswered(FaultKind::is_cache_trouble))
        .or_else(|| {
            let code = trace.session_verdict(session).exit_code;
            let may_be = code.is_none_or(may_be_of_patch);
            unanswered(|kind| *kind == FaultKind::PatchSequence).filter(|_| may_be)
        });
    let fault = source.or(fault);
    if let Some(fault) = fault {
        return pick(fault, Reason::BeforeActions, Confidence::High);
    }
    // Nothing but the rollback follows on a result that counts.
    let is_result =
        |kind: &FaultKind| matches!(kind, FaultKind::CustomActionReturned { ignored: false, .. });
    let result = faults(trace, session).rfind(|fault| is_result(&fault.kind));
    if let Some(result) = result.filter(|_| lacks_ends) {
        let confidence = Confidence::Medium;
        return Some(custom_action(trace, &[result], result, None, confidence));
    }
    if let Some(fault) = first(|kind| matches!(kind, FaultKind::Engine | FaultKind::SystemText)) {
        return pick(fault, Reason::BeforeActions, Confidence::Medium);
    }
    let line = trace.session_verdict(session).line?;
    let reason = if trace.is_headless(session) || lacks_ends {
        Reason::ActionOnly
    } else {
        Reason::BeforeActions
    };
    Some(Pick::of_line(line, reason, Confidence::Low))
}
