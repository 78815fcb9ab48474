//! # What it finds
//!
//! A patch has only what differs between two versions of a file, and the file on disk is neither of them.
//!
//! # Why it matters
//!
//! The patch is rolled back, and the machine stays without the fix.
//! Somebody replaced the file by hand, a hotfix did, or a scanner cleaned it.
//!
//! # What to do
//!
//! Repair the product first: `msiexec /fa` with its product code or its original package.
//! Then apply the patch.
//! A package of the new version, or a patch that holds whole files, does not need the old file.
//!
//! # Evidence
//!
//! Message 1328 with the file.
//! Where that is a temporary one, `C:\Config.Msi\PT12.tmp`, the operation above it names the file that was to be patched.
//!
//! The system error tells whether the data of the patch itself are damaged, `-1072807678` (0xC00E4102), or too new, or whether the
//! file is as the patch would make it already.
//!
//! # When it is wrong
//!
//! A disk that returns wrong data looks the same.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::headline::{meaning_of, shown};
use crate::detect::lines::Lines;
use crate::detect::operation;
use crate::detect::prose::{lower_first, sentence};
use crate::event::ExitCode;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI712",
    name: "patched-file-changed",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A patch could not be applied to a file because something else changed it: message 1328.",
    advice: "Repair the product, so that its files are those of its version, then apply the patch again; or install the whole new version in place of the patch.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    if !case.is_message(&[1328]) {
        return None;
    }
    let code = case.argument("system error code");
    let code = code.and_then(|code| code.parse().ok()).map(ExitCode);
    let of_patch = code
        .and_then(meaning_of)
        .filter(|known| OF_PATCH.contains(&known.number));
    let is_temporary = |file: &&str| {
        let ending = file.rsplit('.').next().unwrap_or_default();
        ending.eq_ignore_ascii_case("tmp")
    };
    let named = case.argument("file").filter(|file| !is_temporary(file));
    let target = named.map(str::to_owned).or_else(|| target(case, lines));
    let is_told_by_message = named.is_some() && of_patch.is_none();
    let headline = target
        .zip(code)
        .filter(|_| !is_told_by_message)
        .map(|(target, code)| {
            let why = of_patch.map_or(CHANGED.to_owned(), |known| lower_first(known.meaning));
            format!(
                "{} could not patch {target}: {why} (system error {}).",
                case.subject(),
                shown(code)
            )
        });
    Some(Words {
        headline,
        advice: of_patch.map(|known| sentence(known.remedy)),
        ..Words::default()
    })
}

/// What most files are that cannot be patched.
const CHANGED: &str = "something else changed it before";

/// What the function that applies a patch ends with where the file on disk is not the reason: `ERROR_PATCH_DECODE_FAILURE`,
/// `ERROR_PATCH_CORRUPT`, `ERROR_PATCH_NEWER_FORMAT`, `ERROR_PATCH_NOT_NECESSARY`, and `ERROR_PATCH_NOT_AVAILABLE`.
///
/// Source: <https://learn.microsoft.com/previous-versions/bb417345(v=msdn.10)>, with the numbers of `patchapi.h`.
const OF_PATCH: [u32; 5] = [
    0xC00E_4101,
    0xC00E_4102,
    0xC00E_4103,
    0xC00E_4105,
    0xC00E_4106,
];

/// The file that the last operation above the message was to patch: `Executing op: PatchApply(PatchName=a,TargetName=gates.dll,)`.
fn target(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<String> {
    let line = case.note.unwrap_or(case.pick.line).min(case.pick.line);
    let rows = case.trace.state.operations.rows.rows();
    let next = rows.partition_point(|row| row.line < line);
    let (name, effect) = operation::effect_of(case.trace, next.checked_sub(1)?, lines)?;
    (name == "PatchApply" && !effect.target.is_empty()).then_some(effect.target)
}
