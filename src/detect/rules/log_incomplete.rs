//! # What it finds
//!
//! A session has neither a result nor a footer.
//! The report names the action that was open and how long it had been at work.
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
//! The last line of the log, with an action open and without `MainEngineThread is returning` and `=== Verbose
//! logging stopped`.
//!
//! # When it is wrong
//!
//! A log that was copied while the install ran is in order, and the install may be so too.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::{Outcome, SessionId, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI801",
    name: "log-incomplete",
    severity: Severity::Warning,
    confidence: Confidence::High,
    role: Role::Context,
    status: Status::Stable,
    about: "The log has no end, so the install was still running, hung, was killed, or the log was copied too early.",
    advice: "Get the log again when the install has ended, with /l*v! so that each line is written at once; look whether msiexec still runs, and at the time limit of the tool that began it.",
    link: "https://learn.microsoft.com/windows/win32/msi/command-line-options",
    check: Check::Trace(check),
};

fn check(trace: &Trace, _: &mut Lines<'_>) -> Vec<Hit> {
    let sessions = (0..trace.sessions.len()).map(SessionId);
    let cut = sessions.filter(|id| {
        let is_open = !trace.sessions[id.0].closed;
        let has_no_result = trace.session_verdict(*id).outcome == Outcome::Unknown;
        is_open && has_no_result && trace.is_operation(*id)
    });
    cut.map(|id| of_session(trace, id)).collect()
}

fn of_session(trace: &Trace, id: SessionId) -> Hit {
    let session = &trace.sessions[id.0];
    let last = session.end_line;
    let open = trace.open_actions.last().map(|open| &trace.actions[open.0]);
    let Some(run) = open.filter(|run| run.session == id) else {
        return Hit::new("The log ends before the result of the install.", vec![last]);
    };
    let in_script = trace
        .last_script_action
        .and_then(|_| trace.script_runs.last());
    let (name, line, begun) = match in_script {
        Some(work) => (work.name, work.line, work.begun),
        None => (run.name, run.line, run.begun),
    };
    let begun = begun
        .map(|begun| format!(", begun at {begun}"))
        .unwrap_or_default();
    let headline = format!(
        "The log ends before the result of the install, while {}{begun} was at work: it was running still, hung, or was killed.",
        trace.names.get(name)
    );
    Hit::new(headline, vec![last, line])
}
