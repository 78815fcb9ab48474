//! # What it finds
//!
//! The caller gave a folder for the install on the command line, such as `INSTALLDIR=D:\Apps\Heron`, and no file of the
//! package went there.
//!
//! # Why it matters
//!
//! The install ends with 0, on another volume or in another folder than asked for, and nothing tells of it.
//! Windows Installer takes any public property without a word, also one that the package never looks at.
//!
//! # What to do
//!
//! Each package has a name of its own for its folder: `INSTALLDIR`, `INSTALLFOLDER`, `APPLICATIONFOLDER`,
//! `INSTALL_ROOT`.
//! `wilog folders` shows them with the paths that they led to; give the public one, in capital letters, in which the
//! files lie.
//! `TARGETDIR` moves only what the package puts right below it, and most packages put nothing there.
//! Where an action of the package sets the folder again, only its author can help: the action needs a condition that
//! leaves a folder alone which the caller gave.
//! Remove the product before the next try, since a folder can be chosen only in a first install.
//!
//! # Evidence
//!
//! `Command Line: INSTALLDIR=D:\Apps\Heron ...` of the user, and the files that were copied, none of them below that
//! folder.
//! Either the Directory table has no such name, or `Dir (target): Key: INSTALLFOLDER` leads elsewhere, most often after
//! `PROPERTY CHANGE: Modifying INSTALLFOLDER property`, or it is `TARGETDIR` and leads nowhere else.
//!
//! # When it is wrong
//!
//! A property that is called like a folder of an install and is none of the Directory table may mean something else, for
//! example the folder of the program that a plug-in is for.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::{Check, Hit, Rule, Status};
use crate::detect::caller_properties;
use crate::detect::landed::{Landed, common_folder, folder_of, landed};
use crate::detect::lines::Lines;
use crate::detect::span;
use crate::event::{EventKind, Side};
use crate::finding::{Confidence, Role, Severity};
use crate::syntax::command_line_properties;
use crate::text::LineNo;
use crate::trace::state::{FolderKind, PropertyRow, Setter};
use crate::trace::{EngineId, NameId, Operation, Trace, state};

pub(super) const RULE: Rule = Rule {
    code: "MSI233",
    name: "given-folder-not-used",
    severity: Severity::Warning,
    confidence: Confidence::High,
    role: Role::Risk,
    status: Status::Stable,
    about: "The caller gave a folder for the install, and the files went elsewhere.",
    advice: "Look with `wilog folders` for the public folder of the package in which its files lie, and give that one; a package without one cannot be moved.",
    link: "https://learn.microsoft.com/windows/win32/msi/changing-the-target-location-for-a-directory",
    check: Check::Trace(check),
};

/// A folder that the caller gave.
#[derive(Debug)]
struct Given<'t> {
    name: NameId,
    value: &'t str,
    /// The command line.
    line: LineNo,
    /// Where the folder of that name in the Directory table was resolved last.
    resolved: Option<LineNo>,
}

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    let engines = trace.engine_ids().filter(|id| {
        let is_first = matches!(
            trace.operation(*id),
            Operation::Install | Operation::Upgrade
        );
        is_first
            && trace.engines[id.at()].side == Side::Server
            && trace.engine_verdict(*id).outcome.is_success()
    });
    let given = engines.map(|id| (id, given(trace, id)));
    // To read where all files went takes as long as to read the log, so first those go whose folders all lead where they
    // were to lead, which is nearly always so.
    let given: Vec<(EngineId, Vec<Given<'_>>)> = given
        .filter(|(_, given)| !given.iter().all(|given| leads_there(trace, given, lines)))
        .take(MOST)
        .collect();
    let engines: Vec<EngineId> = given.iter().map(|(id, _)| *id).collect();
    let landed = landed(trace, &engines, lines);
    let installs = given.iter().zip(&landed);
    installs
        .filter_map(|((id, given), landed)| hit(trace, *id, given, landed))
        .collect()
}

/// A log of more installs whose folder went elsewhere repeats itself.
const MOST: usize = 16;

/// The folders that the command line of an engine gives, those that the client found out by itself left out: with a full
/// user interface it hands all of its properties on.
fn given(trace: &Trace, id: EngineId) -> Vec<Given<'_>> {
    let run = &trace.engines[id.at()];
    let rows: Vec<&PropertyRow> = caller_properties::properties(trace, id).collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let of_client = run.parent.into_iter();
    let of_client = of_client.flat_map(|client| caller_properties::properties(trace, client));
    let of_client: BTreeSet<NameId> = of_client.map(|row| row.name).collect();
    let folders = folders_of(trace, id);
    let values: BTreeMap<Cow<'_, str>, &str> = command_line_properties(&run.command_line).collect();
    let mut given: Vec<Given<'_>> = rows
        .into_iter()
        .filter(|row| of_client.is_empty() || of_client.contains(&row.name))
        .filter_map(|row| {
            let name = trace.names.get(row.name);
            let resolved = folders.get(&row.name).copied();
            if resolved.is_none() && !means_the_install(name) {
                return None;
            }
            let value = values.get(name)?.trim_matches('"');
            is_whole(value).then_some(Given {
                name: row.name,
                value,
                line: row.line,
                resolved,
            })
        })
        .collect();
    // The last value of a name counts, and it is the one that was read.
    given.dedup_by_key(|given| given.name);
    given
}

/// The folders of the Directory table by name, each with the line that resolved it last.
fn folders_of(trace: &Trace, id: EngineId) -> BTreeMap<NameId, LineNo> {
    let run = &trace.engines[id.at()];
    span::of(trace.state.folders.rows.rows(), run, |row| row.line)
        .filter(|row| row.engine() == Some(id) && row.kind() == FolderKind::Target)
        .map(|row| (row.key, row.line))
        .collect()
}

/// Whether the folder of a given name was resolved to the path that was given, or below it. `TARGETDIR` may lead there
/// while nothing else follows it.
fn leads_there(trace: &Trace, given: &Given<'_>, lines: &mut Lines<'_>) -> bool {
    let root = plain(given.value);
    let path = given.resolved.and_then(|line| {
        lines.event(line, |event| match event.kind {
            EventKind::FolderTarget { path, .. } => plain(path).starts_with(&root),
            _ => false,
        })
    });
    path == Some(true) && trace.names.get(given.name) != "TARGETDIR"
}

/// Whether a name is one that packages have for the folder of the install: `INSTALLDIR`, `APPLICATION_FOLDER`.
fn means_the_install(name: &str) -> bool {
    const WHAT: [&str; 7] = [
        "INSTALLATION",
        "INSTALL",
        "APPLICATION",
        "APP",
        "TARGET",
        "DESTINATION",
        "DEST",
    ];
    const PLACE: [&str; 6] = ["DIR", "DIRECTORY", "FOLDER", "PATH", "LOCATION", "ROOT"];
    let name = name.replace('_', "");
    WHAT.iter()
        .filter_map(|what| name.strip_prefix(what))
        .any(|place| PLACE.contains(&place))
}

/// Whether a value is a path from its root on, in its long form: `D:\Apps\Heron`, `\\server\share`. Others cannot be
/// compared with what became of them.
fn is_whole(value: &str) -> bool {
    let mut chars = value.chars();
    let is_drive = chars.next().is_some_and(|c| c.is_ascii_alphabetic())
        && chars.next() == Some(':')
        && matches!(chars.next(), Some('\\' | '/'));
    (is_drive || value.starts_with("\\\\"))
        && !value.contains(['~', '%', '['])
        && !value.contains("..")
}

/// A folder in a form that can be compared. The trees for 32 and 64 bits count as one: where a package was moved from
/// one to the other, another rule says so.
fn plain(folder: &str) -> String {
    caller_properties::folder(folder).replace(" (x86)\\", "\\")
}

fn hit(trace: &Trace, id: EngineId, given: &[Given<'_>], landed: &Landed) -> Option<Hit> {
    let Landed { files, folders } = landed;
    let (first, _) = files.first().filter(|_| !folders.is_empty())?;
    let holds_a_file = |given: &Given<'_>| {
        let root = plain(given.value);
        files.iter().any(|(path, _)| plain(path).starts_with(&root))
    };
    let unused = given.iter().filter(|given| !holds_a_file(given));
    let is_any_used = given.iter().any(holds_a_file);
    let (given, why) = unused
        .filter_map(|given| Some((given, why(trace, id, given, folders)?)))
        .find(|(_, why)| matches!(why, Why::Changed(..)) || !is_any_used)?;
    let folder = Some(common_folder(files)).filter(|folder| folder.len() > ROOT);
    let folder = folder.unwrap_or_else(|| folder_of(first));
    let name = trace.names.get(given.name);
    let headline = format!(
        "{name}={} was given, and the files went to {folder}: {}.",
        given.value,
        why.in_words(name)
    );
    let mut shown = vec![given.line];
    shown.extend(why.line());
    shown.extend(files.first().map(|(_, line)| *line));
    let hit = Hit::new(headline, shown);
    Some(match (&why, public_folder(folders, folder)) {
        (Why::Changed(..), _) => hit.advice(SETS_ITSELF),
        (_, None) => hit.confidence(Confidence::Medium),
        (_, Some(other)) => hit.advice(format!(
            "Give {other}={} in its place: that is the folder of this package in which the files lie. Remove the product \
             before, since a folder can be chosen only in a first install.",
            given.value
        )),
    })
}

/// The length of `C:\`.
const ROOT: usize = 3;

/// What to do where the package decides.
const SETS_ITSELF: &str = "The package sets the folder itself, so ask its author for a condition that leaves a given folder alone; until then \
     it cannot be moved by this property.";

/// Why no file went to a folder.
enum Why {
    /// The folder was resolved, in this line, to another path, after this action had changed it.
    Changed(LineNo, Option<String>),
    /// It is a folder of the package, and none that has files lies below it.
    Nothing(LineNo),
    /// The package has no such folder.
    Unknown,
}

impl Why {
    fn line(&self) -> Option<LineNo> {
        match self {
            Self::Changed(line, _) | Self::Nothing(line) => Some(*line),
            Self::Unknown => None,
        }
    }

    fn in_words(&self, name: &str) -> String {
        match self {
            Self::Changed(_, Some(action)) => format!("{action} set the folder anew"),
            Self::Changed(_, None) => "the folder was set anew".to_owned(),
            Self::Nothing(_) => format!("the folders of the package do not follow {name}"),
            Self::Unknown => format!("the package has no folder {name}"),
        }
    }
}

/// Why no file went to a folder, or `None` where nothing says that one should have.
fn why(
    trace: &Trace,
    id: EngineId,
    given: &Given<'_>,
    folders: &[(String, String, LineNo)],
) -> Option<Why> {
    let name = trace.names.get(given.name);
    let root = plain(given.value);
    let own = folders.iter().rfind(|(key, ..)| key == name);
    let is_below = |path: &str| plain(path).starts_with(&root);
    if let Some((.., line)) = own.filter(|(_, path, _)| !is_below(path)) {
        let (line, action) = changed(trace, id, given.name).unwrap_or((*line, None));
        return Some(Why::Changed(line, action));
    }
    let others = || folders.iter().filter(|(key, ..)| key != name);
    if others().any(|(_, path, _)| is_below(path)) {
        return None;
    }
    match own {
        // Folders for data and settings may well stay empty.
        Some((.., line)) => (name == "TARGETDIR").then_some(Why::Nothing(*line)),
        None => Some(Why::Unknown),
    }
}

/// Where a folder was changed after it was given, and by which action.
fn changed(trace: &Trace, id: EngineId, name: NameId) -> Option<(LineNo, Option<String>)> {
    let folders = state::folders_of(trace);
    let own = folders
        .into_iter()
        .find(|folder| folder.engine == Some(id) && folder.key == name)?;
    match own.setter {
        Setter::Change(line, action) => {
            Some((line, action.map(|id| trace.action_name(id).to_owned())))
        }
        Setter::Costing | Setter::CommandLine(_) => None,
    }
}

/// The public folder nearest to the one in which the files lie, around it or the same.
fn public_folder<'f>(folders: &'f [(String, String, LineNo)], landed: &str) -> Option<&'f str> {
    let is_public = |key: &str| !key.contains(|c: char| c.is_ascii_lowercase());
    let around = folders.iter().filter(|(key, path, _)| {
        is_public(key)
            && key != "TARGETDIR"
            && path.len() > ROOT
            && landed.starts_with(path.as_str())
    });
    around
        .max_by_key(|(_, path, _)| path.len())
        .map(|(key, ..)| key.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_long_path_from_its_root_on_can_be_compared() {
        for (value, expected) in [
            ("D:\\Apps\\Heron", true),
            ("D:/Apps", true),
            ("\\\\server\\share", true),
            ("Apps\\Heron", false),
            ("D:Apps", false),
            ("C:\\PROGRA~1\\Heron", false),
            ("C:\\%USERNAME%\\Heron", false),
            ("C:\\[Manufacturer]", false),
            ("C:\\Apps\\..\\Heron", false),
            ("", false),
        ] {
            assert_eq!(is_whole(value), expected, "{value}");
        }
    }
}
