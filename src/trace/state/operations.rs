//! The operations of scripts, with the action that each belongs to.

use super::table::{EngineByte, Table};
use crate::syntax::{action_argument, argument};
use crate::text::LineNo;
use crate::trace::index::{EngineId, NameId};
use crate::trace::names::Names;

/// A line of an operation.
#[derive(Clone, Copy, Debug)]
pub struct OperationRow {
    /// Its name: `FileCopy`.
    pub name: NameId,
    /// Where it stands.
    pub line: LineNo,
    /// The action that wrote it into the script; the empty name before the first.
    pub action: NameId,
    engine_byte: EngineByte,
}

impl OperationRow {
    /// The engine, where the log names one.
    #[must_use]
    pub fn engine(&self) -> Option<EngineId> {
        self.engine_byte.engine()
    }

    /// Whether the script that holds it undoes things.
    #[must_use]
    pub fn in_rollback(&self) -> bool {
        self.engine_byte.byte() == 1
    }
}

/// All operations of scripts.
#[derive(Clone, Debug, Default)]
pub struct Operations {
    /// In the order of the log.
    pub rows: Table<OperationRow>,
    /// Whether the script that runs undoes things.
    rollback: bool,
    /// The action of the script that is at work.
    action: Option<NameId>,
}

impl Operations {
    /// Takes note of an operation: its name and its arguments.
    pub(super) fn observe(
        &mut self,
        line: LineNo,
        engine: Option<EngineId>,
        [name, arguments]: [&str; 2],
        names: &mut Names,
    ) {
        match name {
            "Header" => {
                self.rollback = argument(arguments, "ScriptType") == Some("2");
                self.action = None;
            }
            "ActionStart" => {
                let action = action_argument(arguments, "Name");
                self.action = action.map(|action| names.id(&action)).or(self.action);
            }
            "End" => self.action = None,
            _ => {}
        }
        // A scheduled custom action is an action of its own.
        let own = name
            .starts_with("CustomAction")
            .then(|| action_argument(arguments, "Action"))
            .flatten()
            .map(|action| names.id(&action));
        self.rows.push(OperationRow {
            name: names.id(name),
            line,
            action: own.or(self.action).unwrap_or_else(|| names.id("")),
            engine_byte: EngineByte::new(engine, u8::from(self.rollback)),
        });
    }
}
