//! # What it finds
//!
//! A package that is marked for 32 bits and installs to a 64-bit folder: `ProgramFiles64Folder`, `CommonFiles64Folder`,
//! or a folder below them that somebody gave on the command line or chose in a dialog.
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
//! Where the folder came from outside, nothing is wrong with the package, so this is a warning; and a bundle gives the same
//! folder to packages of both kinds, of which those for 32 bits are right in their own tree, so there it is a note.
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
use crate::detect::caller_properties;
use crate::detect::lines::Lines;
use crate::detect::redirect::{Redirection, redirections};
use crate::event::Side;
use crate::finding::{Confidence, Role, Severity};
use crate::syntax::command_line_properties;
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
    let engines: Vec<EngineId> = engines.collect();
    // With dialogs the client asks for the folder, and hands on the one that it became.
    let clients = engines.iter().filter_map(|id| client(trace, *id));
    let mut found = redirections(trace, engines.iter().copied().chain(clients), lines);
    let hits = engines.into_iter().filter_map(|id| {
        if let Some(found) = found.remove(&id) {
            return Some(hit(trace, id, &found));
        }
        let of_client = found.remove(&client(trace, id)?)?;
        Some(hit_of_dialog(trace, id, &of_client))
    });
    hits.collect()
}

fn client(trace: &Trace, id: EngineId) -> Option<EngineId> {
    let parent = trace.engines[id.at()].parent?;
    (trace.engines[parent.at()].side == Side::Client).then_some(parent)
}

fn hit(trace: &Trace, id: EngineId, found: &Redirection) -> Hit {
    let run = &trace.engines[id.at()];
    let name = run.called();
    let (asked, got) = from_to(found);
    let names = names(found);
    let is_given = is_given(trace, id, found);
    let what = if is_given {
        format!("is a 32-bit package, so the folder that was given, {asked},")
    } else {
        format!("is a 32-bit package that installs to a 64-bit folder, so {asked}")
    };
    let headline = format!(
        "{name} {what} became {got}{names}; {}.",
        found.files_in_words()
    );
    let sure = if found.is_mixed {
        Confidence::Medium
    } else {
        Confidence::High
    };
    let hit = Hit::new(headline, found.evidence()).confidence(sure);
    let is_done = trace.engine_verdict(id).outcome.is_success();
    match (is_given, run.property("ARPSYSTEMCOMPONENT")) {
        // Where the files of a 32-bit package belong they are, and nobody chose the folder.
        (true, Some("1")) => hit.severity(Severity::Note).advice(OF_BUNDLE),
        (true, _) => hit.severity(Severity::Warning).advice(GIVEN),
        _ if found.files.is_empty() || !is_done => hit.severity(Severity::Warning),
        _ => hit,
    }
}

/// `In SetTargetPath, re-mapping 'C:\Program Files\Heron\' to 'C:\Program Files (x86)\Heron\' because this is a 32-bit
/// package being installed on Win64.` follows where the folder comes from a dialog.
fn hit_of_dialog(trace: &Trace, id: EngineId, found: &Redirection) -> Hit {
    let run = &trace.engines[id.at()];
    let name = run.called();
    let (asked, got) = from_to(found);
    let names = names(found);
    let headline = format!(
        "{name} is a 32-bit package, so the folder that was asked for, {asked}, became {got}{names}."
    );
    let hit = Hit::new(headline, found.evidence());
    hit.severity(Severity::Warning).advice(GIVEN)
}

/// What to do where the folder came from outside of the package.
const GIVEN: &str = "Give a folder below `Program Files (x86)`, or take the 64-bit package where there is one. If it claims to be for 64 \
     bits, its author has to mark it so (Template summary property, x64).";

/// What to do where a bundle gave the folder, as it does to all of its packages.
const OF_BUNDLE: &str = "Nothing, unless somebody looks for the files in the other tree: a 32-bit package belongs below `Program Files (x86)`.";

fn from_to(found: &Redirection) -> (&str, &str) {
    let moved = found.moved.as_ref();
    moved.map_or(("", ""), |(asked, got)| (asked, got))
}

fn names(found: &Redirection) -> String {
    if found.folders.is_empty() {
        String::new()
    } else {
        format!(" ({})", found.names())
    }
}

/// The length of `C:\`, which is around everything and says nothing.
const ROOT: usize = 3;

/// Whether all folders that were asked for lie in folders of the command line, so that none is the package's own wish.
fn is_given(trace: &Trace, id: EngineId, found: &Redirection) -> bool {
    let run = &trace.engines[id.at()];
    let folders: Vec<String> = command_line_properties(&run.command_line)
        .map(|(_, value)| caller_properties::folder(value))
        .filter(|folder| folder.get(1..3) == Some(":\\") && folder.len() > ROOT)
        .collect();
    let is_asked = |asked: &String| {
        let asked = caller_properties::folder(asked);
        folders.iter().any(|folder| asked.starts_with(folder))
    };
    !found.asked.is_empty() && found.asked.iter().all(is_asked)
}
