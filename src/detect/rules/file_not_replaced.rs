//! # What it finds
//!
//! For each file that is there already, Windows Installer compares versions: the file on disk stays if its version is
//! the same or higher.
//! A file without a version stays if it was changed after it was made.
//!
//! # Why it matters
//!
//! The install ends with 0, and a file is not the one that the release brings.
//! A rebuilt file whose version was not raised is never delivered to those who have the one before.
//! A configuration file that a user changed stays, which is mostly wanted.
//!
//! # What to do
//!
//! Compare the files that are named with those of the release.
//! As the author, raise the version of each file that changes.
//! On a machine that has the wrong file, repair with `REINSTALL=ALL REINSTALLMODE=amus`, which also replaces newer files
//! by those of the package.
//!
//! # Evidence
//!
//! `File: ...; Won't Overwrite` with an equal version, a higher version, or a modified file without a version.
//! Files that match by their hash are the same file, and are left out.
//!
//! # When it is wrong
//!
//! Where nothing in the file changed but the build, it does no harm that it stays.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::detect::prose::first_of;
use crate::event::EventKind;
use crate::finding::{Confidence, Role, Severity};
use crate::text::{LineNo, file_name};
use crate::trace::state::{Decision, FileReason, FileRow};
use crate::trace::{EngineId, Trace};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const RULE: Rule = Rule {
    code: "MSI204",
    name: "file-not-replaced",
    severity: Severity::Note,
    confidence: Confidence::High,
    role: Role::Risk,
    status: Status::Stable,
    about: "Files that the package brings were not copied, because those on disk have the same or a higher version, or were changed by somebody.",
    advice: "Give each file that changes a higher version, since the version decides and not the date; REINSTALLMODE=amus replaces all files whatever their version.",
    link: "https://learn.microsoft.com/windows/win32/msi/file-versioning-rules",
    check: Check::Trace(check),
};

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    let is_meant = |row: &FileRow| {
        row.decision() == Decision::Keep
            && matches!(
                row.reason(),
                FileReason::Equal | FileReason::Higher | FileReason::Modified
            )
    };
    let engines = files_by_engine(trace, is_meant).into_iter();
    let well = engines.filter(|(id, _)| trace.engine_verdict(*id).outcome.is_success());
    // Repairs of one product say the same each time.
    let mut told: BTreeSet<(&str, String)> = BTreeSet::new();
    let mut hits = Vec::new();
    for (id, rows) in well {
        let hit = hit(&rows, lines);
        let product = trace.engines[id.at()].product_code().unwrap_or_default();
        if told.insert((product, hit.headline.clone())) {
            hits.push(hit);
        }
    }
    hits
}

fn hit(rows: &[&FileRow], lines: &mut Lines<'_>) -> Hit {
    let count = |wanted| rows.iter().filter(|row| row.reason() == wanted).count();
    let parts = [
        (count(FileReason::Equal), "the same version"),
        (count(FileReason::Higher), "a higher version"),
        (count(FileReason::Modified), "changes that somebody made"),
    ];
    let found = parts.into_iter().filter(|(count, _)| *count > 0);
    let parts: Vec<String> = found
        .map(|(count, what)| match rows.len() {
            1 => format!("it has {what}"),
            all if all == count => format!("they have {what}"),
            _ => format!("{count} with {what}"),
        })
        .collect();
    let what = match rows.len() {
        1 => "A file on disk was not replaced".to_owned(),
        many => format!("{many} files on disk were not replaced"),
    };
    let names = names_of(rows, lines);
    let headline = format!("{what} ({}): {names}.", parts.join(", "));
    Hit::new(headline, shown(rows))
}

/// The rows of files that are wanted, by engine.
pub(super) fn files_by_engine(
    trace: &Trace,
    is_wanted: impl Fn(&FileRow) -> bool,
) -> BTreeMap<EngineId, Vec<&FileRow>> {
    let mut engines: BTreeMap<EngineId, Vec<&FileRow>> = BTreeMap::new();
    for row in trace
        .state
        .files
        .rows
        .rows()
        .iter()
        .filter(|row| is_wanted(row))
    {
        if let Some(id) = row.engine() {
            engines.entry(id).or_default().push(row);
        }
    }
    engines
}

/// The names of the first files, and how many more there are.
pub(super) fn names_of(rows: &[&FileRow], lines: &mut Lines<'_>) -> String {
    let paths = rows.iter().take(MOST_NAMES).filter_map(|row| {
        lines.event(row.line, |event| match event.kind {
            EventKind::FileDecision { path, .. } => Some(path.to_owned()),
            _ => None,
        })
    });
    let paths: Vec<String> = paths.flatten().collect();
    let names: Vec<&str> = paths.iter().map(|path| file_name(path)).collect();
    first_of(&names, rows.len())
}

/// The lines of the first files.
pub(super) fn shown(rows: &[&FileRow]) -> Vec<LineNo> {
    rows.iter().take(MOST_SHOWN).map(|row| row.line).collect()
}

/// More names make no sentence.
const MOST_NAMES: usize = 3;

/// Of many files the first ones tell where to look.
const MOST_SHOWN: usize = 5;
