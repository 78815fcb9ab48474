//! The prefixes of bundle lines, and what is left of them where lines were copied into a page.

use std::num::NonZeroU32;

use chrono::{NaiveDate, NaiveDateTime};

use super::burn_words;
use super::lex::{NIBBLES, two_digits_each};
use crate::event::{Bundle, Event, Level};

/// What was seen of prefixes so far. Many lines share theirs to the letter, and lines without a prefix count only where a
/// line shows that the log is a bundle's.
#[derive(Clone, Debug)]
pub(super) struct Last {
    /// The last prefix up to its level, and who wrote it when.
    written: [u8; WRITTEN],
    writer: Option<Writer>,
    stripped: Stripped,
}

/// What lines without a prefix have shown so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stripped {
    /// Nothing that is a bundle's.
    #[default]
    Unseen,
    /// That they begin with their number.
    ToNumber,
    /// That they begin with their text.
    ToText,
    /// That they are a bundle's, whatever they begin with.
    Anyhow,
}

/// Who wrote a line and when, as far as it says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Writer {
    process: Option<NonZeroU32>,
    thread: Option<NonZeroU32>,
    at: Option<NaiveDateTime>,
}

impl Writer {
    fn of(self, level: Level, id: u16) -> Bundle {
        Bundle {
            process: self.process,
            thread: self.thread,
            at: self.at,
            level,
            id,
        }
    }
}

impl Default for Last {
    fn default() -> Self {
        Self {
            // Bytes that no text has, so that no line is like it.
            written: [0xFF; WRITTEN],
            writer: None,
            stripped: Stripped::default(),
        }
    }
}

impl Last {
    /// What is known somewhere in the log of a bundle.
    pub(super) fn within_bundle() -> Self {
        Self {
            stripped: Stripped::Anyhow,
            ..Self::default()
        }
    }

    /// The prefix of a bundle line, of which the ids or the time may be missing, and the text behind it.
    ///
    /// Typical input: `[4D9C:6D90][2026-03-13T15:31:16]i052: Condition 'X' evaluates to true.`
    pub(super) fn read<'log>(&mut self, line: &'log str) -> Option<(Bundle, &'log str)> {
        if !line.starts_with('[') {
            return None;
        }
        let (writer, rest) = match (line.as_bytes().first_chunk(), self.writer) {
            (Some(written), Some(writer)) if *written == self.written => {
                (writer, line.get(WRITTEN..)?)
            }
            (written, _) => {
                let Some((writer, rest)) = written_by(line) else {
                    return self.read_partly(line);
                };
                if let Some(written) = written
                    && line.len() - rest.len() == WRITTEN
                {
                    self.written = *written;
                    self.writer = Some(writer);
                }
                (writer, rest)
            }
        };
        let (level, id, text) = number(rest).or_else(|| without_number(writer, rest))?;
        Some((writer.of(level, id), text))
    }

    /// A line without the bracket that it began with, without a prefix, or without its number, and its text.
    ///
    /// Typical input: `4D9C:6D90][2026-03-13T15:31:16]i052: Condition 'X' evaluates to true.`,
    /// `i052: Condition 'X' evaluates to true.`, `Condition 'X' evaluates to true.`
    pub(super) fn read_stripped<'log>(&mut self, line: &'log str) -> Option<(Bundle, &'log str)> {
        // A colon stands behind the first id, the four digits of which are mostly all.
        if line
            .as_bytes()
            .get(4..9)
            .is_some_and(|ids| ids.contains(&b':'))
            && let Some(known) = self.read_partly(line)
        {
            return Some(known);
        }
        if let Some((level, id, text)) = number(line) {
            let is_known = matches!(self.stripped, Stripped::ToNumber | Stripped::Anyhow)
                || burn_words::is_message(id, text);
            if !is_known {
                return None;
            }
            self.stripped = Stripped::ToNumber;
            return Some((Writer::default().of(level, id), text));
        }
        // Where other lines have a number, a line without one goes on with the one above it.
        if self.writer.is_some() || self.stripped == Stripped::ToNumber {
            return None;
        }
        let (level, id) = match burn_words::telling(line) {
            Some(known) => known,
            None if self.stripped == Stripped::Unseen => return None,
            None => burn_words::plain(line)?,
        };
        self.stripped = Stripped::ToText;
        Some((Writer::default().of(level, id), line))
    }

    fn read_partly<'log>(&mut self, line: &'log str) -> Option<(Bundle, &'log str)> {
        let (writer, rest) = partly_written_by(line)?;
        let (level, id, text) = number(rest)?;
        self.stripped = Stripped::ToNumber;
        Some((writer.of(level, id), text))
    }
}

/// Whether a line of a bundle begins with its text, so that nothing shows where it goes on.
pub(super) fn lacks_number(event: &Event<'_>) -> bool {
    let is_stripped = |bundle: Bundle| bundle.at.is_none() && bundle.process.is_none();
    event.origin.bundle().is_some_and(is_stripped) && number(event.raw).is_none()
}

/// What a bundle line says behind its ids and its time, from the level and the number on; a line without a number as it
/// is.
///
/// Typical input: `[4D9C:6D90][2026-03-13T15:31:16]i052: Condition 'X' evaluates to true.`
#[must_use]
pub fn behind_bundle_prefix(line: &str) -> &str {
    let behind = partly_written_by(line).map(|(_, rest)| rest);
    behind.filter(|rest| number(rest).is_some()).unwrap_or(line)
}

/// The level and the number of a message, and its text: `i052: Condition 'X' evaluates to true.`
fn number(text: &str) -> Option<(Level, u16, &str)> {
    let [level, i1, i2, i3, b':', ..] = *text.as_bytes() else {
        return None;
    };
    let level = match level {
        b'i' => Level::Info,
        b'w' => Level::Warning,
        b'e' => Level::Error,
        _ => return None,
    };
    let id = u16::try_from(decimal(&[i1, i2, i3])?).ok()?;
    let text = &text["i052:".len()..];
    Some((level, id, text.strip_prefix(' ').unwrap_or(text)))
}

/// The text of a line from an engine before 3.7, which writes no numbers, with the level and the number that its words
/// have since: `[0728:0144][2013-09-12T20:37:47]: Error 0x80070643: Failed to execute EXE package.`
fn without_number(writer: Writer, rest: &str) -> Option<(Level, u16, &str)> {
    let text = rest.strip_prefix(": ")?;
    // Without the time, or without the ids, such a line may be anybody's.
    writer.process.and(writer.thread)?;
    writer.at?;
    let known = burn_words::telling(text).or_else(|| burn_words::plain(text));
    let (level, id) = known.unwrap_or((Level::Info, 0));
    Some((level, id, text))
}

/// The length of `[4D9C:6D90][2026-03-13T15:31:16]`, as it stands in nearly every bundle line.
const WRITTEN: usize = 32;

/// The process, the thread, and the time that a bundle line begins with, and what follows.
fn written_by(line: &str) -> Option<(Writer, &str)> {
    let (process, rest) = id(line.strip_prefix('[')?)?;
    let (thread, rest) = id(rest.strip_prefix(':')?)?;
    let (at, rest) = rest.strip_prefix("][")?.split_at_checked(DATE_TIME)?;
    let writer = Writer {
        process: NonZeroU32::new(process),
        thread: NonZeroU32::new(thread),
        at: Some(date_time(at)?),
    };
    Some((writer, rest.strip_prefix(']')?))
}

/// What a line begins with that has the ids or the time alone, or no bracket at its start: `[4D9C:6D90]i052: `,
/// `[2026-03-13T15:31:16]i052: `, `4D9C:6D90][2026-03-13T15:31:16]i052: `.
fn partly_written_by(line: &str) -> Option<(Writer, &str)> {
    let mut writer = Writer::default();
    let mut rest = line;
    for _ in 0..2 {
        let Some((part, behind)) = rest.split_once(']') else {
            break;
        };
        let part = part.strip_prefix('[').unwrap_or(part);
        if let Some((process, thread)) = both_ids(part) {
            writer.process = NonZeroU32::new(process);
            writer.thread = NonZeroU32::new(thread);
        } else if let Some(at) = date_time(part) {
            writer.at = Some(at);
        } else {
            break;
        }
        rest = behind;
    }
    (writer != Writer::default()).then_some((writer, rest))
}

/// `4D9C:6D90`
fn both_ids(text: &str) -> Option<(u32, u32)> {
    let (process, rest) = id(text)?;
    let (thread, rest) = id(rest.strip_prefix(':')?)?;
    rest.is_empty().then_some((process, thread))
}

/// The length of `2026-03-13T15:31:16`.
const DATE_TIME: usize = 19;

/// The time of a bundle line: `2026-03-13T15:31:16`.
fn date_time(text: &str) -> Option<NaiveDateTime> {
    let text: &[u8; DATE_TIME] = text.as_bytes().try_into().ok()?;
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T', time @ ..] = text else {
        return None;
    };
    let year = decimal(&[*y1, *y2, *y3, *y4])?.cast_signed();
    let date = NaiveDate::from_ymd_opt(year, decimal(&[*m1, *m2])?, decimal(&[*d1, *d2])?)?;
    let (hour, minute, second) = two_digits_each(*time)?;
    date.and_hms_opt(hour, minute, second)
}

/// A process or thread id of a bundle line, four or more hexadecimal digits, and what follows: `1A24`.
fn id(text: &str) -> Option<(u32, &str)> {
    let mut id: u32 = 0;
    let mut length = 0;
    while let Some(nibble) = text
        .as_bytes()
        .get(length)
        .map(|byte| NIBBLES[usize::from(*byte)])
        && nibble < 16
    {
        id = id.checked_mul(16)? | u32::from(nibble);
        length += 1;
    }
    (length >= 4).then(|| (id, &text[length..]))
}

fn decimal(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number, digit| {
        digit
            .is_ascii_digit()
            .then(|| number * 10 + u32::from(digit - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_bundle_line_says_stands_behind_what_is_left_of_its_prefix() {
        for before in [
            "[4D9C:6D90][2026-03-13T15:31:16]",
            "[4D9C:6D90]",
            "[2026-03-13T15:31:16]",
            "4D9C:6D90][2026-03-13T15:31:16]",
            "",
        ] {
            let text = "i052: Condition 'x]i1' evaluates to true.";
            assert_eq!(behind_bundle_prefix(&format!("{before}{text}")), text);
        }
        for other in ["[4D9C:6D90] some text", "[x]i052: text", "text", ""] {
            assert_eq!(behind_bundle_prefix(other), other);
        }
    }

    /// A prefix as it is written, with a dash for what is missing.
    fn written((bundle, text): (Bundle, &str)) -> String {
        let id = |id: Option<NonZeroU32>| id.map_or("-".to_owned(), |id| format!("{id:04X}"));
        let at = bundle.at.map_or("-".to_owned(), |at| at.to_string());
        let (process, thread) = (id(bundle.process), id(bundle.thread));
        format!(
            "{process}:{thread} {at} {:?} {} |{text}|",
            bundle.level, bundle.id
        )
    }

    #[test]
    fn a_prefix_is_read_as_far_as_it_is_there() {
        for (line, expected) in [
            (
                "[1A24:1810][2016-02-08T00:08:24]e000: Error 0x80070005: no",
                "1A24:1810 2016-02-08 00:08:24 Error 0 |Error 0x80070005: no|",
            ),
            ("[0A24:11810]w321:", "0A24:11810 - Warning 321 ||"),
            (
                "[2016-02-08T00:08:24]i300: Apply begin",
                "-:- 2016-02-08 00:08:24 Info 300 |Apply begin|",
            ),
            (
                "[1A24:1810][2012-02-08T00:08:24]: Plan 2 packages, action: Install",
                "1A24:1810 2012-02-08 00:08:24 Info 200 |Plan 2 packages, action: Install|",
            ),
            (
                "[1A24:1810][2012-02-08T00:08:24]: Error 0x80070005: no",
                "1A24:1810 2012-02-08 00:08:24 Error 0 |Error 0x80070005: no|",
            ),
            (
                "[1A24:1810][2012-02-08T00:08:24]: Registry key not found.",
                "1A24:1810 2012-02-08 00:08:24 Info 0 |Registry key not found.|",
            ),
        ] {
            let found = Last::default().read(line).map(written);
            assert_eq!(found.as_deref(), Some(expected), "{line}");
        }
        for line in [
            "[05/15/15,13:12:37] Setup.exe: x",
            "[1A24:1810] x",
            "[1A24:1810][2016]i000: x",
            "[1A24]i000: x",
            "[1A24:1810]: x",
            "[2012-02-08T00:08:24]: x",
            "[ab",
            "[",
        ] {
            assert_eq!(Last::default().read(line), None, "{line}");
        }
    }

    #[test]
    fn a_line_without_a_prefix_is_read_where_it_or_one_above_is_certainly_a_bundles() {
        let condition = "Condition 'A' evaluates to false.";
        for (above, line, expected) in [
            (
                "",
                "i052: Condition 'A' evaluates to false.",
                Some("-:- - Info 52 |Condition 'A' evaluates to false.|"),
            ),
            (
                "",
                condition,
                Some("-:- - Info 52 |Condition 'A' evaluates to false.|"),
            ),
            (
                "",
                "e000: Error 0x80070005: no",
                Some("-:- - Error 0 |Error 0x80070005: no|"),
            ),
            (
                "",
                "1A24:1810][2016-02-08T00:08:24]i300: Apply begin",
                Some("1A24:1810 2016-02-08 00:08:24 Info 300 |Apply begin|"),
            ),
            // Other programs number their lines too, and write of errors.
            ("", "e404: Not found", None),
            ("", "i052: Anything", None),
            ("", "w291:", None),
            ("", "Error 0x80070005: no", None),
            ("", "Apply begin", None),
            (
                "i300: Apply begin",
                "w291: Anything",
                Some("-:- - Warning 291 |Anything|"),
            ),
            (
                condition,
                "Error 0x80070005: no",
                Some("-:- - Error 0 |Error 0x80070005: no|"),
            ),
            (condition, "Anything", None),
            // Below a line with a number, one without goes on with it.
            ("i300: Apply begin", condition, None),
            (
                "[1A24:1810][2016-02-08T00:08:24]i300: Apply begin",
                condition,
                None,
            ),
        ] {
            let mut last = Last::default();
            let _ = last.read(above).or_else(|| last.read_stripped(above));
            let found = last.read_stripped(line).map(written);
            assert_eq!(found.as_deref(), expected, "{above} / {line}");
        }
    }
}
