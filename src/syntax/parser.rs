//! Lines to records, and records to events.

use super::invocation::Invocation;
use super::record::{self, Close};
use super::vocabulary::Vocabulary;
use super::{burn, engine, plain, prefix};
use crate::event::{Event, EventKind, Origin};
use crate::text::LineNo;

/// Turns the text of a log, as much of it as there is at a time, into events.
///
/// The parser learns as it goes (names of actions, words of the log's languages, whether a custom action runs),
/// so each event is a function of what was learned and of the next lines, and parsing never looks back.
/// There is no error: a line that nobody knows is an [`EventKind::Message`].
#[derive(Debug)]
pub struct Parser {
    vocabulary: Vocabulary,
    invocation: Invocation,
    /// The number of the line that comes next.
    next: LineNo,
    /// The text so far ended in the middle of a line, which happens with lines of more than a mebibyte only.
    inside_line: bool,
    /// The last record may go on although it was closed, by a blank line or by its cap.
    may_go_on: bool,
}

impl Default for Parser {
    fn default() -> Self {
        Self {
            vocabulary: Vocabulary::default(),
            invocation: Invocation::default(),
            next: LineNo::FIRST,
            inside_line: false,
            may_go_on: false,
        }
    }
}

impl Parser {
    /// A parser at the first line of a log, which has learned nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The first record of `text`, which follows directly on what was given before.
    ///
    /// `None` when `text` is empty, or when it ends before the record does and more can come (`at_end` is false):
    /// call again with the same text and what follows it.
    /// The caller drops `event.raw.len()` bytes before the next call.
    pub fn record<'log>(&mut self, text: &'log str, at_end: bool) -> Option<Event<'log>> {
        let first = record::first_line(text, at_end)?;
        let event = if self.inside_line {
            self.event(
                first.raw,
                1,
                Origin::Plain,
                EventKind::Continuation { text: first.text },
            )
        } else {
            self.fresh_record(text, first, at_end)?
        };
        self.learn(&event);
        let ends_line = event.raw.ends_with('\n');
        self.next = event.line.plus(event.lines - u32::from(!ends_line));
        self.inside_line = !ends_line;
        Some(event)
    }

    fn event<'log>(
        &self,
        raw: &'log str,
        lines: u32,
        origin: Origin,
        kind: EventKind<'log>,
    ) -> Event<'log> {
        Event {
            line: self.next,
            lines,
            raw,
            origin,
            kind,
        }
    }

    fn fresh_record<'log>(
        &mut self,
        text: &'log str,
        first: record::Line<'log>,
        at_end: bool,
    ) -> Option<Event<'log>> {
        let (origin, kind) = self.parse(first.text);
        let close = record::close(&kind, first.text, self.invocation.is_open());
        // A line that comes in pieces is given in pieces, whatever it begins.
        if close == Close::Now || !first.raw.ends_with('\n') {
            return Some(self.event(first.raw, 1, origin, kind));
        }
        let extent = record::extent(text, first.raw.len(), close, at_end, &mut self.vocabulary)?;
        if extent.lines == 1 {
            return Some(self.event(first.raw, 1, origin, kind));
        }
        let raw = &text[..extent.bytes];
        let (origin, kind) = self.parse(record::without_line_end(raw));
        Some(self.event(raw, extent.lines, origin, kind))
    }

    /// What one record says.
    fn parse<'log>(&mut self, text: &'log str) -> (Origin, EventKind<'log>) {
        match text.as_bytes() {
            [] => (Origin::Plain, EventKind::Blank {}),
            [b'M', b'S', b'I', ..] => match prefix::engine(text) {
                Some((prefix, said)) => {
                    let kind = engine::text(said, &self.vocabulary)
                        // A line from a custom action's thread is that action's own text.
                        .or_else(|| {
                            prefix
                                .by_custom_action
                                .then_some(EventKind::CustomActionText {
                                    source: "",
                                    text: said,
                                })
                        })
                        .unwrap_or(EventKind::Message { text: said });
                    (Origin::Engine(prefix), kind)
                }
                None => (Origin::Plain, self.parse_plain(text)),
            },
            [b'[', ..] => match prefix::bundle(text) {
                Some((prefix, said)) => (Origin::Bundle(prefix), burn::message(prefix, said)),
                None => (Origin::Plain, self.parse_plain(text)),
            },
            _ => (Origin::Plain, self.parse_plain(text)),
        }
    }

    fn parse_plain<'log>(&mut self, text: &'log str) -> EventKind<'log> {
        if text.trim().is_empty() {
            return EventKind::Blank {};
        }
        if let Some(kind) = plain::shaped(text, &mut self.vocabulary) {
            return kind;
        }
        match plain::by_context(text, &self.vocabulary, self.invocation.is_open()) {
            EventKind::Message { text } if self.may_go_on => EventKind::Continuation { text },
            kind => kind,
        }
    }

    /// Takes from an event what helps to read the next.
    fn learn(&mut self, event: &Event<'_>) {
        match event.kind {
            EventKind::Blank {} | EventKind::Continuation { .. } => return,
            EventKind::ActionDoing { name } | EventKind::ActionDescribed { name, .. } => {
                self.vocabulary.learn_name(name);
            }
            EventKind::Note { number, .. } => self.vocabulary.note(number.0),
            EventKind::RestartEvent { product, .. } => {
                self.vocabulary.restart_for = Some(product.into())
            }
            EventKind::LoggingStarted { .. } => self.vocabulary.set_logging(true),
            EventKind::LoggingStopped { .. } => self.vocabulary.set_logging(false),
            EventKind::SessionStarted { .. } | EventKind::SessionStopped { .. } => {
                self.vocabulary.new_session()
            }
            EventKind::EngineReturned { .. } => self.vocabulary.set_engine_ended(),
            EventKind::EngineStarted { .. } => self.vocabulary.set_engine_begun(),
            _ => {}
        }
        self.invocation.observe(event);
        self.may_go_on = record::may_go_on(&event.kind);
    }
}
