//! `wilog files`: what was decided about files, and why.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io;

use clap::Args;

use super::Done;
use super::showing::{self, Showing};
use crate::event::{EventKind, Side};
use crate::render::files::{self as render, Count, EngineFiles, File, View};
use crate::syntax::argument;
use crate::text::{LineNo, Source};
use crate::trace::Trace;
use crate::trace::state::{Decision, FileRow, each_at};

/// What to show of files.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    showing: Showing,
    /// Only files that were not overwritten.
    #[arg(long)]
    kept: bool,
}

/// Shows the decisions about files, with their counts first.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Done> {
    showing::show(
        &arguments.showing,
        |trace, source| view(arguments, trace, source),
        render::text,
    )
}

/// All that there is to show.
#[cfg(feature = "tui")]
pub(super) fn whole(trace: &Trace, source: &mut Source) -> io::Result<View> {
    let all = Arguments::default();
    view(&all, trace, source)
}

fn view(arguments: &Arguments, trace: &Trace, source: &mut Source) -> io::Result<View> {
    let rows: BTreeMap<LineNo, &FileRow> = trace
        .state
        .files
        .rows
        .rows()
        .iter()
        .map(|row| (row.line, row))
        .collect();
    let mut engines = Vec::new();
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
            // What stands behind a tab is about this file alone.
            let common = reason.split('\t').next().unwrap_or(reason).trim();
            let key = (row.decision(), common.to_owned());
            *counts.entry(key).or_default() += 1;
            if arguments.kept && row.decision() != Decision::Keep {
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
                engine: showing::head(trace, row.engine(), Side::Other),
                files: Vec::new(),
            };
            if let Some(group) = showing::group(&mut engines, row.engine(), fresh) {
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
    Ok(View {
        counts: counts.collect(),
        engines: engines.into_iter().map(|(_, group)| group).collect(),
    })
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
