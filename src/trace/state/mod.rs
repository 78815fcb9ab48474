//! What the log says about state: properties, folders, features, files, operations, policies, and where a package
//! comes from.
//!
//! Half of the lines of a log are of this kind, so they are kept as rows of 8 to 16 bytes in tables: names by their id,
//! places by their line, and no values. A value is read again from the log when somebody asks, see [`read_values`],
//! [`event_at`], and [`each_at`].

mod effects;
mod features;
mod files;
mod folders;
mod operations;
mod paths;
mod policies;
mod properties;
mod provenance;
mod reading;
mod standing;
mod table;

pub use effects::{Area, Effect, Effects};
pub use features::{
    ComponentRow, ComponentStates, Components, RulingRow, Why, is_odd, why_not_done,
};
pub use files::{Decision, FileReason, FileRow, Files};
pub use folders::{FolderKind, FolderRow, Folders};
pub use operations::{OperationRow, Operations};
pub use paths::{Folder, Setter, action_at, folders_of};
pub use policies::{Policies, PolicyRow, is_default};
pub use properties::{Properties, PropertyKind, PropertyRow};
pub use provenance::{Ground, Provenance, ProvenanceRow, elevation};
pub use reading::{Clocked, bundle_event_at, each_at, each_near, event_at, read_values, value_at};
pub use standing::{
    Histories, How, Part, Scope, Standing, changed, final_value, histories, history, in_force,
    value_in_force,
};
pub use table::{EngineByte, MOST_ROWS, Table};

use super::index::EngineId;
use super::names::Names;
use crate::event::{Event, EventKind};

/// What the log says about state.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Changes of properties, their values on the command line, and the final dumps.
    pub properties: Properties,
    /// Where folders were resolved to, and which were redirected.
    pub folders: Folders,
    /// Features and components, and what was decided about components.
    pub components: Components,
    /// What was decided about files.
    pub files: Files,
    /// What scripts did.
    pub operations: Operations,
    /// Values of policies.
    pub policies: Policies,
    /// Rights, source, transforms, and patches.
    pub provenance: Provenance,
}

impl State {
    /// Takes note of an event of `engine`. Names go to `names`.
    pub(super) fn observe(
        &mut self,
        event: &Event<'_>,
        engine: Option<EngineId>,
        names: &mut Names,
    ) {
        match event.kind {
            EventKind::PropertyChange { .. }
            | EventKind::PropertyDump { .. }
            | EventKind::CommandLine { .. } => self.properties.observe(event, engine, names),
            EventKind::FolderSource { .. }
            | EventKind::FolderTarget { .. }
            | EventKind::DualFolderSubstituted { .. } => {
                self.folders.observe(event, engine, names);
            }
            EventKind::Feature { .. }
            | EventKind::Component { .. }
            | EventKind::ComponentRuled { .. } => {
                self.components.observe(event, engine, names);
            }
            EventKind::FileDecision {
                decision, reason, ..
            } => {
                self.files.observe(event.line, engine, [decision, reason]);
            }
            EventKind::Operation { name, arguments } => {
                self.operations
                    .observe(event.line, engine, [name, arguments], names);
            }
            EventKind::Policy { scope, name, .. } => {
                self.policies
                    .observe(event.line, engine, scope, name, names);
            }
            _ => self.provenance.observe(event, engine),
        }
    }

    /// Rows beyond what is kept, of all tables.
    #[must_use]
    pub fn dropped(&self) -> u32 {
        [
            self.properties.rows.dropped(),
            self.folders.rows.dropped(),
            self.components.rows.dropped(),
            self.components.rulings.dropped(),
            self.files.rows.dropped(),
            self.operations.rows.dropped(),
            self.policies.rows.dropped(),
            self.provenance.rows.dropped(),
        ]
        .into_iter()
        .fold(0, u32::saturating_add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_small() {
        assert_eq!(size_of::<PropertyRow>(), 12);
        assert_eq!(size_of::<FolderRow>(), 12);
        assert_eq!(size_of::<ComponentRow>(), 16);
        assert_eq!(size_of::<RulingRow>(), 12);
        assert_eq!(size_of::<FileRow>(), 8);
        assert_eq!(size_of::<OperationRow>(), 16);
        assert_eq!(size_of::<PolicyRow>(), 12);
        assert_eq!(size_of::<ProvenanceRow>(), 8);
    }
}
