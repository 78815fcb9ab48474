//! # What it finds
//!
//! A component was asked for with its feature, and nothing was done about it: `Request: Local; Action: Null`.
//! Its condition was false, or the same component with a higher versioned key file was there.
//!
//! # Why it matters
//!
//! The files, keys, and services of that component are not there, or are those of another product.
//! Mostly that is meant: components for other versions of Windows, other processors, or other languages.
//!
//! # What to do
//!
//! Where something is missing after the install, look for its component here.
//! The properties of a condition have their values at the point of costing, and `wilog properties --at` tells them.
//! `wilog features --odd` lists all such components.
//!
//! # Evidence
//!
//! `Component: ...; Installed: Absent;   Request: Local;   Action: Null` in an install that ended well, and
//! `Disallowing installation of component` where a version is the reason.
//! In a part of a log without that list, the latter alone; it is a warning where `FileRemove` takes the file of such a
//! component away below it.
//!
//! # When it is wrong
//!
//! Nothing tells a condition that is wrong from one that is right.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::detect::prose::listed;
use crate::detect::span;
use crate::event::{ComponentRuling, EventKind, InstallState};
use crate::finding::{Confidence, Role, Severity};
use crate::syntax::argument;
use crate::text::{LineNo, file_name};
use crate::trace::state::{ComponentRow, Effects};
use crate::trace::{EngineId, NameId, Outcome, SessionId, Trace};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

pub(super) const RULE: Rule = Rule {
    code: "MSI207",
    name: "component-left-out",
    severity: Severity::Note,
    confidence: Confidence::Medium,
    role: Role::Context,
    status: Status::Stable,
    about: "Components of an installed feature were left out, because their condition is false or a higher version of their key file is there.",
    advice: "Look at the condition of the component, and compare with a machine on which it was installed; where a higher version was there, look whether its file still is.",
    link: "https://learn.microsoft.com/windows/win32/msi/checking-the-installation-of-features-components-files",
    check: Check::Trace(check),
};

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    let mut engines: BTreeMap<EngineId, Vec<&ComponentRow>> = BTreeMap::new();
    for row in trace.state.components.rows.rows() {
        // What begins with two underscores the installer made itself, for the other processor of a component.
        let is_left_out = !row.is_feature()
            && row.states.installed() == InstallState::Absent
            && row.states.request() == InstallState::Local
            && row.states.action() == InstallState::Null
            && !trace.names.get(row.name).starts_with("__");
        if let Some(id) = row.engine().filter(|_| is_left_out) {
            engines.entry(id).or_default().push(row);
        }
    }
    let engines = engines.into_iter();
    let well = engines.filter(|(id, _)| {
        // Where nothing at all was done, another rule tells it.
        trace.engine_verdict(*id).outcome.is_success() && trace.engines[id.at()].components.1 > 0
    });
    let mut hits: Vec<Hit> = well.map(|(id, rows)| hit(trace, id, &rows)).collect();
    let sessions = trace.session_ids();
    let parts = sessions.filter(|id| trace.is_headless(*id));
    hits.extend(parts.filter_map(|id| of_part(trace, id, lines)));
    hits
}

/// A part of a log may have the decision and not the list of components: `Disallowing installation of component: {...}
/// since the same component with higher versioned keyfile exists`.
fn of_part(trace: &Trace, id: SessionId, lines: &mut Lines<'_>) -> Option<Hit> {
    let session = &trace.sessions[id.at()];
    let (from, to) = (session.line, session.end_line);
    let components = &trace.state.components;
    let told = span::between(components.rows.rows(), from, to, |row| row.line);
    let has_ended_badly = matches!(
        trace.session_verdict(id).outcome,
        Outcome::Failed | Outcome::Cancelled | Outcome::Blocked
    );
    if has_ended_badly || told.iter().any(|row| !row.is_feature()) {
        return None;
    }
    let mut refused: BTreeMap<&str, LineNo> = BTreeMap::new();
    let rulings = span::between(components.rulings.rows(), from, to, |row| row.line);
    for row in rulings {
        if row.ruling() == ComponentRuling::InstallDisallowed {
            let code = trace.names.get(row.component);
            refused.entry(code).or_insert(row.line);
        }
    }
    let mut shown: Vec<LineNo> = refused.values().copied().take(MOST_SHOWN).collect();
    shown.sort_unstable();
    let paths = key_paths(trace, id, &refused, lines);
    let names: Vec<&str> = refused
        .keys()
        .map(|code| paths.get(*code).map_or(*code, |path| file_name(path)))
        .collect();
    let what = match refused.len() {
        0 => return None,
        1 => "A component was left out, for a higher version of its key file".to_owned(),
        many => {
            format!("{many} components were left out, for a higher version of their key file")
        }
    };
    let mut hit = Hit::new(format!("{what}: {}.", listed(&names, MOST_NAMES)), shown);
    if let Some((line, file)) = removed(trace, id, &paths, &refused, lines) {
        let _ = write!(
            hit.headline,
            " The file {file} was removed after that, and may be missing now."
        );
        hit.lines.push(line);
        return Some(hit.advice(REPAIR).severity(Severity::Warning));
    }
    Some(hit)
}

/// What to do where the file that a component relies on is gone.
const REPAIR: &str = "Look whether the file is there, and repair the product where it is missing. In the package, never lower the version of a \
     file, or install with REINSTALLMODE=amus.";

/// The first file of a component that was left out which a removal takes away below that decision: by its path where the
/// part of the log has the folder, else by its name.
fn removed(
    trace: &Trace,
    id: SessionId,
    paths: &BTreeMap<String, String>,
    refused: &BTreeMap<&str, LineNo>,
    lines: &mut Lines<'_>,
) -> Option<(LineNo, String)> {
    let first = *refused.values().min()?;
    let end = trace.sessions[id.at()].end_line;
    let rows = trace.state.operations.rows.rows();
    let rows = span::between(rows, first, end, |row| row.line).iter();
    let rows = rows.filter(|row| !row.in_rollback());
    let wanted = rows.filter(|row| {
        matches!(
            trace.names.get(row.name),
            "Header" | "SetTargetFolder" | "FileRemove" | "FileCopy"
        )
    });
    let wanted: Vec<LineNo> = wanted.map(|row| row.line).take(MOST_READ).collect();
    let kept: Vec<String> = paths.values().map(|path| path.to_lowercase()).collect();
    let is_one = |target: &str| {
        let target = target.to_lowercase();
        let is_path = target.contains('\\');
        let mut kept = kept.iter();
        kept.any(|kept| *kept == target || !is_path && file_name(kept) == target)
    };
    let mut effects = Effects::default();
    let mut found: Option<(LineNo, String)> = None;
    if kept.is_empty() {
        return None;
    }
    lines.each(&wanted, |event| {
        let EventKind::Operation { name, arguments } = event.kind else {
            return;
        };
        let effect = effects.observe(name, arguments);
        let Some(effect) = effect.filter(|effect| is_one(&effect.target)) else {
            return;
        };
        match name {
            "FileRemove" if found.is_none() => {
                found = Some((event.line, file_name(&effect.target).to_owned()));
            }
            // It came back.
            "FileCopy" => found = None,
            _ => {}
        }
    });
    found
}

/// `ComponentRegister(ComponentId={...},KeyPath=C:\Heron\heron.exe,State=3,...)`: the key files of components in a session.
fn key_paths(
    trace: &Trace,
    id: SessionId,
    components: &BTreeMap<&str, LineNo>,
    lines: &mut Lines<'_>,
) -> BTreeMap<String, String> {
    let session = &trace.sessions[id.at()];
    let rows = trace.state.operations.rows.rows();
    let rows = span::between(rows, session.line, session.end_line, |row| row.line);
    let registered = rows
        .iter()
        .filter(|row| trace.names.get(row.name) == "ComponentRegister");
    let registered: Vec<LineNo> = registered.map(|row| row.line).take(MOST_READ).collect();
    let mut paths = BTreeMap::new();
    if components.is_empty() {
        return paths;
    }
    lines.each(&registered, |event| {
        let EventKind::Operation { arguments, .. } = event.kind else {
            return;
        };
        let code = argument(arguments, "ComponentId").unwrap_or_default();
        let path = argument(arguments, "KeyPath");
        if let Some(path) = path.filter(|_| components.contains_key(code)) {
            paths.insert(code.to_owned(), path.to_owned());
        }
    });
    paths
}

/// A part of a log that somebody quotes registers fewer components.
const MOST_READ: usize = 1000;

fn hit(trace: &Trace, id: EngineId, rows: &[&ComponentRow]) -> Hit {
    let run = &trace.engines[id.at()];
    let rulings = span::of(trace.state.components.rulings.rows(), run, |row| row.line);
    let refused: BTreeSet<NameId> = rulings
        .filter(|row| row.engine() == Some(id))
        .filter(|row| row.ruling() == ComponentRuling::InstallDisallowed)
        .map(|row| row.component)
        .collect();
    let names: Vec<&str> = rows.iter().map(|row| trace.names.get(row.name)).collect();
    let (what, their) = match rows.len() {
        1 => ("A component was".to_owned(), "its"),
        many => (format!("{many} components were"), "their"),
    };
    let why = match refused.len().min(rows.len()) {
        0 if rows.len() == 1 => "probably for its condition".to_owned(),
        0 => "mostly for their conditions".to_owned(),
        all if all == rows.len() => format!("for a higher version of {their} key file"),
        some => format!(
            "{some} for a higher version of the key file, the rest mostly for their conditions"
        ),
    };
    let headline = format!("{what} left out, {why}: {}.", listed(&names, MOST_NAMES));
    Hit::new(
        headline,
        rows.iter().take(MOST_SHOWN).map(|row| row.line).collect(),
    )
}

/// More names make no sentence.
const MOST_NAMES: usize = 3;

/// Of many components the first ones tell where to look.
const MOST_SHOWN: usize = 5;
