//! The prefixes of engine lines and of bundle lines.

use chrono::{NaiveDate, NaiveDateTime};

use crate::event::{Bundle, Byte, Engine, Level, Side, TimeOfDay};

/// The prefix of an engine line and the text behind it.
///
/// Typical input: `MSI (s) (18!54) [09:12:53:767]: Doing action: INSTALL`.
/// A doubled prefix, of which the first has no time, counts once:
/// `MSI (s) (54:9C) MSI (s) (54:9C) [09:32:57:691]: Component: ...`.
///
/// Every part has a fixed place, so it is read by place: nearly every line of a log comes through here.
pub(super) fn engine(line: &str) -> Option<(Engine, &str)> {
    let prefix = line.as_bytes().first_chunk()?;
    let Some(engine) = by_place(prefix) else {
        return torn(line);
    };
    let text = line.get(LENGTH..)?;
    Some((engine, text.strip_prefix(' ').unwrap_or(text)))
}

/// The last prefix that was read. Many lines are written within a millisecond, and they share it to the letter.
#[derive(Clone, Debug, Default)]
pub(super) struct Last(Option<([u8; LENGTH], Engine)>);

impl Last {
    /// The prefix of an engine line and the text behind it, as [`engine`] reads it.
    pub(super) fn read<'log>(&mut self, line: &'log str) -> Option<(Engine, &'log str)> {
        let prefix: &[u8; LENGTH] = line.as_bytes().first_chunk()?;
        if let Some((last, engine)) = &self.0
            && last == prefix
        {
            let text = line.get(LENGTH..)?;
            return Some((*engine, text.strip_prefix(' ').unwrap_or(text)));
        }
        let read = engine(line)?;
        // A torn prefix is longer than the bytes that are compared.
        self.0 = by_place(prefix).map(|engine| (*prefix, engine));
        Some(read)
    }
}

/// The length of `MSI (s) (18!54) [09:12:53:767]:`.
const LENGTH: usize = 31;

/// The length of a prefix whose time was lost: `MSI (s) (54:9C) `.
const TORN: usize = 16;

fn by_place(prefix: &[u8; LENGTH]) -> Option<Engine> {
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
        b'[',
        h1,
        h2,
        b':',
        m1,
        m2,
        b':',
        s1,
        s2,
        b':',
        f1,
        f2,
        f3,
        b']',
        b':',
    ] = *prefix
    else {
        return None;
    };
    let nibbles = [p1, p2, t1, t2].map(|digit| NIBBLES[usize::from(digit)]);
    let digits = [h1, h2, m1, m2, s1, s2, f1, f2, f3].map(|digit| digit.wrapping_sub(b'0'));
    // One test for all digits: they are nearly always right, and nine tests would cost more than the rest.
    let are_digits = nibbles.iter().all(|n| *n < 16) & digits.iter().all(|d| *d < 10);
    if !(are_digits && side.is_ascii_alphabetic()) {
        return None;
    }
    let [h1, h2, m1, m2, s1, s2, f1, f2, f3] = digits.map(u32::from);
    let at = TimeOfDay::new(
        h1 * 10 + h2,
        m1 * 10 + m2,
        s1 * 10 + s2,
        f1 * 100 + f2 * 10 + f3,
    )?;
    let [p1, p2, t1, t2] = nibbles;
    Some(Engine {
        side: Side::from_letter(side),
        process: Byte(p1 << 4 | p2),
        thread: Byte(t1 << 4 | t2),
        by_custom_action: mark == b'!',
        at,
    })
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

/// A line whose first prefix was torn off and written again.
fn torn(line: &str) -> Option<(Engine, &str)> {
    let (first, again) = line.split_at_checked(TORN)?;
    let is_torn = first.starts_with("MSI (") && first.ends_with(") ") && again.starts_with("MSI (");
    is_torn.then(|| engine(again)).flatten()
}

fn decimal(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number, digit| {
        digit
            .is_ascii_digit()
            .then(|| number * 10 + u32::from(digit - b'0'))
    })
}

/// The prefix of a bundle line and the text behind it.
///
/// Typical input: `[4D9C:6D90][2026-03-13T15:31:16]i052: Condition 'X' evaluates to true.`
pub(super) fn bundle(line: &str) -> Option<(Bundle, &str)> {
    let (process, rest) = line.strip_prefix('[')?.split_once(':')?;
    let (thread, rest) = rest.split_once("][")?;
    let process = id(process)?;
    let thread = id(thread)?;
    let (at, rest) = rest.split_once(']')?;
    let at = date_time(at)?;
    let level = match rest.as_bytes().first()? {
        b'i' => Level::Info,
        b'w' => Level::Warning,
        b'e' => Level::Error,
        _ => return None,
    };
    let (id, text) = rest.get(1..)?.split_once(':')?;
    if id.len() != 3 {
        return None;
    }
    let id = u16::try_from(decimal(id.as_bytes())?).ok()?;
    Some((
        Bundle {
            process,
            thread,
            at,
            level,
            id,
        },
        text.strip_prefix(' ').unwrap_or(text),
    ))
}

/// The time of a bundle line: `2026-03-13T15:31:16`.
fn date_time(text: &str) -> Option<NaiveDateTime> {
    let bytes = text.as_bytes();
    let framed =
        bytes.len() == 19 && [bytes[4], bytes[7], bytes[10], bytes[13], bytes[16]] == *b"--T::";
    if !framed {
        return None;
    }
    let number = |range: std::ops::Range<usize>| decimal(&bytes[range]);
    let date = NaiveDate::from_ymd_opt(number(0..4)?.cast_signed(), number(5..7)?, number(8..10)?)?;
    date.and_hms_opt(number(11..13)?, number(14..16)?, number(17..19)?)
}

/// A process or thread id of a bundle line, four or more hexadecimal digits: `1A24`.
fn id(digits: &str) -> Option<u32> {
    let plausible = digits.len() >= 4 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    plausible
        .then(|| u32::from_str_radix(digits, 16).ok())
        .flatten()
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
        check("MSI (s) (18:A8) [29:12:53:865]: x", None);
        check("MSI (s) (18:A8", None);
        check("MSI (s) (18:A8) [09:12:5", None);
        check("MSI (INFO): '=== Logging started'", None);
        check("MSI (s) (18:A8) MSI (s) (18:A8) ", None);
        check("MSI (s) (5é:9C) [09:32:57:691]: x", None);
    }

    #[test]
    fn a_bundle_prefix_is_read_or_refused() {
        let (prefix, text) =
            bundle("[1A24:1810][2016-02-08T00:08:24]e000: Error 0x80070005: no").unwrap();
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
            assert!(bundle(line).is_none(), "{line}");
        }
    }
}
