//! Where in the input a line is, without a note for every line.

/// A stretch of the input that was decoded in one go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Chunk {
    /// Offset of its first byte.
    pub(super) start: u64,
    /// Offset of the first byte after it.
    pub(super) end: u64,
    /// Number of line feeds before it, which is the 0-based number of the line that its first byte is in.
    pub(super) line: u32,
    /// Whether it starts inside of a line: the line was too long for one chunk.
    pub(super) mid_line: bool,
}

/// The chunks of the input, in order and without gaps, as far as it was read.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    chunks: Vec<Chunk>,
}

impl Index {
    /// Forgets all chunks.
    pub(super) fn clear(&mut self) {
        self.chunks.clear();
    }

    /// Adds the chunk that follows the last one.
    pub(super) fn push(&mut self, chunk: Chunk) {
        self.chunks.push(chunk);
    }

    /// The chunk with a number, from 0.
    pub(super) fn get(&self, at: usize) -> Option<Chunk> {
        self.chunks.get(at).copied()
    }

    /// Position of the chunk in which the line with this 0-based number starts, if it does in one of them.
    pub(super) fn position_of(&self, line: u32) -> usize {
        let from = self.chunks.partition_point(|chunk| chunk.line < line);
        match self.chunks.get(from) {
            Some(chunk) if chunk.line == line && !chunk.mid_line => from,
            // The line starts behind the first line of the chunk before.
            _ => from.saturating_sub(1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_found_in_the_chunk_where_they_start() {
        let mut index = Index::default();
        assert_eq!(index.get(index.position_of(0)), None);
        // The second chunk ends in the middle of line 4, the fourth holds the end of it and lines 5 and 6.
        for (start, line, mid_line) in [
            (2, 0, false),
            (10, 2, false),
            (20, 4, true),
            (30, 4, true),
            (40, 7, false),
        ] {
            index.push(Chunk {
                start,
                end: start + 10,
                line,
                mid_line,
            });
        }
        for (line, position) in [
            (0, 0),
            (1, 0),
            (2, 1),
            (3, 1),
            (4, 1),
            (5, 3),
            (6, 3),
            (7, 4),
            (99, 4),
        ] {
            assert_eq!(index.position_of(line), position, "line {line}");
        }
    }
}
