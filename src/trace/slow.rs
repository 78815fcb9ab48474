//! Actions with the time that each took by itself.

use std::collections::BTreeSet;

use super::Trace;
use super::index::{ActionId, NameId};
use super::lookup::between;
use crate::text::LineNo;

/// An action that took time by itself.
#[derive(Clone, Copy, Debug)]
pub struct TimedAction {
    /// Its name.
    pub name: NameId,
    /// Where it begins.
    pub line: LineNo,
    /// How long it took, in milliseconds.
    pub milliseconds: u32,
    /// Where it ran.
    pub ran_in: RanIn,
}

/// Where an action ran that took time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RanIn {
    /// In a sequence, as a dialog, so that the time is the user's.
    Dialog,
    /// In a sequence, at once.
    Sequence,
    /// In a script that changes the machine.
    Script,
    /// In the script of a rollback.
    Rollback,
    /// In the commit phase.
    Commit,
}

impl RanIn {
    /// The word for it in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dialog => "dialog",
            Self::Sequence => "sequence",
            Self::Script => "script",
            Self::Rollback => "rollback",
            Self::Commit => "commit",
        }
    }
}

impl Trace {
    /// The actions whose both clocks the log has, those of sequences before those of scripts. An action in which others, a
    /// script, or an engine ran took their time, and is not among them.
    pub fn timed_actions(&self) -> impl Iterator<Item = TimedAction> {
        let parents: BTreeSet<ActionId> =
            self.actions.iter().filter_map(|run| run.parent).collect();
        let actions = self.actions.iter().enumerate();
        let works = actions.filter(move |(at, run)| {
            let until = run.end_line.unwrap_or(run.line);
            !parents.contains(&ActionId::new(*at))
                && between(&self.script_runs, run.line, until, |script| script.line).is_empty()
                && between(&self.engines, run.line, until, |engine| engine.line).is_empty()
        });
        let in_sequence = works.filter_map(|(_, run)| {
            Some(TimedAction {
                name: run.name,
                line: run.line,
                milliseconds: run.took()?,
                ran_in: if run.dialog {
                    RanIn::Dialog
                } else {
                    RanIn::Sequence
                },
            })
        });
        let in_script = self.script_runs.iter().filter_map(|run| {
            Some(TimedAction {
                name: run.name,
                line: run.line,
                milliseconds: run.took()?,
                ran_in: match (run.rollback, run.commit) {
                    (true, _) => RanIn::Rollback,
                    (_, true) => RanIn::Commit,
                    _ => RanIn::Script,
                },
            })
        });
        in_sequence.chain(in_script)
    }
}
