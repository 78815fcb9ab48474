//! What an operation of a script was about, from its line and those that name its folder or key.

use super::lines::Lines;
use crate::event::EventKind;
use crate::trace::Trace;
use crate::trace::state::{Area, Effect, Effects};

/// How many operations above an operation its folder or its key is named at most.
const FAR: usize = 4096;

/// The operation of a row by its number, with its name; `None` for one that only prepares or frames others.
pub(super) fn effect_of<'t>(
    trace: &'t Trace,
    row: usize,
    lines: &mut Lines<'_>,
) -> Option<(&'t str, Effect)> {
    let rows = trace.state.operations.rows.rows();
    let named = |at: usize| trace.names.get(rows[at].name);
    let last = rows.get(row)?;
    let above = || (row.saturating_sub(FAR)..row).rev();
    let above = ["SetTargetFolder", "RegOpenKey"].map(|wanted| {
        above().find(|at| named(*at) == wanted && rows[*at].engine() == last.engine())
    });
    let mut effects = Effects::default();
    let mut observe = |at: usize| {
        let effect = lines.event(rows[at].line, |event| match event.kind {
            EventKind::Operation { name, arguments } => effects.observe(name, arguments),
            _ => None,
        });
        effect.flatten()
    };
    for at in above.into_iter().flatten() {
        observe(at);
    }
    Some((named(row), observe(row)?))
}

/// What the script was doing, behind a comma: `starting the service Ledger`, `at FileCopy of C:\A\a.dll`. A custom action is named
/// already.
pub(super) fn doing(name: &str, effect: &Effect) -> Option<String> {
    let service = &effect.target;
    Some(match (effect.area, effect.detail.as_str()) {
        (Area::CustomActions, _) => return None,
        (Area::Services, "start") => format!("starting the service {service}"),
        (Area::Services, "stop") => format!("stopping the service {service}"),
        (Area::Services, "delete") => format!("deleting the service {service}"),
        _ => format!("at {}", in_words(name, effect)),
    })
}

/// What an operation of a rollback was to do, which undoes what the install did: `remove C:\A\a.dll`, `put back C:\A\a.dll`.
pub(super) fn undoing(name: &str, effect: &Effect) -> String {
    let what = &effect.target;
    match (effect.area, name, effect.detail.as_str()) {
        _ if what.is_empty() => format!("do {name}"),
        (Area::CustomActions, ..) => format!("complete the custom action {what}"),
        (Area::Services, _, "start" | "stop" | "delete") => {
            format!("{} the service {what}", effect.detail)
        }
        (Area::Services, "ServiceInstall", _) => format!("put back the service {what}"),
        (
            _,
            "FileRemove" | "FolderRemove" | "RegRemoveValue" | "RegRemoveKey" | "ShortcutRemove",
            _,
        ) => {
            format!("remove {what}")
        }
        (_, "FileCopy" | "FolderCreate" | "RegAddValue" | "RegCreateKey" | "ShortcutCreate", _) => {
            format!("put back {what}")
        }
        _ => format!("do {}", in_words(name, effect)),
    }
}

/// An operation and what it was about: `FileRemove of C:\A\a.dll`.
pub(super) fn in_words(name: &str, effect: &Effect) -> String {
    if effect.target.is_empty() {
        name.to_owned()
    } else {
        format!("{name} of {}", effect.target)
    }
}
