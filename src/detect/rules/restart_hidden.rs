//! # What it finds
//!
//! Files that the install wanted to replace or delete wait for the next restart, and the exit code is 0.
//!
//! # Why it matters
//!
//! The caller sees a success and goes on, and until the restart old files run beside new ones.
//! When the next install comes first, it sees a mixture.
//!
//! # What to do
//!
//! Restart the machine and treat the install as if it had ended with 3010.
//! Stop the program that holds the files before the next install; the System event log of the restart manager
//! (source `RestartManager`) names it.
//!
//! # Evidence
//!
//! `RESTART MANAGER: Did detect that a critical application holds file[s] in use, so a reboot will be necessary.`,
//! `Info 1902` or `Info 1903`, or the property `ReplacedInUseFiles`, and a return of 0.
//!
//! # When it is wrong
//!
//! A package that suppresses restarts on purpose may restart the machine by other means.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::detect::span;
use crate::event::ExitCode;
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;
use crate::trace::{MarkKind, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI510",
    name: "restart-hidden",
    severity: Severity::Warning,
    confidence: Confidence::High,
    role: Role::Risk,
    status: Status::Stable,
    about: "The install ended with 0 although files wait for a restart.",
    advice: "Restart the machine, and treat this install as if it had ended with 3010.",
    link: "https://learn.microsoft.com/windows/win32/msi/logging-of-reboot-requests",
    check: Check::Trace(check),
};

fn check(trace: &Trace, _: &mut Lines<'_>) -> Vec<Hit> {
    let sessions = trace.session_ids();
    let silent = sessions.filter(|id| trace.session_verdict(*id).exit_code == Some(ExitCode(0)));
    let hits = silent.filter_map(|id| {
        let session = &trace.sessions[id.at()];
        let (from, to) = (session.line, session.end_line);
        let marks = span::between(&trace.marks, from, to, |mark| mark.line);
        let waiting: Vec<LineNo> = marks
            .iter()
            .filter(|mark| asks_for_restart(mark.kind))
            .map(|mark| mark.line)
            .collect();
        let headline = "The install ended with 0 although files wait for a restart.";
        (!waiting.is_empty()).then(|| Hit::new(headline, waiting))
    });
    hits.collect()
}

fn asks_for_restart(kind: MarkKind) -> bool {
    matches!(
        kind,
        MarkKind::CriticalFilesInUse | MarkKind::ScheduledForRestart | MarkKind::ReplacedInUse
    )
}
