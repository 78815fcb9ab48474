//! The small pieces that line shapes are made of.

use nom::error::ErrorKind;
use nom::{Err, IResult, Parser};

use crate::event::TimeOfDay;

/// What a piece of the grammar gives: the rest and a value, or a refusal without a reason.
/// A line is never wrong, it is only not of this shape, so the reason would be thrown away.
pub(super) type Parsed<'log, T> = IResult<&'log str, T, ()>;

/// The refusal.
pub(super) fn refuse<'log, T>() -> Parsed<'log, T> {
    Err({
        <() as nom::error::ParseError<&str>>::from_error_kind("", ErrorKind::Fail);
        Err::Error(())
    })
}

/// A fixed text. nom's own `tag` compares byte by byte, which shows in the time for a log.
pub(super) fn tag<'log>(literal: &'static str) -> impl Fn(&'log str) -> Parsed<'log, &'log str> {
    move |input| match input.strip_prefix(literal) {
        Some(rest) => Ok((rest, &input[..literal.len()])),
        None => refuse(),
    }
}

/// Everything before `delimiter`, and goes on behind it.
pub(super) fn until<'log>(
    delimiter: &'static str,
) -> impl Fn(&'log str) -> Parsed<'log, &'log str> {
    move |input| match find(input, delimiter) {
        Some(at) => Ok((&input[at + delimiter.len()..], &input[..at])),
        None => refuse(),
    }
}

/// Everything before the last `delimiter`, and goes on behind it.
pub(super) fn until_last<'log>(
    delimiter: &'static str,
) -> impl Fn(&'log str) -> Parsed<'log, &'log str> {
    move |input| match input.rfind(delimiter) {
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
    Ok(("", input.trim_end()))
}

/// A decimal number without a sign: `1310`.
pub(super) fn unsigned(input: &str) -> Parsed<'_, u32> {
    let end = input
        .bytes()
        .position(|b| !b.is_ascii_digit())
        .unwrap_or(input.len());
    match input[..end].parse() {
        Ok(number) => Ok((&input[end..], number)),
        Err(_) => refuse(),
    }
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

/// The clock of headers and action lines: `9:12:53`, in some locales `15.02.27`.
pub(super) fn clock(input: &str) -> Parsed<'_, TimeOfDay> {
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
        _ => refuse(),
    }
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
    memchr::memchr_iter(first, haystack).find(|&at| haystack[at..].starts_with(needle))
}

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
    }

    #[test]
    fn until_stops_at_the_first_and_until_last_at_the_last() {
        assert_eq!(until("; ")("a;b; c; d"), Ok(("c; d", "a;b")));
        assert_eq!(until_last("; ")("a;b; c; d"), Ok(("d", "a;b; c")));
        assert!(until("; ")("abc").is_err());
    }
}
