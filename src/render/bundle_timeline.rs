//! The packages of a bundle on a line of time, for people.

use std::io::{self, Write};

use super::layout::{Paint, Style, column_of, padded};
use super::timeline::{bar, heading};
use crate::text::{duration, one_line};
use crate::view::bundle_timeline::{BundleStretch, BundleTimeline};

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
    let (all, started) = (duration(bundle.milliseconds), &bundle.started);
    writeln!(out, "  {all} from {started}")?;
    let names: Vec<String> = bundle
        .packages
        .iter()
        .map(|stretch| one_line(&stretch.name()))
        .collect();
    let widest = column_of(names.iter().map(String::as_str), style, OTHERS + 10);
    let room = style.width.saturating_sub(OTHERS + widest).clamp(10, 60);
    for (name, stretch) in names.iter().zip(&bundle.packages) {
        let paint = match (stretch.failed, stretch.rollback) {
            (true, _) => Paint::Red,
            (false, true) => Paint::Yellow,
            (false, false) => Paint::Cyan,
        };
        let took = took(stretch);
        let bar = bar_of(bundle, stretch, room).unwrap_or_else(|| " ".repeat(room));
        let lines = match stretch.end_line {
            Some(end) => format!("{}-{end}", stretch.line),
            None => stretch.line.to_string(),
        };
        writeln!(
            out,
            "    {}  {took:>11}  {}  {}",
            padded(name, widest, style),
            style.paint(paint, bar),
            style.paint(Paint::Dim, lines)
        )?;
    }
    if bundle.packages.is_empty() {
        writeln!(out, "    No package was applied.")?;
    }
    writeln!(out)
}

/// How long a package took, in words; of one that was at work when the log ended nobody knows.
pub(crate) fn took(stretch: &BundleStretch) -> String {
    match (stretch.milliseconds, stretch.end_line) {
        (Some(took), _) => duration(took),
        (None, None) => "not ended".to_owned(),
        (None, Some(_)) => String::new(),
    }
}

/// Where a package stands in the time of the bundle, on a bar of so many columns; up to the end of the log where its own is
/// missing.
pub(crate) fn bar_of(
    bundle: &BundleTimeline,
    stretch: &BundleStretch,
    room: usize,
) -> Option<String> {
    let total = bundle.milliseconds;
    let from = stretch.offset?;
    let to_end = || {
        stretch
            .end_line
            .is_none()
            .then(|| total.saturating_sub(from))
    };
    let took = stretch.milliseconds.or_else(to_end)?;
    Some(bar(from, took, total, room))
}
