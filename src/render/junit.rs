//! Results as `JUnit`: one suite a log, one case a rule, and one for how the install ended.

use std::io::{self, Write};
use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::format::{Emitter, Run};
use super::log::{Log, Taken, Told, title};
use crate::finding::RuleInfo;
use crate::text::one_line;

/// Writes suites, each as soon as its log is known.
#[derive(Debug)]
pub(super) struct Junit<'a> {
    rules: &'a [RuleInfo],
}

/// The name of the root element.
const NAME: &str = "wilog";

impl<'a> Junit<'a> {
    pub(super) fn new(run: Run<'a>) -> Self {
        Self { rules: run.rules }
    }

    fn suite(&self, log: Log<'_>) -> TestSuite {
        let name = one_line(log.path());
        let mut suite = TestSuite::new(name.as_str());
        let findings = log.findings();
        let mut cases = vec![outcome(log)];
        cases.extend(
            self.rules
                .iter()
                .filter(|_| log.report().is_some())
                .map(|rule| {
                    let of_rule: Vec<&Told<'_>> = findings
                        .iter()
                        .filter(|told| told.finding.rule == rule.code)
                        .collect();
                    case(&title(&rule.code, &rule.name), &of_rule)
                }),
        );
        // A rule that nobody listed must not vanish.
        let is_listed =
            |told: &&Told<'_>| self.rules.iter().any(|rule| rule.code == told.finding.rule);
        for told in findings.iter().filter(|told| !is_listed(told)) {
            let name = title(&told.finding.rule, &told.finding.name);
            cases.push(case(&name, &[told]));
        }
        for case in &mut cases {
            case.set_classname(name.as_str());
        }
        suite.add_test_cases(cases);
        if let Some(time) = took(log) {
            suite.set_time(time);
        }
        suite
    }
}

impl Emitter for Junit<'_> {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        writeln!(out, "<testsuites name=\"{NAME}\">")
    }

    fn log(&mut self, log: Log<'_>, out: &mut dyn Write) -> io::Result<()> {
        // The library writes whole reports. Of one with a single suite the lines of the suite are taken.
        let mut report = Report::new(NAME);
        report.add_test_suite(self.suite(log));
        let text = report.to_string().map_err(io::Error::other)?;
        let from = text.find("<testsuite ").unwrap_or(text.len());
        let to = text.rfind("</testsuites>").unwrap_or(text.len());
        writeln!(out, "    {}", text[from..to.max(from)].trim_end())
    }

    fn end(&mut self, _: u8, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "</testsuites>")
    }
}

/// How long the sessions of a log took together, where it has clocks.
fn took(log: Log<'_>) -> Option<Duration> {
    let sessions = log.report()?.sessions.iter();
    let times = sessions.filter_map(|session| session.duration_ms);
    times
        .map(Duration::from_millis)
        .reduce(Duration::saturating_add)
}

/// The case for how the install ended, with how long it took, and for a gate that is closed for another reason than a finding.
fn outcome(log: Log<'_>) -> TestCase {
    let reasons = log.reasons();
    let Some(report) = log.report() else {
        let status = non_success(NonSuccessKind::Error, "not-read", &reasons.join(" "), "");
        return TestCase::new("outcome", status);
    };
    let words = one_line(&report.verdict.headline);
    let mut case = if reasons.is_empty() {
        let mut case = TestCase::new("outcome", TestCaseStatus::success());
        case.set_system_out(words);
        case
    } else {
        let outcome = report.verdict.outcome.as_str();
        let status = non_success(NonSuccessKind::Failure, outcome, &reasons.join(" "), &words);
        TestCase::new("outcome", status)
    };
    if let Some(time) = took(log) {
        case.set_time(time);
    }
    case
}

/// The case of a rule: it fails where the gate does, and tells what else was found as its output.
fn case(name: &str, findings: &[&Told<'_>]) -> TestCase {
    let of = |wanted: fn(&Taken<'_>) -> bool| -> Vec<String> {
        let chosen = findings.iter().filter(|told| wanted(&told.taken));
        chosen.map(|told| words(told)).collect()
    };
    let fails = of(|taken| matches!(taken, Taken::Fails));
    let passes = of(|taken| matches!(taken, Taken::Passes));
    let suppressed = findings.iter().find_map(|told| match told.taken {
        Taken::Suppressed(suppressed) => Some(suppressed),
        _ => None,
    });
    let status = match (fails.is_empty(), passes.is_empty(), suppressed) {
        (false, _, _) => {
            let first = findings
                .iter()
                .find(|told| matches!(told.taken, Taken::Fails))
                .map(|told| told.finding);
            let headline = first.map_or("", |finding| finding.headline.as_str());
            let severity = first.map_or("error", |finding| finding.severity.as_str());
            non_success(
                NonSuccessKind::Failure,
                severity,
                headline,
                &fails.join("\n\n"),
            )
        }
        (true, true, Some(suppressed)) => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(one_line(&suppressed.reason));
            status
        }
        _ => TestCaseStatus::success(),
    };
    let mut case = TestCase::new(one_line(name), status);
    if !passes.is_empty() {
        case.set_system_out(passes.join("\n\n"));
    }
    case
}

fn non_success(kind: NonSuccessKind, ty: &str, message: &str, text: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    status.set_type(ty);
    status.set_message(one_line(message));
    if !text.is_empty() {
        status.set_description(text);
    }
    status
}

/// A finding as text: the headline, the lines that show it, and what to do.
fn words(told: &Told<'_>) -> String {
    let finding = told.finding;
    let mut lines = vec![one_line(&finding.headline)];
    let evidence = finding.evidence.iter();
    lines.extend(evidence.map(|line| format!("{}: {}", line.line, one_line(&line.text))));
    lines.push(one_line(&finding.advice));
    lines.join("\n")
}
