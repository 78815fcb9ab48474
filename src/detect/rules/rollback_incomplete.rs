//! # What it finds
//!
//! An install failed and was rolled back, and an operation of the rollback failed too.
//! The installer skips it and goes on, since there is nothing it could do instead.
//!
//! # Why it matters
//!
//! The machine is neither as it was before nor as it should be after.
//! A service that points to a file that is gone, a key, or a file that is half replaced is what the next install
//! stumbles over.
//!
//! # What to do
//!
//! The operation above the line says what was to be undone: look at that file, key, or service, and put it right by
//! hand.
//! Where message 1712 stands, the backup files in `Config.Msi` are gone, and the product has to be installed again to
//! be whole.
//! A scanner that holds files is a frequent reason.
//!
//! # Evidence
//!
//! `Error in rollback skipped.` within a rollback script, or an error message in it, such as 1712.
//! `Applied rollback package: <id>, result: 0x<n>` with a failure, in the log of a bundle.
//! `Failed to uninstall MSI package.` below `Failed to install MSI package.`, where only the errors of a bundle are quoted.
//! The same line directly behind the `End` of the script ends every rollback, those that went well too, and is not
//! looked at.
//!
//! Message 1712 says that the copies of before were gone, so that nothing of them comes back.
//!
//! # When it is wrong
//!
//! What could not be removed may have been there before the install.

use super::{Check, Hit, Rule, Status};
use crate::detect::bundle::rolled_back;
use crate::detect::lines::Lines;
use crate::detect::operation;
use crate::event::{MessageLevel, MessageNumber};
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;
use crate::trace::{Fault, FaultKind, MarkKind, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI703",
    name: "rollback-incomplete",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    role: Role::Consequence,
    status: Status::Stable,
    about: "The rollback could not undo all that the install had done: services, keys, or files of it may be left behind.",
    advice: "Look at what the operation was to remove or to restore, put that right by hand, then try again; a service or a key that is left behind may stop the next try.",
    link: "https://learn.microsoft.com/windows/win32/msi/rollback-installation",
    check: Check::Trace(check),
};

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    let marks = trace.marks.iter();
    let skipped: Vec<LineNo> = marks
        .filter(|mark| mark.kind == MarkKind::RollbackError)
        .map(|mark| mark.line)
        .collect();
    let faults = trace.faults.iter().filter(|fault| fault.in_rollback);
    let mut told: Vec<LineNo> = faults
        .filter(|fault| is_error(fault) && !is_copy_gone(fault))
        .map(|fault| fault.line)
        .collect();
    let of_bundle = trace.bundle.as_ref().map(rolled_back::not_taken_back);
    let mut hits = of_bundle.unwrap_or_default();
    let gone = copy_gone(trace);
    if let Some(gone) = gone {
        hits.push(Hit::new(COPIES_GONE, vec![gone]).advice(REPAIR));
    }
    if skipped.is_empty() && told.is_empty() {
        return hits;
    }
    let errors = if skipped.is_empty() { &told } else { &skipped };
    let mut undone: Vec<String> = errors
        .iter()
        .take(MOST_NAMES)
        .filter_map(|line| operation_before(trace, *line, lines))
        .collect();
    undone.dedup();
    let met = match skipped.len() {
        0 => "met an error".to_owned(),
        1 => "skipped an error".to_owned(),
        many => format!("skipped {many} errors"),
    };
    let what = match (skipped.len(), undone.as_slice()) {
        (1, [one]) => format!("The rollback could not {one}, so {NOT_AS_BEFORE}."),
        (_, []) => format!("The rollback {met}, so {NOT_AS_BEFORE}."),
        (_, some) => format!(
            "The rollback {met}, so {NOT_AS_BEFORE}: it could not {}.",
            some.join(", ")
        ),
    };
    let mut all = skipped;
    all.append(&mut told);
    all.truncate(MOST_SHOWN);
    hits.push(Hit::new(what, all));
    hits
}

const NOT_AS_BEFORE: &str = "the machine may not be as it was before";

/// `Error 1712. One or more of the files required to restore your computer to its previous state could not be found.`
fn copy_gone(trace: &Trace) -> Option<LineNo> {
    let mut faults = trace.faults.iter();
    let gone = faults.find(|fault| fault.in_rollback && is_copy_gone(fault));
    gone.map(|fault| fault.line)
}

fn is_copy_gone(fault: &Fault) -> bool {
    matches!(
        fault.kind,
        FaultKind::Message {
            number: MessageNumber(1712),
            ..
        }
    )
}

const COPIES_GONE: &str = "The rollback could not bring back what was there before: copies that the installer had put aside for it were gone (1712).";

/// What to do where a rollback has not brought back the files of before.
const REPAIR: &str = "Files of before may be missing, also of the older version: repair the product that was there, or install it again. The copies \
     lie in C:\\Config.Msi or on each drive, and a tool that cleans up, or a security program, must leave them alone.";

/// More names make no sentence.
const MOST_NAMES: usize = 4;

/// Of many errors the first ones tell where to look.
const MOST_SHOWN: usize = 12;

/// An error that the rollback told in a message of its own. It goes on after each, so those about files and keys come as
/// `Info 1406.Could not write value to key ...`.
fn is_error(fault: &Fault) -> bool {
    match fault.kind {
        FaultKind::Message { level, number, .. } => match level {
            MessageLevel::Error | MessageLevel::Internal => !fault.kind.is_about_dialog(),
            _ => matches!(number.0, 1300..1500),
        },
        _ => false,
    }
}

/// What the operation in front of a line was to do: `remove C:\A\a.dll`.
fn operation_before(trace: &Trace, line: LineNo, lines: &mut Lines<'_>) -> Option<String> {
    let rows = trace.state.operations.rows.rows();
    let next = rows.partition_point(|row| row.line < line);
    let (name, effect) = operation::effect_of(trace, next.checked_sub(1)?, lines)?;
    Some(operation::undoing(name, &effect))
}
