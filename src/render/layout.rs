//! Width, colour, and wrapped text.

use std::fmt::{self, Display};
use std::io::{self, Write};

use super::sheet::FULL;
use crate::text::{columns, fitting, one_line};
use crate::trace::Outcome;

/// How text for people is set.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Columns of the page.
    pub width: usize,
    /// Whether to colour.
    pub colour: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            width: 100,
            colour: false,
        }
    }
}

/// The colours of a report, as the numbers of ANSI sequences.
#[derive(Clone, Copy, Debug)]
pub(super) enum Paint {
    Bold,
    Dim,
    Red,
    Green,
    Yellow,
    Cyan,
}

impl Paint {
    /// The colour of an outcome: a success is green, what failed is red, and what asks for a second look, such as a restart
    /// that is needed or a cancel, is yellow.
    pub(super) fn of_outcome(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Success => Self::Green,
            Outcome::Failed | Outcome::Blocked => Self::Red,
            Outcome::SuccessRebootRequired | Outcome::Cancelled | Outcome::Unknown => Self::Yellow,
        }
    }
}

/// An exit code as people look for it: `1603`, and `0x80240017` where it is a result of Windows, whose highest bit is set.
pub(crate) fn exit_code(code: i32) -> String {
    if code < 0 {
        format!("0x{code:08X}")
    } else {
        code.to_string()
    }
}

impl Style {
    /// `text` in a colour, or as it is.
    pub(super) fn paint<T: Display>(self, paint: Paint, text: T) -> impl Display {
        Painted {
            on: self.colour,
            paint,
            text,
        }
    }
}

struct Painted<T> {
    on: bool,
    paint: Paint,
    text: T,
}

impl<T: Display> Display for Painted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.on {
            return self.text.fmt(f);
        }
        let code = match self.paint {
            Paint::Bold => "1",
            Paint::Dim => "2",
            Paint::Red => "1;31",
            Paint::Green => "32",
            Paint::Yellow => "33",
            Paint::Cyan => "36",
        };
        write!(f, "\x1b[{code}m")?;
        self.text.fmt(f)?;
        write!(f, "\x1b[0m")
    }
}

/// Prose that is wider than this is hard to read, however wide the page is.
const WIDEST: usize = 100;

/// Writes a text wrapped at blanks, with a first indent and one for the lines below. Where it is not wrapped it keeps its
/// blanks, since it may be the line of a log.
pub(super) fn wrapped(
    out: &mut dyn Write,
    style: Style,
    first: &str,
    rest: &str,
    text: &str,
) -> io::Result<()> {
    let width = style.width.min(WIDEST);
    let indent = columns(rest);
    let mut column = columns(first);
    write!(out, "{first}")?;
    let shown = one_line(text);
    let (mut line_is_empty, mut blanks) = (true, 0);
    for word in shown.split(' ') {
        if word.is_empty() {
            blanks += 1;
            continue;
        }
        let gap = if line_is_empty { 0 } else { blanks + 1 };
        blanks = 0;
        if !line_is_empty && column + gap + columns(word) > width {
            write!(out, "\n{rest}")?;
            column = indent;
        } else {
            write!(out, "{:gap$}", "")?;
            column += gap;
        }
        column = broken(out, width, (column, rest), word)?;
        line_is_empty = false;
    }
    writeln!(out)
}

/// Writes a word, and returns the column behind it. Text without blanks, as Chinese and Japanese have it, is broken where
/// the page ends; a path is not, so that it can be copied, and neither is a word with `::`, which at the start of a line may
/// be a command to a build.
fn broken(
    out: &mut dyn Write,
    width: usize,
    (mut column, rest): (usize, &str),
    word: &str,
) -> io::Result<usize> {
    let mut word = word;
    let is_whole = word.contains(['\\', '/']) || word.contains("::");
    let is_wide = !is_whole && columns(word) > word.chars().count();
    while is_wide
        && let (head, true) = fitting(word, width.saturating_sub(column))
        && !head.is_empty()
    {
        write!(out, "{head}\n{rest}")?;
        word = &word[head.len()..];
        column = columns(rest);
    }
    write!(out, "{word}")?;
    Ok(column + columns(word))
}

/// A line of a log on one line of the page, cut where the page ends.
pub(super) fn cut(text: &str, width: usize) -> String {
    let shown = one_line(text);
    match fitting(&shown, width) {
        (_, false) => shown,
        (_, true) => format!("{}…", fitting(&shown, width.saturating_sub(1)).0),
    }
}

/// A name that is longer does not make its column wider: a log may have one of a mebibyte, and rows without end.
const WIDEST_NAME: usize = 120;

/// The columns that names take: those of the longest, where the page has them beside the `rest` of a row.
pub(super) fn column_of<'a>(
    names: impl Iterator<Item = &'a str>,
    style: Style,
    rest: usize,
) -> usize {
    let widest = names.map(|name| columns(&one_line(name))).max();
    let most = style.width.saturating_sub(rest).clamp(12, WIDEST_NAME);
    widest.unwrap_or(0).min(most)
}

/// A name in its column, with blanks behind it. It is cut where the page has an end.
pub(super) fn padded(name: &str, width: usize, style: Style) -> String {
    let mut name = if style.width < FULL {
        cut(name, width)
    } else {
        one_line(name)
    };
    let blanks = width.saturating_sub(columns(&name));
    name.push_str(&" ".repeat(blanks));
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_is_too_long_for_its_column() {
        let name = "I".repeat(70_000);
        for width in [80, FULL] {
            let style = Style {
                width,
                ..Style::default()
            };
            let column = column_of([&name[..], "b"].into_iter(), style, 30);
            assert!(column <= WIDEST_NAME);
            assert_eq!(columns(&padded("b", column, style)), column);
            let shown = columns(&padded(&name, column, style));
            assert_eq!(shown, if width == FULL { 70_000 } else { column });
        }
    }

    #[test]
    fn text_is_wrapped_at_blanks_and_keeps_those_within_a_row() {
        let style = Style {
            width: 10,
            ..Style::default()
        };
        for (text, expected) in [
            ("one two three", "> one two\n  three\n"),
            ("one  two", "> one  two\n"),
            ("C:\\a\\very\\long b", "> C:\\a\\very\\long\n  b\n"),
            ("日本語日本語", "> 日本語日\n  本語\n"),
            ("C:\\日本語日本語", "> C:\\日本語日本語\n"),
        ] {
            let mut out = Vec::new();
            wrapped(&mut out, style, "> ", "  ", text).unwrap();
            assert_eq!(String::from_utf8_lossy(&out), expected);
        }
    }
}
