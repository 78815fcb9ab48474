//! Texts of bytes that are UTF-8, or may be.
//!
//! A log that was pasted together can hold lines in UTF-8 and lines in a code page, so each line is judged alone.

use std::str;

use super::encoding::{CodePage, Encoding};

/// What becomes of a line that is not valid UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BadLines {
    /// Bytes that are no character become U+FFFD.
    Replace,
    /// The line is read in a code page.
    Read(CodePage),
}

/// Decodes `raw` line by line and appends the text to `out`.
///
/// Returns the number of bytes that were decoded: all of them, or, as long as nothing is decided for bad lines, those
/// of the lines before the first bad one.
pub(super) fn decode(raw: &[u8], bad_lines: Option<BadLines>, out: &mut String) -> usize {
    let mut at = 0;
    while let Some((start, end)) = push_good_lines(&raw[at..], out) {
        let line = &raw[at + start..at + end];
        let encoding = match bad_lines {
            None => return at + start,
            Some(BadLines::Replace) => Encoding::Utf8,
            Some(BadLines::Read(page)) => Encoding::Ansi(page),
        };
        super::decode::append(
            &mut encoding.tables().new_decoder_without_bom_handling(),
            line,
            out,
        );
        at += end;
    }
    raw.len()
}

/// Appends the lines before the first bad line, and returns where that line starts and ends.
fn push_good_lines(raw: &[u8], out: &mut String) -> Option<(usize, usize)> {
    let error = match str::from_utf8(raw) {
        Ok(text) => {
            out.push_str(text);
            return None;
        }
        Err(error) => error,
    };
    let (valid, rest) = raw.split_at(error.valid_up_to());
    let start = memchr::memrchr(b'\n', valid).map_or(0, |at| at + 1);
    let end = memchr::memchr(b'\n', rest).map_or(raw.len(), |at| valid.len() + at + 1);
    // Never in vain: these bytes were found valid above, and a line end is a character of its own.
    out.push_str(str::from_utf8(&raw[..start]).unwrap_or_default());
    Some((start, end))
}

/// Whether `raw` is UTF-8 with at least one character beyond ASCII, except that its end may be torn.
pub(super) fn is_torn_utf8(raw: &[u8]) -> bool {
    str::from_utf8(raw)
        .is_err_and(|error| error.error_len().is_none() && !raw[..error.valid_up_to()].is_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    const WESTERN: Option<BadLines> = Some(BadLines::Read(CodePage::WESTERN));
    const REPLACE: Option<BadLines> = Some(BadLines::Replace);

    #[test]
    fn each_line_is_judged_alone() {
        for (raw, bad_lines, expected, decoded) in [
            (&b""[..], None, "", 0),
            (b"a\r\nb", None, "a\r\nb", 4),
            (b"\xC3\xA4\ncaf\xE9\nb", None, "ä\n", 3),
            (b"\xC3\xA4\ncaf\xE9\nb", WESTERN, "ä\ncafé\nb", 9),
            (b"\xC3\xA4\ncaf\xE9\nb", REPLACE, "ä\ncaf\u{FFFD}\nb", 9),
            (b"\xE9\n\xE9\n\xC3\xA4\n\xE9", WESTERN, "é\né\nä\né", 8),
            (b"\xC3\xA4\xE9\n", WESTERN, "Ã¤é\n", 4),
            (b"a\xE2\x82", REPLACE, "a\u{FFFD}", 3),
            (b"\0\xFF\0", REPLACE, "\0\u{FFFD}\0", 3),
        ] {
            let mut out = String::new();
            assert_eq!(decode(raw, bad_lines, &mut out), decoded, "{raw:x?}");
            assert_eq!(out, expected, "{raw:x?}");
        }
    }

    #[test]
    fn torn_ends() {
        for (raw, torn) in [
            (&b"\xC3\xA4 \xE2\x82"[..], true),
            (b"a\xE9", false),
            (b"\xC3\xA4", false),
            (b"\xC3\xA4 \xE9b", false),
        ] {
            assert_eq!(is_torn_utf8(raw), torn, "{raw:x?}");
        }
    }
}
