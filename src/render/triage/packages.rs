//! The packages of a bundle.

use std::io::{self, Write};

use super::Detail;
use crate::finding::{BundlePackageLine, Report};
use crate::render::layout::{Paint, Style, padded};
use crate::text::{columns, one_line};
use crate::trace::Outcome;

/// With more packages than this, the logs of those that went well are left out.
const MOST_LOGS: usize = 12;

/// Of more packages than these, those that went well are only counted.
const MOST_ROWS: usize = 40;

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
        .map(|package| columns(&one_line(&package.id)))
        .max()
        .unwrap_or(0)
        .min(50);
    let actions = packages
        .iter()
        .map(|package| columns(&one_line(&package.action)));
    let of_action = actions.max().unwrap_or(0).min(40);
    let is_told = |package: &&BundlePackageLine| {
        package.outcome != Outcome::Success
            || package.undone
            || packages.len() <= MOST_ROWS
            || detail == Detail::All
    };
    for package in packages.iter().filter(is_told) {
        let result = match package.outcome {
            Outcome::Success if package.undone => format!("ok, {}", package.result),
            Outcome::Success => "ok".to_owned(),
            outcome => format!("{outcome}: {}", package.result),
        };
        let id = padded(&package.id, width, style);
        let line = package
            .line
            .map(|line| format!("line {line}"))
            .unwrap_or_default();
        let action = padded(&package.action, of_action, style);
        writeln!(
            out,
            "  {id}  {action}  {}  {}",
            style.paint(Paint::of_outcome(package.outcome), one_line(&result)),
            style.paint(Paint::Dim, line)
        )?;
        if let Some(log) = &package.log
            && (package.outcome != Outcome::Success
                || packages.len() <= MOST_LOGS
                || detail == Detail::All)
        {
            writeln!(
                out,
                "  {}",
                style.paint(Paint::Dim, format!("{:width$}  {}", "", one_line(log)))
            )?;
        }
    }
    let untold = packages.len() - packages.iter().filter(is_told).count();
    if untold > 0 {
        let more = if untold < packages.len() { " more" } else { "" };
        let text = format!("  {untold}{more} that went well are shown with --all.");
        writeln!(out, "{}", style.paint(Paint::Dim, text))?;
    }
    Ok(())
}
