//! How sessions and logs ended, from numbers and codes, and where there are none from whole sentences that are known.

use std::collections::BTreeMap;

use super::Trace;
use super::action::{REMOVE_EXISTING_PRODUCTS, is_top_action};
use super::index::{EngineId, SessionId};
use super::model::{ActionRun, EngineRun, Fault, FaultKind};
use super::outcome::Outcome;
use super::script::ScriptRun;
use crate::event::{ExitCode, Side};
use crate::text::{LineNo, file_name};

/// How something ended, and where the log says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// How.
    pub outcome: Outcome,
    /// The exit code, where the log has one.
    pub exit_code: Option<ExitCode>,
    /// The line that says so.
    pub line: Option<LineNo>,
}

impl Verdict {
    pub(super) const UNKNOWN: Self = Self {
        outcome: Outcome::Unknown,
        exit_code: None,
        line: None,
    };

    /// The verdict that an exit code gives, which stands in `line`.
    pub(super) fn of(code: ExitCode, line: LineNo) -> Self {
        Self {
            outcome: Outcome::of_code(code),
            exit_code: Some(code),
            line: Some(line),
        }
    }
}

/// `ERROR_INSTALL_SUSPEND`, with which an engine ends that goes on after a restart.
pub const SUSPENDED: ExitCode = ExitCode(1604);

impl Trace {
    /// How an engine ended.
    #[must_use]
    pub fn engine_verdict(&self, id: EngineId) -> Verdict {
        let run = &self.engines[id.at()];
        let top = || {
            let action = &self.actions[run.top?.at()];
            top_value(action.value?.0)
                .zip(action.end_line)
                .map(|(code, line)| Verdict::of(code, line))
        };
        let returned = run.returned.map(|(code, line)| Verdict::of(code, line));
        let status = || {
            run.status
                .as_ref()
                .zip(run.status_line)
                .map(|(status, line)| Verdict::of(status.status, line))
        };
        returned
            .or_else(status)
            .or_else(top)
            .unwrap_or(Verdict::UNKNOWN)
    }

    /// How an engine ended for people: one that its own restart suspended goes on after it, and so it did not fail.
    ///
    /// Source: <https://learn.microsoft.com/windows/win32/msi/forcereboot-action>.
    #[must_use]
    pub fn package_verdict(&self, id: EngineId) -> Verdict {
        let verdict = self.engine_verdict(id);
        let session = || self.session_verdict(self.engines[id.at()].session).outcome;
        let restarts =
            verdict.exit_code == Some(SUSPENDED) && session() == Outcome::SuccessRebootRequired;
        if restarts {
            let outcome = Outcome::SuccessRebootRequired;
            Verdict { outcome, ..verdict }
        } else {
            verdict
        }
    }

    /// How a session ended: what its client returned, else its server, else what its summary or its top action says; of a
    /// part without any of these, what its last action or its rollback lets conclude, or what its caller was told.
    #[must_use]
    pub fn session_verdict(&self, session: SessionId) -> Verdict {
        let verdict = self
            .stated_verdict(session)
            .or_else(|| self.stopped_verdict(session))
            .or_else(|| self.undone_verdict(session))
            .or_else(|| self.called_verdict(session))
            .unwrap_or(Verdict::UNKNOWN);
        self.with_code_of_caller(session, verdict)
    }

    /// How a session ended, where a line says so.
    fn stated_verdict(&self, session: SessionId) -> Option<Verdict> {
        // A client that was killed leaves an open engine behind, but the server's result stands.
        let [client, server] = self.sessions[session.at()].last_returned;
        let returned = client.or(server).map(|id| self.engine_verdict(id));
        // An engine that began above the log is around the others.
        let is_last =
            |verdict: &Verdict| returned.is_none_or(|returned| returned.line < verdict.line);
        let of_headless = self.sessions[session.at()].returned;
        let of_headless = of_headless.map(|(code, line)| Verdict::of(code, line));
        let of_headless = of_headless.filter(is_last);
        let status = || {
            self.sessions[session.at()]
                .status
                .map(|(code, line)| Verdict::of(code, line))
        };
        of_headless
            .or(returned)
            .or_else(status)
            .or_else(|| self.top_action_verdict(session))
            .or_else(|| self.noted_verdict(session))
    }

    /// What the message for the event log says of a session, for logs that say nothing else.
    fn noted_verdict(&self, session: SessionId) -> Option<Verdict> {
        let (number, line) = self.sessions[session.at()].outcome_note?;
        Some(Verdict {
            outcome: if number.is_success() {
                Outcome::Success
            } else {
                Outcome::Failed
            },
            exit_code: None,
            line: Some(line),
        })
    }

    /// What the outermost action of a session returned, for logs that say nothing else.
    fn top_action_verdict(&self, session: SessionId) -> Option<Verdict> {
        let is_outermost =
            |run: &ActionRun| run.parent.is_none() && is_top_action(self.names.get(run.name));
        let (_, top) = self
            .actions_of(session)
            .rfind(|(_, run)| is_outermost(run))?;
        if top.is_headless() && self.is_of_removal(session, top.line) {
            return None;
        }
        let (code, line) = top_value(top.value?.0).zip(top.end_line)?;
        // The return value of the top action is no exit code, so none is claimed.
        Some(Verdict {
            outcome: Outcome::of_code(code),
            exit_code: None,
            line: Some(line),
        })
    }

    /// Whether an action that ended at a line, and began above the log, was of the removal of an older product: that ends
    /// behind it, and so its top action is not that of the upgrade.
    fn is_of_removal(&self, session: SessionId, line: LineNo) -> bool {
        self.actions_of(session).any(|(_, run)| {
            let has_begun = run.line < line || run.is_headless();
            has_begun
                && run.end_line.is_none_or(|end| end > line)
                && self.names.get(run.name) == REMOVE_EXISTING_PRODUCTS
        })
    }

    /// Whether an install ran in a session, of which a log that has errors or summaries only states no more than those.
    /// A session in which no engine and no action did asked a question or ended a transaction; it has no outcome of its
    /// own.
    #[must_use]
    pub fn is_operation(&self, session: SessionId) -> bool {
        let stated = &self.sessions[session.at()];
        // The words of an error without any sign of an installer may be another program's.
        let is_log = !stated.time.is_empty() || stated.clock.is_some() || stated.closed;
        let states_failure = |fault: &Fault| {
            is_log && fault.kind.is_error()
                || matches!(fault.kind, FaultKind::CustomActionReturned { .. })
        };
        self.engines_of(session).next().is_some()
            || self.actions_of(session).next().is_some()
            || stated.status.is_some()
            || stated.returned.is_some()
            || stated.outcome_note.is_some()
            || stated.product.is_heard_of
            || self.faults_of(session).iter().any(states_failure)
            || self.is_headless(session) && stated.clock.is_some()
    }

    /// Whether no line tells of an engine or an action of a session: the log has errors only, or is from the event log.
    #[must_use]
    pub fn is_of_messages_only(&self, session: SessionId) -> bool {
        self.engine_lines <= self.message_lines
            && self.engines_of(session).next().is_none()
            && self.actions_of(session).next().is_none()
            && self.sessions[session.at()].returned.is_none()
    }

    /// Whether a log has its first line and its last and nothing between them, as one of errors only has where none was written; more
    /// than one where others were appended.
    #[must_use]
    pub fn is_empty_log(&self) -> bool {
        let all = u32::try_from(self.sessions.len()).unwrap_or(u32::MAX);
        // Each has two lines, and blank ones around them.
        all > 0
            && self.lines <= all.saturating_mul(4)
            && self.plain_headers == all.saturating_mul(2)
            && self.verbose_headers == 0
            && self.engine_lines == 0
            && self.unclassified == 0
            && self.faults.is_empty()
            && self.actions.is_empty()
            && self.bundle.is_none()
            && self.sessions.iter().all(|session| {
                session.closed && session.status.is_none() && session.outcome_note.is_none()
            })
    }

    /// Where the server returned 1603 to a session before it opened any package: it entered its transaction, and nothing is
    /// said of a failure between that and its return.
    #[must_use]
    pub fn server_ended_at_once(&self, session: SessionId) -> Option<LineNo> {
        let mut entered = self.transactions.iter().rev();
        let entered = entered.find(|entered| entered.session == session)?;
        let (code, line) = entered.returned_at_once?;
        let is_package = |(_, run): (EngineId, &EngineRun)| run.side != Side::Client;
        let is_silent = || {
            let mut faults = self.faults_of(session).iter();
            !faults.any(|fault| fault.line > entered.line && fault.line < line)
        };
        let at_once =
            code == ExitCode(1603) && !self.engines_of(session).any(is_package) && is_silent();
        at_once.then_some(line)
    }

    /// Whether the log begins in the middle of a session, as a part does that somebody quotes: there is neither a header
    /// nor the beginning of an engine.
    #[must_use]
    pub fn is_headless(&self, session: SessionId) -> bool {
        let first = self.engines_of(session).next();
        self.sessions[session.at()].time.is_empty() && first.is_none_or(|(_, run)| run.is_headless)
    }

    /// The work of scripts that did not come to its end, because it failed or was cancelled: the last before the action
    /// that ran the script ended so.
    pub fn failed_script_runs(&self) -> impl Iterator<Item = &ScriptRun> {
        let stopped = self
            .actions
            .iter()
            .filter(|run| run.value.is_some_and(|value| !value.is_well()));
        let stopped: Vec<_> = stopped
            .filter_map(|run| Some(((run.script_action?, run.engine), run.end_line?)))
            .collect();
        let mut works: BTreeMap<_, Vec<&ScriptRun>> =
            stopped.iter().map(|(of, _)| (*of, Vec::new())).collect();
        for work in self.script_runs.iter().filter(|work| !work.rollback) {
            if let Some(works) = works.get_mut(&(work.name, work.engine)) {
                works.push(work);
            }
        }
        stopped.into_iter().filter_map(move |(of, end)| {
            let works = works.get(&of)?;
            let before = works.partition_point(|work| work.line < end);
            works[..before].last().copied()
        })
    }

    /// How the log ended: of the last session of each product, the worst.
    #[must_use]
    pub fn verdict(&self) -> (Verdict, Option<SessionId>) {
        if let Some(bundle) = &self.bundle
            && !self.has_beginning()
        {
            return (bundle.verdict(), None);
        }
        let last = self.last_sessions();
        let verdicts = last
            .into_iter()
            .map(|id| (self.session_verdict(id), Some(id)));
        verdicts
            .max_by_key(|(verdict, _)| verdict.outcome)
            .unwrap_or((Verdict::UNKNOWN, None))
    }

    /// The last session of each product, in the order of the log.
    fn last_sessions(&self) -> Vec<SessionId> {
        // A later session of the same product takes the place of an earlier one, also of one that ended before it knew more
        // of the product than its package.
        let mut last: BTreeMap<String, SessionId> = BTreeMap::new();
        for id in self.session_ids().filter(|id| self.is_operation(*id)) {
            if let Some(file) = self.package_file(id) {
                last.remove(&file);
            }
            last.insert(self.product_of(id), id);
        }
        let mut last: Vec<SessionId> = last.into_values().collect();
        last.sort_unstable();
        last
    }

    /// The file of the package of a session, in small letters: the next try may take it from another folder.
    fn package_file(&self, session: SessionId) -> Option<String> {
        let id = self.packages_of(session).into_iter().next()?;
        Some(file_name(&self.engines[id.at()].product).to_lowercase())
    }

    /// The product of a session, by code, else by name or by the file of its package. Of a session that began above the log
    /// the final dump alone has the code.
    fn product_of(&self, session: SessionId) -> String {
        let runs = || {
            self.packages_of(session)
                .into_iter()
                .map(|id| &self.engines[id.at()])
        };
        let code = runs().find_map(|run| run.product_code().map(str::to_owned));
        let dumped = || {
            let code = self.sessions[session.at()].product.code?;
            Some(self.names.get(code).to_owned())
        };
        let name = || runs().find_map(|run| run.product_name().map(str::to_owned));
        let file = || self.package_file(session);
        let status = || {
            let (_, line) = self.sessions[session.at()].status?;
            let at = self.statuses.partition_point(|(.., at)| *at < line);
            let status = self.statuses.get(at).filter(|(.., at)| *at == line);
            status.map(|(name, ..)| name.clone())
        };
        code.or_else(dumped)
            .or_else(name)
            .or_else(file)
            .or_else(status)
            .unwrap_or_default()
    }

    /// Whether the log has its end: the last session of each product has a result.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        if let Some(bundle) = &self.bundle
            && !self.has_beginning()
        {
            return bundle.exit.is_some();
        }
        let last = self.last_sessions();
        !last.is_empty()
            && last
                .into_iter()
                .all(|id| self.sessions[id.at()].closed || self.stated_verdict(id).is_some())
    }
}

/// The exit code that a return value of the top action stands for.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/logging-of-action-return-values>.
fn top_value(value: i32) -> Option<ExitCode> {
    match value {
        0 | 1 | 5 => Some(ExitCode(0)),
        2 => Some(ExitCode(1602)),
        3 => Some(ExitCode(1603)),
        4 => Some(ExitCode(1604)),
        8 => Some(ExitCode(1618)),
        _ => None,
    }
}
