//! `wilog operations`: what scripts did to the system.

use std::io;

use clap::Args;

use super::Done;
use super::showing::{self, Showing};
use crate::event::{EventKind, Side};
use crate::render::operations::{
    self as render, Count, EngineOperations, Operation, ScriptAction, View,
};
use crate::text::{LineNo, Source};
use crate::trace::Trace;
use crate::trace::state::{Area, Effects, each_at};

/// How many operations of an action people see without asking for all.
const MOST: usize = 20;

/// What to show of operations.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    showing: Showing,
    /// Only operations of this name, such as `FileCopy`; `*` stands for any text, and it may be given more than once.
    #[arg(long, value_name = "NAME")]
    op: Vec<String>,
    /// Only what undid things.
    #[arg(long)]
    rollback: bool,
    /// Show all operations of an action instead of the first twenty. With --op all are shown anyway.
    #[arg(long)]
    all: bool,
}

/// Shows operations by the action that wrote them into the script.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Done> {
    showing::show(
        &arguments.showing,
        |trace, source| view(arguments, trace, source),
        render::text,
    )
}

/// All that there is to show.
#[cfg(feature = "tui")]
pub(super) fn whole(trace: &Trace, source: &mut Source) -> io::Result<View> {
    let all = Arguments {
        all: true,
        ..Arguments::default()
    };
    view(&all, trace, source)
}

fn view(arguments: &Arguments, trace: &Trace, source: &mut Source) -> io::Result<View> {
    let rows = trace.state.operations.rows.rows();
    let lines: Vec<LineNo> = rows.iter().map(|row| row.line).collect();
    let mut effects = Effects::default();
    let mut engines = Vec::new();
    each_at(source, &lines, |at, event| {
        let (
            EventKind::Operation {
                name,
                arguments: given,
            },
            Some(row),
        ) = (event.kind, rows.get(at))
        else {
            return;
        };
        // All are read, since some name the folder or the key of those that follow.
        let Some(effect) = effects.observe(name, given) else {
            return;
        };
        if arguments.rollback && !row.in_rollback() || !showing::fits_any(&arguments.op, name) {
            return;
        }
        let fresh = || EngineOperations {
            engine: showing::head(trace, row.engine(), Side::Other),
            actions: Vec::new(),
        };
        let Some(engine) = showing::group(&mut engines, row.engine(), fresh) else {
            return;
        };
        let action = trace.names.get(row.action);
        let goes_on = engine
            .actions
            .last()
            .is_some_and(|last| last.action == action && last.rollback == row.in_rollback());
        if !goes_on {
            engine.actions.push(ScriptAction {
                action: action.to_owned(),
                rollback: row.in_rollback(),
                ..ScriptAction::default()
            });
        }
        if let Some(last) = engine.actions.last_mut() {
            count(&mut last.counts, name);
            last.operations.push(Operation {
                line: event.line.get(),
                operation: name.to_owned(),
                area: area(effect.area),
                target: effect.target,
                detail: effect.detail,
            });
        }
    })?;
    let all = arguments.all || !arguments.op.is_empty();
    Ok(View {
        most: if all { 0 } else { MOST },
        engines: engines.into_iter().map(|(_, group)| group).collect(),
    })
}

fn count(counts: &mut Vec<Count>, name: &str) {
    match counts.iter_mut().find(|count| count.operation == name) {
        Some(count) => count.times += 1,
        None => counts.push(Count {
            operation: name.to_owned(),
            times: 1,
        }),
    }
}

fn area(area: Area) -> &'static str {
    match area {
        Area::Files => "files",
        Area::Registry => "registry",
        Area::Services => "services",
        Area::Shortcuts => "shortcuts",
        Area::Registration => "registration",
        Area::CustomActions => "custom-actions",
        Area::Other => "other",
    }
}
