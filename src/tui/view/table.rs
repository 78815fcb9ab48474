//! The tabs that are tables, and the summary.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::text::put;
use crate::text::{byte_of_column, columns, one_line};
use crate::tui::layout::Areas;
use crate::tui::model::table::{Content, Row, Table, Tone};
use crate::tui::model::{Focus, Model, Stage};

/// Columns between two cells.
const GAP: usize = 2;
/// The column that has the names.
const NAME: usize = 1;
/// Rows at the top of a table that decide how wide its columns are.
const MEASURED: usize = 2000;

/// Says why a table is not there. Returns whether it is.
fn is_there(model: &Model, area: Rect, screen: &mut Buffer) -> bool {
    let text = match model.table().map(|table| &table.content) {
        Some(Content::There(_)) => return true,
        Some(Content::Failed(why)) => why.clone(),
        _ if matches!(model.log.stage, Stage::Failed(_)) => "The log cannot be read.".to_owned(),
        _ => "Reading ...".to_owned(),
    };
    put(
        screen,
        area.x + 1,
        area.y,
        area.width.saturating_sub(1),
        &text,
        model.theme.quiet(),
    );
    false
}

/// Draws the rows of the table of the tab that is shown, under their headings.
pub(super) fn draw(model: &Model, areas: &Areas, screen: &mut Buffer) {
    let area = areas.main;
    if !is_there(model, area, screen) {
        return;
    }
    let (Some(table), theme) = (model.table(), model.theme) else {
        return;
    };
    let Content::There(content) = &table.content else {
        return;
    };
    if table.count() == 0 {
        let text = if table.wanted().is_empty() {
            "The log tells nothing of that."
        } else {
            "No row holds that; esc shows all rows."
        };
        let room = area.width.saturating_sub(1);
        put(screen, area.x + 1, area.y, room, text, theme.quiet());
    }
    let widths = widths(&content.heads, table, usize::from(area.width));
    draw_heads(model, &content.heads, &widths, area, screen);
    let in_view = table.from(table.top).take(usize::from(area.height));
    for (row, entry) in in_view.enumerate() {
        let y = area.y + row as u16;
        let place = (area.x, y, area.width);
        draw_row(model, entry, &widths, place, table.left, screen);
        if table.top + row == table.cursor {
            let style = theme.chosen(super::has_focus(model, Focus::Main));
            screen.set_style(Rect::new(area.x, y, area.width, 1), style);
        }
    }
    if !table.wanted().is_empty() {
        draw_found(model, table.count(), table.wanted(), area, screen);
    }
}

/// The headings, in the row above the table: the first one at the right of its column, as its numbers are.
fn draw_heads(model: &Model, heads: &[&str], widths: &[usize], area: Rect, screen: &mut Buffer) {
    let mut x = area.x;
    for (head, width) in heads.iter().zip(widths) {
        let text = if x == area.x {
            format!("{head:>width$}")
        } else {
            (*head).to_owned()
        };
        let room = (area.x + area.width).saturating_sub(x);
        let y = area.y.saturating_sub(1);
        put(screen, x, y, room, &text, model.theme.quiet());
        x += (width + GAP) as u16;
    }
}

/// How many rows hold what is looked for, at the right of the headings.
fn draw_found(model: &Model, rows: usize, wanted: &str, area: Rect, screen: &mut Buffer) {
    let word = if rows == 1 { "row" } else { "rows" };
    let text = format!(" {rows} {word} with {} ", one_line(wanted));
    let width = columns(&text) as u16;
    let x = (area.x + area.width).saturating_sub(width);
    let y = area.y.saturating_sub(1);
    put(screen, x, y, width, &text, model.theme.current());
}

/// How wide each column is: as wide as its widest cell, but no column takes the room of the others.
fn widths(heads: &[&str], table: &Table, room: usize) -> Vec<usize> {
    let mut widths: Vec<usize> = heads.iter().map(|head| head.len()).collect();
    // The name in a heading may be longer than its column, but not where there is nothing else.
    let only_heads = table.from(0).all(|row| row.tone == Tone::Head);
    for row in table.from(0).take(MEASURED) {
        for (at, (width, cell)) in widths.iter_mut().zip(&row.cells).enumerate() {
            if only_heads || row.tone != Tone::Head || at != NAME {
                *width = (*width).max(columns(&one_line(cell)));
            }
        }
    }
    let last = widths.len().saturating_sub(1);
    let most = (room / 2).saturating_sub(10).max(12);
    for (at, width) in widths.iter_mut().enumerate() {
        if at < last {
            *width = (*width).min(most);
        }
    }
    // What does not fit is taken from the widest columns, but the last ones keep a little room.
    let least = 10;
    while widths.iter().sum::<usize>() + GAP * last > room {
        let widest = widths.iter_mut().skip(1).max_by_key(|width| **width);
        match widest.filter(|width| **width > least) {
            Some(width) => *width -= 1,
            None => break,
        }
    }
    widths
}

fn draw_row(
    model: &Model,
    row: &Row,
    widths: &[usize],
    (x, y, width): (u16, u16, u16),
    left: usize,
    screen: &mut Buffer,
) {
    let style = model.theme.tone(row.tone);
    let end = x + width;
    let mut at = x;
    for (place, cell) in row.cells.iter().enumerate() {
        let is_last = place + 1 == row.cells.len();
        let width = widths.get(place).copied().unwrap_or(8);
        let room = end.saturating_sub(at);
        let room = if is_last {
            room
        } else {
            room.min(width as u16)
        };
        if place == 0 {
            put(
                screen,
                at,
                y,
                room,
                &format!("{cell:>width$}"),
                model.theme.quiet(),
            );
        } else {
            let text = one_line(cell);
            // Only what is cut can be scrolled to.
            let from = if columns(&text) > usize::from(room) {
                byte_of_column(&text, left)
            } else {
                0
            };
            put(screen, at, y, room, &text[from..], style);
        }
        at += (width + GAP) as u16;
    }
}

/// The summary: text, not rows to choose from.
pub(super) fn draw_text(model: &Model, areas: &Areas, screen: &mut Buffer) {
    let area = areas.main;
    if !is_there(model, area, screen) {
        return;
    }
    let Some(table) = model.table() else {
        return;
    };
    for (row, entry) in table
        .from(table.top)
        .take(usize::from(area.height))
        .enumerate()
    {
        let text = one_line(entry.cells.first().map_or("", String::as_str));
        let from = byte_of_column(&text, table.left);
        let style = model.theme.tone(entry.tone);
        put(
            screen,
            area.x + 1,
            area.y + row as u16,
            area.width.saturating_sub(1),
            &text[from..],
            style,
        );
    }
}
