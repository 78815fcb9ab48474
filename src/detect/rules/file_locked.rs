//! # What it finds
//!
//! The install failed because another program has a file open that it has to replace or remove.
//!
//! # Why it matters
//!
//! With a user interface the installer asks to retry; in a silent install there is nobody to answer, so it ends and is
//! rolled back.
//!
//! # What to do
//!
//! Find who holds the file: the Resource Monitor, Process Explorer, or `handle.exe` show it by the name of the file.
//! Stop services in the package with `ServiceControl` before its files are replaced.
//! Leave the Restart Manager on, which closes programs that can be closed.
//!
//! # Evidence
//!
//! Message 1306 with the file, or a message about a file with system error 32 (sharing violation) or 33 (lock
//! violation).
//!
//! # When it is wrong
//!
//! A scanner holds a new file for a moment only, and then a second try succeeds.

use super::file_write_failed::{OF_TARGET, is_locked};
use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::detect::processes::{Holder, holders, programs};
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;
use crate::trace::MarkKind;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI222",
    name: "file-locked",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "Another program holds a file that the install replaces, and the install failed over it: message 1306, or a system error 32, 33, 303, or 1224.",
    advice: "Close the program or stop the service that holds the file, then install again; where nothing seems to hold it, restart the machine first.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    let of_a_file = case.is_message(&OF_TARGET) || case.is_message(&[1305, 1309]);
    let is_ours = case.is_message(&[1306]) || of_a_file && is_locked(case);
    is_ours.then(|| held_by(case, lines).unwrap_or_default())
}

/// `The file C:\Heron\gateway.exe is being held in use by the following process: Name: gateway, Id: 5120, ...`: who held the file,
/// where a line above says it.
fn held_by(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    /// So many lines above name the programs that hold a file.
    const MOST: usize = 40;
    let file = case.argument("file")?;
    let marks = case.above(&case.trace.marks, |mark| mark.line).iter().rev();
    let in_use = marks.filter(|mark| mark.kind == MarkKind::FileInUse);
    let shown: Vec<LineNo> = in_use.map(|mark| mark.line).take(MOST).collect();
    let mut all: Vec<Holder> = holders(&shown, lines);
    all.retain(|holder| holder.holds(file));
    let programs = programs(&all)?;
    Some(Words {
        advice: Some(format!(
            "Close {programs}, or stop the service that it is of, then install again; where it comes back by itself, restart the \
             machine first."
        )),
        ..Words::default()
    })
}
