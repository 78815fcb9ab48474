//! Features and components: what was there, what was asked for, what was done, and why not.

use std::collections::BTreeMap;
use std::io;

use schemars::JsonSchema;
use serde::Serialize;

use super::engine::{EngineHead, Groups, head};
use crate::event::{ComponentRuling, EventKind, InstallState, Side};
use crate::text::{LineNo, Source};
use crate::trace::Trace;
use crate::trace::state::{ComponentRow, Why, each_at, is_odd, why_not_done};

/// The features and components of a log.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Features {
    /// Whether only those were asked for whose request was not done.
    #[serde(skip)]
    pub only_odd: bool,
    /// Whether the log tells of features or components at all.
    #[serde(skip)]
    pub is_told: bool,
    /// Whether the log ended well; else what was done may have been undone.
    #[serde(skip)]
    pub is_success: bool,
    /// The engines of the log, in its order.
    pub engines: Vec<EngineFeatures>,
}

/// The features and components of an engine.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct EngineFeatures {
    /// The engine.
    #[serde(flatten)]
    pub engine: EngineHead,
    /// Its features.
    pub features: Vec<Item>,
    /// Its components.
    pub components: Vec<Item>,
    /// What was decided about components, by component code.
    pub rulings: Vec<Ruling>,
}

/// A feature or a component.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Item {
    /// Where it stands.
    pub line: u32,
    /// Its key.
    pub name: String,
    /// What was there.
    pub installed: InstallState,
    /// What was asked for.
    pub request: InstallState,
    /// What is done.
    pub action: InstallState,
    /// The state for this product, where the log tells it.
    pub client: Option<InstallState>,
    /// Whether what was asked for is not what is done.
    pub odd: bool,
    /// Why, where the log tells it.
    pub why: Option<String>,
}

/// A decision about a component.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Ruling {
    /// Where it stands.
    pub line: u32,
    /// The component code.
    pub component: String,
    /// What was decided.
    pub ruling: ComponentRuling,
    /// Why.
    pub reason: String,
}

/// Which features and components to show.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choice {
    /// Only those whose request was not done.
    pub odd: bool,
}

impl Features {
    /// The features and components of a log that are chosen, by engine.
    ///
    /// # Errors
    ///
    /// When the log cannot be read again.
    pub fn of(trace: &Trace, source: &mut Source, choice: Choice) -> io::Result<Self> {
        let components = &trace.state.components;
        let reasons = reasons(trace, source)?;
        let whys = why_not_done(trace);
        let mut engines = Groups::new();
        let fresh = |engine| {
            move || EngineFeatures {
                engine: head(trace, engine, Side::Other),
                ..EngineFeatures::default()
            }
        };
        for row in components.rows.rows() {
            if choice.odd && !is_odd(row.states) {
                continue;
            }
            let item = item(trace, row, whys.get(&row.line), &reasons);
            if let Some(group) = engines.of(row.engine(), fresh(row.engine())) {
                if row.is_feature() {
                    group.features.push(item);
                } else {
                    group.components.push(item);
                }
            }
        }
        for row in components.rulings.rows() {
            if choice.odd && !row.is_refusal() {
                continue;
            }
            let ruling = Ruling {
                line: row.line.get(),
                component: trace.names.get(row.component).to_owned(),
                ruling: row.ruling(),
                reason: reasons.get(&row.line).cloned().unwrap_or_default(),
            };
            if let Some(group) = engines.of(row.engine(), fresh(row.engine())) {
                group.rulings.push(ruling);
            }
        }
        Ok(Self {
            only_odd: choice.odd,
            is_told: !components.rows.rows().is_empty(),
            is_success: trace.verdict().0.outcome.is_success(),
            engines: engines.all(),
        })
    }
}

/// The reasons of all decisions, by line.
fn reasons(trace: &Trace, source: &mut Source) -> io::Result<BTreeMap<LineNo, String>> {
    let rulings = trace.state.components.rulings.rows();
    let lines: Vec<LineNo> = rulings.iter().map(|ruling| ruling.line).collect();
    let mut reasons = BTreeMap::new();
    each_at(source, &lines, |_, event| {
        if let EventKind::ComponentRuled { reason, .. } = event.kind {
            reasons.insert(event.line, reason.trim().to_owned());
        }
    })?;
    Ok(reasons)
}

fn item(
    trace: &Trace,
    row: &ComponentRow,
    why: Option<&Why>,
    reasons: &BTreeMap<LineNo, String>,
) -> Item {
    let reason = |line: &LineNo| {
        let reason = reasons.get(line).map_or("", String::as_str);
        reason.strip_prefix("since ").unwrap_or(reason).to_owned()
    };
    let why = match why {
        Some(Why::Ruled(line)) => Some(format!("line {line}: {}", reason(line))),
        Some(Why::OneOf(line)) => Some(format!("perhaps line {line}: {}", reason(line))),
        Some(Why::Untold) | None => None,
    };
    Item {
        line: row.line.get(),
        name: trace.names.get(row.name).to_owned(),
        installed: row.states.installed(),
        request: row.states.request(),
        action: row.states.action(),
        client: row.states.client(),
        odd: is_odd(row.states),
        why,
    }
}
