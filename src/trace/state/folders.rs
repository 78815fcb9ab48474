//! Folders: where files come from and go to, and which folders were redirected.

use super::table::{EngineByte, Table};
use crate::event::{Event, EventKind};
use crate::text::LineNo;
use crate::trace::index::{EngineId, NameId};
use crate::trace::names::Names;

/// What a line says of a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FolderKind {
    /// `Dir (source)`: where files come from.
    Source,
    /// `Dir (target)`: where files go to.
    Target,
    /// `WIN64DUALFOLDERS ... will substitute`: a folder of the other bitness takes its place.
    /// It has no key; what it changes says the property change that follows.
    Substituted,
}

/// A line that says something of a folder.
#[derive(Clone, Copy, Debug)]
pub struct FolderRow {
    /// The key in the Directory table; empty for a substitution.
    pub key: NameId,
    /// Where it stands.
    pub line: LineNo,
    engine_byte: EngineByte,
}

impl FolderRow {
    /// What the line says.
    #[must_use]
    pub fn kind(&self) -> FolderKind {
        match self.engine_byte.byte() {
            0 => FolderKind::Source,
            1 => FolderKind::Target,
            _ => FolderKind::Substituted,
        }
    }

    /// The engine, where the log names one.
    #[must_use]
    pub fn engine(&self) -> Option<EngineId> {
        self.engine_byte.engine()
    }
}

/// All that the log says of folders.
#[derive(Clone, Debug, Default)]
pub struct Folders {
    /// In the order of the log.
    pub rows: Table<FolderRow>,
}

impl Folders {
    /// Takes note of a resolved or a substituted folder.
    pub(super) fn observe(
        &mut self,
        event: &Event<'_>,
        engine: Option<EngineId>,
        names: &mut Names,
    ) {
        let (key, kind) = match event.kind {
            EventKind::FolderSource { key, .. } => (key, FolderKind::Source),
            EventKind::FolderTarget { key, .. } => (key, FolderKind::Target),
            EventKind::DualFolderSubstituted { .. } => ("", FolderKind::Substituted),
            _ => return,
        };
        self.rows.push(FolderRow {
            key: names.id(key),
            line: event.line,
            engine_byte: EngineByte::new(engine, kind as u8),
        });
    }
}
