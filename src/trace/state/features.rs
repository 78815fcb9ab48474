//! Features and components: what is there, what is asked for, what is done, and what was decided.

use std::collections::BTreeMap;

use super::table::{EngineByte, Table};
use crate::event::{ComponentRuling, Event, EventKind, InstallState};
use crate::text::LineNo;
use crate::trace::Trace;
use crate::trace::index::{EngineId, NameId};
use crate::trace::names::Names;

/// The states of a feature or a component, each in four bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ComponentStates(u32);

const STATES: [InstallState; 10] = [
    InstallState::Absent,
    InstallState::Local,
    InstallState::Source,
    InstallState::Advertised,
    InstallState::Null,
    InstallState::Reinstall,
    InstallState::FileAbsent,
    InstallState::HkcrAbsent,
    InstallState::HkcrFileAbsent,
    InstallState::Other,
];

/// What stands for a state that the line does not tell.
const UNTOLD: u32 = 15;

impl ComponentStates {
    fn new(states: [InstallState; 3], client: Option<InstallState>) -> Self {
        let [installed, request, action] = states.map(|state| state as u32);
        let client = client.map_or(UNTOLD, |state| state as u32);
        Self(installed | request << 4 | action << 8 | client << 12)
    }

    fn state(self, shift: u32) -> Option<InstallState> {
        STATES.get((self.0 >> shift & 15) as usize).copied()
    }

    /// What was there.
    #[must_use]
    pub fn installed(self) -> InstallState {
        self.state(0).unwrap_or(InstallState::Other)
    }

    /// What was asked for.
    #[must_use]
    pub fn request(self) -> InstallState {
        self.state(4).unwrap_or(InstallState::Other)
    }

    /// What is done.
    #[must_use]
    pub fn action(self) -> InstallState {
        self.state(8).unwrap_or(InstallState::Other)
    }

    /// The state for this product, where the build of Windows Installer tells it.
    #[must_use]
    pub fn client(self) -> Option<InstallState> {
        self.state(12)
    }
}

/// A line of a feature or a component.
#[derive(Clone, Copy, Debug)]
pub struct ComponentRow {
    /// The key in the Feature or the Component table.
    pub name: NameId,
    /// Where it stands.
    pub line: LineNo,
    engine_byte: EngineByte,
    /// Its states.
    pub states: ComponentStates,
}

impl ComponentRow {
    /// The engine, where the log names one.
    #[must_use]
    pub fn engine(&self) -> Option<EngineId> {
        self.engine_byte.engine()
    }

    /// Whether it is a feature rather than a component.
    #[must_use]
    pub fn is_feature(&self) -> bool {
        self.engine_byte.byte() == 1
    }
}

/// A line with what was decided about a component.
#[derive(Clone, Copy, Debug)]
pub struct RulingRow {
    /// The component code, a GUID; such a line does not tell the key.
    pub component: NameId,
    /// Where it stands.
    pub line: LineNo,
    engine_byte: EngineByte,
}

const RULINGS: [ComponentRuling; 6] = [
    ComponentRuling::InstallDisallowed,
    ComponentRuling::UninstallDisallowed,
    ComponentRuling::InstallAllowed,
    ComponentRuling::UninstallAllowed,
    ComponentRuling::AssemblySkipped,
    ComponentRuling::AssemblyRechecked,
];

impl RulingRow {
    /// The engine, where the log names one.
    #[must_use]
    pub fn engine(&self) -> Option<EngineId> {
        self.engine_byte.engine()
    }

    /// What was decided.
    #[must_use]
    pub fn ruling(&self) -> ComponentRuling {
        RULINGS[usize::from(self.engine_byte.byte()).min(RULINGS.len() - 1)]
    }

    /// Whether the component is left as it is.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        matches!(
            self.ruling(),
            ComponentRuling::InstallDisallowed
                | ComponentRuling::UninstallDisallowed
                | ComponentRuling::AssemblySkipped
        )
    }
}

/// All that the log says of features and components.
#[derive(Clone, Debug, Default)]
pub struct Components {
    /// Features and components in the order of the log.
    pub rows: Table<ComponentRow>,
    /// Decisions in the order of the log.
    pub rulings: Table<RulingRow>,
}

impl Components {
    /// Takes note of a feature, a component, or a decision.
    pub(super) fn observe(
        &mut self,
        event: &Event<'_>,
        engine: Option<EngineId>,
        names: &mut Names,
    ) {
        let (name, states, client, is_feature) = match event.kind {
            EventKind::Feature {
                name,
                installed,
                request,
                action,
            } => (name, [installed, request, action], None, true),
            EventKind::Component {
                name,
                installed,
                request,
                action,
                client,
            } => (name, [installed, request, action], client, false),
            EventKind::ComponentRuled {
                ruling, component, ..
            } => {
                self.rulings.push(RulingRow {
                    component: names.id(component),
                    line: event.line,
                    engine_byte: EngineByte::new(engine, ruling as u8),
                });
                return;
            }
            _ => return,
        };
        self.rows.push(ComponentRow {
            name: names.id(name),
            line: event.line,
            engine_byte: EngineByte::new(engine, u8::from(is_feature)),
            states: ComponentStates::new(states, client),
        });
    }
}

/// Whether what was asked for is not what is done: `Request: Local; Action: Null` and the like.
#[must_use]
pub fn is_odd(states: ComponentStates) -> bool {
    states.request() != InstallState::Null && states.action() != states.request()
}

/// Why a request was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The decision in this line: it is the only one that fits.
    Ruled(LineNo),
    /// One of the decisions of the engine, of which this is the first; their lines name components by code, so nothing
    /// tells which of them it is.
    OneOf(LineNo),
    /// The log does not say. Mostly the condition of the component is false.
    Untold,
}

/// Why the requests of odd components were not done, as far as the log tells, by the line of the component.
///
/// A decision names the component code and the list of components names keys, so they are joined by number: where an
/// engine refused one component and left one request undone, that is the one.
#[must_use]
pub fn why_not_done(trace: &Trace) -> BTreeMap<LineNo, Why> {
    let components = &trace.state.components;
    let mut refused: BTreeMap<(Option<EngineId>, bool), Vec<&RulingRow>> = BTreeMap::new();
    for ruling in components.rulings.rows() {
        let is_install = match ruling.ruling() {
            ComponentRuling::InstallDisallowed | ComponentRuling::AssemblySkipped => true,
            ComponentRuling::UninstallDisallowed => false,
            _ => continue,
        };
        let group = refused.entry((ruling.engine(), is_install)).or_default();
        group.push(ruling);
    }
    let mut undone: BTreeMap<(Option<EngineId>, bool), Vec<LineNo>> = BTreeMap::new();
    for row in components.rows.rows() {
        if !row.is_feature() && is_odd(row.states) {
            let group = (row.engine(), row.states.request() != InstallState::Absent);
            undone.entry(group).or_default().push(row.line);
        }
    }
    let mut all = BTreeMap::new();
    for (group, lines) in undone {
        let mut rulings = refused.remove(&group).unwrap_or_default();
        let first = rulings.first().map(|ruling| ruling.line);
        rulings.sort_by_key(|ruling| ruling.component);
        rulings.dedup_by_key(|ruling| ruling.component);
        let why = match (first, rulings.len(), lines.len()) {
            (None, ..) => Why::Untold,
            (Some(line), 1, 1) => Why::Ruled(line),
            (Some(line), ..) => Why::OneOf(line),
        };
        all.extend(lines.into_iter().map(|line| (line, why)));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_give_back_what_they_were_made_of() {
        for state in STATES {
            let packed = ComponentStates::new([state, InstallState::Null, state], Some(state));
            assert_eq!(
                (packed.installed(), packed.request(), packed.action()),
                (state, InstallState::Null, state)
            );
            assert_eq!(packed.client(), Some(state));
            assert_eq!(ComponentStates::new([state; 3], None).client(), None);
        }
    }
}
