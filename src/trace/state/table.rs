//! Tables of rows, each with a bound.

use super::super::index::EngineId;

/// The most rows that a table keeps: a log of a gigabyte has about 3.4 million lines of all kinds.
pub const MOST_ROWS: usize = 1 << 22;

/// Rows in the order of the log.
#[derive(Clone, Debug)]
pub struct Table<R> {
    rows: Vec<R>,
    dropped: u32,
}

impl<R> Default for Table<R> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            dropped: 0,
        }
    }
}

impl<R> Table<R> {
    /// Keeps a row, or counts it when the table is full.
    pub(super) fn push(&mut self, row: R) {
        if self.rows.len() < MOST_ROWS {
            self.rows.push(row);
        } else {
            self.dropped = self.dropped.saturating_add(1);
        }
    }

    /// The rows that were kept.
    #[must_use]
    pub fn rows(&self) -> &[R] {
        &self.rows
    }

    /// How many rows came after the table was full ([`MOST_ROWS`]).
    #[must_use]
    pub fn dropped(&self) -> u32 {
        self.dropped
    }

    /// Bytes of memory that the table holds.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.rows.capacity() * size_of::<R>()
    }
}

/// The engine of a row and one byte more, in four bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EngineByte(u32);

/// What stands for no engine, and for those beyond the 16 million that fit.
const NO_ENGINE: u32 = 0x00FF_FFFF;

impl EngineByte {
    /// An engine with a byte that the table gives a meaning.
    pub(super) fn new(engine: Option<EngineId>, byte: u8) -> Self {
        let id = engine.and_then(|id| u32::try_from(id.at()).ok());
        let id = id.filter(|id| *id < NO_ENGINE).unwrap_or(NO_ENGINE);
        Self(id << 8 | u32::from(byte))
    }

    /// The engine, where the log names one.
    #[must_use]
    pub fn engine(self) -> Option<EngineId> {
        let id = self.0 >> 8;
        (id != NO_ENGINE).then_some(EngineId::new(id as usize))
    }

    /// The byte.
    pub(super) fn byte(self) -> u8 {
        self.0.to_le_bytes()[0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_engine_byte_gives_back_what_it_was_made_of() {
        for engine in [
            None,
            Some(EngineId::new(0)),
            Some(EngineId::new(0x00FF_FFFE)),
        ] {
            for byte in [0, 7, 255] {
                let engine_byte = EngineByte::new(engine, byte);
                assert_eq!((engine_byte.engine(), engine_byte.byte()), (engine, byte));
            }
        }
        assert_eq!(
            EngineByte::new(Some(EngineId::new(0x00FF_FFFF)), 1).engine(),
            None
        );
    }
}
