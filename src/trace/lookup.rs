//! What of a trace belongs to a session.

use std::ops::Range;

use super::Trace;
use super::index::{ActionId, EngineId, SessionId};
use super::model::{ActionRun, EngineRun, Fault};
use super::outside::Outside;
use crate::event::Side;
use crate::text::LineNo;

impl Trace {
    /// What refers to each session, in order.
    pub fn session_ids(&self) -> impl DoubleEndedIterator<Item = SessionId> + use<> {
        (0..self.sessions.len()).map(SessionId::new)
    }

    /// The session in which a line stands.
    #[must_use]
    pub fn session_at(&self, line: LineNo) -> Option<SessionId> {
        let begun = self
            .sessions
            .partition_point(|session| session.line <= line);
        begun.checked_sub(1).map(SessionId::new)
    }

    /// What refers to each engine, in the order in which they began.
    pub fn engine_ids(&self) -> impl DoubleEndedIterator<Item = EngineId> + use<> {
        (0..self.engines.len()).map(EngineId::new)
    }

    /// The engines of a session, in the order in which they began.
    pub fn engines_of(
        &self,
        session: SessionId,
    ) -> impl DoubleEndedIterator<Item = (EngineId, &EngineRun)> {
        let range = within(&self.engines, session, |run| run.session);
        range.clone().map(EngineId::new).zip(&self.engines[range])
    }

    /// What of a session no engine wrote.
    #[must_use]
    pub fn outside_of(&self, session: SessionId) -> &[Outside] {
        &self.outside[within(&self.outside, session, |outside| outside.session)]
    }

    /// The actions of a session, in the order in which they began.
    pub fn actions_of(
        &self,
        session: SessionId,
    ) -> impl DoubleEndedIterator<Item = (ActionId, &ActionRun)> {
        let range = within(&self.actions, session, |run| run.session);
        range.clone().map(ActionId::new).zip(&self.actions[range])
    }

    /// The actions of an engine, in the order in which they began. They lie within its lines.
    #[must_use]
    pub fn actions_in(&self, engine: EngineId) -> impl DoubleEndedIterator<Item = &ActionRun> {
        let run = &self.engines[engine.at()];
        let within = between(&self.actions, run.line, run.end_line, |action| action.line);
        within
            .iter()
            .filter(move |action| action.engine == Some(engine))
    }

    /// The faults of a session, in order.
    #[must_use]
    pub fn faults_of(&self, session: SessionId) -> &[Fault] {
        &self.faults[within(&self.faults, session, |fault| fault.session)]
    }

    /// Whether no work was begun after a fault, in its engine or, where it has none, in its session: a source that was looked
    /// for there was not found later.
    #[must_use]
    pub fn is_unanswered(&self, fault: &Fault) -> bool {
        let work = fault.engine.map_or_else(
            || self.sessions[fault.session.at()].work,
            |id| self.engines[id.at()].work,
        );
        fault.work >= work
    }

    /// The engines of a session that handled a package of their own: those of the server that stand in no other,
    /// or the client's where no server ran.
    #[must_use]
    pub fn packages_of(&self, session: SessionId) -> Vec<EngineId> {
        let of_side = |side| {
            let runs = self
                .engines_of(session)
                .filter(move |(_, run)| run.side == side);
            runs.map(|(id, _)| id).collect::<Vec<_>>()
        };
        let server = of_side(Side::Server);
        if server.is_empty() {
            of_side(Side::Client)
        } else {
            server
        }
    }

    /// The engine that handles the package which an engine works for: for one inside of another the outermost one, for a
    /// client the first that it called, or itself where no server ran.
    #[must_use]
    pub fn package_of(&self, engine: EngineId) -> Option<EngineId> {
        let mut id = engine;
        while self.engines[id.at()].side == Side::Nested
            && let Some(outer) = self.engines[id.at()].parent
        {
            id = outer;
        }
        let run = &self.engines[id.at()];
        if run.side != Side::Client {
            return Some(id).filter(|_| run.side == Side::Server);
        }
        let mut servers = self
            .engines_of(run.session)
            .filter(|(_, run)| run.side == Side::Server)
            .peekable();
        if servers.peek().is_none() {
            return Some(id);
        }
        let called = servers.find(|(_, run)| run.parent == Some(id));
        called.map(|(id, _)| id)
    }
}

/// The range of things that belong to a session; they stand in the order of the sessions.
fn within<T>(
    things: &[T],
    session: SessionId,
    session_of: impl Fn(&T) -> SessionId,
) -> Range<usize> {
    let from = things.partition_point(|thing| session_of(thing) < session);
    let count = things[from..].partition_point(|thing| session_of(thing) == session);
    from..from + count
}

/// Of the rows of a table, which are in the order of the log, those from one line to another, both included. `line` tells where
/// a row stands.
#[must_use]
pub fn between<R>(rows: &[R], from: LineNo, to: LineNo, line: impl Fn(&R) -> LineNo) -> &[R] {
    let rows = &rows[rows.partition_point(|row| line(row) < from)..];
    &rows[..rows.partition_point(|row| line(row) <= to)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Source;

    #[test]
    fn each_client_has_the_package_that_it_called() {
        let run = |side: &str, product: &str| {
            format!(
                "MSI ({side}) (10:20) [10:00:00:000]: ******* RunEngine:\n           ******* Product: {product}\n           \
                 ******* Action: \n           ******* CommandLine: **********\n"
            )
        };
        let end = |side: &str| {
            format!("MSI ({side}) (10:20) [10:00:00:000]: MainEngineThread is returning 0\n")
        };
        let one = |product| [run("c", product), run("s", product), end("s"), end("c")].concat();
        let log = [one("C:\\rota.msi"), one("C:\\rowan.msi")].concat();
        let trace = Trace::read(&mut Source::from_bytes(log, None)).unwrap();
        let packages: Vec<_> = trace
            .engine_ids()
            .map(|id| trace.package_of(id).map(EngineId::at))
            .collect();
        assert_eq!(packages, [Some(1), Some(1), Some(3), Some(3)]);
    }
}
