//! Where bytes may be cut so that each part can be decoded alone.

use encoding_rs::DecoderResult;
use memchr::memrchr_iter;

use super::encoding::Encoding;
use super::quoted::{Seam, Side};

/// Length in bytes of what ends with the last line feed of `raw`, or nothing when there is none.
pub(super) fn after_last_line(encoding: Encoding, raw: &[u8]) -> Option<usize> {
    match encoding {
        Encoding::Utf16Le => after_last_unit(raw, [b'\n', 0]),
        Encoding::Utf16Be => after_last_unit(raw, [0, b'\n']),
        Encoding::Utf8 | Encoding::Ansi(_) => memchr::memrchr(b'\n', raw).map(|at| at + 1),
    }
}

/// Length in bytes of what ends with the last seam of `raw`, or nothing when there is none.
pub(super) fn at_last_seam(encoding: Encoding, raw: &[u8], seam: Seam) -> Option<usize> {
    let mut end = after_last_line(encoding, raw)?;
    while end > 0 {
        let start = after_last_line(encoding, &raw[..end - 1]).unwrap_or(0);
        let line = raw[start..end].iter().copied().filter(|byte| *byte != 0);
        match seam.beside(&line.collect::<Vec<u8>>()) {
            Some(Side::Below) => return Some(end),
            Some(Side::Above) if start > 0 => return Some(start),
            Some(Side::Above) | None => end = start,
        }
    }
    None
}

/// A byte 0x0A may also be half of another unit, such as U+0A05 or U+010A, or lie across two units.
fn after_last_unit(raw: &[u8], unit: [u8; 2]) -> Option<usize> {
    memrchr_iter(b'\n', raw)
        .map(|at| at & !1)
        .find(|start| raw.get(*start..*start + 2) == Some(&unit))
        .map(|start| start + 2)
}

/// Length in bytes of the whole characters at the start of `raw`, of which the end cuts a line somewhere.
///
/// A CR at the end is left for what follows, since it may belong to a line end.
/// The length is only 0 when `raw` is empty.
pub(super) fn whole_characters(encoding: Encoding, raw: &[u8]) -> usize {
    let end = match encoding {
        Encoding::Utf16Le => whole_units(raw, u16::from_le_bytes),
        Encoding::Utf16Be => whole_units(raw, u16::from_be_bytes),
        Encoding::Utf8 | Encoding::Ansi(_) => {
            let end = raw.len() - torn_bytes(encoding, raw);
            end - usize::from(raw[..end].ends_with(b"\r"))
        }
    };
    if end == 0 { raw.len() } else { end }
}

fn whole_units(raw: &[u8], unit: fn([u8; 2]) -> u16) -> usize {
    let (units, _) = raw.as_chunks::<2>();
    let left_over = match units.last().map(|bytes| unit(*bytes)) {
        Some(0xD800..=0xDBFF | 0x000D) => 1,
        _ => 0,
    };
    (units.len() - left_over) * 2
}

/// Number of bytes at the end of `raw` that are no character, but may be the start of one.
fn torn_bytes(encoding: Encoding, raw: &[u8]) -> usize {
    let mut decoder = encoding.tables().new_decoder_without_bom_handling();
    let mut scratch = [0; 4096];
    let mut rest = raw;
    loop {
        let (result, read, _) =
            decoder.decode_to_utf8_without_replacement(rest, &mut scratch, true);
        rest = rest.get(read..).unwrap_or_default();
        match result {
            DecoderResult::InputEmpty => return 0,
            DecoderResult::Malformed(bytes, 0) if rest.is_empty() => return usize::from(bytes),
            DecoderResult::Malformed(..) | DecoderResult::OutputFull => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoding(label: &str) -> Encoding {
        label.parse().unwrap()
    }

    #[test]
    fn last_line_feeds() {
        for (label, raw, expected) in [
            ("utf-8", &b""[..], None),
            ("utf-8", b"abc", None),
            ("utf-8", b"a\nb\nc", Some(4)),
            ("utf-16le", b"a\0\n\0b\0", Some(4)),
            ("utf-16le", b"a\0\n", None),
            // U+0A0A, U+010A, U+0A01, and 0x00 0x0A across units are not line feeds.
            ("utf-16le", b"\n\0\x0A\x0A\x0A\x01\x01\x0A\0\x0A", Some(2)),
            ("utf-16le", b"\x01\x0A\0\x01", None),
            ("utf-16be", b"\0a\0\n\0b", Some(4)),
            ("utf-16be", b"\0\n\x0A\x0A\x01\x0A\x0A\x01\x0A\0", Some(2)),
            ("utf-16be", b"\0", None),
        ] {
            assert_eq!(
                after_last_line(encoding(label), raw),
                expected,
                "{label} {raw:x?}"
            );
        }
    }

    #[test]
    fn pieces_hold_whole_characters() {
        for (label, raw, expected) in [
            ("utf-8", &b"abc"[..], 3),
            ("utf-8", b"abc\r", 3),
            ("utf-8", b"ab\xC3", 2),
            ("utf-8", b"ab\xC3\xA4", 4),
            ("utf-8", b"ab\xF0\x9F\x98", 2),
            ("utf-8", b"a\xFFb", 3),
            ("utf-8", b"\r", 1),
            ("cp932", b"a\x83\x41", 3),
            ("cp932", b"a\x83\x41\x83", 3),
            ("cp932", b"a\x83\x83", 3),
            ("gb18030", b"a\x81\x30\x81", 1),
            ("cp1252", b"caf\xE9", 4),
            ("utf-16le", b"a\0b\0c", 4),
            ("utf-16le", b"a\0\x3D\xD8", 2),
            ("utf-16le", b"a\0\x3D\xD8\0\xDE", 6),
            ("utf-16be", b"\0a\0\r", 2),
            ("utf-16be", b"\xD8", 1),
        ] {
            assert_eq!(
                whole_characters(encoding(label), raw),
                expected,
                "{label} {raw:x?}"
            );
        }
    }
}
