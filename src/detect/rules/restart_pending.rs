//! # What it finds
//!
//! Windows waited for a restart before the install began.
//!
//! # Why it matters
//!
//! Files that an earlier install replaced are still the old ones until the restart, and file names may be reserved
//! for deletion.
//! Installs on top of that see old versions, and some refuse to run.
//!
//! # What to do
//!
//! Restart the machine before the install when files are in use, versions do not match, or an install fails without
//! a good reason.
//! A deployment can test the property `MsiSystemRebootPending` and ask for the restart first.
//!
//! # Evidence
//!
//! The property `MsiSystemRebootPending` has the value 1 in the property dump.
//!
//! # When it is wrong
//!
//! Other programs set the mark too, and most of them wait for nothing that an install would touch; so this is a
//! note.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::detect::span;
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;
use crate::trace::{EngineRun, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI501",
    name: "restart-pending",
    severity: Severity::Note,
    confidence: Confidence::High,
    role: Role::Context,
    status: Status::Stable,
    about: "Windows waited for a restart before the install began.",
    advice: "Restart before installing when files are in use or versions do not match.",
    link: "https://learn.microsoft.com/windows/win32/msi/msisystemrebootpending",
    check: Check::Trace(check),
};

/// One hit a log: every engine says the same.
fn check(trace: &Trace, _: &mut Lines<'_>) -> Vec<Hit> {
    let pending = trace.engines.iter().find(|run| run.is_set(PENDING));
    let headline = "A restart was already pending before the install.".to_owned();
    pending
        .map(|run| Hit::new(headline, vec![stated(trace, run).unwrap_or(run.line)]))
        .into_iter()
        .collect()
}

/// `PROPERTY CHANGE: Adding MsiSystemRebootPending property. Its value is '1'.`, or the line of the dump that has it.
fn stated(trace: &Trace, run: &EngineRun) -> Option<LineNo> {
    let mut rows = span::of(trace.state.properties.rows.rows(), run, |row| row.line);
    let row = rows.find(|row| trace.names.get(row.name) == PENDING)?;
    Some(row.line)
}

/// The property that is 1 where Windows waits for a restart.
const PENDING: &str = "MsiSystemRebootPending";
