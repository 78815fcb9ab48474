//! # What it finds
//!
//! The installer ignored a property: only those that are named in `SecureCustomProperties` are passed from the user
//! to the server when an install is elevated.
//!
//! # Why it matters
//!
//! The value has no effect, and nothing fails: the install goes to another folder, without a setting, or with
//! another set of features than asked for.
//!
//! # What to do
//!
//! Compare `wilog properties` with the command line.
//! The author should mark the property as secure.
//! From an elevated prompt, or as an administrator with a managed product, all properties are passed on.
//!
//! # Evidence
//!
//! `Ignoring disallowed property <name>`.
//! Where the property is a folder, and the folder became another one than the client or the command line has, it is a
//! warning.
//!
//! # When it is wrong
//!
//! A package that sets the property again on the server does without the value.

use std::collections::BTreeMap;

use super::{Check, Hit, Rule, Status};
use crate::detect::caller_properties;
use crate::detect::lines::Lines;
use crate::detect::span;
use crate::event::EventKind;
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;
use crate::trace::state::{FolderKind, PropertyKind, PropertyRow};
use crate::trace::{MarkKind, Trace};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI523",
    name: "property-not-passed-on",
    severity: Severity::Note,
    confidence: Confidence::High,
    role: Role::Risk,
    status: Status::Stable,
    about: "A property given by the caller was ignored, because the package does not allow it to be passed to the server.",
    advice: "Add the property to SecureCustomProperties in the package, or run the install from an elevated prompt.",
    link: "https://learn.microsoft.com/windows/win32/msi/restricted-public-properties",
    check: Check::Trace(check),
};

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    let ignored = trace
        .marks
        .iter()
        .filter(|mark| mark.kind == MarkKind::PropertyIgnored);
    let mut names: Vec<(String, Vec<LineNo>)> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for mark in ignored {
        let said = lines.line(mark.line);
        let name = said.rsplit(' ').next().unwrap_or_default();
        if let Some(at) = known.get(name) {
            names[*at].1.push(mark.line);
        } else {
            known.insert(name.to_owned(), names.len());
            names.push((name.to_owned(), vec![mark.line]));
        }
    }
    names
        .into_iter()
        .enumerate()
        .map(|(at, (name, shown))| {
            let of_folder = (at < MOST_FOLDERS)
                .then(|| of_folder(trace, &name, &shown, lines))
                .flatten();
            if let Some(hit) = of_folder {
                return hit;
            }
            let headline = format!("The property {name} was ignored, since the package does not let it pass to the server.");
            Hit::new(headline, shown)
        })
        .collect()
}

/// A package has a few folders that somebody can choose.
const MOST_FOLDERS: usize = 16;

/// A folder that was chosen on the side of the user, while the files of the server went to another one:
///
/// * `PROPERTY CHANGE: Modifying INSTALLDIR property. Its current value is 'C:\Heron\'. Its new value: 'D:\Heron\'.`
/// * `Dir (target): Key: INSTALLDIR\t, Object: C:\Heron\`
fn of_folder(trace: &Trace, name: &str, ignored: &[LineNo], lines: &mut Lines<'_>) -> Option<Hit> {
    let first = *ignored.first()?;
    let marks = &trace.marks;
    let mark = marks.get(marks.partition_point(|mark| mark.line < first))?;
    let server = mark.engine?;
    let run = &trace.engines[server.at()];
    let folders = span::of(trace.state.folders.rows.rows(), run, |row| row.line);
    let mut folders = folders.filter(|row| {
        row.engine() == Some(server)
            && row.kind() == FolderKind::Target
            && trace.names.get(row.key) == name
    });
    let resolved = folders.next_back()?.line;
    let used = lines.event(resolved, |event| match event.kind {
        EventKind::FolderTarget { path, .. } => Some(path.to_owned()),
        _ => None,
    })??;
    let rows = trace.state.properties.rows.rows();
    let above = &rows[..rows.partition_point(|row| row.line < first)];
    let of_client = |row: &&PropertyRow| {
        row.engine().is_some()
            && row.engine() == run.parent
            && matches!(row.kind(), PropertyKind::Added | PropertyKind::Modified)
            && trace.names.get(row.name) == name
    };
    let changed = above.iter().rev().find(of_client).map(|row| row.line);
    let of_dialog = changed.and_then(|line| {
        lines.event(line, |event| match event.kind {
            EventKind::PropertyChange { new, .. } => Some(new.to_owned()),
            _ => None,
        })?
    });
    let given = || run.property(name).map(str::to_owned);
    let wanted = of_dialog.or_else(given)?;
    let is_empty = wanted.trim_matches(['"', '\\']).is_empty();
    if is_empty || caller_properties::folder(&wanted) == caller_properties::folder(&used) {
        return None;
    }
    let headline = format!(
        "{} was wanted for {name}, and the folder became {used}: the package does not let {name} pass to the server.",
        wanted.trim_matches('"')
    );
    let shown = ignored.iter().copied().chain(changed).chain([resolved]);
    let hit = Hit::new(headline, shown.collect()).advice(OF_FOLDER);
    let is_done = trace.engine_verdict(server).outcome.is_success();
    Some(if is_done {
        hit.severity(Severity::Warning)
    } else {
        hit
    })
}

/// What to do where the property is a folder.
const OF_FOLDER: &str = "Remove the product and install it again from an elevated prompt, where the folder is taken; the author has to add the \
     property to SecureCustomProperties.";
