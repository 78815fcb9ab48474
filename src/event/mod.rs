//! The vocabulary: what a line of an installer log can say.
//!
//! An [`Event`] borrows from the decoded text of the log and carries one [`EventKind`].
//! There is no logic here: `syntax` makes events, `trace` and policies read them.

mod clock;
mod kind;
mod number;
mod origin;
mod word;

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

pub use clock::{TimeOfDay, took};
pub use kind::{EventKind, KINDS};
pub use number::{ExitCode, MessageNumber, ReturnValue};
pub use origin::{Bundle, Byte, Engine, Level, Origin, Side};
pub use word::{
    BundleStep, Change, CodeStage, ComponentRuling, Context, FileRole, HandleChange, InstallState,
    MessageLevel, PolicyScope, Resolution, Sequence, Topic,
};

use crate::text::LineNo;

/// One record of a log: a line with the lines that belong to it, and what they say.
#[derive(Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Event<'log> {
    /// The first line of the record, 1-based, as a text editor shows it.
    pub line: LineNo,
    /// How many lines the record has, 1 or more.
    pub lines: u32,
    /// The text as it stands in the log, decoded, with its line ends.
    /// The `raw` of all events of a log, joined, is its text.
    #[serde(skip)]
    pub raw: &'log str,
    /// The prefix of the first line.
    pub origin: Origin,
    /// What the record says.
    #[serde(rename = "event")]
    pub kind: EventKind<'log>,
}

impl Event<'_> {
    /// The last line of the record, 1-based.
    #[must_use]
    pub fn end_line(&self) -> LineNo {
        self.line.plus(self.lines.saturating_sub(1))
    }
}

impl fmt::Debug for Event<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}+{} {:?} {:?}",
            self.line,
            self.lines - 1,
            self.origin,
            self.kind
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An event is made and moved for every line of a log; beyond 128 bytes each move is a call.
    #[test]
    fn an_event_is_small() {
        assert!(
            size_of::<EventKind<'_>>() <= 80,
            "{}",
            size_of::<EventKind<'_>>()
        );
        assert!(size_of::<Origin>() <= 32, "{}", size_of::<Origin>());
        assert!(size_of::<Event<'_>>() <= 128, "{}", size_of::<Event<'_>>());
    }
}
