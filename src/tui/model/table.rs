//! The tabs that are tables: rows with a line of the log behind each.

use regex::RegexBuilder;

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
    /// It was not made yet.
    #[default]
    Unasked,
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
    /// Whether the rows are of an earlier state of the log.
    pub(crate) stale: bool,
    /// Whether rows are being made.
    pub(crate) making: bool,
    /// Columns of the screen that the rows were made for.
    pub(crate) width: u16,
    /// Rows that do not hold this text are not shown.
    wanted: String,
    /// Places of the rows that hold it, where something is wanted: kept, because each key and each frame asks for them.
    kept: Option<Vec<usize>>,
}

impl Table {
    /// Takes newer content. What was chosen stays chosen and in its place on the screen, if it is still there.
    pub(crate) fn renew(&mut self, content: Content) {
        let chosen = self.chosen().map(|row| row.cells.clone());
        self.content = content;
        self.kept = None;
        self.sift();
        let Some(chosen) = chosen else {
            return;
        };
        // Of rows that are alike, such as empty ones of the summary, the nearest is meant.
        let alike = self
            .from(0)
            .enumerate()
            .filter(|(_, row)| row.cells == chosen);
        let now = alike
            .map(|(at, _)| at)
            .min_by_key(|at| at.abs_diff(self.cursor));
        if let Some(now) = now {
            self.top = (self.top + now).saturating_sub(self.cursor);
            self.cursor = now;
        }
    }

    /// Forgets the rows, which are to be made anew.
    pub(crate) fn forget(&mut self) {
        self.content = Content::Unasked;
        self.kept = None;
        self.stale = false;
        self.making = false;
    }

    /// What the rows that are shown hold; all are shown where it is empty.
    pub(crate) fn wanted(&self) -> &str {
        &self.wanted
    }

    /// Shows the rows that hold a text, whatever its capitals.
    pub(crate) fn want(&mut self, text: &str) {
        // What holds more of a text is among what holds its start.
        if !text.starts_with(&self.wanted) {
            self.kept = None;
        }
        text.clone_into(&mut self.wanted);
        self.sift();
    }

    /// Finds out which rows are shown, among those that were.
    fn sift(&mut self) {
        let Content::There(content) = &self.content else {
            return;
        };
        if self.wanted.is_empty() {
            self.kept = None;
            return;
        }
        let wanted = RegexBuilder::new(&regex::escape(&self.wanted))
            .case_insensitive(true)
            .build();
        let holds = |at: &usize| {
            let mut cells = content.rows.get(*at).into_iter().flat_map(|row| &row.cells);
            // A text too long to be looked for stands in no cell.
            cells.any(|cell| wanted.as_ref().is_ok_and(|wanted| wanted.is_match(cell)))
        };
        self.kept = Some(match self.kept.take() {
            Some(kept) => kept.into_iter().filter(holds).collect(),
            None => (0..content.rows.len()).filter(holds).collect(),
        });
    }

    /// How many rows are shown.
    pub(crate) fn count(&self) -> usize {
        match (&self.kept, &self.content) {
            (Some(kept), _) => kept.len(),
            (None, Content::There(content)) => content.rows.len(),
            (None, _) => 0,
        }
    }

    /// The row at a place among those that are shown.
    pub(crate) fn row(&self, at: usize) -> Option<&Row> {
        let Content::There(content) = &self.content else {
            return None;
        };
        let at = match &self.kept {
            Some(kept) => *kept.get(at)?,
            None => at,
        };
        content.rows.get(at)
    }

    /// The rows that are shown, from a place on.
    pub(crate) fn from(&self, at: usize) -> impl Iterator<Item = &Row> {
        (at..self.count()).filter_map(|at| self.row(at))
    }

    /// The row that is chosen.
    pub(crate) fn chosen(&self) -> Option<&Row> {
        self.row(self.cursor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(names: &[&str]) -> Content {
        let row = |name: &&str| Row {
            cells: vec![(*name).to_owned()],
            ..Row::default()
        };
        Content::There(Rows {
            heads: vec!["name"],
            rows: names.iter().map(row).collect(),
        })
    }

    fn shown(table: &Table) -> Vec<&str> {
        table.from(0).map(|row| &row.cells[0][..]).collect()
    }

    #[test]
    fn rows_are_looked_for_letter_by_letter_and_back() {
        let mut table = Table::default();
        table.want("a");
        table.renew(content(&["Alpha", "beta", "GAMMA", "x.y", "\u{c4}rger"]));
        assert_eq!(shown(&table), ["Alpha", "beta", "GAMMA"]);
        for (wanted, expected) in [
            ("am", &["GAMMA"][..]),
            ("amx", &[]),
            ("am", &["GAMMA"]),
            (".", &["x.y"]),
            ("\u{e4}r", &["\u{c4}rger"]),
            ("", &["Alpha", "beta", "GAMMA", "x.y", "\u{c4}rger"]),
        ] {
            table.want(wanted);
            assert_eq!(shown(&table), expected, "{wanted}");
            assert_eq!(table.count(), expected.len());
        }
    }

    #[test]
    fn what_is_chosen_stays_chosen_when_rows_come_before_it() {
        let mut table = Table::default();
        table.renew(content(&["a", "b", "c", "d"]));
        (table.cursor, table.top) = (2, 1);
        table.renew(content(&["new", "newer", "a", "b", "c", "d"]));
        assert_eq!((table.cursor, table.top), (4, 3));
        table.renew(content(&["a"]));
        assert_eq!(table.cursor, 4, "what is gone leaves its place");
    }
}
