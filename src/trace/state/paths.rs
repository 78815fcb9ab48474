//! Where folders lie, who set them, and which of them are not where the package wanted them.

use std::collections::BTreeMap;

use super::folders::{FolderKind, FolderRow};
use super::properties::{PropertyKind, PropertyRow};
use crate::text::LineNo;
use crate::trace::Trace;
use crate::trace::index::{ActionId, EngineId, NameId};

/// Who decided where a folder lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setter {
    /// Costing, from the Directory table.
    Costing,
    /// The property of that name on the command line.
    CommandLine(LineNo),
    /// A change of the property of that name before the folders were resolved, and the action that made it.
    Change(LineNo, Option<ActionId>),
}

/// A folder of the Directory table, as one engine resolved it.
#[derive(Clone, Debug)]
pub struct Folder {
    /// The engine, where the log names one.
    pub engine: Option<EngineId>,
    /// Its key.
    pub key: NameId,
    /// The line of its last `Dir (source)`.
    pub source: Option<LineNo>,
    /// The line of its last `Dir (target)`.
    pub target: Option<LineNo>,
    /// Who decided where it lies.
    pub setter: Setter,
    /// Where `WIN64DUALFOLDERS` put the folder of the other bitness in its place, and the property change that followed.
    pub redirected: Option<(LineNo, LineNo)>,
    /// Changes of the property of that name after the folders were resolved, by a custom action or by browsing.
    pub overrides: Vec<(LineNo, Option<ActionId>)>,
}

/// Actions in which Windows Installer itself sets the properties of folders.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/file-costing>.
const COSTING: [&str; 3] = ["CostInitialize", "FileCost", "CostFinalize"];

/// The folders of all engines, in the order in which the log first names them.
#[must_use]
pub fn folders_of(trace: &Trace) -> Vec<Folder> {
    let changes = changes_by_name(trace);
    let none = Vec::new();
    let changes_of = |engine, key| changes.get(&(engine, key)).unwrap_or(&none);
    let redirected = redirections(trace);
    let mut folders: Vec<Folder> = Vec::new();
    let mut places = BTreeMap::new();
    let mut place = |folders: &mut Vec<Folder>, engine: Option<EngineId>, key| {
        *places.entry((engine, key)).or_insert_with(|| {
            folders.push(Folder {
                engine,
                key,
                source: None,
                target: None,
                setter: Setter::Costing,
                redirected: None,
                overrides: Vec::new(),
            });
            folders.len() - 1
        })
    };
    for row in trace.state.folders.rows.rows() {
        if row.kind() == FolderKind::Substituted {
            continue;
        }
        let at = place(&mut folders, row.engine(), row.key);
        match row.kind() {
            FolderKind::Source => folders[at].source = Some(row.line),
            _ => folders[at].target = Some(row.line),
        }
    }
    for (substitution, change) in redirected {
        let at = place(&mut folders, change.engine(), change.name);
        folders[at].redirected = Some((substitution.line, change.line));
    }
    for folder in &mut folders {
        let Some(target) = folder.target else {
            continue;
        };
        let rows: &Vec<PropertyRow> = changes_of(folder.engine, folder.key);
        let resolved = rows.partition_point(|row| row.line < target);
        folder.setter = setter(trace, &rows[..resolved]);
        folder.overrides = rows[resolved..]
            .iter()
            .filter(|row| row.kind() != PropertyKind::Dumped)
            .map(|row| (row.line, action_at(trace, row.engine(), row.line)))
            .collect();
    }
    folders
}

type Changes = BTreeMap<(Option<EngineId>, NameId), Vec<PropertyRow>>;

/// The rows of those properties that are keys of folders.
fn changes_by_name(trace: &Trace) -> Changes {
    let mut changes = Changes::new();
    for row in trace.state.folders.rows.rows() {
        changes.entry((row.engine(), row.key)).or_default();
    }
    for row in trace.state.properties.rows.rows() {
        if let Some(rows) = changes.get_mut(&(row.engine(), row.name)) {
            rows.push(*row);
        }
    }
    changes
}

/// Substitutions that changed a property: the change follows at once. All others only concern how a path is looked at
/// and are no redirection of a folder.
fn redirections(trace: &Trace) -> Vec<(FolderRow, PropertyRow)> {
    let changes = trace.state.properties.rows.rows();
    let rows = trace.state.folders.rows.rows().iter();
    rows.filter(|row| row.kind() == FolderKind::Substituted)
        .filter_map(|row| {
            let next = changes.partition_point(|change| change.line < row.line);
            let follows = |change: &&PropertyRow| {
                change.kind() == PropertyKind::Modified
                    && change.engine() == row.engine()
                    && change.line.get() - row.line.get() <= 2
            };
            let change = changes.get(next).filter(follows)?;
            Some((*row, *change))
        })
        .collect()
}

/// Who set a folder, from the rows of its property up to its resolution.
fn setter(trace: &Trace, rows: &[PropertyRow]) -> Setter {
    let given = rows
        .iter()
        .find(|row| row.kind() == PropertyKind::CommandLine);
    for row in rows.iter().rev() {
        if row.kind() == PropertyKind::CommandLine {
            break;
        }
        let action = action_at(trace, row.engine(), row.line);
        match action.map(|id| trace.action_name(id)) {
            Some(name) if COSTING.contains(&name) => {}
            // Before the first action the engine takes over what the command line says.
            None if given.is_some() => {}
            _ => return Setter::Change(row.line, action),
        }
    }
    given.map_or(Setter::Costing, |row| Setter::CommandLine(row.line))
}

/// How many actions back an open one is looked for; sequences are flat, so it is one of the last.
const MOST_BACK: usize = 256;

/// The action that an engine was at when it wrote a line: the last one that it had begun and not ended.
#[must_use]
pub fn action_at(trace: &Trace, engine: Option<EngineId>, line: LineNo) -> Option<ActionId> {
    let begun = trace.actions.partition_point(|run| run.line <= line);
    (begun.saturating_sub(MOST_BACK)..begun)
        .rev()
        .map(ActionId::new)
        .take_while(|id| {
            // Actions of the engine come after its first line, so the search ends there.
            engine.is_none_or(|engine| {
                trace
                    .engines
                    .get(engine.at())
                    .is_some_and(|run| trace.actions[id.at()].line >= run.line)
            })
        })
        .find(|id| {
            let run = &trace.actions[id.at()];
            run.engine == engine && run.end_line.is_none_or(|end| end >= line)
        })
}
