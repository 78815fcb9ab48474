//! Going to what matters: findings, errors, actions, phases, hits, and bookmarks.

use super::motion::{jump, show_tab};
use crate::text::LineNo;
use crate::trace::ActionId;
use crate::tui::facts::{Facts, Gravity};
use crate::tui::model::Model;
use crate::tui::model::places::{in_both, next_of, previous_of};
use crate::tui::tab::Tab;

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Next,
    Previous,
}

/// Goes to the next of some lines, which are in order.
fn go(model: &mut Model, lines: &[u32], way: Way, what: &str) {
    let from = model.lines.cursor;
    let found = match way {
        Way::Next => next_of(lines, from),
        Way::Previous => previous_of(lines, from),
    };
    let Some(line) = found else {
        return model.say(format!("There is no {what}."));
    };
    show(model, line);
    let place = lines.partition_point(|at| *at < line) + 1;
    let round = match way {
        Way::Next => line <= from,
        Way::Previous => line >= from,
    };
    let round = if round { ", from the other end" } else { "" };
    model.say(format!("{what} {place} of {}{round}", lines.len()));
}

/// Shows a line in the log.
pub(super) fn show(model: &mut Model, line: u32) {
    if model.tab != Tab::Log {
        show_tab(model, Tab::Log);
    }
    model.focus = crate::tui::model::Focus::Main;
    jump(model, line);
}

/// To the next finding or the one before, with its headline.
pub(super) fn finding(model: &mut Model, way: Way) {
    let lines = model.finding_lines();
    go(model, &lines, way, "finding");
    let at = model.lines.cursor;
    let headline = model.report.as_ref().and_then(|report| {
        let mut here = report
            .findings
            .iter()
            .filter(|found| found.line.get() == at);
        here.next().map(|found| found.headline.clone())
    });
    if let (Some(headline), Some((status, _))) = (headline, &mut model.status) {
        *status = format!("{status}: {headline}");
    }
}

/// To the line that states the cause.
pub(super) fn cause(model: &mut Model) {
    match model.cause_line() {
        Some(line) => show(model, line),
        None if model.report.is_none() => model.say("The log is still being read."),
        None => model.say("The log tells no cause."),
    }
}

/// The next record that is an error; warnings where the log has no error.
pub(super) fn error(model: &mut Model, way: Way) {
    let error = graver(&model.log.facts, model.lines.cursor, way, Gravity::Error);
    let found = error.map(|line| (line, "error")).or_else(|| {
        let warning = graver(&model.log.facts, model.lines.cursor, way, Gravity::Warning);
        warning.map(|line| (line, "warning"))
    });
    match found {
        Some((line, word)) => {
            show(model, line);
            model.say(word);
        }
        None => model.say("There is no error and no warning."),
    }
}

fn graver(facts: &Facts, from: u32, way: Way, least: Gravity) -> Option<u32> {
    let is_wanted = |line: &u32| {
        let facts = facts.get(*line);
        facts.is_some_and(|facts| facts.gravity() >= least && !facts.goes_on())
    };
    let last = facts.len();
    match way {
        Way::Next => (from + 1..=last).chain(1..=from.min(last)).find(is_wanted),
        Way::Previous => {
            let before = (1..from.min(last + 1)).rev();
            before.chain((from..=last).rev()).find(is_wanted)
        }
    }
}

/// To the next action or the one before; in the log of a bundle to a step of a package.
pub(super) fn action(model: &mut Model, way: Way) {
    let bundle = model.trace.bundle.iter();
    let steps = bundle.flat_map(|bundle| bundle.packages.iter().flat_map(|package| &package.steps));
    let steps: Vec<u32> = steps.map(|step| step.line.get()).collect();
    if model.trace.actions.is_empty() && !steps.is_empty() {
        return go(model, &starts(steps.into_iter()), way, "step");
    }
    let lines = starts(model.trace.actions.iter().map(|run| run.line.get()));
    go(model, &lines, way, "action");
    let at = model.lines.cursor;
    let here = model
        .trace
        .actions
        .iter()
        .position(|run| run.line.get() == at);
    if let (Some(id), Some((status, _))) = (here, &mut model.status) {
        *status = format!("{status}: {}", model.trace.action_name(ActionId::new(id)));
    }
}

/// To the beginning of the next phase or of the one before.
pub(super) fn phase(model: &mut Model, way: Way) {
    let spans = model.trace.engines.iter().flat_map(|run| &run.phases);
    let lines = starts(spans.map(|span| span.line.get()));
    go(model, &lines, way, "phase");
    let at = model.lines.cursor;
    let mut spans = model.trace.engines.iter().flat_map(|run| &run.phases);
    let here = spans.find(|span| span.line.get() == at);
    if let (Some(span), Some((status, _))) = (here, &mut model.status) {
        *status = format!("{status}: {}", span.phase.as_str());
    }
}

fn starts(lines: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut lines: Vec<u32> = lines.collect();
    lines.sort_unstable();
    lines.dedup();
    lines
}

/// To the next line that the search has found or the one before, among those that are shown.
pub(super) fn hit(model: &mut Model, way: Way) {
    if model.search.regex.is_none() {
        return model.say("Nothing was searched; `/` begins a search.");
    }
    // There may be millions: they are lent out, not copied.
    let hits = std::mem::take(&mut model.search.hits);
    match &model.filters.passing {
        Some(passing) => {
            let shown = in_both(&hits, passing);
            go(model, &shown, way, "hit");
        }
        None => go(model, &hits, way, "hit"),
    }
    model.search.hits = hits;
}

/// To the next bookmark or the one before, with its note.
pub(super) fn bookmark(model: &mut Model, way: Way) {
    let lines: Vec<u32> = model.bookmarks.keys().copied().collect();
    go(model, &lines, way, "bookmark");
    if let Some(note) = model.bookmarks.get(&model.lines.cursor)
        && let Some((status, _)) = &mut model.status
        && !note.is_empty()
    {
        *status = format!("{status}: {note}");
    }
}

/// The innermost action that is open at a line: the last one that began before it and has not ended.
pub(crate) fn action_around(model: &Model, line: u32) -> Option<ActionId> {
    let actions = &model.trace.actions;
    let before = actions.partition_point(|run| run.line.get() <= line);
    // Actions nest a few levels deep; a sequence has some hundred actions.
    let recent = before.saturating_sub(2000)..before;
    let holds = |at: &usize| {
        let end = actions[*at].end_line.map_or(u32::MAX, LineNo::get);
        end >= line
    };
    // The end of an action comes after the next one has begun, so the last one counts.
    recent.rev().find(holds).map(ActionId::new)
}

/// Goes to the start or to the end of the action that a line belongs to.
pub(super) fn bounds(model: &mut Model, way: Way) {
    let cursor = model.lines.cursor;
    // At the end of an action the start of the same one is meant, whatever has begun since.
    let ended_here = model
        .trace
        .actions
        .iter()
        .position(|run| run.end_line.is_some_and(|line| line.get() == cursor));
    let Some(id) = ended_here
        .map(ActionId::new)
        .or_else(|| action_around(model, cursor))
    else {
        return model.say("No action is open at this line.");
    };
    let run = &model.trace.actions[id.at()];
    let name = model.trace.action_name(id).to_owned();
    match (way, run.end_line) {
        (Way::Previous, _) => show(model, run.line.get()),
        (Way::Next, Some(end)) => show(model, end.get()),
        (Way::Next, None) => return model.say(format!("{name} has no end in this log.")),
    }
    model.say(name);
}
