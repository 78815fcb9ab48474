//! The tabs that are tables: rows with a line of the log behind each.

/// How a row or a cell is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tone {
    /// As it is.
    #[default]
    Plain,
    /// A heading.
    Head,
    /// Of less weight.
    Quiet,
    /// Worth a look.
    Warning,
    /// Bad.
    Bad,
}

/// A row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    pub(crate) cells: Vec<String>,
    /// The line that it comes from.
    pub(crate) line: Option<u32>,
    pub(crate) tone: Tone,
    /// The place of the finding that it tells, among those of the report. Where some rows are not shown, the place of the
    /// row is another one.
    pub(crate) finding: Option<usize>,
    /// What the details pane says of it.
    pub(crate) more: Vec<super::Detail>,
}

/// All rows of a tab.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    pub(crate) heads: Vec<&'static str>,
    pub(crate) rows: Vec<Row>,
}

/// How far a table has come.
#[derive(Clone, Debug, Default)]
pub(crate) enum Content {
    /// Nobody has asked for it.
    #[default]
    Unasked,
    /// It is being made.
    Making,
    /// It is there.
    There(Rows),
    /// It could not be made.
    Failed(String),
}

/// A table on the screen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    pub(crate) content: Content,
    /// The row that is chosen, among those that are shown.
    pub(crate) cursor: usize,
    /// The first row on the screen.
    pub(crate) top: usize,
    /// Columns that are scrolled away in the summary.
    pub(crate) left: usize,
    /// Rows that do not hold this text are not shown.
    pub(crate) wanted: String,
}

impl Table {
    /// The rows that are shown.
    pub(crate) fn shown(&self) -> Vec<&Row> {
        let Content::There(rows) = &self.content else {
            return Vec::new();
        };
        let wanted = self.wanted.to_lowercase();
        let holds = |row: &Row| {
            let mut cells = row.cells.iter();
            cells.any(|cell| cell.to_lowercase().contains(&wanted))
        };
        let all = wanted.is_empty();
        rows.rows.iter().filter(|row| all || holds(row)).collect()
    }

    /// The row that is chosen.
    pub(crate) fn chosen(&self) -> Option<&Row> {
        self.shown().get(self.cursor).copied()
    }
}
