//! # What it finds
//!
//! Files that the install wanted to replace or delete wait for the next restart, and the exit code is 0.
//!
//! # Why it matters
//!
//! The caller sees a success and goes on, and until the restart old files run beside new ones.
//! When the next install comes first, it sees a mixture.
//! Where only the copies wait that the installer put aside in `C:\Config.Msi` (`.rbf`), all new files are in place, and it
//! is no more than a note: programs that ran meanwhile work with the old ones until they are started again.
//!
//! # What to do
//!
//! Restart the machine and treat the install as if it had ended with 3010.
//! Stop the program that holds the files before the next install; where the log does not name it, the System event
//! log of the restart manager (source `RestartManager`) does.
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
use crate::detect::processes::{holders, programs};
use crate::detect::span;
use crate::event::ExitCode;
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;
use crate::trace::{MarkKind, SessionId, Trace};

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

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    let sessions = trace.session_ids();
    let silent = sessions.filter(|id| trace.session_verdict(*id).exit_code == Some(ExitCode(0)));
    silent
        .filter_map(|id| in_session(trace, id, lines))
        .collect()
}

fn in_session(trace: &Trace, id: SessionId, lines: &mut Lines<'_>) -> Option<Hit> {
    let session = &trace.sessions[id.at()];
    let (from, to) = (session.line, session.end_line);
    let marks = span::between(&trace.marks, from, to, |mark| mark.line);
    let marked = |is_one: fn(MarkKind) -> bool| -> Vec<LineNo> {
        let marks = marks.iter().filter(|mark| is_one(mark.kind));
        marks.map(|mark| mark.line).collect()
    };
    let mut waiting = marked(asks_for_restart);
    if !waiting.is_empty() {
        let held =
            marked(|kind| matches!(kind, MarkKind::FileInUse | MarkKind::ApplicationHoldsFiles));
        let held: Vec<LineNo> = held.into_iter().take(MOST_HELD).collect();
        let by = programs(&holders(&held, lines));
        let by = by.map_or(String::new(), |programs| format!(" that {programs} held"));
        let headline = format!("The install ended with 0 although files{by} wait for a restart.");
        waiting.extend(held);
        return Some(Hit::new(headline, waiting));
    }
    let copies = marked(|kind| kind == MarkKind::CopyScheduledForRestart);
    let headline = "Files in use were replaced or deleted at once, and their old copies go at the next restart.";
    (!copies.is_empty()).then(|| {
        let hit = Hit::new(headline, copies).advice(RESTART_PROGRAMS);
        hit.severity(Severity::Note)
    })
}

/// Of many lines the first ones name the programs.
const MOST_HELD: usize = 40;

/// What to do where only the programs that ran still have the old files.
const RESTART_PROGRAMS: &str =
    "Start those programs again that ran meanwhile: until then they work with the old files.";

fn asks_for_restart(kind: MarkKind) -> bool {
    matches!(
        kind,
        MarkKind::CriticalFilesInUse | MarkKind::ScheduledForRestart | MarkKind::ReplacedInUse
    )
}
