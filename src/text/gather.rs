//! Picks lines out of a text that comes in parts.

use super::boundary::floor_boundary;
use super::line_no::LineNo;

/// Bytes that a line counts for at least, however short it is: its place in the list takes them.
const LEAST: usize = 32;

/// Collects the lines from one number to another.
pub(super) struct Gather {
    from: LineNo,
    to: LineNo,
    /// Bytes of text after which the rest of a line is left out: a line can be as long as a file.
    longest: usize,
    /// Bytes of text that may still be collected; the line that takes the last of them is whole.
    room: usize,
    /// The line that the next part of the text starts in.
    at: LineNo,
    /// What came of that line, if anything.
    open: Option<OpenLine>,
    lines: Vec<(LineNo, String)>,
}

impl Gather {
    /// Collects the lines `from..=to` of a text, each up to `longest` bytes, of which the parts from line `at` on are
    /// given.
    pub(super) fn new(from: LineNo, to: LineNo, at: LineNo, longest: usize) -> Gather {
        Gather {
            from,
            to,
            longest,
            room: usize::MAX,
            at,
            open: None,
            lines: Vec::new(),
        }
    }

    /// Ends behind the line with which so many bytes are collected.
    pub(super) fn within(self, bytes: usize) -> Gather {
        Gather {
            room: bytes.max(1),
            ..self
        }
    }

    /// Takes the next part of the text.
    pub(super) fn take(&mut self, text: &str) {
        for part in self.skip(text).split_inclusive('\n') {
            if self.is_done() {
                return;
            }
            let body = part
                .strip_suffix('\n')
                .map(|body| body.strip_suffix('\r').unwrap_or(body));
            if self.at >= self.from {
                self.open
                    .get_or_insert_default()
                    .append(body.unwrap_or(part), self.longest);
            }
            if body.is_some() {
                self.close();
                self.at = self.at.plus(1);
            }
        }
    }

    /// What of the next part of the text stands behind the lines that nobody wants.
    fn skip<'text>(&mut self, text: &'text str) -> &'text str {
        let before = self.from.get().saturating_sub(self.at.get());
        let Some(last) = before.checked_sub(1) else {
            return text;
        };
        let ends = || memchr::memchr_iter(b'\n', text.as_bytes());
        if let Some(end) = ends().nth(last as usize) {
            self.at = self.from;
            return &text[end + 1..];
        }
        self.at = self.at.plus(ends().count() as u32);
        ""
    }

    /// Whether all lines that are wanted were seen, or no more may be collected.
    pub(super) fn is_done(&self) -> bool {
        self.at > self.to || self.room == 0
    }

    /// The lines, without their line ends. A last line that has none is one of them.
    pub(super) fn finish(mut self) -> Vec<(LineNo, String)> {
        self.close();
        self.lines
    }

    fn close(&mut self) {
        if let Some(line) = self.open.take() {
            self.room = self.room.saturating_sub(line.text.len().max(LEAST));
            self.lines.push((self.at, line.text));
        }
    }
}

/// A line that is not complete yet.
#[derive(Default)]
struct OpenLine {
    text: String,
    /// Whether something was left out already, so that nothing may follow.
    full: bool,
}

impl OpenLine {
    /// Appends as much of `part` as makes the line no longer than `longest`, in whole characters.
    fn append(&mut self, part: &str, longest: usize) {
        if self.full {
            return;
        }
        let end = floor_boundary(part, longest.saturating_sub(self.text.len()));
        self.full = end < part.len();
        self.text.push_str(&part[..end]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gather(parts: &[&str], from: u32, to: u32) -> String {
        let mut gather = Gather::new(LineNo::new(from), LineNo::new(to), LineNo::new(3), 10);
        for part in parts {
            gather.take(part);
        }
        let lines = gather.finish();
        let lines: Vec<String> = lines
            .iter()
            .map(|(number, line)| format!("{number}:{line:?}"))
            .collect();
        lines.join(" ")
    }

    #[test]
    fn no_more_is_collected_than_there_is_room_for() {
        let (from, to) = (LineNo::new(1), LineNo::new(9));
        let long = "x".repeat(100);
        for (bytes, expected) in [(0, 1), (40, 1), (100, 1), (101, 2), (1000, 4)] {
            let mut gather = Gather::new(from, to, from, 1 << 20).within(bytes);
            gather.take(&format!("{long}\n\n"));
            gather.take("a\nb\n");
            assert_eq!(gather.finish().len(), expected, "{bytes}");
        }
    }

    #[test]
    fn lines_between_two_numbers() {
        for (parts, from, to, expected) in [
            (&["a\nb\r\nc\n"][..], 3, 4, r#"3:"a" 4:"b""#),
            (&["a\nb\r\nc"], 5, 9, r#"5:"c""#),
            (&["a\n\n"], 4, 9, r#"4:"""#),
            (&["a\n"], 4, 9, ""),
            (&["a\nb\n"], 5, 4, ""),
            (&["a\nb\n", "c\nd\ne"], 6, 6, r#"6:"d""#),
            (&["a\nb", "b\nc", "c\n"], 5, 5, r#"5:"cc""#),
            (&["a", "b\nc", "\r\n"], 3, 4, r#"3:"ab" 4:"c""#),
            (&["a\r\r\nb\rc"], 3, 4, r#"3:"a\r" 4:"b\rc""#),
            // Ten bytes are the most, in whole characters, and nothing follows what was left out.
            (
                &["123456789é", "x", "\n1234567890\r\n"],
                3,
                4,
                r#"3:"123456789" 4:"1234567890""#,
            ),
        ] {
            assert_eq!(gather(parts, from, to), expected, "{parts:?}");
        }
    }
}
