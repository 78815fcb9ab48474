//! Lists, pages, and the help.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{look, run, seek};
use crate::text::visible;
use crate::tui::effect::Effect;
use crate::tui::keymap::{self, Command, KEYS};
use crate::tui::model::pick::{Choice, Entry, Picker};
use crate::tui::model::{Model, Popup};
use crate::tui::tab::Tab;
use crate::tui::view;

/// Rows that a page key moves by.
const PAGE: usize = 10;

/// Takes a key.
pub(super) fn key(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let is_interrupt =
        key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL);
    if key.code == KeyCode::Esc || is_interrupt {
        model.popup = None;
        return Vec::new();
    }
    let last = view::last_scroll(model);
    match &mut model.popup {
        Some(Popup::Pick(_)) => pick_key(model, key),
        Some(Popup::Help { scroll }) => {
            if scroll_key(scroll, key, last) {
                return Vec::new();
            }
            model.popup = None;
            // What the help tells of can be tried at once.
            let command = keymap::command(key)
                .filter(|command| !matches!(command, Command::Help | Command::Quit));
            command.map_or_else(Vec::new, |command| run::run(model, command))
        }
        Some(Popup::Page {
            scroll, address, ..
        }) => {
            if key.code == KeyCode::Enter
                && let Some(address) = address.clone()
            {
                model.popup = None;
                return vec![Effect::Browse(address)];
            }
            if !scroll_key(scroll, key, last) {
                model.popup = None;
            }
            Vec::new()
        }
        None => Vec::new(),
    }
}

/// Scrolls a text by up to `last` rows. Returns whether the key does that.
fn scroll_key(scroll: &mut usize, key: KeyEvent, last: usize) -> bool {
    let to = match key.code {
        KeyCode::Down | KeyCode::Char('j') => *scroll + 1,
        KeyCode::Up | KeyCode::Char('k') => scroll.saturating_sub(1),
        KeyCode::PageDown | KeyCode::Char(' ') => *scroll + PAGE,
        KeyCode::PageUp => scroll.saturating_sub(PAGE),
        KeyCode::Home | KeyCode::Char('g') => 0,
        KeyCode::End | KeyCode::Char('G') => last,
        _ => return false,
    };
    *scroll = to.min(last);
    true
}

fn pick_key(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let Some(Popup::Pick(picker)) = &mut model.popup else {
        return Vec::new();
    };
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    match key.code {
        KeyCode::Down => picker.step(1),
        KeyCode::Up => picker.step(-1),
        KeyCode::Char('n') if control => picker.step(1),
        KeyCode::Char('p') if control => picker.step(-1),
        KeyCode::PageDown => picker.step(PAGE.cast_signed()),
        KeyCode::PageUp => picker.step(-PAGE.cast_signed()),
        KeyCode::Enter => {
            let choice = picker.chosen().map(|entry| entry.choice.clone());
            let stays = picker.stays;
            if !stays {
                model.popup = None;
            }
            return choice.map_or_else(Vec::new, |choice| choose(model, choice));
        }
        _ => {
            if picker.input.key(key) {
                picker.cursor = 0;
                picker.sift();
            }
        }
    }
    Vec::new()
}

/// Does what an entry stands for.
pub(super) fn choose(model: &mut Model, choice: Choice) -> Vec<Effect> {
    match choice {
        Choice::Command(command) => return run::run(model, command),
        Choice::Line(line) => seek::show(model, line),
        Choice::Property(name, line) => {
            seek::show(model, line);
            model.details_shown = true;
            model.say(format!(
                "{name}: its history is in the details; `v` shows only its lines."
            ));
        }
        Choice::Chip(at) => {
            if let Some(chip) = model.filters.chips.get_mut(at) {
                chip.on = !chip.on;
            }
            let effects = look::apply(model);
            let place = match &model.popup {
                Some(Popup::Pick(picker)) => picker.cursor,
                _ => return effects,
            };
            filters(model);
            if let Some(Popup::Pick(picker)) = &mut model.popup {
                picker.cursor = place;
            }
            return effects;
        }
    }
    Vec::new()
}

/// Opens the help at its beginning.
pub(super) fn help(model: &mut Model) {
    model.popup = Some(Popup::Help { scroll: 0 });
}

/// The list of filters.
pub(super) fn filters(model: &mut Model) {
    if model.filters.chips.is_empty() {
        return model.say("There is no filter; `&` adds one.");
    }
    let chips = model.filters.chips.iter().enumerate();
    let entries = chips.map(|(at, chip)| Entry {
        label: format!("[{}] {}", if chip.on { 'x' } else { ' ' }, chip.word),
        hint: if chip.on { "on" } else { "off" }.to_owned(),
        choice: Choice::Chip(at),
    });
    let mut picker = Picker::new("Filters: enter switches one on or off", entries.collect());
    picker.stays = true;
    model.popup = Some(Popup::Pick(picker));
}

/// The list of bookmarks.
pub(super) fn bookmarks(model: &mut Model) {
    if model.bookmarks.is_empty() {
        return model.say("No line is marked; `m` marks one.");
    }
    let entries = model.bookmarks.iter().map(|(line, note)| {
        let text = model.lines.text.get(line).map_or("", String::as_str);
        let label = if note.is_empty() { text } else { note };
        Entry {
            label: visible(label).into_owned(),
            hint: format!("line {line}"),
            choice: Choice::Line(*line),
        }
    });
    model.popup = Some(Popup::Pick(Picker::new("Bookmarks", entries.collect())));
}

/// Everything that can be gone to or done, by its name.
pub(super) fn palette(model: &mut Model) {
    let mut entries: Vec<Entry> = Vec::new();
    let findings = model.report.iter().flat_map(|report| &report.findings);
    for finding in findings {
        entries.push(Entry {
            label: format!("finding: {}", visible(&finding.headline)),
            hint: format!("line {}", finding.line),
            choice: Choice::Line(finding.line.get()),
        });
    }
    for binding in KEYS.iter().filter(|binding| !binding.keys.is_empty()) {
        let is_tab = matches!(binding.command, Command::Tab(_));
        let before = if is_tab { "tab: " } else { "" };
        entries.push(Entry {
            label: format!("{before}{}", binding.help),
            hint: binding.keys.first().copied().unwrap_or_default().to_owned(),
            choice: Choice::Command(binding.command),
        });
    }
    let trace = &model.trace;
    for run in trace.actions.iter().take(MOST) {
        entries.push(Entry {
            label: format!("action: {}", visible(trace.names.get(run.name))),
            hint: format!("line {}", run.line),
            choice: Choice::Line(run.line.get()),
        });
    }
    let mut last = std::collections::BTreeMap::new();
    for row in trace.state.properties.rows.rows().iter().take(MOST) {
        last.insert(trace.names.get(row.name), row.line.get());
    }
    for (name, line) in last {
        entries.push(Entry {
            label: format!("property: {}", visible(name)),
            hint: format!("line {line}"),
            choice: Choice::Property(name.to_owned(), line),
        });
    }
    let title = "Palette: type a part of an action, a property, a finding, or a command";
    model.popup = Some(Popup::Pick(Picker::new(title, entries)));
    if model.tab != Tab::Log && model.trace.lines == 0 {
        model.say("The log is still being read.");
    }
}

/// Actions and rows of properties beyond this are not in the palette, so that it opens at once.
const MOST: usize = 50_000;
