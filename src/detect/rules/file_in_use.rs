//! # What it finds
//!
//! A running program holds a file that the install wants to replace.
//! It says which program and which file; of what the restart manager tells, only the program is known.
//! The message is `Info 1603`, which is not exit code 1603.
//!
//! # Why it matters
//!
//! The file is replaced at the next restart, or its program is asked to close.
//! Until then the old file runs beside new ones.
//!
//! # What to do
//!
//! Close the program or stop the service before the install; the message names it with its process id.
//!
//! # Evidence
//!
//! `Info 1603. The file <file> is being held in use by the following process: ...`, or
//! `RESTART MANAGER: Detected that application with id <n>, friendly name '<name>', ... holds file[s] in use.`
//!
//! # When it is wrong
//!
//! A user may have closed the program and gone on, and then nothing is left to do; the exit code tells whether a
//! restart is needed.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::detect::processes::{files, holders, programs};
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;
use crate::trace::{MarkKind, Operation, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI503",
    name: "file-in-use",
    severity: Severity::Note,
    confidence: Confidence::High,
    role: Role::Context,
    status: Status::Stable,
    about: "A running program holds a file that the install wants to replace.",
    advice: "Close the program or stop the service first.",
    link: "https://learn.microsoft.com/windows/win32/msi/logging-of-reboot-requests",
    check: Check::Trace(check),
};

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    let is_wanted = |kind| matches!(kind, MarkKind::FileInUse | MarkKind::ApplicationHoldsFiles);
    let marks = trace.marks.iter().filter(|mark| is_wanted(mark.kind));
    let shown: Vec<LineNo> = marks.map(|mark| mark.line).collect();
    if shown.is_empty() {
        return Vec::new();
    }
    let asked: Vec<LineNo> = shown.iter().copied().take(MOST).collect();
    let holders = holders(&asked, lines);
    let first = trace.marks.iter().find(|mark| is_wanted(mark.kind));
    let engine = first.and_then(|mark| mark.engine);
    let wanted = match engine.map(|id| trace.operation(id)) {
        Some(Operation::Uninstall) => "the removal wanted to take away",
        _ => "the install wanted to replace",
    };
    let headline = match (programs(&holders), files(&holders), shown.len()) {
        (Some(programs), Some(files), _) => format!("{programs} held {files}, which {wanted}."),
        (Some(programs), None, _) => format!("{programs} held files that {wanted}."),
        (None, _, 1) => "A file was in use by a running program.".to_owned(),
        (None, _, count) => format!("{count} files were in use by running programs."),
    };
    vec![Hit::new(headline, shown)]
}

/// Of many lines the first ones name the programs.
const MOST: usize = 40;
