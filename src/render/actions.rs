//! The tree of actions: who ran under whom, how each ended, and how long it took.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::layout::{Paint, Style, cut};
use super::timeline::seconds;
use crate::catalog;
use crate::event::TimeOfDay;
use crate::finding::Tool;
use crate::text::LineNo;
use crate::trace::{ActionId, EngineId, ScriptRun, Trace};

/// The actions of a log, ready to be written.
#[expect(clippy::struct_field_names, reason = "the field is a key of the JSON")]
#[derive(Clone, Debug, Serialize)]
pub struct Actions {
    schema_version: u32,
    tool: Tool,
    log: String,
    actions: Vec<Action>,
}

#[derive(Clone, Debug, Serialize)]
struct Action {
    name: String,
    /// How deep it stands in the tree, from 0.
    depth: usize,
    line: LineNo,
    end_line: Option<LineNo>,
    /// `standard`, `custom`.
    kind: &'static str,
    /// What it returned, as a number and in words.
    value: Option<i32>,
    result: &'static str,
    milliseconds: Option<u32>,
    /// The work that it scheduled, where a script ran it.
    script: Option<Work>,
}

#[derive(Clone, Debug, Serialize)]
struct Work {
    line: LineNo,
    end_line: LineNo,
    milliseconds: Option<u32>,
    operations: u32,
    /// The type of a custom action, and its bits in words.
    custom_action_type: Option<u32>,
    custom_action: Option<String>,
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

impl Actions {
    /// The actions of a log that are chosen, with those around them.
    #[must_use]
    pub fn of(trace: &Trace, log: &str, choice: Choice) -> Self {
        let scripts = script_runs(trace);
        let mut rows: Vec<(Action, bool)> = Vec::new();
        for at in 0..trace.actions.len() {
            let action = action(trace, ActionId(at), &scripts);
            let chosen = is_chosen(&action, choice);
            rows.push((action, chosen));
        }
        // A row is kept when it is chosen, or when one below it is.
        let mut depth_needed = 0;
        let mut kept: Vec<Action> = Vec::new();
        for (action, chosen) in rows.into_iter().rev() {
            if chosen || action.depth < depth_needed {
                depth_needed = action.depth;
                kept.push(action);
            }
        }
        kept.reverse();
        Self {
            schema_version: 1,
            tool: Tool::this(),
            log: log.to_owned(),
            actions: kept,
        }
    }
}

fn is_chosen(action: &Action, choice: Choice) -> bool {
    let work = action.script.as_ref().and_then(|work| work.milliseconds);
    let took = action.milliseconds.unwrap_or(0).max(work.unwrap_or(0));
    let failed = action
        .value
        .is_some_and(|value| !matches!(value, 0 | 1 | 5));
    (!choice.failed || failed)
        && (!choice.custom || action.kind == "custom")
        && took >= choice.at_least
}

/// The work of each action in the script of its engine, rollback left out.
fn script_runs(trace: &Trace) -> BTreeMap<(EngineId, &str), &ScriptRun> {
    let runs = trace.script_runs.iter().filter(|run| !run.rollback);
    runs.filter_map(|run| Some(((run.engine?, trace.names.get(run.name)), run)))
        .collect()
}

fn action(trace: &Trace, id: ActionId, scripts: &BTreeMap<(EngineId, &str), &ScriptRun>) -> Action {
    let run = &trace.actions[id.0];
    let name = trace.names.get(run.name);
    let took = |begun: Option<TimeOfDay>, ended: Option<TimeOfDay>| {
        begun.zip(ended).map(|(begun, ended)| begun.until(ended))
    };
    let script = run.engine.and_then(|engine| scripts.get(&(engine, name)));
    Action {
        name: name.to_owned(),
        depth: std::iter::successors(run.parent, |parent| trace.actions[parent.0].parent).count(),
        line: run.line,
        end_line: run.end_line,
        kind: if catalog::standard_action(name).is_some() {
            "standard"
        } else {
            "custom"
        },
        value: run.value.map(|value| value.0),
        result: run.value.map_or("not ended", |value| result(value.0)),
        milliseconds: took(run.begun, run.ended),
        script: script.map(|work| Work {
            line: work.line,
            end_line: work.end_line,
            milliseconds: took(work.begun, work.ended),
            operations: work.operations,
            custom_action_type: work.custom_action_type,
            custom_action: work.custom_action_type.map(custom_action_in_words),
        }),
    }
}

/// A return value in words.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/logging-of-action-return-values>.
fn result(value: i32) -> &'static str {
    match value {
        0 => "nothing to do",
        1 => "ok",
        2 => "cancelled",
        3 => "failed",
        4 => "suspended",
        5 => "ok, skip the rest",
        6 => "invalid handle state",
        7 => "invalid data",
        8 => "another install is running",
        _ => "its own code",
    }
}

/// The bits of a custom action's type in words: 3073 is `DLL from the Binary table, deferred, no impersonation`.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/summary-list-of-all-custom-action-types> and the pages on
/// in-script execution, return processing, and scheduling options.
fn custom_action_in_words(kind: u32) -> String {
    let code = match kind & 0x7 {
        1 => "DLL",
        2 => "program",
        3 => "text",
        5 => "JScript",
        6 => "VBScript",
        7 => "nested install",
        _ => "custom action",
    };
    let source = match kind & 0x30 {
        0x10 => " from an installed file",
        0x20 => " by folder or inline",
        0x30 => " by property",
        _ => " from the Binary table",
    };
    let when = match (kind & 0x400 != 0, kind & 0x300) {
        (true, 0x100) => ", rollback",
        (true, 0x200) => ", commit",
        (true, _) => ", deferred",
        _ => "",
    };
    let mut words = format!("{code}{source}{when}");
    for (bit, word) in [
        (0x40, ", result ignored"),
        (0x80, ", not waited for"),
        (0x800, ", no impersonation"),
        (0x1000, ", 64-bit script"),
        (0x2000, ", hidden target"),
    ] {
        if kind & bit != 0 {
            words.push_str(word);
        }
    }
    words
}

/// Writes the tree for people.
///
/// # Errors
///
/// What the writer says.
pub fn actions(actions: &Actions, style: Style, out: &mut dyn Write) -> io::Result<()> {
    if actions.actions.is_empty() {
        return writeln!(out, "No such action.");
    }
    for action in &actions.actions {
        let paint = match action.value {
            Some(0 | 1 | 5) => Paint::Green,
            Some(2) | None => Paint::Yellow,
            Some(_) => Paint::Red,
        };
        let own_code = action
            .value
            .filter(|value| *value > 8)
            .map(|value| format!(" {value}"))
            .unwrap_or_default();
        let result = format!("{}{own_code}", action.result);
        let name = cut(&format!("{}{}", "  ".repeat(action.depth), action.name), 44);
        let took = action.milliseconds.map(seconds).unwrap_or_default();
        let line = format!("line {}", action.line);
        writeln!(
            out,
            "{name:<44} {:<14} {took:>10}  {}",
            style.paint(paint, format!("{result:<14}")),
            style.paint(Paint::Dim, line)
        )?;
        if let Some(work) = &action.script {
            let took = work.milliseconds.map(seconds).unwrap_or_default();
            let what = work
                .custom_action
                .clone()
                .unwrap_or_else(|| format!("{} operations", work.operations));
            let text = format!("{}  script: {what}", "  ".repeat(action.depth));
            let line = format!("line {}", work.line);
            writeln!(
                out,
                "{}",
                style.paint(Paint::Dim, format!("{text:<59} {took:>10}  {line}"))
            )?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::custom_action_in_words;

    #[test]
    fn types_of_custom_actions_are_told_in_words() {
        for (kind, words) in [
            (1, "DLL from the Binary table"),
            (
                3073,
                "DLL from the Binary table, deferred, no impersonation",
            ),
            (
                3329,
                "DLL from the Binary table, rollback, no impersonation",
            ),
            (
                3649,
                "DLL from the Binary table, commit, result ignored, no impersonation",
            ),
            (
                3074,
                "program from the Binary table, deferred, no impersonation",
            ),
            (51, "text by property"),
        ] {
            assert_eq!(custom_action_in_words(kind), words, "{kind}");
        }
    }
}
