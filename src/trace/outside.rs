//! Lines with a prefix that no engine wrote: before it begins, after it has returned, and where none runs.

use super::builder::Builder;
use super::index::SessionId;
use super::phase::{self, Phase, PhaseSpan};
use crate::event::{Event, EventKind, Side};
use crate::syntax::argument;

/// The lines of one side of a session that stand outside of its engines.
///
/// On the server that is the thread around the engine, which begins the transaction and ends it.
#[derive(Clone, Debug)]
pub struct Outside {
    /// The session.
    pub session: SessionId,
    /// [`Side::Client`], or [`Side::Server`] for all else.
    pub side: Side,
    /// What happened there, in order.
    pub phases: Vec<PhaseSpan>,
}

/// A file may have any number of sessions, but each has lines.
const MOST: usize = 1 << 18;

impl Builder {
    /// Takes note of a line that belongs to no engine.
    pub(super) fn observe_outside(&mut self, event: &Event<'_>, session: SessionId) {
        let Some(prefix) = event.origin.engine() else {
            return;
        };
        let is_client = prefix.side == Side::Client;
        let place = usize::from(!is_client);
        let known = self.outside[place];
        let now = known
            .and_then(|at| self.trace.outside[at].phases.last())
            .map_or(Phase::SessionStart, |span| span.phase);
        let has_returned = self.has_returned(is_client);
        if has_returned && !is_client {
            self.observe_end_of_transaction(event);
        }
        let next = if is_client {
            if has_returned { Phase::SessionEnd } else { now }
        } else {
            next_of_server(now, event, has_returned)
        };
        let at = known.unwrap_or(self.trace.outside.len());
        if at >= MOST {
            self.trace.drop_fact();
            return;
        }
        if known.is_none() {
            self.outside[place] = Some(at);
            self.trace.outside.push(Outside {
                session,
                side: if is_client {
                    Side::Client
                } else {
                    Side::Server
                },
                phases: Vec::new(),
            });
        }
        let clock = prefix.at.filter(|_| !self.late);
        phase::extend(&mut self.trace.outside[at].phases, next, event, clock);
    }

    /// Whether the last engine of a side in this session has returned. Inner engines never print that they do.
    fn has_returned(&self, is_client: bool) -> bool {
        let last = self.last_engine[usize::from(!is_client)];
        last.is_some_and(|id| self.trace.engines[id.at()].returned.is_some())
    }
}

fn next_of_server(now: Phase, event: &Event<'_>, has_returned: bool) -> Phase {
    match event.kind {
        EventKind::TransactionEntered { .. } => Phase::TransactionStart,
        EventKind::Operation {
            name: "Header",
            arguments,
        } if argument(arguments, "ScriptType") == Some("2") => Phase::Rollback,
        _ if now == Phase::Rollback => now,
        _ if has_returned => Phase::TransactionEnd,
        _ => now,
    }
}
