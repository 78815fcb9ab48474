//! One line of the log: its gutter, its colours, and its marks.

use ratatui::buffer::Buffer;
use ratatui::style::{Modifier, Style};

use super::text::put;

use crate::text::{byte_of_column, columns, floor_boundary, one_line};
use crate::tui::facts::{Gravity, LineFacts, Writer};
use crate::tui::model::Model;
use crate::tui::theme::BOLD;

/// From this width on times have milliseconds.
const WITH_MILLISECONDS: u16 = 96;

/// Bytes of a line that are looked at beyond those that the columns of the screen need: some characters take no column.
const AHEAD: usize = 4096;

/// What a line is to the report. Where it is more than one, the first of them counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// It states the cause.
    Cause,
    /// A finding stands at it.
    Finding,
    /// It follows from the cause.
    Consequence,
    None,
}

/// Draws a line into a row.
pub(super) fn draw(
    model: &Model,
    line: u32,
    part: Part,
    (x, y, width): (u16, u16, u16),
    screen: &mut Buffer,
) {
    let theme = model.theme;
    let facts = model.log.facts.get(line).unwrap_or_default();
    let digits = model.log.lines.max(1).to_string().len().max(4) as u16;
    let end = x + width;
    let mut at = x;
    let number = format!("{line:>width$}", width = usize::from(digits));
    at += put(screen, at, y, digits, &number, theme.quiet());
    let is_marked = model.bookmarks.contains_key(&line);
    let (sign, sign_style) = match part {
        Part::Cause => ("▶", theme.bad()),
        _ if is_marked => ("◆", theme.custom_action()),
        Part::Finding => ("●", theme.warning()),
        _ => (" ", Style::new()),
    };
    at += put(
        screen,
        at,
        y,
        end.saturating_sub(at).min(1),
        sign,
        sign_style,
    );
    let gutter = gutter(facts, width >= WITH_MILLISECONDS);
    at += put(
        screen,
        at,
        y,
        end.saturating_sub(at),
        &gutter,
        theme.quiet(),
    );
    let Some(text) = model.lines.text.get(&line) else {
        return;
    };
    let room = end.saturating_sub(at);
    let body = facts.body(text);
    // A line may be a mebibyte, of which the part that can be seen is set for each frame.
    let near = AHEAD + 4 * (model.lines.left + usize::from(room));
    let shown = one_line(&body[..floor_boundary(body, near)]);
    let from = byte_of_column(&shown, model.lines.left);
    let style = style(model, facts, part);
    put(screen, at, y, room, &shown[from..], style);
    if model.lines.left > 0 && !shown.is_empty() {
        screen.set_stringn(at, y, "‹", 1, theme.quiet());
    }
    highlight(model, &shown, from, (at, y, room), screen);
}

/// `s 54 09:12:53 `: side, thread, and time, each as far as the line has it.
fn gutter(facts: LineFacts, milliseconds: bool) -> String {
    let length = if milliseconds { 12 } else { 8 };
    let clock = match facts.writer() {
        Writer::Plain => None,
        _ => facts.clock(),
    };
    let time = clock.map_or(String::new(), |clock| {
        let (seconds, rest) = (clock / 1000, clock % 1000);
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        if milliseconds {
            format!("{hour:02}:{minute:02}:{second:02}.{rest:03}")
        } else {
            format!("{hour:02}:{minute:02}:{second:02}")
        }
    });
    let side = facts.writer().letter();
    let thread = match facts.thread() {
        Some((_, thread, true)) => format!("!{thread:02X}"),
        Some((_, thread, false)) => format!(" {thread:02X}"),
        None => String::new(),
    };
    format!("{side}{thread:3} {time:length$} ")
}

/// The colour of a line: what it is, how grave it is, and how much it matters.
fn style(model: &Model, facts: LineFacts, part: Part) -> Style {
    let theme = model.theme;
    if part == Part::Cause {
        return theme.bad();
    }
    if part == Part::Consequence || facts.in_rollback() {
        return theme.quiet();
    }
    match facts.gravity() {
        Gravity::Error => return theme.bad().remove_modifier(Modifier::BOLD),
        Gravity::Warning => return theme.warning(),
        Gravity::Plain => {}
    }
    if facts.is_noise() {
        return theme.quiet();
    }
    match facts.kind() {
        "session-started" | "session-stopped" | "logging-started" | "logging-stopped"
        | "engine-started" | "engine-returned" | "product-message" | "product-status"
        | "sequence-started" | "script-started" | "bundle-started" | "bundle-exit" => BOLD,
        "action-doing" | "action-started" | "action-ended" | "action-described" => theme.action(),
        kind if kind.starts_with("property") || kind.starts_with("folder") => theme.property(),
        kind if kind.starts_with("custom-action") => theme.custom_action(),
        kind if kind.starts_with("bundle-package") => theme.action(),
        _ => Style::new(),
    }
}

/// Marks what the search has found in the part of the text that is shown, from a byte on.
fn highlight(
    model: &Model,
    shown: &str,
    first: usize,
    (x, y, width): (u16, u16, u16),
    screen: &mut Buffer,
) {
    let Some(regex) = &model.search.regex else {
        return;
    };
    // A hostile expression may match at every place of a long line.
    for hit in regex
        .find_iter(shown)
        .filter(|hit| !hit.is_empty() && hit.end() > first)
        .take(200)
    {
        let column = |byte: usize| columns(&shown[..byte]);
        let from = column(hit.start()).saturating_sub(model.lines.left);
        if from >= usize::from(width) {
            return;
        }
        let to = column(hit.end()).saturating_sub(model.lines.left);
        for at in from..to.min(usize::from(width)) {
            if let Some(cell) = screen.cell_mut((x + at as u16, y)) {
                cell.set_style(model.theme.hit());
            }
        }
    }
}
