//! The outline: the tree of sessions, engines, phases, and actions.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::text::put;
use crate::text::{columns, one_line, units};
use crate::tui::model::label::{Sign, label};
use crate::tui::model::outline::Subject;
use crate::tui::model::{Focus, Model, Stage};
use crate::tui::theme::BOLD;

/// Draws the tree of what the install did.
pub(super) fn draw(model: &Model, area: Rect, screen: &mut Buffer) {
    let outline = &model.outline;
    let shown = outline.shown();
    if shown.is_empty() {
        put(
            screen,
            area.x + 1,
            area.y,
            area.width - 1,
            why_empty(model),
            model.theme.quiet(),
        );
    }
    let rows = shown
        .iter()
        .skip(outline.top)
        .take(usize::from(area.height));
    for (row, at) in rows.enumerate() {
        let y = area.y + row as u16;
        draw_node(model, *at, (area.x, y, area.width), screen);
        if *at == outline.cursor {
            let style = model.theme.chosen(super::has_focus(model, Focus::Outline));
            screen.set_style(Rect::new(area.x, y, area.width, 1), style);
        }
    }
}

fn why_empty(model: &Model) -> &'static str {
    if model.log.stage == Stage::Reading {
        "no outline yet"
    } else {
        "no session"
    }
}

fn draw_node(model: &Model, at: usize, (x, y, width): (u16, u16, u16), screen: &mut Buffer) {
    let Some(node) = model.outline.nodes.get(at) else {
        return;
    };
    let theme = model.theme;
    let (name, sign, took) = label(&model.trace, node.subject);
    let fold = match (model.outline.is_parent(at), model.outline.is_open(at)) {
        (false, _) => ' ',
        (true, true) => '▾',
        (true, false) => '▸',
    };
    let (mark, style) = match sign {
        Sign::Good => ("✓", theme.good()),
        Sign::Bad => ("✗", theme.bad()),
        Sign::Odd => ("!", theme.warning()),
        Sign::Open => ("…", theme.warning()),
        Sign::None => ("", Style::new()),
    };
    // What took no time worth a word leaves its place to the name.
    let took = took
        .filter(|took| *took >= 10)
        .map(duration)
        .unwrap_or_default();
    let indent = u16::from(node.depth) * 2;
    let right = columns(&took) as u16 + u16::from(!took.is_empty());
    let room = width.saturating_sub(indent + 2 + right);
    let mut place = x + indent;
    place += put(screen, place, y, 2, &format!("{fold} "), theme.quiet());
    if !mark.is_empty() {
        place += put(screen, place, y, 2, &format!("{mark} "), style);
    }
    let name_style = match (sign, node.subject) {
        (Sign::Bad, _) => theme.bad(),
        (_, Subject::Session(_) | Subject::Engine(_) | Subject::Bundle) => BOLD,
        (_, Subject::Phase(..)) => theme.property(),
        (_, Subject::Script(_)) => theme.quiet(),
        _ => Style::new(),
    };
    let left = (x + indent + 2 + room).saturating_sub(place);
    put(screen, place, y, left, &one_line(&name), name_style);
    put(
        screen,
        (x + width + 1).saturating_sub(right),
        y,
        right,
        &took,
        theme.quiet(),
    );
}

/// A length of time in milliseconds, short and rounded to its last unit: `12ms`, `3.4s`, `2m05s`.
fn duration(milliseconds: u32) -> String {
    let (tenths, seconds) = (units(milliseconds, 100), units(milliseconds, 1_000));
    match (milliseconds, tenths) {
        (0..1_000, _) => format!("{milliseconds}ms"),
        (_, 0..600) => format!("{}.{}s", tenths / 10, tenths % 10),
        _ => format!("{}m{:02}s", seconds / 60, seconds % 60),
    }
}
