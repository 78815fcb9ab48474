//! Records of findings, each with the action that it belongs to.

use std::collections::{BTreeMap, BinaryHeap};

use super::id::inner_id;
use super::record::{Record, What};
use super::records::{Scope, base_of, scope_of};
use crate::finding::{Finding, Report, Role, fingerprint, signature};
use crate::text::LineNo;

/// The findings, each with the innermost action around its line.
pub(super) fn findings<'r>(
    report: &Report,
    log_id: &str,
    scopes: &[Scope<'_>],
    of_session: impl Fn(Option<usize>) -> &'r [Record],
) -> Vec<Record> {
    let around = around_each(report, scopes, &of_session);
    let record = |finding: &Finding, place: usize, nth: usize| {
        let at = scope_of(scopes, finding.line);
        let scope = at.map(|at| &scopes[at]);
        let base = base_of(report, log_id, scope);
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
