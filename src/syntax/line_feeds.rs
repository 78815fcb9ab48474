//! Where lines end, found for a stretch of text at a time.

use crate::text::{BLOCK, in_block};

/// Blocks of a stretch. Those with line feeds are the bits of a number, too.
const BLOCKS: usize = 64;

/// The places of the line feeds of a text, in order.
///
/// A search that begins anew behind each line feed ends where the processor cannot foresee it, which costs about as much time as
/// the search itself. So a stretch is searched as a whole, and nothing branches by where in it lines end.
pub(super) struct LineFeeds<'log> {
    /// What was not searched yet.
    rest: &'log [u8],
    /// Where that begins.
    searched: usize,
    /// Where the stretch begins that was searched last.
    begin: usize,
    /// The line feeds of its blocks that were not given yet.
    feeds: [u64; BLOCKS],
    /// The blocks that have any.
    blocks: u64,
}

impl<'log> LineFeeds<'log> {
    /// Those of a text.
    pub(super) fn of(text: &'log str) -> Self {
        Self {
            rest: text.as_bytes(),
            searched: 0,
            begin: 0,
            feeds: [0; BLOCKS],
            blocks: 0,
        }
    }

    /// Searches the next stretch.
    fn search(&mut self) {
        let length = self.rest.len().min(BLOCK * BLOCKS);
        let (stretch, rest) = self.rest.split_at(length);
        self.begin = self.searched;
        self.searched += length;
        self.rest = rest;
        let (blocks, last) = stretch.as_chunks();
        for (at, block) in blocks.iter().enumerate() {
            self.note(at, block);
        }
        if !last.is_empty() {
            let mut block = [0; BLOCK];
            block[..last.len()].copy_from_slice(last);
            self.note(blocks.len(), &block);
        }
    }

    /// Notes the line feeds of a block of the stretch.
    #[inline]
    fn note(&mut self, at: usize, block: &[u8; BLOCK]) {
        let feeds = in_block([b'\n'], block);
        self.feeds[at] = feeds;
        self.blocks |= u64::from(feeds != 0) << at;
    }
}

impl Iterator for LineFeeds<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.blocks == 0 {
            if self.rest.is_empty() {
                return None;
            }
            self.search();
        }
        let block = self.blocks.trailing_zeros() as usize;
        let feeds = &mut self.feeds[block];
        let place = self.begin + block * BLOCK + feeds.trailing_zeros() as usize;
        // Takes the lowest bit away, and the block with its last one.
        *feeds &= *feeds - 1;
        self.blocks &= self.blocks - u64::from(*feeds == 0);
        Some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts of every length around that of a block and of a stretch, from nothing but line feeds to hardly any.
    #[test]
    fn each_line_feed_is_found() {
        let stretch = BLOCK * BLOCKS;
        for length in (0..2 * BLOCK).chain(stretch - 2..stretch + 2 * BLOCK) {
            for every in [1, 2, 21, 31, 32, 63, 64, 65, 1000] {
                let text: String = (0..length)
                    .map(|at| if at % every == every - 1 { '\n' } else { 'x' })
                    .collect();
                let expected = text.match_indices('\n').map(|(at, _)| at);
                assert!(LineFeeds::of(&text).eq(expected), "{length} {every}");
            }
        }
    }
}
