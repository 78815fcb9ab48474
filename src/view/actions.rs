//! The tree of actions: who ran under whom, how each ended, how long it took, and what the script did for it.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use schemars::JsonSchema;
use serde::Serialize;

use crate::catalog;
use crate::event::EventKind;
use crate::finding::Tool;
use crate::syntax;
use crate::text::{LineNo, Source};
use crate::trace::{
    ActionId, CustomActionType, HostId, Output, ScriptRun, SkippedAction, Trace, result_in_words,
};

/// The actions of a log, ready to be written.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Actions {
    /// 1; a change that a program could not read would raise it.
    pub schema_version: u32,
    /// Who wrote this.
    pub tool: Tool,
    /// The log, as it was named.
    pub log: String,
    /// The actions in the order in which they began, those that were skipped among them.
    pub actions: Vec<Action>,
}

/// An action of a sequence.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Action {
    /// Its name.
    pub name: String,
    /// What the package calls it.
    pub description: Option<String>,
    /// How deep it stands in the tree, from 0.
    pub depth: usize,
    /// Where it began, or was skipped.
    pub line: LineNo,
    /// Where its end stands.
    pub end_line: Option<LineNo>,
    /// `standard`, `custom`, or `dialog`.
    pub kind: &'static str,
    /// What it returned.
    pub value: Option<i32>,
    /// The same in words; `not ended` where the log ends before it, `skipped` where it did not run.
    pub result: &'static str,
    /// Why it was skipped or had nothing to do, in the words of the engine.
    pub reason: Option<String>,
    /// The action of the script that was at work when it ended, where it is one that runs a script.
    pub running: Option<String>,
    /// How long it took in its sequence, in milliseconds; null where the log lacks the clock of one of its ends. An action that
    /// only writes into the script takes no time there.
    pub milliseconds: Option<u32>,
    /// How much of that a dialog waited for the user, in milliseconds.
    pub user_milliseconds: u32,
    /// What it wrote into the log itself.
    pub output: Option<Wrote>,
    /// The process that hosted it.
    pub process: Option<Process>,
    /// What scripts did for it, in order.
    pub work: Vec<Work>,
}

/// What a script did for an action that had written operations into it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Work {
    /// `script`, `rollback`, `commit`, or `kept`: a custom action that the script only stored, to be run later.
    pub place: &'static str,
    /// Its first line.
    pub line: LineNo,
    /// Its last line.
    pub end_line: LineNo,
    /// Whether the script ended here because it failed or was cancelled.
    pub failed: bool,
    /// How long it took, in milliseconds; null where the log lacks the clock of one of its ends.
    pub milliseconds: Option<u32>,
    /// How many operations it has.
    pub operations: u32,
    /// The type, where it is a custom action.
    pub custom_action: Option<CustomAction>,
    /// What it wrote into the log itself.
    pub output: Option<Wrote>,
    /// The process that hosted it.
    pub process: Option<Process>,
}

/// The type of a custom action, decoded.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CustomAction {
    /// The number.
    #[serde(rename = "type")]
    pub number: u32,
    /// What it runs: `DLL in the Binary table`.
    pub what: &'static str,
    /// What of that: the function of a DLL, a command line; empty where the log does not tell it.
    pub target: String,
    /// `immediate`, `deferred`, `rollback`, or `commit`.
    pub execution: &'static str,
    /// Whether it runs with the rights of the user who installs, else with those of the service.
    pub impersonates: bool,
    /// Whether a failure of it is taken for success.
    pub ignores_result: bool,
    /// Whether the install goes on while it runs.
    pub asynchronous: bool,
    /// What else the bits say.
    pub remarks: Vec<&'static str>,
}

/// Lines that an action wrote itself.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Wrote {
    /// The first of them.
    pub line: LineNo,
    /// The last of them; lines of others may stand between.
    pub end_line: LineNo,
    /// How many there are.
    pub lines: u32,
    /// The lines, where they were asked for.
    pub text: Vec<String>,
}

/// A process that hosts custom actions.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Process {
    /// Its id.
    pub pid: u32,
    /// 32 or 64.
    pub bits: Option<u32>,
    /// `Impersonated`, `Elevated`, and so on; empty where the log does not tell it.
    pub rights: String,
}

/// Which actions to show; those around one that is shown are shown too.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choice {
    /// Only those that failed or were cancelled.
    pub failed: bool,
    /// Only custom actions.
    pub custom: bool,
    /// Only those that took so many milliseconds, in the sequence or in the script.
    pub at_least: u32,
}

/// What actions wrote, line by line, in order. Empty where nobody asked for it.
pub type Texts = [(LineNo, String)];

/// What actions wrote themselves, line by line.
///
/// # Errors
///
/// When the log cannot be read again.
pub fn texts(source: &mut Source) -> io::Result<Vec<(LineNo, String)>> {
    let mut texts = Vec::new();
    syntax::each_event(source, |event| {
        let is_output = matches!(
            event.kind,
            EventKind::CustomActionText { .. } | EventKind::ActionData { .. }
        );
        if is_output {
            let lines = event.raw.lines().zip(0..);
            texts.extend(lines.map(|(text, at)| (event.line.plus(at), text.to_owned())));
        }
    })?;
    Ok(texts)
}

impl Actions {
    /// The actions of a log that are chosen, with those around them, and with what they wrote.
    #[must_use]
    pub fn of(trace: &Trace, log: &str, choice: Choice, texts: &Texts) -> Self {
        let mut work: BTreeMap<ActionId, Vec<&ScriptRun>> = BTreeMap::new();
        for run in &trace.script_runs {
            if let Some(id) = run.scheduled {
                work.entry(id).or_default().push(run);
            }
        }
        let failed = trace.failed_script_runs().map(|run| run.line);
        let mut context = Context {
            trace,
            depths: depths(trace),
            failed: failed.collect(),
            texts: Attributed::of(trace, texts),
        };
        let none = Vec::new();
        // Those that were skipped have no id.
        let mut rows: Vec<(Option<ActionId>, Action)> = Vec::new();
        let mut skipped = trace
            .skipped
            .iter()
            .filter(|_| choice.is_default())
            .peekable();
        let mut kept: Vec<bool> = Vec::with_capacity(trace.actions.len());
        for (at, run) in trace.actions.iter().enumerate() {
            let id = ActionId::new(at);
            while let Some(next) = skipped.next_if(|next| next.line < run.line) {
                rows.push((None, of_skipped(&context, next)));
            }
            let runs = work.get(&id).unwrap_or(&none);
            let action = of_run(&mut context, id, runs);
            kept.push(is_chosen(&action, choice));
            rows.push((Some(id), action));
        }
        rows.extend(skipped.map(|next| (None, of_skipped(&context, next))));
        // An action that stands around one that is kept has begun before it.
        for at in (0..kept.len()).rev() {
            if let Some(parent) = trace.actions[at].parent.filter(|_| kept[at])
                && let Some(around) = kept.get_mut(parent.at())
            {
                *around = true;
            }
        }
        rows.retain(|(id, _)| id.is_none_or(|id| kept[id.at()]));
        Self {
            schema_version: 1,
            tool: Tool::this(),
            log: log.to_owned(),
            actions: rows.into_iter().map(|(_, action)| action).collect(),
        }
    }
}

impl Choice {
    fn is_default(self) -> bool {
        !self.failed && !self.custom && self.at_least == 0
    }
}

fn is_chosen(action: &Action, choice: Choice) -> bool {
    let work = action.work.iter().filter_map(|work| work.milliseconds);
    let took = work.chain(action.milliseconds).max().unwrap_or(0);
    let failed = action
        .value
        .is_some_and(|value| !matches!(value, 0 | 1 | 5))
        || action.work.iter().any(|work| work.failed);
    (!choice.failed || failed)
        && (!choice.custom || action.kind == "custom")
        && took >= choice.at_least
}

/// How many actions stand around each action. Those around it have begun before it.
fn depths(trace: &Trace) -> Vec<usize> {
    let mut depths: Vec<usize> = Vec::with_capacity(trace.actions.len());
    for run in &trace.actions {
        depths.push(inside(&depths, run.parent));
    }
    depths
}

/// The depth of what stands inside of `parent`.
fn inside(depths: &[usize], parent: Option<ActionId>) -> usize {
    let parent = parent.and_then(|parent| depths.get(parent.at()));
    parent.map_or(0, |parent| parent + 1)
}

fn kind(name: &str) -> &'static str {
    if catalog::standard_action(name).is_some() {
        "standard"
    } else {
        "custom"
    }
}

/// What rows are made from.
struct Context<'a> {
    trace: &'a Trace,
    /// How many actions stand around each action.
    depths: Vec<usize>,
    /// Where the work begins at which a script failed.
    failed: BTreeSet<LineNo>,
    texts: Attributed,
}

fn of_run(context: &mut Context<'_>, id: ActionId, runs: &[&ScriptRun]) -> Action {
    let trace = context.trace;
    let run = &trace.actions[id.at()];
    let name = trace.names.get(run.name);
    Action {
        name: name.to_owned(),
        description: run.description.map(|text| trace.names.get(text).to_owned()),
        depth: context.depths[id.at()],
        line: run.line,
        end_line: run.end_line,
        kind: if run.dialog { "dialog" } else { kind(name) },
        value: run.value.map(|value| value.0),
        result: run.value.map_or("not ended", result_in_words),
        reason: run.left.map(|reason| trace.names.get(reason).to_owned()),
        running: run.script_action.map(|at| trace.names.get(at).to_owned()),
        milliseconds: run.took(),
        user_milliseconds: run.user_milliseconds,
        output: run.output.map(|output| context.texts.wrote(output)),
        process: process(trace, run.host),
        work: runs.iter().map(|run| work(context, run)).collect(),
    }
}

fn of_skipped(context: &Context<'_>, skipped: &SkippedAction) -> Action {
    let trace = context.trace;
    let name = trace.names.get(skipped.name);
    Action {
        name: name.to_owned(),
        description: None,
        depth: inside(&context.depths, skipped.parent),
        line: skipped.line,
        end_line: None,
        kind: kind(name),
        value: None,
        result: "skipped",
        reason: Some(trace.names.get(skipped.reason).to_owned()),
        running: None,
        milliseconds: None,
        user_milliseconds: 0,
        output: None,
        process: None,
        work: Vec::new(),
    }
}

fn work(context: &mut Context<'_>, run: &ScriptRun) -> Work {
    let trace = context.trace;
    let target = run.target.map(|target| trace.names.get(target).to_owned());
    let custom_action = run.custom_action_type.map(|number| {
        let kind = CustomActionType(number);
        CustomAction {
            number,
            what: kind.what(),
            target: target.unwrap_or_default(),
            execution: kind.execution().as_str(),
            impersonates: kind.impersonates(),
            ignores_result: kind.ignores_result(),
            asynchronous: kind.is_asynchronous(),
            remarks: kind.remarks().collect(),
        }
    });
    Work {
        place: match (run.rollback, run.commit, run.is_stored()) {
            (true, ..) => "rollback",
            (_, true, _) => "commit",
            (.., true) => "kept",
            _ => "script",
        },
        line: run.line,
        end_line: run.end_line,
        failed: context.failed.contains(&run.line),
        milliseconds: run.took(),
        operations: run.operations,
        custom_action,
        output: run.output.map(|output| context.texts.wrote(output)),
        process: process(trace, run.host),
    }
}

fn process(trace: &Trace, host: Option<HostId>) -> Option<Process> {
    let host = trace.hosts.get(host?.at())?;
    Some(Process {
        pid: host.pid,
        bits: host.bits,
        rights: host.rights.clone(),
    })
}

/// Texts by the line at which the output of their action begins.
struct Attributed(BTreeMap<LineNo, Vec<String>>);

impl Attributed {
    fn of(trace: &Trace, texts: &Texts) -> Self {
        let mut by_start = BTreeMap::new();
        if texts.is_empty() {
            return Self(by_start);
        }
        for (line, text) in texts {
            if let Some(writer) = trace.writer_of(*line) {
                let texts: &mut Vec<String> = by_start.entry(writer.output.line).or_default();
                texts.push(text.clone());
            }
        }
        Self(by_start)
    }

    fn wrote(&mut self, output: Output) -> Wrote {
        Wrote {
            line: output.line,
            end_line: output.end_line,
            lines: output.lines,
            text: self.0.remove(&output.line).unwrap_or_default(),
        }
    }
}
