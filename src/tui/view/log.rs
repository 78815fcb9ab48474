//! The log: the lines on the screen, and a bar of marks beside them.

use std::collections::BTreeSet;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::line::{self, Part};
use super::text::put;
use crate::tui::layout::Areas;
use crate::tui::model::{Focus, Model, Stage};

/// Draws the lines of the log with their numbers and colours.
pub(super) fn draw(model: &Model, areas: &Areas, screen: &mut Buffer) {
    let area = areas.main;
    let lines = model.lines_on_screen();
    if lines.is_empty() {
        put(
            screen,
            area.x + 1,
            area.y,
            area.width.saturating_sub(1),
            &why_empty(model),
            model.theme.quiet(),
        );
    }
    let cause = model.cause_line();
    let findings: BTreeSet<u32> = model.finding_lines().into_iter().collect();
    let consequences = model
        .report
        .iter()
        .flat_map(|report| &report.context.consequences);
    let consequences: BTreeSet<u32> = consequences.map(|(line, _)| line.get()).collect();
    for (row, number) in lines.iter().enumerate() {
        let y = area.y + row as u16;
        let part = if cause == Some(*number) {
            Part::Cause
        } else if findings.contains(number) {
            Part::Finding
        } else if consequences.contains(number) {
            Part::Consequence
        } else {
            Part::None
        };
        line::draw(model, *number, part, (area.x, y, area.width), screen);
        if *number == model.lines.cursor {
            let style = model.theme.chosen(super::has_focus(model, Focus::Main));
            screen.set_style(Rect::new(area.x, y, area.width, 1), style);
        }
    }
    bar(model, areas.bar, &findings, screen);
}

fn why_empty(model: &Model) -> String {
    match &model.log.stage {
        Stage::Waiting => format!(
            "{} is not there yet. It is shown as soon as it is.",
            model.log.name
        ),
        Stage::Failed(why) => format!("{why}; `r` tries again"),
        _ if model.filters.passing.is_some() && model.filters.runs => "Looking ...".to_owned(),
        _ if model.filters.passing.is_some() => {
            "No line passes the filters; `x` switches them off.".to_owned()
        }
        Stage::Reading => "Reading ...".to_owned(),
        Stage::Whole => "The log is empty.".to_owned(),
    }
}

/// Where in the log the screen is, and where findings, hits, and marks are.
fn bar(model: &Model, area: Rect, findings: &BTreeSet<u32>, screen: &mut Buffer) {
    let rows = u64::from(model.rows().max(1));
    let height = u64::from(area.height);
    if area.width == 0 || height == 0 {
        return;
    }
    let cause = model.cause_line();
    for y in 0..area.height {
        let first_row = (u64::from(y) * rows).div_ceil(height) as u32;
        let next_row = (u64::from(y + 1) * rows).div_ceil(height) as u32;
        let (Some(from), Some(to)) = (
            model.line_at(first_row),
            model.line_at(next_row.saturating_sub(1).max(first_row)),
        ) else {
            continue;
        };
        let has = |line: Option<u32>| line.is_some_and(|line| (from..=to).contains(&line));
        let hits = &model.search.hits;
        let hit = hits.get(hits.partition_point(|line| *line < from)).copied();
        let top = model.lines.top;
        let in_sight = next_row > top && u64::from(first_row) < u64::from(top) + height;
        let (sign, style) = if has(cause) {
            ("▶", model.theme.bad())
        } else if has(model.bookmarks.range(from..).next().map(|(line, _)| *line)) {
            ("◆", model.theme.custom_action())
        } else if has(hit) {
            ("━", model.theme.warning())
        } else if has(findings.range(from..).next().copied()) {
            ("●", model.theme.warning())
        } else if in_sight {
            ("█", model.theme.quiet())
        } else {
            ("│", model.theme.quiet())
        };
        screen.set_string(area.x, area.y + y, sign, style);
    }
}
