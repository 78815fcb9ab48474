//! The details of the line or of the row that is chosen.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::text::{put, wrapped};
use crate::text::one_line;
use crate::tui::details::Detail;
use crate::tui::model::table::{Content, Row};
use crate::tui::model::{Focus, Model};
use crate::tui::tab::Tab;
use crate::tui::theme::{BOLD, Theme};

/// Columns of a label.
const LABEL: usize = 10;
/// Rows of a cause, so that a small screen shows what to do about it too.
const CAUSE_ROWS: usize = 3;

/// Draws what is known of the line of the cursor, beside the log.
pub(super) fn draw(model: &Model, area: Rect, screen: &mut Buffer) {
    let theme = model.theme;
    let (title, rows) = content(model);
    let head = Rect { height: 1, ..area };
    screen.set_style(head, theme.frame());
    let style = if super::has_focus(model, Focus::Details) {
        theme.current()
    } else {
        BOLD
    };
    put(
        screen,
        area.x + 1,
        area.y,
        area.width.saturating_sub(2),
        &title,
        style,
    );
    let body = body(area);
    let set = set(&rows, usize::from(body.width), theme);
    let last = set.len().saturating_sub(usize::from(body.height));
    let from = model.details.scroll.min(last);
    for (row, line) in set
        .iter()
        .skip(from)
        .take(usize::from(body.height))
        .enumerate()
    {
        put_line(screen, body, row as u16, line);
    }
    if last > from {
        let more = format!(" {} more: tab, j ", last - from);
        let width = more.len() as u16;
        put(
            screen,
            (area.x + area.width).saturating_sub(width + 1),
            area.y,
            width,
            &more,
            theme.quiet(),
        );
    }
}

/// The pane without its heading.
fn body(area: Rect) -> Rect {
    Rect {
        x: area.x + 1,
        y: area.y + 1,
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(1),
    }
}

/// By how many rows the pane can be scrolled.
pub(crate) fn last_scroll(model: &Model) -> usize {
    let Some(area) = model.areas().details else {
        return 0;
    };
    let body = body(area);
    let set = set(&content(model).1, usize::from(body.width), model.theme);
    set.len().saturating_sub(usize::from(body.height))
}

/// What the pane is headed with, and what it says.
fn content(model: &Model) -> (String, Vec<Detail>) {
    if model.tab != Tab::Log {
        let row = model.table().and_then(|table| table.chosen());
        let title = row
            .and_then(|row| row.line)
            .map_or_else(String::new, |line| format!("Line {line}: enter shows it"));
        return (title, row.map_or_else(Vec::new, |row| of_row(model, row)));
    }
    let mut rows = model.details.rows.clone();
    let mut title = format!("Line {}", model.lines.cursor);
    if let Some(note) = model.bookmarks.get(&model.lines.cursor) {
        rows.insert(
            1.min(rows.len()),
            Detail::Field("note".to_owned(), note.clone()),
        );
    }
    if let Some(Detail::Heading(kind)) = rows.first() {
        title = format!("{title} · {kind}");
        rows.remove(0);
    }
    (title, rows)
}

/// What is known of a row: at least its cells, which the table may have cut.
fn of_row(model: &Model, row: &Row) -> Vec<Detail> {
    let heads = match model.table().map(|table| &table.content) {
        Some(Content::There(rows)) if row.more.is_empty() => &rows.heads[..],
        _ => return row.more.clone(),
    };
    let cells = heads
        .iter()
        .zip(&row.cells)
        .skip(1)
        .filter(|(_, cell)| !cell.is_empty());
    let cells = cells.map(|(head, cell)| Detail::Field((*head).to_owned(), cell.trim().to_owned()));
    cells.collect()
}

/// A row of text in parts with their styles.
pub(super) type SetLine = Vec<(String, Style)>;

/// Sets details in rows of `width` columns.
pub(super) fn set(details: &[Detail], width: usize, theme: Theme) -> Vec<SetLine> {
    let mut lines: Vec<SetLine> = Vec::new();
    for detail in details {
        match detail {
            Detail::Heading(text) => lines.push(vec![(one_line(text), BOLD)]),
            Detail::Text(text) => lines.extend(plain(text, width, Style::new())),
            Detail::Quiet(text) => lines.extend(plain(text, width, theme.quiet())),
            Detail::Field(label, value) => labelled(label, value, width, theme, &mut lines),
            Detail::Place(line, text) => {
                labelled(&format!("{line}"), text, width, theme, &mut lines);
            }
        }
    }
    lines
}

fn plain(text: &str, width: usize, style: Style) -> Vec<SetLine> {
    let rows = text
        .split('\n')
        .flat_map(|line| wrapped(&one_line(line), width));
    rows.map(|row| vec![(row, style)]).collect()
}

fn labelled(label: &str, value: &str, width: usize, theme: Theme, lines: &mut Vec<SetLine>) {
    let label = one_line(label);
    let own_row = label.chars().count() > LABEL + 6;
    let indent = if own_row {
        2
    } else {
        LABEL.max(label.chars().count()) + 1
    };
    let style = match &label[..] {
        "cause" => theme.bad(),
        "finding" => theme.warning(),
        "page" => theme.property(),
        _ => Style::new(),
    };
    let rows = value
        .split('\n')
        .flat_map(|line| wrapped(&one_line(line), width.saturating_sub(indent)));
    let mut rows: Vec<String> = rows.collect();
    if label == "cause" && rows.len() > CAUSE_ROWS {
        rows.truncate(CAUSE_ROWS);
        rows.push("... `u` shows all of it".to_owned());
    }
    for (at, row) in rows.into_iter().enumerate() {
        let head = match (at, own_row) {
            (0, false) => format!("{label:<indent$}"),
            (0, true) => {
                lines.push(vec![(label.clone(), theme.quiet())]);
                " ".repeat(indent)
            }
            _ => " ".repeat(indent),
        };
        lines.push(vec![(head, theme.quiet()), (row, style)]);
    }
}

/// Draws a row that was set.
pub(super) fn put_line(screen: &mut Buffer, area: Rect, row: u16, line: &SetLine) {
    let mut x = area.x;
    for (text, style) in line {
        x += put(
            screen,
            x,
            area.y + row,
            (area.x + area.width).saturating_sub(x),
            text,
            *style,
        );
    }
}
