//! What else was found: damage first, then what may do harm, then what is good to know.

use std::io::{self, Write};

use super::Detail;
use crate::finding::{Finding, Report, Role, Severity};
use crate::render::layout::{Paint, Style, wrapped};

/// More notes than this are read by nobody who looks for a cause.
const MOST_NOTES: usize = 4;

/// Writes what the rules found beside the cause, notes in one sentence each.
pub(super) fn others(
    report: &Report,
    style: Style,
    detail: Detail,
    out: &mut dyn Write,
) -> io::Result<()> {
    let others: Vec<&Finding> = report
        .findings
        .iter()
        .filter(|finding| finding.role != Role::Cause)
        .collect();
    if others.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", style.paint(Paint::Bold, "Also found"))?;
    let mut notes = 0;
    for finding in others {
        notes += usize::from(finding.severity == Severity::Note);
        if notes > MOST_NOTES && finding.severity == Severity::Note && detail != Detail::All {
            continue;
        }
        let (word, paint) = match finding.severity {
            Severity::Error => ("error", Paint::Red),
            Severity::Warning => ("warning", Paint::Yellow),
            Severity::Note => ("note", Paint::Dim),
        };
        let head = format!("  {word:<8}");
        write!(out, "{}", style.paint(paint, &head))?;
        let indent = " ".repeat(head.len());
        let mut rest = Vec::new();
        // Damage at exit code 0 is said in the verdict already, in the same words.
        let headline = if report.verdict.headline.contains(&finding.headline) {
            "As said above."
        } else {
            &finding.headline
        };
        let text = format!(
            "{headline} Line {}, {} {}.",
            finding.line, finding.rule, finding.name
        );
        wrapped(&mut rest, style, &indent, &indent, &text)?;
        out.write_all(&rest[indent.len()..])?;
        if finding.severity != Severity::Note || detail == Detail::All {
            wrapped(out, style, &indent, &indent, &finding.advice)?;
        }
    }
    if notes > MOST_NOTES && detail != Detail::All {
        let more = match notes - MOST_NOTES {
            1 => "  and 1 more note, shown with --all".to_owned(),
            more => format!("  and {more} more notes, shown with --all"),
        };
        writeln!(out, "{}", style.paint(Paint::Dim, more))?;
    }
    Ok(())
}
