//! The packages of a bundle.

use std::io::{self, Write};

use super::{Detail, outcome_paint};
use crate::finding::Report;
use crate::render::layout::{Paint, Style, visible_text};

/// With more packages than this, the logs of those that went well are left out.
const MOST_LOGS: usize = 12;

/// The packages of a bundle, in order, with the log of each.
pub(super) fn packages(
    report: &Report,
    style: Style,
    detail: Detail,
    out: &mut dyn Write,
) -> io::Result<()> {
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
            && (package.outcome != "success"
                || packages.len() <= MOST_LOGS
                || detail == Detail::All)
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
