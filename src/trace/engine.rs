//! Engines: which one a line belongs to, and where each begins and ends.

use std::collections::BTreeMap;

use super::Trace;
use super::builder::Builder;
use super::index::{EngineId, SessionId};
use super::model::EngineRun;
use crate::event::{Engine, Event, EventKind, ExitCode, Side};
use crate::text::LineNo;

/// More engines than a file has that was appended to for years: each takes a kilobyte.
pub(super) const MOST_ENGINES: usize = 65_536;

/// Engines run inside each other, a few levels deep; those that never end are forgotten beyond this.
const MOST_INSIDE: usize = 64;

impl EngineRun {
    /// An engine that begins at `line`, called with a product, an action, and a command line.
    pub(super) fn begin(
        line: LineNo,
        session: SessionId,
        prefix: Engine,
        side: Side,
        parent: Option<EngineId>,
        [product, action, command_line]: [&str; 3],
    ) -> Self {
        Self {
            session,
            side,
            process: prefix.process,
            thread: prefix.thread,
            parent,
            nested: Vec::new(),
            is_headless: false,
            line,
            end_line: line,
            product: product.to_owned(),
            action: action.to_owned(),
            command_line: command_line.to_owned(),
            registered: None,
            product_code: String::new(),
            package: String::new(),
            properties: BTreeMap::new(),
            status: None,
            status_line: None,
            update: None,
            returned: None,
            outcome_note: None,
            platform: None,
            rollback: None,
            script: None,
            script_ended: false,
            components: (0, 0),
            component_line: None,
            phases: Vec::new(),
            top: None,
            work: 0,
        }
    }

    /// Whether its thread wrote a line with this prefix. Ids are low bytes, so that those of the client may be those of the
    /// server as well.
    fn is_of_thread(&self, prefix: Engine) -> bool {
        let is_same_side = (self.side == Side::Client) == (prefix.side == Side::Client);
        is_same_side && self.process == prefix.process && self.thread == prefix.thread
    }
}

impl Builder {
    /// Something went on in an engine, so what went wrong in it before was survived. Where no engine is known, as in a
    /// part of a log, the session counts.
    pub(super) fn count_work(&mut self, engine: Option<EngineId>) {
        match engine {
            Some(id) => self.trace.engines[id.at()].work += 1,
            None => {
                if let Some(session) = self.session_mut() {
                    session.work += 1;
                }
            }
        }
    }

    /// How much work has begun in an engine, or in a session without one.
    pub(super) fn work_of(&self, engine: Option<EngineId>) -> u32 {
        let of_session = || Some(self.trace.sessions.get(self.session?.at())?.work);
        engine.map_or_else(
            || of_session().unwrap_or_default(),
            |id| self.trace.engines[id.at()].work,
        )
    }

    /// The engine that an event belongs to: that of its thread, else the innermost that runs.
    pub(super) fn engine_of(&self, event: &Event<'_>) -> Option<EngineId> {
        let innermost = self.running.last().copied();
        let Some(prefix) = event.origin.engine() else {
            return innermost;
        };
        let of_side = self.running.iter().rev().copied().filter(|id| {
            (self.trace.engines[id.at()].side == Side::Client) == (prefix.side == Side::Client)
        });
        let mut of_side = of_side.peekable();
        let innermost = of_side.peek().copied();
        let by_thread = of_side.find(|id| self.trace.engines[id.at()].is_of_thread(prefix));
        by_thread.or(innermost)
    }

    /// Takes note of `******* RunEngine:` with the product, the action, and the command line below it. An engine of the server that
    /// begins while another one of its process has an action open is inside that one: it removes an older product, say.
    pub(super) fn begin_engine(
        &mut self,
        event: &Event<'_>,
        session: SessionId,
        product: &str,
        action: &str,
        command_line: &str,
    ) {
        let Some(prefix) = event.origin.engine() else {
            return;
        };
        if self.trace.engines.len() >= MOST_ENGINES {
            self.trace.drop_fact();
            return;
        }
        let outer = self.running.iter().rev().copied().find(|id| {
            let run = &self.trace.engines[id.at()];
            run.side != Side::Client && run.process == prefix.process
        });
        let nested = outer.filter(|outer| {
            self.open
                .iter()
                .any(|open| self.trace.actions[open.at()].engine == Some(*outer))
        });
        let side = if nested.is_some() {
            Side::Nested
        } else {
            prefix.side
        };
        let client = self
            .running
            .iter()
            .copied()
            .find(|id| self.trace.engines[id.at()].side == Side::Client);
        let parent = nested.or(client.filter(|_| side == Side::Server));
        let id = EngineId::new(self.trace.engines.len());
        self.trace.engines.push(EngineRun::begin(
            event.line,
            session,
            prefix,
            side,
            parent,
            [product, action, command_line],
        ));
        if let Some(outer) = nested {
            self.trace.engines[outer.at()].nested.push(id);
        }
        if self.running.len() >= MOST_INSIDE {
            self.running.remove(MOST_INSIDE / 2);
        }
        self.running.push(id);
        if side != Side::Nested {
            self.last_engine[usize::from(side != Side::Client)] = Some(id);
        }
        if side == Side::Server {
            self.join_transaction(id);
        }
    }

    /// Takes note of `MainEngineThread is returning 1603`. With the engine end those inside it, which write no such line, and their
    /// actions.
    pub(super) fn end_engine(&mut self, event: &Event<'_>, engine: Option<EngineId>) {
        let EventKind::EngineReturned { code } = event.kind else {
            return;
        };
        let is_quoted = event.origin.engine().is_none();
        if is_quoted && !self.running.is_empty() {
            // Whoever writes it without a prefix, it is not the engine that runs.
            return;
        }
        let Some(id) = engine.filter(|_| !is_quoted) else {
            self.note_result(event, code);
            self.return_at_once(event, code);
            let prefix = event.origin.engine();
            if let Some(prefix) = prefix.filter(|prefix| prefix.side != Side::Client) {
                self.server_returned = Some(prefix.process);
            }
            return;
        };
        let run = &mut self.trace.engines[id.at()];
        run.returned = Some((code, event.line));
        self.returned = Some(id);
        let of_side = match run.side {
            Side::Client => Some(0),
            Side::Server => Some(1),
            _ => None,
        };
        if let Some(side) = of_side {
            let last = &mut self.trace.sessions[run.session.at()].last_returned[side];
            *last = (*last).max(Some(id));
        }
        // The inner engine of an upgrade prints no return, so it ends with the one around it at the latest.
        // Each stands behind those around it, so that the way up is over where an older one is reached.
        let inside = |trace: &Trace, mut run: EngineId| {
            while run > id
                && let Some(parent) = trace.engines[run.at()].parent
            {
                run = parent;
            }
            run == id
        };
        let trace = &self.trace;
        self.running.retain(|run| !inside(trace, *run));
        self.open.retain(|open| {
            trace.actions[open.at()]
                .engine
                .is_none_or(|run| !inside(trace, run))
        });
        self.end_script_run(event);
        self.script = None;
    }

    /// Takes note of what an engine returned that began above the first line of the log.
    /// The client returns last, and its word is that of the session.
    pub(super) fn note_result(&mut self, event: &Event<'_>, code: ExitCode) {
        if let Some(session) = self.session_mut() {
            session.returned = Some((code, event.line));
        }
    }

    /// An inner engine prints no return: it is over when its top action has ended and the thread of the engine around
    /// it writes again.
    pub(super) fn close_inner_engine(&mut self, event: &Event<'_>) {
        let (Some(prefix), Some(inner)) = (event.origin.engine(), self.running.last()) else {
            return;
        };
        let run = &self.trace.engines[inner.at()];
        let outer = run.parent.filter(|_| run.side == Side::Nested);
        let outer_writes =
            outer.is_some_and(|outer| self.trace.engines[outer.at()].is_of_thread(prefix));
        let has_ended = run
            .top
            .is_none_or(|top| self.trace.actions[top.at()].end_line.is_some());
        if outer_writes && has_ended && !run.is_of_thread(prefix) {
            self.running.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_whose_bytes_are_those_of_the_server_has_lines_of_its_own() {
        let log = "MSI (c) (20:3C) [10:00:00:000]: ******* RunEngine:
MSI (s) (20:3C) [10:00:01:000]: ******* RunEngine:
MSI (s) (20:3C) [10:00:02:000]: Doing action: INSTALL
MSI (c) (20:3C) [10:00:03:000]: Doing action: CancelDlg
MSI (s) (20:3C) [10:00:04:000]: MainEngineThread is returning 0
MSI (c) (20:3C) [10:00:05:000]: MainEngineThread is returning 1602
";
        let trace = Trace::of_text(log);
        let sides = trace.actions.iter().map(|run| {
            let engine = run.engine.map(|id| &trace.engines[id.at()]);
            (trace.names.get(run.name), engine.map(|run| run.side))
        });
        let expected = [
            ("INSTALL", Some(Side::Server)),
            ("CancelDlg", Some(Side::Client)),
        ];
        assert!(sides.eq(expected));
        let returned = trace.engines.iter().map(|run| run.returned);
        let codes: Vec<_> = returned.map(|run| run.map(|(code, _)| code.0)).collect();
        assert_eq!(codes, [Some(1602), Some(0)]);
    }
}
