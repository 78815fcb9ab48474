//! What scripts did to the system.

use std::io::{self, Write};

use super::layout::{Paint, Style, cut};
use super::sheet::{self, number, words};
use crate::text::one_line;
use crate::view::operations::{Operation, Operations, ScriptAction};

/// Writes the view for people, with no more than `most` operations of an action, or `none` where there is nothing to show.
///
/// # Errors
///
/// When the writer fails.
pub fn text(
    view: &Operations,
    most: usize,
    none: &str,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut any = false;
    for of in view.engines.iter().filter(|of| !of.actions.is_empty()) {
        if any {
            writeln!(out)?;
        }
        any = true;
        sheet::engine(&of.engine, style, out)?;
        for action in &of.actions {
            of_action(action, most, style, out)?;
        }
    }
    if !any {
        writeln!(out, "{none}")?;
    }
    Ok(())
}

/// The most characters of the name of an operation.
const OPERATION: usize = "UnregisterSharedComponentProvider".len();

fn of_action(
    action: &ScriptAction,
    most: usize,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let name = match action.action.as_str() {
        "" => "(before the first action)",
        name => name,
    };
    let mut head = one_line(name);
    if action.rollback {
        head.insert_str(0, "rollback: ");
    }
    let counts = action.counts.iter();
    let counts: Vec<String> = counts
        .map(|count| format!("{} {}", count.times, one_line(&count.operation)))
        .collect();
    let paint = if action.rollback {
        Paint::Yellow
    } else {
        Paint::Bold
    };
    let left = style.width.saturating_sub(head.chars().count() + 4);
    let counts = cut(&counts.join(", "), left);
    writeln!(out, "\n  {}  {counts}", style.paint(paint, head))?;
    let shown = most.min(action.operations.len());
    let shown_rows = &action.operations[..shown];
    let cells = |operation: &Operation| {
        [
            operation.line.to_string(),
            operation.operation.clone(),
            operation.target.clone(),
            operation.detail.clone(),
        ]
    };
    let rows: Vec<_> = shown_rows.iter().map(cells).collect();
    let (line, operation) = (number("line"), words("operation", OPERATION));
    let widest = |cell: fn(&[String; 4]) -> &String| {
        let lengths = rows.iter().map(|row| cell(row).chars().count());
        lengths.max().unwrap_or_default()
    };
    let detail = widest(|[.., detail]| detail);
    if detail > 0 {
        // The detail takes what it needs up to half of what the line and the operation leave.
        let name = widest(|[_, name, ..]| name).clamp("operation".len(), OPERATION);
        let left = style.width.saturating_sub(name + 14);
        let on = words("on", left - detail.max("detail".len()).min(left / 2));
        let columns = [line, operation, on, words("detail", 0)];
        sheet::table(columns, &rows, style, out)?;
    } else {
        let rows: Vec<_> = rows.into_iter().map(|[a, b, c, _]| [a, b, c]).collect();
        sheet::table([line, operation, words("on", 0)], &rows, style, out)?;
    }
    match action.operations.len() - shown {
        0 => Ok(()),
        more => writeln!(out, "          and {more} more (--all shows them)"),
    }
}
