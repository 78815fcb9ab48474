//! The help: the first steps, then all keys from the table.

use ratatui::buffer::Buffer;
use ratatui::style::Style;

use super::details::{SetLine, put_line};
use super::popup::{hint, open, popup_area};
use super::text::wrapped;
use crate::tui::keymap::{self, Group, KEYS};
use crate::tui::model::Model;
use crate::tui::theme::{BOLD, Theme};
use crate::tui::tour::FIRST_STEPS;

/// Columns of the number of a step.
const NUMBER: usize = 3;

/// All rows of the help for a popup of so many columns.
pub(super) fn rows(width: usize, theme: Theme) -> Vec<SetLine> {
    let mut rows: Vec<SetLine> = vec![vec![("First steps".to_owned(), BOLD)]];
    for (at, step) in FIRST_STEPS.iter().enumerate() {
        let step = step.replace('`', "");
        for (row, text) in wrapped(&step, width.saturating_sub(NUMBER))
            .into_iter()
            .enumerate()
        {
            let number = if row == 0 {
                format!("{}.", at + 1)
            } else {
                String::new()
            };
            rows.push(vec![
                (format!("{number:<NUMBER$}"), theme.quiet()),
                (text, Style::new()),
            ]);
        }
    }
    let keys_width = keymap::widest();
    for group in Group::ALL {
        rows.push(Vec::new());
        rows.push(vec![(group.title().to_owned(), BOLD)]);
        for binding in KEYS.iter().filter(|binding| binding.group == group) {
            let keys = binding.keys.join(", ");
            rows.push(vec![
                (format!("  {keys:<keys_width$}  "), theme.action()),
                (binding.help.to_owned(), Style::new()),
            ]);
        }
    }
    rows
}

/// Draws the keys, over the log.
pub(super) fn draw(model: &Model, scroll: usize, screen: &mut Buffer) {
    let theme = model.theme;
    let area = popup_area(model);
    let body = open(area, "Help", theme, screen);
    let keys = "j k scroll, esc closes, any other key does what it says";
    hint(area, keys, theme, screen);
    let rows = rows(usize::from(body.width), theme);
    let last = rows.len().saturating_sub(usize::from(body.height));
    let shown = rows
        .iter()
        .skip(scroll.min(last))
        .take(usize::from(body.height));
    for (row, line) in shown.enumerate() {
        put_line(screen, body, row as u16, line);
    }
}
