//! # What it finds
//!
//! A package that is marked for 32 bits and installs to a 64-bit folder: `ProgramFiles64Folder`, `CommonFiles64Folder`,
//! or a folder below them that somebody gave on the command line.
//! The installer puts the folder of the 32-bit tree in its place and goes on.
//!
//! # Why it matters
//!
//! The install ends with 0, and the files lie below `Program Files (x86)`, not where the package or its user asked for
//! them.
//! Scripts, services, and shortcuts that were written for the other path fail later.
//!
//! # What to do
//!
//! The author marks the package for 64 bits: `x64` as platform in the Template summary property, and components with the
//! attribute `msidbComponentAttributes64bit`.
//! A package that is meant to be for 32 bits takes `ProgramFilesFolder`, and its user gives a folder below
//! `Program Files (x86)`.
//!
//! # Evidence
//!
//! `WIN64DUALFOLDERS: 'C:\Program Files (x86)\' will substitute ... in 'C:\Program Files\...' folder path`, in the engine
//! of a package whose script says `Platform=0`.
//! The properties that changed with it, folders of the Directory table below it, and files that were copied there.
//!
//! # When it is wrong
//!
//! Between `system32` and `SysWOW64` the same sentence is normal for 32-bit components, and is not looked at.
//! A package that only lists a 64-bit folder and puts no file into it does no harm; without a file in the log this is a
//! warning.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::detect::redirect::{Redirection, redirections};
use crate::finding::{Confidence, Role, Severity};
use crate::trace::{Bitness, EngineId, Operation, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI702",
    name: "folder-redirected",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Risk,
    status: Status::Stable,
    about: "A package marked 32-bit installs to a 64-bit folder, so its files land in the 32-bit tree although the install succeeds.",
    advice: "Mark the package for 64 bits (Template summary property, x64), or install to ProgramFilesFolder. Look for the files below `Program Files (x86)`.",
    link: "https://learn.microsoft.com/windows/win32/msi/using-64-bit-windows-installer-packages",
    check: Check::Trace(check),
};

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    let engines = trace.engine_ids();
    // A removal goes to the tree where the files are, so there it is as it should be.
    let engines = engines.filter(|id| {
        trace.engines[id.at()].bitness() == Some(Bitness::X86)
            && trace.operation(*id) != Operation::Uninstall
    });
    redirections(trace, engines, lines)
        .iter()
        .map(|(id, found)| hit(trace, *id, found))
        .collect()
}

fn hit(trace: &Trace, id: EngineId, found: &Redirection) -> Hit {
    let run = &trace.engines[id.at()];
    let name = run.product_name().unwrap_or(&run.product);
    let moved = found
        .moved
        .as_ref()
        .map(|(asked, got)| format!("{asked} became {got}"))
        .unwrap_or_default();
    let names = if found.folders.is_empty() {
        String::new()
    } else {
        format!(" ({})", found.names())
    };
    let headline = format!(
        "{name} is a 32-bit package that installs to a 64-bit folder, so {moved}{names}; {}.",
        found.files_in_words()
    );
    let sure = if found.is_mixed {
        Confidence::Medium
    } else {
        Confidence::High
    };
    let hit = Hit::new(headline, found.evidence()).confidence(sure);
    let is_done = trace.engine_verdict(id).outcome.is_success();
    if found.files.is_empty() || !is_done {
        hit.severity(Severity::Warning)
    } else {
        hit
    }
}
