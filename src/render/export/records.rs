//! From a log to records.

use super::actions::{actions, phases};
use super::clock::{Clock, SessionClock, Time};
use super::findings::findings;
use super::record::{Record, What};
use crate::event::TimeOfDay;
use crate::finding::{Report, Role, SessionReport, signature};
use crate::text::LineNo;
use crate::trace::{SessionId, Trace};

/// The records of a log.
#[derive(Debug)]
pub struct Exported {
    /// The log, then each session with its phases and its actions, then the findings.
    pub records: Vec<Record>,
    /// How many sessions have no certain date.
    pub undated: usize,
}

/// One session with what its records share.
pub(super) struct Scope<'a> {
    pub(super) report: &'a SessionReport,
    pub(super) id: &'a str,
    pub(super) clock: SessionClock<'a>,
    pub(super) base: Record,
}

impl Scope<'_> {
    /// When something of the session happened; where nothing says so, when the session began.
    pub(super) fn time(&self, at: Option<TimeOfDay>) -> Option<Time> {
        at.and_then(|at| self.clock.at(at)).or(self.base.time)
    }

    /// When something of the session ended, which is not before it began: some lines have whole seconds.
    pub(super) fn end_time(
        &self,
        begun: Option<TimeOfDay>,
        ended: Option<TimeOfDay>,
    ) -> Option<Time> {
        let begun = begun.and_then(|begun| self.clock.milliseconds(begun));
        let ended = self.clock.milliseconds(ended?)?;
        self.clock
            .after(begun.map_or(ended, |begun| begun.max(ended)))
    }
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
    let mut records = vec![log(trace, report, &log_id, &scopes)];
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
    let package = session.main_package();
    let product = session.product.as_ref();
    let of_bundle = report.input.format == "burn";
    let failed = package.filter(|package| of_bundle && !package.outcome.is_success());
    Record {
        log_id: log_id.to_owned(),
        session_id: Some(id.to_owned()),
        log: report.input.path.clone(),
        time: clock.start(),
        operation: session.operation.map(str::to_owned),
        computer: session.computer.clone(),
        product: product.map(|product| product.name.clone()),
        product_version: product.and_then(|product| product.version.clone()),
        product_code: product.and_then(|product| product.code.clone()),
        package: failed.and_then(|package| package.name.clone()),
        architecture: package.and_then(|package| package.bitness),
        ..Record::default()
    }
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

/// The log, with its verdict, its cause, and the product of the session that decides: that of the cause, else that of the
/// verdict.
fn log(trace: &Trace, report: &Report, log_id: &str, scopes: &[Scope<'_>]) -> Record {
    let cause = report.cause.as_ref();
    let of_cause = cause.and_then(|cause| scope_of(scopes, cause.line));
    let of_verdict = || trace.verdict().1.map(SessionId::at);
    let scope = of_cause.or_else(of_verdict).and_then(|at| scopes.get(at));
    let scope = scope.or(scopes.last());
    let name = report
        .findings
        .iter()
        .find(|finding| finding.role == Role::Cause)
        .map(|finding| finding.name.clone());
    let base = base_of(report, log_id, scope);
    Record {
        what: What::Log,
        id: crate::finding::digest(["log", log_id]),
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

/// What the records of a session share, or those of a log outside of its sessions.
pub(super) fn base_of(report: &Report, log_id: &str, scope: Option<&Scope<'_>>) -> Record {
    let outside = || Record {
        log: report.input.path.clone(),
        log_id: log_id.to_owned(),
        ..Record::default()
    };
    scope.map_or_else(outside, |scope| scope.base.clone())
}

/// The session in which a line stands; sessions follow on each other.
pub(super) fn scope_of(scopes: &[Scope<'_>], line: LineNo) -> Option<usize> {
    let begun = scopes.partition_point(|scope| scope.report.line <= line);
    let at = begun.checked_sub(1)?;
    (line <= scopes[at].report.end_line).then_some(at)
}
