//! `wilog folders`: where folders lie, and which are not where the package wanted them.

use std::collections::BTreeMap;
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
use crate::trace::{ActionId, Trace};

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
    let redirections: Vec<(usize, String)> = shown
        .iter()
        .enumerate()
        .filter_map(|(at, folder)| Some((at, bare(&folder.redirected.as_ref()?.to))))
        .collect();
    for (at, to) in redirections {
        let engine = folders[at].engine;
        let of_engine = |other: &usize| *other != at && folders[*other].engine == engine;
        let others: Vec<usize> = (0..shown.len()).filter(of_engine).collect();
        let target = |other: &usize| shown[*other].target.as_deref().map(bare);
        let shares_tree = others
            .iter()
            .any(|other| shown[*other].redirected.is_none() && target(other).as_ref() == Some(&to));
        let is_below = |other: &usize| {
            let path = target(other);
            path.is_some_and(|path| path.starts_with(&format!("{to}\\")))
        };
        let below: Vec<usize> = others.into_iter().filter(is_below).collect();
        let key = shown[at].key.clone();
        for other in below {
            shown[other].redirected_with = Some(RedirectedWith {
                key: key.clone(),
                certain: !shares_tree,
            });
        }
    }
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
