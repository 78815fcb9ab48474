//! Where a package comes from, and on what grounds it runs: rights, source, transforms, and patches.

use super::table::{EngineByte, Table};
use crate::event::{Event, EventKind, FileRole, Topic};
use crate::syntax::REJECTED;
use crate::text::LineNo;
use crate::trace::faults::forbids_elevation;
use crate::trace::index::EngineId;

/// What a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ground {
    /// With whose rights it runs, and why: `MSI_LUA: ...`, `Running product '...' with elevated privileges: ...`.
    Rights,
    /// Where its files come from: `SOURCEMGMT: ...`, `Resolving source.`, `SOURCEDIR ==> ...`.
    Source,
    /// `TRANSFORMS property is now: ...`, where it names one.
    Transform,
    /// A patch, its order, and its kind.
    Patch,
    /// `Migrating feature settings from product(s) '...'`: what an upgrade takes over.
    Upgrade,
}

const GROUNDS: [Ground; 5] = [
    Ground::Rights,
    Ground::Source,
    Ground::Transform,
    Ground::Patch,
    Ground::Upgrade,
];

/// A line that says something of it.
#[derive(Clone, Copy, Debug)]
pub struct ProvenanceRow {
    /// Where it stands.
    pub line: LineNo,
    engine_byte: EngineByte,
}

impl ProvenanceRow {
    /// The engine, where the log names one.
    #[must_use]
    pub fn engine(&self) -> Option<EngineId> {
        self.engine_byte.engine()
    }

    /// What the line is about.
    #[must_use]
    pub fn ground(&self) -> Ground {
        GROUNDS[usize::from(self.engine_byte.byte()).min(GROUNDS.len() - 1)]
    }
}

/// All that the log says of it.
#[derive(Clone, Debug, Default)]
pub struct Provenance {
    /// In the order of the log.
    pub rows: Table<ProvenanceRow>,
}

impl Provenance {
    /// Takes note of a line, if it is about any of this.
    pub(super) fn observe(&mut self, event: &Event<'_>, engine: Option<EngineId>) {
        if let Some(ground) = ground(event) {
            let engine_byte = EngineByte::new(engine, ground as u8);
            let line = event.line;
            self.rows.push(ProvenanceRow { line, engine_byte });
        }
    }
}

fn ground(event: &Event<'_>) -> Option<Ground> {
    match event.kind {
        EventKind::ProductContext { .. }
        | EventKind::ProductAssignment { .. }
        | EventKind::ProductPrivileges { .. }
        | EventKind::Elevation { .. } => Some(Ground::Rights),
        EventKind::Remark { text, .. }
            if text.starts_with("Product installation will be elevated")
                || text.starts_with("Product not elevated")
                || text.starts_with(REJECTED) =>
        {
            Some(Ground::Rights)
        }
        EventKind::SourceManagement { .. }
        | EventKind::SourceFolder { .. }
        | EventKind::SourceProduct { .. }
        | EventKind::SourceType { .. } => Some(Ground::Source),
        EventKind::Remark {
            topic: Topic::Source,
            text,
        } if !text.starts_with("Entering ") => Some(Ground::Source),
        EventKind::Transforms { list } if !list.trim().is_empty() => Some(Ground::Transform),
        EventKind::PatchSequence { .. }
        | EventKind::PatchOrder { .. }
        | EventKind::PackageFile {
            role: FileRole::OriginalPatch | FileRole::RunningPatch | FileRole::ExistingPatch,
            ..
        } => Some(Ground::Patch),
        EventKind::Remark {
            topic: Topic::Patch,
            text,
        } if text.starts_with("Detected that this is a ") => Some(Ground::Patch),
        EventKind::FeatureMigration { .. } => Some(Ground::Upgrade),
        _ => None,
    }
}

/// `Running product '{...}' as administrative installation.`: it only unpacks the package, with the rights that the caller has.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/administrative-installation>.
const ADMINISTRATIVE: &str = "administrative installation.";

/// Whether a line about rights says that the install runs elevated (`true`), that it does not, or neither.
///
/// The sentences are those that real logs have.
#[must_use]
pub fn elevation(event: &Event<'_>) -> Option<bool> {
    let decided = |text: &str, yes: &[&str], no: &[&str]| {
        let any = |of: &[&str]| of.iter().any(|piece| text.contains(piece));
        if any(no) {
            Some(false)
        } else {
            any(yes).then_some(true)
        }
    };
    match event.kind {
        EventKind::ProductPrivileges {
            reason: ADMINISTRATIVE,
            ..
        } => None,
        EventKind::ProductPrivileges { elevated, .. } => Some(elevated),
        EventKind::Elevation { text } if forbids_elevation(text) => Some(false),
        EventKind::Elevation { text } => decided(
            text,
            &[
                "already running elevated",
                "Install will run elevated",
                "(is elevated)",
            ],
            &["(is not elevated)", "with no elevation required"],
        ),
        EventKind::Remark { text, .. } => decided(
            text,
            &["Product installation will be elevated"],
            &["Product not elevated"],
        ),
        _ => None,
    }
}
