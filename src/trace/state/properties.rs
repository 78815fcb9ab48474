//! Properties: how they changed, and what the command line and the final dumps say of them.

use super::table::{EngineByte, Table};
use crate::event::{Change, Event, EventKind, Side};
use crate::syntax::command_line_properties;
use crate::text::LineNo;
use crate::trace::index::{EngineId, NameId};
use crate::trace::names::Names;

/// What a line says of a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PropertyKind {
    /// It stands on the command line of an engine.
    CommandLine,
    /// It was not set before.
    Added,
    /// It had another value before.
    Modified,
    /// It is gone.
    Deleted,
    /// Its value at the end of an engine.
    Dumped,
}

/// A line that says something of a property.
#[derive(Clone, Copy, Debug)]
pub struct PropertyRow {
    /// The property.
    pub name: NameId,
    /// Where it stands.
    pub line: LineNo,
    /// The engine, and what the line says.
    pub(super) engine_byte: EngineByte,
}

/// Set where the engine cut a long line short, so that the new value is not known.
const CUT: u8 = 0x80;

const KINDS: [PropertyKind; 5] = [
    PropertyKind::CommandLine,
    PropertyKind::Added,
    PropertyKind::Modified,
    PropertyKind::Deleted,
    PropertyKind::Dumped,
];

const SIDES: [Side; 4] = [Side::Client, Side::Server, Side::Nested, Side::Other];

impl PropertyRow {
    /// What the line says.
    #[must_use]
    pub fn kind(&self) -> PropertyKind {
        KINDS[usize::from(self.engine_byte.byte() & 7).min(KINDS.len() - 1)]
    }

    /// The engine that was at work, where the log names one.
    #[must_use]
    pub fn engine(&self) -> Option<EngineId> {
        self.engine_byte.engine()
    }

    /// The side that the line names: in its prefix, or as `Property(S)`.
    #[must_use]
    pub fn side(&self) -> Side {
        SIDES[usize::from(self.engine_byte.byte() >> 3 & 3)]
    }

    /// Whether the line was cut by the engine, which does that to long ones.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.engine_byte.byte() & CUT != 0
    }
}

/// All that the log says of properties.
#[derive(Clone, Debug, Default)]
pub struct Properties {
    /// In the order of the log.
    pub rows: Table<PropertyRow>,
}

impl Properties {
    /// Takes note of a change, a dumped value, or a command line.
    pub(super) fn observe(
        &mut self,
        event: &Event<'_>,
        engine: Option<EngineId>,
        names: &mut Names,
    ) {
        let side = event
            .origin
            .engine()
            .map_or(Side::Other, |prefix| prefix.side);
        match event.kind {
            EventKind::PropertyChange { change, name, .. } => {
                let kind = match change {
                    Change::Added => PropertyKind::Added,
                    Change::Modified => PropertyKind::Modified,
                    Change::Deleted => PropertyKind::Deleted,
                };
                let bits = bits(kind, side) | if is_cut(event) { CUT } else { 0 };
                self.push(names.id(name), event.line, EngineByte::new(engine, bits));
            }
            EventKind::PropertyDump { side, name, .. } => {
                let bits = bits(PropertyKind::Dumped, side);
                self.push(names.id(name), event.line, EngineByte::new(engine, bits));
            }
            EventKind::CommandLine { text } => {
                let engine_byte = EngineByte::new(engine, bits(PropertyKind::CommandLine, side));
                for (name, _) in command_line_properties(text) {
                    self.push(names.id(&name), event.line, engine_byte);
                }
            }
            _ => {}
        }
    }

    fn push(&mut self, name: NameId, line: LineNo, engine_byte: EngineByte) {
        self.rows.push(PropertyRow {
            name,
            line,
            engine_byte,
        });
    }
}

/// Whether the engine cut the line of a change: it lacks the quote and the full stop at its end. Blanks behind them come
/// from what the log went through.
pub(super) fn is_cut(event: &Event<'_>) -> bool {
    let line = event.raw.trim_end_matches([' ', '\r', '\n']);
    !line.ends_with("'.")
}

fn bits(kind: PropertyKind, side: Side) -> u8 {
    kind as u8 | (side as u8) << 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_give_back_kind_and_side() {
        for kind in KINDS {
            for side in SIDES {
                let row = PropertyRow {
                    name: Names::default().id(""),
                    line: LineNo::FIRST,
                    engine_byte: EngineByte::new(None, bits(kind, side) | CUT),
                };
                assert_eq!((row.kind(), row.side(), row.is_cut()), (kind, side, true));
            }
        }
    }
}
