//! What was decided about files, and why.

use std::collections::BTreeMap;
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
    // All files are shown unless only kept ones are asked for, and then the counts of the others answer nothing.
    if view.engines.iter().all(|of| of.files.is_empty()) {
        return writeln!(out, "No file was kept.");
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
    let numbers = numbers(view);
    for of in view.engines.iter().filter(|of| !of.files.is_empty()) {
        writeln!(out)?;
        sheet::engine(&of.engine, style, out)?;
        let row = |file: &File| {
            [
                file.line.to_string(),
                file.decision.to_owned(),
                numbers
                    .get(&(file.decision, file.counted_reason()))
                    .map_or(String::new(), usize::to_string),
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

/// The numbers of decisions with their reasons in the table of reasons.
fn numbers(view: &Files) -> BTreeMap<(&str, &str), usize> {
    let numbered = view.counts.iter().zip(1..);
    numbered
        .map(|(count, number)| ((count.decision, count.reason.as_str()), number))
        .collect()
}
