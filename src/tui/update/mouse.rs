//! The mouse: wheel, clicks on lines, rows, tabs, filters, and the outline.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};

use super::motion::{self, Step};
use super::{look, popup};
use crate::tui::effect::Effect;
use crate::tui::model::{Focus, Model, Popup};
use crate::tui::tab::Tab;
use crate::tui::view;

/// Rows that a notch of the wheel moves by.
const WHEEL: isize = 3;

/// Takes what the mouse did.
pub(super) fn mouse(model: &mut Model, event: MouseEvent) -> Vec<Effect> {
    let at = Position::new(event.column, event.row);
    match event.kind {
        MouseEventKind::ScrollDown => wheel(model, at, WHEEL),
        MouseEventKind::ScrollUp => wheel(model, at, -WHEEL),
        MouseEventKind::Down(MouseButton::Left) => {
            model.status = None;
            return click(model, at);
        }
        MouseEventKind::Drag(MouseButton::Left)
            if model.tab == Tab::Log && model.popup.is_none() && model.areas().bar.contains(at) =>
        {
            to_bar(model, at);
        }
        _ => {}
    }
    Vec::new()
}

fn wheel(model: &mut Model, at: Position, rows: isize) {
    let last = view::last_scroll(model);
    match &mut model.popup {
        Some(Popup::Pick(picker)) => return picker.step(rows),
        Some(Popup::Help { scroll } | Popup::Page { scroll, .. }) => {
            *scroll = scroll.saturating_add_signed(rows).min(last);
            return;
        }
        None => {}
    }
    let had = model.focus;
    model.focus = pane_at(model, at).unwrap_or(had);
    motion::step(model, Step::Rows(rows));
    model.focus = had;
}

fn pane_at(model: &Model, at: Position) -> Option<Focus> {
    let areas = model.areas();
    let holds = |area: Option<Rect>| area.is_some_and(|area| area.contains(at));
    if holds(areas.outline) {
        Some(Focus::Outline)
    } else if holds(areas.details) {
        Some(Focus::Details)
    } else {
        areas.main.contains(at).then_some(Focus::Main)
    }
}

fn click(model: &mut Model, at: Position) -> Vec<Effect> {
    if model.popup.is_some() {
        return click_popup(model, at);
    }
    let areas = model.areas();
    if areas.tabs.contains(at) {
        let place = view::tab_at(model, at.x);
        let Some(tab) = place else {
            return Vec::new();
        };
        // What is being typed was asked for on the tab that was there.
        model.prompt = None;
        return motion::show_tab(model, tab);
    }
    if areas.bar.contains(at) && model.tab == Tab::Log {
        to_bar(model, at);
        return Vec::new();
    }
    if areas.chips.is_some_and(|area| area.contains(at)) {
        if let Some(chip) =
            view::chip_at(model, at.x).and_then(|at| model.filters.chips.get_mut(at))
        {
            chip.on = !chip.on;
            return look::apply(model);
        }
        return Vec::new();
    }
    let Some(pane) = pane_at(model, at) else {
        return Vec::new();
    };
    model.focus = pane;
    match pane {
        Focus::Main => click_main(model, usize::from(at.y - areas.main.y)),
        Focus::Outline => {
            let row = areas.outline.map_or(0, |area| at.y - area.y);
            let shown = model.outline.shown();
            if let Some(node) = shown.get(model.outline.top + usize::from(row)).copied() {
                let again = model.outline.cursor == node;
                model.outline.cursor = node;
                if again && model.outline.is_parent(node) {
                    let open = !model.outline.is_open(node);
                    model.outline.set_open(node, open);
                    motion::fit(model);
                } else if let Some(node) = model.outline.nodes.get(node) {
                    let line = node.line;
                    let chosen = model.outline.cursor;
                    motion::jump(model, line);
                    model.outline.cursor = chosen;
                }
            }
            Vec::new()
        }
        Focus::Details => Vec::new(),
    }
}

fn click_main(model: &mut Model, row: usize) -> Vec<Effect> {
    if model.tab == Tab::Log {
        if let Some(line) = model.line_at(model.lines.top + row as u32) {
            motion::go_by_hand(model, line);
        }
        return Vec::new();
    }
    if model.tab == Tab::Summary {
        return Vec::new();
    }
    let table = model.table_mut();
    let wanted = table.top + row;
    let again = table.cursor == wanted;
    if wanted < table.count() {
        table.cursor = wanted;
        if again {
            return motion::open(model);
        }
    }
    Vec::new()
}

fn click_popup(model: &mut Model, at: Position) -> Vec<Effect> {
    let inside = view::popup_area(model).contains(at);
    let row = view::entry_at(model, at.y);
    match &mut model.popup {
        Some(Popup::Pick(picker)) if inside => {
            let Some(row) = row.filter(|row| *row < picker.shown.len()) else {
                return Vec::new();
            };
            picker.cursor = row;
            let choice = picker.chosen().map(|entry| entry.choice.clone());
            if !picker.stays {
                model.popup = None;
            }
            choice.map_or_else(Vec::new, |choice| popup::choose(model, choice))
        }
        _ if inside => Vec::new(),
        _ => {
            model.popup = None;
            Vec::new()
        }
    }
}

/// Goes to the part of the log that a place of the bar stands for.
fn to_bar(model: &mut Model, at: Position) {
    let bar = model.areas().bar;
    let share = u64::from(at.y - bar.y) * u64::from(model.rows()) / u64::from(bar.height.max(1));
    if let Some(line) = model.line_at(share as u32) {
        motion::jump(model, line);
    }
}
