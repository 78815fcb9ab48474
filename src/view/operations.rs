//! What scripts did to the system, by the action that wrote it into the script.

use std::collections::BTreeMap;
use std::io;

use schemars::JsonSchema;
use serde::Serialize;

use super::engine::{EngineHead, Groups, head};
use super::pattern::fits_any;
use crate::event::{EventKind, Side};
use crate::text::{LineNo, Source};
use crate::trace::Trace;
use crate::trace::state::{Effects, each_at};

/// The operations of a log.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Operations {
    /// The engines of the log, in its order.
    pub engines: Vec<EngineOperations>,
}

/// What the scripts of an engine did.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct EngineOperations {
    /// The engine.
    #[serde(flatten)]
    pub engine: EngineHead,
    /// The actions of its scripts, in the order in which they ran.
    pub actions: Vec<ScriptAction>,
}

/// What an action of a script did.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct ScriptAction {
    /// The action, empty before the first.
    pub action: String,
    /// Whether the script undoes things.
    pub rollback: bool,
    /// How many operations of which name, in the order in which they first come.
    pub counts: Vec<Count>,
    /// The operations.
    pub operations: Vec<Operation>,
}

/// How many operations have a name.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Count {
    /// The name.
    pub operation: String,
    /// How many.
    pub times: u64,
}

/// An operation.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Operation {
    /// Where it stands.
    pub line: u32,
    /// Its name: `FileCopy`.
    pub operation: String,
    /// What it changed: `files`, `registry`, and so on.
    pub area: &'static str,
    /// On what: a path, a key with its value, a service.
    pub target: String,
    /// The rest that matters, often empty.
    pub detail: String,
}

/// Which operations to show.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// Only operations of these names, in which `*` stands for any text; all where there is none.
    pub names: Vec<String>,
    /// Only what undid things.
    pub rollback: bool,
}

impl Operations {
    /// The operations of a log that are chosen, by engine and action.
    ///
    /// # Errors
    ///
    /// When the log cannot be read again.
    pub fn of(trace: &Trace, source: &mut Source, choice: &Choice) -> io::Result<Self> {
        let rows = trace.state.operations.rows.rows();
        let lines: Vec<LineNo> = rows.iter().map(|row| row.line).collect();
        let mut effects = Effects::default();
        let mut engines = Groups::new();
        // Where the count of each name is, by engine and by action of the engine.
        let mut places = BTreeMap::new();
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
            if choice.rollback && !row.in_rollback() || !fits_any(&choice.names, name) {
                return;
            }
            let fresh = || EngineOperations {
                engine: head(trace, row.engine(), Side::Other),
                actions: Vec::new(),
            };
            let Some(engine) = engines.of(row.engine(), fresh) else {
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
            let at = engine.actions.len();
            if let Some(last) = engine.actions.last_mut() {
                let counts = &mut last.counts;
                let place = *places
                    .entry((row.engine(), at, row.name))
                    .or_insert_with(|| {
                        counts.push(Count {
                            operation: name.to_owned(),
                            times: 0,
                        });
                        counts.len() - 1
                    });
                if let Some(count) = counts.get_mut(place) {
                    count.times += 1;
                }
                last.operations.push(Operation {
                    line: event.line.get(),
                    operation: name.to_owned(),
                    area: effect.area.as_str(),
                    target: effect.target,
                    detail: effect.detail,
                });
            }
        })?;
        Ok(Self {
            engines: engines.all(),
        })
    }
}
