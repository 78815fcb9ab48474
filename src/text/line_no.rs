//! The number of a line.

use std::fmt;
use std::num::NonZeroU32;

use schemars::JsonSchema;
use serde::Serialize;

/// The number of a line, counted from 1 as a text editor shows it.
///
/// An `Option<LineNo>` takes four bytes, like the number itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct LineNo(NonZeroU32);

impl LineNo {
    /// The first line of a text.
    pub const FIRST: LineNo = LineNo(NonZeroU32::MIN);

    /// The line with this 1-based number. There is no line 0: it is taken for line 1.
    #[must_use]
    pub const fn new(number: u32) -> LineNo {
        match NonZeroU32::new(number) {
            Some(number) => LineNo(number),
            None => LineNo::FIRST,
        }
    }

    /// The 1-based number.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0.get()
    }

    /// The line that comes so many lines later, or the last one that has a number.
    #[must_use]
    pub const fn plus(self, lines: u32) -> LineNo {
        LineNo(self.0.saturating_add(lines))
    }
}

impl fmt::Display for LineNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_start_at_one_and_stop_at_the_last() {
        assert_eq!(LineNo::new(0), LineNo::FIRST);
        assert_eq!(LineNo::new(7).get(), 7);
        assert_eq!(LineNo::new(7).plus(3).to_string(), "10");
        assert_eq!(LineNo::new(u32::MAX).plus(1).get(), u32::MAX);
        assert_eq!(size_of::<Option<LineNo>>(), 4);
    }
}
