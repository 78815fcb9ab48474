//! UTF-16 to UTF-8, at the speed of memory for what is ASCII.
//!
//! Nearly all of a log is ASCII, also in other languages.
//! Blocks of 32 units are narrowed with plain loops over arrays, which the compiler turns into vector instructions;
//! what holds other characters goes through `encoding_rs` until a block is ASCII again.

use std::str;

use encoding_rs as rs;

/// Bytes of a block: 32 units, so that a block fills the registers of any machine of today.
const BLOCK: usize = 64;
/// Blocks that are narrowed before they are moved on, few enough to stay in the nearest cache. Their bytes are no power of
/// two: where a read and a write have the same last twelve bits of their addresses the processor takes one for the other and
/// waits, and batches of 4,096 bytes would do so either never or all the time.
const BATCH: usize = 125;

/// The order of the two bytes of a unit.
#[derive(Clone, Copy)]
pub(super) enum Order {
    LowFirst,
    HighFirst,
}

/// Decodes `raw` and appends its text to `out`. Lone surrogates, and bytes at the end that are no character, become
/// U+FFFD.
pub(super) fn decode(order: Order, raw: &[u8], out: &mut String) {
    out.reserve(raw.len() / 2);
    match order {
        Order::LowFirst => decode_as(raw, out, u16::from_le_bytes, rs::UTF_16LE),
        Order::HighFirst => decode_as(raw, out, u16::from_be_bytes, rs::UTF_16BE),
    }
}

#[inline]
fn decode_as(
    raw: &[u8],
    out: &mut String,
    unit: impl Fn([u8; 2]) -> u16 + Copy,
    tables: &'static rs::Encoding,
) {
    let (blocks, _) = raw.as_chunks::<BLOCK>();
    let mut scratch = [[0; BLOCK / 2]; BATCH];
    let mut at = 0;
    while at < blocks.len() {
        let ascii = narrow(&blocks[at..], &mut scratch, unit);
        // Never in vain: ASCII is valid UTF-8.
        out.push_str(str::from_utf8(scratch[..ascii].as_flattened()).unwrap_or_default());
        at += ascii;
        if ascii < BATCH {
            let wide = blocks[at..]
                .iter()
                .take_while(|block| !is_ascii(block, unit))
                .count();
            if at + wide == blocks.len() {
                break;
            }
            // The ASCII blocks on both sides show that no surrogate pair lies across either end.
            decode_wide(blocks[at..at + wide].as_flattened(), out, tables);
            at += wide;
        }
    }
    decode_wide(&raw[at * BLOCK..], out, tables);
}

/// Narrows the ASCII blocks at the start of `blocks` into `scratch`, as many as it holds, and returns their number.
#[inline]
fn narrow(
    blocks: &[[u8; BLOCK]],
    scratch: &mut [[u8; BLOCK / 2]; BATCH],
    unit: impl Fn([u8; 2]) -> u16 + Copy,
) -> usize {
    let mut count = 0;
    for (block, narrowed) in blocks.iter().zip(scratch) {
        let mut seen = 0;
        for (bytes, byte) in block.as_chunks::<2>().0.iter().zip(narrowed) {
            let unit = unit(*bytes);
            seen |= unit;
            *byte = unit as u8;
        }
        if seen >= 0x80 {
            break;
        }
        count += 1;
    }
    count
}

#[inline]
fn is_ascii(block: &[u8; BLOCK], unit: impl Fn([u8; 2]) -> u16 + Copy) -> bool {
    let units = block.as_chunks::<2>().0.iter();
    units.fold(0, |seen, bytes| seen | unit(*bytes)) < 0x80
}

fn decode_wide(raw: &[u8], out: &mut String, tables: &'static rs::Encoding) {
    let mut decoder = tables.new_decoder_without_bom_handling();
    super::decode::append(&mut decoder, raw, out);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(text: &str) -> [(Order, Vec<u8>); 2] {
        let units: Vec<u16> = text.encode_utf16().collect();
        [
            (
                Order::LowFirst,
                units.iter().flat_map(|unit| unit.to_le_bytes()).collect(),
            ),
            (
                Order::HighFirst,
                units.iter().flat_map(|unit| unit.to_be_bytes()).collect(),
            ),
        ]
    }

    /// Every length around the sizes of a block and of a batch, with a wide character at every place of a block.
    #[test]
    fn lengths_and_places() {
        let ascii = "abcdefghijklmnopqrstuvwxyz\r\n\0\t 0123456789".repeat(300);
        for length in (0..140).chain(BATCH * BLOCK / 2 - 2..BATCH * BLOCK / 2 + 70) {
            for wide in ["", "é", "中", "😀"] {
                let place = length * 7 % (length + 1);
                let text = [&ascii[..place], wide, &ascii[place..length]].concat();
                for (order, raw) in both(&text) {
                    let mut out = String::from(">");
                    decode(order, &raw, &mut out);
                    assert_eq!(out[1..], text, "{length} {wide}");
                }
            }
        }
    }

    /// The smallest character that is not ASCII, among nothing that could give it away.
    #[test]
    fn the_border_of_ascii() {
        let text = ["\0".repeat(31).as_str(), "\u{80}", &"\0".repeat(64)].concat();
        for (order, raw) in both(&text) {
            let mut out = String::new();
            decode(order, &raw, &mut out);
            assert_eq!(out, text);
        }
    }

    #[test]
    fn damage_becomes_replacement_characters() {
        let lone_then_ascii = ["x".repeat(31).as_str(), "\u{1}", &"y".repeat(40)].concat();
        let mut raw: Vec<u8> = lone_then_ascii
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        raw[62..64].copy_from_slice(&0xD83Du16.to_le_bytes());
        for (raw, expected) in [
            (&b"a\0b"[..], "a\u{FFFD}".to_owned()),
            (b"a\0\x3D\xD8", "a\u{FFFD}".to_owned()),
            (b"a\0\0\xDEb\0", "a\u{FFFD}b".to_owned()),
            (b"\x3D\xD8\n\0", "\u{FFFD}\n".to_owned()),
            (&raw, lone_then_ascii.replace('\u{1}', "\u{FFFD}")),
        ] {
            let mut out = String::new();
            decode(Order::LowFirst, raw, &mut out);
            assert_eq!(out, expected);
        }
    }
}
