//! Why: the line that states the cause, its evidence, what to do, and what followed from it.

use std::io::{self, Write};

use super::Detail;
use crate::event::Side;
use crate::finding::{Cause, CodeSpace, Report};
use crate::render::layout::{Paint, Style, cut, wrapped};
use crate::syntax;

/// Writes why it did not end well, and what to do.
pub(super) fn why(
    report: &Report,
    cause: &Cause,
    style: Style,
    detail: Detail,
    out: &mut dyn Write,
) -> io::Result<()> {
    let sure = match cause.confidence.as_str() {
        "high" => "",
        "medium" => " (probably)",
        _ => " (a guess)",
    };
    let code = match (cause.code, cause.code_space) {
        (Some(code), Some(CodeSpace::Message)) => format!(", message {code}"),
        (Some(code), Some(CodeSpace::Exit)) => format!(", exit code {code}"),
        (Some(code), _) => format!(", 0x{code:08X}"),
        _ => String::new(),
    };
    writeln!(
        out,
        "\n{}",
        style.paint(Paint::Bold, format!("Why{sure}: line {}{code}", cause.line))
    )?;
    let width = report.input.lines.to_string().len();
    for evidence in &cause.evidence {
        let is_cause = evidence.line == cause.line;
        let number = format!(
            "{} {:>width$}  ",
            if is_cause { '>' } else { ' ' },
            evidence.line.get()
        );
        let text = without_prefix(&evidence.text);
        if is_cause {
            let mut set = Vec::new();
            let indent = " ".repeat(number.len());
            wrapped(&mut set, style, &number, &indent, &text)?;
            write!(
                out,
                "{}",
                style.paint(Paint::Bold, String::from_utf8_lossy(&set))
            )?;
        } else {
            let text = cut(&text, style.width.saturating_sub(number.len()));
            writeln!(out, "{}", style.paint(Paint::Dim, number + &text))?;
        }
    }
    writeln!(out, "\n{}", style.paint(Paint::Bold, "What to do"))?;
    wrapped(out, style, "  ", "  ", &cause.advice)?;
    consequences(report, style, detail, out)
}

/// What followed from the cause, or how much of it is not shown.
fn consequences(
    report: &Report,
    style: Style,
    detail: Detail,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lines = &report.context.consequences;
    if lines.is_empty() {
        return Ok(());
    }
    if detail == Detail::Usual {
        let what = match lines.len() {
            1 => "A line that followed from it is".to_owned(),
            count => format!("{count} lines that followed from it are"),
        };
        return writeln!(
            out,
            "  {}",
            style.paint(Paint::Dim, format!("{what} shown with -v."))
        );
    }
    writeln!(
        out,
        "\n{}",
        style.paint(Paint::Bold, "What followed from it")
    )?;
    let width = report.input.lines.to_string().len();
    for (line, text) in lines {
        let number = format!("  {:>width$}  ", line.get());
        let text = cut(
            &without_prefix(text),
            style.width.saturating_sub(number.len()),
        );
        writeln!(out, "{}", style.paint(Paint::Dim, number + &text))?;
    }
    Ok(())
}

/// A line of a log without what every line begins with: `s 10:14:02.638  Note: 1: 1310 ...`.
fn without_prefix(line: &str) -> String {
    let engine = syntax::events(line)
        .next()
        .and_then(|event| event.origin.engine());
    match engine {
        Some(engine) => {
            let side = if engine.side == Side::Client {
                'c'
            } else {
                's'
            };
            let text = syntax::behind_prefix(line);
            match engine.at {
                Some(at) => format!("{side} {at}  {text}"),
                None => format!("{side}  {text}"),
            }
        }
        None => line.to_owned(),
    }
}
