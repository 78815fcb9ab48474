//! Scripts: which actions run in them, when, and in which direction.

use super::Trace;
use super::builder::Builder;
use super::index::{ActionId, EngineId, HostId, NameId};
use super::model::Output;
use super::product::{NamedBy, hear_of_script};
use crate::event::{Event, TimeOfDay, took};
use crate::syntax::{action_argument, argument, custom_action_target};
use crate::text::LineNo;

/// The work of one action in a script: from its `ActionStart` to the next, or to the end of the script.
///
/// In script generation an action only writes its operations down, which takes a millisecond; this is its work.
#[derive(Clone, Debug)]
pub struct ScriptRun {
    /// The action.
    pub name: NameId,
    /// The engine whose script it is; none for a rollback after the engines of a transaction have returned.
    pub engine: Option<EngineId>,
    /// First line.
    pub line: LineNo,
    /// Last line seen of it.
    pub end_line: LineNo,
    /// The clock at its first line.
    pub begun: Option<TimeOfDay>,
    /// The clock where the next one begins.
    pub ended: Option<TimeOfDay>,
    /// Whether it undoes things.
    pub rollback: bool,
    /// How many operations it has, its own start left out.
    pub operations: u32,
    /// The type of the custom action, where it is one.
    pub custom_action_type: Option<u32>,
    /// The action of the sequence that wrote it into the script.
    pub scheduled: Option<ActionId>,
    /// What the package calls it.
    pub description: Option<NameId>,
    /// Whether it is a custom action that ran in the commit phase.
    pub commit: bool,
    /// What a custom action runs: the function of its library, its command line, its script.
    pub target: Option<NameId>,
    /// What it wrote into the log itself.
    pub output: Option<Output>,
    /// The process that hosted it, where it is a custom action in a library.
    pub host: Option<HostId>,
}

/// The bit of a custom action's type that puts it off to a rollback.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/custom-action-in-script-execution-options>.
const TO_ROLLBACK: u32 = 0x100;

/// The bit that puts it off to the commit phase.
const TO_COMMIT: u32 = 0x200;

impl ScriptRun {
    /// How many milliseconds it took, where the log has the clock of both its ends.
    #[must_use]
    pub fn took(&self) -> Option<u32> {
        took(self.begun, self.ended)
    }

    /// Whether the script only stored a custom action here, to be run in a rollback or in the commit phase.
    #[must_use]
    pub fn is_stored(&self) -> bool {
        self.is_put_off(TO_ROLLBACK | TO_COMMIT)
    }

    /// Whether the script only stored a custom action here, to be run in the commit phase.
    pub(super) fn is_stored_for_commit(&self) -> bool {
        self.is_put_off(TO_COMMIT)
    }

    fn is_put_off(&self, bits: u32) -> bool {
        let put_off = self.custom_action_type.is_some_and(|kind| kind & bits != 0);
        put_off && !self.rollback && !self.commit
    }
}

/// What was at work when the log ended.
#[derive(Clone, Copy, Debug)]
pub struct OpenWork {
    /// The action.
    pub name: NameId,
    /// Where it began: in a script at its `ActionStart`.
    pub line: LineNo,
    /// The clock there.
    pub begun: Option<TimeOfDay>,
    /// Whether a script ran, so that operations tell how far it came.
    pub is_script: bool,
    /// Whether that script undid things.
    pub is_rollback: bool,
}

impl Trace {
    /// What was at work when the log ended: where a script ran the action whose operations ran, else the innermost
    /// action that was open. Of a part that begins within a script the script is all that there is.
    #[must_use]
    pub fn open_work(&self) -> Option<OpenWork> {
        let of_script = self.script_runs.last();
        let of_script = of_script.filter(|run| Some(run.name) == self.last_script_action);
        let of_script = of_script.map(|run| OpenWork {
            name: run.name,
            line: run.line,
            begun: run.begun,
            is_script: true,
            is_rollback: run.rollback,
        });
        if self.actions.is_empty() {
            return of_script;
        }
        let action = &self.actions[self.open_actions.last()?.at()];
        of_script.or(Some(OpenWork {
            name: action.name,
            line: action.line,
            begun: action.begun,
            is_script: false,
            is_rollback: false,
        }))
    }
}

/// More runs of actions than all scripts of a log have.
pub(super) const MOST_RUNS: usize = 1 << 20;

/// A running script.
#[derive(Clone, Copy, Debug)]
pub(super) struct RunningScript {
    /// Whether it undoes things.
    pub(super) rollback: bool,
    /// The action whose operations run.
    pub(super) action: Option<NameId>,
    /// Its run.
    pub(super) run: Option<usize>,
}

impl Builder {
    /// Takes note of `Executing op: <name>(<arguments>)`.
    pub(super) fn operation(
        &mut self,
        event: &Event<'_>,
        engine: Option<EngineId>,
        name: &str,
        arguments: &str,
    ) {
        self.unowned = None;
        match name {
            "Header" => self.begin_script(event, engine, arguments),
            "End" => self.end_script(event, engine),
            "ActionStart" => {
                let name = action_argument(arguments, "Name");
                self.begin_script_run(event, engine, name.as_deref());
                self.describe_script_run(argument(arguments, "Description"));
            }
            "ProductInfo" => {
                self.name_late_script(argument(arguments, "ProductKey"));
                if self.is_headless(engine) {
                    let by = match self.script {
                        Some(script) if script.rollback => NamedBy::Rollback,
                        _ => NamedBy::Script,
                    };
                    hear_of_script(self, by, arguments);
                }
            }
            "CustomActionSchedule" | "CustomActionRollback" | "CustomActionCommit" => {
                self.schedule_custom_action(event, engine, name, arguments);
            }
            _ => {}
        }
        if !matches!(name, "Header" | "End" | "ActionStart")
            && let Some(run) = self.script.and_then(|script| script.run)
        {
            self.trace.script_runs[run].operations += 1;
            self.trace.script_runs[run].end_line = event.end_line();
        }
        if self.script.is_none_or(|script| !script.rollback) {
            self.count_work(engine);
        }
    }

    fn begin_script(&mut self, event: &Event<'_>, engine: Option<EngineId>, arguments: &str) {
        let number = |name| argument(arguments, name).and_then(|text| text.parse::<u32>().ok());
        let rollback = number("ScriptType") == Some(2);
        self.given_up += u32::from(rollback);
        // A script that failed has no end of its own: what undoes it begins.
        self.end_script_run(event);
        self.script = Some(RunningScript {
            rollback,
            action: None,
            run: None,
        });
        let stamp = number("Timestamp").and_then(super::date::script_timestamp);
        let known = self.trace.stamps.last().map(|(session, _)| *session);
        if known != self.session {
            self.trace.stamps.extend(self.session.zip(stamp));
        }
        let Some(id) = engine else {
            self.begin_late_script(event, rollback);
            return;
        };
        let run = &mut self.trace.engines[id.at()];
        let mark = if rollback {
            &mut run.rollback
        } else {
            &mut run.script
        };
        mark.get_or_insert(event.line);
        run.script_ended &= !rollback;
        run.platform = number("Platform").or(run.platform);
    }

    /// `Action 8:04:46: Rollback. Rolling back action:`, where a part of a log has no more of the rollback script's header.
    pub(super) fn roll_back(&mut self) {
        self.given_up += 1;
        self.script = Some(RunningScript {
            rollback: true,
            action: None,
            run: None,
        });
    }

    fn end_script(&mut self, event: &Event<'_>, engine: Option<EngineId>) {
        if engine.is_none() {
            self.end_late_script(event);
        }
        self.end_script_run(event);
        let was_install = self.script.take().is_some_and(|script| !script.rollback);
        if let Some(id) = engine {
            self.trace.engines[id.at()].script_ended |= was_install;
        }
    }

    fn begin_script_run(
        &mut self,
        event: &Event<'_>,
        engine: Option<EngineId>,
        name: Option<&str>,
    ) {
        self.end_script_run(event);
        let Some(name) = name else { return };
        // A log whose head is lost may begin in the middle of a script.
        let script = self.script.unwrap_or(RunningScript {
            rollback: false,
            action: None,
            run: None,
        });
        let name = self.trace.names.id(name);
        let run =
            (self.trace.script_runs.len() < MOST_RUNS).then_some(self.trace.script_runs.len());
        self.script = Some(RunningScript {
            action: Some(name),
            run,
            ..script
        });
        if run.is_none() {
            self.trace.drop_fact();
        } else {
            let scheduled = engine.and_then(|id| self.scheduled.get(&(id, name)).copied());
            self.trace.script_runs.push(ScriptRun {
                name,
                engine,
                line: event.line,
                end_line: event.end_line(),
                begun: event.origin.engine().and_then(|prefix| prefix.at),
                ended: None,
                rollback: script.rollback,
                operations: 0,
                custom_action_type: None,
                scheduled,
                description: None,
                commit: false,
                target: None,
                output: None,
                host: None,
            });
        }
    }

    fn describe_script_run(&mut self, description: Option<&str>) {
        let description = description.filter(|text| !text.is_empty());
        if let (Some(text), Some(run)) = (description, self.script.and_then(|script| script.run)) {
            self.trace.script_runs[run].description = Some(self.trace.names.id(text));
        }
    }

    /// Takes note of the time at which the work of an action in the script ends: that of the line that begins the next one, or
    /// that ends the script.
    pub(super) fn end_script_run(&mut self, event: &Event<'_>) {
        if let Some(run) = self.script.and_then(|script| script.run) {
            self.trace.script_runs[run].ended = event.origin.engine().and_then(|prefix| prefix.at);
        }
    }

    /// A custom action has an `ActionStart` of its own just above, but not in every script.
    fn schedule_custom_action(
        &mut self,
        event: &Event<'_>,
        engine: Option<EngineId>,
        operation: &str,
        arguments: &str,
    ) {
        let Some(name) = action_argument(arguments, "Action") else {
            return;
        };
        let name = name.as_ref();
        let id = self.trace.names.id(name);
        // A log whose head is lost may begin behind the line that begins the action.
        let is_other = match self.script {
            Some(script) => script.action != Some(id),
            None => operation == "CustomActionSchedule",
        };
        if is_other {
            self.begin_script_run(event, engine, Some(name));
        }
        let kind = argument(arguments, "ActionType").and_then(|text| text.parse().ok());
        let target = custom_action_target(arguments).map(|target| self.trace.names.id(target));
        // Nothing else tells it where a part of a log begins within the rollback.
        let undoes = operation == "CustomActionRollback";
        self.given_up += u32::from(undoes);
        if let Some(script) = &mut self.script {
            script.rollback |= undoes;
        }
        if let Some(run) = self.script.and_then(|script| script.run) {
            self.trace.script_runs[run].rollback |= undoes;
            self.trace.script_runs[run].custom_action_type = kind;
            self.trace.script_runs[run].target = target;
        }
    }
}
