//! What was decided about files, and why.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;

use super::layout::Style;
use super::sheet::{self, EngineHead, number, words};

/// The decisions about files of a log.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct View {
    /// How many decisions of which kind, the most frequent first, of all files of the log.
    pub counts: Vec<Count>,
    /// The engines of the log, in its order.
    pub engines: Vec<EngineFiles>,
}

/// How many files had one decision for one reason.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Count {
    /// `install`, `overwrite`, `keep`, or `other`.
    pub decision: &'static str,
    /// The reason as the log has it.
    pub reason: String,
    /// How many files.
    pub files: u64,
}

/// The files of an engine.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct EngineFiles {
    /// The engine.
    #[serde(flatten)]
    pub engine: EngineHead,
    /// Its files, in the order of the log.
    pub files: Vec<File>,
}

/// A file.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct File {
    /// Where the decision stands.
    pub line: u32,
    /// The file on disk.
    pub path: String,
    /// `install`, `overwrite`, `keep`, or `other`.
    pub decision: &'static str,
    /// Why, as the log has it.
    pub reason: String,
    /// What is said of patches, as the log has it.
    pub patch: String,
    /// The version of the file that the package brings, where it has one.
    pub new_version: Option<String>,
    /// Its size in bytes, where the log tells it.
    pub new_size: Option<u64>,
}

/// Writes the view for people.
///
/// # Errors
///
/// When the writer fails.
pub fn text(view: &View, style: Style, out: &mut dyn Write) -> io::Result<()> {
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
fn reason(view: &View, file: &File) -> String {
    let at = view.counts.iter().position(|count| {
        count.decision == file.decision && file.reason.starts_with(&count.reason)
    });
    at.map_or(String::new(), |at| (at + 1).to_string())
}
