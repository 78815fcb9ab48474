//! The tree of actions, for people.

use std::io::{self, Write};

use super::layout::{Paint, Style, column_of, cut, padded};
use super::timeline::seconds;
use crate::text::one_line;
use crate::view::actions::{Action, Actions, Process, Work, Wrote};

/// The columns that results take.
const RESULTS: usize = 14;
/// The columns behind them: how long it took, and where it stands.
const PLACES: usize = 24;

/// In a deeper tree nobody sees any more who is below whom, and its rows would have no end.
const DEEPEST: usize = 40;

/// The columns that names take, and the work that scripts did, which stands in the columns of results too.
fn names(actions: &Actions, style: Style) -> usize {
    let of_actions = actions.actions.iter().map(named);
    let names: Vec<String> = of_actions.collect();
    let works = actions.actions.iter().flat_map(|action| {
        let indent = indent(action);
        action.work.iter().map(move |work| done(work, &indent))
    });
    let works: Vec<String> = works.collect();
    let of_names = column_of(names.iter().map(String::as_str), style, RESULTS + PLACES);
    let of_works = column_of(works.iter().map(String::as_str), style, PLACES);
    of_names.max(of_works.saturating_sub(RESULTS + 1))
}

fn indent(action: &Action) -> String {
    "  ".repeat(action.depth.min(DEEPEST))
}

fn named(action: &Action) -> String {
    format!("{}{}", indent(action), action.name)
}

/// Writes the tree for people, or `none` where there is nothing to show.
///
/// # Errors
///
/// What the writer says.
pub fn actions(actions: &Actions, none: &str, style: Style, out: &mut dyn Write) -> io::Result<()> {
    if actions.actions.is_empty() {
        return writeln!(out, "{none}");
    }
    let names = names(actions, style);
    for action in &actions.actions {
        let indent = indent(action);
        if let (None, Some(reason), "skipped") = (action.value, &action.reason, action.result) {
            let name = padded(&named(action), names, style);
            let text = format!(
                "{name} skipped: {}",
                cut(reason, style.width.saturating_sub(names + 10))
            );
            writeln!(out, "{}", style.paint(Paint::Dim, text))?;
            continue;
        }
        head(action, names, style, out)?;
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

fn head(action: &Action, names: usize, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let own_code = action
        .value
        .filter(|value| *value > 8)
        .map(|value| format!(" {value}"))
        .unwrap_or_default();
    let result = format!("{}{own_code}", action.result);
    let name = padded(&named(action), names, style);
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

/// `script, stopped here: 12 operations`: what a script did for an action.
fn done(work: &Work, indent: &str) -> String {
    let place = match (&work.custom_action, work.place) {
        (Some(action), "kept") => format!("kept for {}", action.execution),
        (_, place) => place.to_owned(),
    };
    let operations = match work.operations {
        1 => "1 operation".to_owned(),
        many => format!("{many} operations"),
    };
    let what = work
        .custom_action
        .as_ref()
        .map_or(operations, |action| action.what.to_owned());
    let place = if work.failed {
        format!("{place}, stopped here")
    } else {
        place
    };
    format!("{indent}  {place}: {what}")
}

/// What a script did for an action, below it.
fn of_script(
    work: &Work,
    (indent, names): (&str, usize),
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let text = padded(&done(work, indent), names + 1 + RESULTS, style);
    // What was only kept took no time.
    let took = match work.place {
        "kept" => String::new(),
        _ => work.milliseconds.map(seconds).unwrap_or_default(),
    };
    let line = format!("{text} {took:>9}  line {}", work.line);
    let paint = if work.failed { Paint::Red } else { Paint::Dim };
    writeln!(out, "{}", style.paint(paint, line))?;
    let deeper = format!("{indent}  ");
    let custom_action = work.custom_action.as_ref();
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
