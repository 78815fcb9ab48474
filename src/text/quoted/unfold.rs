//! A log that has lost its lines: another program wrote it into one text in JSON, with `\r\n` instead of their ends, or a
//! page made one paragraph of it. Events of Windows in XML, which Event Viewer saves in one line, are set apart too.
//!
//! A reader of JSON is no help here: what people paste stands between other words, is cut at both ends, and may have
//! been escaped more than once. So only the escapes are read, and whatever is none stays as it is; half of a surrogate
//! pair is none.
//!
//! The lines of such a log are no lines of its file, so that a [`Source`](crate::text::Source) tells that it has found one.

use std::io;
use std::sync::Arc;

use memchr::memmem;

use super::{event_elements, paragraph};
use crate::text::detect::SAMPLE;
use crate::text::input::Input;

/// The most bytes of such an input. It is read as a whole, as a text in JSON is by all who read JSON, so that nobody writes
/// longer ones.
const MOST: usize = 64 * 1024 * 1024;

/// The bytes that are read at a time.
const STEP: usize = 1 << 20;

/// How the lines of an installer begin behind an end of line that is no end of line.
const FOLDED: [&[u8]; 4] = [b"\\nMSI (", b"\\n=== ", b"\\nAction ", b"\\nProperty("];

/// The same where the text begins.
const BEGINNINGS: [&[u8]; 2] = [b"=== ", b"MSI ("];

/// How often a text in JSON is a text in JSON again: each program on its way may have added one.
const DEEPEST: usize = 3;

/// The input with its lines, where it is such a text; else the input as it is. What lies around the text stays.
/// With it comes whether it is such a text.
///
/// `"rc": 1603, "log": "=== Verbose logging started: ...\r\nMSI (c) (6C:A4) [09:14:07:113]: ...\r\n`
///
/// # Errors
///
/// When the input can't be read.
pub(in crate::text) fn input(input: Input) -> io::Result<(Input, bool)> {
    let sample = input.sample(0, SAMPLE)?;
    let is_one_line = event_elements::is_run_together(&sample);
    if !is_folded(&sample) && !is_one_line && !paragraph::is_joined(&sample) {
        return Ok((input, false));
    }
    let mut bytes = Vec::new();
    while bytes.len() <= MOST {
        let more = input.sample(bytes.len() as u64, STEP)?;
        if more.is_empty() {
            let (text, unfolded) = text(bytes);
            return Ok((Input::Bytes(Arc::from(text)), unfolded));
        }
        bytes.extend(more);
    }
    Ok((input, false))
}

/// The same of bytes in memory.
pub(in crate::text) fn text(mut bytes: Vec<u8>) -> (Vec<u8>, bool) {
    let mut unfolded = false;
    for _ in 0..DEEPEST {
        if !is_folded(sample(&bytes)) {
            break;
        }
        bytes = unescaped(&bytes);
        unfolded = true;
    }
    if event_elements::is_run_together(sample(&bytes)) {
        bytes = event_elements::set_apart(&bytes);
        unfolded = true;
    }
    if paragraph::is_joined(sample(&bytes)) {
        bytes = paragraph::broken(&bytes);
        unfolded = true;
    }
    (bytes, unfolded)
}

/// What is looked at of bytes in memory.
fn sample(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len().min(SAMPLE)]
}

/// Whether most of an installer's lines stand behind an end of line that is no end of line.
fn is_folded(sample: &[u8]) -> bool {
    let count = |end: &[u8]| {
        let all = FOLDED.iter().map(|words| [end, &words[2..]].concat());
        all.map(|words| memmem::find_iter(sample, &words).count())
            .sum::<usize>()
    };
    let folded = count(b"\\n");
    folded >= 2 && folded > count(b"\n")
}

/// The bytes with what JSON escapes. Where a text begins with a line of an installer, a line begins.
fn unescaped(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = memchr::memchr2(b'\\', b'"', rest) {
        let (before, from) = rest.split_at(at);
        text.extend_from_slice(before);
        let (plain, length): (&[u8], usize) = match from {
            [b'"', after @ ..] if BEGINNINGS.iter().any(|words| after.starts_with(words)) => {
                (b"\"\n", 1)
            }
            [b'\\', b'n', ..] => (b"\n", 2),
            [b'\\', b'r', ..] => (b"\r", 2),
            [b'\\', b't', ..] => (b"\t", 2),
            [b'\\', b'u', ..] => match character(from) {
                Some(character) => {
                    text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                    (b"", 6)
                }
                None => (b"\\", 1),
            },
            [b'\\', other @ (b'"' | b'\\' | b'/'), ..] => (std::slice::from_ref(other), 2),
            [first, ..] => (std::slice::from_ref(first), 1),
            [] => (b"", 0),
        };
        text.extend_from_slice(plain);
        rest = &from[length..];
    }
    text.extend_from_slice(rest);
    text
}

/// The character of `\u00e9`; half of a pair is none.
fn character(escape: &[u8]) -> Option<char> {
    let digits = std::str::from_utf8(escape.get(2..6)?).ok()?;
    char::from_u32(u32::from_str_radix(digits, 16).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "=== Verbose logging started: 1/2/2024 ===\r\nMSI (s) (10:20) [10:00:00:000]: \"C:\\new\\a\" \u{e9}\r\nAction start 10:00:00: A.\r\n";

    fn unfolded(text: &str) -> (String, bool) {
        let folded = Input::Bytes(Arc::from(text.as_bytes()));
        let (input, unfolded) = input(folded).expect("memory reads");
        let bytes = input.sample(0, 1 << 16).expect("memory reads");
        (String::from_utf8(bytes).expect("it is UTF-8"), unfolded)
    }

    #[test]
    fn a_text_in_json_has_its_lines_again() {
        let mut folded = LOG.to_owned();
        for _ in 0..DEEPEST {
            folded = serde_json::to_string(&folded).expect("a text");
            let whole = format!("fatal: {{\"rc\": 1603, \"log\": {folded}, \"a\": 1}}");
            let (text, is_unfolded) = unfolded(&whole);
            let lines: Vec<&str> = text.lines().collect();
            assert!(
                is_unfolded && LOG.lines().all(|line| lines.contains(&line)),
                "{folded}: {text}"
            );
        }
        let ascii = serde_json::to_string(LOG)
            .expect("a text")
            .replace('\u{e9}', "\\u00e9");
        assert!(unfolded(&ascii).0.contains(LOG));
    }

    #[test]
    fn what_is_no_such_text_stays_as_it_is() {
        for text in [
            LOG.to_owned(),
            String::new(),
            "{\"log\": \"a\\nMSI (s)\"}".to_owned(),
            format!("{LOG}MSI (s) (10:20): said \"a\\nMSI (s) b\\nMSI (s) c\"\r\n{LOG}{LOG}"),
        ] {
            assert_eq!(unfolded(&text), (text, false));
        }
    }
}
