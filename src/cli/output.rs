//! The way out to the terminal, a pipe, or a file.

use std::env;
use std::io::{self, BufWriter, IsTerminal, Write};

use anstream::AutoStream;
use clap::{Args, ValueEnum};

use crate::render::{Style, sheet};

/// The narrowest layout, in columns; a terminal with fewer breaks the lines itself.
const NARROWEST: usize = 40;
/// The layout when standard output is no terminal, so that a file looks the same wherever it was written.
const USUAL: usize = 100;

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
        width: columns(),
        colour: true,
    }
}

/// Whether long text of a log is shortened to the page.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Shortening {
    /// Do not shorten long text to the width of the terminal. In a file or a pipe nothing is shortened, unless
    /// `COLUMNS` gives a width.
    #[arg(long)]
    full: bool,
}

impl Shortening {
    /// How text for people is set, as in [`style`], with nothing shortened where nothing is to be.
    pub(super) fn style(&self) -> Style {
        let mut style = style();
        if self.full || !is_page() {
            style.width = sheet::FULL;
        }
        style
    }
}

/// Writes a view in the form that is asked for: as JSON, or for people by `text`.
pub(super) fn show(
    format: Format,
    shortening: &Shortening,
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
            text(shortening.style(), &mut out)?;
            out.flush()
        }
    }
}

/// Whether the output has the width of a page: in a terminal, or where `COLUMNS` gives a width.
fn is_page() -> bool {
    io::stdout().is_terminal() || given_columns().is_some()
}

/// The width of a page: what `COLUMNS` asks for, else that of the terminal.
pub(super) fn columns() -> usize {
    let columns = given_columns().or_else(|| {
        let (width, _) = terminal_size::terminal_size_of(io::stdout())?;
        Some(usize::from(width.0))
    });
    columns.unwrap_or(USUAL).max(NARROWEST)
}

/// The width that the environment asks for, as `COLUMNS=80 wilog folders a.log | less` does.
fn given_columns() -> Option<usize> {
    env::var("COLUMNS").ok()?.parse().ok()
}
