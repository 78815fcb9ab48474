//! Width, colour, and wrapped text.

use std::fmt::{self, Display};
use std::io::{self, Write};

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
/// the page ends; a path is not, so that it can be copied.
fn broken(
    out: &mut dyn Write,
    width: usize,
    (mut column, rest): (usize, &str),
    word: &str,
) -> io::Result<usize> {
    let mut word = word;
    let is_wide = columns(word) > word.chars().count();
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

/// Text of a log in just so many columns.
pub(super) fn padded(text: &str, width: usize) -> String {
    let text = cut(text, width);
    let blanks = width.saturating_sub(columns(&text));
    format!("{text}{:blanks$}", "")
}
