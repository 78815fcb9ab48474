//! What lies over the panes: lists and pages.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::details::{put_line, set};
use super::status::around_cursor;
use super::text::{clear, put};
use crate::text::columns;

use crate::tui::details::Detail;
use crate::tui::model::pick::Picker;
use crate::tui::model::{Model, Popup};
use crate::tui::theme::{BOLD, Theme};

/// On screens of fewer rows or columns popups take all of them.
const ROOMY: (u16, u16) = (60, 18);

/// Where a popup lies.
pub(crate) fn popup_area(model: &Model) -> Rect {
    let (width, height) = model.size;
    let beside = |size: u16, roomy: u16| if size < roomy { 0 } else { 4 };
    let columns = (width - beside(width, ROOMY.0)).min(100);
    let rows = (height - beside(height, ROOMY.1)).min(30);
    Rect::new((width - columns) / 2, (height - rows) / 2, columns, rows)
}

/// The entry of the list at a row of the screen.
pub(crate) fn entry_at(model: &Model, y: u16) -> Option<usize> {
    let Some(Popup::Pick(picker)) = &model.popup else {
        return None;
    };
    let area = inner(popup_area(model));
    let row = y
        .checked_sub(area.y + 1)
        .filter(|row| *row < area.height.saturating_sub(1))?;
    Some(top(picker, area.height.saturating_sub(1)) + usize::from(row))
}

pub(super) fn inner(area: Rect) -> Rect {
    Rect::new(
        area.x + 2,
        area.y + 1,
        area.width.saturating_sub(4),
        area.height.saturating_sub(2),
    )
}

/// Draws an empty popup with a title, and gives its inside.
pub(super) fn open(area: Rect, title: &str, theme: Theme, screen: &mut Buffer) -> Rect {
    clear(screen, area);
    let (right, bottom) = (area.x + area.width - 1, area.y + area.height - 1);
    for x in area.x..=right {
        screen.set_string(x, area.y, "─", theme.quiet());
        screen.set_string(x, bottom, "─", theme.quiet());
    }
    for y in area.y..=bottom {
        screen.set_string(area.x, y, "│", theme.quiet());
        screen.set_string(right, y, "│", theme.quiet());
    }
    for (x, y, corner) in [
        (area.x, area.y, "╭"),
        (right, area.y, "╮"),
        (area.x, bottom, "╰"),
        (right, bottom, "╯"),
    ] {
        screen.set_string(x, y, corner, theme.quiet());
    }
    put(
        screen,
        area.x + 2,
        area.y,
        area.width.saturating_sub(4),
        &format!(" {title} "),
        BOLD,
    );
    inner(area)
}

/// Writes a hint into the lower edge of a popup.
pub(super) fn hint(area: Rect, text: &str, theme: Theme, screen: &mut Buffer) {
    let text = format!(" {text} ");
    let width = columns(&text) as u16;
    let x = (area.x + area.width)
        .saturating_sub(width + 2)
        .max(area.x + 1);
    put(
        screen,
        x,
        area.y + area.height - 1,
        width.min(area.width),
        &text,
        theme.quiet(),
    );
}

/// The first entry that is shown, so that the chosen one is.
fn top(picker: &Picker, height: u16) -> usize {
    (picker.cursor + 1).saturating_sub(usize::from(height))
}

/// Draws a list, and gives the place of the cursor.
pub(super) fn pick(model: &Model, picker: &Picker, screen: &mut Buffer) -> Position {
    let theme = model.theme;
    let area = popup_area(model);
    let body = open(area, picker.title, theme, screen);
    hint(area, "↑ ↓ enter, esc closes", theme, screen);
    let mut x = body.x;
    x += put(screen, x, body.y, 2, "> ", theme.action());
    let room = body.width.saturating_sub(2);
    let (shown, before) = around_cursor(&picker.input, usize::from(room));
    put(screen, x, body.y, room, &shown, BOLD);
    let cursor = x + before as u16;
    let list = body.height.saturating_sub(1);
    let from = top(picker, list);
    if picker.shown.is_empty() {
        put(
            screen,
            body.x,
            body.y + 1,
            body.width,
            "nothing fits",
            theme.quiet(),
        );
    }
    for (row, at) in picker
        .shown
        .iter()
        .skip(from)
        .take(usize::from(list))
        .enumerate()
    {
        let Some(entry) = picker.entries.get(*at) else {
            continue;
        };
        let y = body.y + 1 + row as u16;
        let hint = columns(&entry.hint) as u16;
        let room = body.width.saturating_sub(hint + 2);
        put(screen, body.x, y, room, &entry.label, Style::new());
        put(
            screen,
            (body.x + body.width).saturating_sub(hint),
            y,
            hint,
            &entry.hint,
            theme.quiet(),
        );
        if from + row == picker.cursor {
            screen.set_style(Rect::new(body.x, y, body.width, 1), theme.chosen(true));
        }
    }
    Position::new(cursor.min(body.x + body.width.saturating_sub(1)), body.y)
}

/// Draws a page to read.
pub(super) fn page(
    model: &Model,
    title: &str,
    rows: &[Detail],
    address: Option<&str>,
    scroll: usize,
    screen: &mut Buffer,
) {
    let theme = model.theme;
    let area = popup_area(model);
    let body = open(area, title, theme, screen);
    let set = set(rows, usize::from(body.width), theme);
    let last = set.len().saturating_sub(usize::from(body.height));
    let scrolls = match last.saturating_sub(scroll) {
        _ if last == 0 => String::new(),
        0 => "j k scroll, ".to_owned(),
        more => format!("{more} more: j k scroll, "),
    };
    let keys = match address {
        Some(_) => "esc closes, enter opens the page in the browser",
        None => "esc closes",
    };
    hint(area, &format!("{scrolls}{keys}"), theme, screen);
    let shown = set
        .iter()
        .skip(scroll.min(last))
        .take(usize::from(body.height));
    for (row, line) in shown.enumerate() {
        put_line(screen, body, row as u16, line);
    }
}
