//! Folders that the installer moved from the 64-bit to the 32-bit tree, and the files that landed there.

use std::collections::{BTreeMap, BTreeSet};

use super::landed::common_folder;
use super::lines::Lines;
use super::prose::listed;
use crate::event::{Event, EventKind};
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
    /// All folders that were asked for, in small letters.
    pub(super) asked: BTreeSet<String>,
    /// Whether the package has folders in the 32-bit tree of its own accord too, so that files there may be right.
    pub(super) is_mixed: bool,
}

/// Folders of the 32-bit tree that a package may name itself.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/property-reference>, system folder properties.
const OF_32_BITS: [&str; 2] = ["ProgramFilesFolder", "CommonFilesFolder"];

/// What was redirected while each of these engines ran; those for which nothing was are left out.
///
/// The log is read again twice, however many engines there are.
pub(super) fn redirections(
    trace: &Trace,
    engines: impl Iterator<Item = EngineId>,
    lines: &mut Lines<'_>,
) -> BTreeMap<EngineId, Redirection> {
    let engines: BTreeSet<EngineId> = engines.collect();
    let mut finds = BTreeMap::new();
    for mark in &trace.marks {
        let kinds = [MarkKind::Redirected, MarkKind::FolderProperty64Redirected];
        let engine = mark.engine.filter(|engine| engines.contains(engine));
        if let Some(engine) = engine.filter(|_| kinds.contains(&mark.kind)) {
            let find: &mut Find = finds.entry(engine).or_default();
            find.told.substitutions.push(mark.line);
        }
    }
    if finds.is_empty() {
        return BTreeMap::new();
    }
    read_substitutions(&mut finds, lines);
    // Properties that changed with a substitution, such as one that somebody gave on the command line.
    for folder in folders_of(trace) {
        let find = folder.engine.and_then(|engine| finds.get_mut(&engine));
        if let (Some(find), Some((_, change))) = (find, folder.redirected) {
            find.add_folder(trace.names.get(folder.key), change);
        }
    }
    read_folders_and_files(trace, &mut finds, lines);
    let told = finds.into_iter().map(|(id, find)| (id, find.told));
    told.collect()
}

/// What was found for an engine so far.
#[derive(Debug, Default)]
struct Find {
    told: Redirection,
    /// The names of its folders.
    known: BTreeSet<String>,
    roots: Roots,
}

/// Lines that are to be read again, in order, each with the engine that it is of.
fn read(
    wanted: &BTreeMap<LineNo, EngineId>,
    finds: &mut BTreeMap<EngineId, Find>,
    lines: &mut Lines<'_>,
    mut take: impl FnMut(&mut Find, &Event<'_>),
) {
    let all: Vec<LineNo> = wanted.keys().copied().collect();
    lines.each(&all, |event| {
        let engine = wanted.get(&event.line);
        if let Some(find) = engine.and_then(|engine| finds.get_mut(engine)) {
            take(find, event);
        }
    });
}

fn read_substitutions(finds: &mut BTreeMap<EngineId, Find>, lines: &mut Lines<'_>) {
    let mut wanted = BTreeMap::new();
    for (id, find) in finds.iter() {
        let substitutions = find.told.substitutions.iter();
        wanted.extend(substitutions.map(|line| (*line, *id)));
    }
    read(&wanted, finds, lines, |find, event| match event.kind {
        EventKind::DualFolderSubstituted {
            replacement,
            characters,
            folder,
            ..
        } => {
            let rest: String = folder.chars().skip(characters as usize).collect();
            find.moved(folder, &format!("{replacement}{rest}"));
        }
        EventKind::PropertyChange { name, old, new, .. } => {
            find.told.folders.push((name.to_owned(), event.line));
            find.known.insert(name.to_owned());
            find.moved(old, new);
        }
        _ => {}
    });
}

/// The folders of the Directory table, and the files that were copied, behind the first substitution of each engine:
///
/// * `Dir (target): Key: INSTALLFOLDER\t, Object: C:\Program Files (x86)\A\`
/// * `File: C:\Program Files (x86)\A\a.dll;\tTo be installed;\tWon't patch;\tNo existing file`
fn read_folders_and_files(
    trace: &Trace,
    finds: &mut BTreeMap<EngineId, Find>,
    lines: &mut Lines<'_>,
) {
    let folders = trace.state.folders.rows.rows().iter();
    let targets = folders.filter(|row| row.kind() == FolderKind::Target);
    let targets = targets.map(|row| (row.line, row.engine()));
    let files = trace.state.files.rows.rows().iter();
    let copied =
        files.filter(|row| matches!(row.decision(), Decision::Install | Decision::Overwrite));
    let copied = copied.map(|row| (row.line, row.engine()));
    let wanted = targets.chain(copied).filter_map(|(line, engine)| {
        let first = finds.get(&engine?)?.told.substitutions.first()?;
        (line > *first).then_some((line, engine?))
    });
    let wanted = wanted.collect();
    read(&wanted, finds, lines, |find, event| match event.kind {
        EventKind::FolderTarget { key, path } => {
            let is_own = OF_32_BITS.contains(&key);
            find.told.is_mixed |= is_own;
            if !is_own && find.roots.hold(path) {
                find.add_folder(key, event.line);
            }
        }
        EventKind::FileDecision { path, .. } if find.roots.hold(path) => {
            find.told.files.push((path.to_owned(), event.line));
        }
        _ => {}
    });
}

impl Find {
    fn add_folder(&mut self, name: &str, line: LineNo) {
        if self.known.insert(name.to_owned()) {
            self.told.folders.push((name.to_owned(), line));
        }
    }

    fn moved(&mut self, from: &str, to: &str) {
        self.told.asked.insert(from.to_lowercase());
        self.told
            .moved
            .get_or_insert_with(|| (from.to_owned(), to.to_owned()));
        self.roots.add(to);
    }
}

/// Folders that were put in, in small letters, none of them below another one.
#[derive(Debug, Default)]
struct Roots(BTreeSet<String>);

impl Roots {
    fn add(&mut self, folder: &str) {
        if folder.is_empty() || self.hold(folder) {
            return;
        }
        let folder = folder.to_lowercase();
        let below = self.0.range(folder.clone()..);
        let below = below.take_while(|other| other.starts_with(&folder));
        let below: Vec<String> = below.cloned().collect();
        for other in &below {
            self.0.remove(other);
        }
        self.0.insert(folder);
    }

    /// Whether a path lies below one of them. Since none is below another, it can only be the one that is sorted just
    /// before the path.
    fn hold(&self, path: &str) -> bool {
        let path = path.to_lowercase();
        let before = self.0.range(..=path.clone()).next_back();
        before.is_some_and(|root| path.starts_with(root))
    }
}

impl Redirection {
    /// The folders in words: `ProgramFiles64Folder, INSTALLFOLDER, and 3 more`.
    pub(super) fn names(&self) -> String {
        let names: Vec<&str> = self.folders.iter().map(|(name, _)| name.as_str()).collect();
        listed(&names, MOST_NAMES)
    }

    /// What landed in the wrong tree, in words, with a verb: `2 files landed in C:\A\ (a.exe, b\c.dll)`.
    pub(super) fn files_in_words(&self) -> String {
        if self.files.is_empty() {
            return "the log shows no file that was copied there".to_owned();
        }
        let folder = common_folder(&self.files);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_below_a_root_that_it_begins_with() {
        let mut roots = Roots::default();
        for root in [
            "C:\\B\\",
            "C:\\A\\x\\",
            "C:\\A\\",
            "c:\\a\\y\\",
            "",
            "C:\\C\\",
        ] {
            roots.add(root);
        }
        assert_eq!(roots.0.len(), 3);
        for (path, expected) in [
            ("C:\\A\\", true),
            ("c:\\a\\X\\f.dll", true),
            ("C:\\B\\zz", true),
            ("C:\\A", false),
            ("C:\\", false),
            ("D:\\B\\", false),
            ("", false),
        ] {
            assert_eq!(roots.hold(path), expected, "{path}");
        }
    }
}
