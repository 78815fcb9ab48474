//! The packages of a bundle on a line of time, for people.

use std::io::{self, Write};

use super::layout::{Paint, Style, padded};
use super::timeline::{bar, heading, seconds};
use crate::text::{columns, one_line};
use crate::view::bundle_timeline::BundleTimeline;

/// One line for each time that a package was applied, with a bar where it stands in the time of the bundle.
pub(super) fn bundle_timeline(
    bundle: &BundleTimeline,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    /// The columns of a row that are neither the name nor the bar.
    const OTHERS: usize = 36;
    let name = format!("Bundle {}", one_line(&bundle.name));
    heading(name.trim_end(), style, out)?;
    let (took, started) = (seconds(bundle.milliseconds), &bundle.started);
    writeln!(out, "  {took} from {started}")?;
    let names: Vec<String> = bundle
        .packages
        .iter()
        .map(|stretch| one_line(&stretch.name()))
        .collect();
    let widest = names.iter().map(|name| columns(name)).max().unwrap_or(0);
    let widest = widest.min(style.width.saturating_sub(OTHERS + 10).max(12));
    let room = style.width.saturating_sub(OTHERS + widest).clamp(10, 60);
    for (name, stretch) in names.iter().zip(&bundle.packages) {
        let paint = match (stretch.failed, stretch.rollback) {
            (true, _) => Paint::Red,
            (false, true) => Paint::Yellow,
            (false, false) => Paint::Cyan,
        };
        let took = stretch.milliseconds.map(seconds).unwrap_or_default();
        let times = stretch.offset.zip(stretch.milliseconds);
        let bar = times.map_or_else(
            || " ".repeat(room),
            |(from, took)| bar(from, took, bundle.milliseconds, room),
        );
        let lines = match stretch.end_line {
            Some(end) => format!("{}-{end}", stretch.line),
            None => stretch.line.to_string(),
        };
        writeln!(
            out,
            "    {}  {took:>10}  {}  {}",
            padded(name, widest),
            style.paint(paint, bar),
            style.paint(Paint::Dim, lines)
        )?;
    }
    writeln!(out)
}
