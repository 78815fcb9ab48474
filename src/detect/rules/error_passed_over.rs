//! # What it finds
//!
//! An install that ended with success had an error in its script after which it went on: a service did not start, a
//! library could not be registered, a value could not be written.
//!
//! # Why it matters
//!
//! The exit code is 0, and the product lacks what the error speaks of.
//! With a user interface somebody chose Ignore in the box of the error; without one the package says that the work isn't
//! vital, for example a service without the attribute for that.
//!
//! # What to do
//!
//! Look whether the thing is there and works: start the service, register the library, read the value.
//! Do what the finding says about the reason, then repair the product.
//!
//! # Evidence
//!
//! A message of the numbers 1300 to 1499, 1609, or 1900 to 1999, as an error or a warning, or an error of 25000 to 30000, in
//! which extensions have theirs, in an engine that ended with success.
//! `Note: 1: 1920 2: Tern Monitor 3: TernMonitor ` alone, where the log lacks the messages, and `Note: 1: 1402 ... 3: 5` of a
//! key that was refused, are notes.
//! Those of 1300 to 1399 are about files, which most often go well at the next try, so they are notes.
//! `Info 1304`, `Info 1310`, and `Info 1321` tell of a file that could not be written without a question to anybody.
//! In a removal, also in that of an older product within an upgrade, something may be left behind, which is a note too.
//! In an install that failed later, at another error, it is a note: it may be why, and it comes again at the next try.
//!
//! # When it is wrong
//!
//! Somebody may have chosen Retry, and then it went well: the log does not tell a second try that succeeds.

use std::collections::BTreeSet;

use super::{Check, Hit, Rule, Status};
use crate::catalog::OF_PACKAGES;
use crate::detect::custom_action::output::outcomes;
use crate::detect::lines::Lines;
use crate::detect::once_more;
use crate::detect::passed_over::{self, Ignored};
use crate::event::{EventKind, MessageLevel, MessageNumber, Side};
use crate::finding::{Confidence, Role, Severity};
use crate::syntax::field;
use crate::trace::{Fault, FaultKind, Operation, Outcome, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI012",
    name: "error-passed-over",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    role: Role::Risk,
    status: Status::Stable,
    about: "An error was passed over, and the install ended with success: what the error speaks of is missing.",
    advice: "Look whether what the error speaks of is there and works, then repair the product.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Trace(check),
};

/// Of many errors the first ones tell where to look.
const MOST: usize = 20;

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    let mut outcome_of = outcomes(trace);
    let mut is_passed_over = |fault: &Fault| {
        leaves_undone(fault)
            && match outcome_of(fault.session) {
                Outcome::Failed => has_run_on(trace, fault),
                outcome => outcome.is_success() && has_gone_on(trace, fault),
            }
    };
    let errors = trace
        .faults
        .iter()
        .filter(|fault| is_passed_over(fault) || is_unwritten(trace, fault));
    let mut errors: Vec<&Fault> = errors.take(COPIES * MOST).collect();
    errors.extend(records(trace, lines));
    errors.sort_by_key(|fault| fault.line);
    // A message stands in the log twice, once with its product, and who tries again and again is told the same each time.
    let mut told = BTreeSet::new();
    let mut hits: Vec<Hit> = errors
        .into_iter()
        .map(|fault| {
            let why = passed_over::of_passed_over(trace, fault, lines);
            let is_removal = fault
                .engine
                .is_some_and(|id| trace.operation(id) == Operation::Uninstall);
            let outcome = trace.session_verdict(fault.session).outcome;
            match fault.kind {
                _ if outcome == Outcome::Failed => of_failed(why),
                _ if is_removal => of_removal(why),
                FaultKind::Message { number, .. } if is_of_file(number) => {
                    of_file(why, outcome.is_success())
                }
                FaultKind::Note { .. } => hit(why).severity(Severity::Note),
                FaultKind::Message {
                    number: MessageNumber(PROTECTED),
                    ..
                } => hit(why).severity(Severity::Note).advice(KEPT_BY_WINDOWS),
                _ => hit(why),
            }
        })
        .collect();
    hits.retain(|hit| told.insert(hit.headline.clone()));
    hits.truncate(MOST);
    hits
}

/// How often a message stands in a log at most, with what is tried again.
const COPIES: usize = 3;

/// The message about a file that Windows protects, which the installer leaves as it is.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/windows-resource-protection-on-windows-vista>.
const PROTECTED: u32 = 1931;

/// What to do where Windows keeps a file of its own.
const KEPT_BY_WINDOWS: &str = "Windows has a copy of the file of its own, and the installer leaves that one alone: nothing is missing unless the message \
     has a higher version for the package; then look for an update of Windows.";

fn hit(error: Ignored) -> Hit {
    let headline = went_on(&error, "the install went on and ended with success");
    // What is passed over is not rolled back, so that there is time.
    let (reason, _) = error
        .advice
        .split_once(" Where the install is rolled back")
        .unwrap_or((&error.advice, ""));
    let reason = reason.replace(" while the files are there", "");
    // What the reason ends with is the last thing to do, and that is no second install.
    let repaired = once_more::as_repair(&reason);
    let first = if repaired == reason {
        RULE.advice
    } else {
        LOOK
    };
    Hit::new(headline, error.lines).advice(format!("{first} {repaired}"))
}

/// What to do first where the reason says what to do last.
const LOOK: &str = "Look whether what the error speaks of is there and works.";

/// In a removal nothing is missing, and something is left.
fn of_removal(error: Ignored) -> Hit {
    let headline = went_on(&error, "the removal went on and ended with success");
    let hit = Hit::new(headline, error.lines).advice(LEFT_BEHIND);
    hit.severity(Severity::Note)
}

/// What was passed over before an install failed.
fn of_failed(error: Ignored) -> Hit {
    let headline = went_on(&error, "the install went on and failed later");
    let hit = Hit::new(headline, error.lines).advice(format!("{COMES_AGAIN} {}", error.advice));
    hit.severity(Severity::Note)
}

/// A file that could not be written is mostly written at the next try, once somebody has closed a program.
fn of_file(error: Ignored, is_done: bool) -> Hit {
    let end = if is_done {
        "the install went on and ended with success"
    } else {
        "the install went on"
    };
    let headline = went_on(&error, end);
    let hit = Hit::new(headline, error.lines).advice(TRIED_AGAIN);
    hit.severity(Severity::Note)
}

fn went_on(error: &Ignored, end: &str) -> String {
    format!("{}, and {end}.", error.headline.trim_end_matches('.'))
}

/// What to do where the product goes.
const LEFT_BEHIND: &str = "The product is removed, and what the error speaks of may be left behind: take it away by hand where it is in the way.";

/// What to do where the install did not come to its end.
const COMES_AGAIN: &str =
    "It may be why the install failed later, and it comes again at the next try.";

/// What to do where a second try may have gone well.
const TRIED_AGAIN: &str = "Look whether the file is there and is that of the package: a second try that goes well leaves no line, and a file that \
     was passed over is missing. Repair the product to bring it.";

/// Whether a message is about a file that is copied.
fn is_of_file(number: MessageNumber) -> bool {
    matches!(number.0, 1300..=1399)
}

/// Whether an error or a warning is of a kind that leaves something undone.
fn leaves_undone(fault: &Fault) -> bool {
    let FaultKind::Message { level, number } = fault.kind else {
        return false;
    };
    let is_ours = matches!(number.0, 1300..=1499 | 1609 | 1900..=1999);
    // Shortcuts and fonts have a rule of their own.
    let is_warning = level == MessageLevel::Warning && !matches!(number.0, 1907..=1910 | 1946);
    let is_of_package = || fault.kind.is_error() && OF_PACKAGES.contains(&number.0);
    is_ours && (fault.kind.is_error() || is_warning) || is_of_package()
}

/// Whether the engine in which something failed ended well, and that was no rollback.
fn has_gone_on(trace: &Trace, fault: &Fault) -> bool {
    let ended_well = fault.engine.is_none_or(|id| {
        trace.engines[id.at()].side != Side::Client && trace.engine_verdict(id).outcome.is_success()
    });
    !fault.in_rollback && ended_well
}

/// Whether the script in which something failed ran another action below it.
fn has_run_on(trace: &Trace, fault: &Fault) -> bool {
    let next = trace
        .script_runs
        .partition_point(|run| run.line <= fault.line);
    let next = trace.script_runs.get(next);
    fault.script_action.is_some()
        && !fault.in_rollback
        && next.is_some_and(|next| !next.rollback && next.engine == fault.engine)
}

/// `Note: 1: 1920 2: Tern Monitor 3: TernMonitor `: the engine's own records of errors below which the message is missing, as
/// in a log without errors and warnings, and those of a key that was refused to a removal, of which no message tells.
fn records<'t>(trace: &'t Trace, lines: &mut Lines<'_>) -> Vec<&'t Fault> {
    /// Where so many were refused, the first ones tell as much.
    const MOST_READ: usize = 50;
    let mut outcome_of = outcomes(trace);
    let notes = trace.faults.iter().filter_map(|fault| match fault.kind {
        FaultKind::Note { number } => Some((fault, number)),
        _ => None,
    });
    let alone = notes.filter(|(fault, number)| {
        let is_ours = match number.0 {
            1402 => fault.script_action.is_some(),
            other => matches!(other, 1904 | 1911 | 1918..=1923 | 1939),
        };
        is_ours
            && outcome_of(fault.session).is_success()
            && is_alone(trace, fault, *number)
            && has_gone_on(trace, fault)
    });
    let (of_keys, others): (Vec<_>, Vec<_>) = alone.partition(|(_, number)| number.0 == 1402);
    let keys = of_keys.into_iter().take(MOST_READ);
    let refused = keys.filter(|(fault, _)| is_refused(fault, lines));
    let others = others.into_iter().take(MOST_READ);
    others.chain(refused).map(|(fault, _)| fault).collect()
}

/// Whether no message with the number of a record stands below it.
fn is_alone(trace: &Trace, record: &Fault, wanted: MessageNumber) -> bool {
    /// How far below its record a message stands at most.
    const NEAR: u32 = 60;
    let faults = trace.faults_of(record.session);
    let below = &faults[faults.partition_point(|fault| fault.line <= record.line)..];
    let mut near = below
        .iter()
        .take_while(|fault| fault.line <= record.line.plus(NEAR));
    !near.any(|fault| matches!(fault.kind, FaultKind::Message { number, .. } if number == wanted))
}

/// `Note: 1: 1402 2: HKEY_LOCAL_MACHINE\SOFTWARE\Tern 3: 5 `: whether Windows denied the access to a key.
fn is_refused(record: &Fault, lines: &mut Lines<'_>) -> bool {
    let refused = lines.event(record.line, |event| {
        matches!(event.kind, EventKind::Note { fields, .. } if field(fields, 3) == Some("5"))
    });
    refused == Some(true)
}

/// Whether a message tells as an information, to which nobody can answer, that a file could not be written: the install went
/// on. A part of a log may have no more than that.
fn is_unwritten(trace: &Trace, fault: &Fault) -> bool {
    let FaultKind::Message {
        level: MessageLevel::Info,
        number: MessageNumber(1304 | 1310 | 1321),
    } = fault.kind
    else {
        return false;
    };
    let outcome = trace.session_verdict(fault.session).outcome;
    let is_part = outcome == Outcome::Unknown && trace.is_headless(fault.session);
    !fault.in_rollback && (is_part || outcome.is_success())
}
