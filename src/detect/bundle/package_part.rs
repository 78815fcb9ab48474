//! The part of a package's own log in the same text as the lines of its bundle, as articles and reports show both.

use crate::detect::cause;
use crate::detect::lines::Lines;
use crate::detect::rule::Rule;
use crate::event::ReturnValue;
use crate::finding::Cause;
use crate::trace::{SessionId, Trace};

/// A cause with the name of its rule.
type Found = (Cause, &'static str);

/// `HRESULT_FROM_WIN32(ERROR_INSTALL_FAILURE)`: the result of a package whose own log says why it failed.
const FAILED: i64 = 0x8007_0643;

/// The cause of a bundle by the part of its package's log: only where the bundle says no more than that the package failed, and
/// the part has an action that failed.
pub(in crate::detect) fn in_place_of(
    of_bundle: Found,
    trace: &Trace,
    is_wanted: &dyn Fn(&Rule) -> bool,
    lines: &mut Lines<'_>,
) -> Found {
    if of_bundle.0.code != Some(FAILED) {
        return of_bundle;
    }
    let mut sessions = trace.session_ids().filter(|id| has_failed(trace, *id));
    // Of several parts nobody knows which is that of the package.
    let (Some(session), None) = (sessions.next(), sessions.next()) else {
        return of_bundle;
    };
    let Some((mut cause, name)) = cause::of_session(trace, session, is_wanted, lines) else {
        return of_bundle;
    };
    let shown = cause.evidence.iter().map(|evidence| evidence.line);
    cause.evidence = lines.evidence(shown.chain([of_bundle.0.line]).collect::<Vec<_>>());
    (cause, name)
}

/// Whether an action of a part of a log failed: `Action ended 10:00:00: CheckMarsh. Return value 3.`
fn has_failed(trace: &Trace, session: SessionId) -> bool {
    let mut actions = trace.actions_of(session);
    trace.is_headless(session)
        && actions.any(|(_, run)| run.value.is_some_and(ReturnValue::is_failure))
}
