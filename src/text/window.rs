//! A window that slides over the text of a log.

use std::io;

use super::boundary::floor_boundary;
use super::line_no::LineNo;
use super::source::Source;

/// A window of decoded text that slides over a log.
///
/// It shows whole lines, with their line ends as they are in the input. What a page or another program put around each
/// line, such as the mark of a quotation, is no part of the log and is left out. Two things end without a line end: the last
/// line of the input may, and a line that is longer than 1 MiB comes in pieces of whole characters.
#[derive(Debug)]
pub struct Window<'s> {
    source: &'s mut Source,
    /// What was consumed and not dropped yet, then what was not consumed.
    text: String,
    /// Length of the first part.
    consumed: usize,
    mid_line: bool,
}

impl<'s> Window<'s> {
    /// A window at the beginning of a source.
    pub(super) fn new(source: &'s mut Source) -> Window<'s> {
        Window {
            source,
            text: String::new(),
            consumed: 0,
            mid_line: false,
        }
    }

    /// Drops the first `consumed` bytes of the text and appends the next lines, about 64 KiB to 128 KiB of text.
    /// Returns whether something was appended: false at the end of the input.
    ///
    /// `consumed` may be 0, to see more text before deciding. It is cut to the length of the text, and down to a
    /// character when it lies inside of one.
    ///
    /// # Errors
    ///
    /// When the input can't be read. The text is then what was not consumed, and `advance(0)` tries again.
    pub fn advance(&mut self, consumed: usize) -> io::Result<bool> {
        self.consume(consumed);
        self.source.next_chunk(&mut self.text)
    }

    /// The text that was not consumed, and what the last step appended to it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text[self.consumed..]
    }

    /// Whether the end of the input was seen, so that nothing follows [`Window::text`].
    #[must_use]
    pub fn at_end(&self) -> bool {
        self.source.has_ended()
    }

    /// The source that the window slides over.
    #[must_use]
    pub fn source(&self) -> &Source {
        self.source
    }

    /// The line that [`Window::text`] starts in.
    #[must_use]
    pub fn line(&self) -> LineNo {
        // Counted backwards from what the source has counted, and only when somebody asks.
        let ahead = memchr::memchr_iter(b'\n', self.text().as_bytes()).count() as u32;
        LineNo::FIRST.plus(self.source.complete_lines().saturating_sub(ahead))
    }

    /// Whether [`Window::text`] starts inside of its first line, of which the start was consumed.
    #[must_use]
    pub fn mid_line(&self) -> bool {
        self.mid_line
    }

    /// What was consumed is only dropped when at least as much of it is there as must be moved to its place, so that
    /// all moves together move no more than all of the text.
    fn consume(&mut self, bytes: usize) {
        let text = self.text();
        let bytes = floor_boundary(text, bytes);
        if let Some(last) = text.as_bytes()[..bytes].last() {
            self.mid_line = *last != b'\n';
        }
        self.consumed += bytes;
        if self.consumed >= self.text.len() - self.consumed {
            self.text.drain(..self.consumed);
            self.consumed = 0;
        }
    }
}
