//! The tree of actions, for people.

use std::io::{self, Write};

use super::layout::{Paint, Style, cut, padded};
use super::timeline::seconds;
use crate::text::{columns, one_line};
use crate::view::actions::{Action, Actions, Process, Work, Wrote};

/// The columns that results take.
const RESULTS: usize = 14;
/// The columns behind them: how long it took, and where it stands.
const PLACES: usize = 24;

/// The columns that names take: those of the longest, where the page has them.
fn names(actions: &Actions, style: Style) -> usize {
    let all = actions.actions.iter();
    let widest = all.map(|action| 2 * action.depth + columns(&one_line(&action.name)));
    let most = style.width.saturating_sub(RESULTS + PLACES).max(20);
    widest.max().unwrap_or(0).clamp(20, most)
}

/// Writes the tree for people.
///
/// # Errors
///
/// What the writer says.
pub fn actions(actions: &Actions, style: Style, out: &mut dyn Write) -> io::Result<()> {
    if actions.actions.is_empty() {
        return writeln!(out, "No such action.");
    }
    let names = names(actions, style);
    for action in &actions.actions {
        let indent = "  ".repeat(action.depth);
        if let (None, Some(reason), "skipped") = (action.value, &action.reason, action.result) {
            let name = padded(&format!("{indent}{}", action.name), names);
            let text = format!(
                "{name} skipped: {}",
                cut(reason, style.width.saturating_sub(names + 10))
            );
            writeln!(out, "{}", style.paint(Paint::Dim, text))?;
            continue;
        }
        head(action, (&indent, names), style, out)?;
        why(action, &indent, style, out)?;
        let (process, output) = (action.process.as_ref(), action.output.as_ref());
        about(process, output, &indent, style, out)?;
        for work in &action.work {
            of_script(work, (&indent, names), style, out)?;
        }
    }
    Ok(())
}

fn paint(action: &Action) -> Paint {
    match action.value {
        Some(0 | 1 | 5) => Paint::Green,
        Some(2) | None => Paint::Yellow,
        Some(_) => Paint::Red,
    }
}

fn head(
    action: &Action,
    (indent, names): (&str, usize),
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let own_code = action
        .value
        .filter(|value| *value > 8)
        .map(|value| format!(" {value}"))
        .unwrap_or_default();
    let result = format!("{}{own_code}", action.result);
    let name = padded(&format!("{indent}{}", action.name), names);
    let took = action.milliseconds.map(seconds).unwrap_or_default();
    let line = format!("line {}", action.line);
    let whose = if action.kind == "dialog" {
        "  the user"
    } else {
        ""
    };
    writeln!(
        out,
        "{name} {} {took:>9}  {}{whose}",
        style.paint(paint(action), format!("{result:<RESULTS$}")),
        style.paint(Paint::Dim, line)
    )
}

/// Why an action ended as it did, where the log tells that.
fn why(action: &Action, indent: &str, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let has_stopped = !matches!(action.value, Some(0 | 1 | 5));
    if let Some(at) = action.running.as_ref().filter(|_| has_stopped) {
        let text = cut(
            &format!("{indent}  while the script was at {at}"),
            style.width,
        );
        writeln!(out, "{}", style.paint(paint(action), text))?;
    }
    if let Some(reason) = &action.reason {
        let text = cut(&format!("{indent}  skipped: {reason}"), style.width);
        writeln!(out, "{}", style.paint(Paint::Dim, text))?;
    }
    Ok(())
}

/// What a script did for an action, below it.
fn of_script(
    work: &Work,
    (indent, names): (&str, usize),
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let place = match (&work.custom_action, work.place) {
        (Some(action), "kept") => format!("kept for {}", action.execution),
        (_, place) => place.to_owned(),
    };
    let operations = match work.operations {
        1 => "1 operation".to_owned(),
        many => format!("{many} operations"),
    };
    let custom_action = work.custom_action.as_ref();
    let what = custom_action.map_or(operations, |action| action.what.to_owned());
    let place = if work.failed {
        format!("{place}, stopped here")
    } else {
        place
    };
    let text = padded(&format!("{indent}  {place}: {what}"), names + 1 + RESULTS);
    // What was only kept took no time.
    let took = match work.place {
        "kept" => String::new(),
        _ => work.milliseconds.map(seconds).unwrap_or_default(),
    };
    let line = format!("{text} {took:>9}  line {}", work.line);
    let paint = if work.failed { Paint::Red } else { Paint::Dim };
    writeln!(out, "{}", style.paint(paint, line))?;
    let deeper = format!("{indent}  ");
    let remarks = custom_action.map_or_else(String::new, |action| action.remarks.join(", "));
    if !remarks.is_empty() {
        let text = cut(&format!("{deeper}  {remarks}"), style.width);
        writeln!(out, "{}", style.paint(Paint::Dim, text))?;
    }
    about(
        work.process.as_ref(),
        work.output.as_ref(),
        &deeper,
        style,
        out,
    )
}

/// Where an action ran, and what it wrote.
fn about(
    process: Option<&Process>,
    output: Option<&Wrote>,
    indent: &str,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut parts = Vec::new();
    if let Some(process) = process {
        let bits = process.bits.map(|bits| format!(", {bits}-bit"));
        let rights = one_line(&process.rights).to_lowercase();
        let rights = if rights.is_empty() {
            rights
        } else {
            format!(", {rights}")
        };
        let pid = process.pid;
        parts.push(format!(
            "in process {pid}{}{rights}",
            bits.unwrap_or_default()
        ));
    }
    if let Some(output) = output {
        let place = match output.lines {
            1 => format!("wrote line {}", output.line),
            many => format!("wrote {many} of lines {}-{}", output.line, output.end_line),
        };
        parts.push(place);
    }
    if parts.is_empty() {
        return Ok(());
    }
    let text = format!("{indent}  {}", parts.join("; "));
    writeln!(out, "{}", style.paint(Paint::Dim, cut(&text, style.width)))?;
    for text in output.into_iter().flat_map(|output| &output.text) {
        let width = style.width.saturating_sub(indent.len() + 6);
        writeln!(out, "{indent}    | {}", cut(text.trim_end(), width))?;
    }
    Ok(())
}
