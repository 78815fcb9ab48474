//! What was decided about files, and why.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io;

use schemars::JsonSchema;
use serde::Serialize;

use super::engine::{EngineHead, Groups, head};
use crate::event::{EventKind, Side};
use crate::syntax::argument;
use crate::text::{LineNo, Source};
use crate::trace::Trace;
use crate::trace::state::{Decision, FileRow, each_at};

/// The decisions about files of a log.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Files {
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

/// Which files to show.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choice {
    /// Only files that were not overwritten.
    pub kept: bool,
}

impl Files {
    /// The decisions about the files that are chosen, by engine, with the counts of all.
    ///
    /// # Errors
    ///
    /// When the log cannot be read again.
    pub fn of(trace: &Trace, source: &mut Source, choice: Choice) -> io::Result<Self> {
        let rows: BTreeMap<LineNo, &FileRow> = trace
            .state
            .files
            .rows
            .rows()
            .iter()
            .map(|row| (row.line, row))
            .collect();
        let mut engines = Groups::new();
        let mut counts: BTreeMap<(Decision, String), u64> = BTreeMap::new();
        let mut copied = (None, None);
        each_at(source, &lines(trace), |_, event| match event.kind {
            EventKind::Operation { arguments, .. } => copied = version_and_size(arguments),
            EventKind::FileDecision {
                path,
                patch,
                reason,
                ..
            } => {
                let (new_version, new_size) = std::mem::take(&mut copied);
                let Some(row) = rows.get(&event.line) else {
                    return;
                };
                let key = (row.decision(), common(reason).to_owned());
                *counts.entry(key).or_default() += 1;
                if choice.kept && row.decision() != Decision::Keep {
                    return;
                }
                let file = File {
                    line: event.line.get(),
                    path: path.to_owned(),
                    decision: row.decision().as_str(),
                    reason: reason.to_owned(),
                    patch: patch.to_owned(),
                    new_version,
                    new_size,
                };
                let fresh = || EngineFiles {
                    engine: head(trace, row.engine(), Side::Other),
                    files: Vec::new(),
                };
                if let Some(group) = engines.of(row.engine(), fresh) {
                    group.files.push(file);
                }
            }
            _ => {}
        })?;
        let mut counts: Vec<((Decision, String), u64)> = counts.into_iter().collect();
        counts.sort_by_key(|(_, files)| Reverse(*files));
        let counts = counts.into_iter().map(|((decision, reason), files)| Count {
            decision: decision.as_str(),
            reason,
            files,
        });
        Ok(Self {
            counts: counts.collect(),
            engines: engines.all(),
        })
    }
}

impl File {
    /// Why, as the counts have it.
    #[must_use]
    pub fn counted_reason(&self) -> &str {
        common(&self.reason)
    }
}

/// A reason without what stands behind a tab, which is about its file alone.
fn common(reason: &str) -> &str {
    reason.split('\t').next().unwrap_or(reason).trim()
}

/// The lines of decisions, and of the operations in front of them that tell versions and sizes.
fn lines(trace: &Trace) -> Vec<LineNo> {
    let operations = trace.state.operations.rows.rows().iter();
    let copies = operations
        .filter(|row| matches!(trace.names.get(row.name), "FileCopy" | "AssemblyCopy"))
        .map(|row| row.line);
    let decisions = trace.state.files.rows.rows().iter().map(|row| row.line);
    let mut lines: Vec<LineNo> = copies.chain(decisions).collect();
    lines.sort_unstable();
    lines
}

/// The version and the size in bytes of the file that the package brings.
fn version_and_size(arguments: &str) -> (Option<String>, Option<u64>) {
    let version = argument(arguments, "Version").map(str::to_owned);
    let size = argument(arguments, "FileSize").and_then(|size| size.parse().ok());
    (version, size)
}
