//! Which of the faults in an action says best why it failed.

use super::custom_action::{behind_ignored, custom_action, with_custom_action_text, with_record};
use super::{Pick, Reason, of_fault};
use crate::event::{MessageNumber, Side};
use crate::finding::Confidence;
use crate::trace::{ActionId, Fault, FaultKind, Trace};

/// The best of some faults: a numbered error, a custom action's own words, the package's text, what forbids,
/// a dialog that is built wrong, and last a bare note.
pub(super) fn by_rank<'t>(
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
    let session = trace.actions[failed.at()].session;
    if let Some(error) = if trace.sessions[session.at()].is_verbose {
        first(FaultKind::is_error)
    } else {
        last(FaultKind::is_error)
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
        let faults = &behind_ignored(faults, returned.line);
        let pick = custom_action(trace, faults, returned, Some(failed), confidence);
        return Some(with_record(trace, faults, pick));
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
    let rest = rest.or_else(|| first(FaultKind::is_cache_trouble));
    let text = || first(|kind| *kind == FaultKind::CustomActionText);
    let note = || last(|kind| matches!(kind, FaultKind::Note { .. }));
    let forbidden = || first(says_forbidden);
    let of_text = rest.or_else(forbidden).or_else(text);
    let dialog = || first(FaultKind::is_about_dialog);
    if let Some(dialog) = of_text.is_none().then(dialog).flatten() {
        return of(dialog, Reason::LastWord, confidence);
    }
    let fault = of_text.or_else(note)?;
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
            && (fault.kind.is_error() || is_source(fault) || fault.kind == FaultKind::Forbidden)
    };
    let before = || {
        let faults = faults.iter().filter(|fault| fault.line < error.line);
        faults.filter(|_| is_echo).copied()
    };
    // A package that cannot be opened has no engine of its own yet, and then the one around it looks for its source.
    before()
        .find(|fault| says_why(fault))
        .or_else(|| before().find(|fault| is_source(fault)))
        .or_else(|| before().find(|fault| fault.kind.is_cache_trouble()))
}

/// `Info 1625.This installation is forbidden by system policy. ...`, which follows from the line that names the policy
/// and says more than nothing where there is none.
pub(super) fn says_forbidden(kind: &FaultKind) -> bool {
    matches!(
        kind,
        FaultKind::Message {
            number: MessageNumber(1625),
            ..
        }
    )
}
