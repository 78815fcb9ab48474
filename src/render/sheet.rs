//! What the views of state have in common: aligned columns, the head of an engine, and the document for programs.

use std::io::{self, Write};

use schemars::{JsonSchema, Schema, schema_for};
use serde::Serialize;

use super::events::{TOOL, Tool};
use super::layout::{Paint, Style};
use super::tame;
use crate::text::{self, fitting, fitting_end, one_line};
use crate::view::EngineHead;

/// The version of the JSON documents. It rises when a field goes or changes its meaning, not when one is added.
const SCHEMA_VERSION: u32 = 1;

/// A view of a log, as a document for programs.
#[derive(Serialize, JsonSchema)]
struct Document<'a, V> {
    /// 1; a change that a program could not read would raise it.
    schema_version: u32,
    /// Who wrote this.
    tool: Tool,
    /// The log, as it was named.
    log: &'a str,
    /// Facts beyond the bound of the tables.
    rows_not_kept: u32,
    #[serde(flatten)]
    view: &'a V,
}

/// Writes a view of the log `log` as one JSON document. `dropped` is the number of facts that were not kept.
///
/// # Errors
///
/// When the writer fails.
pub fn json(log: &str, dropped: u32, view: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        schema_version: SCHEMA_VERSION,
        tool: TOOL,
        log,
        rows_not_kept: dropped,
        view,
    };
    tame::document(&document, out)
}

/// The JSON Schema of what [`json`] writes for a view.
#[must_use]
pub fn schema<V: JsonSchema + 'static>() -> Schema {
    schema_for!(Document<'static, V>)
}

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    /// What stands above it.
    pub(super) head: &'static str,
    /// Numbers stand at the right.
    right: bool,
    /// The most columns of the page that it takes where the page is too narrow for all; 0 where it has no bound.
    most: usize,
}

/// A column of line numbers or counts.
pub(super) const fn number(head: &'static str) -> Column {
    Column {
        head,
        right: true,
        most: 0,
    }
}

/// A column of text that takes at most so many columns of a narrow page; 0 for as many as there are.
pub(super) const fn words(head: &'static str, most: usize) -> Column {
    Column {
        head,
        right: false,
        most,
    }
}

/// Writes the head of an engine.
pub(super) fn engine(head: &EngineHead, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut text = match (head.line, head.end_line) {
        (Some(line), Some(end)) => format!("{}  lines {line}-{end}", head.side),
        _ => head.side.to_owned(),
    };
    let left = style.width.saturating_sub(text.len() + 2);
    let product = squeeze(&head.product, left);
    if !product.is_empty() {
        text.push_str("  ");
        text.push_str(&product);
    }
    writeln!(out, "{}", style.paint(Paint::Bold, text))
}

/// Columns between two cells, and before the first one.
const GAP: usize = 2;

/// Writes rows below their heads, each column as wide as it must be.
/// Text that does not fit loses its middle, so that a path keeps its drive and its file.
pub(super) fn table<const N: usize>(
    columns: [Column; N],
    rows: &[[String; N]],
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut widths = columns.map(|column| {
        let least = if column.right { 6 } else { 0 };
        column.head.len().max(least)
    });
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(text::columns(&one_line(cell)));
        }
    }
    fit(&mut widths, &columns, style.width);
    let heads = columns.map(|column| column.head.to_owned());
    writeln!(
        out,
        "{}",
        style.paint(Paint::Dim, line(&heads, &columns, (&widths, style.width)))
    )?;
    for row in rows {
        writeln!(out, "{}", line(row, &columns, (&widths, style.width)))?;
    }
    Ok(())
}

/// Makes columns of text narrower until they fit the page: first those with a bound, then the widest.
fn fit<const N: usize>(widths: &mut [usize; N], columns: &[Column; N], page: usize) {
    /// A column that is narrower tells nothing.
    const NARROWEST: usize = 10;
    /// Where nothing is cut, a cell that is longer moves the rest of its row.
    const WIDEST: usize = 120;
    let needed = |widths: &[usize; N]| widths.iter().sum::<usize>() + GAP * N;
    if page >= FULL {
        *widths = widths.map(|width| width.min(WIDEST));
    }
    if needed(widths) <= page {
        return;
    }
    for (width, column) in widths.iter_mut().zip(columns) {
        if column.most > 0 {
            *width = (*width).min(column.most.max(column.head.len()));
        }
    }
    while needed(widths) > page {
        let columns = widths.iter_mut().zip(columns);
        let of_text = columns.filter(|(width, column)| !column.right && **width > NARROWEST);
        match of_text.max_by_key(|(width, _)| **width) {
            Some((width, _)) => *width -= 1,
            None => return,
        }
    }
}

/// The width from which on nothing is cut.
pub const FULL: usize = usize::MAX / 2;

fn line<const N: usize>(
    cells: &[String; N],
    columns: &[Column; N],
    (widths, page): (&[usize; N], usize),
) -> String {
    let mut text = String::new();
    let cells = cells.iter().zip(columns).zip(widths);
    for (at, ((cell, column), width)) in cells.enumerate() {
        let is_last = at + 1 == N;
        let shown = if page < FULL {
            squeeze(cell, *width)
        } else {
            one_line(cell)
        };
        let blanks = width.saturating_sub(text::columns(&shown));
        let blanks = " ".repeat(if is_last { 0 } else { blanks });
        let (before, after) = if column.right {
            (&blanks[..], "")
        } else {
            ("", &blanks[..])
        };
        for piece in ["  ", before, &shown, after] {
            text.push_str(piece);
        }
    }
    text.truncate(text.trim_end().len());
    text
}

/// Text of a log in so many columns, without its middle where it is longer.
pub(super) fn squeeze(text: &str, width: usize) -> String {
    let shown = one_line(text);
    if text::columns(&shown) <= width {
        return shown;
    }
    let left = width.saturating_sub(1) / 3;
    let right = width.saturating_sub(1) - left;
    let (head, _) = fitting(&shown, left);
    format!("{head}…{}", fitting_end(&shown, right))
}

/// Writes what stands below a view when facts were not kept.
///
/// # Errors
///
/// When the writer fails.
pub fn not_kept(dropped: u32, out: &mut dyn Write) -> io::Result<()> {
    if dropped > 0 {
        writeln!(
            out,
            "\n{dropped} more facts of this log are not kept: there are too many."
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_keeps_its_ends() {
        for (text, width, expected) in [
            ("short", 5, "short"),
            ("C:\\Program Files\\A\\file.dll", 16, "C:\\Pr…A\\file.dll"),
            ("abc", 0, "…"),
            ("\x1bab", 3, "␛ab"),
        ] {
            assert_eq!(squeeze(text, width), expected);
        }
    }
}
