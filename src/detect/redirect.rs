//! Folders that the installer moved from the 64-bit to the 32-bit tree, and the files that landed there.

use super::lines::Lines;
use crate::event::EventKind;
use crate::text::LineNo;
use crate::trace::state::{Decision, FolderKind, folders_of};
use crate::trace::{EngineId, MarkKind, Trace};

/// What a package was moved to. Lines are in the order of the log.
#[derive(Debug, Default)]
pub(super) struct Redirection {
    /// The lines that say so: `WIN64DUALFOLDERS: 'C:\Program Files (x86)\' will substitute 17 characters in ...`.
    pub(super) substitutions: Vec<LineNo>,
    /// Properties and folders of the Directory table that lead to the other tree now, each once.
    pub(super) folders: Vec<(String, LineNo)>,
    /// The files that were copied there.
    pub(super) files: Vec<(String, LineNo)>,
    /// The first folder that was asked for, and what it became.
    pub(super) moved: Option<(String, String)>,
    /// Whether the package has folders in the 32-bit tree of its own accord too, so that files there may be right.
    pub(super) is_mixed: bool,
}

/// Folders of the 32-bit tree that a package may name itself.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/property-reference>, system folder properties.
const OF_32_BITS: [&str; 2] = ["ProgramFilesFolder", "CommonFilesFolder"];

impl Redirection {
    /// What was redirected while an engine ran; `None` where nothing was.
    pub(super) fn of(trace: &Trace, engine: EngineId, lines: &mut Lines<'_>) -> Option<Self> {
        let marks = trace.marks.iter().filter(|mark| {
            mark.engine == Some(engine)
                && matches!(
                    mark.kind,
                    MarkKind::Redirected | MarkKind::FolderProperty64Redirected
                )
        });
        let substitutions: Vec<LineNo> = marks.map(|mark| mark.line).collect();
        let first = *substitutions.first()?;
        let mut found = Self::default();
        let mut roots = Vec::new();
        lines.each(&substitutions, |event| match event.kind {
            EventKind::DualFolderSubstituted {
                replacement,
                characters,
                folder,
                ..
            } => {
                let rest: String = folder.chars().skip(characters as usize).collect();
                roots.push((folder.to_owned(), format!("{replacement}{rest}")));
            }
            EventKind::PropertyChange { name, old, new, .. } => {
                found.folders.push((name.to_owned(), event.line));
                roots.push((old.to_owned(), new.to_owned()));
            }
            _ => {}
        });
        found.moved = roots.first().cloned();
        found.substitutions = substitutions;
        found.add_properties(trace, engine);
        found.add_folders(trace, engine, first, &roots, lines);
        found.add_files(trace, engine, first, &roots, lines);
        Some(found)
    }

    /// Properties that changed with a substitution, such as one that somebody gave on the command line.
    fn add_properties(&mut self, trace: &Trace, engine: EngineId) {
        for folder in folders_of(trace) {
            let changed = folder.redirected.filter(|_| folder.engine == Some(engine));
            if let Some((_, change)) = changed {
                self.add_folder(trace.names.get(folder.key), change);
            }
        }
    }

    fn add_folder(&mut self, name: &str, line: LineNo) {
        if self.folders.iter().all(|(known, _)| known != name) {
            self.folders.push((name.to_owned(), line));
        }
    }

    /// `Dir (target): Key: INSTALLFOLDER\t, Object: C:\Program Files (x86)\A\`
    fn add_folders(
        &mut self,
        trace: &Trace,
        engine: EngineId,
        first: LineNo,
        roots: &[(String, String)],
        lines: &mut Lines<'_>,
    ) {
        let rows = trace.state.folders.rows.rows().iter();
        let targets = rows.filter(|row| {
            row.engine() == Some(engine) && row.kind() == FolderKind::Target && row.line > first
        });
        let targets: Vec<LineNo> = targets.map(|row| row.line).collect();
        lines.each(&targets, |event| {
            if let EventKind::FolderTarget { key, path } = event.kind {
                self.is_mixed |= OF_32_BITS.contains(&key);
                if is_below(path, roots) && !OF_32_BITS.contains(&key) {
                    self.add_folder(key, event.line);
                }
            }
        });
    }

    /// `File: C:\Program Files (x86)\A\a.dll;\tTo be installed;\tWon't patch;\tNo existing file`
    fn add_files(
        &mut self,
        trace: &Trace,
        engine: EngineId,
        first: LineNo,
        roots: &[(String, String)],
        lines: &mut Lines<'_>,
    ) {
        let rows = trace.state.files.rows.rows().iter();
        let copied = rows.filter(|row| {
            row.engine() == Some(engine)
                && row.line > first
                && matches!(row.decision(), Decision::Install | Decision::Overwrite)
        });
        let copied: Vec<LineNo> = copied.map(|row| row.line).collect();
        lines.each(&copied, |event| {
            if let EventKind::FileDecision { path, .. } = event.kind
                && is_below(path, roots)
            {
                self.files.push((path.to_owned(), event.line));
            }
        });
    }

    /// The folders in words: `ProgramFiles64Folder, INSTALLFOLDER, and 3 more`.
    pub(super) fn names(&self) -> String {
        let names: Vec<&str> = self.folders.iter().map(|(name, _)| name.as_str()).collect();
        listed(&names, MOST_NAMES)
    }

    /// What landed in the wrong tree, in words, with a verb: `2 files landed in C:\A\ (a.exe, b\c.dll)`.
    pub(super) fn files_in_words(&self) -> String {
        let Some((first, _)) = self.files.first() else {
            return "the log shows no file that was copied there".to_owned();
        };
        let mut folder = folder_of(first);
        while !self.files.iter().all(|(path, _)| path.starts_with(folder)) {
            folder = folder_of(&folder[..folder.len() - 1]);
        }
        let names: Vec<&str> = self
            .files
            .iter()
            .map(|(path, _)| &path[folder.len()..])
            .collect();
        let files = if names.len() == 1 {
            "1 file".to_owned()
        } else {
            format!("{} files", names.len())
        };
        format!(
            "{files} landed in {folder} ({})",
            listed(&names, MOST_FILES)
        )
    }

    /// The lines that show it: what was redirected, then all folders, then some files.
    pub(super) fn evidence(&self) -> Vec<LineNo> {
        let folders = self.folders.iter().map(|(_, line)| *line);
        let files = self.files.iter().map(|(_, line)| *line).take(MOST_FILES);
        let all = self.substitutions.iter().copied().take(MOST_NAMES);
        all.chain(folders).chain(files).collect()
    }
}

/// A headline holds so many names of folders and no more.
const MOST_NAMES: usize = 12;

/// Of many files the first ones tell where to look.
const MOST_FILES: usize = 4;

/// Whether a path lies below one of the folders that were put in.
fn is_below(path: &str, roots: &[(String, String)]) -> bool {
    let path = path.to_lowercase();
    roots
        .iter()
        .any(|(_, to)| path.starts_with(&to.to_lowercase()))
}

/// A path up to its last backslash: `C:\A\` of `C:\A\b.dll`.
fn folder_of(path: &str) -> &str {
    &path[..path.rfind('\\').map_or(0, |at| at + 1)]
}

/// Names with commas between, of many the first ones: `A, B, and 3 more`.
pub(super) fn listed(names: &[&str], most: usize) -> String {
    let more = names.len().saturating_sub(most);
    let text = names[..names.len().min(most)].join(", ");
    if more > 0 {
        format!("{text}, and {more} more")
    } else {
        text
    }
}
