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
//! `RESTART MANAGER: Did detect that a critical application holds file[s] in use, so a reboot will be necessary.`, the same
//! of the service of the installer or of its client, or that the user chose to go on,
//! `Info 1902` or `Info 1903`, or the property `ReplacedInUseFiles`, and a return of 0.
//! A log without informations has `Note: 1: 2329 2: 32` with the file, and below it that the message 1903 was looked for.
//! Where a custom action alone wrote that a restart is needed, or that its program ended with 3010, it is a note.
//! A part of a log without the result has a note, where it shows a file that the restart deletes.
//!
//! # When it is wrong
//!
//! A package that suppresses restarts on purpose may restart the machine by other means.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::detect::pending::{self, pending};
use crate::detect::processes::{holders, programs};
use crate::detect::prose::lower_first;
use crate::detect::{restart, span, verdict};
use crate::event::ExitCode;
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;
use crate::trace::{MarkKind, Outcome, SessionId, Trace};

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
    let hits = trace.session_ids().filter_map(|id| {
        let verdict = trace.session_verdict(id);
        match verdict.exit_code {
            Some(ExitCode(0)) => in_session(trace, id, lines),
            None if verdict.outcome == Outcome::Unknown && trace.is_headless(id) => {
                in_part(trace, id, lines)
            }
            _ => None,
        }
    });
    hits.collect()
}

fn in_session(trace: &Trace, id: SessionId, lines: &mut Lines<'_>) -> Option<Hit> {
    let session = &trace.sessions[id.at()];
    let (from, to) = (session.line, session.end_line);
    let marks = span::between(&trace.marks, from, to, |mark| mark.line);
    let marked = |is_one: fn(MarkKind) -> bool| -> Vec<LineNo> {
        let marks = marks.iter().filter(|mark| is_one(mark.kind));
        marks.map(|mark| mark.line).collect()
    };
    let pending = pending(trace, id, lines);
    let removes = verdict::removes(trace, id);
    let what = if removes { "uninstall" } else { "install" };
    let mut waiting = marked(schedules_restart);
    waiting.extend(&pending.lines);
    waiting.sort_unstable();
    waiting.dedup();
    if !waiting.is_empty() {
        let held =
            marked(|kind| matches!(kind, MarkKind::FileInUse | MarkKind::ApplicationHoldsFiles));
        let held: Vec<LineNo> = held.into_iter().take(MOST_HELD).collect();
        let by = programs(&holders(&held, lines));
        let by = by.map_or(String::new(), |programs| format!(" that {programs} held"));
        waiting.extend(held);
        let headline = format!("The {what} ended with 0 although files{by} wait for a restart.");
        let hit = Hit::new(headline, waiting);
        return Some(if removes {
            hit.advice(AFTER_REMOVAL)
        } else {
            hit
        });
    }
    if !pending.copies.is_empty() {
        let (headline, advice) = if removes {
            (LEFT, NOTHING_TO_DO)
        } else {
            (COPIES, RESTART_PROGRAMS)
        };
        let hit = Hit::new(headline, pending.copies).advice(advice);
        return Some(hit.severity(Severity::Note));
    }
    let (who, asked) = restart::asking_writer(trace, id)?;
    let headline = format!(
        "The {what} ended with 0, though {} wrote that a restart is needed.",
        lower_first(&who)
    );
    let hit = Hit::new(headline, asked);
    Some(hit.severity(Severity::Note).confidence(Confidence::Medium))
}

/// A part of a log that does not show the result: what the restart will delete is there until then, and so is what another
/// install puts in its place.
fn in_part(trace: &Trace, id: SessionId, lines: &mut Lines<'_>) -> Option<Hit> {
    let deleted = pending(trace, id, lines).deleted;
    let (names, verb) = pending::names(&deleted)?;
    let (was, goes, its) = if verb == "is" {
        ("was", "goes", "its place")
    } else {
        ("were", "go", "their places")
    };
    let headline = format!(
        "{names} {was} in use and {goes} at the next restart, with what is put in {its} until then."
    );
    let hit = Hit::new(headline, deleted.iter().map(|(_, line)| *line).collect());
    Some(hit.advice(RESTART_FIRST).severity(Severity::Note))
}

/// What to do before the product is installed again.
const RESTART_FIRST: &str = "Restart the machine before the product is installed again; where it was installed already, repair it after the restart.";

/// What to do after an uninstall that files were in the way of.
const AFTER_REMOVAL: &str = "Restart the machine before the product is installed again, and treat this uninstall as if it had ended with 3010.";

const COPIES: &str =
    "Files in use were replaced or deleted at once, and their old copies go at the next restart.";

const LEFT: &str =
    "Files in use were deleted at once, and what is left of them goes at the next restart.";

/// What to do where only copies of a product are left.
const NOTHING_TO_DO: &str = "Nothing is to be done: the product is removed.";

/// Of many lines the first ones name the programs.
const MOST_HELD: usize = 40;

/// What to do where only the programs that ran still have the old files.
const RESTART_PROGRAMS: &str =
    "Start those programs again that ran meanwhile: until then they work with the old files.";

fn schedules_restart(kind: MarkKind) -> bool {
    matches!(
        kind,
        MarkKind::CriticalFilesInUse | MarkKind::ScheduledForRestart | MarkKind::ReplacedInUse
    )
}
