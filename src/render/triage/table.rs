//! The table that stands above the reports on several logs.

use std::io::{self, Write};

use crate::finding::{Finding, Report, Severity};
use crate::render::layout::{Paint, Style, cut, exit_code};
use crate::render::sheet::squeeze;
use crate::text::{columns, file_name, one_line};
use crate::trace::Outcome;

/// Writes the table that stands above the reports when several logs are given: outcome, exit code, log, product,
/// and below it the cause, or the worst of what else was found.
///
/// # Errors
///
/// What the writer says.
pub fn table(reports: &[Report], style: Style, out: &mut dyn Write) -> io::Result<()> {
    // Where the page has room, half of it is for names.
    let widest_name = (style.width / 2).clamp(24, 120);
    let names: Vec<String> = names(reports);
    let widest = names.iter().map(|name| columns(name)).max();
    let widest = widest.unwrap_or(0).min(widest_name);
    for (report, name) in reports.iter().zip(names) {
        let outcome = report.verdict.outcome;
        let word = match outcome {
            _ if report.input.format == "unknown" => "no log",
            Outcome::SuccessRebootRequired => "success, restart",
            outcome => outcome.as_str(),
        };
        let code = report.verdict.exit_code.map(exit_code).unwrap_or_default();
        let head = format!("{word:<16} {code:>6}  ");
        let paint = Paint::of_outcome(outcome);
        let product = report.context.product.as_deref().unwrap_or_default();
        // The names of logs of one bundle differ at their ends alone.
        let name = squeeze(&name, widest);
        let blanks = widest - columns(&name);
        let rest = cut(
            &format!("{name}{:blanks$}  {product}", ""),
            style.width.saturating_sub(head.len()),
        );
        writeln!(out, "{}{}", style.paint(paint, &head), rest.trim_end())?;
        if let Some(told) = told(report) {
            let indent = " ".repeat(head.len());
            let headline = cut(&told, style.width.saturating_sub(head.len()));
            writeln!(out, "{}", style.paint(Paint::Dim, indent + &headline))?;
        }
    }
    Ok(())
}

/// What is told of a log below its row: why it failed, or what went wrong although it did not.
fn told(report: &Report) -> Option<String> {
    if report.cause.is_some() || report.verdict.outcome == Outcome::Unknown {
        return Some(report.verdict.headline.clone());
    }
    // That the machine has to be restarted stands in the row.
    let worst = worst(report).filter(|worst| worst.rule != RESTART_REQUIRED)?;
    Some(format!("{}: {}", worst.severity.as_str(), worst.headline))
}

/// The rule about exit codes that ask for a restart.
const RESTART_REQUIRED: &str = "MSI502";

/// The first of the worst findings of a report that are more than notes.
pub(in crate::render) fn worst(report: &Report) -> Option<&Finding> {
    let [errors, warnings] = [Severity::Error, Severity::Warning].map(|severity| {
        let mut findings = report.findings.iter();
        findings.find(|finding| finding.severity == severity)
    });
    errors.or(warnings)
}

/// The names of the files; those that several logs have, with their folders from the first one that differs.
fn names(reports: &[Report]) -> Vec<String> {
    let mut paths: Vec<&str> = reports
        .iter()
        .map(|report| &report.input.path[..])
        .collect();
    paths.sort_unstable_by_key(|path| file_name(path));
    let name = |report: &Report| {
        let (path, file) = (&report.input.path[..], file_name(&report.input.path));
        let from = paths.partition_point(|other| file_name(other) < file);
        let of_name = paths[from..].partition_point(|other| file_name(other) == file);
        let shared = common_folders(&paths[from..from + of_name]);
        one_line(if of_name > 1 { &path[shared..] } else { file })
    };
    reports.iter().map(name).collect()
}

/// How many bytes the folders take that all paths begin with.
fn common_folders(paths: &[&str]) -> usize {
    let first = paths.first().copied().unwrap_or_default();
    let same = |path: &&str| {
        let pairs = first.bytes().zip(path.bytes());
        pairs.take_while(|(a, b)| a == b).count()
    };
    let same = paths.iter().map(same).min().unwrap_or(0);
    let is_end = |at: &usize| matches!(first.as_bytes()[*at], b'/' | b'\\');
    (0..same).rev().find(is_end).map_or(0, |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_that_all_logs_lie_in_tell_nothing() {
        for (paths, expected) in [
            (&["a/b/x.log", "a/c/x.log"][..], 2),
            (&["C:\\a\\x.log", "D:\\a\\x.log"], 0),
            (&["a/b1/x.log", "a/b2/x.log"], 2),
            (&["x.log"], 0),
            (&["日/x.log", "月/x.log"], 0),
        ] {
            assert_eq!(common_folders(paths), expected, "{paths:?}");
        }
    }
}
