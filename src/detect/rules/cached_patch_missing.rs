//! # What it finds
//!
//! The copy that the installer keeps of a patch is gone from `C:\Windows\Installer`, and no source has the patch.
//! It is a patch that was installed before, not the one that is installed now.
//!
//! # Why it matters
//!
//! A patch, a repair, a change, and a removal read every patch that the product has.
//! Where one is missing they end with 1635 or 1612 before their first action, and say that "this patch package could not
//! be opened", which sounds as if the new one were damaged.
//!
//! # What to do
//!
//! Get the earlier update from its vendor and take the patch with the original name out of it; most are unpacked with
//! `/x` or `/extract`.
//! Copy it to exactly the path and the name that are missing, and start the install again.
//! For SQL Server, Microsoft has a script that finds every missing file.
//!
//! # Evidence
//!
//! `Couldn't find local patch '...'. Looking for it at its source.` with the path of the copy, the places that were tried,
//! and message 1706 with the original name.
//!
//! # When it is wrong
//!
//! A copy that is missing does not matter where a source has the patch, and a patch that was left out as
//! `patch-orphaned` did not stop the install.

use super::source_missing::{self, package_name, tried};
use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::detect::message::note;
use crate::event::MessageNumber;
use crate::finding::{Confidence, Role, Severity};
use crate::text::{LineNo, file_name};
use crate::trace::{Fault, FaultKind};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI209",
    name: "cached-patch-missing",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The copy that the installer keeps of an earlier patch is gone from C:\\Windows\\Installer, and no source gave it back.",
    advice: "What is installed now is not at fault: take the earlier patch out of the update that brought it, put it back into C:\\Windows\\Installer under the name that is missing, and start again.",
    link: "https://learn.microsoft.com/troubleshoot/sql/database-engine/install/windows/restore-missing-windows-installer-cache-files",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    if !source_missing::is_it(case) {
        return None;
    }
    // A part of a log may have no engine.
    let engine = case.engine().map(|(id, _)| id);
    let in_engine = |fault: &&Fault| fault.engine == engine && fault.line <= case.pick.line;
    let of_cache = |fault: &&Fault| {
        matches!(
            fault.kind,
            FaultKind::CacheMissing | FaultKind::CachedPatchMissing
        )
    };
    let faults = case.trace.faults_of(case.session).iter();
    // What is missing last is what stopped it: earlier patches were found at their source, or left out.
    let last = faults
        .filter(in_engine)
        .rfind(of_cache)
        .filter(|fault| fault.kind == FaultKind::CachedPatchMissing)?;
    let (places, mut more) = tried(case, lines);
    more.retain(|line| *line > last.line);
    more.push(last.line);
    let copy = copy_of(&lines.line(last.line));
    let name = original_name(last.line, lines).or_else(|| package_name(case, lines));
    let original = name.as_deref().unwrap_or("the patch");
    let missing = match &copy {
        Some(copy) => format!("The cached copy {copy} of an earlier patch is missing"),
        None => "The registration of an earlier patch names no cached copy".to_owned(),
    };
    // A log may end before a source is looked for.
    let found = if case.has_looked_for_source() {
        let name = spaced(name.as_deref());
        format!(", and no source has the original{name}{places}")
    } else {
        String::new()
    };
    let advice = match &copy {
        Some(copy) => format!(
            "What is installed now is not at fault. Take {original} out of the earlier update that brought it (most are \
             unpacked with /x), copy it to exactly {copy}, and start again; HKLM\\SOFTWARE\\Microsoft\\Windows\\\
             CurrentVersion\\Installer\\UserData\\S-1-5-18\\Patches has that path as LocalPackage of the patch. Never clean \
             C:\\Windows\\Installer by hand."
        ),
        None => format!(
            "What is installed now is not at fault. Install the earlier update that brought {original} once more, which \
             registers its copy, then start again."
        ),
    };
    Some(Words {
        headline: Some(format!("{missing}{found}.")),
        advice: Some(advice),
        more,
        ..Words::default()
    })
}

fn spaced(name: Option<&str>) -> String {
    name.map(|name| format!(" {name}")).unwrap_or_default()
}

/// `Couldn't find local patch 'C:\Windows\Installer\3fa21d.msp'. Looking for it at its source.`: the path, which is
/// empty where the registration of the patch lacks it.
pub(super) fn copy_of(line: &str) -> Option<String> {
    let (_, path) = line.split_once("local patch '")?;
    let (path, _) = path.split_once('\'')?;
    Some(path.to_owned()).filter(|path| !path.is_empty())
}

/// How many lines the search for the source of a patch takes at most.
const LONGEST_SEARCH: u32 = 60;

/// The name under which a patch was installed, below the line that says that its copy is missing:
/// `Note: 1: 1706 2: -2147483647 3: rowan-4.1.1.msp `, or `Note: 1: 2203 2: D:\updates\rowan-4.1.1.msp 3: -2147287037 `
/// of a place that was tried.
pub(super) fn original_name(missing: LineNo, lines: &mut Lines<'_>) -> Option<String> {
    let mut below = (1..=LONGEST_SEARCH).map(|n| missing.plus(n));
    below.find_map(|line| {
        let line = lines.line(line);
        let named = note::fields(&line, MessageNumber(1706));
        let named = named.and_then(|fields| Some(fields.split_once(" 3: ")?.1.trim().to_owned()));
        let tried = || {
            let fields = note::fields(&line, MessageNumber(2203))?;
            let (path, _) = fields.strip_prefix("2: ")?.split_once(" 3: ")?;
            let is_patch = path.to_ascii_lowercase().ends_with(".msp");
            is_patch.then(|| file_name(path).to_owned())
        };
        let name = named.or_else(tried)?;
        (!name.is_empty()).then_some(name)
    })
}
