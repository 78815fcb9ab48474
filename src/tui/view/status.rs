//! The last line: what is being typed, what was just done, or what could be done next.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::text::put;
use crate::text::{byte_of_column, columns, one_line};
use crate::tui::model::edit::LineEdit;
use crate::tui::model::filter::KEYS;
use crate::tui::model::{Asking, Model, Prompt};
use crate::tui::tab::Tab;
use crate::tui::theme::BOLD;

/// Draws the line, and gives the place of the cursor where something is typed.
pub(super) fn draw(model: &Model, area: Rect, screen: &mut Buffer) -> Option<Position> {
    screen.set_style(area, model.theme.frame());
    if let Some(prompt) = &model.prompt {
        return Some(typing(model, prompt, area, screen));
    }
    let right = search(model);
    let width = columns(&right) as u16;
    let room = area.width.saturating_sub(width + 2);
    match &model.status {
        Some((text, tone)) => {
            put(screen, 1, area.y, room, text, model.theme.tone(*tone));
        }
        None => {
            put(screen, 1, area.y, room, hints(model), model.theme.quiet());
        }
    }
    put(
        screen,
        area.width.saturating_sub(width + 1),
        area.y,
        width,
        &right,
        model.theme.quiet(),
    );
    None
}

/// How many hits a search has, as far as it has come.
fn search(model: &Model) -> String {
    let search = &model.search;
    let Some(regex) = &search.regex else {
        return String::new();
    };
    let so_far = if search.runs {
        let share = u64::from(search.up_to) * 100 / u64::from(model.log.lines.max(1));
        format!(" so far, {share} %")
    } else {
        String::new()
    };
    let hits = search.hits.len();
    let word = if hits == 1 { "line" } else { "lines" };
    format!("/{} {hits} {word}{so_far}", one_line(regex.as_str()))
}

fn typing(model: &Model, prompt: &Prompt, area: Rect, screen: &mut Buffer) -> Position {
    let lead = match prompt.asking {
        Asking::Search => "/",
        Asking::Filter => "&",
        Asking::Line => ":",
        Asking::Time => "@",
        Asking::Note(_) => "Note: ",
        Asking::Report => "Write the report to: ",
        Asking::Lines => "Write the lines to: ",
    };
    let mut x = 1;
    x += put(screen, x, area.y, area.width, lead, model.theme.action());
    let room = area.width.saturating_sub(x);
    let (shown, before) = around_cursor(&prompt.edit, usize::from(room));
    let typed = put(screen, x, area.y, room, &shown, BOLD);
    let cursor = x + before as u16;
    let after = x + typed + 3;
    let (note, style) = match (&model.status, prompt.asking) {
        (Some((text, tone)), _) => (text.clone(), model.theme.tone(*tone)),
        (None, Asking::Search) if model.tab == Tab::Log => (search(model), model.theme.quiet()),
        (None, asking) => (
            about(asking, prompt.edit.before_cursor()),
            model.theme.quiet(),
        ),
    };
    put(
        screen,
        after,
        area.y,
        area.width.saturating_sub(after + 1),
        &note,
        style,
    );
    Position::new(cursor.min(area.width.saturating_sub(1)), area.y)
}

/// What was typed, as far as the room around its cursor has it, and the column of the cursor.
pub(super) fn around_cursor(edit: &LineEdit, room: usize) -> (String, usize) {
    let text = one_line(edit.text());
    let before = columns(&one_line(edit.before_cursor()));
    let hidden = (before + 2).saturating_sub(room);
    let from = byte_of_column(&text, hidden);
    (
        text[from..].to_owned(),
        before - columns(&text[..from]).min(before),
    )
}

/// What may be typed.
fn about(asking: Asking, typed: &str) -> String {
    match asking {
        Asking::Search => "shows the rows that hold the text".to_owned(),
        Asking::Filter => {
            let word = typed
                .rsplit(' ')
                .next()
                .unwrap_or_default()
                .trim_start_matches(['-', '!']);
            let known = KEYS
                .iter()
                .find(|(key, _)| word.starts_with(&format!("{key}:")));
            if let Some((_, takes)) = known {
                return (*takes).to_owned();
            }
            let keys: Vec<String> = KEYS.iter().map(|(key, _)| format!("{key}:")).collect();
            let keys = keys.join(" ");
            format!("text, or {keys} (tab completes, - in front turns it round)")
        }
        Asking::Line => "the number of a line".to_owned(),
        Asking::Time => "a time of day: 12:30 or 12:30:05".to_owned(),
        Asking::Note(_) => "a note for this line, or nothing".to_owned(),
        Asking::Report => "a new file; .json writes it for programs".to_owned(),
        Asking::Lines => "a new file for the lines that are shown".to_owned(),
    }
}

fn hints(model: &Model) -> &'static str {
    match model.tab {
        Tab::Log if model.size.0 >= 112 => {
            "? help   c cause   f finding   e error   / search   & filter   z noise   ctrl-p palette   tab panes   q quit"
        }
        Tab::Log => "? help  c cause  f finding  e error  / search  & filter  ctrl-p  q quit",
        Tab::Summary => "? help   j k scroll   w write to a file   esc log   q quit",
        _ => "? help   enter show the line   / only rows with   esc log   q quit",
    }
}
