//! The table that stands above the reports on several logs.

use std::io::{self, Write};

use crate::finding::Report;
use crate::render::layout::{Paint, Style, cut, exit_code, visible_text};
use crate::text::file_name;
use crate::trace::Outcome;

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
        let rest = cut(
            &format!("{name:<widest$}  {product}"),
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
