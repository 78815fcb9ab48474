//! The engines by which views are grouped.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::event::Side;
use crate::trace::{EngineId, Trace};

/// An engine, as views name it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EngineHead {
    /// `client`, `server`, `nested`, or `other`.
    pub side: &'static str,
    /// Its first line; nothing where the log shows no engines.
    pub line: Option<u32>,
    /// Its last line.
    pub end_line: Option<u32>,
    /// The path or the product code that it was called with.
    pub product: String,
}

/// How views name an engine, or a side where the log shows no engine.
pub(super) fn head(trace: &Trace, engine: Option<EngineId>, side: Side) -> EngineHead {
    let run = engine.and_then(|id| trace.engines.get(id.at()));
    EngineHead {
        side: match run.map_or(side, |run| run.side) {
            Side::Client => "client",
            Side::Server => "server",
            Side::Nested => "nested",
            Side::Other => "other",
        },
        line: run.map(|run| run.line.get()),
        end_line: run.map(|run| run.end_line.get()),
        product: run.map_or(String::new(), |run| run.product.clone()),
    }
}

/// What a view shows of each engine, in the order in which the engines first come.
pub(super) struct Groups<G> {
    groups: Vec<G>,
    /// Where in `groups` the one of each engine is.
    places: BTreeMap<Option<EngineId>, usize>,
}

impl<G> Groups<G> {
    /// No groups.
    pub(super) fn new() -> Self {
        Self {
            groups: Vec::new(),
            places: BTreeMap::new(),
        }
    }

    /// The group of an engine, a fresh one at the end if there is none.
    pub(super) fn of(
        &mut self,
        engine: Option<EngineId>,
        fresh: impl FnOnce() -> G,
    ) -> Option<&mut G> {
        let groups = &mut self.groups;
        let at = *self.places.entry(engine).or_insert_with(|| {
            groups.push(fresh());
            groups.len() - 1
        });
        groups.get_mut(at)
    }

    /// All groups.
    pub(super) fn all(self) -> Vec<G> {
        self.groups
    }
}
