//! Who asked for the restart of the machine.

use super::custom_action::output;
use super::span;
use crate::event::ReturnValue;
use crate::text::LineNo;
use crate::trace::{MarkKind, SessionId, Trace};

/// Whether an action asks for a restart by itself, whatever files are in use.
///
/// Sources: <https://learn.microsoft.com/windows/win32/msi/schedulereboot-action>,
/// <https://learn.microsoft.com/windows/win32/msi/forcereboot-action>.
pub(super) fn asks(action: &str) -> bool {
    matches!(action, "ForceReboot" | "ScheduleReboot")
}

/// The first action of a session that asks for a restart, and where it began: `Doing action: ScheduleReboot`.
pub(super) fn asking_action(trace: &Trace, session: SessionId) -> Option<(&str, LineNo)> {
    let actions = trace.actions_of(session);
    let mut named = actions.map(|(id, run)| (trace.action_name(id), run.line));
    named.find(|(name, _)| asks(name))
}

/// Whether an install is not done where the log ends: its sequence was suspended, and it goes on from there after the restart that
/// it asked for. What a later session has is how it went on.
/// `Action ended 10:15:01: INSTALL. Return value 4.`
///
/// Sources: <https://learn.microsoft.com/windows/win32/msi/forcereboot-action>,
/// <https://learn.microsoft.com/windows/win32/msi/logging-of-action-return-values>.
pub(super) fn is_suspended(trace: &Trace, session: SessionId) -> bool {
    const SUSPENDED: ReturnValue = ReturnValue(4);
    if trace.session_ids().any(|other| other.at() > session.at()) {
        return false;
    }
    let tops = trace.engines_of(session).filter_map(|(_, run)| run.top);
    let mut values = tops.filter_map(|top| trace.actions[top.at()].value);
    values.any(|value| value == SUSPENDED)
}

/// The custom action of a session that wrote that a restart is needed, as the beginning of a sentence, and the lines that say
/// so: `WixCheckRebootRequired:  Reboot required by deferred CustomAction.`
pub(super) fn asking_writer(trace: &Trace, session: SessionId) -> Option<(String, Vec<LineNo>)> {
    /// Of many lines that ask for a restart the first ones say who does.
    const MOST: usize = 4;
    let about = &trace.sessions[session.at()];
    let marks = span::between(&trace.marks, about.line, about.end_line, |mark| mark.line);
    let asked = marks
        .iter()
        .filter(|mark| mark.kind == MarkKind::RestartAsked);
    let lines: Vec<LineNo> = asked.map(|mark| mark.line).take(MOST).collect();
    let writer = trace.writer_of(*lines.first()?)?;
    Some((output::subject(trace, writer.name), lines))
}
