//! Bytes to text, in any of the encodings.

use encoding_rs::{CoderResult, Decoder};

use super::encoding::Encoding;
use super::utf8::{self, BadLines};
use super::utf16::{self, Order};

/// Decodes `raw`, which ends where a character ends unless the input is torn there, and appends its text to `out`.
///
/// Returns the number of bytes that were decoded, see [`utf8::decode`]; other encodings decode all.
pub(super) fn decode(
    encoding: Encoding,
    bad_lines: Option<BadLines>,
    raw: &[u8],
    out: &mut String,
) -> usize {
    match encoding {
        Encoding::Utf8 => return utf8::decode(raw, bad_lines, out),
        Encoding::Utf16Le => utf16::decode(Order::LowFirst, raw, out),
        Encoding::Utf16Be => utf16::decode(Order::HighFirst, raw, out),
        Encoding::Ansi(page) => {
            let tables = Encoding::Ansi(page).tables();
            append(&mut tables.new_decoder_without_bom_handling(), raw, out);
        }
    }
    raw.len()
}

/// Decodes `raw` to its end and appends its text to `out`. Bytes that are no character become U+FFFD.
pub(super) fn append(decoder: &mut Decoder, raw: &[u8], out: &mut String) {
    let mut rest = raw;
    loop {
        // A guess that fits most texts. The decoder asks for more when it needs more.
        out.reserve(rest.len() + rest.len() / 2 + 16);
        let (result, read, _) = decoder.decode_to_string(rest, out, true);
        rest = rest.get(read..).unwrap_or_default();
        match result {
            CoderResult::InputEmpty => return,
            CoderResult::OutputFull => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_appended() {
        for (label, raw, expected) in [
            ("utf-8", &b"a\xC3\xA4"[..], "aä"),
            ("utf-16le", b"a\0\xE4\0", "aä"),
            ("utf-16be", b"\0a\0\xE4", "aä"),
            ("cp1252", b"a\xE4\x80\x81", "aä€\u{81}"),
            ("cp932", b"\x83\x65\x83\x58\x83\x67", "テスト"),
            ("cp932", b"a\x83", "a\u{FFFD}"),
            ("cp1251", b"\xC0\xC1", "АБ"),
        ] {
            let mut out = String::from(">");
            let decoded = decode(
                label.parse().unwrap(),
                Some(BadLines::Replace),
                raw,
                &mut out,
            );
            assert_eq!((decoded, &out[1..]), (raw.len(), expected), "{label}");
        }
    }
}
