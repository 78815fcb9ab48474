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
//! # When it is wrong
//!
//! A disk that returns wrong data looks the same.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::headline::shown;
use crate::detect::lines::Lines;
use crate::detect::operation;
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
    let is_temporary = |file: &str| {
        let ending = file.rsplit('.').next().unwrap_or_default();
        ending.eq_ignore_ascii_case("tmp")
    };
    let named = case.argument("file").filter(|file| is_temporary(file));
    let headline = named.and_then(|_| {
        let target = target(case, lines)?;
        let code = case.argument("system error code")?.parse::<i32>().ok()?;
        Some(format!(
            "{} could not patch {target}: something else changed it before (system error {}).",
            case.subject(),
            shown(ExitCode(code))
        ))
    });
    Some(Words {
        headline,
        ..Words::default()
    })
}

/// The file that the last operation above the message was to patch: `Executing op: PatchApply(PatchName=a,TargetName=gates.dll,)`.
fn target(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<String> {
    let line = case.note.unwrap_or(case.pick.line).min(case.pick.line);
    let rows = case.trace.state.operations.rows.rows();
    let next = rows.partition_point(|row| row.line < line);
    let (name, effect) = operation::effect_of(case.trace, next.checked_sub(1)?, lines)?;
    (name == "PatchApply" && !effect.target.is_empty()).then_some(effect.target)
}
