//! Search and filters: what to look for, and what was found.

use super::motion::{fit, land, set_cursor};
use super::prompt::ask_with;
use super::seek::{action_around, show};
use crate::tui::effect::{Effect, Scan, ScanFor};
use crate::tui::facts::LineFacts;
use crate::tui::model::filter::{Chip, Predicate, check, regex_of, words};
use crate::tui::model::{Asking, Model, Search};

/// Looks for a text from the first line on. The cursor goes to the first hit at or behind `from`.
pub(super) fn search(model: &mut Model, text: &str, from: u32) -> Vec<Effect> {
    if text.is_empty() {
        model.search = Search::default();
        return vec![Effect::StopScan(ScanFor::Search)];
    }
    let regex = match regex_of(text) {
        Ok(regex) => regex,
        // Half of an expression is none yet; the last one that was whole stays.
        Err(error) => {
            model.complain(error);
            return Vec::new();
        }
    };
    model.jobs += 1;
    model.search = Search {
        regex: Some(regex),
        job: model.jobs,
        pending: Some(from),
        ..Search::default()
    };
    go_on(model)
}

/// Looks through the lines that were not looked through yet, where nothing does so already.
pub(crate) fn go_on(model: &mut Model) -> Vec<Effect> {
    let mut effects = Vec::new();
    let lines = model.log.lines;
    if let Some(regex) = &model.search.regex
        && !model.search.runs
        && model.search.up_to < lines
    {
        effects.push(Effect::Scan(Scan {
            purpose: ScanFor::Search,
            job: model.search.job,
            from: model.search.up_to + 1,
            to: lines,
            predicate: Predicate::text(regex.clone()),
        }));
        model.search.runs = true;
    }
    // Only what was parsed can be filtered.
    let known = model.log.facts.len().min(lines);
    if model.filters.passing.is_some() && !model.filters.runs && model.filters.up_to < known {
        effects.push(Effect::Scan(Scan {
            purpose: ScanFor::Filter,
            job: model.filters.job,
            from: model.filters.up_to + 1,
            to: known,
            predicate: model.filters.predicate.clone(),
        }));
        model.filters.runs = true;
    }
    effects
}

/// Takes lines that a scan has found up to a line.
pub(super) fn found(model: &mut Model, job: u64, lines: &[u32], up_to: u32) -> Vec<Effect> {
    if job == model.search.job && model.search.regex.is_some() {
        let new = behind(lines, model.search.up_to);
        model.search.hits.extend_from_slice(new);
        model.search.up_to = model.search.up_to.max(up_to);
        model.search.runs = up_to < model.log.lines && model.search.runs;
        if let Some(from) = model.search.pending {
            let ended = up_to >= model.log.lines;
            let passing = model.filters.passing.as_ref();
            let is_shown =
                |line: &&u32| passing.is_none_or(|passing| passing.binary_search(line).is_ok());
            let first = behind(new, from.saturating_sub(1)).iter().find(is_shown);
            // Behind the last hit it goes round to the first one.
            let round = || model.search.hits.iter().filter(|_| ended).find(is_shown);
            if let Some(line) = first.or_else(round).copied() {
                model.search.pending = None;
                land(model, line);
            } else if ended {
                model.search.pending = None;
            }
        }
    } else if job == model.filters.job
        && let Some(passing) = &mut model.filters.passing
    {
        passing.extend_from_slice(behind(lines, model.filters.up_to));
        let last = passing.last().copied();
        model.filters.up_to = model.filters.up_to.max(up_to);
        if let Some(line) = last.filter(|_| model.lines.at_tail && model.log.follow) {
            set_cursor(model, line);
            return Vec::new();
        }
        // Until the scan has come to the line of the cursor, nobody knows the line that is nearest to it.
        if model.lines.cursor <= up_to {
            stay(model);
        } else {
            fit(model);
        }
    }
    Vec::new()
}

/// Those of some sorted lines that stand behind a line.
fn behind(lines: &[u32], line: u32) -> &[u32] {
    &lines[lines.partition_point(|at| *at <= line)..]
}

/// A scan has come to its end.
pub(super) fn ended(model: &mut Model, job: u64) -> Vec<Effect> {
    if job == model.search.job {
        model.search.runs = false;
    } else if job == model.filters.job {
        model.filters.runs = false;
    }
    go_on(model)
}

/// Keeps the cursor on a line that is shown: itself, or the next one that passes, or the last.
fn stay(model: &mut Model) {
    let row = model.row_of(model.lines.cursor);
    let line = model
        .line_at(row)
        .or_else(|| model.line_at(model.rows().checked_sub(1)?));
    if let Some(line) = line {
        model.lines.cursor = line;
        model.outline.reveal(line);
    }
    fit(model);
}

/// Applies the chips that are on.
pub(crate) fn apply(model: &mut Model) -> Vec<Effect> {
    model.jobs += 1;
    model.filters.job = model.jobs;
    model.filters.up_to = 0;
    model.filters.runs = false;
    let any = model.filters.chips.iter().any(|chip| chip.on);
    model.filters.passing = any.then(Vec::new);
    model.filters.predicate = Predicate::of(&model.filters.chips, &model.trace);
    let mut effects = vec![Effect::StopScan(ScanFor::Filter)];
    fit(model);
    effects.extend(go_on(model));
    effects
}

/// Applies the chips by a newer trace, from the first line on that they judge in another way: an action or a property of
/// which the trace did not know yet.
pub(super) fn renew(model: &mut Model) -> Vec<Effect> {
    if model.filters.passing.is_none() {
        return Vec::new();
    }
    let newer = Predicate::of(&model.filters.chips, &model.trace);
    let from = model.filters.predicate.differs_from(&newer);
    model.filters.predicate = newer;
    let Some(from) = from else {
        return Vec::new();
    };
    let filters = &mut model.filters;
    if let Some(passing) = &mut filters.passing {
        passing.truncate(passing.partition_point(|line| *line < from));
    }
    // What a scan by the older trace still tells has another number.
    model.jobs += 1;
    filters.job = model.jobs;
    filters.up_to = filters.up_to.min(from.saturating_sub(1));
    filters.runs = false;
    let mut effects = vec![Effect::StopScan(ScanFor::Filter)];
    fit(model);
    effects.extend(go_on(model));
    effects
}

/// Adds filters, one a word. A word that is there already is taken away.
pub(super) fn add(model: &mut Model, text: &str) -> Vec<Effect> {
    let words = words(text);
    if let Some(error) = words
        .iter()
        .find_map(|word| check(word, &model.trace).err())
    {
        model.complain(error);
        ask_with(model, Asking::Filter, text);
        return Vec::new();
    }
    for word in words {
        toggle_word(model, word);
    }
    apply(model)
}

fn toggle_word(model: &mut Model, word: String) {
    let chips = &mut model.filters.chips;
    match chips.iter().position(|chip| chip.word == word) {
        Some(at) => {
            chips.remove(at);
        }
        None => chips.push(Chip { word, on: true }),
    }
}

/// Shows the lines of the action around the cursor only, or all again.
pub(super) fn only_action(model: &mut Model) -> Vec<Effect> {
    let Some(id) = action_around(model, model.here()) else {
        model.say("No action is open at this line.");
        return Vec::new();
    };
    let word = format!("action:{}", model.trace.action_name(id));
    one_of(model, "action:", word)
}

/// Shows the lines of the property in the line of the cursor only, or all again.
pub(super) fn only_property(model: &mut Model) -> Vec<Effect> {
    let line = model.log.facts.record_start(model.here());
    let rows = model.trace.state.properties.rows.rows();
    let at = rows.partition_point(|row| row.line.get() < line);
    let row = rows.get(at).filter(|row| row.line.get() == line);
    let Some(row) = row else {
        model.say("This line says nothing of a property.");
        return Vec::new();
    };
    let word = format!("property:{}", model.trace.names.get(row.name));
    one_of(model, "property:", word)
}

/// Shows the lines of the thread that wrote the line of the cursor only, or all again.
pub(super) fn only_thread(model: &mut Model) -> Vec<Effect> {
    let facts = model.log.facts.get(model.here());
    let Some((process, thread, _)) = facts.and_then(LineFacts::thread) else {
        model.say("This line has no prefix that names a thread.");
        return Vec::new();
    };
    let word = format!("thread:{process:02X}:{thread:02X}");
    one_of(model, "thread:", word)
}

/// Adds a filter in place of those that begin alike; the same one again takes it away.
fn one_of(model: &mut Model, start: &str, word: String) -> Vec<Effect> {
    let chips = &mut model.filters.chips;
    let was_there = chips.iter().any(|chip| chip.word == word);
    chips.retain(|chip| !chip.word.starts_with(start));
    if !was_there {
        chips.push(Chip { word, on: true });
    }
    let line = model.here();
    let effects = apply(model);
    show(model, line);
    effects
}

/// Hides the lines that say nothing of what went wrong, or shows them again.
pub(super) fn hide_noise(model: &mut Model) -> Vec<Effect> {
    let word = "-is:noise";
    let mut chips = model.filters.chips.iter_mut();
    match chips.find(|chip| chip.word == word && !chip.on) {
        Some(chip) => chip.on = true,
        None => toggle_word(model, word.to_owned()),
    }
    apply(model)
}

/// All filters off, or all on when none is.
pub(super) fn toggle_all(model: &mut Model) -> Vec<Effect> {
    if model.filters.chips.is_empty() {
        model.say("There is no filter; `&` adds one.");
        return Vec::new();
    }
    let any = model.filters.chips.iter().any(|chip| chip.on);
    for chip in &mut model.filters.chips {
        chip.on = !any;
    }
    apply(model)
}

/// Takes all filters away.
pub(super) fn clear(model: &mut Model) -> Vec<Effect> {
    model.filters.chips.clear();
    apply(model)
}
