//! Width, colour, and wrapped text.

use std::fmt::{self, Display};
use std::io::{self, Write};

use crate::text::visible;
use crate::trace::Outcome;

/// How text for people is set.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Columns of the page; lines of a log are never wrapped, only cut.
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
pub(super) fn exit_code(code: i32) -> String {
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

/// Writes a text wrapped at blanks, with a first indent and one for the lines below.
pub(super) fn wrapped(
    out: &mut dyn Write,
    style: Style,
    first: &str,
    rest: &str,
    text: &str,
) -> io::Result<()> {
    let mut column = first.chars().count();
    let indent = rest.chars().count();
    write!(out, "{first}")?;
    let shown = visible_text(text);
    let mut line_is_empty = true;
    for word in shown.split(' ').filter(|word| !word.is_empty()) {
        let length = word.chars().count();
        if !line_is_empty && column + 1 + length > style.width {
            write!(out, "\n{rest}")?;
            (column, line_is_empty) = (indent, true);
        }
        if !line_is_empty {
            write!(out, " ")?;
            column += 1;
        }
        write!(out, "{word}")?;
        (column, line_is_empty) = (column + length, false);
    }
    writeln!(out)
}

/// A line of a log on one line of the page, cut where the page ends.
pub(super) fn cut(text: &str, width: usize) -> String {
    let shown = visible_text(text);
    if shown.chars().count() <= width {
        return shown;
    }
    let mut short: String = shown.chars().take(width.saturating_sub(1)).collect();
    short.push('…');
    short
}

/// Text of a log with its control characters as signs, tabs as blanks.
pub(super) fn visible_text(text: &str) -> String {
    visible(text).replace('\t', " ")
}
