//! What a custom action wrote into the log itself, read again line by line.

use crate::detect::lines::Lines;
use crate::event::ReturnValue;
use crate::syntax::{MANAGED_CALL, is_prefixed, runs_quietly};
use crate::text::LineNo;
use crate::trace::{
    FaultKind, MarkKind, NameId, Operation, Outcome, Output, SessionId, Trace, Written, between,
    is_script_runner,
};

/// A line that a custom action wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::detect) struct Said {
    /// Where it stands.
    pub(in crate::detect) line: LineNo,
    /// What it says; for the output of a command without the name of the function that ran it.
    pub(in crate::detect) text: String,
}

/// More lines than this on each side of a line say nothing of it.
const MOST: u32 = 200;

/// Where no engine line tells which lines an action wrote, as in logs that are not verbose.
const NEAR: u32 = 40;

/// What the custom action wrote that wrote a line: all of it, or the part around that line.
pub(in crate::detect) fn around(trace: &Trace, line: LineNo, lines: &mut Lines<'_>) -> Vec<Said> {
    let (first, last) = match trace.writer_of(line) {
        Some(Written { output, .. }) => (
            output.line.max(back(line, MOST)),
            output.end_line.min(line.plus(MOST)),
        ),
        None => (back(line, NEAR), line.plus(NEAR)),
    };
    let read = lines.between(first, last).into_iter();
    // What an engine writes may stand between the lines of an action.
    read.filter(|(_, text)| !is_prefixed(text))
        .map(|(line, text)| Said {
            line,
            text: of_command(&text).to_owned(),
        })
        .collect()
}

fn back(line: LineNo, by: u32) -> LineNo {
    LineNo::new(line.get().saturating_sub(by).max(1))
}

/// What an action wrote that a rule looks for, where the action ended well.
#[derive(Clone, Debug)]
pub(in crate::detect) struct PassedOver {
    /// The action.
    pub(in crate::detect) name: NameId,
    /// All that it wrote.
    pub(in crate::detect) output: Output,
    /// The lines that the rule looks for.
    pub(in crate::detect) lines: Vec<LineNo>,
}

/// How sessions ended. A verdict takes a look at all actions of its session, so it is kept for the next question.
pub(in crate::detect) fn outcomes(trace: &Trace) -> impl FnMut(SessionId) -> Outcome {
    let mut known: Option<(SessionId, Outcome)> = None;
    move |session| match known {
        Some((of, outcome)) if of == session => outcome,
        _ => {
            let outcome = trace.session_verdict(session).outcome;
            known = Some((session, outcome));
            outcome
        }
    }
}

/// The marks of a kind, by the action that wrote them, of actions that ended well.
pub(in crate::detect) fn passed_over(
    trace: &Trace,
    kind: MarkKind,
) -> impl Iterator<Item = PassedOver> {
    let marks = trace.marks.iter().filter(move |mark| mark.kind == kind);
    by_action(trace, marks.map(|mark| mark.line))
}

/// Lines in the order of the log, by the action that wrote them, of actions that ended well.
pub(in crate::detect) fn by_action(
    trace: &Trace,
    lines: impl Iterator<Item = LineNo>,
) -> impl Iterator<Item = PassedOver> {
    let mut marks = lines.peekable();
    let mut outcome_of = outcomes(trace);
    let mut outcome_at = move |line| Some(outcome_of(trace.session_at(line)?));
    std::iter::from_fn(move || {
        loop {
            let first = marks.next()?;
            let Some(Written { name, output }) = trace.writer_of(first) else {
                continue;
            };
            let mut lines = vec![first];
            lines.extend(std::iter::from_fn(|| {
                marks.next_if(|line| *line <= output.end_line)
            }));
            let went_well = match outcome_at(output.line) {
                Some(Outcome::Unknown) => has_ended_well(trace, output),
                outcome => outcome.is_some_and(Outcome::is_success),
            };
            if went_well && !has_failed(trace, name, output) {
                return Some(PassedOver {
                    name,
                    output,
                    lines,
                });
            }
        }
    })
}

/// The managed custom action that was called last in some lines: `Calling custom action Gates!Gates.Actions.OpenGates`.
pub(in crate::detect) fn called_above(
    first: LineNo,
    last: LineNo,
    lines: &mut Lines<'_>,
) -> Option<String> {
    let read = lines.between(first, last);
    read.iter().rev().find_map(|(_, line)| {
        let (_, called) = line.split_once(MANAGED_CALL)?;
        let name = called.trim().rsplit(['.', '!']).next()?;
        (!name.is_empty()).then(|| name.to_owned())
    })
}

/// An action that wrote something, as the beginning of a sentence. Where a log is not verbose, all that the custom actions of
/// a script write stands below the action that runs the script.
pub(in crate::detect) fn subject(trace: &Trace, name: NameId) -> String {
    let name = trace.names.get(name);
    if is_script_runner(name) {
        format!("A custom action that {name} ran")
    } else {
        format!("Custom action {name}")
    }
}

/// Whether a product is removed where an action wrote something that a rule looks for, after which nobody misses anything.
pub(in crate::detect) fn removes(trace: &Trace, output: Output) -> bool {
    let marks = &trace.marks;
    let mark = marks[marks.partition_point(|mark| mark.line < output.line)..].first();
    let engine = mark.and_then(|mark| mark.engine);
    engine.is_some_and(|id| trace.operation(id) == Operation::Uninstall)
}

/// Whether a custom action that wrote something failed.
fn has_failed(trace: &Trace, name: NameId, output: Output) -> bool {
    /// How far below its last words an action ends.
    const NEAR: u32 = 30;
    let returned = |kind: &FaultKind| matches!(kind, FaultKind::CustomActionReturned { name: other, .. } if *other == name);
    let end = output.end_line.plus(NEAR);
    let around = between(&trace.faults, output.line, end, |fault| fault.line);
    around.iter().any(|fault| returned(&fault.kind))
}

/// Whether a part of a log, which does not tell how the install ended, has the end of the action that wrote something, and
/// the action ended well.
fn has_ended_well(trace: &Trace, output: Output) -> bool {
    let below = trace
        .actions
        .partition_point(|run| run.line <= output.end_line);
    let next = trace.actions.get(below);
    next.is_some_and(|run| {
        run.output == Some(output) && run.value.is_some_and(ReturnValue::is_well)
    })
}

/// `WixQuietExec64:  The system cannot find the file specified.` without the name of the function.
fn of_command(text: &str) -> &str {
    match text.split_once(":  ") {
        Some((source, said)) if runs_quietly(source) => said,
        // A line without text has one blank less in some versions.
        _ => match text.split_once(':') {
            Some((source, said)) if runs_quietly(source) => said.trim_start(),
            _ => text,
        },
    }
}
