//! Where the panes are.

use ratatui::layout::Rect;

use super::model::Model;
use super::tab::Tab;

/// The panes of a screen.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Areas {
    pub(crate) header: Rect,
    pub(crate) tabs: Rect,
    pub(crate) chips: Option<Rect>,
    pub(crate) outline: Option<Rect>,
    pub(crate) main: Rect,
    /// The column of marks at the right of the log.
    pub(crate) bar: Rect,
    /// The details with their heading.
    pub(crate) details: Option<Rect>,
    pub(crate) status: Rect,
}

/// From this width on the outline is shown unless it is hidden.
const WITH_OUTLINE: u16 = 110;
/// From this width on the details stand at the right.
const DETAILS_AT_RIGHT: u16 = 160;

/// Divides the screen.
pub(crate) fn areas(model: &Model) -> Areas {
    let (width, height) = model.size;
    let row = |y: u16| Rect::new(0, y.min(height), width, u16::from(y < height));
    let mut areas = Areas {
        header: row(0),
        tabs: row(1),
        status: row(height.saturating_sub(1)),
        ..Areas::default()
    };
    let with_chips = model.tab == Tab::Log && !model.filters.chips.is_empty();
    let top = 2 + u16::from(with_chips);
    if with_chips {
        areas.chips = Some(row(2));
    }
    let mut body = Rect::new(0, top, width, height.saturating_sub(top + 1));
    let outline = model.outline_shown.unwrap_or(width >= WITH_OUTLINE);
    if outline && model.tab == Tab::Log && width >= 40 {
        let columns = (width / 4).clamp(20, 44);
        areas.outline = Some(Rect {
            width: columns,
            ..body
        });
        body.x += columns + 1;
        body.width -= columns + 1;
    }
    let with_details = model.details_shown && model.tab != Tab::Summary && body.height >= 10;
    if with_details && width >= DETAILS_AT_RIGHT {
        let columns = width / 3;
        areas.details = Some(Rect {
            x: width - columns,
            width: columns,
            ..body
        });
        body.width -= columns + 1;
    } else if with_details {
        let rows = (body.height / 3).clamp(5, 16);
        areas.details = Some(Rect {
            y: body.y + body.height - rows,
            height: rows,
            ..body
        });
        body.height -= rows;
    }
    if model.tab != Tab::Log && model.tab != Tab::Summary {
        // The heads of the columns.
        body.y += 1;
        body.height = body.height.saturating_sub(1);
    }
    let bar = u16::from(body.width > 20);
    areas.bar = Rect {
        x: body.x + body.width - bar,
        width: bar,
        ..body
    };
    areas.main = Rect {
        width: body.width - bar,
        ..body
    };
    areas
}
