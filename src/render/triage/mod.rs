//! The triage report for people: the verdict, the cause and what to do, what else was found, and what was installed.

mod cause;
mod facts;
mod findings;
mod packages;
mod sessions;
mod table;

use std::io::{self, Write};

use super::layout::{Paint, Style, exit_code, wrapped};
use crate::finding::Report;
use crate::text::one_line;
pub use table::table;
pub(super) use table::worst;

/// How much of a report is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// What fits one screen for a usual failure.
    #[default]
    Usual,
    /// With what followed from the cause.
    Consequences,
    /// Everything.
    All,
}

/// Writes the report on one log.
///
/// # Errors
///
/// What the writer says.
pub fn triage(
    report: &Report,
    style: Style,
    detail: Detail,
    out: &mut dyn Write,
) -> io::Result<()> {
    heading(report, style, out)?;
    if let Some(cause) = &report.cause {
        cause::why(report, cause, style, detail, out)?;
    }
    findings::others(report, style, detail, out)?;
    facts::facts(report, style, out)?;
    packages::packages(report, style, detail, out)?;
    sessions::sessions(report, style, detail, out)?;
    doubts(report, style, out)
}

/// `FAILED (1603)  InstallFiles could not write ...`
fn heading(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let word = report
        .verdict
        .outcome
        .as_str()
        .replace('-', " ")
        .to_uppercase();
    let code = report
        .verdict
        .exit_code
        .filter(|code| *code != 0)
        .map(|code| format!(" ({})", exit_code(code)))
        .unwrap_or_default();
    let word = if report.input.format == "unknown" {
        "NO INSTALLER LOG".to_owned()
    } else {
        format!("{word}{code}")
    };
    writeln!(
        out,
        "{}  {}",
        style.paint(Paint::of_outcome(report.verdict.outcome), word),
        style.paint(Paint::Dim, one_line(&report.input.path))
    )?;
    wrapped(out, style, "", "", &report.verdict.headline)
}

/// What makes the report less sure than it looks.
fn doubts(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let input = &report.input;
    // A bundle that has said how applying ended has nothing more to do but to write its variables down.
    let is_applied = input.format == "burn" && report.verdict.exit_code.is_some();
    let is_cut = input.format != "unknown" && !report.verdict.complete && !is_applied;
    let doubts = [
        is_cut.then(|| {
            "The log is cut short: its end is missing, so what it does not show may still have happened."
                .to_owned()
        }),
        input.unfolded.then(|| {
            "The log had lost its lines, in a text in JSON or in a paragraph: they are counted as they were put together again, not \
             as the file has them."
                .to_owned()
        }),
        (input.facts_not_kept > 0).then(|| {
            format!(
                "{} facts of this log are not kept: there are too many, so what is told of it may lack something.",
                input.facts_not_kept
            )
        }),
    ];
    for doubt in doubts.into_iter().flatten() {
        writeln!(out)?;
        wrapped(out, style, "", "", &doubt)?;
    }
    Ok(())
}
