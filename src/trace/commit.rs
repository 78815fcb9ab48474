//! Custom actions of the commit phase.

use super::builder::Builder;
use super::index::EngineId;
use super::phase::Phase;
use super::script::{MOST_RUNS, RunningScript, ScriptRun};
use crate::event::Event;

/// More actions than the scripts of one transaction have.
const MOST_BACK: usize = 4096;

impl Builder {
    /// A custom action of the commit phase has no operation there: it is invoked after the script has ended, by the
    /// function that an earlier operation stored. In a transaction over several packages that is after all of their
    /// engines have returned.
    pub(super) fn begin_commit_action(
        &mut self,
        event: &Event<'_>,
        engine: Option<EngineId>,
        entry: &str,
    ) {
        let Some(stored) = self.stored_for_commit(engine, entry) else {
            return;
        };
        // They run one after another, and between two of them the thread that waits may have nothing to write.
        if self.committing {
            self.end_script_run(event);
        }
        if let (None, Some(id), Some(last)) =
            (engine, stored.engine, self.trace.transactions.last_mut())
        {
            last.commits.push((id, event.line));
        }
        self.script = Some(RunningScript {
            rollback: false,
            action: Some(stored.name),
            run: Some(self.trace.script_runs.len()),
        });
        self.committing = true;
        self.trace.script_runs.push(ScriptRun {
            line: event.line,
            end_line: event.end_line(),
            begun: event.origin.engine().and_then(|prefix| prefix.at),
            ended: None,
            operations: 0,
            commit: true,
            output: None,
            host: None,
            ..stored
        });
    }

    /// The stored custom action that is invoked now, if this is the commit phase: of several with one function, the one
    /// whose turn it is, since they run in the order in which they were stored, package by package.
    fn stored_for_commit(&mut self, engine: Option<EngineId>, entry: &str) -> Option<ScriptRun> {
        let is_busy = self.script.is_some() && !self.committing;
        if is_busy || self.trace.script_runs.len() >= MOST_RUNS {
            return None;
        }
        let of_engine;
        // In the order in which they began.
        let packages = match engine {
            Some(id) => {
                let phase = self.trace.engines[id.at()].phases.last()?.phase;
                of_engine = [id];
                (phase == Phase::Commit).then_some(of_engine.as_slice())?
            }
            None => self.trace.transactions.last()?.packages.as_slice(),
        };
        let first = packages.first()?;
        let target = self.trace.names.id(entry);
        let runs = self.trace.script_runs.iter().rev().take(MOST_BACK);
        let runs = runs.take_while(|run| run.engine.is_none_or(|id| id >= *first));
        // From the last to the first.
        let mut stored = Vec::new();
        let mut have_run = 0;
        for run in runs.filter(|run| run.target == Some(target)) {
            let is_of_package = |id| packages.binary_search(&id).is_ok();
            if !run.engine.is_some_and(is_of_package) {
                continue;
            }
            if run.commit {
                have_run += 1;
            } else if run.is_stored_for_commit() {
                stored.push(run);
            }
        }
        let behind = stored.len().saturating_sub(have_run + 1);
        stored.get(behind).copied().cloned()
    }

    /// The thread that invoked a custom action of the commit phase waits for it, and writes again when it has ended.
    pub(super) fn end_commit_action(&mut self, event: &Event<'_>, engine: Option<EngineId>) {
        let (true, Some(prefix)) = (self.committing, event.origin.engine()) else {
            return;
        };
        let waits = match engine {
            Some(id) => Some(self.trace.engines[id.at()].thread),
            None => self.trace.transactions.last().map(|last| last.thread),
        };
        if waits == Some(prefix.thread) && !prefix.by_custom_action {
            self.end_script_run(event);
            self.script = None;
            self.committing = false;
        }
    }
}
