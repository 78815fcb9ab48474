//! Properties: their values and their history.

use std::io::{self, Write};

use super::layout::{Paint, Style};
use super::sheet::{self, number, words};
use crate::text::one_line;
use crate::view::properties::{Change, Properties, Property};

/// Writes the view for people, or `none` where there is nothing to show.
///
/// # Errors
///
/// When the writer fails.
pub fn text(view: &Properties, none: &str, style: Style, out: &mut dyn Write) -> io::Result<()> {
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
        writeln!(out, "{none}")?;
    }
    Ok(())
}

fn values(properties: &[Property], style: Style, out: &mut dyn Write) -> io::Result<()> {
    let row = |property: &Property| {
        [
            property.line.map_or(String::new(), |line| line.to_string()),
            property.known_from.replace('-', " "),
            property.name.clone(),
            value(property),
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

/// The value of a property, or why there is none.
pub(crate) fn value(property: &Property) -> String {
    match property.known_from {
        "not-set" => NOT_SET.to_owned(),
        known => told(property.value.as_deref(), known == "cut"),
    }
}

/// The value before a change, or why there is none.
pub(crate) fn old_value(change: &Change) -> String {
    match change.change {
        "modified" | "deleted" => told(change.old.as_deref(), change.old_is_cut),
        _ => NOT_SET.to_owned(),
    }
}

/// The value after a change, or why there is none.
pub(crate) fn new_value(change: &Change) -> String {
    match change.change {
        "deleted" => NOT_SET.to_owned(),
        _ => told(change.new.as_deref(), change.cut),
    }
}

const NOT_SET: &str = "(not set)";

/// What the log tells of a value.
fn told(value: Option<&str>, is_cut: bool) -> String {
    const CUT: &str = "(cut short in the log)";
    match (value, is_cut) {
        (Some(value), false) => value.to_owned(),
        (Some(value), true) => format!("{value} {CUT}"),
        (None, _) => CUT.to_owned(),
    }
}

fn history(property: &Property, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let name = one_line(&property.name);
    writeln!(out, "\n  {}", style.paint(Paint::Bold, name))?;
    let mut rows = Vec::with_capacity(property.history.len() + 1);
    let first = property.history.first();
    if let Some(first) = first.filter(|first| first.old.is_some()) {
        let none = String::new;
        let before = "before".to_owned();
        rows.push([none(), none(), before, none(), old_value(first)]);
    }
    for change in &property.history {
        rows.push([
            change.line.to_string(),
            change.time.map_or(String::new(), |time| time.to_string()),
            change.change.replace('-', " "),
            change.action.clone().unwrap_or_default(),
            new_value(change),
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
