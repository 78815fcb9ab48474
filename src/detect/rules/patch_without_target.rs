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
//! Exit code 1642, often with a note 2745 to 2751 of what the patch was made for, and `PATCH SEQUENCER: QFE patch <file> is not applicable.` with the version that is installed.
//!
//! # When it is wrong
//!
//! A patch that was superseded by a later one that is installed is not applicable either, and nothing is wrong then.

use super::newer_version_replaced::version;
use super::transform_mismatch::NUMBERS;
use super::{Check, Rule, Status, Words};
use crate::detect::case::{Case, number_of};
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
    let of_patch = patch.as_deref().map_or("The patch".to_owned(), |patch| {
        format!("The patch {}", file_name(patch))
    });
    let headline = match (difference(case), patch.is_some(), name) {
        (Some((made_for, installed)), ..) => {
            format!("{of_patch} is made for {made_for}, and {installed} is installed (exit code 1642).")
        }
        (None, true, Some(name)) => {
            format!("{of_patch} does not fit what is installed, {name} (exit code 1642).")
        }
        (None, true, None) => format!("{of_patch} does not fit what is installed (exit code 1642)."),
        (None, false, _) => "The product that the patch is for is not installed, or in another version (exit code 1642).".to_owned(),
    };
    let advice = if is_click_to_run {
        Some(CLICK_TO_RUN)
    } else {
        is_installed_newer(case).then_some(NEWER_INSTALLED)
    };
    Some(Words {
        headline: Some(headline),
        advice: advice.map(str::to_owned),
        more: refused.into_iter().collect(),
        confidence: Some(Confidence::High),
        ..Words::default()
    })
}

/// What the patch was made for and what is installed, where one note of its transform tells: a patch for several products or
/// versions has more than one.
fn difference<'c>(case: &'c Case<'_>) -> Option<(String, &'c str)> {
    let number = case.number.filter(|number| NUMBERS.contains(&number.0))?.0;
    let notes = case.trace.faults_of(case.session).iter();
    let mut others = notes.filter(|fault| {
        number_of(fault).is_some_and(|other| NUMBERS.contains(&other.0))
            && fault.line != case.pick.line
    });
    if others.next().is_some() {
        return None;
    }
    let named = |kinds: [&str; 2]| kinds.iter().find_map(|kind| case.argument(kind));
    let (expected, found) = match number {
        2745 => (["language expected"; 2], "language found"),
        2746 => (["product expected"; 2], "product found"),
        _ => (["version expected", "version limit"], "version found"),
    };
    let (expected, found) = (named(expected)?, case.argument(found)?);
    let made_for = match number {
        2745 => format!("the language {expected}"),
        2746 => format!("the product {expected}"),
        2747 => format!("versions below {expected}"),
        2748 => format!("versions up to {expected}"),
        2749 => format!("version {expected}"),
        2750 => format!("versions from {expected} on"),
        _ => format!("versions above {expected}"),
    };
    Some((made_for, found))
}

/// Whether the installed version is above the one that the only note tells of.
fn is_installed_newer(case: &Case<'_>) -> bool {
    if difference(case).is_none() {
        return false;
    }
    let number = |name| case.argument(name).and_then(version);
    let expected = number("version expected").or_else(|| number("version limit"));
    let found = number("version found");
    expected
        .zip(found)
        .is_some_and(|(expected, found)| found > expected)
}

/// What to do where the product has gone beyond the patch.
const NEWER_INSTALLED: &str = "The installed version is newer than those that the patch is for: mostly it has what the patch brings, and nothing is to be \
     done; a newer patch is made for it.";

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
