//! Gaps: where a log stood still.

use super::builder::Builder;
use super::model::EngineId;
use super::names::NameId;
use super::phase::Phase;
use crate::event::{Event, EventKind};
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
        let Some(prefix) = event.origin.engine() else {
            return;
        };
        let before = self.last_clock.replace((prefix.at, event.line));
        let Some((at, line)) =
            before.filter(|_| !matches!(event.kind, EventKind::SessionStarted { .. }))
        else {
            return;
        };
        // A step back is a late line or midnight; only midnight is a gap, and it is a short one.
        let elapsed = prefix
            .at
            .milliseconds()
            .checked_sub(at.milliseconds())
            .unwrap_or_else(|| {
                let over_midnight = 86_400_000 - at.milliseconds() + prefix.at.milliseconds();
                if over_midnight < 3_600_000 {
                    over_midnight
                } else {
                    0
                }
            });
        if elapsed < SHORTEST_GAP || self.trace.gaps.len() >= MOST {
            return;
        }
        let in_script = self.script.and_then(|script| script.action);
        let open = || self.open.last().map(|open| self.trace.actions[open.0].name);
        let phase = engine
            .and_then(|id| self.trace.engines[id.0].phases.last())
            .map(|span| span.phase);
        let gap = Gap {
            line,
            end_line: event.line,
            milliseconds: elapsed,
            engine,
            action: in_script.or_else(open),
            user: phase == Some(Phase::UserInterface)
                || (phase == Some(Phase::ClientEnd) && self.open.len() > 1),
        };
        self.trace.gaps.push(gap);
    }
}
