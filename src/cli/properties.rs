//! `wilog properties`: the values of properties, and how they came about.

use std::io;

use clap::Args;

use super::Done;
use super::showing::{self, Showing};
use crate::render::properties::{self as render, Change, EngineProperties, Property, View};
use crate::text::{LineNo, Source};
use crate::trace::Trace;
use crate::trace::state::{
    Clocked, How, Part, PropertyKind, PropertyRow, Scope, Standing, action_at, changed,
    final_value, histories, in_force, read_values,
};

/// Which properties, and what of them.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    showing: Showing,
    /// The properties; `*` stands for any text, and small and capital letters are the same.
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Show each change, with its time and its action.
    #[arg(long)]
    history: bool,
    /// Show the values in force at this line, the change in that line included.
    #[arg(long, value_name = "LINE", conflicts_with = "history", value_parser = clap::value_parser!(u32).range(1..))]
    at: Option<u32>,
    /// Only properties that changed after they were first set.
    #[arg(long)]
    changed: bool,
}

/// Shows values or histories of properties, by engine.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Done> {
    showing::show(
        &arguments.showing,
        |trace, source| view(arguments, trace, source),
        render::text,
    )
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

/// All that there is to show.
#[cfg(feature = "tui")]
pub(super) fn whole(trace: &Trace, source: &mut Source) -> io::Result<View> {
    let all = Arguments {
        history: true,
        ..Arguments::default()
    };
    view(&all, trace, source)
}

fn view(arguments: &Arguments, trace: &Trace, source: &mut Source) -> io::Result<View> {
    let at = arguments.at.map(LineNo::new);
    let mut wanted = Wanted::default();
    let mut plan = Vec::new();
    for (scope, names) in histories(trace) {
        if at.is_some_and(|line| !covers(trace, scope, line)) {
            continue;
        }
        let mut properties = Vec::new();
        for (name, rows) in names {
            if !showing::fits_any(&arguments.names, trace.names.get(name))
                || arguments.changed && !changed(&rows)
            {
                continue;
            }
            let standing = at.map_or_else(|| final_value(&rows), |line| in_force(&rows, line));
            // A property that is not set is worth a line only to those who ask for it.
            if standing.is_none() && arguments.names.is_empty() && !arguments.history {
                continue;
            }
            let is_constant = rows.iter().all(|row| row.kind() == PropertyKind::Dumped);
            if arguments.history && is_constant && arguments.names.is_empty() {
                continue;
            }
            let value = standing.map(|standing| (standing, wanted.ask(standing)));
            let history: Vec<_> = rows
                .iter()
                .filter(|_| arguments.history)
                .map(|row| (*row, ask_change(&mut wanted, row)))
                .collect();
            properties.push((name, value, history));
        }
        plan.push((scope, properties));
    }
    let values = read_values(source, &trace.names, &wanted.standings)?;
    let engines = plan.into_iter().map(|(scope, properties)| {
        let properties = properties
            .into_iter()
            .map(|(name, value, history)| Property {
                name: trace.names.get(name).to_owned(),
                value: value.and_then(|(_, at)| values[at].value.clone()),
                known_from: known_from(value.map(|(standing, at)| (standing, &values[at].value))),
                line: value.map(|(standing, _)| standing.line.get()),
                history: history
                    .into_iter()
                    .map(|(row, asked)| change(trace, &row, asked, &values))
                    .collect(),
            });
        EngineProperties {
            engine: showing::head(trace, scope.engine, scope.side),
            properties: properties.collect(),
        }
    });
    Ok(View {
        at_line: arguments.at,
        with_history: arguments.history,
        engines: engines.collect(),
    })
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
    }
}

fn known_from(value: Option<(Standing, &Option<String>)>) -> &'static str {
    match value {
        None => "not-set",
        Some((_, None)) => "cut",
        Some((standing, Some(_))) => match standing.how {
            How::CommandLine => "command-line",
            How::Change => "change",
            How::BeforeChange => "next-change",
            How::Dump => "dump",
        },
    }
}
