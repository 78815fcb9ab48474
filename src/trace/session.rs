//! Sessions: what stands between a header and its footer.

use super::Trace;
use super::action::is_top_action;
use super::builder::Builder;
use super::date::{self, HeaderStamp};
use super::index::{ActionId, SessionId};
use super::model::Session;
use super::product::SessionProduct;
use crate::event::{Event, EventKind, ExitCode, Side, TimeOfDay};
use crate::text::LineNo;

/// More sessions than a file has that was appended to for years.
const MOST: usize = 65_536;

impl Session {
    /// A session that begins at `line`.
    pub(super) fn begin(line: LineNo, date: &str, time: &str) -> Self {
        Self {
            line,
            end_line: line,
            date: date.to_owned(),
            time: time.to_owned(),
            day: None,
            build: String::new(),
            process: String::new(),
            closed: false,
            clock: None,
            lines_lost: 0,
            status: None,
            returned: None,
            outcome_note: None,
            last_returned: [None; 2],
            cancel_attempt: None,
            product: SessionProduct::default(),
            work: 0,
            is_verbose: false,
            footer: None,
            user_milliseconds: 0,
        }
    }

    fn stamp(&self) -> HeaderStamp<'_> {
        HeaderStamp {
            date: &self.date,
            time: &self.time,
            script: None,
        }
    }
}

impl Builder {
    /// Takes note of `=== Verbose logging started: 25/02/2026  10:00:00  Build type: ...`, which begins a session, or of
    /// `=== Verbose logging stopped: ...`, which ends one.
    pub(super) fn header(&mut self, event: &Event<'_>) {
        match event.kind {
            EventKind::SessionStarted {
                date,
                time,
                build,
                process,
            } => {
                self.trace.verbose_headers += 1;
                self.begin_session(event, date, time);
                self.verbose = self.session;
                if let Some(session) = self.session_mut() {
                    build.clone_into(&mut session.build);
                    process.clone_into(&mut session.process);
                }
            }
            _ => {
                if let Some(session) = self.session_mut() {
                    session.closed = true;
                    session.footer.get_or_insert(event.line);
                }
            }
        }
    }

    /// The plain header bounds a session only where there is no verbose one, or below the footer of that, in a file to which
    /// another install appended a log that is not verbose. Engine lines above it are those of a verbose log that has lost its
    /// own.
    pub(super) fn plain_header(&mut self, event: &Event<'_>) {
        self.trace.plain_headers += 1;
        let begins = matches!(event.kind, EventKind::LoggingStarted { .. });
        let is_within_verbose = self.is_below_verbose_header() && !self.is_appended(event);
        let is_headless = |session: &Session| {
            // No header follows the result but that of another install.
            let is_over = begins && session.status.is_some();
            session.time.is_empty() && session.clock.is_some() && !session.closed && !is_over
        };
        if is_within_verbose
            || begins && self.is_handed_over()
            || self
                .session_mut()
                .is_some_and(|session| is_headless(session))
        {
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

    /// Whether the session at hand began with the header of a verbose log.
    pub(super) fn is_below_verbose_header(&self) -> bool {
        self.verbose.is_some() && self.verbose == self.session
    }

    /// Whether a plain header stands below the footer of the session and is later than it: that of the session itself may be
    /// written late, by a caller that keeps lines in a buffer.
    fn is_appended(&self, event: &Event<'_>) -> bool {
        let EventKind::LoggingStarted { date, time } = event.kind else {
            return false;
        };
        let session = self.session.and_then(|id| self.trace.sessions.get(id.at()));
        session
            .filter(|session| session.footer.is_some())
            .is_some_and(|session| {
                let last = session.clock.map(|(_, last)| last);
                let last = last.or_else(|| clock_of(&session.time));
                date != session.date || clock_of(time) > last
            })
    }

    /// Whether the client waits for the server, which it began last. An external user interface, which is given the messages of
    /// both, is given a header by each.
    ///
    /// Source: <https://learn.microsoft.com/windows/win32/msi/monitoring-an-installation-using-msisetexternalui>.
    fn is_handed_over(&self) -> bool {
        let last = self.trace.actions.len().checked_sub(1).map(ActionId::new);
        let open = self.open.last().copied().filter(|open| Some(*open) == last);
        open.is_some_and(|open| {
            let name = self.trace.action_name(open);
            is_top_action(name) || name == "ExecuteAction"
        })
    }

    /// Begins another session where an engine of another server works below the return of one, in a text without headers: somebody
    /// quotes the ends of two logs. Lines of the same process are of the same install, since its threads write late and inner
    /// engines return too, unless a footer stands between and the line is not late, or it tells how another product ended.
    pub(super) fn begin_next_part(&mut self, event: &Event<'_>) {
        let Some(prefix) = event.origin.engine() else {
            return;
        };
        let Some(returned) = self.server_returned else {
            return;
        };
        if prefix.side == Side::Client || !self.running.is_empty() {
            return;
        }
        let is_work = match event.kind {
            // What follows it takes a transaction back.
            EventKind::Operation { name: "Header", .. } => {
                self.server_returned = None;
                false
            }
            EventKind::ActionDoing { .. } | EventKind::Operation { .. } => true,
            EventKind::ProductStatus { status: code, .. } | EventKind::EngineReturned { code } => {
                !self.lacks_status(code)
            }
            _ => false,
        };
        let is_below_footer = self.session_mut().is_some_and(|session| session.closed);
        let is_of_another = prefix.process != returned
            || is_below_footer && !self.late
            || self.has_told_of_other_than(event);
        if is_work && is_of_another {
            self.begin_session(event, "", "");
        }
    }

    /// Whether a sentence with a status is of another product than the one of this session, which had its own and returned since.
    fn has_told_of_other_than(&mut self, event: &Event<'_>) -> bool {
        let EventKind::ProductStatus { product, .. } = event.kind else {
            return false;
        };
        let returned = self.session_mut().and_then(|session| {
            let (_, at) = session.returned?;
            Some(session.line..at)
        });
        let told = self.trace.statuses.last();
        let told = told.filter(|(.., at)| returned.is_some_and(|lines| lines.contains(at)));
        told.is_some_and(|(name, ..)| name != product)
    }

    /// Whether the session returned this code and has no sentence with a status yet, so that one with the code may be its own.
    fn lacks_status(&mut self, code: ExitCode) -> bool {
        self.session_mut().is_some_and(|session| {
            session.status.is_none() && session.returned.is_some_and(|(own, _)| own == code)
        })
    }

    fn begin_session(&mut self, event: &Event<'_>, date: &str, time: &str) {
        self.server_returned = None;
        self.running.clear();
        self.open.clear();
        self.script = None;
        self.last_clock = None;
        self.outside = [None; 2];
        self.last_engine = [None; 2];
        self.threads.clear();
        self.scheduled.clear();
        self.committing = false;
        self.dialog = None;
        self.late = false;
        self.hosts_from = self.trace.hosts.len();
        self.disallowed.clear();
        if self.trace.sessions.len() < MOST {
            self.session = Some(SessionId::new(self.trace.sessions.len()));
            self.trace
                .sessions
                .push(Session::begin(event.line, date, time));
        } else {
            // The last session goes on, as if the log had no further headers.
            self.trace.drop_fact();
        }
    }

    /// The session that lines belong to; a log without a header has one all the same.
    pub(super) fn session_of(&mut self, event: &Event<'_>) -> SessionId {
        if self.session.is_none() {
            self.begin_session(event, "", "");
            self.take_loose_text(event);
        }
        self.session.unwrap_or(SessionId::new(0))
    }

    /// Takes note of a line that only a verbose log has.
    pub(super) fn observe_verbosity(&mut self, event: &Event<'_>) {
        let in_any_log = matches!(
            event.kind,
            EventKind::ProductMessage { .. }
                | EventKind::ProductStatus { .. }
                | EventKind::NumberedMessage { .. }
        );
        if event.origin.engine().is_some()
            && !in_any_log
            && let Some(session) = self.session_mut()
        {
            session.is_verbose = true;
        }
    }

    /// The session of the line at hand.
    pub(super) fn session_mut(&mut self) -> Option<&mut Session> {
        self.session
            .and_then(|id| self.trace.sessions.get_mut(id.at()))
    }

    /// Moves the end of the session to an event, and its clock, unless the event was written late.
    pub(super) fn extend_session(&mut self, event: &Event<'_>) {
        let clock = event.origin.engine().and_then(|engine| engine.at);
        let clock = clock.filter(|_| !self.late);
        if let Some(session) = self.session_mut() {
            session.end_line = event.end_line();
            if let Some(at) = clock {
                session.clock = Some((session.clock.map_or(at, |(first, _)| first), at));
            }
        }
    }
}

/// The time of a header: `9:12:53`, `09.12.53`.
fn clock_of(time: &str) -> Option<TimeOfDay> {
    let mut parts = time.split([':', '.']).map(|part| part.trim().parse().ok());
    TimeOfDay::new(parts.next()??, parts.next()??, parts.next()??, 0)
}

impl Trace {
    /// Decides the dates of headers: by themselves, by the time stamps of scripts, or by the order of day and month in
    /// another header.
    pub(super) fn settle_dates(&mut self) {
        let mut headers: Vec<HeaderStamp<'_>> = self.sessions.iter().map(Session::stamp).collect();
        for (session, stamp) in &self.stamps {
            if let Some(header) = headers.get_mut(session.at()) {
                header.script.get_or_insert(*stamp);
            }
        }
        let days = date::settle(&headers);
        for (session, day) in self.sessions.iter_mut().zip(days) {
            session.day = day;
        }
    }
}
