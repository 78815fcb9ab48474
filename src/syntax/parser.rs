//! Lines to records, and records to events.

use super::invocation::Invocation;
use super::lex::is_blank;
use super::line_feeds::LineFeeds;
use super::record::{self, Close};
use super::vocabulary::Vocabulary;
use super::{bundle_prefix, burn, engine, message, plain, prefix, property};
use crate::event::{Event, EventKind, Origin};
use crate::text::LineNo;

/// The most events that [`Parser::each_batch`] gives at a time. They take 2 KB, and so stay in the nearest cache.
pub const MOST_AT_ONCE: usize = 16;

/// Turns the text of a log, as much of it as there is at a time, into events.
///
/// The parser learns as it goes (names of actions, words of the log's languages, whether a custom action runs),
/// so each event is a function of what was learned and of the next lines, and parsing never looks back.
/// There is no error: a line that nobody knows is an [`EventKind::Message`].
#[derive(Clone, Debug)]
pub struct Parser {
    vocabulary: Vocabulary,
    invocation: Invocation,
    /// The prefix of the last line that had one.
    prefix: prefix::Last,
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
            prefix: prefix::Last::default(),
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

    /// A parser somewhere in the log of a bundle, so that lines without a prefix are the bundle's at once.
    #[must_use]
    pub fn within_bundle() -> Self {
        Self {
            prefix: prefix::Last::within_bundle(),
            ..Self::default()
        }
    }

    /// The first record of `text`, which follows directly on what was given before.
    ///
    /// `None` when `text` is empty, or when it ends before the record does and more can come (`at_end` is false):
    /// call again with the same text and what follows it.
    /// The caller drops `event.raw.len()` bytes before the next call.
    pub fn record<'log>(&mut self, text: &'log str, at_end: bool) -> Option<Event<'log>> {
        let mut event = Self::unread();
        let feed = record::first_feed(text);
        self.read_record(text, feed, at_end, &mut event)
            .then_some(event)
    }

    /// Gives the records of `text`, in order, to `sink`, as far as they are whole, and tells how many bytes they take.
    ///
    /// This is [`Parser::record`] without its copies: all events are made in one place.
    pub fn each<'log>(
        &mut self,
        text: &'log str,
        at_end: bool,
        mut sink: impl FnMut(&Event<'log>),
    ) -> usize {
        self.each_batch(text, at_end, |events| {
            events.iter().for_each(&mut sink);
            1
        })
    }

    /// Does what [`Parser::each`] does, with as many records at a time as `sink` asked for when it was called last, up to
    /// [`MOST_AT_ONCE`]. The first comes alone.
    pub fn each_batch<'log>(
        &mut self,
        text: &'log str,
        at_end: bool,
        mut sink: impl FnMut(&[Event<'log>]) -> usize,
    ) -> usize {
        let mut consumed = 0;
        let mut events: [Event<'log>; MOST_AT_ONCE] = std::array::from_fn(|_| Self::unread());
        let mut wanted = 1;
        let mut feeds = LineFeeds::of(text);
        let mut feed = feeds.next();
        loop {
            let mut count = 0;
            for event in events.iter_mut().take(wanted.max(1)) {
                let first = feed.map(|place| place - consumed);
                if !self.read_record(&text[consumed..], first, at_end, event) {
                    break;
                }
                consumed += event.raw.len();
                feed = feeds.find(|place| *place >= consumed);
                count += 1;
            }
            if count == 0 {
                return consumed;
            }
            wanted = sink(&events[..count]);
        }
    }

    /// An event to be filled in.
    fn unread<'log>() -> Event<'log> {
        Event {
            line: LineNo::FIRST,
            lines: 1,
            raw: "",
            origin: Origin::Plain,
            kind: EventKind::Blank {},
        }
    }

    /// Puts the first record of `text`, whose first line feed is known, into `event`, and whether there is one.
    fn read_record<'log>(
        &mut self,
        text: &'log str,
        feed: Option<usize>,
        at_end: bool,
        event: &mut Event<'log>,
    ) -> bool {
        let Some(first) = record::line_to(feed, text, at_end) else {
            return false;
        };
        event.line = self.next;
        event.lines = 1;
        event.raw = first.raw;
        event.origin = Origin::Plain;
        if self.inside_line {
            event.kind = EventKind::Continuation { text: first.text };
        } else {
            self.read(first.text, event);
            if self.join(text, first, at_end, event).is_none() {
                return false;
            }
        }
        self.learn(event);
        let ends_line = event.raw.ends_with('\n');
        self.next = event.line.plus(event.lines - u32::from(!ends_line));
        self.inside_line = !ends_line;
        true
    }

    /// Adds the lines that belong to the record and reads it again as a whole.
    /// `None` when the text ends before the record and more can come.
    fn join<'log>(
        &mut self,
        text: &'log str,
        first: record::Line<'log>,
        at_end: bool,
        event: &mut Event<'log>,
    ) -> Option<()> {
        let close = if bundle_prefix::lacks_number(event) {
            Close::Now
        } else {
            record::close(&event.kind, first.text, self.invocation.is_open())
        };
        // A line that comes in pieces is given in pieces, whatever it begins.
        if close == Close::Now || !first.raw.ends_with('\n') {
            return Some(());
        }
        let known = (&mut self.prefix, &mut self.vocabulary);
        let extent = record::extent(text, first.raw.len(), close, at_end, known)?;
        if extent.lines > 1 {
            event.lines = extent.lines;
            event.raw = &text[..extent.bytes];
            self.read(record::without_line_end(event.raw), event);
        }
        Some(())
    }

    /// Puts the prefix of a record and what it says into `event`.
    fn read<'log>(&mut self, text: &'log str, event: &mut Event<'log>) {
        if let Some(said) = self.prefix.read(text, &mut event.origin) {
            if !engine::text(said, &self.vocabulary, &mut event.kind) {
                // A line from a custom action's thread is that action's own text.
                let own = EventKind::CustomActionText {
                    source: "",
                    text: said,
                };
                let prefix = event.origin.engine();
                event.kind = if prefix.is_some_and(|prefix| prefix.by_custom_action) {
                    own
                } else {
                    EventKind::Message { text: said }
                };
            }
        } else if let Some((prefix, said)) = self.prefix.read_bundle(text) {
            event.origin = Origin::Bundle(prefix);
            event.kind = burn::message(prefix, said);
        } else if let Ok((_, dump)) = property::dump(text) {
            // A tenth of the lines are of a property dump, so they do not wait for the other shapes.
            event.kind = dump;
        } else if let Some((prefix, said)) = self.prefix.read_stripped(text) {
            event.origin = Origin::Bundle(prefix);
            event.kind = burn::message(prefix, said);
        } else {
            event.kind = self.plain(text);
        }
    }

    /// What a record without a prefix says.
    fn plain<'log>(&mut self, text: &'log str) -> EventKind<'log> {
        if is_blank(text) {
            return EventKind::Blank {};
        }
        if let Some(kind) = plain::shaped(text, &mut self.vocabulary)
            && !self.is_of_custom_action(&kind)
        {
            return kind;
        }
        match plain::by_context(text, &self.vocabulary, self.invocation.is_open()) {
            EventKind::Message { text } if self.may_go_on => EventKind::Continuation { text },
            EventKind::Message { text } => {
                message::of_part(text, &self.vocabulary).unwrap_or(EventKind::Message { text })
            }
            kind => kind,
        }
    }

    /// Whether what looks like a message is a line of the custom action that runs: `Error 5. Access to the gate is denied`. Windows
    /// Installer has forms of lines for numbers as small as this, and a package with a message of such a number has it noted
    /// where a log has notes.
    ///
    /// Source: <https://learn.microsoft.com/windows/win32/msi/error-table>.
    fn is_of_custom_action(&self, kind: &EventKind<'_>) -> bool {
        let EventKind::NumberedMessage { number, .. } = kind else {
            return false;
        };
        let lacks_notes = self.vocabulary.is_plain_log() || self.vocabulary.is_part();
        number.0 < 1000
            && self.invocation.is_open()
            && !lacks_notes
            && !self.vocabulary.noted(number.0)
    }

    /// Takes from an event what helps to read the next.
    fn learn(&mut self, event: &Event<'_>) {
        match event.kind {
            EventKind::Blank {} | EventKind::Continuation { .. } => return,
            EventKind::ActionDoing { name } | EventKind::ActionDescribed { name, .. } => {
                self.vocabulary.learn_name(name);
            }
            EventKind::Note { number, .. } => self.vocabulary.note(number.0),
            EventKind::RestartEvent { product, .. } if !product.is_empty() => {
                self.vocabulary.restart_for = Some(product.into());
            }
            EventKind::LoggingStarted { .. } => self.vocabulary.set_logging(true),
            EventKind::LoggingStopped { .. } => self.vocabulary.set_logging(false),
            EventKind::SessionStarted { .. } | EventKind::SessionStopped { .. } => {
                self.vocabulary.new_session();
            }
            EventKind::EngineReturned { .. } => self.vocabulary.set_engine_ended(),
            EventKind::EngineStarted { .. } => self.vocabulary.set_engine_begun(),
            _ => {}
        }
        if event.origin.engine().is_some() || is_of_action(&event.kind) {
            self.vocabulary.set_has_actions();
        }
        self.invocation.observe(event, &self.vocabulary);
        self.may_go_on = record::may_go_on(&event.kind) && !bundle_prefix::lacks_number(event);
    }
}

/// Whether a line tells that an action runs or has run.
fn is_of_action(kind: &EventKind<'_>) -> bool {
    matches!(
        kind,
        EventKind::ActionDoing { .. }
            | EventKind::ActionStarted { .. }
            | EventKind::ActionEnded { .. }
            | EventKind::Operation { .. }
            | EventKind::CustomActionInvoked { .. }
            | EventKind::CustomActionReturned { .. }
    )
}

#[cfg(test)]
mod tests {
    use crate::syntax::events;

    #[test]
    fn a_small_number_in_the_text_of_a_custom_action_is_no_message() {
        let prefix = "MSI (s) (10:20) [10:00:00:000]: ";
        let bare = format!("{prefix}Doing action: OpenGates\n");
        let action = format!("{prefix}Note: 1: 2205 2:  3: Error \n{bare}");
        let note = format!("{prefix}Note: 1: 5 2: 0 \n");
        for (above, line, expected) in [
            (&action, "Error 5. The gate is shut.", "custom-action-text"),
            (&action, "Error 1310. The gate is shut.", "numbered-message"),
            (
                &format!("{action}{note}"),
                "Error 5. The gate is shut.",
                "numbered-message",
            ),
            (&note, "Error 5. The gate is shut.", "numbered-message"),
            (&bare, "Error 5. The gate is shut.", "numbered-message"),
        ] {
            let log = format!("{above}{line}\n");
            let kind = events(&log).last().map(|event| event.kind.name());
            assert_eq!(kind, Some(expected), "{log}");
        }
    }
}
