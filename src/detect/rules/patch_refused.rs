//! # What it finds
//!
//! The installer looked at the patch and did not accept it; the exit code says why.
//!
//! # Why it matters
//!
//! Nothing was changed.
//! An installed patch whose cached file is gone stops every later repair, change, and removal of its product with 1635
//! too.
//!
//! # What to do
//!
//! For 1635 give the full path of the patch, and for an installed one restore its file below `C:\Windows\Installer`
//! from the original.
//! For 1636 compare the hash of the file.
//! For 1643 and 1649 look at the policies `DisablePatch` and `DisableLUAPatching` and at software restriction.
//! For 1646 the author of the patch allows no removal.
//! For 1648 apply the patches one by one, oldest first.
//!
//! # Evidence
//!
//! One of the exit codes before any action, or `PATCH SEQUENCE ERROR: ...` or `PATCH SEQUENCER ERROR: ...`, which say what is
//! wrong with the patch.
//!
//! # When it is wrong
//!
//! A patch that does not fit the installed version ends with 1642, and one that meets a changed file with message 1328.

use super::{Check, Rule, Status, Words};
use crate::catalog;
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::detect::prose::{lower_first, sentence};
use crate::event::{EventKind, ExitCode};
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;
use crate::trace::FaultKind;
use crate::trace::state::is_default;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI711",
    name: "patch-refused",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A patch was not accepted: it cannot be opened, is damaged, is forbidden, has no place in the order of patches, or cannot be removed (exit codes 1635 to 1637, 1643, and 1646 to 1651).",
    advice: "Read what the code says: get a patch again that is damaged, restore the cached one from its original file, ask for the policy that forbids it, and apply patches in the order that their author gives.",
    link: "https://learn.microsoft.com/windows/win32/msi/error-codes",
    check: Check::Cause(check),
};

/// `ERROR_PATCH_PACKAGE_REJECTED`.
const REJECTED: ExitCode = ExitCode(1643);

/// `ERROR_PATCH_REMOVAL_UNSUPPORTED`, `ERROR_UNKNOWN_PATCH`, and `ERROR_PATCH_REMOVAL_DISALLOWED`: it is accepted already, or was
/// never there.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/error-codes>.
const OF_REMOVALS: [ExitCode; 3] = [ExitCode(1646), ExitCode(1647), ExitCode(1649)];

fn check(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    if let Some(words) = sequence_error(case, lines) {
        return Some(words);
    }
    if !case.ended_at_once_with(&catalog::EXITS_OF_PATCHES) {
        return None;
    }
    let code = case.exit_code?;
    let known = catalog::exit(code.0.cast_unsigned())?;
    let policy = (code == REJECTED).then(|| policy(case, lines)).flatten();
    let meaning = match policy {
        Some(_) => "the policy DisablePatch forbids patches".to_owned(),
        None => lower_first(known.meaning),
    };
    let what = if OF_REMOVALS.contains(&code) {
        "The removal of the patch was refused"
    } else {
        "The patch was not accepted"
    };
    Some(Words {
        headline: Some(format!("{what}: {meaning} (exit code {code}).")),
        advice: (!known.remedy.is_empty()).then(|| sentence(known.remedy)),
        confidence: Some(Confidence::High),
        more: policy.into_iter().collect(),
        ..Words::default()
    })
}

/// `PATCH SEQUENCER ERROR: revision summary info property is missing from transform RTM.1 in C:\Updates\rowan.msp patch`
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/msipatchsequence-table>.
fn sequence_error(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    if !case.is_fault(&FaultKind::PatchSequence) {
        return None;
    }
    let line = lines.line(case.pick.line);
    let (_, said) = line.split_once(" ERROR: ")?;
    let said = lower_first(said.trim_end().trim_end_matches(['.', '!']));
    let code = case.exit_code.map(|code| format!(" (exit code {code})"));
    let advice = if said.contains("sequencing info") {
        "Its author has to fill the table MsiPatchSequence of the patch."
    } else if said.contains("(1: 2253 ") {
        "The patch was made from a build that has other tables than the installed one, as where only one of the two is \
         signed: its author has to make it from the build that is installed."
    } else {
        "Get that patch again from its publisher; where it is refused again, its author has to mend what the line names."
    };
    Some(Words {
        headline: Some(format!(
            "The patch was not accepted: {said}{}.",
            code.unwrap_or_default()
        )),
        advice: Some(advice.to_owned()),
        ..Words::default()
    })
}

/// `Machine policy value 'DisablePatch' is 1` above the end.
fn policy(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<LineNo> {
    let rows = case.above(case.trace.state.policies.rows.rows(), |row| row.line);
    let row = rows
        .iter()
        .rfind(|row| case.trace.names.get(row.name) == "DisablePatch")?;
    let is_set = lines.event(row.line, |event| match event.kind {
        EventKind::Policy { name, value, .. } => !is_default(name, value),
        _ => false,
    });
    (is_set == Some(true)).then_some(row.line)
}
