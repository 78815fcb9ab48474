//! Which of the events of Windows' event log stand first, the newest or the oldest.
//!
//! Event Viewer and PowerShell give the newest first; who sorts them by date, or copies one after the other, has the oldest first.
//! The times tell, in whatever form Windows writes a date: which number is the day and which the month need not be known where
//! only one of the three differs.

use std::cmp::Ordering;

/// In which order a text has its events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EventOrder {
    /// What stands below is newer.
    OldestFirst,
    /// What stands below is older.
    NewestFirst,
    /// The times do not tell.
    #[default]
    Unknown,
}

impl EventOrder {
    /// The order of the events in a text: that of each time and the next one. Unknown where two of them contradict each other, as
    /// where a message has a time of its own.
    pub(super) fn of(text: &str) -> EventOrder {
        let mut order = EventOrder::Unknown;
        let mut above: Option<Moment<'_>> = None;
        for moment in text.lines().filter_map(Moment::of) {
            let compared = above.as_ref().and_then(|above| above.compare(&moment));
            let told = match compared {
                Some(Ordering::Less) => EventOrder::OldestFirst,
                Some(Ordering::Greater) => EventOrder::NewestFirst,
                Some(Ordering::Equal) | None => EventOrder::Unknown,
            };
            above = Some(moment);
            if told == EventOrder::Unknown {
                continue;
            }
            if order != EventOrder::Unknown && order != told {
                return EventOrder::Unknown;
            }
            order = told;
        }
        order
    }
}

/// A date and a time as Windows writes them: `4/9/2025 10:15:42 AM`, `09.04.2025 10:15:42`, `2025-04-09T10:15:42.1234Z`.
#[derive(Debug)]
struct Moment<'a> {
    /// Day, month, and year in the order of the language.
    date: [u32; 3],
    /// The half of the day in words that are not known.
    half: &'a str,
    /// Seconds since midnight, or since the half of the day began.
    seconds: u32,
}

/// The most characters of a word for a half of the day, such as `a.m.`.
const LONGEST_HALF: usize = 4;

impl<'a> Moment<'a> {
    /// The first that a line has.
    fn of(line: &'a str) -> Option<Moment<'a>> {
        line.match_indices(':')
            .find_map(|(colon, _)| Self::around(line, colon))
    }

    /// The one of which the hour ends at a colon.
    fn around(line: &'a str, colon: usize) -> Option<Moment<'a>> {
        let before = line[..colon].trim_end_matches(|sign: char| sign.is_ascii_digit());
        let mut hour: u32 = short_number(&line[before.len()..colon])?;
        let (minute, rest) = two_digits(&line[colon + 1..])?;
        let (second, rest) = match rest.strip_prefix(':') {
            Some(rest) => two_digits(rest)?,
            None => (0, rest),
        };
        let before = before.strip_suffix('T').unwrap_or(before).trim_end();
        let before = end_of(before);
        let word_before = last_word(before);
        let mut half = half_at(rest);
        let date = if let Some(date) = date(word_before) {
            date
        } else {
            // Chinese and Korean have the half of the day before the time.
            half = word_before;
            date(last_word(
                before[..before.len() - word_before.len()].trim_end(),
            ))?
        };
        if !half.is_empty() && hour == 12 {
            hour = 0;
        }
        let is_morning = half.eq_ignore_ascii_case("AM");
        if half.eq_ignore_ascii_case("PM") {
            hour += 12;
        }
        if is_morning || half.eq_ignore_ascii_case("PM") {
            half = "";
        }
        let seconds = (hour * 60 + minute) * 60 + second;
        Some(Moment {
            date,
            half,
            seconds,
        })
    }

    /// Whether this one is before another one, where that can be told without knowing the language.
    fn compare(&self, other: &Moment<'_>) -> Option<Ordering> {
        let numbers = self.date.iter().zip(&other.date);
        let mut different = numbers
            .map(|(one, other)| one.cmp(other))
            .filter(|order| order.is_ne());
        match (different.next(), different.next()) {
            (None, _) => (self.half == other.half).then(|| self.seconds.cmp(&other.seconds)),
            (Some(order), None) => Some(order),
            (Some(_), Some(_)) => None,
        }
    }
}

/// A number of one or two digits.
fn short_number(digits: &str) -> Option<u32> {
    (1..=2)
        .contains(&digits.len())
        .then(|| digits.parse().ok())?
}

/// The two digits at the beginning of a text, and what follows, which is no digit.
fn two_digits(text: &str) -> Option<(u32, &str)> {
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at(end);
    (digits.len() == 2).then_some((digits.parse().ok()?, rest))
}

/// As much of the end of a text as a date and the half of a day take: a line may have a colon in every third place.
fn end_of(text: &str) -> &str {
    const MOST: usize = 40;
    let start = text.char_indices().rev().nth(MOST).map(|(at, _)| at);
    &text[start.unwrap_or(0)..]
}

/// What stands behind the last blank, quotation mark, or sign between columns.
fn last_word(text: &str) -> &str {
    let is_between = |sign: char| sign.is_whitespace() || "'\"=>,;".contains(sign);
    text.rsplit(is_between).next().unwrap_or_default()
}

/// The three numbers of a date, of which one is a year.
fn date(word: &str) -> Option<[u32; 3]> {
    let mut numbers = word
        .split(['/', '.', '-'])
        .map(|digits| (digits.len() <= 4).then(|| digits.parse().ok())?);
    let date = [numbers.next()??, numbers.next()??, numbers.next()??];
    numbers.next().is_none().then_some(date)
}

/// The word for a half of the day at the beginning of what follows a time, or nothing.
fn half_at(rest: &str) -> &str {
    let Some(word) = rest.strip_prefix([' ', '\u{202f}', '\u{a0}']) else {
        return "";
    };
    let is_of_word = |sign: char| sign.is_alphabetic() || sign == '.';
    let end = word.find(|sign| !is_of_word(sign)).unwrap_or(word.len());
    if word[..end].chars().count() <= LONGEST_HALF {
        &word[..end]
    } else {
        ""
    }
}

#[cfg(test)]
mod tests {
    use super::EventOrder::{NewestFirst, OldestFirst, Unknown};
    use super::*;

    #[test]
    fn times_tell_the_order_of_events_in_any_language() {
        for (above, below, told) in [
            ("4/9/2025 10:15:42 AM", "4/9/2025 11:15:42 AM", OldestFirst),
            ("4/9/2025 11:59:42 AM", "4/9/2025 12:15:42 PM", OldestFirst),
            ("4/9/2025 12:10:00 PM", "4/9/2025 1:10:00 PM", OldestFirst),
            ("4/10/2025 9:15:42 AM", "4/9/2025 11:15:42 AM", NewestFirst),
            ("09.04.2025 10:15:42", "09.05.2025 08:00:00", OldestFirst),
            ("09.04.2025 10:15:42", "08.05.2025 08:00:00", Unknown),
            ("09-04-2025 10:15", "09-04-2025 10:14", NewestFirst),
            ("2025/4/9 10:15:42", "2025/4/9 10:15:42", Unknown),
            (
                "2025/4/9 上午 10:15:42",
                "2025/4/9 上午 11:15:42",
                OldestFirst,
            ),
            ("2025/4/9 上午 10:15:42", "2025/4/9 下午 1:15:42", Unknown),
            (
                "2025-04-09T10:15:42.123Z",
                "2025-04-09T10:15:41.123Z",
                NewestFirst,
            ),
            ("Apr 09 10:15", "Apr 09 11:15", Unknown),
            ("a:b 10:15", ":::", Unknown),
        ] {
            for (before, behind) in [
                ("Date:          ", "\r"),
                ("<TimeCreated SystemTime='", "'/>"),
                ("Error,", ",MsiInstaller,1033"),
                ("Information,\"", "\",MsiInstaller"),
                ("", "   1033 Information"),
            ] {
                let text = format!("{before}{above}{behind}\nx\n{before}{below}{behind}\n");
                assert_eq!(EventOrder::of(&text), told, "{text}");
            }
        }
        let signs = format!("x{} 4/9/2025 10:15", ":11".repeat(200_000));
        assert_eq!(
            EventOrder::of(&format!("{signs}\n{signs} 4/9/2025 11:15\n")),
            Unknown
        );
        let three = "4/9/2025 10:15\n4/9/2025 11:15\n4/9/2025 10:45\n";
        assert_eq!(EventOrder::of(three), Unknown);
    }
}
