//! `wilog timeline`: where the time went.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use super::input::{self, Reading};
use super::output::{self, Format, Shortening};
use super::showing::lacks_engines;
use super::{Done, complain, stream};
use crate::render::timeline::{steps, timeline};
use crate::trace::SHORTEST_GAP;
use crate::view::bundle_timeline::BundleTimeline;
use crate::view::timeline::Timeline;

/// The log, and which gaps to show.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The log to read; `-` is standard input.
    #[arg(value_name = "LOG")]
    log: PathBuf,

    /// Show gaps of at least so many milliseconds; shorter ones than 500 are never gaps.
    #[arg(long, value_name = "MS", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(i64::from(SHORTEST_GAP)..))]
    gap: u32,

    /// Show how far each package came too, in the sixteen steps of an install.
    #[arg(long)]
    steps: bool,

    /// The form of the answer. JSON has the steps in any case.
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    format: Format,

    #[command(flatten)]
    shortening: Shortening,

    #[command(flatten)]
    reading: Reading,
}

/// Writes the timeline of a log.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Done> {
    let Some((mut source, trace)) = input::trace(&arguments.log, &arguments.reading)? else {
        return Ok(Done::Part);
    };
    let log = arguments.log.display().to_string();
    let bundle = BundleTimeline::of(&trace, &mut source).context(stream::UNREADABLE)?;
    let lacks = lacks_engines(&trace, &source).filter(|_| bundle.is_none());
    if let (Format::Text, Some(why)) = (arguments.format, lacks) {
        complain(why);
    }
    let view = Timeline::of(&trace, bundle, &log, arguments.gap);
    output::show(
        arguments.format,
        &arguments.shortening,
        &view,
        |style, out| {
            timeline(&view, style, out)?;
            if arguments.steps {
                steps(&view, style, out)?;
            }
            Ok(())
        },
    )?;
    Ok(Done::All)
}
