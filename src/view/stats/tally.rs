//! Counting what logs have.

use std::collections::HashMap;
use std::io;

use super::{Counts, LogStats, Shape, Stats, shape};
use crate::event::{Event, EventKind};
use crate::syntax;
use crate::text::Source;

/// The most shapes that are kept, of one log and of all together. Each takes up to about 2 KB.
const MOST_SHAPES: usize = 4096;
/// The most characters of an example that are kept.
const EXAMPLE: usize = 300;

/// What is counted in one log, or in several.
#[derive(Debug, Default)]
pub struct Tally {
    lines: u64,
    kinds: HashMap<&'static str, u64>,
    /// In the order in which they were first seen, which makes the result the same on every run.
    shapes: Vec<Shape>,
    /// Where each shape is in `shapes`.
    places: HashMap<String, usize>,
    shapes_not_kept: u64,
}

impl Tally {
    /// Counts what is in a log, which is named `log`.
    ///
    /// # Errors
    ///
    /// When the log cannot be read to its end.
    pub fn of(source: &mut Source, log: String) -> io::Result<(LogStats, Self)> {
        let mut tally = Self::default();
        let mut last = 0;
        syntax::each_event(source, |event| {
            // A line of more than a mebibyte comes in pieces, and only the first of them is a line.
            if event.line.get() > last {
                tally.add(event, &log);
            }
            last = event.end_line().get();
        })?;
        let stats = LogStats {
            log,
            encoding: source.detected().to_string(),
            counts: tally.counts(),
        };
        Ok((stats, tally))
    }

    fn add(&mut self, event: &Event<'_>, log: &str) {
        let lines = u64::from(event.lines);
        self.lines += lines;
        *self.kinds.entry(event.kind.name()).or_default() += 1;
        if lines > 1 {
            let continuation = EventKind::Continuation { text: "" }.name();
            *self.kinds.entry(continuation).or_default() += lines - 1;
        }
        if let EventKind::Message { text } = event.kind {
            self.add_shape(shape(text), 1, || Shape {
                shape: String::new(),
                lines: 0,
                log: log.to_owned(),
                line: event.line.get(),
                example: text.chars().take(EXAMPLE).collect(),
            });
        }
    }

    /// Counts lines of a shape. `first` makes the entry of one that is new.
    fn add_shape(&mut self, shape: String, lines: u64, first: impl FnOnce() -> Shape) {
        if let Some(known) = self
            .places
            .get(&shape)
            .and_then(|at| self.shapes.get_mut(*at))
        {
            known.lines += lines;
        } else if self.shapes.len() < MOST_SHAPES {
            self.places.insert(shape.clone(), self.shapes.len());
            self.shapes.push(Shape {
                shape,
                lines,
                ..first()
            });
        } else {
            self.shapes_not_kept += lines;
        }
    }

    /// Adds what was counted in the log that follows.
    pub fn join(&mut self, other: Tally) {
        self.lines += other.lines;
        self.shapes_not_kept += other.shapes_not_kept;
        for (kind, lines) in other.kinds {
            *self.kinds.entry(kind).or_default() += lines;
        }
        for mut entry in other.shapes {
            let shape = std::mem::take(&mut entry.shape);
            self.add_shape(shape, entry.lines, || entry);
        }
    }

    fn counts(&self) -> Counts {
        let mut kinds: Vec<_> = self
            .kinds
            .iter()
            .map(|(kind, lines)| (*kind, *lines))
            .collect();
        kinds.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        Counts {
            lines: self.lines,
            kinds,
        }
    }

    /// The result, with the `top` most frequent shapes; of equally frequent ones, those seen first.
    #[must_use]
    pub fn finish(mut self, logs: Vec<LogStats>, top: usize) -> Stats {
        let total = self.counts();
        let distinct_shapes = self.shapes.len() as u64;
        self.shapes
            .sort_by_key(|shape| std::cmp::Reverse(shape.lines));
        self.shapes.truncate(top);
        Stats {
            logs,
            total,
            shapes: self.shapes,
            distinct_shapes,
            shapes_not_kept: self.shapes_not_kept,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::events;

    fn tally(text: &str, log: &str) -> Tally {
        let mut tally = Tally::default();
        for event in events(text) {
            tally.add(&event, log);
        }
        tally
    }

    #[test]
    fn shapes_beyond_the_cap_are_counted_together() {
        let letters = |n: usize| format!("{n:b}").replace('0', "o").replace('1', "i");
        let text: String = (0..MOST_SHAPES + 5)
            .flat_map(|n| ["a line ".to_owned(), letters(n), "\n".to_owned()])
            .collect();
        let mut all = tally(&text, "a");
        all.join(tally("a line oi\na line io\n", "b"));
        let stats = all.finish(Vec::new(), 3);
        assert_eq!(stats.distinct_shapes, MOST_SHAPES as u64);
        assert_eq!(stats.total.lines, MOST_SHAPES as u64 + 7);
        assert_eq!(stats.shapes_not_kept, 5 + 1, "oi is new, io is known");
        assert_eq!(stats.shapes[0].lines, 2);
        assert_eq!((&stats.shapes[0].log[..], stats.shapes[0].line), ("a", 3));
    }

    #[test]
    fn all_lines_are_counted_once() {
        let text =
            "Property(S): A = one\ntwo\nthree\n\nAction start 9:12:53: INSTALL.\nwhat is this\n";
        let counts = tally(text, "a").counts();
        assert_eq!(counts.lines, 6);
        assert_eq!(counts.kinds.iter().map(|(_, lines)| lines).sum::<u64>(), 6);
        assert_eq!(counts.of("continuation"), 2);
    }
}
