//! The tests that stand in policy files.

use std::io;

use super::Policy;
use super::collect::Collector;
use super::report::{MOST_FINDINGS, Said, say};
use super::rule::{Trial, UserRule};
use crate::text::Source;
use crate::trace::Trace;

/// What became of a test of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// The rule.
    pub rule: String,
    /// Where the test stands in the file, 1-based; 0 for a rule without a test.
    pub line: usize,
    /// What is wrong; nothing when the rule did what the test expects.
    pub problem: Option<String>,
}

impl Policy {
    /// Runs the tests of all rules, in the order of the file. A rule without a test is told, with a problem.
    ///
    /// # Errors
    ///
    /// What the operating system says; the lines of tests are in memory, so nothing.
    pub fn try_rules(&self) -> io::Result<Vec<Tried>> {
        let mut all = Vec::new();
        for rule in &self.rules {
            if rule.tests.is_empty() {
                all.push(Tried {
                    rule: rule.name.clone(),
                    line: 0,
                    problem: Some("the rule has no test".to_owned()),
                });
            }
            for test in &rule.tests {
                all.push(Tried {
                    rule: rule.name.clone(),
                    line: test.line,
                    problem: problem(test, &run(rule, test)?),
                });
            }
        }
        Ok(all)
    }
}

fn run(rule: &UserRule, test: &Trial) -> io::Result<Said> {
    let rules = std::slice::from_ref(rule);
    let mut source = Source::from_bytes(test.log.as_bytes(), None);
    let (trace, collector) =
        Trace::read_along(&mut source, || Collector::new(rules), Collector::observe)?;
    say(
        rules,
        collector,
        &trace,
        &mut source,
        Some(!test.is_cut),
        MOST_FINDINGS,
    )
}

/// What is wrong with what a rule said of the lines of a test.
fn problem(test: &Trial, said: &Said) -> Option<String> {
    let lines: Vec<u32> = said
        .findings
        .iter()
        .map(|finding| finding.line.get())
        .collect();
    let found = match (lines.as_slice(), said.inconclusive.is_empty()) {
        ([], true) => "silent",
        ([], false) => "inconclusive",
        _ => "fires",
    };
    if found != test.expect {
        let told: Vec<String> = said
            .findings
            .iter()
            .map(|finding| format!("line {}: {}", finding.line, finding.headline))
            .chain(said.inconclusive.iter().map(|open| open.reason.clone()))
            .collect();
        let told = if told.is_empty() {
            String::new()
        } else {
            format!(": {}", told.join(" "))
        };
        return Some(format!(
            "the rule {} where the test expects `{}`{told}",
            word(found),
            test.expect
        ));
    }
    if let Some(expected) = test.lines.as_ref().filter(|expected| **expected != lines) {
        return Some(format!(
            "the rule fires in the lines {lines:?}, and the test expects {expected:?}"
        ));
    }
    let expected = test.messages.as_ref()?;
    let findings = said.findings.iter();
    let messages: Vec<&str> = findings.map(|finding| finding.headline.as_str()).collect();
    (*expected != messages)
        .then(|| format!("the rule says {messages:?}, and the test expects {expected:?}"))
}

fn word(found: &str) -> &'static str {
    match found {
        "silent" => "is silent",
        "inconclusive" => "is inconclusive",
        _ => "fires",
    }
}
