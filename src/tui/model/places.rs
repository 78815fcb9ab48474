//! Places that were visited, and places that were marked.

use std::collections::BTreeMap;

/// Where the user has been, as in a browser.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    behind: Vec<u32>,
    ahead: Vec<u32>,
}

/// More places than anybody goes back.
const MOST: usize = 500;

impl Places {
    /// Remembers a line that is left for another one.
    pub(crate) fn leave(&mut self, line: u32) {
        if self.behind.last() != Some(&line) {
            self.behind.push(line);
        }
        if self.behind.len() > MOST {
            self.behind.remove(0);
        }
        self.ahead.clear();
    }

    /// The place before; `here` can be come back to.
    pub(crate) fn back(&mut self, here: u32) -> Option<u32> {
        let line = self.behind.pop()?;
        self.ahead.push(here);
        Some(line)
    }

    /// The place that was left with [`Places::back`].
    pub(crate) fn forward(&mut self, here: u32) -> Option<u32> {
        let line = self.ahead.pop()?;
        self.behind.push(here);
        Some(line)
    }
}

/// Marked lines, each with a note.
pub(crate) type Bookmarks = BTreeMap<u32, String>;

/// The number after `line` among sorted numbers, or the first one: search goes round.
pub(crate) fn next_of(sorted: &[u32], line: u32) -> Option<u32> {
    let at = sorted.partition_point(|at| *at <= line);
    sorted.get(at).or(sorted.first()).copied()
}

/// The number before `line` among sorted numbers, or the last one.
pub(crate) fn previous_of(sorted: &[u32], line: u32) -> Option<u32> {
    let at = sorted.partition_point(|at| *at < line);
    sorted[..at].last().or(sorted.last()).copied()
}

/// The numbers that stand in both of two sorted lists.
pub(crate) fn in_both(some: &[u32], others: &[u32]) -> Vec<u32> {
    let mut rest = others;
    let is_there = |line: &&u32| {
        // The next one is mostly near; a long way is halved.
        let near = rest.iter().take(16).position(|at| at >= line);
        let skip = near.unwrap_or_else(|| rest.partition_point(|at| at < line));
        rest = &rest[skip..];
        rest.first() == Some(line)
    };
    some.iter().filter(is_there).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn back_and_forward_are_as_in_a_browser() {
        let mut places = Places::default();
        places.leave(1);
        places.leave(2);
        assert_eq!(places.back(3), Some(2));
        assert_eq!(places.back(2), Some(1));
        assert_eq!(places.back(1), None);
        assert_eq!(places.forward(1), Some(2));
        places.leave(2);
        assert_eq!(places.forward(9), None, "a new way forgets the old one");
    }

    #[test]
    fn next_and_previous_go_round() {
        let lines = [3, 5, 9];
        for (at, next, previous) in [(1, 3, 9), (3, 5, 9), (6, 9, 5), (9, 3, 5), (99, 3, 9)] {
            assert_eq!(next_of(&lines, at), Some(next), "{at}");
            assert_eq!(previous_of(&lines, at), Some(previous), "{at}");
        }
        assert_eq!(next_of(&[], 1), None);
    }

    #[test]
    fn what_stands_in_both_is_found_near_and_far() {
        let tens: Vec<u32> = (0..1000).map(|at| at * 10).collect();
        let all: Vec<u32> = (0..10_000).collect();
        assert_eq!(in_both(&tens, &all), tens);
        assert_eq!(in_both(&all, &tens), tens);
        assert!(in_both(&[1, 2, 9995], &tens).is_empty());
        assert!(in_both(&[], &tens).is_empty());
    }
}
