//! What was installed, by which command, on what system, and where the time went.

use std::io::{self, Write};

use crate::finding::Report;
use crate::render::layout::{Paint, Style, wrapped};

/// Writes the facts, one on a line.
pub(super) fn facts(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    if report.context.facts.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", style.paint(Paint::Bold, "About the install"))?;
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
