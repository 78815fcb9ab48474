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
//! After a removal nothing is to be done.
//! The author of the package corrects the action: mostly its target names a file that the package has not, or it is
//! called before the files are there.
//!
//! # Evidence
//!
//! The end of an action of the client with a failure, begun after `ExecuteAction` had ended well, in a session that ended
//! well.
//! In a part of a log that shows the end alone, an action of the package with a failure, and `INSTALL` with success.
//! `Note: 1: 2715` while the action ran names a file that the package has not.
//!
//! # When it is wrong
//!
//! A package may begin work of its own after `ExecuteAction`, and then more than the start of a program is missing.

use super::{Check, Hit, Rule, Status};
use crate::catalog;
use crate::detect::lines::Lines;
use crate::detect::message::note;
use crate::event::{MessageNumber, ReturnValue, Side};
use crate::finding::{Confidence, Role, Severity};
use crate::syntax::field;
use crate::text::LineNo;
use crate::trace::{ActionRun, Operation, SessionId, Trace};

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

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    let sessions = trace.session_ids();
    let ended_well = sessions.filter(|id| trace.session_verdict(*id).outcome.is_success());
    let failed = ended_well.flat_map(|id| {
        let is_removal = is_removal(trace, id);
        let failed = failed_behind(trace, id).into_iter();
        failed.map(move |run| (run, is_removal))
    });
    let hits = failed.map(|(run, is_removal)| {
        let action = trace.names.get(run.name);
        let (why, line) =
            missing_file(run, lines).map_or((String::new(), None), |(why, line)| (why, Some(line)));
        let lines = run.end_line.into_iter().chain(line).collect();
        if is_removal {
            let headline = format!(
                "{action} failed after the removal had ended well: {why}the product is gone."
            );
            return Hit::new(headline, lines).advice(NOTHING_TO_DO);
        }
        let headline =
            format!("{action} failed after the install had ended well: {why}the product is there.");
        Hit::new(headline, lines)
    });
    hits.collect()
}

/// Whether a session removed its product.
fn is_removal(trace: &Trace, session: SessionId) -> bool {
    let package = trace.packages_of(session).first().copied();
    let operation = package.map_or_else(|| trace.told_operation(session), |id| trace.operation(id));
    operation == Operation::Uninstall
}

/// What to do behind a removal.
const NOTHING_TO_DO: &str = "Nothing is to be done on this machine; the author of the package corrects what the action starts.";

/// The actions of the client that failed behind the one that did the work.
fn failed_behind(trace: &Trace, session: SessionId) -> Vec<&ActionRun> {
    let is_part = trace.is_headless(session);
    let is_of_client = |run: &ActionRun| match run.engine {
        Some(id) => trace.engines[id.at()].side == Side::Client,
        None => is_part,
    };
    let mut actions = trace
        .actions_of(session)
        .filter(|(_, run)| is_of_client(run));
    let worked = actions.find(|(id, _)| trace.action_name(*id) == "ExecuteAction");
    let end = match worked {
        Some((_, run)) => run.end_line,
        None if is_part => return failed_in_part(trace, session),
        None => None,
    };
    let Some(end) = end else {
        return Vec::new();
    };
    // The engine ends while a program that was started without waiting begins, and then the action returns what became
    // of the connection.
    let behind = actions.map(|(_, run)| run).filter(|run| run.line > end);
    let failed: Vec<&ActionRun> = behind
        .filter(|run| run.value == Some(ReturnValue::FATAL))
        .collect();
    innermost(&failed)
}

/// A part that begins behind the work shows its end alone. A sequence that ended well has no failed action of its own, so a
/// dialog began it; the removal of an older product has a top action that failed.
fn failed_in_part(trace: &Trace, session: SessionId) -> Vec<&ActionRun> {
    let actions = trace.actions_of(session).map(|(_, run)| run);
    let failed: Vec<&ActionRun> = actions
        .filter(|run| run.value == Some(ReturnValue::FATAL))
        .collect();
    let is_standard = |run: &&ActionRun| {
        let name = trace.names.get(run.name);
        catalog::standard_action(name).is_some()
    };
    if failed.iter().any(is_standard) {
        return Vec::new();
    }
    innermost(&failed)
}

/// Those that began none of the others, since a dialog fails with what it began.
fn innermost<'t>(failed: &[&'t ActionRun]) -> Vec<&'t ActionRun> {
    let began_one = |at: usize, run: &ActionRun| {
        let next = failed.get(at + 1);
        run.is_headless() && at > 0 || next.is_some_and(|next| Some(next.line) < run.end_line)
    };
    let each = failed.iter().enumerate();
    let inner = each.filter(|(at, run)| !run.dialog && !began_one(*at, run));
    inner.map(|(_, run)| *run).take(MOST).collect()
}

/// `Note: 1: 2715 2: heron.exe` while the action ran: its target names a file that the package has not.
fn missing_file(run: &ActionRun, lines: &mut Lines<'_>) -> Option<(String, LineNo)> {
    const NO_SUCH_FILE: MessageNumber = MessageNumber(2715);
    let end = run.end_line?;
    let first = run
        .line
        .max(LineNo::new(end.get().saturating_sub(LONGEST).max(1)));
    let said = lines.between(first, end).into_iter();
    let mut notes = said.filter(|(_, text)| text.contains(": 2715 "));
    notes.find_map(|(line, text)| {
        let fields = note::fields(&text, NO_SUCH_FILE)?;
        let file = field(&fields, 2)?;
        let why =
            format!("the package has no file {file} that it could start (message 2715), but ");
        Some((why, line))
    })
}

/// More lines than these an action that starts a program does not write.
const LONGEST: u32 = 60;

/// How many of them are told.
const MOST: usize = 5;
