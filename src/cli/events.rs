//! `wilog events`: the event stream of a log.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;

use clap::Args;
use regex::Regex;

use super::input::{self, Reading};
use super::range::{self, Range};
use super::{Done, output, stream};
use crate::event::{Event, KINDS};
use crate::render::events;
use crate::text::{Source, nearest};

/// Which events to write.
#[derive(Clone, Debug, Args)]
#[command(after_long_help = help())]
pub(super) struct Arguments {
    /// The log, or `-` for standard input.
    #[arg(value_name = "LOG")]
    log: PathBuf,
    /// Only events of these kinds, such as `note,numbered-message`; may be given more than once.
    #[arg(long = "kind", value_name = "KIND", value_delimiter = ',', value_parser = kind)]
    kinds: Vec<&'static str>,
    /// Only events whose text, prefix and all, matches this regular expression.
    ///
    /// The syntax is that of the Rust crate regex: `(?i)` at the start ignores capitals, and there are neither
    /// back-references nor look-around. `$` is the end of a record, which may have more than one line.
    #[arg(long, value_name = "REGEX")]
    grep: Option<Regex>,
    #[command(flatten)]
    range: Range,
    /// Add the text of each event as it stands in the log.
    #[arg(long)]
    raw: bool,
    #[command(flatten)]
    reading: Reading,
}

/// Reads the name of a kind.
fn kind(name: &str) -> Result<&'static str, String> {
    let name = name.trim();
    if let Some(known) = KINDS.iter().find(|known| **known == name) {
        return Ok(known);
    }
    Err(match nearest(name, KINDS.iter().copied()) {
        Some(near) => format!("no kind of event is called `{name}`; did you mean `{near}`?"),
        None => format!("no kind of event is called `{name}`; `wilog events --help` lists them"),
    })
}

/// What the long help says below the options.
fn help() -> String {
    format!(
        "The output is JSON Lines, UTF-8, one record a line:\n\n  \
         {{\"record\":\"header\", ...}}  first: schema_version, tool, log\n  \
         {{\"record\":\"event\", ...}}   line, lines, origin, event; text with --raw\n  \
         {{\"record\":\"end\", ...}}     last: events, lines_read, encoding\n\n\
         `event.kind` says which other fields `event` has. Without the record `end` the output broke off. \
         grammars/schema/events.schema.json in the source describes it all as JSON Schema. \
         Filters add up: an event is written when it passes all of them. \
         Control characters are escaped, so the output can be shown on a terminal.\n\n\
         Examples:\n  \
         wilog events setup.log --kind numbered-message,custom-action-returned\n  \
         wilog events setup.log --grep '(?i)access is denied' --from 09:12 --to 09:15\n  \
         wilog events setup.log --kind property-dump | jq -r 'select(.event) | .event | \"\\(.name)=\\(.value)\"'\n\n\
         Kinds of events:\n  {}",
        KINDS.join(", ")
    )
}

/// Writes the events of a log as JSON Lines.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Done> {
    arguments.range.check()?;
    let Some(mut source) = input::source(&arguments.log, &arguments.reading) else {
        return Ok(Done::Part);
    };
    let mut out = output::plain();
    events::header(&arguments.log.to_string_lossy(), &mut out)?;
    let (written, lines) = write_events(&mut source, arguments, &mut out)?;
    events::end(written, lines, source.detected().name(), &mut out)?;
    out.flush()?;
    Ok(Done::All)
}

/// Writes the events that pass all filters. Returns how many those were, and how many lines were read.
fn write_events(
    source: &mut Source,
    arguments: &Arguments,
    out: &mut dyn Write,
) -> anyhow::Result<(u64, u32)> {
    let range = &arguments.range;
    let mut written = 0;
    let mut lines = 0;
    let mut clock = None;
    stream::events(source, |event| {
        if range.ends_before(event.line) {
            return Ok(ControlFlow::Break(()));
        }
        lines = event.end_line().get();
        clock = range::clock(event).or(clock);
        if range.has_line(event.line, event.end_line())
            && range.has_clock(clock)
            && is_wanted(event, arguments)
        {
            events::event(event, arguments.raw, out)?;
            written += 1;
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok((written, lines))
}

/// Whether an event is of a kind, and has a text, that was asked for.
fn is_wanted(event: &Event<'_>, arguments: &Arguments) -> bool {
    let kinds = &arguments.kinds;
    let text = event.raw.trim_end_matches(['\r', '\n']);
    (kinds.is_empty() || kinds.contains(&event.kind.name()))
        && arguments
            .grep
            .as_ref()
            .is_none_or(|regex| regex.is_match(text))
}
