//! What stands around each line of a log that went through a page or through another program's log.

use super::event_order::EventOrder;
use super::events::{Export, Seam};
use super::head::{Head, at_margin, without_marks};
use super::page::Page;

/// How many lines decide how many blanks end each: of a log that nobody changed, some of the first lines end without.
const ENOUGH: usize = 16;

/// With fewer lines than that, so many are needed, and so many blanks: Markdown breaks a line with two.
const FEW: (usize, usize) = (4, 2);

/// What stands around each line without being part of the log; nearly always nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::text) struct Frame {
    /// How the events are written, where it is of Windows' event log.
    export: Option<Export>,
    /// Which of its events stand first.
    order: EventOrder,
    /// Whether the messages of the events are cut off.
    is_cut: bool,
    /// What was made of its characters.
    page: Page,
    /// The mark of a quotation, an indentation, the clock of a transcript.
    head: Option<Head>,
    /// Whether some lines are indented of those that begin at the margin in each log.
    is_ragged: bool,
    /// How many blanks end each line. Pages in Markdown end each line with two, and what is copied from there has them.
    blanks: usize,
}

impl Frame {
    /// The frame of a log that begins with this text.
    pub(in crate::text) fn of(text: &str) -> Frame {
        let export = Export::of(text);
        let order = export.as_ref().map(|_| EventOrder::of(text));
        let brought_out = export.as_ref().map(|export| export.undo(text));
        let text = brought_out.as_deref().unwrap_or(text);
        let is_cut = export.as_ref().is_some_and(|export| export.is_cut(text));
        let page = Page::of(text);
        let undone = |line| page.undo(line).into_owned() + "\n";
        let undone = (page != Page::default()).then(|| text.lines().map(undone).collect());
        let text: &str = undone.as_ref().map_or(text, |undone: &String| undone);
        let head = Head::of(text);
        let lines = || text.lines().map(|line| without_head(head.as_ref(), line));
        let is_ragged = lines().any(|line| at_margin(line).len() < line.len());
        let blanks = padding(lines());
        Frame {
            export,
            order: order.unwrap_or_default(),
            is_cut,
            page,
            head,
            is_ragged,
            blanks,
        }
    }

    /// Which events stand first, where the text is of Windows' event log.
    pub(in crate::text) fn event_order(&self) -> Option<EventOrder> {
        self.export.as_ref().map(|_| self.order)
    }

    /// Whether the text is a table of events whose messages are cut off.
    pub(in crate::text) fn has_cut_events(&self) -> bool {
        self.is_cut
    }

    /// Between which lines the text may be cut, where it has what is read only as a whole.
    pub(in crate::text) fn seam(&self) -> Option<Seam> {
        self.export.as_ref().and_then(Export::seam)
    }

    /// Takes the frame off the lines of `text` from the byte `start` on, which is inside of a line where `mid_line` says so.
    pub(in crate::text) fn take_off(&self, text: &mut String, start: usize, mid_line: bool) {
        if *self == Frame::default() {
            return;
        }
        let framed = text.split_off(start);
        let framed = match &self.export {
            Some(export) => export.undo(&framed),
            None => framed,
        };
        for (at, line) in framed.split_inclusive('\n').enumerate() {
            let content = line.trim_end_matches(['\r', '\n']);
            let (content, end) = line.split_at(content.len());
            let content = &*self.page.undo(content);
            let content = if at == 0 && mid_line {
                content
            } else {
                without_head(self.head.as_ref(), content)
            };
            let content = if self.is_ragged {
                without_marks(at_margin(content))
            } else {
                content
            };
            // A value may end with blanks of its own, so no more is taken than what all lines have.
            let blanks = blanks_at_end(content).min(self.blanks);
            let content = &content[..content.len() - blanks];
            // What stands behind the last line end is a line as long as it has anything.
            let is_lost = content.is_empty() && end.is_empty();
            text.push_str(if is_lost { line } else { content });
            text.push_str(end);
        }
    }
}

fn without_head<'a>(head: Option<&Head>, line: &'a str) -> &'a str {
    head.map_or(line, |head| head.take_off(line))
}

/// How many blanks end each of the lines.
fn padding<'a>(lines: impl Iterator<Item = &'a str>) -> usize {
    let lines = lines.filter(|line| !line.trim().is_empty());
    let blanks: Vec<usize> = lines.take(ENOUGH).map(blanks_at_end).collect();
    let fewest = blanks.iter().copied().min().unwrap_or(0);
    let (lines, least) = FEW;
    if blanks.len() == ENOUGH || blanks.len() >= lines && fewest >= least {
        fewest
    } else {
        0
    }
}

fn blanks_at_end(line: &str) -> usize {
    line.len() - line.trim_end_matches(' ').len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_of_a_frame_are_what_all_lines_have() {
        for (text, expected) in [
            ("", 0),
            ("a  \r\nb  \r\n", 0),
            ("a  \r\n\r\nb   \r\nc  \r\nd  \r\n", 2),
            ("a  \nb\nc  \nd  \n", 0),
            ("Note: 1 \nNote: 2 \nNote: 3 \nNote: 4 \n", 0),
            (&"Note: 1 \n".repeat(20), 1),
        ] {
            assert_eq!(Frame::of(text).blanks, expected, "{text:?}");
        }
    }

    #[test]
    fn a_last_line_of_a_frame_alone_stays_a_line() {
        let engine = "MSI (s) (10:20) [10:00:00:000]: Note: 1: 2205";
        let spread: String = engine.chars().flat_map(|sign| [sign, '\0']).collect();
        for (text, last) in [(spread + "\n", "\0\0"), ("Note: 1 \n".repeat(20), " ")] {
            let mut whole = text + last;
            let lines = whole.lines().count();
            Frame::of(&whole).take_off(&mut whole, 0, false);
            assert_eq!(whole.lines().count(), lines, "{whole:?}");
        }
    }

    #[test]
    fn lines_of_an_installer_stand_at_the_margin() {
        let mut text = "MSI (s) (10:20) [10:00:00:000]: ******* RunEngine:\n           ******* Product: a\n  Action ended 10:00:00: A. Return value 3.\n value\n".to_owned();
        let plain = text.replace("  Action", "Action");
        Frame::of(&text).take_off(&mut text, 0, false);
        assert_eq!(text, plain);
    }

    #[test]
    fn what_is_within_the_frame_stays_as_it_is() {
        let quoted = "> === Logging started: 25/02/2026  10:00:00 ===  \r\n> Property(S): A = b   \r\n>\r\n> Property(S): C =   \r\nreply  \r\n";
        let frame = Frame::of(quoted);
        let plain = "=== Logging started: 25/02/2026  10:00:00 ===\r\nProperty(S): A = b \r\n\r\nProperty(S): C = \r\nreply\r\n";
        for (before, mid_line, first) in [("", false, ""), ("before  ", true, "> ")] {
            let mut text = format!("{before}{quoted}");
            frame.take_off(&mut text, before.len(), mid_line);
            assert_eq!(text, format!("{before}{first}{plain}"));
        }
    }
}
