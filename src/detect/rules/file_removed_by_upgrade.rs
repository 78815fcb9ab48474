//! # What it finds
//!
//! The new product left a file alone, because the same component with a higher version was there, or because the file
//! on disk was as good as its own; or it copied the file, or installed a service.
//! Then `RemoveExistingProducts` took that file or service away with the old product, and nothing brought it back.
//!
//! # Why it matters
//!
//! The upgrade ends with 0, and the program lacks a file.
//! Users find out when it does not start, or when Windows Installer repairs it at the first start and asks for the
//! source.
//!
//! # What to do
//!
//! Repair the product now: `msiexec /fomus` with its product code, which brings back what is missing and leaves newer files.
//! In the package, give a file never a lower version than the release before, and the same component code as long as
//! its path stays.
//! Where the file was found as good as the new one (`Won't Overwrite`), `RemoveExistingProducts` directly behind
//! `InstallInitialize` helps too: then the old files are gone before the installer decides on the new ones.
//! Where the component was disallowed it does not, since components are decided on in costing, before any removal.
//! There the version in the `File` table must not be lower than before, or the install runs with `REINSTALLMODE=amus`,
//! which replaces files whatever their version, or the removal runs before `CostInitialize`, which ICE27 reports.
//! Where the file was copied and then removed, the old product knows it by another component code: the same path has to
//! keep its code from release to release, or the removal comes directly behind `InstallInitialize`.
//!
//! # Evidence
//!
//! `Disallowing installation of component: ... since the same component with higher versioned keyfile exists` and later
//! `FileRemove` with the same component, or of the path with which that component is registered (`ComponentRegister`); or
//! `Won't Overwrite` for a file and later `FileRemove` of it by the old product.
//! `FileCopy` of a file, or `ServiceInstall` of a service, and later `FileRemove` of the same path, or `ServiceControl`
//! with the action 8, by the old product.
//! `Info 1903.Scheduling reboot operation: Deleting file ...` and later `Won't Overwrite` for the same path: the file was in
//! use, so it goes at the restart.
//!
//! # When it is wrong
//!
//! A custom action may copy the file itself, which the log does not show.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::detect::pending::{doomed, pending};
use crate::detect::prose::{listed, upper_first};
use crate::detect::taken_away::{How, Lost, has_stayed, taken_away};
use crate::event::{ComponentRuling, EventKind};
use crate::finding::{Confidence, Role, Severity};
use crate::syntax::argument;
use crate::text::{LineNo, file_name};
use crate::trace::{MarkKind, SessionId, Trace};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const RULE: Rule = Rule {
    code: "MSI201",
    name: "file-removed-by-upgrade",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Risk,
    status: Status::Stable,
    about: "An upgrade relied on a file that was there, or put its own in its place, and then the removal of the old product deleted it: it is missing.",
    advice: "Repair the product to bring the file back. In the package, never lower the version of a file.",
    link: "https://learn.microsoft.com/windows/win32/msi/removeexistingproducts-action",
    check: Check::Trace(check),
};

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    let mut hits = missing_now(trace, lines);
    let sessions = trace.session_ids();
    let done = sessions.filter(|id| trace.session_verdict(*id).outcome.is_success());
    hits.extend(done.filter_map(|id| missing_after_restart(trace, id, lines)));
    hits
}

/// What the removal of the old product deletes at the next restart, although the new one relies on it.
fn missing_after_restart(trace: &Trace, id: SessionId, lines: &mut Lines<'_>) -> Option<Hit> {
    let pending = pending(trace, id, lines);
    let doomed = doomed(trace, id, &pending, lines);
    let names: Vec<&str> = doomed
        .iter()
        .map(|doomed| file_name(&doomed.file))
        .collect();
    let (what, were, them) = match names.len() {
        0 => return None,
        1 => ("a file".to_owned(), "it was", "it"),
        many => (format!("{many} files"), "they were", "them"),
    };
    let headline = format!(
        "The restart will delete {what} of the new version ({}): {were} in use when the old product was removed, and the new one \
         left {them} alone as good as its own.",
        listed(&names, MOST_NAMES)
    );
    let shown = doomed.iter().take(MOST_SHOWN);
    let scheduled = shown.clone().map(|doomed| doomed.scheduled);
    let hit = Hit::new(
        headline,
        scheduled.chain(shown.map(|doomed| doomed.kept)).collect(),
    );
    Some(hit.advice(REPAIR_AFTER_RESTART))
}

/// What to do where the restart is still to come.
const REPAIR_AFTER_RESTART: &str = "Restart the machine, then repair the product to bring the files back. In the package, stop what holds the files \
     before the old product is removed.";

/// What is missing already.
fn missing_now(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    let mut lost = of_components(trace, lines);
    lost.extend(taken_away(trace, lines));
    lost.sort_by_key(|lost| lost.removed);
    lost.dedup_by_key(|lost| lost.removed);
    if lost.is_empty() {
        return Vec::new();
    }
    let is_of_components = lost.iter().any(|lost| lost.how == How::Refused);
    let left_alone = lost.iter();
    let left_alone = left_alone.filter(|lost| matches!(lost.how, How::LeftAlone | How::Refused));
    let (why, of_files) = match left_alone.count() {
        0 => ("installed with the new product", OF_COPIES),
        all if all == lost.len() => (
            "not installed because one was there that was as good or better",
            OF_FILES,
        ),
        _ => (
            "installed with the new product, or as good as its own",
            OF_COPIES,
        ),
    };
    let (missing, which) = missing(&lost);
    let headline = format!(
        "{missing} missing after the upgrade{which}: {why}, then removed with the old product."
    );
    let advice = if is_of_components {
        OF_COMPONENTS
    } else {
        of_files
    };
    let shown = lost.iter().take(MOST_SHOWN);
    let removed = shown.clone().map(|lost| lost.removed);
    let hit = Hit::new(
        headline,
        removed.chain(shown.map(|lost| lost.kept)).collect(),
    );
    vec![hit.advice(advice)]
}

/// What to do where the installer decided on a component, which it does in costing.
const OF_COMPONENTS: &str = "Repair the product to bring the file back (msiexec /fomus and its product code). To move RemoveExistingProducts within the script does not help, since \
     the component was decided on before, in costing: give the file in the File table no lower version than the release \
     before, install with REINSTALLMODE=amus, or let RemoveExistingProducts run before CostInitialize, against ICE27.";

/// What to do where the installer decided on a file, which it does when it copies.
const OF_FILES: &str = "Repair the product to bring the file back (msiexec /fomus and its product code). In the package, never lower the version of a file, keep the component code \
     of a file that stays, or move RemoveExistingProducts to directly behind InstallInitialize.";

/// What to do where the new files were in their places already.
const OF_COPIES: &str = "Repair the product to bring back what is missing (msiexec /fomus and its product code). In the package, keep the component codes of files and services that \
     stay, so that the removal of the old product leaves them, or move RemoveExistingProducts to directly behind \
     InstallInitialize.";

/// More names make no sentence.
const MOST_NAMES: usize = 4;

/// Of many files the first ones tell where to look.
const MOST_SHOWN: usize = 8;

/// What is missing with its verb, and its names in brackets where the words before do not have them.
fn missing(lost: &[Lost]) -> (String, String) {
    let (services, files): (Vec<&Lost>, Vec<&Lost>) =
        lost.iter().partition(|lost| lost.how == How::Service);
    let files: Vec<&str> = files.iter().map(|lost| file_name(&lost.name)).collect();
    let services: Vec<&str> = services.iter().map(|lost| lost.name.as_str()).collect();
    let file_names = listed(&files, MOST_NAMES);
    let service_names = listed(&services, MOST_NAMES);
    let services = match services.len() {
        0 => None,
        1 => Some(format!("the service {service_names}")),
        _ => Some(format!("the services {service_names}")),
    };
    match (files.len(), services) {
        (0, services) => {
            let verb = if lost.len() == 1 { "is" } else { "are" };
            (
                format!("{} {verb}", upper_first(&services.unwrap_or_default())),
                String::new(),
            )
        }
        (1, None) => (format!("The file {file_names} is"), String::new()),
        (1, Some(services)) => (
            format!("The file {file_names} and {services} are"),
            String::new(),
        ),
        (many, None) => (format!("{many} files are"), format!(" ({file_names})")),
        (many, Some(services)) => (
            format!("{many} files and {services} are"),
            format!(" ({file_names})"),
        ),
    }
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
            name: get("FileName").to_owned(),
            how: How::Refused,
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
