//! The lines at the top: the log and how it ended, the tabs, and the filters.

use ratatui::buffer::Buffer;

use super::text::put;
use crate::render::layout::exit_code;
use crate::text;
use crate::text::{columns, one_line};
use crate::trace::Outcome;
use crate::tui::layout::Areas;
use crate::tui::model::{Model, Stage};
use crate::tui::tab::Tab;
use crate::tui::theme::BOLD;
use ratatui::style::Style;

/// Draws the first rows: the log, how it ended, and the tabs.
pub(super) fn draw(model: &Model, areas: &Areas, screen: &mut Buffer) {
    top(model, areas, screen);
    for (tab, x, title) in tabs(model) {
        let style = if tab == model.tab {
            model.theme.current()
        } else {
            model.theme.quiet()
        };
        let room = areas.tabs.width.saturating_sub(x);
        put(screen, x, areas.tabs.y, room, &title, style);
    }
    if let Some(area) = areas.chips {
        for (at, x, text) in chips(model) {
            let on = model.filters.chips.get(at).is_some_and(|chip| chip.on);
            let style = if on {
                model.theme.current()
            } else {
                model.theme.quiet()
            };
            put(
                screen,
                x,
                area.y,
                area.width.saturating_sub(x),
                &text,
                style,
            );
        }
        let end = chips(model)
            .last()
            .map_or(0, |(_, x, text)| x + columns(text) as u16 + 2);
        let runs = if model.filters.runs { " so far" } else { "" };
        let count = match &model.filters.passing {
            Some(passing) => {
                let hidden = hidden(model);
                let (passing, lines) = (passing.len(), model.log.lines);
                format!("{hidden}{passing} of {lines} lines{runs}")
            }
            None => "filters are off".to_owned(),
        };
        put(
            screen,
            end,
            area.y,
            area.width.saturating_sub(end),
            &count,
            model.theme.quiet(),
        );
    }
}

/// Says so where the line of the cursor does not pass the filters, since no row is chosen then.
fn hidden(model: &Model) -> String {
    let (line, lines) = (model.lines.cursor, &model.log);
    let is_shown = model.line_at(model.row_of(line)) == Some(line);
    if is_shown || model.filters.up_to < line || line > lines.lines {
        return String::new();
    }
    format!("line {line} is hidden, x shows it; ")
}

/// The name of the log, how it ended, and how far it was read.
fn top(model: &Model, areas: &Areas, screen: &mut Buffer) {
    let area = areas.header;
    screen.set_style(area, model.theme.frame());
    let name = text::file_name(&model.log.name);
    let right = progress(model);
    let room = area.width.saturating_sub(columns(&right) as u16 + 2);
    let mut x = 1 + put(screen, 1, area.y, room / 2, name, BOLD);
    if let Some(report) = &model.report {
        let (word, style) = ended(model, report.verdict.outcome, report.verdict.exit_code);
        x += 2 + put(
            screen,
            x + 2,
            area.y,
            room.saturating_sub(x + 2),
            &word,
            style,
        );
        let headline = &report.verdict.headline;
        put(
            screen,
            x + 2,
            area.y,
            room.saturating_sub(x + 2),
            headline,
            Style::new(),
        );
    }
    put(
        screen,
        area.width.saturating_sub(columns(&right) as u16 + 1),
        area.y,
        area.width,
        &right,
        model.theme.quiet(),
    );
}

fn ended(model: &Model, outcome: Outcome, code: Option<i32>) -> (String, Style) {
    let style = match outcome {
        Outcome::Success => model.theme.good().patch(BOLD),
        Outcome::Failed | Outcome::Blocked => model.theme.bad(),
        Outcome::SuccessRebootRequired | Outcome::Cancelled | Outcome::Unknown => {
            model.theme.warning().patch(BOLD)
        }
    };
    let word = match outcome {
        Outcome::SuccessRebootRequired => "SUCCESS, RESTART".to_owned(),
        outcome => outcome.as_str().to_uppercase(),
    };
    let code = code.map_or_else(String::new, |code| format!(" {}", exit_code(code)));
    (format!("{word}{code}"), style)
}

fn progress(model: &Model) -> String {
    let log = &model.log;
    let follow = if log.follow { "following, " } else { "" };
    let state = match &log.stage {
        Stage::Waiting => return "waiting for the log".to_owned(),
        Stage::Failed(_) => return "not read".to_owned(),
        Stage::Reading => match log.total {
            Some(total) if total > 0 => {
                format!("reading {} %, ", (log.bytes.min(total)) * 100 / total)
            }
            _ => "reading, ".to_owned(),
        },
        Stage::Whole => String::new(),
    };
    format!(
        "{state}{follow}line {}/{}",
        model.lines.cursor.min(log.lines.max(1)),
        log.lines
    )
}

/// Each tab with its column and what it is called. Where the screen is narrow, names are cut.
fn tabs(model: &Model) -> Vec<(Tab, u16, String)> {
    let room = usize::from(model.size.0);
    let full: usize = Tab::ALL.iter().map(|tab| tab.title().len() + 4).sum();
    let is_narrow = full > room;
    let mut x = 0;
    let tabs = Tab::ALL.iter().enumerate().map(|(at, tab)| {
        let digit = (at + 1) % 10;
        let title = tab.title();
        let is_cut = is_narrow && *tab != model.tab;
        let title = if is_cut {
            &title[..title.len().min(4)]
        } else {
            title
        };
        let text = format!(" {digit} {title}{}", if is_narrow { "" } else { " " });
        let place = x;
        x += text.len() as u16;
        (*tab, place, text)
    });
    tabs.collect()
}

/// The tab at a column.
pub(crate) fn tab_at(model: &Model, column: u16) -> Option<Tab> {
    let mut tabs = tabs(model).into_iter();
    let hit = tabs.find(|(_, x, text)| (*x..*x + text.len() as u16).contains(&column));
    hit.map(|(tab, ..)| tab)
}

/// Each filter with its place, its column, and its text.
fn chips(model: &Model) -> Vec<(usize, u16, String)> {
    let mut x = 1;
    let chips = model.filters.chips.iter().enumerate().map(|(at, chip)| {
        let text = format!(
            " {}{} ",
            if chip.on { "" } else { "off: " },
            one_line(&chip.word)
        );
        let place = x;
        x += columns(&text) as u16 + 1;
        (at, place, text)
    });
    chips.collect()
}

/// The place of the filter at a column.
pub(crate) fn chip_at(model: &Model, column: u16) -> Option<usize> {
    let mut chips = chips(model).into_iter();
    let hit = chips.find(|(_, x, text)| (*x..*x + columns(text) as u16).contains(&column));
    hit.map(|(at, ..)| at)
}
