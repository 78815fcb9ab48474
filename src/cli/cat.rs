//! `wilog cat`: a log as text.

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use super::input::{self, Reading};
use super::range::{self, Range};
use super::{Done, output, stream};
use crate::render::cat::Lines;
use crate::text::{LineNo, Source};

/// What to show.
#[derive(Clone, Debug, Args)]
pub(super) struct Arguments {
    /// The log, or `-` for standard input.
    #[arg(value_name = "LOG")]
    log: PathBuf,
    #[command(flatten)]
    range: Range,
    /// Leave out the line numbers.
    #[arg(long)]
    no_numbers: bool,
    #[command(flatten)]
    reading: Reading,
}

/// Writes a log as UTF-8, with line numbers, and with control characters made visible.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Done> {
    arguments.range.check()?;
    let Some(mut source) = input::source(&arguments.log, &arguments.reading) else {
        return Ok(Done::Part);
    };
    let mut out = output::plain();
    let mut lines = Lines::new(&mut out, !arguments.no_numbers);
    if arguments.range.has_time() {
        by_clock(&mut source, &arguments.range, &mut lines)?;
    } else {
        by_number(&mut source, &arguments.range, &mut lines)?;
    }
    lines.finish()?;
    out.flush()?;
    Ok(Done::All)
}

/// Writes the lines of a part that is told in line numbers. No line needs to be understood for that.
fn by_number(source: &mut Source, range: &Range, lines: &mut Lines<'_>) -> anyhow::Result<()> {
    let mut window = source.window();
    while window.advance(usize::MAX).context(stream::UNREADABLE)? {
        if write_lines(window.line(), window.text(), range, lines)?.is_break() {
            break;
        }
    }
    Ok(())
}

/// Writes the lines of a part that is told in clock times, which are a matter of whole records.
fn by_clock(source: &mut Source, range: &Range, lines: &mut Lines<'_>) -> anyhow::Result<()> {
    let mut clock = None;
    stream::events(source, |event| {
        clock = range::clock(event).or(clock);
        if range.has_clock(clock) {
            write_lines(event.line, event.raw, range, lines)
        } else {
            Ok(ControlFlow::Continue(()))
        }
    })
}

/// Writes those lines of `text`, which starts in the line `first`, whose numbers lie in the part.
/// Breaks when no line below can.
fn write_lines(
    first: LineNo,
    text: &str,
    range: &Range,
    lines: &mut Lines<'_>,
) -> io::Result<ControlFlow<()>> {
    let mut number = first;
    for piece in text.split_inclusive('\n') {
        if range.ends_before(number) {
            return Ok(ControlFlow::Break(()));
        }
        if range.has_line(number, number) {
            lines.write(number, piece)?;
        }
        number = number.plus(u32::from(piece.ends_with('\n')));
    }
    Ok(ControlFlow::Continue(()))
}
