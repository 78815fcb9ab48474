//! From the stream of events to a trace, in one pass.

use std::collections::HashSet;

use super::model::{
    ActionId, ActionRun, EngineId, EngineRun, Fault, FaultKind, LogFormat, Session, SessionId,
};
use super::script::RunningScript;
use super::{Trace, faults, properties};
use crate::event::{Event, EventKind, ReturnValue, Side, TimeOfDay};
use crate::text::LineNo;

/// Builds a [`Trace`] while events stream by.
#[derive(Debug, Default)]
pub struct Builder {
    pub(super) trace: Trace,
    /// Engines that have not returned, outermost first.
    pub(super) running: Vec<EngineId>,
    /// Actions that have not ended, outermost first.
    pub(super) open: Vec<ActionId>,
    /// What the script does now, if one runs.
    pub(super) script: Option<RunningScript>,
    /// The session that lines belong to now.
    pub(super) session: Option<SessionId>,
    /// Components whose installation was disallowed in this session.
    pub(super) disallowed: HashSet<Box<str>>,
    /// The index of the thread that wrote last.
    pub(super) last_thread: usize,
    /// The clock of the last line with a prefix in this session, and the line.
    pub(super) last_clock: Option<(TimeOfDay, LineNo)>,
}

/// More actions than any package has; a hostile log may name one in every line.
const MOST_ACTIONS: usize = 1 << 20;

/// Actions nest through engines, a few levels deep; those that never end are forgotten beyond this.
const MOST_OPEN: usize = 256;

impl Builder {
    /// Takes note of an event.
    pub fn observe(&mut self, event: &Event<'_>) {
        self.trace.count(event);
        match event.kind {
            EventKind::Blank {} | EventKind::Continuation { .. } | EventKind::Message { .. } => {}
            EventKind::SessionStarted { .. } | EventKind::SessionStopped { .. } => {
                self.header(event);
            }
            EventKind::LoggingStarted { .. } | EventKind::LoggingStopped { .. } => {
                self.plain_header(event);
            }
            _ if event.origin.bundle().is_some() => {}
            _ => self.body(event),
        }
        self.extend_session(event);
        if event.origin.bundle().is_some() {
            self.trace.bundle.get_or_insert_default().observe(event);
        }
    }

    /// The trace of all that was observed.
    #[must_use]
    pub fn finish(mut self) -> Trace {
        self.trace.format = self.format();
        self.trace.open_actions = std::mem::take(&mut self.open);
        self.trace.last_script_action = self.script.and_then(|script| script.action);
        self.trace.settle_dates();
        self.trace
    }

    fn format(&self) -> LogFormat {
        if self.trace.engine_lines > 0
            && (!self.trace.engines.is_empty() || self.trace.verbose_headers > 0)
        {
            LogFormat::MsiVerbose
        } else if self.trace.bundle.is_some() {
            LogFormat::Burn
        } else if self.trace.plain_headers > 0 && !self.trace.actions.is_empty() {
            LogFormat::Msi
        } else if self.trace.engine_lines > 0 {
            LogFormat::MsiVerbose
        } else {
            LogFormat::Unknown
        }
    }

    fn header(&mut self, event: &Event<'_>) {
        match event.kind {
            EventKind::SessionStarted {
                date,
                time,
                build,
                process,
            } => {
                self.trace.verbose_headers += 1;
                self.begin_session(event, date, time);
                if let Some(session) = self.session_mut() {
                    build.clone_into(&mut session.build);
                    process.clone_into(&mut session.process);
                }
            }
            _ => {
                if let Some(session) = self.session_mut() {
                    session.closed = true;
                }
            }
        }
    }

    /// The plain header bounds a session only where there is no verbose one.
    fn plain_header(&mut self, event: &Event<'_>) {
        self.trace.plain_headers += 1;
        if self.trace.verbose_headers > 0 {
            return;
        }
        match event.kind {
            EventKind::LoggingStarted { date, time } => self.begin_session(event, date, time),
            _ => {
                if let Some(session) = self.session_mut() {
                    session.closed = true;
                }
            }
        }
    }

    fn begin_session(&mut self, event: &Event<'_>, date: &str, time: &str) {
        self.running.clear();
        self.open.clear();
        self.script = None;
        self.last_clock = None;
        self.disallowed.clear();
        self.session = Some(SessionId(self.trace.sessions.len()));
        self.trace
            .sessions
            .push(Session::begin(event.line, date, time));
    }

    /// The session that lines belong to; a log without a header has one all the same.
    fn session_of(&mut self, event: &Event<'_>) -> SessionId {
        if self.session.is_none() {
            self.begin_session(event, "", "");
        }
        self.session.unwrap_or(SessionId(0))
    }

    pub(super) fn session_mut(&mut self) -> Option<&mut Session> {
        self.session
            .and_then(|id| self.trace.sessions.get_mut(id.0))
    }

    fn extend_session(&mut self, event: &Event<'_>) {
        let clock = event.origin.engine().map(|engine| engine.at);
        if let Some(session) = self.session_mut() {
            session.end_line = event.end_line();
            if let Some(at) = clock {
                session.clock = Some((session.clock.map_or(at, |(first, _)| first), at));
            }
        }
    }

    fn body(&mut self, event: &Event<'_>) {
        // Text that could stand anywhere does not make a log an installer's.
        let anywhere = matches!(
            event.kind,
            EventKind::NumberedMessage { .. } | EventKind::ActionData { .. }
        );
        if self.session.is_none() && anywhere {
            return;
        }
        let session = self.session_of(event);
        self.close_inner_engine(event);
        self.observe_thread(event, session);
        let engine = self.engine_of(event);
        self.trace
            .state
            .observe(event, engine, &mut self.trace.names);
        self.observe_gap(event, engine);
        self.observe_mark(event, engine);
        match event.kind {
            EventKind::EngineStarted {
                product,
                action,
                command_line,
            } => {
                self.begin_engine(event, session, product, action, command_line);
            }
            EventKind::EngineReturned { .. } => self.end_engine(event, engine),
            EventKind::ActionDoing { name } => {
                self.begin_action(event, engine, session, name, false);
            }
            EventKind::ActionStarted { at, name } => {
                self.start_action(event, engine, session, name, at);
            }
            EventKind::ActionEnded { at, name, value } => self.end_action(event, name, value, at),
            EventKind::Operation { name, arguments } => {
                self.operation(event, engine, name, arguments);
            }
            EventKind::TransactionEntered { name } => self.enter_transaction(event, session, name),
            _ => properties::observe(self, event, engine),
        }
        let begun = || self.running.last().copied();
        let is_start = matches!(event.kind, EventKind::EngineStarted { .. });
        if let Some(id) = if is_start { begun() } else { engine } {
            self.trace.engines[id.0].end_line = event.end_line();
            self.observe_phase(event, id);
        }
        self.note_fault(event, session);
    }

    /// The engine that an event belongs to: that of its thread, else the innermost that runs.
    pub(super) fn engine_of(&self, event: &Event<'_>) -> Option<EngineId> {
        let innermost = self.running.last().copied();
        let Some(prefix) = event.origin.engine() else {
            return innermost;
        };
        let same = |id: &&EngineId| {
            let run = &self.trace.engines[id.0];
            run.process == prefix.process && run.thread == prefix.thread
        };
        let by_thread = self.running.iter().rev().find(same).copied();
        by_thread.or_else(|| {
            let side = |id: &&EngineId| {
                (self.trace.engines[id.0].side == Side::Client) == (prefix.side == Side::Client)
            };
            self.running.iter().rev().find(side).copied()
        })
    }

    fn begin_engine(
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
        let outer = self.running.iter().rev().copied().find(|id| {
            let run = &self.trace.engines[id.0];
            run.side != Side::Client && run.process == prefix.process
        });
        // A server engine that begins while another one of the process has an action open is inside that one.
        let nested = outer.filter(|outer| {
            self.open
                .iter()
                .any(|open| self.trace.actions[open.0].engine == Some(*outer))
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
            .find(|id| self.trace.engines[id.0].side == Side::Client);
        let parent = nested.or(client.filter(|_| side == Side::Server));
        let id = EngineId(self.trace.engines.len());
        self.trace.engines.push(EngineRun::begin(
            event.line,
            session,
            prefix,
            side,
            parent,
            [product, action, command_line],
        ));
        self.running.push(id);
        if side == Side::Server {
            self.join_transaction(id);
        }
    }

    fn end_engine(&mut self, event: &Event<'_>, engine: Option<EngineId>) {
        let EventKind::EngineReturned { code } = event.kind else {
            return;
        };
        let Some(id) = engine else { return };
        self.trace.engines[id.0].returned = Some((code, event.line));
        // The inner engine of an upgrade prints no return, so it ends with the one around it at the latest.
        let inside = |trace: &Trace, mut run: EngineId| loop {
            if run == id {
                return true;
            }
            match trace.engines[run.0].parent {
                Some(parent) => run = parent,
                None => return false,
            }
        };
        let trace = &self.trace;
        self.running.retain(|run| !inside(trace, *run));
        self.open.retain(|open| {
            trace.actions[open.0]
                .engine
                .is_none_or(|run| !inside(trace, run))
        });
        self.end_script_run(event);
        self.script = None;
    }

    fn begin_action(
        &mut self,
        event: &Event<'_>,
        engine: Option<EngineId>,
        session: SessionId,
        name: &str,
        started: bool,
    ) {
        if self.trace.actions.len() >= MOST_ACTIONS {
            self.trace.dropped_actions += 1;
            return;
        }
        let new = ActionId(self.trace.actions.len());
        if let Some(id) = engine {
            let run = &mut self.trace.engines[id.0];
            run.work += 1;
            run.top.get_or_insert(new);
        }
        if self.open.len() >= MOST_OPEN {
            self.open.remove(MOST_OPEN / 2);
        }
        let run = ActionRun {
            name: self.trace.names.id(name),
            engine,
            session,
            parent: self.parent_of(engine),
            line: event.line,
            end_line: None,
            value: None,
            begun: event.origin.engine().map(|prefix| prefix.at),
            ended: None,
            script_action: None,
            work: 0,
            started,
        };
        self.open.push(new);
        self.trace.actions.push(run);
    }

    /// The action around a new one. A sequence is flat: its actions stand below the top action of their engine,
    /// although `Doing action` of the next comes before `Action ended` of the last. The top action stands below
    /// what the engine around it is doing. Logs without engines have their lines in order, so there nesting counts.
    fn parent_of(&self, engine: Option<EngineId>) -> Option<ActionId> {
        let Some(id) = engine else {
            return self.open.last().copied();
        };
        let of_engine = |engine: EngineId| {
            self.open
                .iter()
                .copied()
                .filter(move |open| self.trace.actions[open.0].engine == Some(engine))
        };
        of_engine(id).next().or_else(|| {
            self.trace.engines[id.0]
                .parent
                .and_then(|outer| of_engine(outer).next_back())
        })
    }

    /// An inner engine prints no return: it is over when its top action has ended and the thread of the engine around
    /// it writes again.
    fn close_inner_engine(&mut self, event: &Event<'_>) {
        let (Some(prefix), Some(inner)) = (event.origin.engine(), self.running.last()) else {
            return;
        };
        let run = &self.trace.engines[inner.0];
        let is_thread_of =
            |run: &EngineRun| run.process == prefix.process && run.thread == prefix.thread;
        let outer = run.parent.filter(|_| run.side == Side::Nested);
        let outer_writes = outer.is_some_and(|outer| is_thread_of(&self.trace.engines[outer.0]));
        let has_ended = run
            .top
            .is_none_or(|top| self.trace.actions[top.0].end_line.is_some());
        if outer_writes && has_ended && !is_thread_of(run) {
            self.running.pop();
        }
    }

    fn start_action(
        &mut self,
        event: &Event<'_>,
        engine: Option<EngineId>,
        session: SessionId,
        name: &str,
        at: TimeOfDay,
    ) {
        let id = self.trace.names.id(name);
        let waiting = self.open.iter().rev().copied().find(|open| {
            let run = &self.trace.actions[open.0];
            run.name == id && !run.started
        });
        if let Some(open) = waiting {
            self.trace.actions[open.0].started = true;
            return;
        }
        self.begin_action(event, engine, session, name, true);
        if let Some(run) = self.trace.actions.last_mut() {
            run.begun = run.begun.or(Some(at));
        }
    }

    fn end_action(&mut self, event: &Event<'_>, name: &str, value: ReturnValue, at: TimeOfDay) {
        let id = self.trace.names.id(name);
        let Some(at_open) = self
            .open
            .iter()
            .rposition(|open| self.trace.actions[open.0].name == id)
        else {
            if self.trace.orphan_ends.len() < MOST_OPEN {
                self.trace.orphan_ends.push(event.line);
            }
            return;
        };
        let open = self.open.remove(at_open);
        let work = self.trace.actions[open.0]
            .engine
            .map_or(0, |engine| self.trace.engines[engine.0].work);
        let script_action = self
            .script
            .filter(|script| !script.rollback)
            .and_then(|script| script.action);
        let run = &mut self.trace.actions[open.0];
        run.end_line = Some(event.line);
        run.value = Some(value);
        // The line itself has whole seconds; the last line with a prefix is nearer where it is of the same second.
        let clock = self.last_clock.map(|(clock, _)| clock);
        run.ended = clock
            .filter(|clock| clock.milliseconds() / 1000 == at.milliseconds() / 1000)
            .or(Some(at));
        run.work = work;
        if is_script_runner(name) {
            run.script_action = script_action;
        }
        if name == "RemoveExistingProducts" {
            let trace = &self.trace;
            let outer = trace.actions[open.0].engine;
            self.running.retain(|run| {
                trace.engines[run.0].side != Side::Nested || trace.engines[run.0].parent != outer
            });
        }
    }

    fn note_fault(&mut self, event: &Event<'_>, session: SessionId) {
        let Some(kind) = faults::kind(event, &mut self.trace.names) else {
            return;
        };
        if self.trace.faults.len() >= faults::MOST {
            self.trace.dropped_faults += 1;
            return;
        }
        let engine = self.engine_of(event);
        let fault = Fault {
            line: event.line,
            end_line: event.end_line(),
            session,
            engine,
            action: self.action_of(&kind, engine),
            script_action: self.script.and_then(|script| script.action),
            in_rollback: self.script.is_some_and(|script| script.rollback),
            work: engine.map_or(0, |id| self.trace.engines[id.0].work),
            kind,
        };
        self.trace.faults.push(fault);
    }

    /// The action that a fault belongs to: the one it names, else the innermost open one.
    fn action_of(&self, kind: &FaultKind, engine: Option<EngineId>) -> Option<ActionId> {
        let named = match kind {
            FaultKind::CustomActionReturned { name, .. } => self
                .open
                .iter()
                .rev()
                .copied()
                .find(|open| self.trace.actions[open.0].name == *name),
            _ => None,
        };
        let innermost = || {
            self.open
                .iter()
                .rev()
                .copied()
                .find(|open| self.trace.actions[open.0].engine == engine)
        };
        named
            .or_else(innermost)
            .or_else(|| self.open.last().copied())
    }
}

/// Actions that do not do the work themselves but run what others wrote into the script.
pub(super) fn is_script_runner(name: &str) -> bool {
    matches!(
        name,
        "InstallFinalize" | "InstallExecute" | "InstallExecuteAgain"
    )
}
