//! From a log to records.

use std::collections::{BTreeMap, BinaryHeap};

use super::clock::{Clock, SessionClock, elapsed};
use super::id::inner_id;
use super::record::{Record, What};
use crate::event::{ReturnValue, Side, TimeOfDay};
use crate::finding::{Finding, PackageReport, Report, Role, SessionReport, fingerprint, signature};
use crate::text::LineNo;
use crate::trace::{ActionId, EngineId, PhaseSpan, SessionId, Trace};

/// The records of a log.
#[derive(Debug)]
pub struct Exported {
    /// The log, then each session with its phases and its actions, then the findings.
    pub records: Vec<Record>,
    /// How many sessions have no certain date.
    pub undated: usize,
}

/// One session with what its records share.
struct Scope<'a> {
    report: &'a SessionReport,
    id: &'a str,
    clock: SessionClock<'a>,
    base: Record,
}

/// The records of a log, of the kinds that are wanted.
///
/// `session_ids` has an id for each session of the report, or one for the whole log where it has none; see
/// [`super::session_id`].
#[must_use]
pub fn records(
    trace: &Trace,
    report: &Report,
    session_ids: &[String],
    clock: Clock<'_>,
    wanted: &[What],
) -> Exported {
    let log_id = session_ids.first().cloned().unwrap_or_default();
    let scopes: Vec<Scope<'_>> = report
        .sessions
        .iter()
        .zip(session_ids)
        .enumerate()
        .map(|(at, (session, id))| {
            let clock = clock.of(session, trace.sessions.get(at));
            let base = base(report, &log_id, session, id, &clock);
            Scope {
                report: session,
                id,
                clock,
                base,
            }
        })
        .collect();
    let mut records = vec![log(report, &log_id, &scopes)];
    let mut spans = Vec::new();
    for (at, scope) in scopes.iter().enumerate() {
        let begin = records.len();
        let phases = phases(trace, SessionId::new(at), scope);
        let actions = actions(trace, SessionId::new(at), scope, &phases);
        records.push(session(scope));
        records.extend(phases.into_iter().map(|(record, _)| record));
        records.extend(actions);
        spans.push(begin..records.len());
    }
    let of_session = |at: Option<usize>| {
        let span = at.and_then(|at| spans.get(at).cloned());
        span.map_or(&[][..], |span| &records[span])
    };
    let findings = findings(report, &log_id, &scopes, of_session);
    records.extend(findings);
    records.retain(|record| wanted.contains(&record.what));
    let undated = scopes.iter().filter(|scope| scope.clock.start().is_none());
    Exported {
        records,
        undated: undated.count(),
    }
}

/// What all records of a session share.
fn base(
    report: &Report,
    log_id: &str,
    session: &SessionReport,
    id: &str,
    clock: &SessionClock<'_>,
) -> Record {
    let package = main_package(session);
    Record {
        log_id: log_id.to_owned(),
        session_id: Some(id.to_owned()),
        log: report.input.path.clone(),
        time: clock.start(),
        operation: session.operation.map(str::to_owned),
        product: package.and_then(|package| package.name.clone()),
        product_version: package.and_then(|package| package.version.clone()),
        product_code: package.and_then(|package| package.product_code.clone()),
        architecture: package.and_then(|package| package.bitness),
        ..Record::default()
    }
}

/// The package that a session is about: the first that did not end well, else the last.
fn main_package(session: &SessionReport) -> Option<&PackageReport> {
    let failed = |package: &&PackageReport| !package.outcome.starts_with("success");
    session
        .packages
        .iter()
        .find(failed)
        .or(session.packages.last())
}

fn session(scope: &Scope<'_>) -> Record {
    let report = scope.report;
    Record {
        what: What::Session,
        id: scope.id.to_owned(),
        line: report.line.get(),
        end_line: report.end_line.get(),
        end_time: report.duration_ms.and_then(|ms| scope.clock.after(ms)),
        duration_ms: report.duration_ms,
        outcome: Some(report.outcome),
        exit_code: report.exit_code.map(i64::from),
        failed_phase: report.failed_phase,
        headline: Some(format!(
            "{} of {}: {}",
            report.operation.unwrap_or("session"),
            scope.base.product.as_deref().unwrap_or("no package"),
            report.outcome
        )),
        ..scope.base.clone()
    }
}

/// The log, with its verdict, its cause, and the product of the session that decides.
fn log(report: &Report, log_id: &str, scopes: &[Scope<'_>]) -> Record {
    let cause = report.cause.as_ref();
    let of_cause = cause.and_then(|cause| scope_of(scopes, cause.line));
    let scope = of_cause.map(|at| &scopes[at]).or(scopes.last());
    let name = report
        .findings
        .iter()
        .find(|finding| finding.role == Role::Cause)
        .map(|finding| finding.name.clone());
    let base = scope.map_or_else(
        || Record {
            log: report.input.path.clone(),
            log_id: log_id.to_owned(),
            ..Record::default()
        },
        |scope| scope.base.clone(),
    );
    Record {
        what: What::Log,
        id: crate::finding::digest(["log", log_id]),
        session_id: None,
        line: 1,
        end_line: report.input.lines.max(1),
        end_time: scope.and_then(|scope| scope.clock.after(scope.report.duration_ms?)),
        duration_ms: scope.and_then(|scope| scope.report.duration_ms),
        outcome: Some(report.verdict.outcome),
        exit_code: report.verdict.exit_code.map(i64::from),
        failed_phase: scope.and_then(|scope| scope.report.failed_phase),
        action: cause.and_then(|cause| cause.action.clone()),
        rule: cause.map(|cause| cause.rule.clone()),
        rule_name: name,
        confidence: cause.map(|cause| cause.confidence.as_str()),
        signature: cause.map(signature),
        code: cause.and_then(|cause| cause.code),
        code_space: cause
            .and_then(|cause| cause.code_space)
            .map(crate::finding::CodeSpace::as_str),
        headline: Some(report.verdict.headline.clone()),
        advice: cause.map(|cause| cause.advice.clone()),
        evidence: cause.and_then(|cause| {
            let line = cause.evidence.iter().find(|line| line.line == cause.line);
            line.map(|line| line.text.clone())
        }),
        format: Some(report.input.format),
        encoding: Some(report.input.encoding.clone()),
        bytes: Some(report.input.bytes),
        lines: Some(report.input.lines),
        unclassified_lines: Some(report.input.unclassified_lines),
        complete: Some(report.verdict.complete),
        ..base
    }
}

/// The session in which a line stands; sessions follow on each other.
fn scope_of(scopes: &[Scope<'_>], line: LineNo) -> Option<usize> {
    let begun = scopes.partition_point(|scope| scope.report.line <= line);
    let at = begun.checked_sub(1)?;
    (line <= scopes[at].report.end_line).then_some(at)
}

fn side(side: Side) -> &'static str {
    match side {
        Side::Client => "client",
        Side::Nested => "nested",
        _ => "server",
    }
}

/// The phases of the engines of a session, with the engine of each.
fn phases(trace: &Trace, id: SessionId, scope: &Scope<'_>) -> Vec<(Record, EngineId)> {
    let mut records = Vec::new();
    for (engine, run) in trace.engines_of(id) {
        for span in &run.phases {
            let name = span.phase.as_str();
            let took = took(span.begun, span.ended);
            let record = Record {
                what: What::Phase,
                id: inner_id(scope.id, What::Phase, scope.report.line, span.line, name),
                parent_id: Some(scope.id.to_owned()),
                line: span.line.get(),
                end_line: span.end_line.get(),
                time: span
                    .begun
                    .and_then(|at| scope.clock.at(at))
                    .or(scope.base.time),
                end_time: end(&scope.clock, span),
                duration_ms: took,
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

fn end(clock: &SessionClock<'_>, span: &PhaseSpan) -> Option<super::clock::Time> {
    span.ended.and_then(|at| clock.at(at))
}

fn took(begun: Option<TimeOfDay>, ended: Option<TimeOfDay>) -> Option<u64> {
    Some(u64::from(elapsed(begun?, ended?)))
}

/// The actions of a session: those of its sequences as a tree, then those that its scripts ran.
fn actions(
    trace: &Trace,
    id: SessionId,
    scope: &Scope<'_>,
    phases: &[(Record, EngineId)],
) -> Vec<Record> {
    let phase_at = |engine: Option<EngineId>, line: LineNo| {
        // Phases stand in the order of their engines.
        let first = phases.partition_point(|(_, of)| Some(*of) < engine);
        let of_engine = phases[first..].iter();
        let mut of_engine = of_engine.take_while(|(_, of)| Some(*of) == engine);
        let around = of_engine
            .find(|(phase, _)| phase.line <= line.get() && line.get() <= phase.end_line)?;
        Some(&around.0)
    };
    let name_of = |run: &crate::trace::ActionRun| trace.names.get(run.name).to_owned();
    let id_of = |action: ActionId| {
        let run = trace.actions.get(action.at())?;
        let name = name_of(run);
        Some(inner_id(
            scope.id,
            What::Action,
            scope.report.line,
            run.line,
            &name,
        ))
    };
    let sequence = trace.actions_of(id).filter_map(|(action, run)| {
        let phase = phase_at(run.engine, run.line);
        let parent = run.parent.and_then(id_of);
        let parent = parent.or_else(|| phase.map(|phase| phase.id.clone()));
        let end_line = run.end_line.map_or(run.line, |line| line.max(run.line));
        Some(Record {
            what: What::Action,
            id: id_of(action)?,
            parent_id: Some(parent.unwrap_or_else(|| scope.id.to_owned())),
            line: run.line.get(),
            end_line: end_line.get(),
            time: run
                .begun
                .and_then(|at| scope.clock.at(at))
                .or(scope.base.time),
            end_time: run.ended.and_then(|at| scope.clock.at(at)),
            duration_ms: took(run.begun, run.ended),
            outcome: Some(outcome(run.value)),
            phase: phase.and_then(|phase| phase.phase),
            side: phase.and_then(|phase| phase.side),
            action: Some(name_of(run)),
            place: Some("sequence"),
            return_value: run.value.map(|value| i64::from(value.0)),
            headline: Some(name_of(run)),
            ..scope.base.clone()
        })
    });
    let scripts = &trace.script_runs;
    let from = scripts.partition_point(|run| run.line < scope.report.line);
    let to = scripts.partition_point(|run| run.line <= scope.report.end_line);
    let scripts = scripts.get(from..to).unwrap_or_default().iter();
    let scripts = scripts.map(|run| {
        let name = trace.names.get(run.name).to_owned();
        let phase = phase_at(run.engine, run.line);
        let place = if run.rollback { "rollback" } else { "script" };
        let key = format!("{place} {name}");
        Record {
            what: What::Action,
            id: inner_id(scope.id, What::Action, scope.report.line, run.line, &key),
            parent_id: Some(phase.map_or(scope.id, |phase| &phase.id).to_owned()),
            line: run.line.get(),
            end_line: run.end_line.get(),
            time: run
                .begun
                .and_then(|at| scope.clock.at(at))
                .or(scope.base.time),
            end_time: run.ended.and_then(|at| scope.clock.at(at)),
            duration_ms: took(run.begun, run.ended),
            phase: phase.and_then(|phase| phase.phase),
            side: phase.and_then(|phase| phase.side),
            headline: Some(format!("{name}, in the {place}")),
            action: Some(name),
            place: Some(place),
            ..scope.base.clone()
        }
    });
    sequence.chain(scripts).collect()
}

/// How an action ended, in the words of outcomes.
fn outcome(value: Option<ReturnValue>) -> &'static str {
    match value {
        None => "unknown",
        Some(value) if value.is_failure() => "failed",
        Some(value) if value.is_cancel() => "cancelled",
        Some(_) => "success",
    }
}

/// The findings, each with the innermost action around its line.
fn findings<'r>(
    report: &Report,
    log_id: &str,
    scopes: &[Scope<'_>],
    of_session: impl Fn(Option<usize>) -> &'r [Record],
) -> Vec<Record> {
    let around = around_each(report, scopes, &of_session);
    let record = |finding: &Finding, place: usize, nth: usize| {
        let at = scope_of(scopes, finding.line);
        let scope = at.map(|at| &scopes[at]);
        let base = scope.map_or_else(
            || Record {
                log: report.input.path.clone(),
                log_id: log_id.to_owned(),
                ..Record::default()
            },
            |scope| scope.base.clone(),
        );
        let session = scope.map_or(log_id, |scope| scope.id);
        let from = scope.map_or(LineNo::FIRST, |scope| scope.report.line);
        let is_cause = finding.role == Role::Cause;
        let cause = report.cause.as_ref().filter(|_| is_cause);
        // A log that grows may get another cause, which then takes the place of the one before.
        let id = if is_cause {
            crate::finding::digest(["cause", log_id])
        } else {
            let name = format!("{} {nth}", finding.rule);
            inner_id(session, What::Finding, from, finding.line, &name)
        };
        let named =
            cause.and_then(|cause| named(of_session(at), finding, cause.action.as_deref()?));
        let action = named.or(around[place]);
        Record {
            what: What::Finding,
            id,
            action_id: action.map(|action| action.id.clone()),
            line: finding.line.get(),
            end_line: finding.end_line.get(),
            time: action.and_then(|action| action.time).or(base.time),
            outcome: Some(report.verdict.outcome),
            exit_code: report.verdict.exit_code.map(i64::from),
            action: cause
                .and_then(|cause| cause.action.clone())
                .or_else(|| action.and_then(|action| action.action.clone())),
            rule: Some(finding.rule.clone()),
            rule_name: Some(finding.name.clone()),
            severity: Some(finding.severity.as_str()),
            confidence: Some(finding.confidence.as_str()),
            role: Some(finding.role.as_str()),
            signature: cause.map(signature),
            fingerprint: Some(fingerprint(finding)),
            code: cause.and_then(|cause| cause.code),
            code_space: cause
                .and_then(|cause| cause.code_space)
                .map(crate::finding::CodeSpace::as_str),
            headline: Some(finding.headline.clone()),
            advice: Some(finding.advice.clone()),
            evidence: finding
                .evidence
                .iter()
                .find(|line| line.line == finding.line)
                .map(|line| line.text.clone()),
            ..base
        }
    };
    // Two findings of a rule may stand on one line.
    let mut made: BTreeMap<(&str, LineNo), usize> = BTreeMap::new();
    let findings = report.findings.iter().enumerate();
    let findings = findings.map(|(place, finding)| {
        let count = made.entry((&finding.rule, finding.line)).or_default();
        *count += 1;
        record(finding, place, *count - 1)
    });
    findings.collect()
}

/// The action that a cause names: the last of that name that began before the line that states the cause.
fn named<'r>(records: &'r [Record], finding: &Finding, name: &str) -> Option<&'r Record> {
    let is_it = |record: &&Record| {
        record.what == What::Action
            && record.line <= finding.line.get()
            && record.action.as_deref() == Some(name)
    };
    records
        .iter()
        .filter(is_it)
        .max_by_key(|record| record.line)
}

/// For each finding of a report the innermost action around its line.
fn around_each<'r>(
    report: &Report,
    scopes: &[Scope<'_>],
    of_session: &impl Fn(Option<usize>) -> &'r [Record],
) -> Vec<Option<&'r Record>> {
    let session_of = |place: &usize| scope_of(scopes, report.findings[*place].line);
    let mut order: Vec<usize> = (0..report.findings.len()).collect();
    order.sort_by_key(|place| (session_of(place), report.findings[*place].line));
    let mut around = vec![None; order.len()];
    for places in order.chunk_by(|one, other| session_of(one) == session_of(other)) {
        let lines = places
            .iter()
            .map(|place| report.findings[*place].line.get());
        let found = innermost(of_session(session_of(&places[0])), lines);
        for (place, action) in places.iter().zip(found) {
            around[*place] = action;
        }
    }
    around
}

/// The innermost action around each of some lines, which are in order: of those that have begun and not ended the last.
fn innermost(
    records: &[Record],
    lines: impl Iterator<Item = u32>,
) -> impl Iterator<Item = Option<&Record>> {
    let is_action = |(_, record): &(usize, &Record)| record.what == What::Action;
    let mut actions: Vec<_> = records.iter().enumerate().filter(is_action).collect();
    actions.sort_by_key(|(_, record)| record.line);
    let mut actions = actions.into_iter().peekable();
    let mut begun = BinaryHeap::new();
    lines.map(move |line| {
        while let Some((at, record)) = actions.next_if(|(_, record)| record.line <= line) {
            begun.push((record.line, at));
        }
        // What has ended above this line has ended above all that follow.
        while let Some((_, at)) = begun.peek()
            && records[*at].end_line < line
        {
            begun.pop();
        }
        begun.peek().map(|(_, at)| &records[*at])
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_innermost_action_is_the_last_that_began_and_has_not_ended(
            actions in prop::collection::vec((1_u32..50, 0_u32..20), 0..30),
            mut lines in prop::collection::vec(1_u32..70, 0..30),
        ) {
            lines.sort_unstable();
            let records: Vec<Record> = actions
                .iter()
                .map(|(line, more)| Record {
                    what: What::Action,
                    line: *line,
                    end_line: line + more,
                    ..Record::default()
                })
                .collect();
            let found = innermost(&records, lines.iter().copied());
            for (line, found) in lines.iter().zip(found) {
                let around = records
                    .iter()
                    .filter(|record| record.line <= *line && *line <= record.end_line);
                let expected = around.max_by_key(|record| record.line);
                prop_assert_eq!(
                    found.map(|record| record.line),
                    expected.map(|record| record.line)
                );
            }
        }
    }
}
