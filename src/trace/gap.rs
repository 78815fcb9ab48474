//! Gaps: where a log stood still.

use super::bound::keep;
use super::builder::Builder;
use super::index::{ActionId, EngineId, NameId};
use crate::event::Event;
use crate::text::LineNo;

/// A stretch of time in which a session wrote no line with a prefix.
#[derive(Clone, Copy, Debug)]
pub struct Gap {
    /// The last line before it.
    pub line: LineNo,
    /// The first line after it.
    pub end_line: LineNo,
    /// How long it is, in milliseconds.
    pub milliseconds: u32,
    /// The engine at work.
    pub engine: Option<EngineId>,
    /// The action at work: in a script the one whose operations run.
    pub action: Option<NameId>,
    /// Whether a dialog was open, so that the time is the user's and not the installer's.
    pub user: bool,
}

/// Shorter pauses are no gaps, in milliseconds.
pub const SHORTEST_GAP: u32 = 500;

/// A hostile log may jump back and forth without end.
const MOST: usize = 65_536;

impl Builder {
    /// Takes note of the clock of a line, before the session's own clock is moved on.
    pub(super) fn observe_gap(&mut self, event: &Event<'_>, engine: Option<EngineId>) {
        let clock = event.origin.engine().and_then(|prefix| prefix.at);
        let Some(now) = clock.filter(|_| !self.late) else {
            return;
        };
        let Some((at, line)) = self.last_clock.replace((now, event.line)) else {
            return;
        };
        // A step back is a late line or midnight; only midnight is a gap, and it is a short one.
        let elapsed = now
            .milliseconds()
            .checked_sub(at.milliseconds())
            .unwrap_or_else(|| {
                let over_midnight = 86_400_000 - at.milliseconds() + now.milliseconds();
                if over_midnight < 3_600_000 {
                    over_midnight
                } else {
                    0
                }
            });
        // A dialog that was open at some time since the last line is what that time was spent on.
        let still_open = self.open_dialog();
        let dialog = std::mem::replace(&mut self.dialog, still_open);
        if let Some(open) = dialog {
            let sum = &mut self.trace.actions[open.at()].user_milliseconds;
            *sum = sum.saturating_add(elapsed);
            if let Some(session) = self.session_mut() {
                let sum = &mut session.user_milliseconds;
                *sum = sum.saturating_add(elapsed);
            }
        }
        if elapsed < SHORTEST_GAP {
            return;
        }
        let in_script = self.script.and_then(|script| script.action);
        let open = || {
            self.open
                .last()
                .map(|open| self.trace.actions[open.at()].name)
        };
        let gap = Gap {
            line,
            end_line: event.line,
            milliseconds: elapsed,
            engine,
            action: dialog
                .map(|dialog| self.trace.actions[dialog.at()].name)
                .or(in_script)
                .or_else(open),
            user: dialog.is_some(),
        };
        let dropped = &mut self.trace.facts_dropped;
        keep(&mut self.trace.gaps, MOST, dropped, gap);
    }

    /// The dialog that waits for the user: the innermost open action of the client, if it is one.
    fn open_dialog(&self) -> Option<ActionId> {
        let open = self.open.last().copied()?;
        let run = &self.trace.actions[open.at()];
        run.dialog.then_some(open)
    }
}
