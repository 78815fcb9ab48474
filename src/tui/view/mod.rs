//! What the screen shows. Views read the model and change nothing.

mod details;
mod header;
mod help;
mod line;
mod log;
mod outline;
mod popup;
mod status;
mod table;
mod text;

use ratatui::Frame;

use super::model::{Focus, Model, Popup};
use super::tab::Tab;

pub(crate) use details::last_scroll as last_scroll_of_details;
pub(crate) use header::{chip_at, tab_at};
pub(crate) use popup::{entry_at, popup_area};

/// The least screen that is drawn on.
const LEAST: (u16, u16) = (30, 6);

/// Draws the model.
pub fn draw(model: &Model, frame: &mut Frame<'_>) {
    let area = frame.area();
    let screen = frame.buffer_mut();
    if area.width < LEAST.0 || area.height < LEAST.1 || model.size != (area.width, area.height) {
        text::put(
            screen,
            area.x,
            area.y,
            area.width,
            "too small; q quits",
            model.theme.quiet(),
        );
        return;
    }
    let areas = model.areas();
    header::draw(model, &areas, screen);
    if let Some(area) = areas.outline {
        outline::draw(model, area, screen);
        text::rule(screen, area.x + area.width, area, model.theme);
    }
    match model.tab {
        Tab::Log => log::draw(model, &areas, screen),
        Tab::Summary => table::draw_text(model, &areas, screen),
        _ => table::draw(model, &areas, screen),
    }
    if let Some(area) = areas.details {
        details::draw(model, area, screen);
        if area.x > 0 {
            text::rule(screen, area.x - 1, area, model.theme);
        }
    }
    let cursor = status::draw(model, areas.status, screen);
    match &model.popup {
        Some(Popup::Help { scroll }) => help::draw(model, *scroll, screen),
        Some(Popup::Page {
            title,
            rows,
            address,
            scroll,
        }) => {
            popup::page(model, title, rows, address.as_deref(), *scroll, screen);
        }
        Some(Popup::Pick(picker)) => {
            let at = popup::pick(model, picker, screen);
            frame.set_cursor_position(at);
            return;
        }
        None => {}
    }
    if let Some(at) = cursor {
        frame.set_cursor_position(at);
    }
}

/// By how many rows the help or the page over the panes can be scrolled.
pub(crate) fn last_scroll(model: &Model) -> usize {
    let body = popup::inner(popup_area(model));
    let width = usize::from(body.width);
    let rows = match &model.popup {
        Some(Popup::Help { .. }) => help::rows(width, model.theme).len(),
        Some(Popup::Page { rows, .. }) => details::set(rows, width, model.theme).len(),
        Some(Popup::Pick(_)) | None => 0,
    };
    rows.saturating_sub(usize::from(body.height))
}

/// Whether a pane takes the keys.
fn has_focus(model: &Model, pane: Focus) -> bool {
    model.focus == pane && model.prompt.is_none() && model.popup.is_none()
}
