//! # What it finds
//!
//! A running program holds a file that the install wants to replace.
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
//! `Info 1603. The file <file> is being held in use by the following process: ...`.
//!
//! # When it is wrong
//!
//! A user may have closed the program and gone on, and then nothing is left to do; the exit code tells whether a
//! restart is needed.

use super::{Check, Hit, Rule, Status, one_hit_for};
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::{MarkKind, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI503",
    name: "file-in-use",
    severity: Severity::Note,
    confidence: Confidence::High,
    role: Role::Context,
    status: Status::Stable,
    about: "A running program holds a file that the install wants to replace.",
    advice: "Close the program or stop the service before the install.",
    link: "https://learn.microsoft.com/windows/win32/msi/logging-of-reboot-requests",
    check: Check::Trace(check),
};

fn check(trace: &Trace, _: &mut Lines<'_>) -> Vec<Hit> {
    one_hit_for(
        trace,
        |kind| *kind == MarkKind::FileInUse,
        |count| match count {
            1 => "A file was in use by a running program.".to_owned(),
            _ => format!("{count} files were in use by running programs."),
        },
    )
}
