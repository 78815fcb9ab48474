//! Where bytes stand in a text, found for 64 of them at once.

#![expect(
    clippy::inline_always,
    reason = "where the bytes are known, comparing them is some instructions, else a call"
)]

use std::iter;

use wide::{CmpEq, i8x16};

/// How many bytes are looked at at once: as many as a number has bits, one for the place of each.
pub const BLOCK: usize = 64;

/// How many bytes the processor compares at once.
const PART: usize = 16;

/// Where any of the bytes `wanted` stands in a text, in order.
///
/// The texts of a log are short and have many of the bytes that are looked for, so that the calls of a search for each would cost
/// more than the search.
#[inline(always)]
pub fn places<const WANTED: usize>(
    wanted: [u8; WANTED],
    text: &[u8],
) -> impl Iterator<Item = usize> {
    let (mut begin, mut found) = (0, in_first_block(wanted, text));
    iter::from_fn(move || {
        while found == 0 {
            begin += BLOCK;
            found = in_first_block(wanted, text.get(begin..)?);
        }
        let place = begin + found.trailing_zeros() as usize;
        // Takes the lowest bit away.
        found &= found - 1;
        Some(place)
    })
}

/// Where any of the bytes `wanted` stands in the first block of a text, or in all of one that is shorter: a bit for each place.
#[inline(always)]
fn in_first_block<const WANTED: usize>(wanted: [u8; WANTED], text: &[u8]) -> u64 {
    if let Some(block) = text.first_chunk() {
        return in_block(wanted, block);
    }
    let (parts, rest) = text.as_chunks();
    match text.last_chunk() {
        // The last part begins before the end of the one before it, unless the text has parts of full length only.
        Some(last) => in_parts(wanted, parts) | in_part(wanted, last) << (text.len() - PART),
        None => rest.iter().rev().fold(0, |found, byte| {
            found << 1 | u64::from(wanted.contains(byte))
        }),
    }
}

/// Where any of the bytes `wanted` stands in a block: a bit for each place.
#[inline(always)]
#[must_use]
pub fn in_block<const WANTED: usize>(wanted: [u8; WANTED], block: &[u8; BLOCK]) -> u64 {
    in_parts(wanted, block.as_chunks().0)
}

#[inline(always)]
fn in_parts<const WANTED: usize>(wanted: [u8; WANTED], parts: &[[u8; PART]]) -> u64 {
    let parts = parts.iter().rev();
    parts.fold(0, |found, part| found << PART | in_part(wanted, part))
}

#[inline(always)]
fn in_part<const WANTED: usize>(wanted: [u8; WANTED], part: &[u8; PART]) -> u64 {
    let part = i8x16::new(part.map(u8::cast_signed));
    let is_wanted = wanted.map(|byte| part.cmp_eq(i8x16::splat(byte.cast_signed())));
    let is_any = is_wanted
        .into_iter()
        .fold(i8x16::ZERO, |any, one| any | one);
    u64::from(is_any.move_mask().cast_unsigned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts of every length around those of a part and of a block, with what is wanted at every place.
    #[test]
    fn bytes_are_found_wherever_they_stand() {
        for length in 0..3 * BLOCK {
            let mut text = vec![b'x'; length];
            assert_eq!(places([b',', b';'], &text).next(), None, "{length}");
            for at in 0..length {
                text[at] = b';';
                text[length - 1] = b',';
                let mut expected = vec![at, length - 1];
                expected.dedup();
                assert!(places([b',', b';'], &text).eq(expected), "{length} {at}");
                text[at] = b'x';
            }
            text.fill(b',');
            assert!(places([b','], &text).eq(0..length), "{length}");
        }
    }
}
