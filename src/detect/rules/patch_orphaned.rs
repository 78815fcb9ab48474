//! # What it finds
//!
//! A patch that the product has was left out of this run, because the copy that the installer keeps of it is gone and no
//! source has it.
//!
//! # Why it matters
//!
//! The installer goes on as if the patch had never been there.
//! What it brought is not counted any more: its features and components are unknown to later patches, which may then
//! fail with 2771; its files are old again after a repair; and it cannot be removed.
//!
//! # What to do
//!
//! Get the earlier update from its vendor, take the patch with the original name out of it, and copy it to exactly the
//! path that is missing.
//! Then run this install again, or a repair.
//!
//! # Evidence
//!
//! `Couldn't find local patch '...'. Looking for it at its source.`, and below it `Could not find source for missing patch
//! {...} -- orphaning this patch`.
//!
//! # When it is wrong
//!
//! A patch that a later one replaces altogether is not missed.

use super::cached_patch_missing::{copy_of, original_name};
use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;
use crate::trace::{FaultKind, Mark, MarkKind, Trace};
use std::collections::BTreeSet;

pub(super) const RULE: Rule = Rule {
    code: "MSI714",
    name: "patch-orphaned",
    severity: Severity::Warning,
    confidence: Confidence::High,
    role: Role::Risk,
    status: Status::Stable,
    about: "A patch of the product was left out, because its cached copy is gone and no source has it.",
    advice: "Put the patch back into C:\\Windows\\Installer under the name that is missing, from the update that brought it, and run this again: until then its fixes may be undone, it cannot be removed, and later patches may fail.",
    link: "https://learn.microsoft.com/troubleshoot/sql/database-engine/install/windows/restore-missing-windows-installer-cache-files",
    check: Check::Trace(check),
};

/// Nobody repairs more patches than these one by one.
const MOST: usize = 20;

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    let marks = trace.marks.iter();
    let orphaned = marks.filter(|mark| mark.kind == MarkKind::PatchOrphaned);
    let mut seen = BTreeSet::new();
    let mut hits = Vec::new();
    for mark in orphaned.take(2 * MOST) {
        let said = lines.line(mark.line);
        let patch = said
            .split_once("missing patch ")
            .and_then(|(_, patch)| patch.split_once(" -- "))
            .map_or("", |(patch, _)| patch);
        // The client and the server both look for the patches of the product.
        if seen.insert(patch.to_owned()) {
            hits.push(hit(trace, mark, patch, lines));
        }
    }
    hits
}

fn hit(trace: &Trace, mark: &Mark, patch: &str, lines: &mut Lines<'_>) -> Hit {
    let missing = missing_above(trace, mark);
    let copy = missing.and_then(|line| copy_of(&lines.line(line)));
    let name = missing.and_then(|line| original_name(line, lines));
    let what = match name {
        Some(name) => format!("{name} ({patch})"),
        None => patch.to_owned(),
    };
    let copy = copy.map(|copy| format!(" {copy}")).unwrap_or_default();
    let headline = format!(
        "The installed patch {what} was left out, because its cached copy{copy} is gone and no source has it."
    );
    Hit::new(
        headline,
        std::iter::once(mark.line).chain(missing).collect(),
    )
}

/// The line in the same engine that says whose copy is missing, above the one that leaves the patch out.
fn missing_above(trace: &Trace, mark: &Mark) -> Option<LineNo> {
    let before = trace.faults.partition_point(|fault| fault.line < mark.line);
    let above = trace.faults.get(..before)?.iter();
    let of_engine = above
        .filter(|fault| fault.engine == mark.engine && fault.line.plus(MOST_BETWEEN) > mark.line);
    let mut missing = of_engine.filter(|fault| fault.kind == FaultKind::CachedPatchMissing);
    missing.next_back().map(|fault| fault.line)
}

/// How many lines the search for the source of one patch takes at most.
const MOST_BETWEEN: u32 = 60;
