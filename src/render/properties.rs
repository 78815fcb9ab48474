//! Properties: their values and their history.

use std::io::{self, Write};

use super::layout::{Paint, Style};
use super::sheet::{self, number, words};
use crate::text::one_line;
use crate::view::properties::{Properties, Property};

/// Writes the view for people.
///
/// # Errors
///
/// When the writer fails.
pub fn text(view: &Properties, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let shown = view.engines.iter().filter(|of| !of.properties.is_empty());
    let mut any = false;
    for of in shown {
        if any {
            writeln!(out)?;
        }
        any = true;
        sheet::engine(&of.engine, style, out)?;
        if view.with_history {
            for property in &of.properties {
                history(property, style, out)?;
            }
        } else {
            values(&of.properties, style, out)?;
        }
    }
    if !any {
        writeln!(out, "The log tells nothing of such properties.")?;
    }
    Ok(())
}

fn values(properties: &[Property], style: Style, out: &mut dyn Write) -> io::Result<()> {
    let row = |property: &Property| {
        [
            property.line.map_or(String::new(), |line| line.to_string()),
            property.known_from.replace('-', " "),
            property.name.clone(),
            value(property.value.as_deref(), property.known_from == "not-set"),
        ]
    };
    let rows: Vec<_> = properties.iter().map(row).collect();
    let columns = [
        number("line"),
        words("from", 12),
        words("property", 30),
        words("value", 0),
    ];
    sheet::table(columns, &rows, style, out)
}

/// A value, or why there is none.
pub(crate) fn value(value: Option<&str>, is_unset: bool) -> String {
    match value {
        Some(value) => value.to_owned(),
        None if is_unset => "(not set)".to_owned(),
        None => "(cut short in the log)".to_owned(),
    }
}

fn history(property: &Property, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let name = one_line(&property.name);
    writeln!(out, "\n  {}", style.paint(Paint::Bold, name))?;
    let mut rows = Vec::with_capacity(property.history.len() + 1);
    let first = property.history.first();
    if let Some(old) = first.and_then(|first| first.old.as_deref()) {
        let none = String::new;
        rows.push([none(), none(), "before".to_owned(), none(), old.to_owned()]);
    }
    for change in &property.history {
        rows.push([
            change.line.to_string(),
            change.time.map_or(String::new(), |time| time.to_string()),
            change.change.replace('-', " "),
            change.action.clone().unwrap_or_default(),
            value(change.new.as_deref(), change.change == "deleted"),
        ]);
    }
    let columns = [
        number("line"),
        words("time", 12),
        words("change", 12),
        words("in action", 24),
        words("value", 0),
    ];
    sheet::table(columns, &rows, style, out)
}
