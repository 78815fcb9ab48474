//! # What it finds
//!
//! Somebody or something stopped the install: a user in a dialog, or the program that had started it.
//!
//! # Why it matters
//!
//! Exit code 1602 says that the user cancelled, and for a silent install there was no user: then it was the caller,
//! such as a bundle or a management tool that ran out of patience.
//!
//! # What to do
//!
//! If it was not meant, begin the install again and let it finish.
//! Where a box showed programs that hold files, close them first: the next install would show the same box.
//! Where it asked for the source of a package, get that package: the next install would ask for it again.
//! Where Windows was long busy with a restore point before the first action, let it finish, or install without one.
//! For a silent install look for a time limit in the tool that runs it, and for the action that took so long.
//!
//! # Evidence
//!
//! The end of an action with 2, `I/O on thread <n> could not be cancelled. ...` where the caller asked for it, and
//! exit code 1602.
//! `Info 1603.` with the file and the program, right above, is what the box about files in use showed, and so are the
//! programs that the restart manager found.
//! `SOURCEMGMT: Failed to resolve source` right above the end is the answer to the question for the source of a package.
//! The first of these lines is where the cancel took place.
//!
//! # When it is wrong
//!
//! A silent caller answers a message box with cancel, and then the message is the cause; where such a message is
//! the last word of the action, it is reported in the place of the cancel.

use super::source_missing::{self, of_older, package_name, tried};
use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::detect::pick::Reason;
use crate::detect::processes::{holders, programs};
use crate::finding::{Confidence, Role, Severity};
use crate::text::{LineNo, duration};
use crate::trace::{FaultKind, MarkKind};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI004",
    name: "install-cancelled",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "Somebody stopped the install: a user in a dialog, or the program that called the installer.",
    advice: "If this was not meant, start it again and let it finish.",
    link: "https://learn.microsoft.com/windows/win32/msi/error-codes",
    check: Check::Cause(check),
};

/// A box about files in use ends right below the programs that it shows; any other cancel has no more to tell.
fn check(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    /// A line or two for each program, and those of the box.
    const NEAR: u32 = 12;
    if case.pick.reason != Reason::Cancelled {
        return None;
    }
    let words = at_question_for_source(case, lines).or_else(|| behind_restore_point(case, lines));
    if words.is_some() {
        return words;
    }
    let marks = &case.trace.marks;
    let above = &marks[..marks.partition_point(|mark| mark.line < case.pick.line)];
    let first = LineNo::new(case.pick.line.get().saturating_sub(NEAR).max(1));
    let shown = above.iter().rev().take_while(|mark| mark.line >= first);
    let shown = shown.filter(|mark| match mark.kind {
        MarkKind::FileInUse => true,
        MarkKind::ApplicationHoldsFiles => may_ask(case),
        _ => false,
    });
    let mut shown: Vec<LineNo> = shown.map(|mark| mark.line).collect();
    shown.reverse();
    let programs = programs(&holders(&shown, lines))?;
    let action = case
        .action()
        .map_or(String::new(), |action| format!(" in {action}"));
    Some(Words {
        headline: Some(format!(
            "The install was cancelled{action} while a box showed programs that hold files: {programs}."
        )),
        advice: Some(format!(
            "Close {programs} before the install is started again; until then the same box comes."
        )),
        more: shown,
        ..Words::default()
    })
}

/// An install that asked for its source, since it did not find it, and was cancelled at that question:
/// `SOURCEMGMT: Failed to resolve source` right above its end. It asks the same the next time.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/source-resiliency>.
fn at_question_for_source(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    /// The action, its sequence, and notes about the message end between.
    const NEAR: u32 = 40;
    let end = case.pick.line;
    let mut faults = case.trace.faults_of(case.session).iter().rev();
    let asked = faults.find(|fault| fault.kind == FaultKind::Source && fault.line <= end)?;
    if asked.line.plus(NEAR) < end {
        return None;
    }
    let (places, more) = tried(case, lines);
    let name = package_name(case, lines).unwrap_or_else(|| "the package".to_owned());
    let action = case
        .action()
        .map_or(String::new(), |action| format!(" in {action}"));
    let usual = source_missing::usual_advice(&more);
    let advice = of_older(case, !more.is_empty());
    Some(Words {
        headline: Some(format!(
            "The install was cancelled{action} while it asked for the source of {name}, which it did not find{places}."
        )),
        advice: Some(advice.unwrap_or_else(|| usual.to_owned())),
        more: std::iter::once(asked.line).chain(more).collect(),
        ..Words::default()
    })
}

/// An install that was cancelled before its first action, when Windows had long been busy with a restore point:
/// `Calling SRSetRestorePoint API. dwRestorePtType: 0, ...`. It takes as long the next time.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/msifastinstall>.
fn behind_restore_point(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    /// Shorter than that nobody loses patience, in milliseconds.
    const LONG: u32 = 10_000;
    /// Each thread that waits is told in a line when an install is cancelled.
    const NEAR: u32 = 40;
    let session = &case.trace.sessions[case.session.at()];
    let end = case.pick.line;
    let mut actions = case.trace.actions.iter();
    if case.action().is_some() || actions.any(|one| one.line >= session.line && one.line < end) {
        return None;
    }
    let mut gaps = case.trace.gaps.iter().rev();
    let gap = gaps.find(|gap| {
        gap.milliseconds >= LONG
            && gap.line >= session.line
            && gap.end_line <= end
            && gap.end_line.plus(NEAR) >= end
    })?;
    let [begun, done] = [gap.line, gap.end_line];
    let is_it = |line: String| line.contains("SRSetRestorePoint API");
    if !is_it(lines.line(begun)) {
        return None;
    }
    Some(Words {
        headline: Some(format!(
            "The install was cancelled before its first action, when Windows had worked for {} on a restore point.",
            duration(gap.milliseconds)
        )),
        advice: Some(RESTORE_POINT.to_owned()),
        more: vec![begun, done],
        ..Words::default()
    })
}

/// What to do where a restore point took long.
const RESTORE_POINT: &str = "If this was not meant, start it again and wait: nothing is shown while Windows makes a restore point. MSIFASTINSTALL=1 on \
     the command line installs without one.";

/// Whether the box of the restart manager comes, which `InstallValidate` shows unless the install is silent.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/msirmfilesinuse-dialog>.
fn may_ask(case: &Case<'_>) -> bool {
    let level = case
        .engine()
        .and_then(|(_, run)| run.property("CLIENTUILEVEL"));
    case.action() == Some("InstallValidate") && level != Some("3")
}
