//! All that the viewer knows. Updates change it, views read it, and nothing else holds state.

pub(crate) mod edit;
pub(crate) mod filter;
pub(crate) mod label;
pub(crate) mod outline;
pub(crate) mod pick;
pub(crate) mod places;
pub(crate) mod table;

use std::collections::BTreeMap;
use std::sync::Arc;

use regex::Regex;

pub(crate) use super::details::Detail;
use super::facts::Facts;
use super::layout::{Areas, areas};
use super::tab::Tab;
use super::theme::Theme;
use crate::finding::Report;
use crate::text::LineNo;
use crate::trace::Trace;
use edit::LineEdit;
use filter::{Chip, Predicate};
use outline::Outline;
use pick::Picker;
use places::{Bookmarks, Places};
use table::{Table, Tone};

/// The state of the viewer.
#[derive(Clone, Debug)]
pub struct Model {
    /// Columns and rows of the terminal.
    pub(crate) size: (u16, u16),
    pub(crate) theme: Theme,
    pub(crate) log: Log,
    pub(crate) trace: Arc<Trace>,
    pub(crate) report: Option<Arc<Report>>,
    pub(crate) tab: Tab,
    pub(crate) focus: Focus,
    pub(crate) lines: Lines,
    pub(crate) search: Search,
    pub(crate) filters: Filters,
    pub(crate) outline: Outline,
    pub(crate) details: Details,
    pub(crate) tables: BTreeMap<usize, Table>,
    pub(crate) places: Places,
    pub(crate) bookmarks: Bookmarks,
    pub(crate) prompt: Option<Prompt>,
    pub(crate) popup: Option<Popup>,
    /// What the last line says until the next key.
    pub(crate) status: Option<(String, Tone)>,
    /// Whether the user has shown or hidden the outline; else its size decides.
    pub(crate) outline_shown: Option<bool>,
    pub(crate) details_shown: bool,
    /// The number of the last scan.
    pub(crate) jobs: u64,
    /// How often secrets were learned: rows that were asked for before may show them.
    pub(crate) covers: u64,
    pub(crate) over: bool,
}

/// The log, as far as it was read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log {
    /// What it is called.
    pub(crate) name: String,
    /// The reading that news must belong to.
    pub(crate) reading: u64,
    pub(crate) stage: Stage,
    pub(crate) lines: u32,
    pub(crate) bytes: u64,
    pub(crate) total: Option<u64>,
    pub(crate) facts: Facts,
    pub(crate) follow: bool,
}

/// How far a reading is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Stage {
    /// It has begun.
    #[default]
    Reading,
    /// The log is not there yet.
    Waiting,
    /// All of it was read.
    Whole,
    /// It cannot be read.
    Failed(String),
}

/// Which pane takes the keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Focus {
    /// The tree at the left.
    Outline,
    /// The log, or the table of the tab.
    #[default]
    Main,
    /// What is known of the line.
    Details,
}

/// The lines on the screen.
#[derive(Clone, Debug)]
pub(crate) struct Lines {
    /// The line that is chosen, 1-based.
    pub(crate) cursor: u32,
    /// The first row on the screen, 0-based among the rows that are shown.
    pub(crate) top: u32,
    /// Columns that are scrolled away.
    pub(crate) left: usize,
    /// Whether the last line stays chosen while the log grows.
    pub(crate) at_tail: bool,
    /// Whether the user has moved, so that nothing else may move the cursor.
    pub(crate) moved: bool,
    /// The text of lines that are on the screen, or were.
    pub(crate) text: BTreeMap<u32, String>,
}

/// A search, and what it has found so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Search {
    pub(crate) regex: Option<Regex>,
    pub(crate) hits: Vec<u32>,
    /// The scan that looks, and the last line that it has seen.
    pub(crate) job: u64,
    pub(crate) up_to: u32,
    pub(crate) runs: bool,
    /// The first hit at or behind this line is gone to when it is found.
    pub(crate) pending: Option<u32>,
}

/// The filters, and which lines pass.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filters {
    pub(crate) chips: Vec<Chip>,
    /// Lines that pass; `None` where all do.
    pub(crate) passing: Option<Vec<u32>>,
    /// What lines must be to pass, as far as the log is known.
    pub(crate) predicate: Predicate,
    pub(crate) job: u64,
    pub(crate) up_to: u32,
    pub(crate) runs: bool,
}

/// What is known of the line that is chosen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Details {
    pub(crate) line: Option<u32>,
    pub(crate) rows: Vec<Detail>,
    pub(crate) scroll: usize,
}

/// What a prompt asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asking {
    Search,
    Filter,
    Line,
    Time,
    /// The note of a bookmark at this line.
    Note(u32),
    /// The name of a file for the report.
    Report,
    /// The name of a file for lines.
    Lines,
}

/// A line that is being typed at the bottom.
#[derive(Clone, Debug)]
pub(crate) struct Prompt {
    pub(crate) asking: Asking,
    pub(crate) edit: LineEdit,
    /// Where the cursor was, for a search that is given up.
    pub(crate) from: u32,
}

/// What lies over the panes.
#[derive(Clone, Debug)]
pub(crate) enum Popup {
    /// The keys.
    Help { scroll: usize },
    /// A page to read, and its address.
    Page {
        title: String,
        rows: Vec<Detail>,
        address: Option<String>,
        scroll: usize,
    },
    /// A list to choose from.
    Pick(Picker),
}

impl Model {
    /// A viewer of the log `name` on a terminal of this size, before anything is read.
    pub(crate) fn new(name: String, size: (u16, u16), theme: Theme, follow: bool) -> Self {
        Self {
            size,
            theme,
            log: Log {
                name,
                follow,
                ..Log::default()
            },
            trace: Arc::default(),
            report: None,
            tab: Tab::default(),
            focus: Focus::default(),
            lines: Lines {
                cursor: 1,
                top: 0,
                left: 0,
                at_tail: follow,
                moved: false,
                text: BTreeMap::new(),
            },
            search: Search::default(),
            filters: Filters::default(),
            outline: Outline::default(),
            details: Details::default(),
            tables: BTreeMap::new(),
            places: Places::default(),
            bookmarks: Bookmarks::new(),
            prompt: None,
            popup: None,
            status: None,
            outline_shown: None,
            details_shown: true,
            jobs: 0,
            covers: 0,
            over: false,
        }
    }

    /// The line that is chosen.
    #[must_use]
    pub fn cursor(&self) -> LineNo {
        LineNo::new(self.lines.cursor)
    }

    /// Columns and rows of the terminal.
    #[must_use]
    pub fn size(&self) -> (u16, u16) {
        self.size
    }

    /// The tab that is shown.
    #[must_use]
    pub fn tab(&self) -> Tab {
        self.tab
    }

    /// The pane that takes the keys.
    #[must_use]
    pub fn focus(&self) -> Focus {
        self.focus
    }

    /// How many lines are shown: those that pass the filters.
    #[must_use]
    pub fn rows(&self) -> u32 {
        match &self.filters.passing {
            Some(passing) => passing.len() as u32,
            None => self.log.lines,
        }
    }

    /// What the last line says, other than hints.
    #[must_use]
    pub fn status(&self) -> Option<&str> {
        self.status.as_ref().map(|(text, _)| text.as_str())
    }

    /// Marked lines with their notes.
    #[must_use]
    pub fn bookmarks(&self) -> &BTreeMap<u32, String> {
        &self.bookmarks
    }

    /// Whether the log is followed.
    #[must_use]
    pub fn follows(&self) -> bool {
        self.log.follow
    }

    /// Whether the program shall end.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// Whether all of the log was read and nothing looks through it.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.log.stage != Stage::Reading && !self.search.runs && !self.filters.runs
    }

    /// Whether the rows of the tab that is shown are still being made.
    #[must_use]
    pub fn is_making(&self) -> bool {
        self.table().is_some_and(|table| table.making)
    }

    /// Where the panes lie on the screen.
    pub(crate) fn areas(&self) -> Areas {
        areas(self)
    }

    /// The line in a row, 0-based among the rows that are shown.
    pub(crate) fn line_at(&self, row: u32) -> Option<u32> {
        match &self.filters.passing {
            Some(passing) => passing.get(row as usize).copied(),
            None => (row < self.log.lines).then_some(row + 1),
        }
    }

    /// The row of a line, or of the first line behind it that is shown.
    pub(crate) fn row_of(&self, line: u32) -> u32 {
        match &self.filters.passing {
            Some(passing) => passing.partition_point(|at| *at < line) as u32,
            None => line.saturating_sub(1),
        }
    }

    /// The lines on the screen, in order.
    pub(crate) fn lines_on_screen(&self) -> Vec<u32> {
        let height = u32::from(self.areas().main.height);
        let rows = self.lines.top..self.lines.top.saturating_add(height);
        rows.map_while(|row| self.line_at(row)).collect()
    }

    /// The lines on the screen of which the text was not read yet.
    pub(crate) fn lines_to_read(&self) -> Vec<u32> {
        if self.tab != Tab::Log {
            return Vec::new();
        }
        let mut lines = self.lines_on_screen();
        lines.retain(|line| !self.lines.text.contains_key(line));
        lines
    }

    /// The line of which the details were not read yet.
    pub(crate) fn details_to_read(&self) -> Option<u32> {
        let cursor = self.lines.cursor;
        let wanted = self.tab == Tab::Log
            && self.areas().details.is_some()
            && cursor <= self.log.lines
            && self.details.line != Some(cursor);
        wanted.then_some(cursor)
    }

    /// The table of the tab that is shown, where it was asked for.
    pub(crate) fn table(&self) -> Option<&Table> {
        self.tables.get(&self.tab.index())
    }

    /// The line that keys act on: that of the row that is chosen, where a table is shown, else that of the cursor.
    pub(crate) fn here(&self) -> u32 {
        let row = self.table().filter(|_| self.tab != Tab::Log);
        let line = row.and_then(|table| table.chosen()?.line);
        line.unwrap_or(self.lines.cursor)
    }

    /// The table of the tab that is shown, which is made where there is none.
    pub(crate) fn table_mut(&mut self) -> &mut Table {
        self.tables.entry(self.tab.index()).or_default()
    }

    /// Lines at which findings stand, in order.
    pub(crate) fn finding_lines(&self) -> Vec<u32> {
        let findings = self.report.iter().flat_map(|report| &report.findings);
        let mut lines: Vec<u32> = findings.map(|finding| finding.line.get()).collect();
        lines.sort_unstable();
        lines.dedup();
        lines
    }

    /// The line of the cause.
    pub(crate) fn cause_line(&self) -> Option<u32> {
        let cause = self.report.as_ref()?.cause.as_ref()?;
        Some(cause.line.get())
    }

    /// Shows a text in the line for messages.
    pub(crate) fn say(&mut self, text: impl Into<String>) {
        self.status = Some((text.into(), Tone::Plain));
    }

    /// Shows a text in the line for messages as something that failed.
    pub(crate) fn complain(&mut self, text: impl Into<String>) {
        self.status = Some((text.into(), Tone::Bad));
    }
}
