//! The part of a log that `--from` and `--to` ask for.

use std::fmt;
use std::str::FromStr;

use anyhow::bail;
use clap::Args;

use crate::event::{Event, EventKind, TimeOfDay};
use crate::text::LineNo;

/// Which part of a log.
#[derive(Clone, Copy, Debug, Default, Args)]
pub(super) struct Range {
    /// Start at this line, or at this clock time (HH:MM, HH:MM:SS, or HH:MM:SS.mmm).
    ///
    /// A log has clock times without dates. With times alone, the part is what was written between them on any day;
    /// when --from is the later one, the part goes past midnight: `--from 23:55 --to 00:10`. Without --to it ends at
    /// midnight, and without --from it begins there. A line without a clock has the time of the last clock above it.
    #[arg(long, value_name = "N|TIME")]
    pub(super) from: Option<Bound>,
    /// End with this line, or with this clock time: `--to 09:12` takes all of that minute.
    #[arg(long, value_name = "N|TIME")]
    pub(super) to: Option<Bound>,
}

impl Range {
    /// Fails where the part would be empty whatever the log holds.
    pub(super) fn check(&self) -> anyhow::Result<()> {
        if let (Some(Bound::Line(from)), Some(Bound::Line(to))) = (self.from, self.to)
            && from > to
        {
            bail!("--from {from} comes after --to {to}: give the smaller line number to --from");
        }
        Ok(())
    }

    /// Whether the clock of each line must be known.
    pub(super) fn has_time(&self) -> bool {
        [self.from, self.to]
            .iter()
            .any(|bound| matches!(bound, Some(Bound::Time { .. })))
    }

    /// Whether the lines `first..=last` reach into the part, as far as line numbers tell.
    pub(super) fn has_line(&self, first: LineNo, last: LineNo) -> bool {
        let after_from = !matches!(self.from, Some(Bound::Line(from)) if last < from);
        after_from && !self.ends_before(first)
    }

    /// Whether neither this line nor any below it lies in the part.
    pub(super) fn ends_before(&self, line: LineNo) -> bool {
        matches!(self.to, Some(Bound::Line(to)) if to < line)
    }

    /// Whether a line with this clock lies in the part, as far as times tell.
    ///
    /// Lines above the first clock of a log were written before it, so they lie before every start and every end.
    pub(super) fn has_clock(&self, clock: Option<TimeOfDay>) -> bool {
        let from = match self.from {
            Some(Bound::Time { first, .. }) => Some(first),
            _ => None,
        };
        let to = match self.to {
            Some(Bound::Time { last, .. }) => Some(last),
            _ => None,
        };
        let Some(clock) = clock else {
            return from.is_none();
        };
        let after_from = from.is_none_or(|from| from <= clock);
        let before_to = to.is_none_or(|to| clock <= to);
        match (from, to) {
            (Some(from), Some(to)) if to < from => after_from || before_to,
            _ => after_from && before_to,
        }
    }
}

/// One end of a part of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    /// A line.
    Line(LineNo),
    /// All the milliseconds of a minute or a second, or a single one.
    Time {
        /// The first of them.
        first: TimeOfDay,
        /// The last of them.
        last: TimeOfDay,
    },
}

/// The text is neither a line number nor a clock time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NoBound;

impl fmt::Display for NoBound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "expected a line number from 1 on, \
             or a clock time such as 09:12, 09:12:53, or 09:12:53.767",
        )
    }
}

impl std::error::Error for NoBound {}

impl FromStr for Bound {
    type Err = NoBound;

    fn from_str(text: &str) -> Result<Self, NoBound> {
        if text.contains(':') {
            return time(text).ok_or(NoBound);
        }
        match text.parse() {
            Ok(0) | Err(_) => Err(NoBound),
            Ok(line) => Ok(Bound::Line(LineNo::new(line))),
        }
    }
}

/// Reads `09:12`, `9:12:53`, `09:12:53.767`, and what an engine line has between its brackets, `09:12:53:767`.
fn time(text: &str) -> Option<Bound> {
    let parts = text
        .split([':', '.'])
        .map(|part| number(part, 2))
        .collect::<Vec<_>>();
    let (first, last) = match *parts {
        [Some(hour), Some(minute)] => (
            TimeOfDay::new(hour, minute, 0, 0),
            TimeOfDay::new(hour, minute, 59, 999),
        ),
        [Some(hour), Some(minute), Some(second)] => (
            TimeOfDay::new(hour, minute, second, 0),
            TimeOfDay::new(hour, minute, second, 999),
        ),
        [Some(hour), Some(minute), Some(second), _] => {
            let digits = text.rsplit([':', '.']).next()?;
            let at = TimeOfDay::new(hour, minute, second, number(digits, 3)?);
            (at, at)
        }
        _ => return None,
    };
    Some(Bound::Time {
        first: first?,
        last: last?,
    })
}

/// A number of one digit up to `most` digits, without a sign.
fn number(text: &str, most: usize) -> Option<u32> {
    let fits = (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

/// The clock that a record itself carries, in its prefix or in its text, if it does.
pub(super) fn clock(event: &Event<'_>) -> Option<TimeOfDay> {
    let of_plain = || match event.kind {
        EventKind::ActionStarted { at, .. }
        | EventKind::ActionEnded { at, .. }
        | EventKind::ActionDescribed { at, .. } => Some(at),
        EventKind::SessionStarted { time, .. }
        | EventKind::SessionStopped { time, .. }
        | EventKind::LoggingStarted { time, .. }
        | EventKind::LoggingStopped { time, .. } => second(time),
        _ => None,
    };
    event.origin.clock().or_else(of_plain)
}

/// Reads the time of a header line or of a bundle line.
fn second(text: &str) -> Option<TimeOfDay> {
    match time(text.trim()) {
        Some(Bound::Time { first, .. }) => Some(first),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Option<TimeOfDay> {
        second(text)
    }

    fn range(from: &str, to: &str) -> Range {
        let bound = |text: &str| (!text.is_empty()).then(|| text.parse().unwrap());
        Range {
            from: bound(from),
            to: bound(to),
        }
    }

    #[test]
    fn bounds() {
        for (text, shown) in [
            ("1", "1"),
            ("4294967295", "4294967295"),
            ("9:12", "09:12:00.000 09:12:59.999"),
            ("09:12:53", "09:12:53.000 09:12:53.999"),
            ("09:12:53.7", "09:12:53.007 09:12:53.007"),
            ("09:12:53:767", "09:12:53.767 09:12:53.767"),
            ("0", ""),
            ("-3", ""),
            ("", ""),
            ("soon", ""),
            ("4294967296", ""),
            ("24:00", ""),
            ("9:60", ""),
            ("9:", ""),
            ("9:12:+3", ""),
            ("9:12:53.7670", ""),
            ("9:12:53.767.1", ""),
        ] {
            let found = match text.parse() {
                Ok(Bound::Line(line)) => line.to_string(),
                Ok(Bound::Time { first, last }) => format!("{first} {last}"),
                Err(NoBound) => String::new(),
            };
            assert_eq!(found, shown, "{text}");
        }
    }

    #[test]
    fn times_in_a_range() {
        for (from, to, inside, outside) in [
            ("9:12", "9:13", "9:12:00 9:13:59.999", "9:11:59.999 9:14:00"),
            (
                "23:55",
                "0:10",
                "23:55:00 23:59:59 0:00:00 0:10:59",
                "12:00:00 0:11:00",
            ),
            ("9:12", "", "9:12:00 23:59:59", "0:00:00 9:11:59"),
            ("", "9:12", "0:00:00 9:12:59", "9:13:00"),
            ("", "", "0:00:00 9:13:00", ""),
        ] {
            let range = range(from, to);
            for (times, expected) in [(inside, true), (outside, false)] {
                for time in times.split_whitespace() {
                    assert_eq!(range.has_clock(at(time)), expected, "{from} {to} {time}");
                }
            }
        }
        assert!(!range("9:12", "").has_clock(None));
        assert!(range("", "9:12").has_clock(None));
    }

    #[test]
    fn lines_in_a_range() {
        let both = range("10", "20");
        for (first, last, expected) in [
            (1, 9, false),
            (9, 10, true),
            (20, 30, true),
            (21, 30, false),
        ] {
            let (first, last) = (LineNo::new(first), LineNo::new(last));
            assert_eq!(both.has_line(first, last), expected, "{first} {last}");
        }
        assert!(both.check().is_ok() && range("5", "5").check().is_ok());
        assert!(range("6", "5").check().is_err());
        assert!(range("9:13", "9:12").check().is_ok());
    }
}
