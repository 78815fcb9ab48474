//! The engines by which views are grouped.

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

/// The place of the group with that key in `groups`, a new one at the end if there is none.
/// Groups stand in the order in which they first come; the last one is looked at first.
pub(super) fn group<K: PartialEq, G>(
    groups: &mut Vec<(K, G)>,
    key: K,
    fresh: impl FnOnce() -> G,
) -> Option<&mut G> {
    let at = groups.iter().rposition(|(found, _)| *found == key);
    let at = at.unwrap_or_else(|| {
        groups.push((key, fresh()));
        groups.len() - 1
    });
    groups.get_mut(at).map(|(_, group)| group)
}
