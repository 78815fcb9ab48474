//! How much of which kind of line logs have, and what of them nobody understands.

mod shape;
mod tally;

use serde::Serialize;

pub use shape::shape;
pub use tally::Tally;

/// What was counted in some logs.
#[derive(Clone, Debug, Default)]
pub struct Stats {
    /// Each log, in the order given.
    pub logs: Vec<LogStats>,
    /// All logs together.
    pub total: Counts,
    /// The most frequent shapes of lines that nobody knows, the most frequent first.
    pub shapes: Vec<Shape>,
    /// How many different shapes were kept.
    pub distinct_shapes: u64,
    /// Lines of shapes that were not kept, because there were too many different ones.
    pub shapes_not_kept: u64,
}

/// What was counted in one log.
#[derive(Clone, Debug)]
pub struct LogStats {
    /// The path as it was given, or `-`.
    pub log: String,
    /// The encoding, and ` (guessed)` behind it where it is a guess.
    pub encoding: String,
    /// The lines.
    pub counts: Counts,
}

/// Lines, by what they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All lines.
    pub lines: u64,
    /// The kinds of events that were seen, each with its lines, the largest first, then by name. A line that
    /// goes on with the record above it counts as `continuation`, so these add up to all lines.
    pub kinds: Vec<(&'static str, u64)>,
}

impl Counts {
    /// How many lines are of this kind.
    #[must_use]
    pub fn of(&self, kind: &str) -> u64 {
        let found = self.kinds.iter().find(|(name, _)| *name == kind);
        found.map_or(0, |(_, lines)| *lines)
    }

    /// Which part of all lines so many are, from 0 to 1.
    #[must_use]
    pub fn share(&self, lines: u64) -> f64 {
        if self.lines == 0 {
            return 0.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "no log has 2^53 lines")]
        let share = lines as f64 / self.lines as f64;
        share
    }
}

/// A shape of lines that nobody knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shape {
    /// The shape, see [`shape()`].
    pub shape: String,
    /// How many lines have it.
    pub lines: u64,
    /// The log of the first of them.
    pub log: String,
    /// Where in that log the first of them is, from 1.
    pub line: u32,
    /// The first of them, without its prefix; the end of a long one is left out.
    pub example: String,
}
