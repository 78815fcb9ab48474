//! What several logs tell together, for people.

use std::io::{self, Write};

use super::layout::{Paint, Style, wrapped};
use crate::finding::{AcrossFinding, Confidence};
use crate::text::one_line;

/// Writes what logs tell together; nothing where that is nothing.
///
/// # Errors
///
/// What the writer says.
pub fn across(findings: &[AcrossFinding], style: Style, out: &mut dyn Write) -> io::Result<()> {
    if findings.is_empty() {
        return Ok(());
    }
    let title = style.paint(Paint::Bold, "What these logs tell together");
    writeln!(out, "\n{title}")?;
    for finding in findings {
        let sure = match finding.confidence {
            Confidence::High => "",
            Confidence::Medium => "Probably: ",
            Confidence::Low => "A guess: ",
        };
        let headline = format!("{sure}{}", finding.headline);
        wrapped(out, style, "  ", "  ", &headline)?;
        for place in &finding.places {
            let at = format!("{}:{}", one_line(&place.path), place.line);
            writeln!(out, "    {}", style.paint(Paint::Dim, at))?;
            wrapped(out, style, "      ", "      ", &place.what)?;
        }
        wrapped(out, style, "    What to do: ", "    ", &finding.advice)?;
    }
    Ok(())
}
