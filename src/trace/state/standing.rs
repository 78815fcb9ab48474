//! Which value a property had where: questions about the rows of properties.

use std::collections::BTreeMap;

use super::properties::{PropertyKind, PropertyRow};
use crate::event::Side;
use crate::text::LineNo;
use crate::trace::Trace;
use crate::trace::index::{EngineId, NameId};

/// Whose properties: those of one engine, or of one side where the log shows no engines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scope {
    /// The engine, where the log names one.
    pub engine: Option<EngineId>,
    /// Client, server, or nested.
    pub side: Side,
}

/// Which of the two values of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The one before.
    Old,
    /// The one after; of a dump and of a command line the only one.
    New,
}

/// How a value is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// The engine was called with it.
    CommandLine,
    /// The last change gave it.
    Change,
    /// The next change says what was there before; it was set before the log tells.
    BeforeChange,
    /// The final dump has it.
    Dump,
}

/// Where the value of a property stands in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The property.
    pub name: NameId,
    /// The line to read.
    pub line: LineNo,
    /// Which value of that line.
    pub part: Part,
    /// How it is known.
    pub how: How,
}

/// The properties of a scope, by name, each with its rows.
pub type Histories = Vec<(NameId, Vec<PropertyRow>)>;

/// How many engines back the one of a dump is looked for: the nested, the server, and the client are near.
const MOST_BACK: usize = 64;

/// Whose a row is. Lines of a dump have no prefix, but they name their side.
fn scope_of(trace: &Trace, row: &PropertyRow) -> Scope {
    let named = row.engine();
    let side_of = |id: EngineId| trace.engines.get(id.at()).map(|run| run.side);
    let side = named.and_then(side_of).unwrap_or(row.side());
    if row.kind() != PropertyKind::Dumped || side == row.side() {
        return Scope {
            engine: named,
            side,
        };
    }
    let before = trace.engines.partition_point(|run| run.line < row.line);
    let engine = (before.saturating_sub(MOST_BACK)..before)
        .rev()
        .map(EngineId::new)
        .find(|id| side_of(*id) == Some(row.side()));
    Scope {
        engine,
        side: row.side(),
    }
}

/// All that the log says of properties: whose, in the order in which they first come, then by name, then by line.
#[must_use]
pub fn histories(trace: &Trace) -> Vec<(Scope, Histories)> {
    let mut scopes: BTreeMap<Scope, (LineNo, BTreeMap<NameId, Vec<PropertyRow>>)> = BTreeMap::new();
    for row in trace.state.properties.rows.rows() {
        let (_, names) = scopes
            .entry(scope_of(trace, row))
            .or_insert_with(|| (row.line, BTreeMap::new()));
        names.entry(row.name).or_default().push(*row);
    }
    let mut scopes: Vec<_> = scopes.into_iter().collect();
    scopes.sort_by_key(|(scope, (line, _))| (*line, *scope));
    let by_name = |(scope, (_, names)): (Scope, (LineNo, BTreeMap<_, _>))| {
        let mut names: Histories = names.into_iter().collect();
        names.sort_by(|(a, _), (b, _)| trace.names.get(*a).cmp(trace.names.get(*b)));
        (scope, names)
    };
    scopes.into_iter().map(by_name).collect()
}

/// What the rows of one property say is in force when a line has been written.
///
/// The last change, command line, or dump up to that line counts. Before the first of them the value is what that one
/// says was there before; a property that never changes has the value of the dump all the time. `None` when it is not
/// set there, or the log does not tell.
#[must_use]
pub fn in_force(rows: &[PropertyRow], line: LineNo) -> Option<Standing> {
    let next = rows.partition_point(|row| row.line <= line);
    let standing = |row: &PropertyRow, part, how| Standing {
        name: row.name,
        line: row.line,
        part,
        how,
    };
    if let Some(last) = next.checked_sub(1).and_then(|at| rows.get(at)) {
        return match last.kind() {
            PropertyKind::CommandLine => Some(standing(last, Part::New, How::CommandLine)),
            PropertyKind::Added | PropertyKind::Modified => {
                Some(standing(last, Part::New, How::Change))
            }
            PropertyKind::Deleted => None,
            PropertyKind::Dumped => Some(standing(last, Part::New, How::Dump)),
        };
    }
    let first = rows.first()?;
    match first.kind() {
        PropertyKind::Modified | PropertyKind::Deleted => {
            Some(standing(first, Part::Old, How::BeforeChange))
        }
        PropertyKind::Dumped => Some(standing(first, Part::New, How::Dump)),
        PropertyKind::CommandLine | PropertyKind::Added => None,
    }
}

/// Where the value of a property in force at `line` stands, see [`in_force`].
#[must_use]
pub fn value_in_force(trace: &Trace, scope: Scope, name: NameId, line: LineNo) -> Option<Standing> {
    in_force(&history(trace, scope, name), line)
}

/// What happened to a property, line by line: the command line, each change, and the dump.
#[must_use]
pub fn history(trace: &Trace, scope: Scope, name: NameId) -> Vec<PropertyRow> {
    let rows = trace.state.properties.rows.rows().iter();
    rows.filter(|row| row.name == name && scope_of(trace, row) == scope)
        .copied()
        .collect()
}

/// Where the final value of a property stands: in the dump, or in what changed after it, or in the last change where
/// the log has no dump.
#[must_use]
pub fn final_value(rows: &[PropertyRow]) -> Option<Standing> {
    in_force(rows, LineNo::new(u32::MAX))
}

/// Whether a property changed after it was first set.
#[must_use]
pub fn changed(rows: &[PropertyRow]) -> bool {
    let changes = [PropertyKind::Modified, PropertyKind::Deleted];
    rows.iter().any(|row| changes.contains(&row.kind()))
}
