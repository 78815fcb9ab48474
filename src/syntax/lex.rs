//! The small pieces that line shapes are made of.

use nom::{Err, IResult, Parser};

use crate::event::TimeOfDay;
use crate::text::places;

/// What a piece of the grammar gives: the rest and a value, or a refusal without a reason.
/// A line is never wrong, it is only not of this shape, so the reason would be thrown away.
pub(super) type Parsed<'log, T> = IResult<&'log str, T, ()>;

/// The refusal.
pub(super) fn refuse<'log, T>() -> Parsed<'log, T> {
    Err(Err::Error(()))
}

/// A fixed text. nom's own `tag` compares byte by byte, which shows in the time for a log.
pub(super) fn tag<'log>(literal: &'static str) -> impl Fn(&'log str) -> Parsed<'log, &'log str> {
    move |input| Ok((behind(input, literal)?, &input[..literal.len()]))
}

/// What follows a fixed text at the start, for the frequent shapes: they are read step by step, because the
/// compiler makes calls of combinators within combinators.
#[expect(
    clippy::inline_always,
    reason = "where the text is known, comparing it is an instruction or two, else a call"
)]
#[inline(always)]
pub(super) fn behind<'log>(input: &'log str, literal: &str) -> Result<&'log str, Err<()>> {
    input.strip_prefix(literal).ok_or(Err::Error(()))
}

/// Everything before `delimiter`, and goes on behind it: [`until`] for the frequent shapes.
#[expect(
    clippy::inline_always,
    reason = "where the delimiter is known, comparing it is an instruction or two, else a call"
)]
#[inline(always)]
pub(super) fn up_to<'log>(input: &'log str, delimiter: &str) -> Parsed<'log, &'log str> {
    match split_once(input, delimiter) {
        Some((before, behind)) => Ok((behind, before)),
        None => refuse(),
    }
}

/// Everything before `delimiter`, and goes on behind it.
pub(super) fn until<'log>(
    delimiter: &'static str,
) -> impl Fn(&'log str) -> Parsed<'log, &'log str> {
    move |input| up_to(input, delimiter)
}

/// Everything before the last `delimiter`, and goes on behind it.
pub(super) fn until_last<'log>(
    delimiter: &'static str,
) -> impl Fn(&'log str) -> Parsed<'log, &'log str> {
    move |input| match find_last(input, delimiter) {
        Some(at) => Ok((&input[at + delimiter.len()..], &input[..at])),
        None => refuse(),
    }
}

/// Everything up to `suffix`, which ends the line.
pub(super) fn ending<'log>(suffix: &'static str) -> impl Fn(&'log str) -> Parsed<'log, &'log str> {
    move |input| match input.strip_suffix(suffix) {
        Some(text) => Ok(("", text)),
        None => refuse(),
    }
}

/// All that is left, blanks at its end included.
pub(super) fn rest(input: &str) -> Parsed<'_, &str> {
    Ok(("", input))
}

/// All that is left, without blanks at its end.
pub(super) fn trimmed(input: &str) -> Parsed<'_, &str> {
    Ok(("", without_trail(input)))
}

/// What `str::trim_start` gives. Nearly always there is nothing to trim, which one byte shows.
#[expect(
    clippy::inline_always,
    reason = "a call costs more than the look at the byte"
)]
#[inline(always)]
pub(super) fn without_lead(text: &str) -> &str {
    match text.as_bytes().first() {
        Some(b'!'..=b'~') => text,
        _ => text.trim_start(),
    }
}

/// What `str::trim_end` gives, in the same way.
#[expect(
    clippy::inline_always,
    reason = "a call costs more than the look at the byte"
)]
#[inline(always)]
pub(super) fn without_trail(text: &str) -> &str {
    match text.as_bytes().last() {
        Some(b'!'..=b'~') => text,
        _ => text.trim_end(),
    }
}

/// A decimal number without a sign: `1310`.
pub(super) fn unsigned(input: &str) -> Parsed<'_, u32> {
    let mut number: u32 = 0;
    let mut end = 0;
    while let Some(digit) = input
        .as_bytes()
        .get(end)
        .filter(|byte| byte.is_ascii_digit())
    {
        let more = number
            .checked_mul(10)
            .and_then(|tens| tens.checked_add(u32::from(digit - b'0')));
        let Some(more) = more else { return refuse() };
        number = more;
        end += 1;
    }
    if end == 0 {
        return refuse();
    }
    Ok((&input[end..], number))
}

/// A decimal number with or without a minus: `-2147287038`.
pub(super) fn signed(input: &str) -> Parsed<'_, i32> {
    let sign = usize::from(input.starts_with('-'));
    let digits = input[sign..]
        .bytes()
        .position(|b| !b.is_ascii_digit())
        .unwrap_or(input.len() - sign);
    match input[..sign + digits].parse::<i64>() {
        // A code above 2^31 is the same 32 bits as a negative one.
        Ok(number) if (-(1 << 31)..1 << 32).contains(&number) => {
            Ok((&input[sign + digits..], number as i32))
        }
        _ => refuse(),
    }
}

/// A number as bundles write it: `0x80070643`.
pub(super) fn hexadecimal(input: &str) -> Parsed<'_, u32> {
    let Some(digits) = input.strip_prefix("0x") else {
        return refuse();
    };
    let end = digits
        .bytes()
        .position(|b| !b.is_ascii_hexdigit())
        .unwrap_or(digits.len());
    match u32::from_str_radix(&digits[..end], 16) {
        Ok(number) => Ok((&digits[end..], number)),
        Err(_) => refuse(),
    }
}

/// The clock of headers and action lines: `9:12:53`, in some locales `15.02.27`, in French of Canada `15 h 02 min 27 s`, of
/// which [`behind_unit`] drops the end.
///
/// Source of the last form, which no log has shown so far: the medium time of `fr-CA` in <https://cldr.unicode.org>.
pub(super) fn clock(input: &str) -> Parsed<'_, TimeOfDay> {
    if let Some(digits) = input.as_bytes().first_chunk()
        && let Some((hour, minute, second)) = two_digits_each(*digits)
        // A clock with two digits each may still be followed by another digit, which is for the slower way to judge.
        && !input.as_bytes().get(digits.len()).is_some_and(u8::is_ascii_digit)
        && let Some(time) = TimeOfDay::new(hour, minute, second, 0)
    {
        return Ok((&input[digits.len()..], time));
    }
    let mut parts = (unsigned, separator, unsigned, separator, unsigned);
    let (left, (hour, (), minute, (), second)) = parts.parse(input)?;
    match TimeOfDay::new(hour, minute, second, 0) {
        Some(time) => Ok((left, time)),
        None => refuse(),
    }
}

fn separator(input: &str) -> Parsed<'_, ()> {
    match input.as_bytes().first() {
        Some(b':' | b'.') => Ok((&input[1..], ())),
        Some(b' ') => {
            let unit = tag(" h ")
                .parse(input)
                .or_else(|_| tag(" min ").parse(input));
            unit.map(|(left, _)| (left, ()))
        }
        _ => refuse(),
    }
}

/// What follows the unit that some locales set behind the seconds of a clock: ` s` in French of Canada, ` ч.` in Bulgarian. Half a
/// day, `AM`, is no unit.
pub(super) fn behind_unit(text: &str) -> &str {
    let unit = text.strip_prefix([' ', '\u{a0}', '\u{202f}']);
    let rest = unit.and_then(|unit| unit.strip_prefix(['s', 'ч']));
    match rest.map(|rest| rest.strip_prefix('.').unwrap_or(rest)) {
        Some(rest) if !rest.starts_with(char::is_alphanumeric) => rest,
        _ => text,
    }
}

/// The three numbers of `09:12:53`, not further checked.
///
/// All eight bytes are read as one number, which costs a tenth of reading digit by digit: nearly every line has a time.
pub(super) fn two_digits_each(text: [u8; 8]) -> Option<(u32, u32, u32)> {
    // Leaves the value of each digit, and zero for each colon.
    let values = u64::from_le_bytes(text) ^ u64::from_le_bytes(*b"00:00:00");
    // What may be added to each byte before its highest bit is set, if it is a digit or a colon.
    let room = u64::from_le_bytes(*b"\x76\x76\x7f\x76\x76\x7f\x76\x76");
    if (values | values.wrapping_add(room)) & u64::from_le_bytes([0x80; 8]) != 0 {
        return None;
    }
    // Each byte becomes ten times itself and the byte behind it, at most 99.
    let pairs = values * 10 + (values >> 8);
    let [hour, _, _, minute, _, _, second, _] = pairs.to_le_bytes();
    Some((hour.into(), minute.into(), second.into()))
}

/// Whether a line has nothing but blanks.
pub(super) fn is_blank(line: &str) -> bool {
    line.bytes().all(|byte| byte.is_ascii_whitespace())
}

/// Where `needle` begins: a search for its first byte that then compares, which for the short lines of a log
/// costs less than preparing a searcher.
#[expect(
    clippy::inline_always,
    reason = "where the needle is known, comparing it is one instruction, else a call"
)]
#[inline(always)]
pub(super) fn find(text: &str, needle: &str) -> Option<usize> {
    let (haystack, needle) = (text.as_bytes(), needle.as_bytes());
    let first = *needle.first()?;
    places([first], haystack).find(|&at| haystack[at..].starts_with(needle))
}

/// Where the last `needle` begins, searched for like the first one in [`find`].
fn find_last(text: &str, needle: &str) -> Option<usize> {
    let (haystack, needle) = (text.as_bytes(), needle.as_bytes());
    let first = *needle.first()?;
    memchr::memrchr_iter(first, haystack).find(|&at| haystack[at..].starts_with(needle))
}

/// The texts before and behind the first `delimiter`, like [`str::split_once`], but found like in [`find`].
#[expect(
    clippy::inline_always,
    reason = "where the delimiter is known, comparing it is one instruction, else a call"
)]
#[inline(always)]
pub(super) fn split_once<'log>(text: &'log str, delimiter: &str) -> Option<(&'log str, &'log str)> {
    let at = find(text, delimiter)?;
    Some((&text[..at], &text[at + delimiter.len()..]))
}

/// The value of each hexadecimal digit, 255 for any other byte.
pub(super) const NIBBLES: [u8; 256] = {
    let mut nibbles = [255; 256];
    let mut value = 0;
    while value < 16 {
        nibbles[b"0123456789ABCDEF"[value as usize] as usize] = value;
        nibbles[b"0123456789abcdef"[value as usize] as usize] = value;
        value += 1;
    }
    nibbles
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_they_are_written() {
        assert_eq!(signed("-2147287038 "), Ok((" ", -2_147_287_038)));
        assert_eq!(signed("2147680258"), Ok(("", -2_147_287_038)));
        assert!(signed("x").is_err() && signed("-").is_err() && signed("99999999999").is_err());
        assert_eq!(hexadecimal("0x80070643,"), Ok((",", 0x8007_0643)));
        assert!(unsigned("").is_err() && unsigned("99999999999").is_err());
    }

    #[test]
    fn a_clock_has_one_or_two_digits_for_the_hour() {
        for (text, milliseconds) in [
            ("9:12:53", 33_173_000),
            ("09:12:53", 33_173_000),
            ("15.02.27", 54_147_000),
        ] {
            assert_eq!(
                clock(text).map(|(_, time)| time.milliseconds()),
                Ok(milliseconds),
                "{text}"
            );
        }
        assert!(clock("24:00:00").is_err() && clock("9:12").is_err());
        for text in ["14 h 05 min 09 s", "14:05:09 ч.", "14:05:09"] {
            let read = clock(text).map(|(left, time)| (behind_unit(left), time.milliseconds()));
            assert_eq!(read, Ok(("", 50_709_000)), "{text}");
        }
        assert!(clock("14 of 05 or 09").is_err());
        for text in [" seconds: x", " AM: x", " PM", " م: x"] {
            assert_eq!(behind_unit(text), text);
        }
    }

    #[test]
    fn until_stops_at_the_first_and_until_last_at_the_last() {
        assert_eq!(until("; ")("a;b; c; d"), Ok(("c; d", "a;b")));
        assert_eq!(until_last("; ")("a;b; c; d"), Ok(("d", "a;b; c")));
        assert!(until("; ")("abc").is_err());
    }
}
