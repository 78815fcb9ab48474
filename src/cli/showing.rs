//! What the commands have in common that show the state of a log.

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use serde::Serialize;

use super::input::{self, Reading};
use super::output::{self, Format};
use super::{Done, stream};
use crate::event::Side;
use crate::render::Style;
use crate::render::sheet::{self, EngineHead};
use crate::text::Source;
use crate::trace::{EngineId, Trace};

/// The log, and how to show what it says.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Showing {
    /// The log, or `-` for standard input.
    #[arg(value_name = "LOG")]
    log: PathBuf,
    /// How to write the result.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Do not shorten long text to the width of the terminal. In a file or a pipe nothing is shortened, unless
    /// `COLUMNS` gives a width.
    #[arg(long)]
    full: bool,
    #[command(flatten)]
    reading: Reading,
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
            let mut style = output::style();
            if showing.full || !output::is_page() {
                style.width = sheet::FULL;
            }
            text(&view, style, &mut out)?;
            sheet::not_kept(dropped, &mut out)?;
        }
    }
    out.flush()?;
    Ok(Done::All)
}

/// How views name an engine, or a side where the log shows no engine.
pub(super) fn head(trace: &Trace, engine: Option<EngineId>, side: Side) -> EngineHead {
    let run = engine.and_then(|id| trace.engines.get(id.at()));
    EngineHead {
        side: match run.map_or(side, |run| run.side) {
            Side::Client => "client",
            Side::Server => "server",
            Side::Nested => "nested",
            Side::Other => "other",
        },
        line: run.map(|run| run.line.get()),
        end_line: run.map(|run| run.end_line.get()),
        product: run.map_or(String::new(), |run| run.product.clone()),
    }
}

/// The place of the group with that key in `groups`, a new one at the end if there is none.
/// Groups stand in the order in which they first come; the one that was used last is looked at first.
pub(super) fn group<K: PartialEq, G>(
    groups: &mut Vec<(K, G)>,
    key: K,
    fresh: impl FnOnce() -> G,
) -> Option<&mut G> {
    let at = groups.iter().rposition(|(found, _)| *found == key);
    let at = at.unwrap_or_else(|| {
        groups.push((key, fresh()));
        groups.len() - 1
    });
    groups.get_mut(at).map(|(_, group)| group)
}

/// Whether a name fits a pattern in which `*` stands for any text; small and capital letters are the same.
pub(super) fn fits(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.to_lowercase(), name.to_lowercase());
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else {
        return false;
    };
    let mut pieces: Vec<&str> = pieces.collect();
    let Some(last) = pieces.pop() else {
        return rest.is_empty();
    };
    for piece in pieces {
        let Some(at) = rest.find(piece) else {
            return false;
        };
        rest = &rest[at + piece.len()..];
    }
    rest.ends_with(last)
}

/// Whether a name fits one of the patterns; where there are none, every name does.
pub(super) fn fits_any(patterns: &[String], name: &str) -> bool {
    patterns.is_empty() || patterns.iter().any(|pattern| fits(pattern, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_any_text() {
        for (pattern, name, expected) in [
            ("TARGETDIR", "TargetDir", true),
            ("TARGET", "TARGETDIR", false),
            ("*", "", true),
            ("*DIR", "TARGETDIR", true),
            ("T*D*R", "TARGETDIR", true),
            ("T*T*T*", "TARGETDIR", false),
            ("A*A", "A", false),
            ("", "", true),
            ("", "A", false),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }
}
