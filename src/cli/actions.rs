//! `wilog actions`: the tree of actions.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use super::input::{self, Reading};
use super::output::{self, Format, Shortening};
use super::showing::lacks_engines;
use super::{Done, complain, stream};
use crate::render::actions::actions;
use crate::trace::Trace;
use crate::view::actions::{Actions, Choice, texts};

/// The log, and which actions to show.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The log to read; `-` is standard input.
    #[arg(value_name = "LOG")]
    log: PathBuf,

    /// Show only actions that failed or were cancelled.
    #[arg(long)]
    failed: bool,

    /// Show only custom actions.
    #[arg(long)]
    custom: bool,

    /// Show only actions that took at least so many milliseconds, in the sequence or in the script.
    #[arg(long, value_name = "MS", default_value_t = 0)]
    min_ms: u32,

    /// Show what actions wrote into the log themselves.
    #[arg(long)]
    output: bool,

    /// The form of the answer.
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    format: Format,

    #[command(flatten)]
    shortening: Shortening,

    #[command(flatten)]
    reading: Reading,
}

/// Writes the actions of a log.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Done> {
    let Some((mut source, trace)) = input::trace(&arguments.log, &arguments.reading)? else {
        return Ok(Done::Part);
    };
    let choice = Choice {
        failed: arguments.failed,
        custom: arguments.custom,
        at_least: arguments.min_ms,
    };
    let texts = if arguments.output {
        texts(&mut source).context(stream::UNREADABLE)?
    } else {
        Vec::new()
    };
    if let (Format::Text, Some(why)) = (arguments.format, lacks_engines(&trace, &source)) {
        complain(why);
    }
    let log = arguments.log.display().to_string();
    let view = Actions::of(&trace, &log, choice, &texts);
    output::show(
        arguments.format,
        &arguments.shortening,
        &view,
        |style, out| actions(&view, none(&trace, choice), style, out),
    )?;
    Ok(Done::All)
}

/// Why there is no action to show.
fn none(trace: &Trace, choice: Choice) -> &'static str {
    if trace.actions.is_empty() && trace.skipped.is_empty() {
        // Without an engine, the actions may stand in another part or in another log.
        return if trace.engines.is_empty() {
            "The log has no actions."
        } else {
            "The log has no actions: what it shows ended before the first one."
        };
    }
    match choice {
        Choice {
            failed: true,
            custom: false,
            at_least: 0,
        } => "No action failed or was cancelled.",
        Choice {
            failed: true,
            custom: true,
            at_least: 0,
        } => "No custom action failed or was cancelled.",
        Choice {
            failed: false,
            custom: true,
            at_least: 0,
        } => "No custom action ran.",
        _ => "No such action.",
    }
}
