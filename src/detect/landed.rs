//! Where the files of a package landed.

use std::collections::BTreeMap;

use super::lines::Lines;
use super::span;
use crate::event::EventKind;
use crate::syntax::argument;
use crate::text::LineNo;
use crate::trace::state::{Decision, FolderKind};
use crate::trace::{EngineId, MarkKind, Trace};

/// Where an engine put what it installed.
#[derive(Default)]
pub(super) struct Landed {
    /// The files that it copied, in the order of the log:
    /// `File: C:\Program Files\A\a.dll;\tTo be installed;\tWon't patch;\tNo existing file`.
    pub(super) files: Vec<(String, LineNo)>,
    /// The folders of the Directory table as it resolved them, in the order of the log:
    /// `Dir (target): Key: INSTALLFOLDER\t, Object: C:\Program Files\A\`.
    pub(super) folders: Vec<(String, String, LineNo)>,
}

/// Where each of the engines put what it installed. The lines that tell it are read once more.
pub(super) fn landed(trace: &Trace, engines: &[EngineId], lines: &mut Lines<'_>) -> Vec<Landed> {
    let mut wanted: BTreeMap<LineNo, usize> = BTreeMap::new();
    for (at, id) in engines.iter().enumerate() {
        let run = &trace.engines[id.at()];
        let files = span::of(trace.state.files.rows.rows(), run, |row| row.line);
        let copied = files.filter(|row| {
            row.engine() == Some(*id)
                && matches!(row.decision(), Decision::Install | Decision::Overwrite)
        });
        wanted.extend(copied.map(|row| (row.line, at)));
        let folders = span::of(trace.state.folders.rows.rows(), run, |row| row.line);
        let targets =
            folders.filter(|row| row.engine() == Some(*id) && row.kind() == FolderKind::Target);
        wanted.extend(targets.map(|row| (row.line, at)));
    }
    let mut landed: Vec<Landed> = engines.iter().map(|_| Landed::default()).collect();
    let in_order: Vec<LineNo> = wanted.keys().copied().collect();
    lines.each(&in_order, |event| {
        let owner = wanted.get(&event.line).and_then(|at| landed.get_mut(*at));
        match (event.kind, owner) {
            (EventKind::FileDecision { path, .. }, Some(owner)) => {
                owner.files.push((path.to_owned(), event.line));
            }
            (EventKind::FolderTarget { key, path }, Some(owner)) => {
                owner
                    .folders
                    .push((key.to_owned(), path.to_owned(), event.line));
            }
            _ => {}
        }
    });
    landed
}

/// A product of which something went to folders of a kind.
#[derive(Debug)]
pub(super) struct Target<'t> {
    /// The engine that put it there.
    pub(super) engine: EngineId,
    /// The name of the product, or its package.
    pub(super) product: &'t str,
    /// The first of the folders.
    pub(super) folder: String,
    /// The lines that name them.
    pub(super) shown: Vec<LineNo>,
}

/// The products of which something went to folders of a kind: `Executing op: SetTargetFolder(Folder=D:\)`. Installs that
/// were undone put nothing anywhere.
pub(super) fn targets<'t>(
    trace: &'t Trace,
    kind: MarkKind,
    lines: &mut Lines<'_>,
) -> Vec<Target<'t>> {
    let mut found: BTreeMap<EngineId, Vec<LineNo>> = BTreeMap::new();
    for mark in trace.marks.iter().filter(|mark| mark.kind == kind) {
        let is_done = |id: &EngineId| trace.engine_verdict(*id).outcome.is_success();
        if let Some(id) = mark.engine.filter(is_done) {
            found.entry(id).or_default().push(mark.line);
        }
    }
    let told = found.into_iter().filter_map(|(id, shown)| {
        let run = &trace.engines[id.at()];
        let product = run.called();
        let folder = lines.event(*shown.first()?, |event| match event.kind {
            EventKind::Operation { arguments, .. } => {
                argument(arguments, "Folder").map(str::to_owned)
            }
            _ => None,
        });
        Some(Target {
            engine: id,
            product,
            folder: folder.flatten()?,
            shown,
        })
    });
    told.collect()
}

/// A path up to its last backslash: `C:\A\` of `C:\A\b.dll`.
pub(super) fn folder_of(path: &str) -> &str {
    &path[..path.rfind('\\').map_or(0, |at| at + 1)]
}

/// The lowest folder in which all files lie: `C:\A\` of `C:\A\b.dll` and `C:\A\c\d.dll`; empty where there is none.
pub(super) fn common_folder(files: &[(String, LineNo)]) -> &str {
    let Some((first, _)) = files.first() else {
        return "";
    };
    let mut folder = folder_of(first);
    while !folder.is_empty() && !files.iter().all(|(path, _)| path.starts_with(folder)) {
        folder = folder_of(&folder[..folder.len() - 1]);
    }
    folder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_common_folder_holds_all_files() {
        for (paths, expected) in [
            (&[][..], ""),
            (&["C:\\A\\b.dll"], "C:\\A\\"),
            (&["C:\\A\\b.dll", "C:\\A\\c\\d.dll"], "C:\\A\\"),
            (&["C:\\A\\b.dll", "C:\\AB\\c.dll"], "C:\\"),
            (&["C:\\A\\b.dll", "D:\\A\\b.dll"], ""),
        ] {
            let files: Vec<(String, LineNo)> = paths
                .iter()
                .map(|path| ((*path).to_owned(), LineNo::FIRST))
                .collect();
            assert_eq!(common_folder(&files), expected, "{paths:?}");
        }
    }
}
