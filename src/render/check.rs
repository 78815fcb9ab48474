//! The gate's verdicts, for people and for programs, one log after the other.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::layout::{Paint, Style, wrapped};
use super::log::title;
use super::tame;
use crate::finding::{Failure, LogCheck, NotChecked, Role, Severity, SuppressedBy, Tally, Tool};
use crate::text::one_line;

/// What stands before the lines that tell of a log.
const INDENT: &str = "      ";

/// More findings of one rule than this tell a reader nothing new.
const MOST_OF_A_RULE: usize = 5;

/// Writes whether a log passed, and if not, why.
///
/// # Errors
///
/// What the writer says.
pub fn log(check: &LogCheck, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let (word, paint) = if check.passed {
        ("pass", Paint::Green)
    } else {
        ("FAIL", Paint::Red)
    };
    let product = check.report.context.product.as_deref().unwrap_or_default();
    let outcome = if check.passed {
        check.report.verdict.outcome.as_str()
    } else {
        ""
    };
    let head = [check.report.input.path.as_str(), outcome, product];
    let head: Vec<&str> = head.into_iter().filter(|part| !part.is_empty()).collect();
    writeln!(
        out,
        "{}  {}",
        style.paint(paint, word),
        one_line(&head.join("  "))
    )?;
    let mut told: BTreeMap<&str, usize> = BTreeMap::new();
    for failure in &check.failed_by {
        let count = told.entry(rule_of(failure)).or_default();
        *count += 1;
        if *count <= MOST_OF_A_RULE {
            wrapped(out, style, INDENT, "        ", &sentence(failure, check))?;
        }
    }
    for (rule, count) in told {
        if let Some(more) = count.checked_sub(MOST_OF_A_RULE).filter(|more| *more > 0) {
            let more = format!("{INDENT}and {more} more of {rule}, shown with --format json");
            writeln!(out, "{}", style.paint(Paint::Dim, more))?;
        }
    }
    for rule in check.inconclusive.iter().filter(|_| check.passed) {
        wrapped(
            out,
            style,
            INDENT,
            "        ",
            &format!("{}: {}", rule.rule, rule.reason),
        )?;
    }
    for capped in &check.capped {
        wrapped(
            out,
            style,
            INDENT,
            "        ",
            &format!("{}: {}", capped.rule, capped.what),
        )?;
    }
    let rest = rest(check);
    if !rest.is_empty() {
        writeln!(
            out,
            "{}",
            style.paint(Paint::Dim, format!("{INDENT}{rest}"))
        )?;
    }
    Ok(())
}

/// The rule of a failure; nothing for an outcome.
fn rule_of(failure: &Failure) -> &str {
    match failure {
        Failure::Finding { rule, .. } | Failure::Inconclusive { rule, .. } => rule,
        Failure::Outcome { .. } => "",
    }
}

fn sentence(failure: &Failure, check: &LogCheck) -> String {
    match failure {
        Failure::Finding {
            rule,
            name,
            severity,
            line,
            headline,
            ..
        } => {
            let rule = title(rule, name);
            format!("{} in line {line}: {headline} [{rule}]", severity.as_str())
        }
        Failure::Outcome { headline, .. } if tells_why(check) => headline.clone(),
        Failure::Outcome { headline, .. } => {
            format!("{headline} {}", check.report.verdict.headline)
        }
        Failure::Inconclusive { rule, headline } => format!("inconclusive: {headline} [{rule}]"),
    }
}

/// Whether a finding that fails the log tells why it ended as it did.
fn tells_why(check: &LogCheck) -> bool {
    let Some(cause) = &check.report.cause else {
        return check.report.verdict.headline.is_empty();
    };
    check.failed_by.iter().any(
        |failure| matches!(failure, Failure::Finding { rule, line, .. } if *rule == cause.rule && *line == cause.line),
    )
}

/// What else there is: `Beside it: 1 warning, 2 notes; 1 finding suppressed (1 by the baseline).`
fn rest(check: &LogCheck) -> String {
    let failing = |severity| {
        let of_severity = |failure: &&Failure| matches!(failure, Failure::Finding { severity: s, .. } if *s == severity);
        check.failed_by.iter().filter(of_severity).count()
    };
    let mut parts = Vec::new();
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        let all = check
            .findings()
            .filter(|finding| finding.severity == severity);
        let more = all.count() - failing(severity) - told_as_cause(check, severity);
        parts.extend(counted(more, severity.as_str()));
    }
    let whom = [
        (SuppressedBy::Policy, "the policy"),
        (SuppressedBy::CommandLine, "the command line"),
        (SuppressedBy::Baseline, "the baseline"),
        (SuppressedBy::Outcome, "the outcome that is wanted"),
    ];
    for (by, who) in whom {
        let by_them = check.suppressed.iter().filter(|one| one.by == by);
        let count = counted(by_them.count(), "finding");
        parts.extend(count.map(|count| format!("{count} suppressed by {who}")));
    }
    let beside = if check.passed { "" } else { "beside it " };
    if parts.is_empty() {
        String::new()
    } else {
        format!("{beside}{}", parts.join(", "))
    }
}

/// How many findings of a severity, one or none, the sentence about an outcome tells as its cause.
fn told_as_cause(check: &LogCheck, severity: Severity) -> usize {
    let fails_by_outcome = check
        .failed_by
        .iter()
        .any(|failure| matches!(failure, Failure::Outcome { .. }));
    let Some(cause) = check.report.cause.as_ref() else {
        return 0;
    };
    let is_told = fails_by_outcome && !tells_why(check);
    let mut findings = check.findings();
    usize::from(findings.any(|finding| {
        is_told
            && finding.severity == severity
            && finding.role == Role::Cause
            && finding.rule == cause.rule
            && finding.line == cause.line
    }))
}

/// `2 notes`, or nothing for none.
fn counted(count: usize, thing: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("1 {thing}")),
        _ => Some(format!("{count} {thing}s")),
    }
}

/// Writes that a file could not be checked.
///
/// # Errors
///
/// What the writer says.
pub fn not_checked(file: &NotChecked, style: Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "{}  {}",
        style.paint(Paint::Yellow, "????"),
        one_line(&file.path)
    )?;
    let reason = format!("not checked: {}", file.reason);
    wrapped(out, style, INDENT, "        ", &reason)
}

/// Writes how many logs passed.
///
/// # Errors
///
/// What the writer says.
pub fn end(tally: Tally, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let failed = match tally.failed {
        0 => None,
        count => Some(format!("{count} failed")),
    };
    let not_checked = match tally.not_checked {
        0 => None,
        count => Some(format!("{count} not checked")),
    };
    let parts: Vec<String> = [
        Some(format!("{} passed", tally.passed)),
        failed,
        not_checked,
    ]
    .into_iter()
    .flatten()
    .collect();
    writeln!(out, "{}", style.paint(Paint::Bold, parts.join(", ")))
}

/// Writes the beginning of the JSON document [`crate::finding::Checks`], which is written piece by piece, each on a
/// line.
///
/// # Errors
///
/// What the writer says.
pub fn json_begin(policies: &[String], out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{{\"schema_version\":1,\n\"tool\":")?;
    tame::line(&Tool::this(), out)?;
    member("policies", &policies, out)?;
    writeln!(out, ",\"logs\":[")
}

/// Writes one log of the document.
///
/// # Errors
///
/// What the writer says.
pub fn json_log(check: &LogCheck, is_first: bool, out: &mut dyn Write) -> io::Result<()> {
    if !is_first {
        write!(out, ",")?;
    }
    tame::line(check, out)
}

/// Writes the end of the document.
///
/// # Errors
///
/// What the writer says.
pub fn json_end(
    not_checked: &[NotChecked],
    tally: Tally,
    status: u8,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "]")?;
    member("not_checked", &not_checked, out)?;
    member("tally", &tally, out)?;
    member("exit_status", &status, out)?;
    writeln!(out, "}}")
}

fn member(name: &str, value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    write!(out, ",\"{name}\":")?;
    tame::line(value, out)
}
