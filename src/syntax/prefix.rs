//! The prefixes of engine lines and of bundle lines.

use chrono::{NaiveDate, NaiveDateTime};
use nom::bytes::complete::{tag, take};
use nom::{IResult, Parser};

use crate::event::{Bundle, Byte, Engine, Level, Side, TimeOfDay};

type Bytes<'log, T> = IResult<&'log [u8], T, ()>;

/// The prefix of an engine line and the text behind it.
///
/// Typical input: `MSI (s) (18!54) [09:12:53:767]: Doing action: INSTALL`.
/// A doubled prefix, of which the first has no time, counts once:
/// `MSI (s) (54:9C) MSI (s) (54:9C) [09:32:57:691]: Component: ...`.
pub(super) fn engine(line: &str) -> Option<(Engine, &str)> {
    let (rest, (side, process, mark, thread)) = identity(line.as_bytes()).ok()?;
    let Ok((rest, at)) = time(rest) else {
        let again = line.get(TORN_PREFIX..)?;
        return if again.starts_with("MSI (") && time(&again.as_bytes()[TORN_PREFIX - 1..]).is_ok() {
            engine(again)
        } else {
            None
        };
    };
    let text = line.get(line.len() - rest.len()..)?;
    let engine = Engine {
        side,
        process,
        thread,
        by_custom_action: mark == b'!',
        at,
    };
    Some((engine, text.strip_prefix(' ').unwrap_or(text)))
}

/// The length of a prefix whose time was lost: `MSI (s) (54:9C) `.
const TORN_PREFIX: usize = 16;

/// Typical input: `MSI (s) (18!54)`.
fn identity(input: &[u8]) -> Bytes<'_, (Side, Byte, u8, Byte)> {
    let (rest, _) = tag("MSI (").parse(input)?;
    let (rest, side) = take(1usize).parse(rest)?;
    let (rest, _) = tag(") (").parse(rest)?;
    let (rest, process) = byte(rest)?;
    let (rest, mark) = take(1usize).parse(rest)?;
    let (rest, thread) = byte(rest)?;
    let (rest, _) = tag(")").parse(rest)?;
    if side[0].is_ascii_alphabetic() && matches!(mark[0], b':' | b'!') {
        Ok((rest, (Side::from_letter(side[0]), process, mark[0], thread)))
    } else {
        Err(nom::Err::Error(()))
    }
}

/// Typical input: ` [09:12:53:767]:`.
fn time(input: &[u8]) -> Bytes<'_, TimeOfDay> {
    let (rest, field) = take(16usize).parse(input)?;
    let number = |range: std::ops::Range<usize>| decimal(&field[range]);
    let framed = field[..2] == *b" ["
        && field[4] == b':'
        && field[7] == b':'
        && field[10] == b':'
        && field[14..] == *b"]:";
    let parts = (number(2..4), number(5..7), number(8..10), number(11..14));
    match parts {
        (Some(hour), Some(minute), Some(second), Some(millisecond)) if framed => {
            TimeOfDay::new(hour, minute, second, millisecond)
                .map_or(Err(nom::Err::Error(())), |at| Ok((rest, at)))
        }
        _ => Err(nom::Err::Error(())),
    }
}

/// Two hexadecimal digits: `A8`.
fn byte(input: &[u8]) -> Bytes<'_, Byte> {
    let (rest, digits) = take(2usize).parse(input)?;
    match (hex_digit(digits[0]), hex_digit(digits[1])) {
        (Some(high), Some(low)) => Ok((rest, Byte(high << 4 | low))),
        _ => Err(nom::Err::Error(())),
    }
}

fn hex_digit(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
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
