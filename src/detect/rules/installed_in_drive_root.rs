//! # What it finds
//!
//! Files of a package went right into the root of a drive.
//!
//! # Why it matters
//!
//! Hardly any package means this.
//! Its folder is `TARGETDIR` itself, and where nobody gives that, the installer takes `ROOTDRIVE`: the drive with the most
//! free space, which may be a data drive, an external one, or another one on each machine.
//! The program runs from there until the drive is gone, its libraries lie where all users may change them, and an
//! administrator takes the files for rubbish.
//!
//! # What to do
//!
//! Remove the product and install it again with its folder on the command line: `TARGETDIR=<folder>`, or the folder that
//! `wilog folders` shows with this path.
//! The author gives the package a folder of its own below `ProgramFilesFolder` or `ProgramFiles64Folder`.
//!
//! # Evidence
//!
//! `Executing op: SetTargetFolder(Folder=D:\)` in `InstallFiles`.
//! A root that stands on the command line was meant, and is left out; a repair or a patch does not tell who chose the folder, so
//! it gets a note.
//! `PROPERTY CHANGE: Adding ROOTDRIVE property` says which drive the installer chose.
//!
//! # When it is wrong
//!
//! A package may have a file that belongs into the root, for example for the boot of the machine.

use super::{Check, Hit, Rule, Status};
use crate::detect::landed::targets;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::syntax::command_line_properties;
use crate::trace::{EngineId, EngineRun, MarkKind, Operation, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI235",
    name: "installed-in-drive-root",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    role: Role::Risk,
    status: Status::Stable,
    about: "Files went right into the root of a drive, most likely because no folder was given.",
    advice: "Remove the product and install it again with a folder on the command line, such as TARGETDIR=<folder>; without one the installer takes the drive with the most free space (ROOTDRIVE).",
    link: "https://learn.microsoft.com/windows/win32/msi/rootdrive",
    check: Check::Trace(check),
};

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    let found = targets(trace, MarkKind::DriveRootTarget, lines);
    let meant = found
        .into_iter()
        .filter(|target| !is_given(trace, target.engine, &target.folder));
    meant
        .map(|target| {
            let headline = format!(
                "Files of {} went right into the root of the drive: {}.",
                target.product, target.folder
            );
            let hit = Hit::new(headline, target.shown);
            // The folder was chosen by the first install, whose command line this log does not have.
            match trace.operation(target.engine) {
                Operation::Install | Operation::Upgrade => hit,
                _ => hit.severity(Severity::Note),
            }
        })
        .collect()
}

/// Whether the caller gave a folder. With a full user interface the client hands on what it found out by itself, and then
/// only its own command line is the caller's.
pub(super) fn is_given(trace: &Trace, id: EngineId, folder: &str) -> bool {
    let run = &trace.engines[id.at()];
    let client = run.parent.map(|id| &trace.engines[id.at()]);
    let has_properties = |run: &&EngineRun| given(run).next().is_some();
    let caller = client.filter(has_properties).unwrap_or(run);
    let bare = |path: &str| path.trim_matches('"').trim_end_matches('\\').to_lowercase();
    given(caller).any(|value| bare(value) == bare(folder))
}

fn given(run: &EngineRun) -> impl Iterator<Item = &str> {
    command_line_properties(&run.command_line).map(|(_, value)| value)
}
