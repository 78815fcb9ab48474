//! The sessions of a log that has more than one.

use std::io::{self, Write};

use super::Detail;
use crate::finding::Report;
use crate::render::layout::{Paint, Style, exit_code};
use crate::text::one_line;

/// A file that was appended to for years has thousands of sessions.
const MOST_SESSIONS: usize = 30;

/// Sessions, where a log has more than one.
pub(super) fn sessions(
    report: &Report,
    style: Style,
    detail: Detail,
    out: &mut dyn Write,
) -> io::Result<()> {
    if report.sessions.len() < 2 {
        return Ok(());
    }
    writeln!(
        out,
        "\n{}",
        style.paint(Paint::Bold, "Sessions in this log")
    )?;
    let most = match detail {
        Detail::All => usize::MAX,
        _ => MOST_SESSIONS,
    };
    for session in report.sessions.iter().take(most) {
        let what = match (session.operation, session.packages.first()) {
            (Some(operation), Some(package)) => format!(
                "{operation} of {}",
                package.name.as_deref().unwrap_or("a package")
            ),
            (Some(operation), None) => operation.to_owned(),
            (None, _) => "no operation".to_owned(),
        };
        let lines = format!("lines {}-{}", session.line, session.end_line);
        let code = session
            .exit_code
            .filter(|code| *code != 0)
            .map(|code| format!(" ({})", exit_code(code)))
            .unwrap_or_default();
        let word = session.operation.map_or("", |_| session.outcome.as_str());
        let paint = Paint::of_outcome(session.outcome);
        let outcome = style.paint(paint, format!("{word}{code}"));
        writeln!(
            out,
            "  {}  {}  {outcome}",
            style.paint(Paint::Dim, format!("{lines:<18}")),
            one_line(&what)
        )?;
    }
    let more = report.sessions.len().saturating_sub(most);
    if more > 0 {
        writeln!(out, "  and {more} more, shown with --all")?;
    }
    Ok(())
}
