//! An engine that began above the first line of a part of a log.

use super::Trace;
use super::action::{REMOVE_EXISTING_PRODUCTS, is_top_action};
use super::builder::Builder;
use super::engine::MOST_ENGINES;
use super::index::{EngineId, SessionId};
use super::model::EngineRun;
use crate::event::{Event, EventKind, Side};

impl Builder {
    /// The engine of an upgrade whose beginning a part does not show, from the line on that tells of it:
    /// `MSI (s) (2C:A8) [09:14:02:498]: Doing action: RemoveExistingProducts`. The engine that removes the older product
    /// begins below it, and would be taken for the one of the log.
    pub(super) fn begin_above(
        &mut self,
        event: &Event<'_>,
        session: SessionId,
    ) -> Option<EngineId> {
        let prefix = event.origin.engine()?;
        let is_removal = matches!(event.kind, EventKind::ActionDoing { name } if name == REMOVE_EXISTING_PRODUCTS);
        let is_first = prefix.side == Side::Server && self.last_engine[1].is_none();
        if !is_removal || !is_first {
            return None;
        }
        if self.trace.engines.len() >= MOST_ENGINES {
            self.trace.drop_fact();
            return None;
        }
        let id = EngineId::new(self.trace.engines.len());
        let mut open = self.open.iter().copied();
        let top = open.find(|open| is_top_action(self.trace.action_name(*open)));
        if let Some(top) = top {
            self.trace.actions[top.at()].engine = Some(id);
        }
        self.trace.engines.push(EngineRun {
            is_headless: true,
            top,
            ..EngineRun::begin(event.line, session, prefix, prefix.side, None, [""; 3])
        });
        self.running.push(id);
        self.last_engine[1] = Some(id);
        Some(id)
    }

    /// Whether the beginning of the engine that writes a line stands above the first line of the log.
    pub(super) fn is_headless(&self, engine: Option<EngineId>) -> bool {
        engine.is_none_or(|id| self.trace.engines[id.at()].is_headless)
    }
}

impl Trace {
    /// Whether the log shows the beginning of an engine.
    pub(super) fn has_beginning(&self) -> bool {
        self.engines.iter().any(|run| !run.is_headless)
    }
}
