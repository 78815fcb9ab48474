//! What was decided about files.

use super::table::{EngineByte, Table};
use crate::text::LineNo;
use crate::trace::index::EngineId;

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

/// Why it was decided so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileReason {
    /// `Existing file is a lower version`.
    Lower,
    /// `Existing file is of an equal version`.
    Equal,
    /// `Existing file is a higher version`.
    Higher,
    /// `Existing file is unversioned and unmodified - hash matches source file`: it is the same file.
    Same,
    /// `Existing file is unversioned but modified`: somebody changed it after it was made.
    Modified,
    /// `REINSTALLMODE specifies all files to be overwritten`.
    Forced,
    /// Any other reason, such as `No existing file`.
    Other,
}

/// The beginnings of reasons; a note about a companion file may follow.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/logging-of-reboot-requests>, and what real logs show.
const REASONS: [(&str, FileReason); 6] = [
    ("Existing file is a lower version", FileReason::Lower),
    ("Existing file is of an equal version", FileReason::Equal),
    ("Existing file is a higher version", FileReason::Higher),
    (
        "Existing file is unversioned and unmodified - hash matches",
        FileReason::Same,
    ),
    (
        "Existing file is unversioned but modified",
        FileReason::Modified,
    ),
    (
        "REINSTALLMODE specifies all files to be overwritten",
        FileReason::Forced,
    ),
];

impl FileReason {
    /// The reason of a text as logs write it.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        let mut known = REASONS.iter().filter(|(head, _)| text.starts_with(head));
        known.next().map_or(Self::Other, |(_, reason)| *reason)
    }
}

/// A line with what was decided about a file.
#[derive(Clone, Copy, Debug)]
pub struct FileRow {
    /// Where it stands.
    pub line: LineNo,
    engine_byte: EngineByte,
}

impl FileRow {
    /// The engine, where the log names one.
    #[must_use]
    pub fn engine(&self) -> Option<EngineId> {
        self.engine_byte.engine()
    }

    /// What becomes of the file.
    #[must_use]
    pub fn decision(&self) -> Decision {
        match self.engine_byte.byte() & 3 {
            0 => Decision::Install,
            1 => Decision::Overwrite,
            2 => Decision::Keep,
            _ => Decision::Other,
        }
    }

    /// Why.
    #[must_use]
    pub fn reason(&self) -> FileReason {
        let at = usize::from(self.engine_byte.byte() >> 2);
        REASONS
            .get(at)
            .map_or(FileReason::Other, |(_, reason)| *reason)
    }
}

/// All decisions about files.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// In the order of the log.
    pub rows: Table<FileRow>,
}

impl Files {
    /// Takes note of a decision and its reason, in the words of the log.
    pub(super) fn observe(
        &mut self,
        line: LineNo,
        engine: Option<EngineId>,
        [decision, reason]: [&str; 2],
    ) {
        let reason = FileReason::from_text(reason) as u8;
        let engine_byte =
            EngineByte::new(engine, Decision::from_word(decision) as u8 | reason << 2);
        self.rows.push(FileRow { line, engine_byte });
    }
}
