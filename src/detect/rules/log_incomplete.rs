//! # What it finds
//!
//! A session has neither a result nor a footer.
//! The finding names the action that was open, when the last line was written, and what a script was doing then.
//!
//! # Why it matters
//!
//! What happened after the last line is unknown, so the install is neither a success nor a failure.
//! An install that hangs in a custom action until its management tool ends it looks exactly so.
//!
//! # What to do
//!
//! Look whether `msiexec` still runs and what the open action waits for: a window that nobody sees, a service, a
//! process that it started.
//! Compare with the time limit of the tool that began it, and look for a restart or a crash in the System event
//! log.
//! Make the next log with `/l*v!`, which writes each line at once.
//!
//! # Evidence
//!
//! The header of the log, and its last line, with an action open and without `MainEngineThread is returning` and `=== Verbose
//! logging stopped`.
//!
//! # When it is wrong
//!
//! A log that was copied while the install ran is in order, and the install may be so too.
//! So is the beginning of a longer log that somebody quotes: below 50 lines, with no custom action and no dialog at work, the
//! finding is a note.

use super::{Check, Hit, Rule, Status};
use crate::catalog;
use crate::detect::custom_action::call::last_said;
use crate::detect::custom_action::output::Said;
use crate::detect::lines::Lines;
use crate::detect::operation;
use crate::detect::pick::pick;
use crate::detect::prose::{one_line, sentence};
use crate::event::TimeOfDay;
use crate::finding::{Confidence, Role, Severity};
use crate::text::{LineNo, duration};
use crate::trace::{ActionRun, OpenWork, Outcome, SessionId, Trace, between, is_top_action};

pub(super) const RULE: Rule = Rule {
    code: "MSI801",
    name: "log-incomplete",
    severity: Severity::Warning,
    confidence: Confidence::High,
    role: Role::Context,
    status: Status::Stable,
    about: "The log has no end, so the install was still running, hung, was killed, or the log was copied too early.",
    advice: "Look whether msiexec still runs and what it waits for, and compare the time of the last line with the time limit of the tool that began the install; make the next log with /l*v!, which writes each line at once.",
    link: "https://learn.microsoft.com/windows/win32/msi/command-line-options",
    check: Check::Trace(check),
};

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    let sessions = trace.session_ids();
    let cut = sessions.filter(|id| {
        let is_open = !trace.sessions[id.at()].closed;
        let has_no_result = trace.session_verdict(*id).outcome == Outcome::Unknown;
        // A part of a log that somebody quotes, without the header above it, says nothing of how the log ended.
        let has_header = !trace.sessions[id.at()].time.is_empty();
        is_open && has_header && has_no_result && trace.is_operation(*id)
    });
    cut.map(|id| of_session(trace, id, lines)).collect()
}

/// Whether no more of a log is there than what people quote of a longer one, and nothing that may hang was at work.
fn is_quoted_beginning(trace: &Trace, open: Option<&ActionRun>) -> bool {
    /// The lines that an engine has written before it does anything of its own.
    const FEWEST: u32 = 50;
    let name = open.map(|run| trace.names.get(run.name));
    trace.lines < FEWEST && name.is_none_or(|name| catalog::standard_action(name).is_some())
}

fn of_session(trace: &Trace, id: SessionId, lines: &mut Lines<'_>) -> Hit {
    let last = trace.sessions[id.at()].end_line;
    if let Some(pick) = pick(trace, id) {
        let below = between(&trace.script_runs, pick.line, last, |run| run.line);
        let headline = if below.last().is_some_and(|run| run.rollback) {
            "The log ends within the rollback behind a failure: it was still rolling back, or the rest is lost."
        } else {
            "The log ends behind a failure and before the result: it was copied while a box showed the error, or the rest is lost."
        };
        return Hit::new(headline, vec![last]);
    }
    let open = trace
        .open_actions
        .last()
        .map(|open| &trace.actions[open.at()]);
    let open = open.filter(|run| run.session == id);
    let graded = |hit: Hit| {
        if is_quoted_beginning(trace, open) {
            hit.severity(Severity::Note)
        } else {
            hit
        }
    };
    let (Some(run), Some(work)) = (open, trace.open_work()) else {
        let has_begun = trace.is_headless(id) || trace.actions_of(id).next().is_some();
        let told = if has_begun {
            NOTHING_OPEN
        } else {
            NOTHING_BEGUN
        };
        return graded(Hit::new(told, vec![last]));
    };
    let name = trace.names.get(work.name);
    if is_top_action(name) && !work.is_rollback {
        return graded(Hit::new(between_actions(trace, id), vec![last]));
    }
    let subject = subject(name, run.dialog, &work);
    let wrote = wrote_at_end(trace, &work, last, lines);
    let clock = trace.sessions[id.at()].clock.map(|(_, last)| last);
    // What a custom action writes has no clock, so nobody knows how long it has been writing.
    let since = |last| match wrote {
        Some(_) => String::new(),
        None => since(work.begun, last),
    };
    let when = clock.map(|last| format!(" ({last}{})", since(last)));
    let when = when.unwrap_or_default();
    let why = if run.dialog {
        "it waits for the user, or its process was ended"
    } else {
        "it runs still, hung, or was killed"
    };
    let operation = last_operation(trace, &work, lines);
    let doing = operation.as_ref().map_or("", |(doing, _)| doing.as_str());
    let last_words = wrote.as_ref().map_or(String::new(), |said| {
        format!(
            " The last that it wrote: {}",
            sentence(&one_line(&said.text))
        )
    });
    let headline = format!("{subject} was open at the last line{when}{doing}: {why}.{last_words}");
    let more = operation.iter().map(|(_, line)| *line);
    let more = more.chain(wrote.iter().map(|said| said.line));
    graded(Hit::new(headline, more.chain([last, work.line]).collect()))
}

/// The install itself is open wherever a log ends: what has ended last tells how far it came.
fn between_actions(trace: &Trace, session: SessionId) -> String {
    let actions = trace.actions_of(session);
    let ended = actions.filter_map(|(id, run)| Some((run.end_line?, id)));
    ended.max().map_or_else(
        || NOTHING_OPEN.to_owned(),
        |(_, id)| {
            let name = trace.action_name(id);
            format!("The log ends behind {name}, before another action: the install went on and the log did not, or it was ended.")
        },
    )
}

const NOTHING_BEGUN: &str = "The log ends before the first action: the install went on and the log did not, or it was ended.";

const NOTHING_OPEN: &str = "No action was open at the last line: the install went on and the log did not, or it was ended.";

/// The last line of what the open work wrote, where the log ends with it.
fn wrote_at_end(
    trace: &Trace,
    work: &OpenWork,
    last: LineNo,
    lines: &mut Lines<'_>,
) -> Option<Said> {
    /// How many lines of others may stand behind it.
    const NEAR: u32 = 2;
    let output = trace.written.last()?.output;
    let ends_the_log = output.line >= work.line && output.end_line.plus(NEAR) >= last;
    if ends_the_log {
        last_said(output, lines)
    } else {
        None
    }
}

/// What the script was doing, and the operation that tells it: `, starting the service Ledger`,
/// `, at FileCopy of C:\A\a.dll`. A custom action is named already.
fn last_operation(
    trace: &Trace,
    work: &OpenWork,
    lines: &mut Lines<'_>,
) -> Option<(String, LineNo)> {
    let rows = trace.state.operations.rows.rows();
    let row = rows
        .last()
        .filter(|row| work.is_script && row.line > work.line)?;
    let (name, effect) = operation::effect_of(trace, rows.len() - 1, lines)?;
    let doing = operation::doing(name, &effect)?;
    Some((format!(", {doing}"), row.line))
}

/// How long after its beginning something was still open: `, 12.1 s after it began`.
fn since(begun: Option<TimeOfDay>, last: TimeOfDay) -> String {
    match begun.map(|begun| begun.until(last)) {
        None => String::new(),
        Some(0..100) => ", right after it began".to_owned(),
        Some(time) => format!(", {} after it began", duration(time)),
    }
}

/// What was open, as the beginning of a sentence.
fn subject(name: &str, is_dialog: bool, work: &OpenWork) -> String {
    match (is_dialog, catalog::standard_action(name)) {
        _ if work.is_rollback => format!("The rollback of {name}"),
        (true, _) if !work.is_script => format!("The dialog {name}"),
        (_, Some(_)) => name.to_owned(),
        (_, None) => format!("Custom action {name}"),
    }
}
