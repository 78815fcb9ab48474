//! Where the time of a session went, in a sentence.

use crate::text::{LineNo, duration};
use crate::trace::{NameId, RanIn, SessionId, Trace};

/// Below this nobody asks where the time went, in milliseconds.
const SHORTEST: u32 = 1000;

/// How many actions are named.
const MOST: usize = 3;

/// The actions that took longest, with the time that the user took in dialogs: `InstallFiles 12.1 s, StartServices
/// 4.0 s; 9.5 s in dialogs`. `None` where nothing took a second.
pub(super) fn slowest(trace: &Trace, session: SessionId) -> Option<String> {
    let about = &trace.sessions[session.at()];
    let is_of_session = |line: LineNo| line >= about.line && line <= about.end_line;
    // The time of dialogs is told with that of all others in which the user was waited for.
    let slow = trace.timed_actions().filter(|action| {
        action.milliseconds >= SHORTEST
            && action.ran_in != RanIn::Dialog
            && is_of_session(action.line)
    });
    let mut slow: Vec<(u32, NameId)> = slow
        .map(|action| (action.milliseconds, action.name))
        .collect();
    slow.sort_by_key(|(took, _)| std::cmp::Reverse(*took));
    slow.truncate(MOST);
    let named: Vec<String> = slow
        .into_iter()
        .map(|(took, name)| format!("{} {}", trace.names.get(name), duration(took)))
        .collect();
    let user: u32 = trace
        .gaps
        .iter()
        .filter(|gap| gap.user && is_of_session(gap.line))
        .map(|gap| gap.milliseconds)
        .fold(0, u32::saturating_add);
    let user = (user >= SHORTEST).then(|| format!("{} in dialogs", duration(user)));
    let parts: Vec<String> = (!named.is_empty())
        .then(|| named.join(", "))
        .into_iter()
        .chain(user)
        .collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}
