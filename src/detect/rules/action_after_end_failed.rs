//! # What it finds
//!
//! The install ended well, and an action failed that its last dialog began, mostly the one that starts the program.
//!
//! # Why it matters
//!
//! The user presses Finish, sees an error, and believes that the install failed, while the product is there.
//! The exit code stays 0.
//!
//! # What to do
//!
//! Start the program by hand: if that works, nothing is missing.
//! The author of the package corrects the action: mostly its target names a file that the package has not, or it is
//! called before the files are there.
//!
//! # Evidence
//!
//! The end of an action of the client with a failure, begun after `ExecuteAction` had ended well, in a session that ended
//! well.
//!
//! # When it is wrong
//!
//! A package may begin work of its own after `ExecuteAction`, and then more than the start of a program is missing.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::event::{ReturnValue, Side};
use crate::finding::{Confidence, Role, Severity};
use crate::trace::{ActionRun, SessionId, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI112",
    name: "action-after-end-failed",
    severity: Severity::Note,
    confidence: Confidence::High,
    role: Role::Context,
    status: Status::Stable,
    about: "The install ended well, and an action that its last dialog began failed.",
    advice: "Start the program by hand, since the product is installed; the author of the package corrects what the action starts.",
    link: "https://learn.microsoft.com/windows/win32/msi/executeaction-action",
    check: Check::Trace(check),
};

fn check(trace: &Trace, _: &mut Lines<'_>) -> Vec<Hit> {
    let sessions = trace.session_ids();
    let ended_well = sessions.filter(|id| trace.session_verdict(*id).outcome.is_success());
    ended_well.flat_map(|id| in_session(trace, id)).collect()
}

/// The actions of the client that failed behind the one that did the work.
fn in_session(trace: &Trace, session: SessionId) -> Vec<Hit> {
    let is_of_client = |run: &ActionRun| {
        let engine = run.engine.map(|id| &trace.engines[id.at()]);
        engine.is_some_and(|engine| engine.side == Side::Client)
    };
    let actions = trace.actions_of(session);
    let mut actions = actions.filter(|(_, run)| is_of_client(run));
    let worked = actions.find(|(id, _)| trace.action_name(*id) == "ExecuteAction");
    let Some(end) = worked.and_then(|(_, run)| run.end_line) else {
        return Vec::new();
    };
    // The engine ends while a program that was started without waiting begins, and then the action returns what became
    // of the connection.
    let has_failed = |run: &ActionRun| run.value == Some(FAILED);
    // A dialog fails with what it began.
    let failed = actions.filter(|(_, run)| run.line > end && has_failed(run) && !run.dialog);
    let hits = failed.map(|(_, run)| {
        let action = trace.names.get(run.name);
        let headline =
            format!("{action} failed after the install had ended well: the product is there.");
        Hit::new(headline, run.end_line.into_iter().collect())
    });
    hits.take(MOST).collect()
}

/// A fatal error.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/logging-of-action-return-values>.
const FAILED: ReturnValue = ReturnValue(3);

/// How many of them are told.
const MOST: usize = 5;
