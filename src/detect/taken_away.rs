//! What the removal of an old product took away although the new one had put it in place or relied on it.

use std::collections::BTreeMap;

use super::lines::Lines;
use super::span;
use crate::event::{ComponentRuling, Event, EventKind, Side};
use crate::syntax::argument;
use crate::text::LineNo;
use crate::trace::state::{Decision, Effects};
use crate::trace::{EngineId, EngineRun, Operation, Outcome, Trace};

/// A file or a service that an upgrade had and then lost.
pub(super) struct Lost {
    /// Where it was put in place or left alone.
    pub(super) kept: LineNo,
    /// Where it was removed.
    pub(super) removed: LineNo,
    /// The path or the name of a file, or the name of a service.
    pub(super) name: String,
    /// How the upgrade had it.
    pub(super) how: How,
}

/// How an upgrade had what it lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// The file that was there was as good as its own.
    LeftAlone,
    /// The same, and its component was not installed, since it was there with a higher version of its key file.
    Refused,
    /// It copied the file.
    Copied,
    /// It installed the service.
    Service,
}

/// What upgrades had before they removed an old product, and lost with it.
///
/// A path counts from the operation that copies its file: what was decided before the script ran comes later.
/// The lines that tell it are read again, each once, however many upgrades the log has.
pub(super) fn taken_away(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Lost> {
    let refused = refused(trace);
    let wanted = wanted(trace, &refused);
    let all: Vec<LineNo> = wanted.keys().copied().collect();
    let mut upgrades: BTreeMap<EngineId, Upgrade> = BTreeMap::new();
    let mut removals: BTreeMap<EngineId, Effects> = BTreeMap::new();
    if all.is_empty() {
        return Vec::new();
    }
    lines.each(&all, |event| {
        let Some(side) = wanted.get(&event.line) else {
            return;
        };
        match side {
            Work::Gain(upgrade) => {
                let refused = refused.get(upgrade);
                upgrades.entry(*upgrade).or_default().gain(event, refused);
            }
            Work::Loss { upgrade, removal } => {
                let effects = removals.entry(*removal).or_default();
                upgrades.entry(*upgrade).or_default().lose(effects, event);
            }
        }
    });
    let lost = upgrades.into_values().map(|upgrade| upgrade.lost);
    lost.flat_map(BTreeMap::into_values).collect()
}

/// Whose line it is.
enum Work {
    /// The new product puts something in place.
    Gain(EngineId),
    /// The removal of an old product, inside of an upgrade, takes something away.
    Loss {
        upgrade: EngineId,
        removal: EngineId,
    },
}

/// The components of an upgrade that were not installed, since they were there with a higher version of their key file, by
/// their codes with the lines that say so.
type Refused<'t> = BTreeMap<&'t str, LineNo>;

fn refused(trace: &Trace) -> BTreeMap<EngineId, Refused<'_>> {
    let mut refused: BTreeMap<EngineId, Refused<'_>> = BTreeMap::new();
    for row in trace.state.components.rulings.rows() {
        let is_refused = row.ruling() == ComponentRuling::InstallDisallowed;
        if let Some(id) = row.engine().filter(|_| is_refused) {
            let code = trace.names.get(row.component);
            refused.entry(id).or_default().insert(code, row.line);
        }
    }
    refused
}

/// Files by their paths and services by their names, in small letters.
type Key = (bool, String);

/// An upgrade while its lines are read.
#[derive(Default)]
struct Upgrade {
    effects: Effects,
    /// What it has, and since which line.
    has: BTreeMap<Key, (LineNo, How)>,
    lost: BTreeMap<Key, Lost>,
    /// What the removals took away that it did not have before: it may come to rely on it.
    gone: BTreeMap<Key, LineNo>,
}

impl Upgrade {
    /// Takes note of what the new product did.
    fn gain(&mut self, event: &Event<'_>, refused: Option<&Refused<'_>>) {
        let (key, how) = match event.kind {
            EventKind::FileDecision { path, .. } => ((false, path.to_lowercase()), How::LeftAlone),
            EventKind::Operation {
                name: "ComponentRegister",
                arguments,
            } => return self.register(arguments, refused),
            EventKind::Operation { name, arguments } => {
                let Some(effect) = self.effects.observe(name, arguments) else {
                    return;
                };
                match name {
                    "FileCopy" => ((false, effect.target.to_lowercase()), How::Copied),
                    "ServiceInstall" => ((true, effect.target.to_lowercase()), How::Service),
                    _ => return,
                }
            }
            _ => return,
        };
        // What comes back after the removal is not missing.
        if how != How::LeftAlone {
            self.lost.remove(&key);
            self.gone.remove(&key);
        }
        self.has.insert(key, (event.line, how));
    }

    /// `ComponentRegister(ComponentId={...},KeyPath=C:\Heron\heron.exe,State=3,,...)` of a component that was not installed:
    /// the product relies on the file that was there.
    fn register(&mut self, arguments: &str, refused: Option<&Refused<'_>>) {
        let get = |name| argument(arguments, name);
        let decided = get("ComponentId").and_then(|code| refused?.get(code).copied());
        let (Some(kept), Some(path)) = (decided, get("KeyPath")) else {
            return;
        };
        let key = (false, path.to_lowercase());
        match self.gone.remove(&key) {
            Some(removed) => {
                let lost = Lost {
                    kept,
                    removed,
                    name: path.to_owned(),
                    how: How::Refused,
                };
                self.lost.insert(key, lost);
            }
            None => {
                self.has.entry(key).or_insert((kept, How::Refused));
            }
        }
    }

    /// Takes note of what the removal of the old product did.
    fn lose(&mut self, effects: &mut Effects, event: &Event<'_>) {
        let EventKind::Operation { name, arguments } = event.kind else {
            return;
        };
        let Some(effect) = effects.observe(name, arguments) else {
            return;
        };
        let is_service = name == "ServiceControl";
        if is_service && argument(arguments, "Action") != Some(DELETE) {
            return;
        }
        let key = (is_service, effect.target.to_lowercase());
        if let Some((kept, how)) = self.has.get(&key) {
            let lost = Lost {
                kept: *kept,
                removed: event.line,
                name: effect.target,
                how: *how,
            };
            self.lost.insert(key, lost);
        } else {
            self.gone.insert(key, event.line);
        }
    }
}

/// `ServiceControl(,Name=Svc,Action=8,Wait=1,)` deletes a service.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/servicecontrol-table>
const DELETE: &str = "8";

/// The lines to read again, each with its engine: what upgrades put in place or left alone, and what the removals inside
/// of them took away, where there is something of both, and in this order.
fn wanted(trace: &Trace, refused: &BTreeMap<EngineId, Refused<'_>>) -> BTreeMap<LineNo, Work> {
    // The removals of each upgrade that took something away, and the last line of it.
    let mut upgrades: BTreeMap<EngineId, (Vec<EngineId>, LineNo)> = BTreeMap::new();
    let removals = trace.engine_ids().filter(|id| {
        trace.engines[id.at()].side == Side::Nested
            && trace.operation(*id) == Operation::Uninstall
            && has_stayed(trace, *id)
    });
    for id in removals {
        let run = &trace.engines[id.at()];
        let took = |name: &str| matches!(name, "FileRemove" | "ServiceControl");
        let last = operations(trace, id, run, took).last();
        if let (Some(upgrade), Some(last)) = (run.parent, last) {
            let (removals, line) = upgrades.entry(upgrade).or_insert((Vec::new(), last));
            removals.push(id);
            *line = last.max(*line);
        }
    }
    let mut wanted = BTreeMap::new();
    for (upgrade, (removals, last)) in upgrades {
        let run = &trace.engines[upgrade.at()];
        let gains = |name: &str| matches!(name, "FileCopy" | "ServiceInstall");
        let relies = refused.contains_key(&upgrade);
        let has_any = relies
            || operations(trace, upgrade, run, gains).any(|line| line < last)
            || decisions(trace, upgrade, run)
                .any(|(line, decision)| line < last && decision == Decision::Keep);
        if !has_any {
            continue;
        }
        let gains = |name: &str| {
            let is_work = matches!(
                name,
                "Header" | "SetTargetFolder" | "FileCopy" | "ServiceInstall"
            );
            is_work || relies && name == "ComponentRegister"
        };
        wanted
            .extend(operations(trace, upgrade, run, gains).map(|line| (line, Work::Gain(upgrade))));
        let kept =
            decisions(trace, upgrade, run).filter(|(_, decision)| *decision == Decision::Keep);
        wanted.extend(kept.map(|(line, _)| (line, Work::Gain(upgrade))));
        let takes = |name: &str| {
            matches!(
                name,
                "Header" | "SetTargetFolder" | "FileRemove" | "ServiceControl"
            )
        };
        for removal in removals {
            let run = &trace.engines[removal.at()];
            let lines = operations(trace, removal, run, takes);
            wanted.extend(lines.map(|line| (line, Work::Loss { upgrade, removal })));
        }
    }
    wanted
}

/// The lines of those operations of an engine whose names are wanted; none of a rollback.
fn operations(
    trace: &Trace,
    id: EngineId,
    run: &EngineRun,
    is_wanted: impl Fn(&str) -> bool,
) -> impl Iterator<Item = LineNo> {
    let rows = span::of(trace.state.operations.rows.rows(), run, |row| row.line);
    let rows = rows.filter(move |row| row.engine() == Some(id) && !row.in_rollback());
    rows.filter(move |row| is_wanted(trace.names.get(row.name)))
        .map(|row| row.line)
}

/// What an engine decided about files, with the lines.
fn decisions(
    trace: &Trace,
    id: EngineId,
    run: &EngineRun,
) -> impl Iterator<Item = (LineNo, Decision)> {
    let rows = span::of(trace.state.files.rows.rows(), run, |row| row.line);
    rows.filter(move |row| row.engine() == Some(id))
        .map(|row| (row.line, row.decision()))
}

/// Whether what an engine did was not undone: the one around it, or it itself, did not fail.
pub(super) fn has_stayed(trace: &Trace, id: EngineId) -> bool {
    let is_undone = |id| {
        let outcome = trace.engine_verdict(id).outcome;
        matches!(outcome, Outcome::Failed | Outcome::Cancelled)
    };
    let outer = trace.engines[id.at()].parent;
    !is_undone(id) && !outer.is_some_and(is_undone)
}
