//! What the commands have in common that show the state of a log.

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use serde::Serialize;

use super::input::{self, Reading};
use super::output::{self, Format, Shortening};
use super::{Done, complain, stream};
use crate::render::Style;
use crate::render::sheet;
use crate::text::Source;
use crate::trace::{LogFormat, Trace};

/// The log, and how to show what it says.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Showing {
    /// The log, or `-` for standard input.
    #[arg(value_name = "LOG")]
    log: PathBuf,
    /// How to write the result.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    shortening: Shortening,
    #[command(flatten)]
    reading: Reading,
}

/// Why a log has nothing of what the engines of Windows Installer write.
pub(super) fn lacks_engines(trace: &Trace, source: &Source) -> Option<&'static str> {
    match trace.format {
        LogFormat::Burn if trace.engines.is_empty() => Some(
            "note: this is the log of a bundle; what its packages did stands in logs of their own",
        ),
        LogFormat::Unknown if source.line_count() > 0 => {
            Some("warning: this is no Windows Installer log and no bundle log")
        }
        _ => None,
    }
}

/// Reads the log, makes a view of it with `build`, and writes it, with `text` for people.
///
/// # Errors
///
/// When the log cannot be read to its end, or the output fails.
pub(super) fn show<V: Serialize>(
    showing: &Showing,
    build: impl FnOnce(&Trace, &mut Source) -> io::Result<V>,
    text: impl FnOnce(&V, Style, &mut dyn Write) -> io::Result<()>,
) -> anyhow::Result<Done> {
    let Some((mut source, trace)) = input::trace(&showing.log, &showing.reading)? else {
        return Ok(Done::Part);
    };
    let view = build(&trace, &mut source).context(stream::UNREADABLE)?;
    let dropped = trace.dropped();
    let mut out = output::styled();
    match showing.format {
        Format::Json => {
            let log = showing.log.display().to_string();
            sheet::json(&log, dropped, &view, &mut out)?;
        }
        Format::Text => {
            if let Some(why) = lacks_engines(&trace, &source) {
                complain(why);
            }
            text(&view, showing.shortening.style(), &mut out)?;
            sheet::not_kept(dropped, &mut out)?;
        }
    }
    out.flush()?;
    Ok(Done::All)
}
