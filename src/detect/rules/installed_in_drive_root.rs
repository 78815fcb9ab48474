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
//! `PROPERTY CHANGE: Adding ROOTDRIVE property` says which drive the installer chose.
//!
//! # When it is wrong
//!
//! A package may have a file that belongs into the root, for example for the boot of the machine.

use super::{Check, Hit, Rule, Status, targets};
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::{MarkKind, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI235",
    name: "installed-in-drive-root",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    role: Role::Risk,
    status: Status::Stable,
    about: "Files went right into the root of a drive, most likely because no folder was given.",
    advice: "Install with a folder on the command line, such as TARGETDIR=<folder>; without one the installer takes the drive with the most free space (ROOTDRIVE).",
    link: "https://learn.microsoft.com/windows/win32/msi/rootdrive",
    check: Check::Trace(check),
};

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    let found = targets(trace, MarkKind::DriveRootTarget, lines);
    let hits = found.into_iter().map(|(product, folder, shown)| {
        Hit::new(
            format!("Files of {product} went right into the root of the drive: {folder}."),
            shown,
        )
    });
    hits.collect()
}
