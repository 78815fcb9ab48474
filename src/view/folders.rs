//! Folders: where they lie, who decided that, and which are not where the package wanted them.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use schemars::JsonSchema;
use serde::Serialize;

use super::engine::{EngineHead, Groups, head};
use crate::event::{EventKind, Side};
use crate::text::{LineNo, Source};
use crate::trace::state::{self, Setter, each_at, folders_of};
use crate::trace::{ActionId, EngineId, Trace};

/// The folders of a log.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Folders {
    /// Whether the source paths were asked for.
    #[serde(skip)]
    pub with_source: bool,
    /// The engines of the log, in its order.
    pub engines: Vec<EngineFolders>,
}

/// The folders of an engine.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct EngineFolders {
    /// The engine.
    #[serde(flatten)]
    pub engine: EngineHead,
    /// Its folders, in the order in which the log names them.
    pub folders: Vec<Folder>,
}

/// A folder.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Folder {
    /// Its key in the Directory table.
    pub key: String,
    /// Where files go to.
    pub target: Option<String>,
    /// Where that stands.
    pub target_line: Option<u32>,
    /// Where files come from.
    pub source: Option<String>,
    /// Where that stands.
    pub source_line: Option<u32>,
    /// Who decided: `costing`, `command-line`, or `change`.
    pub set_by: &'static str,
    /// The line in which they did.
    pub set_line: Option<u32>,
    /// The action that changed the property, for `change`.
    pub set_action: Option<String>,
    /// The redirection to the folder of the other bitness.
    pub redirected: Option<Redirected>,
    /// The folder above that was redirected, and this one with it.
    pub redirected_with: Option<RedirectedWith>,
    /// Changes after the folders were resolved.
    pub overridden: Vec<Override>,
}

/// A folder that was redirected (`WIN64DUALFOLDERS`).
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Redirected {
    /// The line of the substitution.
    pub line: u32,
    /// The line of the property change that followed.
    pub change_line: u32,
    /// Where the folder was.
    pub from: String,
    /// Where it is now.
    pub to: String,
}

/// A folder that lies below one that was redirected.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct RedirectedWith {
    /// The key of the folder above.
    pub key: String,
    /// Whether it was meant to lie in the other tree for sure. Where the package has folders of its own in the tree that
    /// the redirection leads to, this may be one of them.
    pub certain: bool,
}

/// A change of a folder's property after the folders were resolved.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Override {
    /// Where it stands.
    pub line: u32,
    /// The action that made it.
    pub action: Option<String>,
    /// The new folder; nothing where the property was deleted or the line was cut.
    pub path: Option<String>,
}

/// Which folders to show.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choice {
    /// Where files come from too.
    pub source: bool,
    /// Only folders that were redirected to the folder of the other bitness, or changed after they were resolved.
    pub redirected: bool,
}

impl Folders {
    /// The folders of a log that are chosen, by engine.
    ///
    /// # Errors
    ///
    /// When the log cannot be read again.
    pub fn of(trace: &Trace, source: &mut Source, choice: Choice) -> io::Result<Self> {
        let folders = folders_of(trace);
        let values = read(source, &folders)?;
        let mut shown: Vec<Folder> = folders
            .iter()
            .map(|folder| of(trace, folder, &values))
            .collect();
        mark_below(&folders, &mut shown);
        let mut engines = Groups::new();
        for (folder, shown) in folders.iter().zip(shown) {
            let is_fine = shown.redirected.is_none()
                && shown.redirected_with.is_none()
                && shown.overridden.is_empty();
            if choice.redirected && is_fine {
                continue;
            }
            let fresh = || EngineFolders {
                engine: head(trace, folder.engine, Side::Other),
                folders: Vec::new(),
            };
            if let Some(group) = engines.of(folder.engine, fresh) {
                group.folders.push(shown);
            }
        }
        Ok(Self {
            with_source: choice.source,
            engines: engines.all(),
        })
    }
}

/// The two values that a line has: the old and the new one of a change, or a path alone.
type Values = BTreeMap<LineNo, [Option<String>; 2]>;

/// Marks the folders below those that were redirected: they were meant to lie in the other tree too.
///
/// A package may have folders of its own in the tree that a redirection leads to. Where it does, its log doesn't tell
/// which folders below were meant to lie there.
fn mark_below(folders: &[state::Folder], shown: &mut [Folder]) {
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

/// A path as it is compared: in small letters, without the backslash at its end.
fn bare(path: &str) -> String {
    path.trim_end_matches('\\').to_lowercase()
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
    let bare_target = bare(target.as_deref().unwrap_or_default());
    let differs = |path: &Option<String>| bare(path.as_deref().unwrap_or_default()) != bare_target;
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
