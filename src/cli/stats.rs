//! `wilog stats`: what kinds of lines logs have.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use rayon::prelude::*;

use super::input::{self, Reading};
use super::output::{self, Format};
use super::{Done, complain};
use crate::render::stats;
use crate::view::stats::{LogStats, Tally};

/// What to count, and how to show it.
#[derive(Clone, Debug, Args)]
pub(super) struct Arguments {
    /// The logs, or `-` for standard input.
    #[arg(value_name = "LOG", required = true)]
    logs: Vec<PathBuf>,
    /// How to write the result.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// How many of the most frequent shapes of unknown lines to show.
    ///
    /// A shape is a line without what differs from log to log: digits are #, GUIDs {G}, paths `<P>`, and quoted text '*'.
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,
    #[command(flatten)]
    reading: Reading,
}

/// Counts lines by kind, and the lines that nobody knows by their shape.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Done> {
    let paths = input::distinct(&arguments.logs);
    let mut done = Done::All;
    let mut total = Tally::default();
    let mut logs = Vec::with_capacity(paths.len());
    // Some logs at a time, so that the shapes of thousands of logs are never in memory together.
    for some in paths.chunks(4 * rayon::current_num_threads()) {
        let counted: Vec<_> = some
            .par_iter()
            .map(|path| counted(path, &arguments.reading))
            .collect();
        for result in counted {
            match result {
                Ok((log, tally)) => {
                    logs.push(log);
                    total.join(tally);
                }
                Err(message) => {
                    complain(&format!("error: {message}"));
                    done = Done::Part;
                }
            }
        }
    }
    if logs.is_empty() {
        return Ok(done);
    }
    let stats = total.finish(logs, arguments.top);
    let mut out = output::styled();
    match arguments.format {
        Format::Text => stats::text(&stats, output::style(), &mut out)?,
        Format::Json => stats::json(&stats, &mut out)?,
    }
    out.flush()?;
    Ok(done)
}

/// Counts what is in a log. The error is a sentence.
fn counted(path: &Path, reading: &Reading) -> Result<(LogStats, Tally), String> {
    let mut source = input::open(path, reading).map_err(|error| error.to_string())?;
    let log = path.to_string_lossy().into_owned();
    let counted = Tally::of(&mut source, log);
    counted.map_err(|error| format!("cannot read {}: {error}", path.display()))
}
