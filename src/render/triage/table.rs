//! The table that stands above the reports on several logs.

use std::io::{self, Write};

use crate::finding::Report;
use crate::render::layout::{Paint, Style, cut, exit_code};
use crate::render::sheet::squeeze;
use crate::text::{columns, file_name, one_line};
use crate::trace::Outcome;

/// Writes the table that stands above the reports when several logs are given: outcome, exit code, log, product,
/// and below it the cause.
///
/// # Errors
///
/// What the writer says.
pub fn table(reports: &[Report], style: Style, out: &mut dyn Write) -> io::Result<()> {
    const WIDEST_NAME: usize = 48;
    let names: Vec<String> = names(reports);
    let widest = names.iter().map(|name| columns(name)).max();
    let widest = widest.unwrap_or(0).min(WIDEST_NAME);
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
        if report.cause.is_some() || outcome == Outcome::Unknown {
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

/// The names of the files; those that several logs have, with their folders.
fn names(reports: &[Report]) -> Vec<String> {
    let mut files: Vec<&str> = reports
        .iter()
        .map(|report| file_name(&report.input.path))
        .collect();
    files.sort_unstable();
    let name = |report: &Report| {
        let (path, file) = (&report.input.path[..], file_name(&report.input.path));
        let first = files.partition_point(|other| *other < file);
        let is_shared = files.get(first + 1) == Some(&file);
        one_line(if is_shared { path } else { file })
    };
    reports.iter().map(name).collect()
}
