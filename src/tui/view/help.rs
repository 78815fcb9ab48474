//! The help: a first walk, then all keys from the table.

use ratatui::buffer::Buffer;
use ratatui::style::Style;

use super::details::{SetLine, put_line};
use super::popup::{hint, open, popup_area};
use crate::tui::keymap::{Group, KEYS};
use crate::tui::model::Model;
use crate::tui::theme::BOLD;

/// What to try first.
const WALK: &[&str] = &[
    "The log opens at the cause, if it tells one; the details below say what to do.",
    "f goes to the next finding, e to the next error, { and } to the ends of an action.",
    "/ searches while you type. & filters: kind:note, action:InstallFiles, denied, -is:noise.",
    "The digits show other tabs: findings, times, properties, files, and so on.",
    "ctrl-p finds any action, property, finding, or command by a few letters.",
];

/// Columns of the keys.
const KEYS_WIDTH: usize = 24;

pub(super) fn draw(model: &Model, scroll: usize, screen: &mut Buffer) {
    let theme = model.theme;
    let area = popup_area(model);
    let body = open(area, "Help", theme, screen);
    hint(area, "j and k scroll, any other key closes", theme, screen);
    let mut lines: Vec<SetLine> = Vec::new();
    for step in WALK {
        let rows = super::text::wrapped(step, usize::from(body.width));
        lines.extend(rows.into_iter().map(|row| vec![(row, Style::new())]));
    }
    for group in Group::ALL {
        lines.push(Vec::new());
        lines.push(vec![(group.title().to_owned(), BOLD)]);
        for binding in KEYS.iter().filter(|binding| binding.group == group) {
            let keys = binding.keys.join(", ");
            lines.push(vec![
                (format!("  {keys:<KEYS_WIDTH$}"), theme.action()),
                (binding.help.to_owned(), Style::new()),
            ]);
        }
    }
    let last = lines.len().saturating_sub(usize::from(body.height));
    let shown = lines
        .iter()
        .skip(scroll.min(last))
        .take(usize::from(body.height));
    for (row, line) in shown.enumerate() {
        put_line(screen, body, row as u16, line);
    }
}
