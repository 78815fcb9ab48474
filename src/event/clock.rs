//! The clock of a log: local time of day, without a date and without a zone.

use std::fmt;
use std::num::NonZeroU32;

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

/// Milliseconds since midnight, local time of the machine that wrote the log.
///
/// The engine prefix has milliseconds (`[09:12:53:767]`), action lines and headers have whole seconds.
/// In JSON it is text: `09:12:53.767`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
#[schemars(with = "String")]
pub struct TimeOfDay(
    /// One more than the milliseconds, so that a time that may be missing takes no more room.
    NonZeroU32,
);

impl TimeOfDay {
    /// The time from its parts; `None` where a part is out of range (hour 24, minute 60, second 60).
    #[must_use]
    pub fn new(hour: u32, minute: u32, second: u32, millisecond: u32) -> Option<Self> {
        let fits = hour < 24 && minute < 60 && second < 60 && millisecond < 1000;
        if !fits {
            return None;
        }
        let milliseconds = ((hour * 60 + minute) * 60 + second) * 1000 + millisecond;
        NonZeroU32::MIN.checked_add(milliseconds).map(Self)
    }

    /// Milliseconds from this time to a later one, over midnight where the later one is the smaller. One that is smaller by
    /// less than a minute is no later: action lines have whole seconds, and some lines are written late.
    #[must_use]
    pub fn until(self, later: Self) -> u32 {
        const DAY: u32 = 24 * 60 * 60 * 1000;
        const A_LITTLE: u32 = 60 * 1000;
        let milliseconds = (DAY + later.milliseconds() - self.milliseconds()) % DAY;
        if milliseconds > DAY - A_LITTLE {
            0
        } else {
            milliseconds
        }
    }

    /// Milliseconds since midnight, 0 to 86,399,999.
    #[must_use]
    pub fn milliseconds(self) -> u32 {
        self.0.get() - 1
    }
}

/// How many milliseconds something took, where the log has the clock of both its ends; see [`TimeOfDay::until`].
#[must_use]
pub fn took(begun: Option<TimeOfDay>, ended: Option<TimeOfDay>) -> Option<u32> {
    begun.zip(ended).map(|(begun, ended)| begun.until(ended))
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let milliseconds = self.milliseconds();
        let (seconds, millisecond) = (milliseconds / 1000, milliseconds % 1000);
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        write!(f, "{hour:02}:{minute:02}:{second:02}.{millisecond:03}")
    }
}

impl Serialize for TimeOfDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_a_little_before_another_is_no_day_later() {
        let time = |hour, second, millisecond| TimeOfDay::new(hour, 59, second, millisecond);
        for (begun, ended, took) in [
            (time(15, 37, 946), time(15, 37, 0), 0),
            (time(15, 37, 946), time(15, 38, 0), 54),
            (time(23, 59, 500), TimeOfDay::new(0, 0, 0, 0), 500),
            (time(17, 0, 0), time(8, 0, 0), 15 * 60 * 60 * 1000),
        ] {
            let (begun, ended) = begun.zip(ended).unwrap();
            assert_eq!(begun.until(ended), took, "{begun} to {ended}");
        }
    }

    #[test]
    fn a_time_is_shown_as_it_was_made() {
        for (parts, shown) in [
            ((0, 0, 0, 0), Some("00:00:00.000")),
            ((9, 12, 53, 767), Some("09:12:53.767")),
            ((23, 59, 59, 999), Some("23:59:59.999")),
            ((24, 0, 0, 0), None),
            ((0, 60, 0, 0), None),
            ((0, 0, 60, 0), None),
        ] {
            let time = TimeOfDay::new(parts.0, parts.1, parts.2, parts.3);
            assert_eq!(time.map(|t| t.to_string()).as_deref(), shown, "{parts:?}");
        }
    }
}
