//! `wilog packages`: the packages of logs, with whose rights and from where each was installed, and the transactions
//! that hold them together.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use super::input::{self, Reading, distinct};
use super::output::{self, Format, Shortening};
use super::{Done, stream};
use crate::render;
use crate::trace::{join, parts};
use crate::view::packages::Packages;

/// The logs, and how to show their packages.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The logs to read, those of one transaction together; `-` is standard input.
    #[arg(value_name = "LOG", required = true)]
    logs: Vec<PathBuf>,

    /// Show the lines on which each statement rests.
    #[arg(long)]
    evidence: bool,

    /// The form of the answer. JSON has the lines in any case.
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    format: Format,

    #[command(flatten)]
    shortening: Shortening,

    #[command(flatten)]
    reading: Reading,
}

/// Writes the packages and the transactions of the logs.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Done> {
    let mut done = Done::All;
    let mut view = Packages::default();
    let mut transactions = Vec::new();
    for path in distinct(&arguments.logs) {
        let Some((mut source, trace)) = input::trace(path, &arguments.reading)? else {
            done = Done::Part;
            continue;
        };
        transactions.extend(parts(&trace, view.logs.len()));
        let name = path.display().to_string();
        view.add(name, &trace, &mut source)
            .context(stream::UNREADABLE)?;
    }
    view.join(&join(transactions));
    output::show(
        arguments.format,
        &arguments.shortening,
        &view,
        |style, out| render::packages::packages(&view, arguments.evidence, style, out),
    )?;
    Ok(done)
}
