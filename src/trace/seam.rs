//! Seams: where the text of a log is not in one piece.
//!
//! The client and the server write one file, and a caller may keep a buffer of its own, so lines come after the footer,
//! late, or not at all.

use super::bound::keep;
use super::builder::Builder;
use super::index::SessionId;
use crate::event::{Event, EventKind};
use crate::text::LineNo;

/// A place where the text of a session is not in one piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seam {
    /// The session.
    pub session: SessionId,
    /// What is wrong with the place.
    pub kind: SeamKind,
    /// Its first line.
    pub line: LineNo,
    /// Its last line.
    pub end_line: LineNo,
    /// How many lines it has, blank ones left out.
    pub lines: u32,
}

/// What is wrong with a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SeamKind {
    /// Lines of the session after its footer, before the next header: the server writes on when the client has ended.
    AfterFooter,
    /// Lines whose clock is before that of lines above: a caller kept them in a buffer and wrote them late.
    LateFlush,
    /// `=== MSI (s) Failed to grab mutex for logging. Some log might be lost. === `: lines are missing here.
    LinesLost,
    /// A line that was cut: the log ends inside of it, or the next one begins inside of it.
    Torn,
}

impl SeamKind {
    /// The word for it in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AfterFooter => "after-footer",
            Self::LateFlush => "late-flush",
            Self::LinesLost => "lines-lost",
            Self::Torn => "torn",
        }
    }
}

/// Several threads write, so the clock of a line may be behind by some milliseconds without being late.
const TOLERANCE: u32 = 5;

/// A step back of at least so many milliseconds is midnight.
const HALF_A_DAY: u32 = 12 * 60 * 60 * 1000;

/// A hostile log may jump back and forth without end.
const MOST: usize = 65_536;

impl Builder {
    /// Decides whether a line is late, before the clock of the session is moved on.
    pub(super) fn observe_lateness(&mut self, event: &Event<'_>) {
        let Some(at) = event.origin.engine().and_then(|prefix| prefix.at) else {
            return;
        };
        self.late = self.last_clock.is_some_and(|(latest, _)| {
            let (latest, now) = (latest.milliseconds(), at.milliseconds());
            latest > now + TOLERANCE && latest - now < HALF_A_DAY
        });
    }

    /// Takes note of an event that stands where it should not.
    pub(super) fn observe_seam(&mut self, event: &Event<'_>) {
        let has_prefix = event.origin.engine().is_some();
        if !event.raw.ends_with('\n') {
            self.torn = Some(event.end_line());
        }
        let Some(session) = self.session else { return };
        let closed = self.trace.sessions[session.at()].footer;
        let kind = match event.kind {
            EventKind::Blank {} | EventKind::SessionStopped { .. } => return,
            EventKind::LinesLost { .. } => SeamKind::LinesLost,
            // `MSI (s) (54:9C) MSI (s) (54:9C) [09:32:57:691]: ...`
            _ if has_prefix && event.raw.as_bytes().get(16..21) == Some(b"MSI (") => SeamKind::Torn,
            _ if has_prefix && self.late => SeamKind::LateFlush,
            _ if closed.is_some() => SeamKind::AfterFooter,
            _ => return,
        };
        self.seam(session, kind, event);
    }

    fn seam(&mut self, session: SessionId, kind: SeamKind, event: &Event<'_>) {
        let goes_on = matches!(kind, SeamKind::AfterFooter | SeamKind::LateFlush);
        let last = self.trace.seams.last_mut();
        if let Some(last) =
            last.filter(|last| goes_on && last.session == session && last.kind == kind)
        {
            last.end_line = event.end_line();
            last.lines += event.lines;
        } else {
            let seam = Seam {
                session,
                kind,
                line: event.line,
                end_line: event.end_line(),
                lines: event.lines,
            };
            let dropped = &mut self.trace.facts_dropped;
            keep(&mut self.trace.seams, MOST, dropped, seam);
        }
    }

    /// A log that ends in the middle of a line was cut, if its session has no footer.
    pub(super) fn note_torn_end(&mut self) {
        let (Some(line), Some(session)) = (self.torn, self.session) else {
            return;
        };
        if line.get() == self.trace.lines && !self.trace.sessions[session.at()].closed {
            self.trace.seams.push(Seam {
                session,
                kind: SeamKind::Torn,
                line,
                end_line: line,
                lines: 1,
            });
        }
    }
}
