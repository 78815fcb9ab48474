//! What happens to the viewer: keys, the mouse, and news from its helpers.

use std::sync::Arc;

use crossterm::event::{KeyEvent, MouseEvent};

use super::details::Detail;
use super::facts::LineFacts;
use super::model::outline::Node;
use super::model::table::Rows;
use super::tab::Tab;
use crate::finding::Report;
use crate::trace::Trace;

/// Something that happened. [`super::update`] says what it changes.
#[derive(Clone, Debug)]
pub enum Message {
    /// A key was pressed.
    Key(KeyEvent),
    /// The mouse did something.
    Mouse(MouseEvent),
    /// Text was pasted.
    Paste(String),
    /// The terminal has another size: columns and rows.
    Resize(u16, u16),
    /// Somebody wants the program to end: a signal, or a terminal that is gone.
    Quit,
    /// News from a helper.
    News(News),
}

/// What a helper has to tell. `reading` is the number of the reading that it belongs to; what comes late from an
/// earlier one is left aside.
#[derive(Clone, Debug)]
pub struct News {
    pub(crate) reading: u64,
    pub(crate) kind: NewsKind,
}

#[derive(Clone, Debug)]
pub(crate) enum NewsKind {
    /// The log is not there yet.
    Waiting,
    /// The log was opened; its length in bytes, where it is known.
    Opened { total: Option<u64> },
    /// More lines were read.
    Progress {
        lines: u32,
        bytes: u64,
        facts: Vec<LineFacts>,
    },
    /// What is known of the log up to now; all that will be, when it is `complete`.
    Traced {
        trace: Arc<Trace>,
        outline: Vec<Node>,
        report: Option<Arc<Report>>,
        complete: bool,
    },
    /// Secrets were learned: text that was read before is read again without them.
    Covered,
    /// The log that is followed was begun anew.
    Restarted,
    /// The log cannot be read.
    Failed(String),
    /// Lines that a search or a filter has found, up to a line.
    Found {
        job: u64,
        lines: Vec<u32>,
        up_to: u32,
    },
    /// A scan has looked through all that it should.
    Ended { job: u64 },
    /// The rows of a tab, and how often secrets had been learned when they were asked for.
    Table {
        tab: Tab,
        covers: u64,
        rows: Result<Rows, String>,
    },
    /// The text of lines.
    Lines(Vec<(u32, String)>),
    /// The details of a line.
    Details { line: u32, details: Vec<Detail> },
    /// What became of something that the user asked for: good, or an error.
    Done(Result<String, String>),
}
