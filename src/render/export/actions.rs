//! Records of phases and of actions.

use super::id::inner_id;
use super::record::{Record, What};
use super::records::Scope;
use crate::event::{ReturnValue, Side};
use crate::text::LineNo;
use crate::trace::{ActionId, ActionRun, EngineId, Outcome, ScriptRun, SessionId, Trace, between};

/// The phases of the engines of a session, with the engine of each.
pub(super) fn phases(trace: &Trace, id: SessionId, scope: &Scope<'_>) -> Vec<(Record, EngineId)> {
    let mut records = Vec::new();
    for (engine, run) in trace.engines_of(id) {
        for span in &run.phases {
            let name = span.phase.as_str();
            let record = Record {
                what: What::Phase,
                id: inner_id(scope.id, What::Phase, scope.report.line, span.line, name),
                parent_id: Some(scope.id.to_owned()),
                line: span.line.get(),
                end_line: span.end_line.get(),
                time: scope.time(span.begun),
                end_time: scope.end_time(span.begun, span.ended),
                duration_ms: span.took().map(u64::from),
                phase: Some(name),
                side: Some(side(run.side)),
                headline: Some(format!("{} of the {}", name, side(run.side))),
                ..scope.base.clone()
            };
            records.push((record, engine));
        }
    }
    records
}

/// The actions of a session: those of its sequences as a tree, then those that its scripts ran.
pub(super) fn actions(
    trace: &Trace,
    id: SessionId,
    scope: &Scope<'_>,
    phases: &[(Record, EngineId)],
) -> Vec<Record> {
    let sequence = trace.actions_of(id).map(|(action, run)| {
        let phase = phase_at(phases, run.engine, run.line);
        of_sequence(trace, scope, action, run, phase)
    });
    let (from, to) = (scope.report.line, scope.report.end_line);
    let scripts = between(&trace.script_runs, from, to, |run| run.line).iter();
    let scripts = scripts.map(|run| {
        let phase = phase_at(phases, run.engine, run.line);
        of_script(trace, scope, run, phase)
    });
    sequence.chain(scripts).collect()
}

/// The phase of an engine around a line. Phases stand in the order of their engines.
fn phase_at(
    phases: &[(Record, EngineId)],
    engine: Option<EngineId>,
    line: LineNo,
) -> Option<&Record> {
    let first = phases.partition_point(|(_, of)| Some(*of) < engine);
    let of_engine = phases[first..].iter();
    let mut of_engine = of_engine.take_while(|(_, of)| Some(*of) == engine);
    let around =
        of_engine.find(|(phase, _)| phase.line <= line.get() && line.get() <= phase.end_line)?;
    Some(&around.0)
}

/// An action of a sequence, below the action around it, else below its phase. One that goes on behind its phase, as
/// `INSTALL` does, stands below the session.
fn of_sequence(
    trace: &Trace,
    scope: &Scope<'_>,
    action: ActionId,
    run: &ActionRun,
    phase: Option<&Record>,
) -> Record {
    let id_of = |action: ActionId| {
        let line = trace.actions[action.at()].line;
        let name = trace.action_name(action);
        inner_id(scope.id, What::Action, scope.report.line, line, name)
    };
    let end_line = run
        .end_line
        .map_or(run.line, |line| line.max(run.line))
        .get();
    let around = phase.filter(|phase| end_line <= phase.end_line);
    let of_phase = || around.map_or(scope.id, |phase| &phase.id).to_owned();
    let name = trace.action_name(action).to_owned();
    Record {
        what: What::Action,
        id: id_of(action),
        parent_id: Some(run.parent.map_or_else(of_phase, id_of)),
        line: run.line.get(),
        end_line,
        time: scope.time(run.begun),
        end_time: scope.end_time(run.begun, run.ended),
        duration_ms: run.took().map(u64::from),
        outcome: Some(outcome(run.value)),
        phase: phase.and_then(|phase| phase.phase),
        side: phase.and_then(|phase| phase.side),
        headline: Some(name.clone()),
        action: Some(name),
        place: Some("sequence"),
        return_value: run.value.map(|value| i64::from(value.0)),
        ..scope.base.clone()
    }
}

/// An action that a script ran, or its rollback.
fn of_script(trace: &Trace, scope: &Scope<'_>, run: &ScriptRun, phase: Option<&Record>) -> Record {
    let name = trace.names.get(run.name).to_owned();
    let place = if run.rollback { "rollback" } else { "script" };
    let key = format!("{place} {name}");
    Record {
        what: What::Action,
        id: inner_id(scope.id, What::Action, scope.report.line, run.line, &key),
        parent_id: Some(phase.map_or(scope.id, |phase| &phase.id).to_owned()),
        line: run.line.get(),
        end_line: run.end_line.get(),
        time: scope.time(run.begun),
        end_time: scope.end_time(run.begun, run.ended),
        duration_ms: run.took().map(u64::from),
        phase: phase.and_then(|phase| phase.phase),
        side: phase.and_then(|phase| phase.side),
        headline: Some(format!("{name}, in the {place}")),
        action: Some(name),
        place: Some(place),
        ..scope.base.clone()
    }
}

/// How an action ended, in the words of outcomes.
fn outcome(value: Option<ReturnValue>) -> Outcome {
    match value {
        None => Outcome::Unknown,
        Some(value) if value.is_failure() => Outcome::Failed,
        Some(value) if value.is_cancel() => Outcome::Cancelled,
        Some(_) => Outcome::Success,
    }
}

/// The side of an engine, in the words of dashboards.
fn side(side: Side) -> &'static str {
    match side {
        Side::Client => "client",
        Side::Nested => "nested",
        _ => "server",
    }
}
