//! The prefixes of engine lines and of bundle lines.

use chrono::{NaiveDate, NaiveDateTime};

use super::lex::two_digits_each;
use crate::event::{Bundle, Byte, Engine, Level, Origin, Side, TimeOfDay};

/// The prefix of an engine line and the text behind it.
///
/// Typical input: `MSI (s) (18!54) [09:12:53:767]: Doing action: INSTALL`.
/// A doubled prefix, of which the first has no time, counts once:
/// `MSI (s) (54:9C) MSI (s) (54:9C) [09:32:57:691]: Component: ...`.
pub(super) fn engine(line: &str) -> Option<(Engine, &str)> {
    match line.as_bytes().first_chunk().and_then(by_place) {
        Some(engine) => Some((engine, behind(line)?)),
        None => torn(line),
    }
}

/// The last prefixes that were read. Many lines are written within a millisecond, and they share them to the letter;
/// and a line that ends the record above it is looked at twice.
#[derive(Clone, Debug)]
pub(super) struct Last {
    /// That of an engine line, and what it says.
    prefix: [u8; LENGTH],
    origin: Origin,
    /// That of a bundle line up to its level, and who wrote it when.
    written: [u8; WRITTEN],
    bundle: Option<(u32, u32, NaiveDateTime)>,
}

impl Default for Last {
    fn default() -> Self {
        Self {
            // Bytes that no text has, so that no line is like it.
            prefix: [0xFF; LENGTH],
            origin: Origin::Plain,
            written: [0xFF; WRITTEN],
            bundle: None,
        }
    }
}

impl Last {
    /// Puts the prefix of an engine line into `origin` and gives the text behind it, as [`engine`] reads it.
    ///
    /// The prefix is written where it stays, for the same reason as the kind of an event.
    pub(super) fn read<'log>(&mut self, line: &'log str, origin: &mut Origin) -> Option<&'log str> {
        if self.is_at(line) {
            *origin = self.origin;
            return behind(line);
        }
        let (mut engine, text) = torn(line)?;
        // Where other lines have a time, one that lost its own was written when the one above it was.
        if let Origin::Engine(last) = self.origin
            && engine.at.milliseconds() == 0
        {
            engine.at = last.at;
        }
        *origin = Origin::Engine(engine);
        Some(text)
    }

    /// Whether a whole prefix stands at the start of a text; if so it is remembered.
    #[inline]
    pub(super) fn is_at(&mut self, text: &str) -> bool {
        let Some(prefix @ [b'M', ..]) = text.as_bytes().first_chunk::<LENGTH>() else {
            return false;
        };
        if self.prefix == *prefix {
            return true;
        }
        let Some(engine) = by_place(prefix) else {
            return false;
        };
        self.prefix = *prefix;
        self.origin = Origin::Engine(engine);
        true
    }

    /// The prefix of a bundle line and the text behind it.
    ///
    /// Typical input: `[4D9C:6D90][2026-03-13T15:31:16]i052: Condition 'X' evaluates to true.`
    pub(super) fn read_bundle<'log>(&mut self, line: &'log str) -> Option<(Bundle, &'log str)> {
        if !line.starts_with('[') {
            return None;
        }
        let ((process, thread, at), rest) = match (line.as_bytes().first_chunk(), self.bundle) {
            (Some(written), Some(bundle)) if *written == self.written => {
                (bundle, line.get(WRITTEN..)?)
            }
            (written, _) => {
                let (bundle, rest) = written_by(line)?;
                if let Some(written) = written
                    && line.len() - rest.len() == WRITTEN
                {
                    self.written = *written;
                    self.bundle = Some(bundle);
                }
                (bundle, rest)
            }
        };
        let [level, i1, i2, i3, b':', ..] = *rest.as_bytes() else {
            return None;
        };
        let level = match level {
            b'i' => Level::Info,
            b'w' => Level::Warning,
            b'e' => Level::Error,
            _ => return None,
        };
        let id = u16::try_from(decimal(&[i1, i2, i3])?).ok()?;
        let text = &rest["i052:".len()..];
        let bundle = Bundle {
            process,
            thread,
            at,
            level,
            id,
        };
        Some((bundle, text.strip_prefix(' ').unwrap_or(text)))
    }
}

/// The length of `MSI (s) (18!54) [09:12:53:767]:`.
const LENGTH: usize = 31;

/// The length of a prefix whose time was lost: `MSI (s) (54:9C) `.
const TORN: usize = 16;

/// The text behind a prefix; between the two stands a blank.
fn behind(line: &str) -> Option<&str> {
    let text = line.get(LENGTH..)?;
    Some(text.strip_prefix(' ').unwrap_or(text))
}

/// A prefix, every part of which has a fixed place: nearly every line of a log comes through here.
#[inline]
fn by_place(prefix: &[u8; LENGTH]) -> Option<Engine> {
    let (ids, time) = prefix.split_first_chunk::<TORN>()?;
    let [
        b'M',
        b'S',
        b'I',
        b' ',
        b'(',
        side,
        b')',
        b' ',
        b'(',
        p1,
        p2,
        mark @ (b':' | b'!'),
        t1,
        t2,
        b')',
        b' ',
    ] = *ids
    else {
        return None;
    };
    let nibbles = [p1, p2, t1, t2].map(|digit| NIBBLES[usize::from(digit)]);
    if !(side.is_ascii_alphabetic() && nibbles.iter().fold(0, |all, nibble| all | nibble) < 16) {
        return None;
    }
    let [p1, p2, t1, t2] = nibbles;
    Some(Engine {
        side: Side::from_letter(side),
        process: Byte(p1 << 4 | p2),
        thread: Byte(t1 << 4 | t2),
        by_custom_action: mark == b'!',
        at: time_of_day(time.first_chunk()?)?,
    })
}

/// `[09:12:53:767]:`
fn time_of_day(text: &[u8; LENGTH - TORN]) -> Option<TimeOfDay> {
    let [
        b'[',
        h1,
        h2,
        c1,
        m1,
        m2,
        c2,
        s1,
        s2,
        b':',
        f1,
        f2,
        f3,
        b']',
        b':',
    ] = *text
    else {
        return None;
    };
    let (hour, minute, second) = two_digits_each([h1, h2, c1, m1, m2, c2, s1, s2])?;
    let [f1, f2, f3] = [f1, f2, f3].map(|digit| u32::from(digit.wrapping_sub(b'0')));
    if f1.max(f2).max(f3) > 9 {
        return None;
    }
    TimeOfDay::new(hour, minute, second, f1 * 100 + f2 * 10 + f3)
}

/// The value of each hexadecimal digit, 255 for any other byte.
const NIBBLES: [u8; 256] = {
    let mut nibbles = [255; 256];
    let mut value = 0;
    while value < 16 {
        nibbles[b"0123456789ABCDEF"[value as usize] as usize] = value;
        nibbles[b"0123456789abcdef"[value as usize] as usize] = value;
        value += 1;
    }
    nibbles
};

/// A line whose first prefix was torn off and written again, or whose prefix has no time.
fn torn(line: &str) -> Option<(Engine, &str)> {
    if !line.starts_with("MSI (") {
        return None;
    }
    let (first, again) = line.split_at_checked(TORN)?;
    if first.ends_with(") ") && again.starts_with("MSI (") {
        return engine(again);
    }
    let text = behind_no_time(line)?;
    let mut prefix = *b"MSI (s) (00:00) [00:00:00:000]:";
    prefix[..TORN - 1].copy_from_slice(&line.as_bytes()[..TORN - 1]);
    Some((by_place(&prefix)?, text))
}

/// What follows a prefix without a time: `MSI (s) (F4:F0): Doing action: INSTALL` of the first versions of Windows
/// Installer, and `MSI (s) (F4:F0) [Time]: Doing action: INSTALL` on pages whose author took the time away. Midnight stands
/// for it.
fn behind_no_time(line: &str) -> Option<&str> {
    let rest = line.get(TORN - 1..)?;
    let rest = match rest.strip_prefix(" [") {
        Some(named) => {
            let word = named.trim_start_matches(|sign: char| sign.is_ascii_alphabetic());
            word.strip_prefix(']')?
        }
        None => rest,
    };
    rest.strip_prefix(": ").or(rest.strip_prefix(':'))
}

/// The length of `[4D9C:6D90][2026-03-13T15:31:16]`, as it stands in nearly every bundle line.
const WRITTEN: usize = 32;

/// The process, the thread, and the time that a bundle line begins with, and what follows.
fn written_by(line: &str) -> Option<((u32, u32, NaiveDateTime), &str)> {
    let (process, rest) = id(line.strip_prefix('[')?)?;
    let (thread, rest) = id(rest.strip_prefix(':')?)?;
    let (at, rest) = rest.strip_prefix("][")?.split_at_checked(DATE_TIME)?;
    let at = date_time(at.as_bytes().first_chunk()?)?;
    Some(((process, thread, at), rest.strip_prefix(']')?))
}

/// The length of `2026-03-13T15:31:16`.
const DATE_TIME: usize = 19;

/// The time of a bundle line: `2026-03-13T15:31:16`.
fn date_time(text: &[u8; DATE_TIME]) -> Option<NaiveDateTime> {
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

    #[track_caller]
    fn check(line: &str, expect: Option<&str>) {
        let found = engine(line).map(|(e, text)| {
            let mark = if e.by_custom_action { '!' } else { ':' };
            format!(
                "{:?} {}{mark}{} {} |{text}|",
                e.side, e.process, e.thread, e.at
            )
        });
        assert_eq!(found.as_deref(), expect, "{line}");
    }

    #[test]
    fn an_engine_prefix_is_read_or_refused() {
        check(
            "MSI (s) (18:A8) [09:12:53:865]: Doing action: INSTALL",
            Some("Server 18:A8 09:12:53.865 |Doing action: INSTALL|"),
        );
        check(
            "MSI (c) (F8!DC) [23:59:59:999]: x",
            Some("Client F8!DC 23:59:59.999 |x|"),
        );
        check(
            "MSI (N) (00:01) [00:00:00:000]:",
            Some("Nested 00:01 00:00:00.000 ||"),
        );
        check(
            "MSI (s) (54:9C) MSI (s) (54:9C) [09:32:57:691]: Component: x",
            Some("Server 54:9C 09:32:57.691 |Component: x|"),
        );
        check("MSI (c) (A0:4C): x", Some("Client A0:4C 00:00:00.000 |x|"));
        check(
            "MSI (s) (08!6C) [Time]: x",
            Some("Server 08!6C 00:00:00.000 |x|"),
        );
        check("MSI (s) (18:A8) [29:12:53:865]: x", None);
        check("MSI (s) (18:A8) [a b]: x", None);
        check("MSI (s) (18:A8", None);
        check("MSI (s) (18:A8) [09:12:5", None);
        check("MSI (INFO): '=== Logging started'", None);
        check("MSI (s) (18:A8) MSI (s) (18:A8) ", None);
        check("MSI (s) (5é:9C) [09:32:57:691]: x", None);
    }

    #[test]
    fn a_bundle_prefix_is_read_or_refused() {
        let (prefix, text) = Last::default()
            .read_bundle("[1A24:1810][2016-02-08T00:08:24]e000: Error 0x80070005: no")
            .unwrap();
        assert_eq!(
            (prefix.process, prefix.thread, prefix.at.to_string()),
            (0x1A24, 0x1810, "2016-02-08 00:08:24".to_owned())
        );
        assert_eq!(
            (prefix.level, prefix.id, text),
            (Level::Error, 0, "Error 0x80070005: no")
        );
        for line in [
            "[05/15/15,13:12:37] Setup.exe: x",
            "[1A24:1810] x",
            "[1A24:1810][2016]i000: x",
            "[",
        ] {
            assert!(Last::default().read_bundle(line).is_none(), "{line}");
        }
    }
}
