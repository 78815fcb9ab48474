//! Where a line stands: in which session, engine, phase, and actions.

use super::builder::Builder;
use super::index::{EngineId, SessionId};
use super::phase::Phase;
use crate::event::{Event, EventKind, Side};

/// Where a line stands, as far as the lines up to it tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The session, once one has begun.
    pub session: Option<SessionId>,
    /// The engine that wrote the line, or that was at work.
    pub engine: Option<EngineId>,
    /// The phase of that engine.
    pub phase: Option<Phase>,
}

impl Builder {
    /// Where the event stands that was observed last.
    #[must_use]
    pub fn place(&self, event: &Event<'_>) -> Place {
        // An engine that has returned does not run any more, but the line that says so is its own.
        let is_of_line = |id: &EngineId| {
            let returned = self.trace.engines[id.at()].returned;
            returned.is_some_and(|(_, line)| line == event.line)
        };
        let engine = match event.kind {
            EventKind::EngineReturned { .. } => self.returned.filter(is_of_line),
            _ => self.engine_of(event),
        };
        let phases = engine.and_then(|id| self.trace.engines.get(id.at()));
        Place {
            session: self.session,
            engine,
            phase: phases
                .and_then(|run| run.phases.last())
                .map(|span| span.phase),
        }
    }

    /// The side of the engine of a place.
    #[must_use]
    pub fn side(&self, place: Place) -> Option<Side> {
        let engine = place.engine.and_then(|id| self.trace.engines.get(id.at()));
        engine.map(|run| run.side)
    }

    /// Whether the event that was observed last stands in an action that is wanted: one that is open, that the event
    /// ends, or whose operations the script runs.
    pub fn is_within(&self, event: &Event<'_>, is_wanted: impl Fn(&str) -> bool) -> bool {
        let names = &self.trace.names;
        let mut open = self.open.iter();
        let script = self.script.and_then(|script| script.action);
        matches!(event.kind, EventKind::ActionEnded { name, .. } if is_wanted(name))
            || open.any(|id| is_wanted(self.trace.action_name(*id)))
            || script.is_some_and(|name| is_wanted(names.get(name)))
    }
}
