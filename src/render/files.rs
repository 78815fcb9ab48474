//! What was decided about files, and why.

use std::io::{self, Write};

use super::layout::Style;
use super::sheet::{self, number, words};
use crate::view::files::{Count, File, Files};

/// Writes the view for people.
///
/// # Errors
///
/// When the writer fails.
pub fn text(view: &Files, style: Style, out: &mut dyn Write) -> io::Result<()> {
    if view.counts.is_empty() {
        return writeln!(out, "The log tells nothing of files.");
    }
    let row = |(at, count): (usize, &Count)| {
        [
            count.files.to_string(),
            count.decision.to_owned(),
            (at + 1).to_string(),
            count.reason.clone(),
        ]
    };
    let rows: Vec<_> = view.counts.iter().enumerate().map(row).collect();
    let columns = [
        number("files"),
        words("decision", 10),
        words("", 4),
        words("reason", 0),
    ];
    sheet::table(columns, &rows, style, out)?;
    for of in view.engines.iter().filter(|of| !of.files.is_empty()) {
        writeln!(out)?;
        sheet::engine(&of.engine, style, out)?;
        let row = |file: &File| {
            [
                file.line.to_string(),
                file.decision.to_owned(),
                reason(view, file),
                file.new_version.clone().unwrap_or_default(),
                file.path.clone(),
            ]
        };
        let rows: Vec<_> = of.files.iter().map(row).collect();
        let columns = [
            number("line"),
            words("decision", 10),
            words("reason", 6),
            words("new version", 16),
            words("file", 0),
        ];
        sheet::table(columns, &rows, style, out)?;
    }
    Ok(())
}

/// The number of a file's reason in the table of reasons.
fn reason(view: &Files, file: &File) -> String {
    let at = view.counts.iter().position(|count| {
        count.decision == file.decision && file.reason.starts_with(&count.reason)
    });
    at.map_or(String::new(), |at| (at + 1).to_string())
}
