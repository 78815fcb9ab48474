//! # What it finds
//!
//! A patch names the product codes and versions that it can update.
//! None of those that it names is installed here, so there is nothing to patch.
//!
//! # Why it matters
//!
//! Nothing was changed, and the machine stays without the fix.
//! It happens where a service pack or a cumulative update has to come first, where the product was removed, and where
//! the update is in the installed version already.
//!
//! # What to do
//!
//! Look at the version of the installed product in the line of the patch sequencer, and at the versions that the vendor
//! of the patch names.
//! Bring the product to one of those, then apply the patch again.
//! If the product is installed for another user, run the patch as that user.
//!
//! # Evidence
//!
//! Exit code 1642, and often `PATCH SEQUENCER: QFE patch <file> is not applicable.` with the version that is installed.
//!
//! # When it is wrong
//!
//! A patch that was superseded by a later one that is installed is not applicable either, and nothing is wrong then.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::syntax::PATCH_SEQUENCER;
use crate::text::{LineNo, file_name};
use crate::trace::{MarkKind, between};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI710",
    name: "patch-without-target",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The product that a patch updates is not installed, or in another version than the patch is made for: exit code 1642.",
    advice: "Install the version that the patch is made for, then the patch; compare the version in the line of the patch sequencer with the one that the vendor names. The patch may also be installed already.",
    link: "https://learn.microsoft.com/windows/win32/msi/patch-packages",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    if !case.ended_at_once_with(&[1642]) {
        return None;
    }
    let refused = patch_not_applicable(case);
    let patch = refused.and_then(|line| {
        let line = lines.line(line);
        let (_, rest) = line.split_once(PATCH_SEQUENCER)?;
        let (_, file) = rest.split_once(" patch ")?;
        Some(
            file.trim_end()
                .strip_suffix(" is not applicable.")?
                .to_owned(),
        )
    });
    let run = case.package();
    let name = run.and_then(|run| {
        let version = run.product_version()?;
        Some(format!("{} {version}", run.product_name()?))
    });
    let is_click_to_run = run
        .and_then(|run| run.product_name())
        .is_some_and(|name| name.contains("Click-to-Run"));
    let headline = match (patch, name) {
        (Some(patch), Some(name)) => format!(
            "The patch {} does not fit what is installed, {name} (exit code 1642).",
            file_name(&patch)
        ),
        (Some(patch), None) => format!(
            "The patch {} does not fit what is installed (exit code 1642).",
            file_name(&patch)
        ),
        (None, _) => "The product that the patch is for is not installed, or in another version (exit code 1642).".to_owned(),
    };
    Some(Words {
        headline: Some(headline),
        advice: is_click_to_run.then(|| CLICK_TO_RUN.to_owned()),
        more: refused.into_iter().collect(),
        confidence: Some(Confidence::High),
        ..Words::default()
    })
}

/// What to do where Office was installed by Click-to-Run, which is renewed as a whole.
///
/// Source: <https://knowledge.broadcom.com/external/article/184965/deploying-microsoft-office-365-updates-w.html>.
const CLICK_TO_RUN: &str = "This Office was installed by Click-to-Run, which takes no patches of Windows Installer: update it from File, Account, \
     Update Options in one of its programs, or with the tool that manages its updates, and leave this patch out.";

/// `PATCH SEQUENCER: QFE patch C:\a.msp is not applicable.`
fn patch_not_applicable(case: &Case<'_>) -> Option<LineNo> {
    let session = &case.trace.sessions[case.session.at()];
    let marks = between(&case.trace.marks, session.line, session.end_line, |mark| {
        mark.line
    });
    let mut refused = marks
        .iter()
        .filter(|mark| mark.kind == MarkKind::PatchNotApplicable);
    refused.next_back().map(|mark| mark.line)
}
