//! `wilog folders`: where folders lie, and which are not where the package wanted them.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use clap::Args;

use super::Done;
use super::showing::{self, Showing};
use crate::event::{EventKind, Side};
use crate::render::folders::{
    self as render, EngineFolders, Folder, Override, Redirected, RedirectedWith, View,
};
use crate::text::{LineNo, Source};
use crate::trace::state::{self, Setter, each_at, folders_of};
use crate::trace::{ActionId, EngineId, Trace};

/// What to show of folders.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    showing: Showing,
    /// Show where files come from too.
    #[arg(long)]
    source: bool,
    /// Only folders that were redirected to the folder of the other bitness (WIN64DUALFOLDERS), or changed after they
    /// were resolved.
    #[arg(long)]
    redirected: bool,
}

/// Shows folders, by engine.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Done> {
    showing::show(
        &arguments.showing,
        |trace, source| view(arguments, trace, source),
        render::text,
    )
}

/// The two values that a line has: the old and the new one of a change, or a path alone.
type Values = BTreeMap<LineNo, [Option<String>; 2]>;

/// All that there is to show.
#[cfg(feature = "tui")]
pub(super) fn whole(trace: &Trace, source: &mut Source) -> io::Result<View> {
    let all = Arguments::default();
    view(&all, trace, source)
}

fn view(arguments: &Arguments, trace: &Trace, source: &mut Source) -> io::Result<View> {
    let folders = folders_of(trace);
    let values = read(source, &folders)?;
    let mut shown: Vec<Folder> = folders
        .iter()
        .map(|folder| of(trace, folder, &values))
        .collect();
    mark_below(&folders, &mut shown);
    let mut engines = Vec::new();
    for (folder, shown) in folders.iter().zip(shown) {
        let is_fine = shown.redirected.is_none()
            && shown.redirected_with.is_none()
            && shown.overridden.is_empty();
        if arguments.redirected && is_fine {
            continue;
        }
        let fresh = || EngineFolders {
            engine: showing::head(trace, folder.engine, Side::Other),
            folders: Vec::new(),
        };
        if let Some(group) = showing::group(&mut engines, folder.engine, fresh) {
            group.folders.push(shown);
        }
    }
    Ok(View {
        with_source: arguments.source,
        engines: engines.into_iter().map(|(_, group)| group).collect(),
    })
}

/// Marks the folders below those that were redirected: they were meant to lie in the other tree too.
///
/// A package may have folders of its own in the tree that a redirection leads to. Where it does, its log doesn't tell
/// which folders below were meant to lie there.
fn mark_below(folders: &[state::Folder], shown: &mut [Folder]) {
    let bare = |path: &str| path.trim_end_matches('\\').to_lowercase();
    let targets: Vec<Option<String>> = shown
        .iter()
        .map(|folder| folder.target.as_deref().map(bare))
        .collect();
    // Where redirections lead to, and which folders were redirected there.
    let mut led: BTreeMap<(Option<EngineId>, String), Vec<usize>> = BTreeMap::new();
    // Where folders lie that were not redirected.
    let mut own = BTreeSet::new();
    for (at, folder) in shown.iter().enumerate() {
        let engine = folders[at].engine;
        match (&folder.redirected, &targets[at]) {
            (Some(redirected), _) => led
                .entry((engine, bare(&redirected.to)))
                .or_default()
                .push(at),
            (None, Some(target)) => {
                own.insert((engine, target.as_str()));
            }
            (None, None) => {}
        }
    }
    if led.is_empty() {
        return;
    }
    for (at, target) in targets.iter().enumerate() {
        let engine = folders[at].engine;
        let above = target.iter().flat_map(|path| folders_above(path));
        let redirected = above.filter_map(|above| {
            let key = (engine, above.to_owned());
            let with = led.get(&key)?.iter().rev().find(|with| **with != at)?;
            Some((*with, !own.contains(&(engine, above))))
        });
        // Of several the last counts, as it does for the engine.
        if let Some((with, certain)) = redirected.max() {
            shown[at].redirected_with = Some(RedirectedWith {
                key: shown[with].key.clone(),
                certain,
            });
        }
    }
}

/// The folders above one, from the drive on: `c:` and `c:\a` of `c:\a\b`.
fn folders_above(path: &str) -> impl Iterator<Item = &str> {
    /// No path of Windows has more parts: it has 32,767 characters at the most, and a hostile log may have more.
    const DEEPEST: usize = 1 << 8;
    path.match_indices('\\')
        .take(DEEPEST)
        .map(|(at, _)| &path[..at])
}

/// Reads the lines that folders refer to.
fn read(source: &mut Source, folders: &[state::Folder]) -> io::Result<Values> {
    let mut lines: Vec<LineNo> = folders
        .iter()
        .flat_map(|folder| {
            let change = folder.redirected.map(|(_, change)| change);
            let overrides = folder.overrides.iter().map(|(line, _)| *line);
            [folder.source, folder.target, change]
                .into_iter()
                .flatten()
                .chain(overrides)
        })
        .collect();
    lines.sort_unstable();
    lines.dedup();
    let mut values = Values::new();
    each_at(source, &lines, |_, event| {
        let known = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let pair = match event.kind {
            EventKind::FolderTarget { path, .. } | EventKind::FolderSource { path, .. } => {
                [None, Some(path.to_owned())]
            }
            EventKind::PropertyChange { old, new, .. } => [known(old), known(new)],
            _ => return,
        };
        values.insert(event.line, pair);
    })?;
    Ok(values)
}

fn of(trace: &Trace, folder: &state::Folder, values: &Values) -> Folder {
    let old = |line: LineNo| values.get(&line).and_then(|[old, _]| old.clone());
    let new = |line: LineNo| values.get(&line).and_then(|[_, new]| new.clone());
    let name = |id: ActionId| trace.action_name(id).to_owned();
    let (set_by, set_line, set_action) = match folder.setter {
        Setter::Costing => ("costing", None, None),
        Setter::CommandLine(line) => ("command-line", Some(line), None),
        Setter::Change(line, action) => ("change", Some(line), action.map(name)),
    };
    let target = folder.target.and_then(new);
    let differs = |path: &Option<String>| {
        let bare = |path: &Option<String>| {
            let path = path.as_deref().unwrap_or_default();
            path.trim_end_matches('\\').to_lowercase()
        };
        bare(path) != bare(&target)
    };
    let overridden = folder
        .overrides
        .iter()
        .map(|(line, action)| Override {
            line: line.get(),
            action: action.map(name),
            path: new(*line),
        })
        .filter(|change| differs(&change.path))
        .collect();
    Folder {
        key: trace.names.get(folder.key).to_owned(),
        target_line: folder.target.map(LineNo::get),
        source: folder.source.and_then(new),
        source_line: folder.source.map(LineNo::get),
        set_by,
        set_line: set_line.map(LineNo::get),
        set_action,
        redirected: folder.redirected.map(|(line, change)| Redirected {
            line: line.get(),
            change_line: change.get(),
            from: old(change).unwrap_or_default(),
            to: new(change).unwrap_or_default(),
        }),
        redirected_with: None,
        overridden,
        target,
    }
}
