//! Where the time of a session went, in a sentence.

use std::collections::BTreeSet;

use crate::text::LineNo;
use crate::trace::{ActionId, SessionId, Trace};

/// Below this nobody asks where the time went, in milliseconds.
const SHORTEST: u32 = 1000;

/// How many actions are named.
const MOST: usize = 3;

/// The actions that took longest, with the time that the user took in dialogs: `InstallFiles 12.1 s, StartServices
/// 4.0 s; 9.5 s in dialogs`. `None` where nothing took a second.
pub(super) fn slowest(trace: &Trace, session: SessionId) -> Option<String> {
    let about = &trace.sessions[session.at()];
    let is_of_session = |line: LineNo| line >= about.line && line <= about.end_line;
    let parents: BTreeSet<ActionId> = trace.actions.iter().filter_map(|run| run.parent).collect();
    let in_sequence = trace.actions.iter().enumerate().filter_map(|(at, run)| {
        let slow = run.took().filter(|took| *took >= SHORTEST)?;
        // An action that holds others took their time, and one that runs a script that of the script.
        let works = !parents.contains(&ActionId::new(at)) && run.script_action.is_none();
        (works && is_of_session(run.line)).then_some((slow, run.name))
    });
    let in_script = trace.script_runs.iter().filter_map(|run| {
        let slow = run.took().filter(|took| *took >= SHORTEST)?;
        is_of_session(run.line).then_some((slow, run.name))
    });
    let mut slow: Vec<_> = in_sequence.chain(in_script).collect();
    slow.sort_by_key(|(took, _)| std::cmp::Reverse(*took));
    slow.truncate(MOST);
    let named: Vec<String> = slow
        .into_iter()
        .map(|(took, name)| format!("{} {}", trace.names.get(name), seconds(took)))
        .collect();
    let user: u32 = trace
        .gaps
        .iter()
        .filter(|gap| gap.user && is_of_session(gap.line))
        .map(|gap| gap.milliseconds)
        .sum();
    let user = (user >= SHORTEST).then(|| format!("{} in dialogs", seconds(user)));
    let parts: Vec<String> = (!named.is_empty())
        .then(|| named.join(", "))
        .into_iter()
        .chain(user)
        .collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// Milliseconds as `12.1 s`.
pub(super) fn seconds(milliseconds: u32) -> String {
    let tenths = milliseconds / 100;
    format!("{}.{} s", tenths / 10, tenths % 10)
}
