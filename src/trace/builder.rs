//! From the stream of events to a trace, in one pass.

use std::collections::VecDeque;

use hashbrown::{HashMap, HashSet};

use super::ends::Ends;
use super::faults::Loose;
use super::index::{ActionId, EngineId, NameId, SessionId};
use super::model::{Fault, LogFormat, Output};
use super::product::hear_of_host;
use super::script::RunningScript;
use super::{Trace, engine_line};
use crate::catalog;
use crate::event::{Byte, Event, EventKind, MessageNumber, Side, TimeOfDay};
use crate::syntax::{MOST_AT_ONCE, PATCH_ORPHANED, PATCH_SEQUENCER};
use crate::text::{LineNo, Source};

/// Builds a [`Trace`] while events stream by.
#[derive(Clone, Debug, Default)]
pub struct Builder {
    pub(super) trace: Trace,
    /// Engines that have not returned, outermost first.
    pub(super) running: Vec<EngineId>,
    /// The engine that returned last.
    pub(super) returned: Option<EngineId>,
    /// Actions that have not ended, outermost first.
    pub(super) open: Vec<ActionId>,
    /// What the script does now, if one runs.
    pub(super) script: Option<RunningScript>,
    /// The session that lines belong to now.
    pub(super) session: Option<SessionId>,
    /// The last session that began with the header of a verbose log.
    pub(super) verbose: Option<SessionId>,
    /// Components whose installation was disallowed in this session.
    pub(super) disallowed: HashSet<Box<str>>,
    /// The index of the thread that wrote last.
    pub(super) last_thread: usize,
    /// The indices of all threads of this session.
    pub(super) threads: HashMap<(Side, Byte, Byte), usize>,
    /// The clock of the last line with a prefix in this session, and the line.
    pub(super) last_clock: Option<(TimeOfDay, LineNo)>,
    /// The dialog that was open at some time since the last line with a prefix.
    pub(super) dialog: Option<ActionId>,
    /// Whether the line at hand was written late: its clock is before that of lines above.
    pub(super) late: bool,
    /// The last line, where it has no line end.
    pub(super) torn: Option<LineNo>,
    /// The last engine of this session that is not inside another one, of the client and of the server.
    pub(super) last_engine: [Option<EngineId>; 2],
    /// The scopes without an engine of this session, of the client and of the server.
    pub(super) outside: [Option<usize>; 2],
    /// Processes for custom actions that this session started, from this index on.
    pub(super) hosts_from: usize,
    /// The last action of each name that an engine of this session began.
    pub(super) scheduled: HashMap<(EngineId, NameId), ActionId>,
    /// Whether the script at hand is a custom action of the commit phase.
    pub(super) committing: bool,
    /// Text above the first line that makes the log an installer's, as far as it speaks of a failure.
    pub(super) loose: VecDeque<Loose>,
    /// How many of these were too many.
    pub(super) loose_dropped: u32,
    /// Whether a line of the program that called the installer stood above the first line of the installer.
    pub(super) caller_speaks: bool,
    /// What callers say of the result of an install, each result once.
    pub(super) caller: Vec<(u32, LineNo)>,
    /// Where the sentence stands that told last of an update that failed.
    pub(super) update_failed: Option<LineNo>,
    /// How the installs ended that the session tells of without engines.
    pub(super) ends: Ends,
    /// The last message that told of a failure.
    pub(super) failed_note: Option<(MessageNumber, LineNo)>,
    /// The process of the server whose engine has returned that began above the first line of the session.
    pub(super) server_returned: Option<Byte>,
    /// How many signs there are that what was done is taken back, or that the user has cancelled.
    pub(super) given_up: u32,
    /// What was written since an action began or ended, where no action is known to be open.
    pub(super) unowned: Option<Output>,
    /// Text below a header that is not verbose, before any action.
    pub(super) headed: Vec<Fault>,
}

impl Builder {
    /// Looks ahead at events that are observed next, which changes nothing but how long that takes.
    pub(super) fn look_ahead(&self, events: &[Event<'_>]) {
        if self.trace.names.are_many() {
            let named = events.iter().filter_map(name_of);
            self.trace.names.look_ahead(named);
        }
    }

    /// How many events it is worth looking ahead.
    pub(super) fn wants(&self) -> usize {
        if self.trace.names.are_many() {
            MOST_AT_ONCE
        } else {
            1
        }
    }

    /// Takes note of an event.
    pub fn observe(&mut self, event: &Event<'_>) {
        self.trace.count(event);
        if self.session.is_none() && self.trace.bundle.is_none() {
            self.observe_outer_text(event);
        }
        match event.kind {
            EventKind::Blank {} => self.drop_loose_text(),
            EventKind::Continuation { .. } => {}
            EventKind::Message { text } if event.origin.engine().is_none() => {
                self.note_loose_text(event, text);
                self.observe_caller(text, event.line);
            }
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
        self.observe_seam(event);
        if event.origin.bundle().is_some() {
            self.trace.bundle.get_or_insert_default().observe(event);
        }
    }

    /// The trace of all that was observed of a source.
    #[must_use]
    pub fn finish_of(mut self, source: &Source) -> Trace {
        if let Some(order) = source.event_order() {
            self.settle_event_log(order);
        }
        self.finish()
    }

    /// The trace of all that was observed.
    #[must_use]
    pub fn finish(mut self) -> Trace {
        self.settle_headed_text();
        self.settle_caller();
        self.trace.format = self.format();
        self.note_torn_end();
        self.trace.open_actions = std::mem::take(&mut self.open);
        self.trace.last_script_action = self.script.and_then(|script| script.action);
        self.trace.settle_dates();
        self.trace.settle_written();
        self.trace
    }

    fn format(&self) -> LogFormat {
        if self.trace.engine_lines > 0
            && (self.trace.has_beginning() || self.trace.verbose_headers > 0)
        {
            LogFormat::MsiVerbose
        } else if self.trace.bundle.is_some() {
            LogFormat::Burn
        } else if self.trace.plain_headers > 0
            && (!self.trace.actions.is_empty() || !self.trace.faults.is_empty())
        {
            LogFormat::Msi
        } else if self.trace.engine_lines > 0 {
            LogFormat::MsiVerbose
        } else if self.is_part_of_log() {
            LogFormat::Msi
        } else {
            LogFormat::Unknown
        }
    }

    /// Whether lines without a header and without a prefix are nevertheless those of an install, such as people quote.
    fn is_part_of_log(&self) -> bool {
        let mut sessions = self.trace.session_ids();
        sessions.any(|id| self.trace.is_operation(id))
    }

    /// Takes note of an event of an installer: whose it is, what it says, and what that means for the phase and the faults.
    fn body(&mut self, event: &Event<'_>) {
        if self.session.is_none() && could_stand_anywhere(event) {
            self.note_loose_message(event);
            return;
        }
        self.observe_lateness(event);
        self.begin_next_part(event);
        let session = self.session_of(event);
        self.close_inner_engine(event);
        self.observe_thread(event, session);
        let engine = self.engine_of(event);
        let engine = engine.or_else(|| self.begin_above(event, session));
        self.end_commit_action(event, engine);
        self.trace
            .state
            .observe(event, engine, &mut self.trace.names);
        self.observe_gap(event, engine);
        self.observe_mark(event, engine);
        self.observe_verbosity(event);
        self.observe_kind(event, session, engine);
        self.observe_end(event, session, engine);
        self.note_fault(event, session);
    }

    /// Takes note of what an event of its kind says.
    fn observe_kind(&mut self, event: &Event<'_>, session: SessionId, engine: Option<EngineId>) {
        match event.kind {
            EventKind::EngineStarted {
                product,
                action,
                command_line,
            } => {
                self.begin_engine(event, session, product, action, command_line);
            }
            EventKind::EngineReturned { .. } => self.end_engine(event, engine),
            EventKind::BackFromServer { code } if engine.is_none() => self.note_result(event, code),
            EventKind::ActionDoing { name } => {
                engine_line::forget_inner_status(self, event, engine);
                self.count_work(engine);
                self.begin_action(event, engine, session, name);
            }
            EventKind::ActionStarted { at, name } => {
                engine_line::forget_inner_status(self, event, engine);
                self.start_action(event, engine, session, name, at);
            }
            EventKind::ActionEnded { at, name, value } => {
                engine_line::forget_inner_status(self, event, engine);
                self.end_action(event, name, value, at);
            }
            EventKind::Operation { name, arguments } => {
                self.operation(event, engine, name, arguments);
            }
            EventKind::TransactionEntered { name } => self.enter_transaction(event, session, name),
            // What was looked for is found, so the places where it was not are survived.
            EventKind::SourceFolder { .. } => self.count_work(engine),
            EventKind::SourceManagement { text } if is_source_found(text) => {
                self.count_work(engine);
            }
            EventKind::Remark { text, .. }
                if text.starts_with(PATCH_ORPHANED) || is_patch_applicable(text) =>
            {
                self.count_work(engine);
            }
            EventKind::ActionSkipped { name, reason } => {
                self.skip_action(event, engine, [name, reason]);
            }
            EventKind::ActionDescribed { name, text, .. } => self.describe_action(name, text),
            EventKind::CustomActionInvoked { .. }
            | EventKind::CustomActionServer { .. }
            | EventKind::CustomActionHello { .. } => self.observe_host(event, engine),
            EventKind::CustomActionText { .. } | EventKind::ActionData { .. } => {
                hear_of_host(self, event, engine);
                match self.output_of(engine) {
                    Some(output) => Output::extend(output, event),
                    None => Output::extend(&mut self.unowned, event),
                }
            }
            _ => engine_line::observe(self, event, engine),
        }
    }

    /// The event is the last one so far of its engine, and may end a phase of it.
    fn observe_end(&mut self, event: &Event<'_>, session: SessionId, engine: Option<EngineId>) {
        let begun = || self.running.last().copied();
        let is_start = matches!(event.kind, EventKind::EngineStarted { .. });
        if let Some(id) = if is_start { begun() } else { engine } {
            self.trace.engines[id.at()].end_line = event.end_line();
            self.observe_phase(event, id);
        } else {
            self.observe_outside(event, session);
        }
    }
}

/// Text that could stand anywhere does not make a log an installer's.
fn could_stand_anywhere(event: &Event<'_>) -> bool {
    match event.kind {
        EventKind::NumberedMessage { number, .. } => {
            event.origin.engine().is_none() && catalog::message(number.0).is_none()
        }
        EventKind::ActionData { .. } => true,
        _ => false,
    }
}

/// `PATCH SEQUENCER: minor upgrade patch C:\Updates\rowan.msp is applicable.`
fn is_patch_applicable(text: &str) -> bool {
    text.starts_with(PATCH_SEQUENCER) && text.contains(" is applicable")
}

/// `Resolved source to: 'D:\updates\rowan.msp'`. Where no place had it, the bare name stands there.
fn is_source_found(text: &str) -> bool {
    text.strip_prefix("Resolved source to: '")
        .is_some_and(|place| place.contains(['\\', '/']))
}

/// The name that the trace looks for when it takes note of the event, in the lines of which a log has the most names.
fn name_of<'log>(event: &Event<'log>) -> Option<&'log str> {
    match event.kind {
        EventKind::PropertyChange { name, .. }
        | EventKind::PropertyDump { name, .. }
        | EventKind::Feature { name, .. }
        | EventKind::Component { name, .. }
        | EventKind::ActionDoing { name }
        | EventKind::ActionStarted { name, .. } => Some(name),
        EventKind::FolderSource { key, .. } | EventKind::FolderTarget { key, .. } => Some(key),
        _ => None,
    }
}
