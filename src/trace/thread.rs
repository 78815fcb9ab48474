//! Threads: who writes lines, also where no engine runs.

use super::bound::keep;
use super::builder::Builder;
use super::index::SessionId;
use crate::event::{Byte, Event, EventKind, Side};
use crate::text::LineNo;

/// A thread that wrote lines with a prefix, within one session. Only low bytes of ids are known, so two threads may
/// pass for one.
#[derive(Clone, Debug)]
pub struct Thread {
    /// The session.
    pub session: SessionId,
    /// Client or server.
    pub side: Side,
    /// Low byte of the process id.
    pub process: Byte,
    /// Low byte of the thread id.
    pub thread: Byte,
    /// What it does.
    pub role: Role,
    /// Its first line.
    pub line: LineNo,
    /// Its last line.
    pub end_line: LineNo,
    /// How many lines it wrote.
    pub lines: u32,
}

/// What a thread does, as its lines tell. The first that fits counts, from top to bottom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// It runs an engine.
    Engine,
    /// It began the transaction on the server and ends it after the engine has returned.
    Transaction,
    /// It hosts or calls custom actions, or writes on their behalf.
    CustomAction,
    /// Anything else: sessions without an engine, helpers.
    Helper,
}

impl Role {
    /// The word for it in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Engine => "engine",
            Self::Transaction => "transaction",
            Self::CustomAction => "custom-action",
            Self::Helper => "helper",
        }
    }
}

/// Ids are bytes, so a session has at most 2 × 65,536 threads; a file may have any number of sessions.
const MOST: usize = 1 << 18;

impl Builder {
    /// Counts a line for the thread that wrote it.
    pub(super) fn observe_thread(&mut self, event: &Event<'_>, session: SessionId) {
        let Some(prefix) = event.origin.engine() else {
            return;
        };
        let role = match event.kind {
            EventKind::EngineStarted { .. } | EventKind::ActionDoing { .. } => Role::Engine,
            EventKind::TransactionEntered { .. } => Role::Transaction,
            EventKind::CustomActionInvoked { .. }
            | EventKind::CustomActionServer { .. }
            | EventKind::CustomActionHello { .. } => Role::CustomAction,
            _ if prefix.by_custom_action => Role::CustomAction,
            _ => Role::Helper,
        };
        let threads = &mut self.trace.threads;
        let is_same = |known: &Thread| {
            (known.session, known.side, known.process, known.thread)
                == (session, prefix.side, prefix.process, prefix.thread)
        };
        // A thread mostly writes many lines in a row.
        let at = Some(self.last_thread).filter(|at| threads.get(*at).is_some_and(is_same));
        let key = (prefix.side, prefix.process, prefix.thread);
        let at = at.or_else(|| self.threads.get(&key).copied());
        self.last_thread = at.unwrap_or(threads.len());
        let known = at.and_then(|at| threads.get_mut(at));
        if let Some(known) = known {
            known.role = known.role.min(role);
            known.end_line = event.end_line();
            known.lines += event.lines;
        } else {
            let thread = Thread {
                session,
                side: prefix.side,
                process: prefix.process,
                thread: prefix.thread,
                role,
                line: event.line,
                end_line: event.end_line(),
                lines: event.lines,
            };
            self.threads.insert(key, threads.len());
            keep(threads, MOST, &mut self.trace.facts_dropped, thread);
        }
    }
}
