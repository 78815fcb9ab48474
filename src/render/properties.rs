//! Properties: their values and their history.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;

use super::layout::{Paint, Style, visible_text};
use super::sheet::{self, EngineHead, number, words};
use crate::event::TimeOfDay;

/// The properties of a log.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct View {
    /// The line at which the values are in force; nothing for the final values.
    pub at_line: Option<u32>,
    /// Whether the history was asked for.
    #[serde(skip)]
    pub with_history: bool,
    /// The engines of the log, in its order.
    pub engines: Vec<EngineProperties>,
}

/// The properties of an engine.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct EngineProperties {
    /// The engine.
    #[serde(flatten)]
    pub engine: EngineHead,
    /// Its properties, by name.
    pub properties: Vec<Property>,
}

/// A property.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Property {
    /// Its name.
    pub name: String,
    /// Its value; nothing where it is not set, or where the log does not tell it.
    pub value: Option<String>,
    /// Where the value is from: `dump`, `change`, `command-line`, `next-change`, `not-set`, or `cut`, where the engine
    /// cut the line short that has it.
    pub known_from: &'static str,
    /// The line that has the value.
    pub line: Option<u32>,
    /// What happened to it, where that was asked for.
    pub history: Vec<Change>,
}

/// Something that happened to a property.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Change {
    /// Where it stands.
    pub line: u32,
    /// Local time, where the line has one.
    pub time: Option<TimeOfDay>,
    /// The action that was at work.
    pub action: Option<String>,
    /// `command-line`, `added`, `modified`, `deleted`, or `dump`.
    pub change: &'static str,
    /// The value before, of those that were modified or deleted.
    pub old: Option<String>,
    /// The value after; nothing where it was deleted, or where the line was cut.
    pub new: Option<String>,
    /// Whether the engine cut the line short.
    pub cut: bool,
}

/// Writes the view for people.
///
/// # Errors
///
/// When the writer fails.
pub fn text(view: &View, style: Style, out: &mut dyn Write) -> io::Result<()> {
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
fn value(value: Option<&str>, is_unset: bool) -> String {
    match value {
        Some(value) => value.to_owned(),
        None if is_unset => "(not set)".to_owned(),
        None => "(cut short in the log)".to_owned(),
    }
}

fn history(property: &Property, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let name = visible_text(&property.name);
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
