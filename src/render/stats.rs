//! How much of which kind of line logs have, and what of them nobody understands.

use std::io::{self, Write};

use serde::Serialize;

use super::events::{TOOL, Tool};
use super::layout::{Paint, Style, cut};
use super::tame;
use crate::text::{grouped, visible};
use crate::view::stats::{Counts, Shape, Stats};

/// The version of the JSON document. It rises when a field goes or changes its meaning, not when one is added.
const SCHEMA_VERSION: u32 = 1;

/// The classes that stand beside the kinds: their kind, their head in a table, and what they are.
const CLASSES: [(&str, &str, &str); 3] = [
    (
        "message",
        "unknown",
        "lines that nobody knows (kind message)",
    ),
    (
        "continuation",
        "continued",
        "lines that go on with the record above them",
    ),
    ("custom-action-text", "CA text", "text of custom actions"),
];

/// Writes the document for programs.
///
/// # Errors
///
/// When the writer fails.
pub fn json(stats: &Stats, out: &mut dyn Write) -> io::Result<()> {
    let logs = stats.logs.iter().map(|log| LogDocument {
        log: &log.log,
        encoding: &log.encoding,
        counts: counts_document(&log.counts),
    });
    let document = Document {
        schema_version: SCHEMA_VERSION,
        tool: TOOL,
        logs: logs.collect(),
        total: counts_document(&stats.total),
        unknown_shapes: ShapesDocument {
            distinct: stats.distinct_shapes,
            lines_not_kept: stats.shapes_not_kept,
            most_frequent: &stats.shapes,
        },
    };
    tame::document(&document, out)
}

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    tool: Tool,
    logs: Vec<LogDocument<'a>>,
    total: CountsDocument,
    unknown_shapes: ShapesDocument<'a>,
}

#[derive(Serialize)]
struct LogDocument<'a> {
    log: &'a str,
    encoding: &'a str,
    counts: CountsDocument,
}

#[derive(Serialize)]
struct CountsDocument {
    lines: u64,
    unknown: Share,
    continuation: Share,
    custom_action_text: Share,
    kinds: Vec<KindDocument>,
}

#[derive(Serialize)]
struct Share {
    lines: u64,
    /// From 0 to 1, of all lines.
    share: f64,
}

#[derive(Serialize)]
struct KindDocument {
    kind: &'static str,
    lines: u64,
    share: f64,
}

#[derive(Serialize)]
struct ShapesDocument<'a> {
    distinct: u64,
    lines_not_kept: u64,
    most_frequent: &'a [Shape],
}

fn counts_document(counts: &Counts) -> CountsDocument {
    // More than six digits would say more than a count can.
    let rounded = |lines| (counts.share(lines) * 1e6).round() / 1e6;
    let share = |kind| Share {
        lines: counts.of(kind),
        share: rounded(counts.of(kind)),
    };
    let kinds = counts.kinds.iter().map(|(kind, lines)| KindDocument {
        kind,
        lines: *lines,
        share: rounded(*lines),
    });
    let [unknown, continuation, custom_action_text] = CLASSES.map(|(kind, _, _)| share(kind));
    CountsDocument {
        lines: counts.lines,
        unknown,
        continuation,
        custom_action_text,
        kinds: kinds.collect(),
    }
}

/// Writes the tables for people, with text of a log cut to the width of `style`.
///
/// # Errors
///
/// When the writer fails.
pub fn text(stats: &Stats, style: Style, out: &mut dyn Write) -> io::Result<()> {
    if let [log] = stats.logs.as_slice() {
        let lines = grouped(log.counts.lines);
        let name = visible(&log.log);
        writeln!(out, "{name}: {lines} lines, {}", log.encoding)?;
    } else {
        table_of_logs(stats, style, out)?;
    }
    let counts = &stats.total;
    head(
        style,
        &format!("\n{:>10}  {:>8}  class", "lines", "share"),
        out,
    )?;
    for (kind, _, what) in CLASSES {
        row(counts, counts.of(kind), what, out)?;
    }
    head(
        style,
        &format!("\n{:>10}  {:>8}  kind", "lines", "share"),
        out,
    )?;
    for (kind, lines) in &counts.kinds {
        row(counts, *lines, kind, out)?;
    }
    shapes(stats, style, out)
}

/// The head of a table.
fn head(style: Style, text: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", style.paint(Paint::Bold, text))
}

/// A table with a line for each log, and the total.
fn table_of_logs(stats: &Stats, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let encodings = stats.logs.iter().map(|log| log.encoding.len());
    let width = encodings.max().unwrap_or_default().max("encoding".len());
    let classes = CLASSES.map(|(_, name, _)| format!("{name:>9}")).join("  ");
    let line = format!("{:>10}  {classes}  {:width$}  log", "lines", "encoding");
    head(style, &line, out)?;
    let total = format!("total of {} logs", stats.logs.len());
    let rows = stats
        .logs
        .iter()
        .map(|log| (&log.counts, &log.encoding[..], &log.log[..]));
    for (counts, encoding, log) in rows.chain([(&stats.total, "", &total[..])]) {
        write!(out, "{:>10}", grouped(counts.lines))?;
        for (kind, _, _) in CLASSES {
            write!(out, "  {:>9}", percent(counts.share(counts.of(kind))))?;
        }
        writeln!(out, "  {encoding:width$}  {}", visible(log))?;
    }
    Ok(())
}

fn row(counts: &Counts, lines: u64, what: &str, out: &mut dyn Write) -> io::Result<()> {
    let share = percent(counts.share(lines));
    writeln!(out, "{:>10}  {share:>8}  {what}", grouped(lines))
}

/// The shapes, each with its first line.
fn shapes(stats: &Stats, style: Style, out: &mut dyn Write) -> io::Result<()> {
    const INDENT: usize = 12;
    if stats.distinct_shapes == 0 {
        return Ok(());
    }
    let columns = style.width.saturating_sub(INDENT);
    let (shown, all) = (stats.shapes.len(), stats.distinct_shapes);
    let of = if shown as u64 == all {
        String::new()
    } else {
        format!(", the {shown} most frequent of {}", grouped(all))
    };
    let line = format!("\n{:>10}  shape of unknown lines{of}", "lines");
    head(style, &line, out)?;
    for shape in &stats.shapes {
        let lines = grouped(shape.lines);
        writeln!(out, "{lines:>10}  {}", cut(&shape.shape, columns))?;
        let place = format!("{}:{}", visible(&shape.log), shape.line);
        writeln!(out, "{:INDENT$}{}", "", style.paint(Paint::Dim, place))?;
        if shape.example != shape.shape {
            writeln!(out, "{:INDENT$}{}", "", cut(&shape.example, columns))?;
        }
    }
    if stats.shapes_not_kept > 0 {
        let lines = grouped(stats.shapes_not_kept);
        writeln!(
            out,
            "\n{lines} unknown lines of yet other shapes are not counted by shape: \
             there are too many."
        )?;
    }
    Ok(())
}

/// A share in percent with one digit after the point. What is there but rounds to nothing is `<0.1 %`.
fn percent(share: f64) -> String {
    if share > 0.0 && share < 0.0005 {
        "<0.1 %".to_owned()
    } else {
        format!("{:.1} %", share * 100.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_for_people() {
        for (share, expected) in [
            (0.0, "0.0 %"),
            (0.0001, "<0.1 %"),
            (0.0006, "0.1 %"),
            (1.0, "100.0 %"),
        ] {
            assert_eq!(percent(share), expected);
        }
    }

    #[test]
    fn nothing_at_all() {
        let mut out = Vec::new();
        text(&Stats::default(), Style::default(), &mut out).unwrap();
        assert!(String::from_utf8(out).unwrap().contains("total of 0 logs"));
    }
}
