//! Errors as PowerShell 7 writes them, which is in English on every machine:
//!
//! ```text
//! New-Thing: C:\Program Files\Thing\setup.ps1:12
//! Line |
//!   12 |  New-Thing -Path C:\ProgramData\Thing
//!      |  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
//!      | Access to the path 'C:\ProgramData\Thing' is
//!      | denied.
//! ```
//!
//! An error of a command that stands in no script is one line without the place, which looks like any other text, and is
//! not looked for.
//!
//! Source: the view `ConciseView` in
//! <https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_preference_variables>.

use super::output::Said;
use super::powershell::{ErrorRecord, in_file};
use crate::trace::POWERSHELL_STATEMENT;

/// The errors in what an action wrote, in the order of the log.
pub(super) fn records(said: &[Said]) -> impl Iterator<Item = ErrorRecord> {
    let heads = (0..said.len()).filter(|at| said[*at].text.contains(POWERSHELL_STATEMENT));
    heads.filter_map(|at| record(said, at))
}

/// The error whose statement stands below a line.
fn record(said: &[Said], at: usize) -> Option<ErrorRecord> {
    let is_head = without_colours(&said[at].text).trim() == POWERSHELL_STATEMENT;
    let mut rows = said[at + 1..]
        .iter()
        .map_while(|said| Some((said.line, row(&said.text)?)));
    // The first row is the statement, with its number.
    rows.next().filter(|(_, row)| is_head && row.is_numbered)?;
    let text = rows.take_while(|(_, row)| !row.is_numbered);
    let text: Vec<_> = text.filter(|(_, row)| !row.is_underline()).collect();
    let words: Vec<&str> = text.iter().map(|(_, row)| row.text.as_str()).collect();
    let (end_line, _) = text.last()?;
    let above = at.checked_sub(1).map(|above| &said[above]);
    let above = above.and_then(|said| Some((said.line, reason(&said.text)?)));
    let words = words.join(" ");
    let (line, reason, place) = match above {
        Some((line, (reason, rest))) => (line, reason, in_file(&rest)),
        None => (said[at].line, String::new(), None),
    };
    Some(ErrorRecord {
        line,
        end_line: *end_line,
        is_unread: reason == "ParserError",
        text: if reason.is_empty() {
            words
        } else {
            format!("{reason}: {words}")
        },
        id: String::new(),
        place,
    })
}

/// What stands beside the bar of a line.
struct Row {
    /// Whether the number of a statement stands before it.
    is_numbered: bool,
    text: String,
}

impl Row {
    /// `     |  ~~~~~~~~`
    fn is_underline(&self) -> bool {
        self.text.bytes().all(|byte| byte == b'~')
    }
}

/// `  12 |  New-Thing`, `     | denied.`
fn row(text: &str) -> Option<Row> {
    let text = without_colours(text);
    let (number, text) = text.split_once('|')?;
    let number = number.trim();
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| Row {
        is_numbered: !number.is_empty(),
        text: text.trim().to_owned(),
    })
}

/// `New-Thing: C:\Things\setup.ps1:12`: who wrote the error, and the place.
fn reason(text: &str) -> Option<(String, String)> {
    let text = without_colours(text);
    let (reason, place) = text.split_once(':')?;
    let is_word = !reason.is_empty() && !reason.contains([' ', '\\']);
    (is_word && (place.starts_with(' ') || place.is_empty()))
        .then(|| (reason.to_owned(), place.trim().to_owned()))
}

/// A text without what colours it on a terminal, `ESC [ 31;1m`, which the first versions of PowerShell 7 write into files
/// too.
fn without_colours(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(part.split_once('m').map_or(part, |(_, rest)| rest));
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::LineNo;

    #[track_caller]
    fn check(text: &str, expected: &[(u32, &str, Option<&str>, bool)]) {
        let lines = text.lines().enumerate();
        let line = |(at, text): (usize, &str)| Said {
            line: LineNo::new(at as u32 + 1),
            text: text.to_owned(),
        };
        let said: Vec<Said> = lines.map(line).collect();
        let records: Vec<ErrorRecord> = records(&said).collect();
        let found: Vec<_> = records
            .iter()
            .map(|record| {
                let place = record.place.as_deref();
                let text = record.text.as_str();
                (record.line.get(), text, place, record.is_unread)
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_text_stands_below_the_statement() {
        check(
            "Opening.\n\
             Open-Gate: C:\\Program Files\\Gates\\open.ps1:12\n\
             Line |\n  \
             12 |  Open-Gate -Name North | Out-Null\n     \
             |  ~~~~~~~~~~~~~~~~~~~~~\n     \
             | The gate is stuck, since somebody\n     \
             | has leaned a ladder against it.\n\
             \n\
             The rest.\n",
            &[(
                2,
                "Open-Gate: The gate is stuck, since somebody has leaned a ladder against it.",
                Some("C:\\Program Files\\Gates\\open.ps1:12"),
                false,
            )],
        );
    }

    #[test]
    fn colours_are_no_part_of_it() {
        check(
            "\u{1b}[31;1mParserError: \u{1b}[0mC:\\Gates\\open.ps1:3\n\
             \u{1b}[36;1mLine |\n\
             \u{1b}[36;1m   3 | \u{1b}[0m open(\n\
             \u{1b}[31;1m     | \u{1b}[31;1mMissing closing ')'.\u{1b}[0m\n",
            &[(
                1,
                "ParserError: Missing closing ')'.",
                Some("C:\\Gates\\open.ps1:3"),
                true,
            )],
        );
    }

    #[test]
    fn a_table_with_bars_is_none() {
        check("Gates:\nLine | State\n   1 | open\n     | stuck\n", &[]);
        check("Gates:\nLine |\n     | stuck\n", &[]);
        check("Gates:\nLine |\n   1 | open\n     | ~~~~\n", &[]);
    }
}
