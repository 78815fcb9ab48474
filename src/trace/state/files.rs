//! What was decided about files.

use super::table::{Mark, Table};
use crate::text::LineNo;
use crate::trace::model::EngineId;

/// What becomes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decision {
    /// `To be installed`: no such file was there.
    Install,
    /// `Overwrite`.
    Overwrite,
    /// `Won't Overwrite`: the file that was there stays.
    Keep,
    /// Any other word.
    Other,
}

impl Decision {
    /// The decision of a word as logs write it.
    #[must_use]
    pub fn from_word(word: &str) -> Self {
        match word.trim() {
            "To be installed" => Self::Install,
            "Overwrite" => Self::Overwrite,
            "Won't Overwrite" => Self::Keep,
            _ => Self::Other,
        }
    }

    /// The word for it in views: `install`, `overwrite`, `keep`, `other`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Install => "install",
            Self::Overwrite => "overwrite",
            Self::Keep => "keep",
            Self::Other => "other",
        }
    }
}

/// A line with what was decided about a file.
#[derive(Clone, Copy, Debug)]
pub struct FileRow {
    /// Where it stands.
    pub line: LineNo,
    mark: Mark,
}

impl FileRow {
    /// The engine, where the log names one.
    #[must_use]
    pub fn engine(&self) -> Option<EngineId> {
        self.mark.engine()
    }

    /// What becomes of the file.
    #[must_use]
    pub fn decision(&self) -> Decision {
        match self.mark.byte() {
            0 => Decision::Install,
            1 => Decision::Overwrite,
            2 => Decision::Keep,
            _ => Decision::Other,
        }
    }
}

/// All decisions about files.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// In the order of the log.
    pub rows: Table<FileRow>,
}

impl Files {
    /// Takes note of a decision, in the words of the log.
    pub(super) fn observe(&mut self, line: LineNo, engine: Option<EngineId>, decision: &str) {
        let mark = Mark::new(engine, Decision::from_word(decision) as u8);
        self.rows.push(FileRow { line, mark });
    }
}
