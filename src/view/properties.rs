//! The values of properties, and how they came about.

use std::io;

use schemars::JsonSchema;
use serde::Serialize;

use super::engine::{EngineHead, head};
use super::pattern::fits_any;
use crate::event::TimeOfDay;
use crate::text::{LineNo, Source};
use crate::trace::state::{
    Clocked, How, Part, PropertyKind, PropertyRow, Scope, Standing, action_at, changed,
    final_value, histories, in_force, read_values,
};
use crate::trace::{NameId, Trace};

/// The properties of a log.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Properties {
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
    /// cut the line short that has it, so that the value is missing or no more than its beginning is known.
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
    /// The value before, of those that were modified or deleted; its beginning where the line was cut within it.
    pub old: Option<String>,
    /// The value after; nothing where it was deleted, or where the line was cut before it, and its beginning where the
    /// line was cut within it.
    pub new: Option<String>,
    /// Whether the engine cut the line short.
    pub cut: bool,
    /// Whether it did so within the value before.
    #[serde(skip)]
    pub old_is_cut: bool,
}

/// Which properties to show, and what of them.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// Only properties of these names, in which `*` stands for any text; all where there is none.
    pub names: Vec<String>,
    /// Each change, with its time and its action.
    pub history: bool,
    /// The values in force at this line, the change in that line included.
    pub at: Option<LineNo>,
    /// Only properties that changed after they were first set.
    pub changed: bool,
}

impl Properties {
    /// The values of the properties that are chosen, by engine, with their histories where those are asked for.
    ///
    /// # Errors
    ///
    /// When the log cannot be read again.
    pub fn of(trace: &Trace, source: &mut Source, choice: &Choice) -> io::Result<Self> {
        let mut wanted = Wanted::default();
        let chosen = chosen(trace, choice, &mut wanted);
        let values = read_values(source, &trace.names, &wanted.standings)?;
        let engines = chosen.into_iter().map(|(scope, properties)| {
            let told = properties
                .into_iter()
                .map(|property| told(trace, property, &values));
            EngineProperties {
                engine: head(trace, scope.engine, scope.side),
                properties: told.collect(),
            }
        });
        Ok(Self {
            at_line: choice.at.map(LineNo::get),
            with_history: choice.history,
            engines: engines.collect(),
        })
    }
}

/// A property that is shown, with the places at which its values are read.
struct Chosen {
    name: NameId,
    value: Option<(Standing, usize)>,
    history: Vec<(PropertyRow, [Option<usize>; 2])>,
}

/// The properties that are chosen, by engine.
fn chosen(trace: &Trace, choice: &Choice, wanted: &mut Wanted) -> Vec<(Scope, Vec<Chosen>)> {
    let stood = |scope| choice.at.is_none_or(|line| covers(trace, scope, line));
    let mut engines = Vec::new();
    for (scope, names) in histories(trace) {
        if !stood(scope) {
            continue;
        }
        let properties = names
            .into_iter()
            .filter(|(name, rows)| is_chosen(trace.names.get(*name), rows, choice))
            .map(|(name, rows)| Chosen {
                name,
                value: standing(&rows, choice).map(|standing| (standing, wanted.ask(standing))),
                history: rows
                    .into_iter()
                    .filter(|_| choice.history)
                    .map(|row| (row, ask_change(wanted, &row)))
                    .collect(),
            });
        engines.push((scope, properties.collect()));
    }
    engines
}

/// Whether a property is shown of which these rows tell.
fn is_chosen(name: &str, rows: &[PropertyRow], choice: &Choice) -> bool {
    if !fits_any(&choice.names, name) || choice.changed && !changed(rows) {
        return false;
    }
    if !choice.names.is_empty() {
        return true;
    }
    // A property that is not set, or that has no history, is worth a line only to those who ask for it.
    if choice.history {
        rows.iter().any(|row| row.kind() != PropertyKind::Dumped)
    } else {
        standing(rows, choice).is_some()
    }
}

/// The value in force, in the end or at the line that is asked for.
fn standing(rows: &[PropertyRow], choice: &Choice) -> Option<Standing> {
    match choice.at {
        Some(line) => in_force(rows, line),
        None => final_value(rows),
    }
}

/// A property as it is shown.
fn told(trace: &Trace, property: Chosen, values: &[Clocked<Option<String>>]) -> Property {
    let value = property.value;
    let history = property.history.into_iter();
    Property {
        name: trace.names.get(property.name).to_owned(),
        value: value.and_then(|(_, at)| values[at].value.clone()),
        known_from: known_from(value.map(|(standing, at)| (standing, &values[at]))),
        line: value.map(|(standing, _)| standing.line.get()),
        history: history
            .map(|(row, asked)| change(trace, &row, asked, values))
            .collect(),
    }
}

/// Values are read in one pass over the log, so what to read is collected first.
#[derive(Default)]
struct Wanted {
    standings: Vec<Standing>,
}

impl Wanted {
    /// Asks for a value, and gives its place.
    fn ask(&mut self, standing: Standing) -> usize {
        self.standings.push(standing);
        self.standings.len() - 1
    }
}

/// Whether an engine was there when a line was written.
fn covers(trace: &Trace, scope: Scope, line: LineNo) -> bool {
    let run = scope.engine.and_then(|id| trace.engines.get(id.at()));
    run.is_none_or(|run| (run.line..=run.end_line).contains(&line))
}

/// The places of the old and the new value of a row.
fn ask_change(wanted: &mut Wanted, row: &PropertyRow) -> [Option<usize>; 2] {
    let mut ask = |part| {
        Some(wanted.ask(Standing {
            name: row.name,
            line: row.line,
            part,
            how: How::Change,
        }))
    };
    match row.kind() {
        PropertyKind::Modified => [ask(Part::Old), ask(Part::New)],
        PropertyKind::Deleted => [ask(Part::Old), None],
        PropertyKind::Added | PropertyKind::CommandLine | PropertyKind::Dumped => {
            [None, ask(Part::New)]
        }
    }
}

fn change(
    trace: &Trace,
    row: &PropertyRow,
    asked: [Option<usize>; 2],
    values: &[Clocked<Option<String>>],
) -> Change {
    let [old, new] = asked.map(|at| at.and_then(|at| values.get(at)));
    let action = match row.kind() {
        PropertyKind::CommandLine | PropertyKind::Dumped => None,
        _ => action_at(trace, row.engine(), row.line),
    };
    Change {
        line: row.line.get(),
        time: new.or(old).and_then(|value| value.at),
        action: action.map(|id| trace.action_name(id).to_owned()),
        change: match row.kind() {
            PropertyKind::CommandLine => "command-line",
            PropertyKind::Added => "added",
            PropertyKind::Modified => "modified",
            PropertyKind::Deleted => "deleted",
            PropertyKind::Dumped => "dump",
        },
        old: old.and_then(|value| value.value.clone()),
        new: new.and_then(|value| value.value.clone()),
        cut: row.is_cut(),
        old_is_cut: old.is_some_and(|value| value.cut),
    }
}

fn known_from(value: Option<(Standing, &Clocked<Option<String>>)>) -> &'static str {
    match value {
        None => "not-set",
        Some((_, read)) if read.cut || read.value.is_none() => "cut",
        Some((standing, _)) => match standing.how {
            How::CommandLine => "command-line",
            How::Change => "change",
            How::BeforeChange => "next-change",
            How::Dump => "dump",
        },
    }
}
