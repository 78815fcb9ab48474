//! What actions wrote into the log themselves, by line.

use super::Trace;
use super::index::NameId;
use super::model::Output;
use crate::text::LineNo;

/// What one action wrote.
#[derive(Clone, Copy, Debug)]
pub struct Written {
    /// The name of the action.
    pub name: NameId,
    /// All that it wrote.
    pub output: Output,
}

impl Trace {
    /// Puts what all actions wrote in the order in which it begins, once for all who ask for the writer of a line.
    pub(super) fn settle_written(&mut self) {
        let of_scripts = self.script_runs.iter().map(|run| (run.name, run.output));
        let of_actions = self.actions.iter().map(|run| (run.name, run.output));
        self.written = of_scripts
            .chain(of_actions)
            .filter_map(|(name, output)| output.map(|output| Written { name, output }))
            .collect();
        self.written.sort_by_key(|written| written.output.line);
    }

    /// The action that wrote a line, with all that it wrote; of several the one whose output begins last, since an action may
    /// run within another one.
    #[must_use]
    pub fn writer_of(&self, line: LineNo) -> Option<Written> {
        /// Actions within one another go nowhere near as deep.
        const DEEPEST: usize = 64;
        let begun = self
            .written
            .partition_point(|written| written.output.line <= line);
        let mut near = self.written[..begun].iter().rev().take(DEEPEST);
        near.find(|written| line <= written.output.end_line)
            .copied()
    }
}
