//! The way out to the terminal, a pipe, or a file.

use std::env;
use std::io::{self, BufWriter, IsTerminal, Write};

use anstream::AutoStream;
use clap::ValueEnum;

use crate::render::Style;

/// The widths of a page of text for people, in columns.
#[derive(Clone, Copy, Debug)]
pub(super) struct Widths {
    /// A terminal with fewer breaks the lines itself.
    narrowest: usize,
    /// Where standard output is no terminal, so that a file looks the same wherever it was written.
    usual: usize,
    widest: usize,
}

/// Views are tables, whose rows are hard to follow from one side of a wide window to the other.
const VIEW: Widths = Widths {
    narrowest: 40,
    usual: 80,
    widest: 100,
};

/// Reports quote lines of logs, which are long: the wider a page is, the less often they are broken.
pub(super) const REPORT: Widths = Widths {
    narrowest: 40,
    usual: 100,
    widest: 200,
};

/// Bytes that are kept before they are written.
const BUFFER: usize = 64 * 1024;

/// Whom the output is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs: one JSON document.
    Json,
}

/// Standard output for text without styles, locked and buffered. The caller flushes it.
pub(super) fn plain() -> impl Write {
    BufWriter::with_capacity(BUFFER, io::stdout().lock())
}

/// Standard output for text with styles, locked and buffered. The caller flushes it.
///
/// Styles go through only where they are seen and wanted (`NO_COLOR`, `CLICOLOR_FORCE`).
pub(super) fn styled() -> impl Write {
    BufWriter::with_capacity(BUFFER, AutoStream::auto(io::stdout()).lock())
}

/// How text for people is set: in the width of the terminal, and with colours, which [`styled`] takes out where nobody
/// sees them.
pub(super) fn style() -> Style {
    Style {
        width: columns(VIEW),
        colour: true,
    }
}

/// Writes a view in the form that is asked for: as JSON, or for people by `text`.
pub(super) fn show(
    format: Format,
    view: &impl serde::Serialize,
    text: impl FnOnce(Style, &mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    match format {
        Format::Json => {
            let mut out = plain();
            crate::render::document(view, &mut out)?;
            out.flush()
        }
        Format::Text => {
            let mut out = styled();
            text(style(), &mut out)?;
            out.flush()
        }
    }
}

/// Whether the output has the width of a page: in a terminal, or where `COLUMNS` gives a width.
pub(super) fn is_page() -> bool {
    io::stdout().is_terminal() || given_columns().is_some()
}

/// The width of a page: what `COLUMNS` asks for, else that of the terminal.
pub(super) fn columns(widths: Widths) -> usize {
    let columns = given_columns().or_else(|| {
        let (width, _) = terminal_size::terminal_size_of(io::stdout())?;
        Some(usize::from(width.0))
    });
    columns
        .unwrap_or(widths.usual)
        .clamp(widths.narrowest, widths.widest)
}

/// The width that the environment asks for, as `COLUMNS=80 wilog folders a.log | less` does.
fn given_columns() -> Option<usize> {
    env::var("COLUMNS").ok()?.parse().ok()
}
