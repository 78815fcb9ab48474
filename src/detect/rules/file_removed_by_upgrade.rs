//! # What it finds
//!
//! The new product left a file alone, because the same component with a higher version was there, or because the file
//! on disk was as good as its own.
//! Then `RemoveExistingProducts` took that file away with the old product, and nothing brought it back.
//!
//! # Why it matters
//!
//! The upgrade ends with 0, and the program lacks a file.
//! Users find out when it does not start, or when Windows Installer repairs it at the first start and asks for the
//! source.
//!
//! # What to do
//!
//! Repair the product now: `msiexec /fa` with its product code.
//! In the package, give a file never a lower version than the release before, and the same component code as long as
//! its path stays.
//! Where the file was found as good as the new one (`Won't Overwrite`), `RemoveExistingProducts` directly behind
//! `InstallInitialize` helps too: then the old files are gone before the installer decides on the new ones.
//! Where the component was disallowed it does not, since components are decided on in costing, before any removal.
//! There the version in the `File` table must not be lower than before, or the install runs with `REINSTALLMODE=amus`,
//! which replaces files whatever their version, or the removal runs before `CostInitialize`, which ICE27 reports.
//!
//! # Evidence
//!
//! `Disallowing installation of component: ... since the same component with higher versioned keyfile exists` and later
//! `FileRemove` with the same component; or `Won't Overwrite` for a file and later `FileRemove` of it by the old
//! product.
//!
//! # When it is wrong
//!
//! A custom action may copy the file itself, which the log does not show.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::detect::prose::listed;
use crate::detect::span;
use crate::event::{ComponentRuling, EventKind, Side};
use crate::finding::{Confidence, Role, Severity};
use crate::syntax::argument;
use crate::text::{LineNo, file_name};
use crate::trace::state::{Decision, Effects};
use crate::trace::{EngineId, MarkKind, Operation, Outcome, Trace};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const RULE: Rule = Rule {
    code: "MSI201",
    name: "file-removed-by-upgrade",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Risk,
    status: Status::Stable,
    about: "An upgrade relied on a file that was there and did not install its own, and then the removal of the old product deleted it: it is missing.",
    advice: "Repair the product to bring the file back. In the package, never lower the version of a file.",
    link: "https://learn.microsoft.com/windows/win32/msi/removeexistingproducts-action",
    check: Check::Trace(check),
};

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    let mut lost = of_components(trace, lines);
    let advice = if lost.is_empty() {
        OF_FILES
    } else {
        OF_COMPONENTS
    };
    lost.extend(of_files(trace, lines));
    lost.sort_by_key(|lost| lost.removed);
    lost.dedup_by_key(|lost| lost.removed);
    if lost.is_empty() {
        return Vec::new();
    }
    let names: Vec<&str> = lost.iter().map(|lost| file_name(&lost.file)).collect();
    let names = listed(&names, MOST_NAMES);
    let what = if lost.len() == 1 {
        format!("The file {names} is")
    } else {
        format!("{} files are", lost.len())
    };
    let which = if lost.len() == 1 {
        String::new()
    } else {
        format!(" ({names})")
    };
    let headline = format!(
        "{what} missing after the upgrade{which}: not installed because one was there that was as good or better, then removed with the old product."
    );
    let shown = lost.iter().take(MOST_SHOWN);
    let removed = shown.clone().map(|lost| lost.removed);
    let hit = Hit::new(
        headline,
        removed.chain(shown.map(|lost| lost.kept)).collect(),
    );
    vec![hit.advice(advice)]
}

/// What to do where the installer decided on a component, which it does in costing.
const OF_COMPONENTS: &str = "Repair the product to bring the file back. To move RemoveExistingProducts within the script does not help, since \
     the component was decided on before, in costing: give the file in the File table no lower version than the release \
     before, install with REINSTALLMODE=amus, or let RemoveExistingProducts run before CostInitialize, against ICE27.";

/// What to do where the installer decided on a file, which it does when it copies.
const OF_FILES: &str = "Repair the product to bring the file back. In the package, never lower the version of a file, keep the component code \
     of a file that stays, or move RemoveExistingProducts to directly behind InstallInitialize.";

/// More names make no sentence.
const MOST_NAMES: usize = 4;

/// Of many files the first ones tell where to look.
const MOST_SHOWN: usize = 8;

/// A file that an upgrade left alone and then removed.
struct Lost {
    /// Where it was left alone.
    kept: LineNo,
    /// Where it was removed.
    removed: LineNo,
    /// Its path, or its name.
    file: String,
}

/// Files of components that were not installed because a higher version of their key file was there.
fn of_components(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Lost> {
    let marks = trace.marks.iter();
    let removed = marks.filter(|mark| mark.kind == MarkKind::DisallowedFileRemoved);
    let removed = removed.filter(|mark| mark.engine.is_none_or(|id| has_stayed(trace, id)));
    let removed: Vec<LineNo> = removed.map(|mark| mark.line).collect();
    let mut lost = Vec::new();
    if removed.is_empty() {
        return lost;
    }
    let disallowed = disallowed(trace);
    lines.each(&removed, |event| {
        let EventKind::Operation { arguments, .. } = event.kind else {
            return;
        };
        let get = |name| argument(arguments, name).unwrap_or_default();
        // A log to which installs were appended has a ruling for each of them, and the last one before is theirs.
        let rulings = disallowed.get(get("ComponentId"));
        let kept = rulings.and_then(|rulings| rulings.range(..event.line).next_back());
        lost.push(Lost {
            kept: kept.copied().unwrap_or(event.line),
            removed: event.line,
            file: get("FileName").to_owned(),
        });
    });
    lost
}

/// The components whose installation was disallowed, each with the lines that say so.
fn disallowed(trace: &Trace) -> BTreeMap<&str, BTreeSet<LineNo>> {
    let mut lines: BTreeMap<&str, BTreeSet<LineNo>> = BTreeMap::new();
    let rulings = trace.state.components.rulings.rows().iter();
    for row in rulings.filter(|row| row.ruling() == ComponentRuling::InstallDisallowed) {
        let of_component = lines.entry(trace.names.get(row.component)).or_default();
        of_component.insert(row.line);
    }
    lines
}

/// Files that were as good as those of the package, and that the old product removed afterwards.
///
/// The log is read again once, however many upgrades it has.
fn of_files(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Lost> {
    let engines = trace.engine_ids();
    let removals = engines.filter(|id| {
        trace.engines[id.at()].side == Side::Nested
            && trace.operation(*id) == Operation::Uninstall
            && has_stayed(trace, *id)
    });
    let mut removals: BTreeMap<EngineId, Effects> =
        removals.map(|id| (id, Effects::default())).collect();
    let wanted = wanted(trace, &removals);
    let all: Vec<LineNo> = wanted.keys().copied().collect();
    let mut kept: BTreeMap<EngineId, BTreeMap<String, LineNo>> = BTreeMap::new();
    let mut lost = Vec::new();
    if all.is_empty() {
        return lost;
    }
    lines.each(&all, |event| {
        let Some(engine) = wanted.get(&event.line) else {
            return;
        };
        match event.kind {
            EventKind::FileDecision { path, .. } => {
                let kept = kept.entry(*engine).or_default();
                kept.insert(path.to_lowercase(), event.line);
            }
            EventKind::Operation { name, arguments } => {
                let effects = removals.get_mut(engine);
                let effect = effects.and_then(|effects| effects.observe(name, arguments));
                let file = effect.filter(|_| name == "FileRemove");
                // Lines come in order, so what was kept so far was kept before.
                let upgrade = trace.engines[engine.at()].parent;
                let kept = upgrade.and_then(|upgrade| kept.get(&upgrade));
                let known = |file: &str| kept?.get(&file.to_lowercase()).copied();
                if let Some(file) = file.map(|effect| effect.target)
                    && let Some(kept) = known(&file)
                {
                    lost.push(Lost {
                        kept,
                        removed: event.line,
                        file,
                    });
                }
            }
            _ => {}
        }
    });
    lost
}

/// The lines to read again, each with its engine: decisions of upgrades to keep a file, and what the removals inside of
/// them did, where there is something of both.
fn wanted(trace: &Trace, removals: &BTreeMap<EngineId, Effects>) -> BTreeMap<LineNo, EngineId> {
    // The last removal of each upgrade: what was decided later was decided without the old product.
    let mut upgrades: BTreeMap<EngineId, LineNo> = BTreeMap::new();
    for id in removals.keys() {
        let run = &trace.engines[id.at()];
        upgrades.extend(run.parent.map(|parent| (parent, run.line)));
    }
    let mut wanted = BTreeMap::new();
    for (upgrade, last) in &upgrades {
        let run = &trace.engines[upgrade.at()];
        let files = span::of(trace.state.files.rows.rows(), run, |row| row.line);
        let kept = files.filter(|row| {
            row.engine() == Some(*upgrade) && row.line < *last && row.decision() == Decision::Keep
        });
        wanted.extend(kept.map(|row| (row.line, *upgrade)));
    }
    if wanted.is_empty() {
        return wanted;
    }
    let removes = |name: &str| matches!(name, "Header" | "SetTargetFolder" | "FileRemove");
    for id in removals.keys() {
        let run = &trace.engines[id.at()];
        let operations = span::of(trace.state.operations.rows.rows(), run, |row| row.line);
        let operations = operations.filter(|row| row.engine() == Some(*id) && !row.in_rollback());
        let removed = operations.filter(|row| removes(trace.names.get(row.name)));
        wanted.extend(removed.map(|row| (row.line, *id)));
    }
    wanted
}

/// Whether what an engine did was not undone: the one around it, or it itself, did not fail.
fn has_stayed(trace: &Trace, id: EngineId) -> bool {
    let outer = trace.engines[id.at()].parent.unwrap_or(id);
    !matches!(
        trace.engine_verdict(outer).outcome,
        Outcome::Failed | Outcome::Cancelled
    )
}
