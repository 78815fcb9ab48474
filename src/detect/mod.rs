//! From a trace to a report: the verdict, the cause, and the findings. Nothing in here prints.

mod across;
mod advice;
mod already_there;
mod bundle;
mod caller_properties;
mod case;
mod cause;
mod context;
mod custom_action;
mod headline;
mod known_program;
mod known_text;
mod landed;
mod lines;
mod message;
mod moments;
mod no_log;
mod once_more;
mod operation;
mod passed_over;
mod pending;
mod pick;
mod processes;
mod prose;
mod redirect;
mod remedy;
mod repairs;
mod restart;
mod rule;
mod rule_list;
pub mod rules;
mod search;
mod service;
mod sessions;
mod span;
mod stuck_removal;
mod summary;
mod taken_away;
mod times;
mod verdict;

use std::io;

pub use across::{across, beside_others};

use crate::finding::{Cause, Finding, Input, LogSummary, Report, Role, Severity};
use crate::text::Source;
use crate::trace::{LogFormat, Outcome, Trace};
use lines::Lines;
use rule::{Rule, Status};

pub use rule_list::{rules as all_rules, rules_that, rules_version};

/// Reads a log and reports on it. `path` is what the report calls it.
///
/// # Errors
///
/// What the operating system says when the log cannot be read further.
pub fn report(source: &mut Source, path: &str) -> io::Result<Report> {
    report_and_summary(source, path).map(|(report, _)| report)
}

/// Reads a log and gives its report with what other logs need to know of it, for [`across()`].
///
/// # Errors
///
/// What the operating system says when the log cannot be read further.
pub fn report_and_summary(source: &mut Source, path: &str) -> io::Result<(Report, LogSummary)> {
    let trace = Trace::read(source)?;
    let input = input(&trace, source, path);
    let report = of_trace(&trace, source, input);
    let summary = summary::of_trace(&trace, path, report.cause.as_ref());
    Ok((report, summary))
}

/// What was read, once a log was read to its end. `path` is what the report calls it.
#[must_use]
pub fn input(trace: &Trace, source: &Source, path: &str) -> Input {
    Input {
        path: path.to_owned(),
        format: trace.format.as_str(),
        encoding: source.detected().name().to_owned(),
        unfolded: source.unfolded(),
        bytes: source.bytes(),
        lines: source.line_count(),
        unclassified_lines: trace.unclassified,
        facts_not_kept: trace.dropped(),
    }
}

/// The report on a trace, by all rules that rest on lines that were seen; lines that it quotes are read again from
/// `source`.
#[must_use]
pub fn of_trace(trace: &Trace, source: &mut Source, input: Input) -> Report {
    with_rules(trace, source, input, &|rule| rule.status == Status::Stable)
}

/// The report on a trace, by the rules that are wanted.
#[must_use]
pub fn with_rules(
    trace: &Trace,
    source: &mut Source,
    input: Input,
    is_wanted: &dyn Fn(&Rule) -> bool,
) -> Report {
    let has_cut_events = source.has_cut_events();
    let mut lines = Lines::new(source);
    let (verdict, session) = trace.verdict();
    let found = match (&trace.bundle, session) {
        (_, Some(session)) => cause::of_session(trace, session, is_wanted, &mut lines),
        (Some(bundle), None) => bundle::cause(bundle, &mut lines)
            .map(|found| bundle::in_place_of(found, trace, is_wanted, &mut lines)),
        (None, None) => None,
    };
    let mut findings: Vec<Finding> = found
        .iter()
        .map(|(cause, name)| as_finding(cause, name, verdict.outcome))
        .collect();
    // Of a file that is no log of an installer, nothing is claimed.
    if trace.format != LogFormat::Unknown {
        findings.extend(rules::findings(trace, is_wanted, &mut lines));
    }
    let cause = found.map(|(cause, _)| cause);
    let mut told = verdict::report(trace, verdict, session, cause.as_ref(), &findings);
    if has_cut_events && !verdict.outcome.is_success() {
        told.headline.push_str(CUT_EVENTS);
    }
    Report {
        verdict: told,
        sessions: sessions::reports(trace),
        findings,
        context: context::of(trace, session, cause.as_ref(), &mut lines),
        cause,
        input,
    }
}

/// What is said of a table that leaves out what it would tell.
///
/// Source: <https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/format-list>.
const CUT_EVENTS: &str = " The table leaves out the ends of messages: show the events with Format-List, and run wilog on that.";

/// The cause stands among the findings too. A cancel is what somebody wanted, so it is no error.
fn as_finding(cause: &Cause, name: &str, outcome: Outcome) -> Finding {
    Finding {
        rule: cause.rule.clone(),
        name: name.to_owned(),
        severity: if outcome == Outcome::Cancelled {
            Severity::Warning
        } else {
            Severity::Error
        },
        confidence: cause.confidence,
        role: Role::Cause,
        line: cause.line,
        end_line: cause
            .evidence
            .last()
            .map_or(cause.line, |last| last.line.max(cause.line)),
        headline: cause.headline.clone(),
        advice: cause.advice.clone(),
        evidence: cause.evidence.clone(),
    }
}
