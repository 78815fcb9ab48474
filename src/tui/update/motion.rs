//! Moving through lines and rows.

use crate::tui::effect::Effect;
use crate::tui::model::table::Content;
use crate::tui::model::{Focus, Model};
use crate::tui::tab::Tab;
use crate::tui::view;

/// Columns that left and right move by.
const SIDEWAYS: usize = 8;
/// Lines that stay between the cursor and the edge of the screen.
const MARGIN: u32 = 3;

/// A step, as the keys ask for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Rows(isize),
    Pages(isize),
    First,
    Last,
}

/// Moves in the pane that has the focus.
pub(super) fn step(model: &mut Model, step: Step) {
    match model.focus {
        Focus::Outline => step_outline(model, step),
        Focus::Details => {
            let page = height_of_details(model);
            let last = view::last_scroll_of_details(model);
            model.details.scroll = moved(model.details.scroll, step, page, last);
        }
        Focus::Main if model.tab == Tab::Log => step_lines(model, step),
        Focus::Main => step_table(model, step),
    }
}

fn height_of_details(model: &Model) -> usize {
    let area = model.areas().details;
    area.map_or(1, |area| usize::from(area.height.saturating_sub(1)).max(1))
}

/// A place among `0..=last` after a step.
fn moved(at: usize, step: Step, page: usize, last: usize) -> usize {
    let by = |rows: isize| at.saturating_add_signed(rows).min(last);
    match step {
        Step::Rows(rows) => by(rows),
        Step::Pages(pages) => by(pages.saturating_mul(page.max(1).cast_signed())),
        Step::First => 0,
        Step::Last => last,
    }
}

fn step_lines(model: &mut Model, step: Step) {
    let rows = model.rows();
    if rows == 0 {
        return;
    }
    let page = usize::from(model.areas().main.height.saturating_sub(1)).max(1);
    let row = model.row_of(model.lines.cursor).min(rows - 1);
    if matches!(step, Step::First | Step::Last) {
        model.places.leave(model.lines.cursor);
    }
    let next = moved(row as usize, step, page, rows as usize - 1) as u32;
    if let Step::Pages(pages) = step {
        let by = i64::try_from(pages * page.cast_signed()).unwrap_or(0);
        let top = i64::from(model.lines.top) + by;
        model.lines.top = u32::try_from(top.max(0)).unwrap_or(u32::MAX);
    }
    if let Some(line) = model.line_at(next) {
        go_by_hand(model, line);
    }
}

/// Chooses a line that the user points at: nothing else moves the cursor then, but for the end of a log that is followed.
pub(super) fn go_by_hand(model: &mut Model, line: u32) {
    model.lines.moved = true;
    model.lines.at_tail = model.row_of(line) + 1 == model.rows() && model.log.follow;
    model.search.pending = None;
    set_cursor(model, line);
}

fn step_table(model: &mut Model, step: Step) {
    let page = usize::from(model.areas().main.height.saturating_sub(1)).max(1);
    let is_text = model.tab == Tab::Summary;
    let table = model.table_mut();
    let last = table.count().saturating_sub(1);
    if is_text {
        table.top = moved(table.top, step, page, last);
        table.cursor = table.top;
    } else {
        table.cursor = moved(table.cursor, step, page, last);
    }
    model.details.scroll = 0;
    fit(model);
}

fn step_outline(model: &mut Model, step: Step) {
    let shown = model.outline.shown();
    let page = model
        .areas()
        .outline
        .map_or(1, |area| usize::from(area.height));
    let at = model.outline.row_of(model.outline.cursor);
    let next = moved(at, step, page, shown.len().saturating_sub(1));
    model.outline.cursor = shown.get(next).copied().unwrap_or(0);
    fit(model);
}

/// Scrolls sideways; in the outline opens and closes.
pub(super) fn sideways(model: &mut Model, right: bool) {
    if model.focus == Focus::Outline {
        let at = model.outline.cursor;
        if right {
            let was_open = model.outline.is_open(at);
            model.outline.set_open(at, true);
            if was_open && model.outline.is_parent(at) {
                model.outline.cursor = at + 1;
            }
        } else if model.outline.is_open(at) && model.outline.is_parent(at) {
            model.outline.set_open(at, false);
        } else if let Some(parent) = model.outline.parent(at) {
            model.outline.cursor = parent;
        }
        fit(model);
        return;
    }
    let left = if model.tab == Tab::Log {
        &mut model.lines.left
    } else {
        &mut model.table_mut().left
    };
    *left = if right {
        *left + SIDEWAYS
    } else {
        left.saturating_sub(SIDEWAYS)
    };
}

/// Goes to what is chosen: the line of an outline node, or of a row.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    match (model.focus, model.tab) {
        (Focus::Outline, _) => {
            if let Some(node) = model.outline.nodes.get(model.outline.cursor).copied() {
                jump(model, node.line);
                model.focus = Focus::Main;
            }
        }
        (_, Tab::Log) => model.focus = Focus::Main,
        _ => {
            if let Some(line) = model.table().and_then(|table| table.chosen()?.line) {
                show_tab(model, Tab::Log);
                jump(model, line);
            }
        }
    }
    Vec::new()
}

/// Goes to a line and remembers where from.
pub(crate) fn jump(model: &mut Model, line: u32) {
    let line = line.clamp(1, model.log.lines.max(1));
    if line != model.lines.cursor {
        model.places.leave(model.lines.cursor);
    }
    model.search.pending = None;
    land(model, line);
}

/// Goes to a line with some of what stands before it in sight.
pub(crate) fn land(model: &mut Model, line: u32) {
    model.lines.moved = true;
    model.lines.at_tail = false;
    let height = u32::from(model.areas().main.height.max(1));
    let row = model.row_of(line);
    if row < model.lines.top || row >= model.lines.top.saturating_add(height) {
        model.lines.top = row.saturating_sub(height * 2 / 5);
    }
    set_cursor(model, line);
}

/// Chooses a line; the outline and the details come along.
pub(crate) fn set_cursor(model: &mut Model, line: u32) {
    if model.lines.cursor != line {
        model.details.scroll = 0;
    }
    model.lines.cursor = line;
    model.outline.reveal(line);
    fit(model);
}

/// Shows a tab, and asks for its rows if nobody has.
pub(crate) fn show_tab(model: &mut Model, tab: Tab) -> Vec<Effect> {
    model.tab = tab;
    model.focus = Focus::Main;
    model.details.scroll = 0;
    model.details.line = None;
    fit(model);
    ask_for_rows(model)
}

/// Asks for the rows of the tab that is shown where they are not there, or of an earlier state of the log, or made for
/// another width, once the log was read.
pub(crate) fn ask_for_rows(model: &mut Model) -> Vec<Effect> {
    let tab = model.tab;
    let is_read = model.report.is_some();
    let width = model.areas().main.width;
    let table = model.table_mut();
    let is_unfit = matches!(tab, Tab::Timeline | Tab::Summary) && table.width != width;
    let is_there = matches!(table.content, Content::There(_) | Content::Failed(_));
    if tab == Tab::Log || !is_read || table.making || is_there && !table.stale && !is_unfit {
        return Vec::new();
    }
    table.stale = false;
    table.making = true;
    table.width = width;
    vec![Effect::Table(tab)]
}

/// Puts what is chosen on the screen, in every pane.
pub(crate) fn fit(model: &mut Model) {
    let areas = model.areas();
    // A pane that is not on the screen takes no keys.
    if model.focus == Focus::Outline && areas.outline.is_none()
        || model.focus == Focus::Details && areas.details.is_none()
    {
        model.focus = Focus::Main;
    }
    let rows = model.rows();
    let height = u32::from(areas.main.height.max(1));
    let row = model.row_of(model.lines.cursor).min(rows.saturating_sub(1));
    let margin = MARGIN.min(height.saturating_sub(1) / 2);
    let lines = &mut model.lines;
    let last_top = rows.saturating_sub(height);
    lines.top = lines
        .top
        .min(row.saturating_sub(margin))
        .max((row + margin + 1).min(rows).saturating_sub(height))
        .min(last_top);

    if let Some(area) = areas.outline {
        let at = model.outline.row_of(model.outline.cursor);
        let count = model.outline.shown().len();
        // A node that a parent hides gives its place to the parent.
        if let Some(seen) = model.outline.shown().get(at).copied() {
            model.outline.cursor = seen;
        }
        let height = usize::from(area.height.max(1));
        let margin = (MARGIN as usize).min((height - 1) / 2);
        let top = model
            .outline
            .top
            .min(at.saturating_sub(margin))
            .max((at + margin + 1).saturating_sub(height));
        model.outline.top = top.min(count.saturating_sub(height));
    }
    if model.tab != Tab::Log {
        let height = usize::from(areas.main.height.max(1));
        let is_text = model.tab == Tab::Summary;
        let table = model.table_mut();
        // What was chosen is looked for among the rows once they are there.
        if !matches!(table.content, Content::There(_)) {
            return;
        }
        let count = table.count();
        table.cursor = table.cursor.min(count.saturating_sub(1));
        if !is_text {
            let least = (table.cursor + 1).saturating_sub(height);
            table.top = table.top.min(table.cursor).max(least);
        }
        table.top = table.top.min(count.saturating_sub(height));
    }
}
