//! Lines of the log, read again for headlines and evidence.

use std::collections::BTreeSet;

use crate::event::Event;
use crate::finding::Evidence;
use crate::text::{LineNo, Source, floor_boundary};
use crate::trace::state;

/// Reads lines again by their number. A line that cannot be read any more is left out: the log may have shrunk.
#[derive(Debug)]
pub(super) struct Lines<'s> {
    source: &'s mut Source,
}

/// More lines than this explain nothing.
const MOST_EVIDENCE: usize = 12;

/// A line of a mebibyte is no evidence, its beginning is.
const LONGEST_EVIDENCE: usize = 4096;

impl<'s> Lines<'s> {
    /// The lines of a log that was read to its end.
    pub(super) fn new(source: &'s mut Source) -> Self {
        Self { source }
    }

    /// The text of a line, without its line end; empty when it cannot be read.
    pub(super) fn line(&mut self, line: LineNo) -> String {
        self.source.line(line).ok().flatten().unwrap_or_default()
    }

    /// The text of a record, lines joined as in the log: of a longer one its first 200 lines, which is more than a person reads.
    pub(super) fn record(&mut self, from: LineNo, to: LineNo) -> String {
        const MOST: u32 = 200;
        self.joined(from, to.min(from.plus(MOST - 1)))
    }

    /// The lines from one to another, joined as in the log; without those that cannot be read any more.
    pub(super) fn joined(&mut self, from: LineNo, to: LineNo) -> String {
        self.between(from, to)
            .into_iter()
            .map(|(_, text)| text)
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// The lines from one to another, with their numbers; none where they cannot be read any more.
    pub(super) fn between(&mut self, from: LineNo, to: LineNo) -> Vec<(LineNo, String)> {
        self.source.lines(from, to).unwrap_or_default()
    }

    /// Reads the record that begins at a line; `None` when it cannot be read any more.
    pub(super) fn event<T>(
        &mut self,
        line: LineNo,
        read: impl FnOnce(&Event<'_>) -> T,
    ) -> Option<T> {
        state::event_at(self.source, line, read).ok().flatten()
    }

    /// Reads the record that begins at a line of a bundle; `None` when it cannot be read any more.
    pub(super) fn bundle_event<T>(
        &mut self,
        line: LineNo,
        read: impl FnOnce(&Event<'_>) -> T,
    ) -> Option<T> {
        state::bundle_event_at(self.source, line, read)
            .ok()
            .flatten()
    }

    /// Gives the events that begin at `wanted`, which are in order, to `sink`. Those are read once more that lie around
    /// them, so this is for rules that have found something already.
    pub(super) fn each(&mut self, wanted: &[LineNo], sink: impl FnMut(&Event<'_>)) {
        // What cannot be read any more is left out, as with single lines.
        let _ = state::each_near(self.source, wanted, sink);
    }

    /// Lines as evidence, in reading order, each once.
    pub(super) fn evidence(&mut self, lines: impl IntoIterator<Item = LineNo>) -> Vec<Evidence> {
        self.first_as_evidence(MOST_EVIDENCE, lines)
    }

    /// Up to `most` lines as evidence, in reading order, each once.
    pub(super) fn first_as_evidence(
        &mut self,
        most: usize,
        lines: impl IntoIterator<Item = LineNo>,
    ) -> Vec<Evidence> {
        let lines: BTreeSet<LineNo> = lines.into_iter().collect();
        let evidence = lines.into_iter().take(most).map(|line| {
            let mut text = self.line(line);
            shorten(&mut text);
            Evidence {
                line,
                text: text.trim_end().to_owned(),
            }
        });
        evidence
            .filter(|evidence| !evidence.text.is_empty())
            .collect()
    }
}

/// Cuts a text to [`LONGEST_EVIDENCE`] bytes, at a boundary between characters.
fn shorten(text: &mut String) {
    text.truncate(floor_boundary(text, LONGEST_EVIDENCE));
}
