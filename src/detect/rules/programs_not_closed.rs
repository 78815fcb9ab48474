//! # What it finds
//!
//! The restart manager was to close the programs and services that hold files of the product, and could not close all of
//! them.
//!
//! # Why it matters
//!
//! It waits for each of them, often a minute, and then the install goes on.
//! What those that stay hold is replaced at the next restart, or by what the package does itself to stop them.
//!
//! # What to do
//!
//! Stop the program or the service before the install.
//! The System event log of the restart manager (source `RestartManager`) names those that it could not close.
//! The author of a service lets it end in time when it is told to stop, and has the package stop it with the table
//! `ServiceControl`.
//!
//! # Evidence
//!
//! `RESTART MANAGER: Failed to shut down all applications. Error: 351`, or the same of the session of the service, in which
//! services run.
//! 351 is `ERROR_FAIL_SHUTDOWN`: one of them did not end.
//!
//! # When it is wrong
//!
//! Where the package stops the service itself afterwards, nothing but the time is lost.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::detect::processes::{holders, programs};
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;
use crate::trace::{MarkKind, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI504",
    name: "programs-not-closed",
    severity: Severity::Note,
    confidence: Confidence::High,
    role: Role::Context,
    status: Status::Stable,
    about: "The restart manager could not close all programs and services that held files of the product.",
    advice: "Stop them before the install, and restart the machine after it where files were in use; the System event log, source RestartManager, names those that did not end.",
    link: "https://learn.microsoft.com/windows/win32/api/restartmanager/nf-restartmanager-rmshutdown",
    check: Check::Trace(check),
};

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    let marked = |wanted: MarkKind| -> Vec<LineNo> {
        let marks = trace.marks.iter().filter(|mark| mark.kind == wanted);
        marks.map(|mark| mark.line).take(MOST).collect()
    };
    let failed = marked(MarkKind::ProgramsNotClosed);
    let Some(first) = failed.first() else {
        return Vec::new();
    };
    let who = if lines.line(*first).contains("in the service's session") {
        "services"
    } else {
        "programs"
    };
    let held = marked(MarkKind::ApplicationHoldsFiles);
    let of = programs(&holders(&held, lines)).map_or(String::new(), |names| format!(": {names}"));
    let headline = format!(
        "The restart manager could not close all {who} that held files of the product{of}."
    );
    vec![Hit::new(headline, failed)]
}

/// Of many lines the first ones tell enough.
const MOST: usize = 40;
