//! Rows of Windows' event log, as Event Viewer saves them and PowerShell exports them.
//!
//! Sources: <https://www.rfc-editor.org/rfc/rfc4180> for quotes;
//! <https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/export-csv>.

use std::borrow::Cow;

use super::events::{PROVIDER, is_number};

/// What stands between the columns of any of these.
const BETWEEN: [char; 3] = [',', '\t', ';'];

/// How the columns of a text are set apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rows {
    between: char,
    /// Whether the provider is one of the columns.
    has_provider: bool,
}

impl Rows {
    /// How the columns are set apart, where a line is a row of Windows Installer, or a head with the names that PowerShell has.
    pub(super) fn of(line: &str) -> Option<Rows> {
        BETWEEN.into_iter().find_map(|between| {
            let row = Rows {
                between,
                has_provider: true,
            };
            if row.message(line).is_some() {
                return Some(row);
            }
            let is_head = || {
                let names = row.columns(line);
                let has = |name: &str| names.iter().any(|known| known == name);
                has("Message") && (has("Id") || has("EventID") || has("InstanceId"))
            };
            let may_be_head = line.contains("Message") && line.contains(between);
            (may_be_head && is_head()).then(|| Rows {
                between,
                has_provider: line.contains("ProviderName") || line.contains("Source"),
            })
        })
    }

    /// Puts the message of each event of Windows Installer where its row stands. Below a row that ends within a column, what
    /// stands before the quote is the rest of the message.
    pub(super) fn bring_out(self, lines: &mut [Cow<'_, str>]) {
        let mut is_open = false;
        for line in lines {
            let is_torn = line.bytes().filter(|byte| *byte == b'"').count() % 2 == 1;
            if let Some(message) = self.message(line) {
                let is_rest = is_open && is_torn;
                let rest = || line[..end_of_quoted(line)].replace("\"\"", "\"");
                *line = Cow::Owned(if is_rest { rest() } else { message });
            }
            is_open ^= is_torn;
        }
    }

    /// The text of the event that a row is of, where it is one of Windows Installer: the longest column of several words.
    pub(super) fn message(self, line: &str) -> Option<String> {
        let may_be = if self.has_provider {
            line.contains(PROVIDER)
        } else {
            line.contains(self.between)
        };
        if !may_be {
            return None;
        }
        let columns = self.columns(line);
        let is_ours = !self.has_provider || columns.iter().any(|column| column == PROVIDER);
        if !is_ours || !columns.iter().any(|column| is_number(column)) {
            return None;
        }
        let words = columns
            .into_iter()
            .filter(|column| column.trim().contains(' '));
        words.max_by_key(String::len)
    }

    /// The columns of a row, of which a text that goes on below has no quote at its end.
    fn columns(self, line: &str) -> Vec<String> {
        let mut columns = Vec::new();
        let mut rest = line.trim_end_matches('\r');
        loop {
            let Some(quoted) = rest.strip_prefix('"') else {
                let (column, more) = rest
                    .split_once(self.between)
                    .map_or((rest, None), |(column, more)| (column, Some(more)));
                columns.push(column.to_owned());
                let Some(more) = more else { return columns };
                rest = more;
                continue;
            };
            let end = end_of_quoted(quoted);
            columns.push(quoted[..end].replace("\"\"", "\""));
            let behind = quoted[end..].trim_start_matches('"');
            let Some(more) = behind.strip_prefix(self.between) else {
                return columns;
            };
            rest = more;
        }
    }
}

/// Where the quote stands that ends a column; two of them stand for one in the text.
fn end_of_quoted(text: &str) -> usize {
    let mut from = 0;
    while let Some(at) = text[from..].find('"').map(|at| from + at) {
        if !text[at + 1..].starts_with('"') {
            return at;
        }
        from = at + 2;
    }
    text.len()
}
