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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Source;

    #[test]
    fn a_line_has_the_writer_in_whose_output_it_stands() {
        let log = "Action start 10:00:00: OpenGates.
OpenGates: turning the key
Action ended 10:00:01: OpenGates. Return value 1.
Action start 10:00:01: MoveGates.
MoveGates: pushing
";
        let mut source = Source::from_bytes(log, None);
        let trace = Trace::read(&mut source).unwrap();
        let writers: Vec<_> = (1..=6)
            .map(|line| trace.writer_of(LineNo::new(line)))
            .map(|writer| writer.map(|writer| trace.names.get(writer.name)))
            .collect();
        let (open, moved) = (Some("OpenGates"), Some("MoveGates"));
        assert_eq!(writers, [None, open, None, None, moved, None]);
    }
}
