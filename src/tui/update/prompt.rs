//! What is typed at the bottom.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{look, motion, seek, take};
use crate::tui::effect::Effect;
use crate::tui::model::edit::LineEdit;
use crate::tui::model::filter;
use crate::tui::model::places::in_both;
use crate::tui::model::{Asking, Model, Prompt};
use crate::tui::tab::Tab;

/// Opens a prompt.
pub(super) fn ask(model: &mut Model, asking: Asking) {
    let text = match asking {
        Asking::Note(line) => model.bookmarks.get(&line).cloned().unwrap_or_default(),
        Asking::Report => take::file_name(model, "report.txt"),
        Asking::Lines => take::file_name(model, "lines.txt"),
        _ => String::new(),
    };
    ask_with(model, asking, &text);
}

/// Opens a prompt in which something stands already.
pub(super) fn ask_with(model: &mut Model, asking: Asking, text: &str) {
    model.prompt = Some(Prompt {
        asking,
        edit: LineEdit::with(text),
        from: model.lines.cursor,
    });
}

/// Takes a key.
pub(super) fn key(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let Some(prompt) = &mut model.prompt else {
        return Vec::new();
    };
    let is_interrupt =
        key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL);
    match key.code {
        KeyCode::Enter => {
            let (asking, text) = (prompt.asking, prompt.edit.text().trim().to_owned());
            let from = prompt.from;
            model.prompt = None;
            if asking == Asking::Search && !text.is_empty() && model.tab == Tab::Log {
                leave(model, from);
            }
            answer(model, asking, &text)
        }
        _ if key.code == KeyCode::Esc || is_interrupt => give_up(model),
        KeyCode::Backspace if prompt.edit.text().is_empty() => give_up(model),
        KeyCode::Tab if prompt.asking == Asking::Filter => {
            complete(&mut prompt.edit, &model.trace);
            Vec::new()
        }
        _ => {
            if prompt.edit.key(key) {
                return changed(model);
            }
            Vec::new()
        }
    }
}

/// A search runs while it is typed.
pub(super) fn changed(model: &mut Model) -> Vec<Effect> {
    let Some(prompt) = &model.prompt else {
        return Vec::new();
    };
    if prompt.asking != Asking::Search {
        return Vec::new();
    }
    let (text, from) = (prompt.edit.text().to_owned(), prompt.from);
    if model.tab == Tab::Log {
        return look::search(model, &text, from);
    }
    model.table_mut().want(&text);
    motion::fit(model);
    Vec::new()
}

fn give_up(model: &mut Model) -> Vec<Effect> {
    let Some(prompt) = model.prompt.take() else {
        return Vec::new();
    };
    if prompt.asking == Asking::Search {
        if model.tab == Tab::Log && prompt.edit.text().is_empty() {
            // Where nothing is typed, nothing is given up but what was typed before.
            if !model.lines.at_tail && model.lines.cursor != prompt.from {
                motion::land(model, prompt.from);
            }
            return Vec::new();
        }
        if model.tab == Tab::Log {
            motion::land(model, prompt.from);
            return look::search(model, "", prompt.from);
        }
        model.table_mut().want("");
        motion::fit(model);
    }
    Vec::new()
}

/// Remembers where a search began that has gone to a hit, or will.
fn leave(model: &mut Model, from: u32) {
    if model.lines.cursor != from || model.search.pending.is_some() {
        model.places.leave(from);
    }
}

fn answer(model: &mut Model, asking: Asking, text: &str) -> Vec<Effect> {
    match asking {
        Asking::Search if model.tab == Tab::Log => {
            if model.search.regex.is_some() && !text.is_empty() {
                count_hits(model);
            }
        }
        Asking::Search => {}
        Asking::Filter => return look::add(model, text),
        Asking::Line => match text.parse::<u32>() {
            Ok(line) => seek::show(model, line),
            Err(_) if text == "q" => model.over = true,
            Err(_) if text.is_empty() => {}
            Err(_) => model.complain("Type the number of a line, such as 1234."),
        },
        Asking::Time => go_to_time(model, text),
        Asking::Note(line) => {
            model.bookmarks.insert(line, text.to_owned());
            model.say(format!("Line {line} is marked; `b` goes to the next mark."));
        }
        Asking::Report | Asking::Lines if text.is_empty() => {}
        Asking::Report => return take::write_report(text),
        Asking::Lines => return take::write_lines(model, text),
    }
    Vec::new()
}

/// Says how many lines a search has found.
pub(super) fn count_hits(model: &mut Model) {
    let hits = &model.search.hits;
    if model.search.runs {
        return;
    }
    if hits.is_empty() {
        model.say("Nothing was found.");
    } else if let Some(passing) = &model.filters.passing
        && in_both(hits, passing).is_empty()
    {
        model.say("The filters hide all that was found; `x` shows it.");
    }
}

/// Goes to the next line below the cursor that has that time, round the end of the log; where none has it, to the first
/// line of the log at which the clock passes it.
fn go_to_time(model: &mut Model, text: &str) {
    let Some((from, to)) = filter::clock(text) else {
        if !text.is_empty() {
            model.complain("Type a time of day, such as 12:30 or 12:30:05.");
        }
        return;
    };
    let facts = &model.log.facts;
    let clock = |line: &u32| {
        facts
            .get(*line)
            .and_then(crate::tui::facts::LineFacts::clock)
    };
    let cursor = model.lines.cursor;
    let is_within = |line: &u32| clock(line).is_some_and(|at| from <= at && at <= to);
    let last = facts.len();
    let exact = (cursor + 1..=last).chain(1..=cursor).find(is_within);
    // A time at which nothing was written lies between two lines.
    let is_later = |line: &u32| {
        clock(line).is_some_and(|at| at >= from)
            && line.checked_sub(1).as_ref().and_then(clock) < Some(from)
    };
    match exact.or_else(|| (1..=last).find(is_later)) {
        Some(line) => seek::show(model, line),
        None => model.say("No line was written at that time or later."),
    }
}

/// Completes the word before the cursor: the words before a colon, kinds, actions, and properties.
fn complete(edit: &mut LineEdit, trace: &crate::trace::Trace) {
    let before = edit.before_cursor();
    let word = before.rsplit(' ').next().unwrap_or_default();
    let bare = word.trim_start_matches(['-', '!']);
    let found = match bare.split_once(':') {
        None => filter::KEYS
            .iter()
            .map(|(key, _)| format!("{key}:"))
            .find(|key| key.starts_with(bare))
            .map(|key| key[bare.len()..].to_owned()),
        Some(("kind", typed)) => first_with(typed, crate::event::KINDS.iter().copied()),
        Some(("action", typed)) => {
            let names = trace.actions.iter().map(|run| trace.names.get(run.name));
            first_with(typed, names)
        }
        Some(("property", typed)) => {
            let rows = trace.state.properties.rows.rows().iter();
            first_with(typed, rows.map(|row| trace.names.get(row.name)))
        }
        Some(("severity", typed)) => first_with(typed, ["error", "warning"].into_iter()),
        Some(("side", typed)) => {
            first_with(typed, ["client", "server", "bundle", "none"].into_iter())
        }
        Some(("is", typed)) => first_with(typed, ["noise", "rollback"].into_iter()),
        Some(_) => None,
    };
    if let Some(rest) = found {
        edit.insert(&rest);
    }
}

/// What is missing from the first of some names that begins with what was typed.
fn first_with<'a>(typed: &str, mut names: impl Iterator<Item = &'a str>) -> Option<String> {
    let begins = |name: &&str| {
        let start = name.get(..typed.len());
        name.len() > typed.len() && start.is_some_and(|start| start.eq_ignore_ascii_case(typed))
    };
    let found = names.find(begins)?;
    Some(found[typed.len()..].to_owned())
}
