//! Actions: how they begin, nest, and end.

use super::builder::Builder;
use super::index::{ActionId, EngineId, SessionId};
use super::model::{ActionRun, Output, SkippedAction};
use crate::event::{Event, ReturnValue, Side, TimeOfDay};

/// More actions than any package has; a hostile log may name one in every line.
const MOST_ACTIONS: usize = 1 << 20;

/// Actions nest through engines, a few levels deep; those that never end are forgotten beyond this.
const MOST_OPEN: usize = 256;

/// The action that removes the products that an upgrade replaces.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/removeexistingproducts-action>.
pub const REMOVE_EXISTING_PRODUCTS: &str = "RemoveExistingProducts";

/// Whether an action is the dialog that tells how the install has ended: closing it cancels nothing.
#[must_use]
pub fn tells_the_end(name: &str) -> bool {
    tells_of_failure(name) || matches!(name, "ExitDialog" | "ExitDlg" | "SetupCompleteSuccess")
}

/// Whether an action is the dialog that tells of a failure or a cancel.
///
/// `FatalError` and `UserExit` are the names of Microsoft, the others those of WiX and `InstallShield`.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/fatalerror-dialog>.
pub(super) fn tells_of_failure(name: &str) -> bool {
    matches!(
        name,
        "FatalError"
            | "FatalErrorDlg"
            | "FatalErrorForm"
            | "UserExit"
            | "UserExitDlg"
            | "UserExitForm"
            | "SetupCompleteError"
            | "SetupInterrupted"
    )
}

impl Builder {
    /// Takes note of `Doing action: InstallFiles`, and gives the action that it begins; nothing beyond the bound of actions.
    pub(super) fn begin_action(
        &mut self,
        event: &Event<'_>,
        engine: Option<EngineId>,
        session: SessionId,
        name: &str,
    ) -> Option<ActionId> {
        self.unowned = None;
        if self.trace.actions.len() >= MOST_ACTIONS {
            self.trace.drop_fact();
            return None;
        }
        let new = ActionId::new(self.trace.actions.len());
        if let Some(id) = engine {
            let run = &mut self.trace.engines[id.at()];
            // The top action of an engine without a beginning stands above the log.
            if !run.is_headless || is_top_action(name) {
                run.top.get_or_insert(new);
            }
        }
        if self.open.len() >= MOST_OPEN {
            self.open.remove(MOST_OPEN / 2);
        }
        let run = ActionRun {
            name: self.trace.names.id(name),
            engine,
            session,
            parent: self.parent_of(engine),
            line: event.line,
            end_line: None,
            value: None,
            begun: event.origin.engine().and_then(|prefix| prefix.at),
            ended: None,
            script_action: None,
            work: 0,
            description: None,
            dialog: false,
            user_milliseconds: 0,
            output: None,
            host: None,
            left: None,
            started: false,
        };
        if let Some(id) = engine {
            self.scheduled.insert((id, run.name), new);
        }
        self.open.push(new);
        self.trace.actions.push(run);
        Some(new)
    }

    /// The action around a new one. A sequence is flat: its actions stand below the top action of their engine,
    /// although `Doing action` of the next comes before `Action ended` of the last. The top action stands below
    /// what the engine around it is doing. Logs without engines have their lines in order, so there nesting counts.
    fn parent_of(&self, engine: Option<EngineId>) -> Option<ActionId> {
        let Some(id) = engine else {
            return self.open.last().copied();
        };
        let of_engine = |engine: EngineId| {
            self.open
                .iter()
                .copied()
                .filter(move |open| self.trace.actions[open.at()].engine == Some(engine))
        };
        of_engine(id).next().or_else(|| {
            self.trace.engines[id.at()]
                .parent
                .and_then(|outer| of_engine(outer).next_back())
        })
    }

    /// Takes note of `Action start 9:22:41: InstallFiles.`, which begins the action where no `Doing action: InstallFiles`
    /// stands above it, as in a log that is not verbose.
    pub(super) fn start_action(
        &mut self,
        event: &Event<'_>,
        engine: Option<EngineId>,
        session: SessionId,
        name: &str,
        at: TimeOfDay,
    ) {
        let id = self.trace.names.id(name);
        let waiting = self.open.iter().rev().copied().find(|open| {
            let run = &self.trace.actions[open.at()];
            run.name == id && !run.started
        });
        if let Some(open) = waiting {
            let run = &mut self.trace.actions[open.at()];
            run.started = true;
            run.begun = run.begun.or(stated(at));
            return;
        }
        // What a log that is not verbose survived stands behind the last beginning as well.
        if engine.is_some() {
            self.count_work(engine);
        }
        if let Some(begun) = self.begin_action(event, engine, session, name) {
            let run = &mut self.trace.actions[begun.at()];
            run.started = true;
            run.begun = run.begun.or(stated(at));
        }
    }

    /// Takes note of `Action ended 9:22:41: InstallFiles. Return value 1.`, which ends the last action of that name that is open.
    /// Without one it is the end of an action that began above the log.
    pub(super) fn end_action(
        &mut self,
        event: &Event<'_>,
        name: &str,
        value: ReturnValue,
        at: TimeOfDay,
    ) {
        let unowned = self.unowned.take();
        let id = self.trace.names.id(name);
        let Some(at_open) = self
            .open
            .iter()
            .rposition(|open| self.trace.actions[open.at()].name == id)
        else {
            self.end_headless_action(event, name, (value, at), unowned);
            return;
        };
        let open = self.open.remove(at_open);
        self.part_from_next(open, at_open);
        self.close_action(event, open, name, value);
        // The line itself has whole seconds; the last line with a prefix is nearer where it is of the same second.
        let last = self.last_clock.map(|(clock, _)| clock);
        let same = last.filter(|clock| clock.milliseconds() / 1000 == at.milliseconds() / 1000);
        self.trace.actions[open.at()].ended = same.or(stated(at)).or(last);
        if name == REMOVE_EXISTING_PRODUCTS {
            let trace = &self.trace;
            let outer = trace.actions[open.at()].engine;
            self.running.retain(|run| {
                trace.engines[run.at()].side != Side::Nested
                    || trace.engines[run.at()].parent != outer
            });
        }
    }
}

/// The time of an action line. Midnight mostly stands for one that a page has taken away.
fn stated(at: TimeOfDay) -> Option<TimeOfDay> {
    Some(at).filter(|at| at.milliseconds() > 0)
}

impl Builder {
    /// Takes note of how an action ended, and of what was at work then.
    fn close_action(&mut self, event: &Event<'_>, id: ActionId, name: &str, value: ReturnValue) {
        let work = self.work_of(self.trace.actions[id.at()].engine);
        let script = self.script.filter(|script| !script.rollback);
        let run = &mut self.trace.actions[id.at()];
        run.end_line = Some(event.line);
        run.value = Some(value);
        run.work = work;
        if is_script_runner(name) {
            run.script_action = script.and_then(|script| script.action);
        }
    }

    /// `Doing action` of the next comes before `Action ended` of the last, so where no open top action tells the sequence, an
    /// action that is open when another ends stood beside it, not within it. In a part of a log one that has ended was of the
    /// older product.
    fn part_from_next(&mut self, ended: ActionId, at_open: usize) {
        let run = &self.trace.actions[ended.at()];
        let around = run.parent;
        let has_top = |id: EngineId| {
            let top = self.trace.engines[id.at()].top;
            top.is_some_and(|top| self.trace.actions[top.at()].end_line.is_none())
        };
        if run.engine.is_some_and(has_top) {
            return;
        }
        for next in &self.open[at_open..] {
            let next = &mut self.trace.actions[next.at()];
            if next.parent == Some(ended) {
                next.parent = around;
            }
        }
    }

    /// An action that began above the first line of the log: it stands at its end.
    ///
    /// Where an engine began below a header nothing is missing above, and the line says nothing.
    /// What was written above since another action began or ended is its own.
    fn end_headless_action(
        &mut self,
        event: &Event<'_>,
        name: &str,
        (value, at): (ReturnValue, TimeOfDay),
        output: Option<Output>,
    ) {
        let Some(session) = self.session else { return };
        let has_header = !self.trace.sessions[session.at()].time.is_empty();
        if has_header && self.last_engine != [None; 2] {
            return;
        }
        if let Some(id) = self.begin_action(event, None, session, name) {
            self.open.pop();
            self.close_action(event, id, name, value);
            let run = &mut self.trace.actions[id.at()];
            run.started = true;
            run.begun = None;
            run.parent = None;
            run.output = output;
            run.ended = Some(at);
        }
    }

    /// `Skipping action: CCPSearch (condition is false)`, which comes in place of the action, or
    /// `Skipping FindRelatedProducts action: already done on client side`, which comes after `Doing action`.
    pub(super) fn skip_action(
        &mut self,
        event: &Event<'_>,
        engine: Option<EngineId>,
        [name, reason]: [&str; 2],
    ) {
        let reason = self.trace.names.id(reason.trim());
        let open = self.innermost(engine);
        let open = open.and_then(|open| self.trace.actions.get_mut(open.at()));
        if let Some(run) = open
            && (name.is_empty() || self.trace.names.get(run.name) == name)
        {
            run.left = Some(reason);
            return;
        }
        if self.trace.skipped.len() >= MOST_ACTIONS {
            self.trace.drop_fact();
            return;
        }
        let skipped = SkippedAction {
            name: self.trace.names.id(name),
            reason,
            engine,
            parent: self.parent_of(engine),
            line: event.line,
        };
        self.trace.skipped.push(skipped);
    }

    /// `Action 05:15:50: WelcomeDlg. Dialog created`, `Action 05:17:51: InstallFiles. Copying new files`
    pub(super) fn describe_action(&mut self, name: &str, text: &str) {
        if name == "Rollback" && self.running.is_empty() {
            self.roll_back();
        }
        let id = self.trace.names.id(name);
        let at = self
            .open
            .iter()
            .rposition(|open| self.trace.actions[open.at()].name == id);
        let Some(open) = at.map(|at| self.open[at]) else {
            return;
        };
        let text = text.trim();
        let description = (!text.is_empty()).then(|| self.trace.names.id(text));
        let run = &mut self.trace.actions[open.at()];
        run.dialog |= is_dialog(name, text);
        if run.dialog {
            self.dialog = Some(open);
        }
        run.description = run.description.or(description);
    }

    /// The action that works now: that of the script, where one runs, else the innermost that is open.
    /// Gives the place to note what it wrote.
    pub(super) fn output_of(&mut self, engine: Option<EngineId>) -> Option<&mut Option<Output>> {
        if let Some(run) = self.script.and_then(|script| script.run) {
            return self
                .trace
                .script_runs
                .get_mut(run)
                .map(|run| &mut run.output);
        }
        let open = self.innermost(engine)?;
        Some(&mut self.trace.actions[open.at()].output)
    }

    /// The innermost open action of an engine, else the innermost of all.
    pub(super) fn innermost(&self, engine: Option<EngineId>) -> Option<ActionId> {
        let mut open = self.open.iter().rev().copied();
        let of_engine = open.find(|open| self.trace.actions[open.at()].engine == engine);
        of_engine.or_else(|| self.open.last().copied())
    }
}

/// Whether an action is a dialog. Its description says so in English; in other languages its name may.
pub(super) fn is_dialog(name: &str, description: &str) -> bool {
    let by_name = ["Dlg", "Dialog", "Form"];
    description == "Dialog created" || by_name.iter().any(|end| name.ends_with(end))
}

/// Whether an action is the one around a whole sequence, which does nothing itself.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/install-action>.
#[must_use]
pub fn is_top_action(name: &str) -> bool {
    matches!(name, "INSTALL" | "ADMIN" | "ADVERTISE")
}

/// Whether an action does not do the work itself but runs what others wrote into the script.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/installexecute-action>.
#[must_use]
pub fn is_script_runner(name: &str) -> bool {
    matches!(
        name,
        "InstallFinalize" | "InstallExecute" | "InstallExecuteAgain"
    )
}
