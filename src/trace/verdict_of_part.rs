//! How a session ended of which a log has a part only, without the line that says so.

use super::Trace;
use super::action::{REMOVE_EXISTING_PRODUCTS, is_dialog, tells_of_failure, tells_the_end};
use super::index::{ActionId, SessionId};
use super::model::{ActionRun, Fault, FaultKind};
use super::outcome::{Outcome, exit_code_of};
use super::verdict::Verdict;
use crate::catalog;
use crate::event::ReturnValue;

/// How many actions may stand behind the dialog that tells of a failure, and itself; those behind it are dialogs too.
const BEHIND_DIALOG: usize = 8;

impl Trace {
    /// What a standard action says that ended last, for a part of a log that somebody quotes as far as its first failure: the
    /// sequence stops at an action that failed or was cancelled, and only a custom action may be told to go on. Below one that
    /// was not, the dialog begins that tells the user how the install has ended, with which a log ends that was copied while
    /// the dialog was open.
    ///
    /// Nothing is known of the removal of an older product, after which an upgrade may go on.
    pub(super) fn stopped_verdict(&self, session: SessionId) -> Option<Verdict> {
        let name = |id: ActionId| self.names.get(self.actions[id.at()].name);
        let last = self.actions_of(session).rev().take(BEHIND_DIALOG);
        let mut dialogs = last.take_while(|(id, run)| {
            run.dialog || is_dialog(name(*id), "") || tells_the_end(name(*id))
        });
        let dialog = dialogs.find(|(id, _)| tells_of_failure(name(*id)));
        if dialog.is_none() && !self.is_headless(session) {
            return None;
        }
        let ended = self
            .actions_of(session)
            .filter(|(id, _)| !tells_the_end(name(*id)))
            .filter_map(|(id, run)| Some((run.end_line?, id, run)));
        let (line, id, run) = ended.max_by_key(|(line, ..)| *line)?;
        let is_told = dialog.is_some_and(|(_, dialog)| dialog.line > line);
        let and_around = std::iter::successors(Some(id), |id| self.actions[id.at()].parent);
        let is_removal = and_around
            .map(name)
            .any(|name| name == REMOVE_EXISTING_PRODUCTS);
        let is_standard = catalog::standard_action(name(id)).is_some() && self.is_headless(session);
        let outcome = match run.value?.0 {
            2 => Outcome::Cancelled,
            3 => Outcome::Failed,
            _ => return None,
        };
        (is_told || is_standard && !is_removal).then_some(Verdict {
            outcome,
            exit_code: None,
            line: Some(line),
        })
    }

    /// A part of a log in which something failed and what was done is undone, but for the removal of an older product, after
    /// which an upgrade may go on.
    pub(super) fn undone_verdict(&self, session: SessionId) -> Option<Verdict> {
        let removes = || {
            let mut actions = self.actions_of(session);
            actions.any(|(_, run)| self.names.get(run.name) == REMOVE_EXISTING_PRODUCTS)
        };
        if !self.is_headless(session) || removes() {
            return None;
        }
        let failed = self.last_failure(session)?;
        let next = self
            .script_runs
            .partition_point(|run| run.line < failed.line);
        let end = self.sessions[session.at()].end_line;
        let mut below = self.script_runs[next..].iter();
        let undone = below.find(|run| run.rollback || run.line > end)?;
        (undone.line <= end).then_some(Verdict {
            outcome: Outcome::Failed,
            exit_code: None,
            line: Some(undone.line),
        })
    }

    /// What was stated last that stops an install.
    fn last_failure(&self, session: SessionId) -> Option<&Fault> {
        self.faults_of(session).iter().rfind(|fault| {
            let has_failed = match fault.kind {
                FaultKind::CustomActionReturned { code, ignored, .. } => {
                    !ignored && Outcome::of_code(code) == Outcome::Failed
                }
                _ => fault.kind.is_error(),
            };
            has_failed && !fault.in_rollback
        })
    }

    /// Whether anything that a part shows speaks against a success: an action that did not end well, a
    /// try to cancel, or words of a failure.
    fn has_trouble(&self, session: SessionId) -> bool {
        let is_bad = |run: &ActionRun| run.value.is_some_and(|value| !value.is_well());
        !self.faults_of(session).is_empty()
            || self.sessions[session.at()].cancel_attempt.is_some()
            || self.actions_of(session).any(|(_, run)| is_bad(run))
    }

    /// A failure that the log shows without its end, as the last that happened, where the caller says that what it called has
    /// failed.
    pub(super) fn called_verdict(&self, session: SessionId) -> Option<Verdict> {
        let line = self.call_failed.filter(|_| self.sessions.len() == 1)?;
        let failed = self.last_failure(session)?;
        let is_well = |run: &ActionRun| run.value.is_none_or(ReturnValue::is_well);
        let goes_on =
            |run: &ActionRun| is_well(run) && run.end_line.unwrap_or(run.line) > failed.line;
        let is_last =
            self.is_unanswered(failed) && !self.actions_of(session).any(|(_, run)| goes_on(run));
        is_last.then_some(Verdict {
            outcome: Outcome::Failed,
            exit_code: None,
            line: Some(line),
        })
    }

    /// An end of which no line of the installer has the exit code, with the one that its caller was given; where the log
    /// does not say how it ended, the caller does.
    pub(super) fn with_code_of_caller(&self, session: SessionId, verdict: Verdict) -> Verdict {
        let told = self.told_by_caller.filter(|_| self.sessions.len() == 1);
        let told = told.map(|(result, line)| (exit_code_of(result), line));
        // What the caller ran may be a program around the package, which ends with codes of its own.
        let told = told
            .filter(|(code, _)| code.0 > 1600 && catalog::exit(code.0.cast_unsigned()).is_some());
        match (told, verdict) {
            (Some((code, _)), Verdict::UNKNOWN)
                if Outcome::of_code(code).is_success() && self.has_trouble(session) =>
            {
                verdict
            }
            (Some((code, line)), Verdict::UNKNOWN) => Verdict::of(code, line),
            (
                Some((code, line)),
                Verdict {
                    outcome,
                    exit_code: None,
                    ..
                },
            ) => match Outcome::of_code(code) {
                told if told == outcome => Verdict {
                    exit_code: Some(code),
                    ..verdict
                },
                told if told.is_success() && outcome.is_success() => Verdict::of(code, line),
                _ => verdict,
            },
            _ => verdict,
        }
    }
}
