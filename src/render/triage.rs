//! The triage report for people.

use std::io::{self, Write};

use super::layout::{Paint, Style, cut, visible_text, wrapped};
use crate::event::Side;
use crate::finding::{Cause, Finding, Report, Role, Severity};
use crate::syntax;

/// Writes the report on one log.
///
/// # Errors
///
/// What the writer says.
pub fn triage(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    heading(report, style, out)?;
    facts(report, style, out)?;
    if let Some(cause) = &report.cause {
        why(report, cause, style, out)?;
    }
    more(report, style, out)?;
    packages(report, style, out)?;
    sessions(report, style, out)?;
    doubts(report, style, out)
}

/// `FAILED (1603)  InstallFiles could not write ...`
fn heading(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let word = report.verdict.outcome.replace('-', " ").to_uppercase();
    let code = report
        .verdict
        .exit_code
        .filter(|code| *code != 0)
        .map(|code| format!(" ({code})"))
        .unwrap_or_default();
    let word = if report.input.format == "unknown" {
        "NO INSTALLER LOG".to_owned()
    } else {
        format!("{word}{code}")
    };
    writeln!(
        out,
        "{}  {}",
        style.paint(outcome_paint(report.verdict.outcome), word),
        style.paint(Paint::Dim, visible_text(&report.input.path))
    )?;
    wrapped(out, style, "", "", &report.verdict.headline)
}

pub(super) fn outcome_paint(outcome: &str) -> Paint {
    match outcome {
        "success" => Paint::Green,
        "failed" | "blocked" => Paint::Red,
        _ => Paint::Yellow,
    }
}

fn facts(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    if report.context.facts.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    for (label, text) in &report.context.facts {
        let label = format!("  {label:<10}");
        // The colour is not counted as width, so the label is painted after it is set.
        write!(out, "{}", style.paint(Paint::Dim, &label))?;
        let indent = " ".repeat(label.len());
        let mut rest = Vec::new();
        wrapped(&mut rest, style, &indent, &indent, text)?;
        out.write_all(&rest[indent.len()..])?;
    }
    Ok(())
}

fn why(report: &Report, cause: &Cause, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let sure = match cause.confidence.as_str() {
        "high" => "",
        "medium" => " (probably)",
        _ => " (a guess)",
    };
    let code = match (cause.code, cause.code_space) {
        (Some(code), Some(crate::finding::CodeSpace::Message)) => format!(", message {code}"),
        (Some(code), Some(crate::finding::CodeSpace::Exit)) => format!(", exit code {code}"),
        (Some(code), _) => format!(", 0x{code:08X}"),
        _ => String::new(),
    };
    writeln!(
        out,
        "\n{}",
        style.paint(Paint::Bold, format!("Why{sure}: line {}{code}", cause.line))
    )?;
    let width = report.input.lines.to_string().len();
    for evidence in &cause.evidence {
        let is_cause = evidence.line == cause.line;
        let number = format!(
            "{} {:>width$}  ",
            if is_cause { '>' } else { ' ' },
            evidence.line.get()
        );
        let text = without_prefix(&evidence.text);
        if is_cause {
            let mut set = Vec::new();
            let indent = " ".repeat(number.len());
            wrapped(&mut set, style, &number, &indent, &text)?;
            write!(
                out,
                "{}",
                style.paint(Paint::Bold, String::from_utf8_lossy(&set))
            )?;
        } else {
            let text = cut(&text, style.width.saturating_sub(number.len()));
            writeln!(out, "{}", style.paint(Paint::Dim, number + &text))?;
        }
    }
    writeln!(out, "\n{}", style.paint(Paint::Bold, "What to do"))?;
    wrapped(out, style, "  ", "  ", &cause.advice)?;
    if !report.context.consequences.is_empty() {
        writeln!(
            out,
            "\n{}",
            style.paint(Paint::Bold, "What followed from it")
        )?;
        for (line, text) in &report.context.consequences {
            let number = format!("  {:>width$}  ", line.get());
            let text = cut(
                &without_prefix(text),
                style.width.saturating_sub(number.len()),
            );
            writeln!(out, "{}", style.paint(Paint::Dim, number + &text))?;
        }
    }
    Ok(())
}

/// A line of a log without what every line begins with: `s 10:14:02.638  Note: 1: 1310 ...`.
fn without_prefix(line: &str) -> String {
    let engine = syntax::events(line)
        .next()
        .and_then(|event| event.origin.engine());
    let text = engine
        .and_then(|_| line.split_once("]: "))
        .map(|(_, text)| text);
    match (engine, text) {
        (Some(engine), Some(text)) => {
            let side = if engine.side == Side::Client {
                'c'
            } else {
                's'
            };
            format!("{side} {}  {text}", engine.at)
        }
        _ => line.to_owned(),
    }
}

/// What the rules found beside the cause: damage first, notes on one line each.
fn more(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let others: Vec<&Finding> = report
        .findings
        .iter()
        .filter(|finding| finding.role != Role::Cause)
        .collect();
    if others.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", style.paint(Paint::Bold, "Also found"))?;
    for finding in others {
        let (word, paint) = match finding.severity {
            Severity::Error => ("error", Paint::Red),
            Severity::Warning => ("warning", Paint::Yellow),
            Severity::Note => ("note", Paint::Dim),
        };
        let head = format!("  {word:<8}");
        write!(out, "{}", style.paint(paint, &head))?;
        let indent = " ".repeat(head.len());
        let mut rest = Vec::new();
        let text = format!(
            "{} Line {}, {} {}.",
            finding.headline, finding.line, finding.rule, finding.name
        );
        wrapped(&mut rest, style, &indent, &indent, &text)?;
        out.write_all(&rest[indent.len()..])?;
        if finding.severity != Severity::Note {
            wrapped(out, style, &indent, &indent, &finding.advice)?;
        }
    }
    Ok(())
}

/// The packages of a bundle, in order, with the log of each.
fn packages(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let packages = &report.context.packages;
    if packages.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "\n{}",
        style.paint(
            Paint::Bold,
            "Packages, in the order in which they were applied"
        )
    )?;
    let width = packages
        .iter()
        .map(|package| package.id.chars().count())
        .max()
        .unwrap_or(0)
        .min(50);
    for package in packages {
        let result = if package.outcome == "success" {
            "ok".to_owned()
        } else {
            format!("{}: {}", package.outcome, package.result)
        };
        let id = visible_text(&package.id);
        let line = package
            .line
            .map(|line| format!("line {line}"))
            .unwrap_or_default();
        let action = visible_text(&package.action);
        writeln!(
            out,
            "  {id:<width$}  {action:<10}  {}  {}",
            style.paint(outcome_paint(package.outcome), visible_text(&result)),
            style.paint(Paint::Dim, line)
        )?;
        if let Some(log) = &package.log
            && (package.outcome != "success" || packages.len() <= 12)
        {
            writeln!(
                out,
                "  {}",
                style.paint(Paint::Dim, format!("{:width$}  {}", "", visible_text(log)))
            )?;
        }
    }
    Ok(())
}

/// A file that was appended to for years has thousands of sessions.
const MOST_SESSIONS: usize = 30;

/// Sessions, where a log has more than one.
fn sessions(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    if report.sessions.len() < 2 {
        return Ok(());
    }
    writeln!(
        out,
        "\n{}",
        style.paint(Paint::Bold, "Sessions in this log")
    )?;
    for session in report.sessions.iter().take(MOST_SESSIONS) {
        let what = match (session.operation, session.packages.first()) {
            (Some(operation), Some(package)) => format!(
                "{operation} of {}",
                package.name.as_deref().unwrap_or("a package")
            ),
            (Some(operation), None) => operation.to_owned(),
            (None, _) => "no operation".to_owned(),
        };
        let outcome = if session.operation.is_some() {
            session.outcome
        } else {
            ""
        };
        let lines = format!("lines {}-{}", session.line, session.end_line);
        let code = session
            .exit_code
            .filter(|code| *code != 0)
            .map(|code| format!(" ({code})"))
            .unwrap_or_default();
        let outcome = style.paint(outcome_paint(outcome), format!("{outcome}{code}"));
        writeln!(
            out,
            "  {}  {}  {outcome}",
            style.paint(Paint::Dim, format!("{lines:<18}")),
            visible_text(&what)
        )?;
    }
    let more = report.sessions.len().saturating_sub(MOST_SESSIONS);
    if more > 0 {
        writeln!(out, "  and {more} more; `--format json` has them all")?;
    }
    Ok(())
}

/// What makes the report less sure than it looks.
fn doubts(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    if report.input.format != "unknown" && !report.verdict.complete {
        writeln!(out)?;
        wrapped(
            out,
            style,
            "",
            "",
            "The log is cut short: its end is missing, so what it does not show may still have happened.",
        )?;
    }
    Ok(())
}

/// Writes the table that stands above the reports when several logs are given: outcome, exit code, log, product,
/// and below it the cause.
///
/// # Errors
///
/// What the writer says.
pub fn table(reports: &[Report], style: Style, out: &mut dyn Write) -> io::Result<()> {
    const WIDEST_NAME: usize = 48;
    let names: Vec<String> = reports
        .iter()
        .map(|report| visible_text(file_name(&report.input.path)))
        .collect();
    let widest = names
        .iter()
        .map(|name| name.chars().count())
        .max()
        .unwrap_or(0)
        .min(WIDEST_NAME);
    for (report, name) in reports.iter().zip(names) {
        let word = if report.input.format == "unknown" {
            "no log"
        } else {
            report.verdict.outcome
        };
        let word = if word == "success-reboot-required" {
            "success, restart"
        } else {
            word
        };
        let code = report
            .verdict
            .exit_code
            .map(|code| code.to_string())
            .unwrap_or_default();
        let head = format!("{word:<16} {code:>6}  ");
        let paint = outcome_paint(report.verdict.outcome);
        let product = report.context.product.as_deref().unwrap_or_default();
        let rest = cut(
            &format!("{name:<widest$}  {product}"),
            style.width.saturating_sub(head.len()),
        );
        writeln!(out, "{}{}", style.paint(paint, &head), rest.trim_end())?;
        if report.cause.is_some() || report.verdict.outcome == "unknown" {
            let indent = " ".repeat(head.len());
            let headline = cut(
                &report.verdict.headline,
                style.width.saturating_sub(head.len()),
            );
            writeln!(out, "{}", style.paint(Paint::Dim, indent + &headline))?;
        }
    }
    Ok(())
}

fn file_name(path: &str) -> &str {
    path.rsplit(['\\', '/']).next().unwrap_or(path)
}
