//! What each command does.

use super::motion::{self, Step};
use super::seek::{self, Way};
use super::{look, popup, prompt, take};
use crate::tui::effect::{Effect, Reading, ScanFor};
use crate::tui::keymap::Command;
use crate::tui::model::{Asking, Focus, Model, Search};
use crate::tui::tab::Tab;

/// Does what a key outside of prompts and lists, or the palette, asks for.
pub(super) fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    match command {
        Command::Down => motion::step(model, Step::Rows(1)),
        Command::Up => motion::step(model, Step::Rows(-1)),
        Command::PageDown => motion::step(model, Step::Pages(1)),
        Command::PageUp => motion::step(model, Step::Pages(-1)),
        Command::Top => motion::step(model, Step::First),
        Command::Bottom => motion::step(model, Step::Last),
        Command::Left => motion::sideways(model, false),
        Command::Right => motion::sideways(model, true),
        Command::Open => return motion::open(model),
        Command::GoToLine => prompt::ask(model, Asking::Line),
        Command::GoToTime => prompt::ask(model, Asking::Time),
        Command::Cause => seek::cause(model),
        Command::NextFinding => seek::finding(model, Way::Next),
        Command::PreviousFinding => seek::finding(model, Way::Previous),
        Command::NextError => seek::error(model, Way::Next),
        Command::PreviousError => seek::error(model, Way::Previous),
        Command::NextAction => seek::action(model, Way::Next),
        Command::PreviousAction => seek::action(model, Way::Previous),
        Command::NextPhase => seek::phase(model, Way::Next),
        Command::PreviousPhase => seek::phase(model, Way::Previous),
        Command::ActionStart => seek::bounds(model, Way::Previous),
        Command::ActionEnd => seek::bounds(model, Way::Next),
        Command::Back => travel(model, Way::Previous),
        Command::Forward => travel(model, Way::Next),
        Command::Search => prompt::ask(model, Asking::Search),
        Command::NextHit => seek::hit(model, Way::Next),
        Command::PreviousHit => seek::hit(model, Way::Previous),
        Command::Filter => prompt::ask(model, Asking::Filter),
        Command::OnlyAction => return look::only_action(model),
        Command::OnlyProperty => return look::only_property(model),
        Command::OnlyThread => return look::only_thread(model),
        Command::HideNoise => return look::hide_noise(model),
        Command::ToggleFilters => return look::toggle_all(model),
        Command::ChooseFilters => popup::filters(model),
        Command::ClearFilters => return look::clear(model),
        Command::Palette => popup::palette(model),
        Command::Bookmark => take::bookmark(model),
        Command::Bookmarks => popup::bookmarks(model),
        Command::NextBookmark => seek::bookmark(model, Way::Next),
        Command::PreviousBookmark => seek::bookmark(model, Way::Previous),
        Command::CopyLine => return take::copy_line(model),
        Command::CopyRecord => return take::copy_record(model),
        Command::CopyFinding => return take::copy_finding(model),
        Command::Page => take::page(model),
        Command::WriteReport => prompt::ask(model, Asking::Report),
        Command::WriteLines => prompt::ask(model, Asking::Lines),
        Command::NextPane => turn_focus(model, true),
        Command::PreviousPane => turn_focus(model, false),
        Command::Tab(at) => {
            let tab = Tab::ALL.get(usize::from(at)).copied().unwrap_or_default();
            return motion::show_tab(model, tab);
        }
        Command::ToggleOutline => toggle_outline(model),
        Command::ToggleDetails => {
            model.details_shown = !model.details_shown;
            if model.focus == Focus::Details {
                model.focus = Focus::Main;
            }
            motion::fit(model);
            return motion::ask_for_rows(model);
        }
        Command::Follow => return follow(model),
        Command::Reload => return read_again(model, model.log.follow),
        Command::Help => popup::help(model),
        Command::Cancel => return cancel(model),
        Command::Suspend => return suspend(model),
        Command::Quit => model.over = true,
    }
    Vec::new()
}

/// Goes back, or forward again.
fn travel(model: &mut Model, way: Way) {
    let here = model.lines.cursor;
    let line = match way {
        Way::Previous => model.places.back(here),
        Way::Next => model.places.forward(here),
    };
    match line {
        Some(line) => {
            if model.tab != Tab::Log {
                motion::show_tab(model, Tab::Log);
            }
            motion::land(model, line.min(model.log.lines.max(1)));
        }
        None => model.say("There is no other place that way."),
    }
}

/// Gives the keys to the next pane that is on the screen.
fn turn_focus(model: &mut Model, forward: bool) {
    let areas = model.areas();
    let mut panes = Vec::new();
    if areas.outline.is_some() {
        panes.push(Focus::Outline);
    }
    panes.push(Focus::Main);
    if areas.details.is_some() {
        panes.push(Focus::Details);
    }
    let at = panes
        .iter()
        .position(|pane| *pane == model.focus)
        .unwrap_or(0);
    let next = if forward {
        at + 1
    } else {
        at + panes.len() - 1
    };
    model.focus = panes[next % panes.len()];
}

fn toggle_outline(model: &mut Model) {
    let is_shown = model.areas().outline.is_some();
    if model.tab != Tab::Log {
        motion::show_tab(model, Tab::Log);
    }
    model.outline_shown = Some(!is_shown);
    if is_shown && model.focus == Focus::Outline {
        model.focus = Focus::Main;
    } else if !is_shown {
        model.focus = Focus::Outline;
    }
    motion::fit(model);
    if !is_shown && model.areas().outline.is_none() {
        model.say("The window is too narrow for the outline.");
    }
}

fn follow(model: &mut Model) -> Vec<Effect> {
    let follow = !model.log.follow;
    model.lines.at_tail = follow;
    let effects = read_again(model, follow);
    model.say(if follow {
        "Following the log: new lines are shown as they come. `ctrl-f` stops that."
    } else {
        "The log is not followed any more."
    });
    effects
}

/// Reads the log from its start once more.
fn read_again(model: &mut Model, follow: bool) -> Vec<Effect> {
    model.log.reading += 1;
    model.log.follow = follow;
    super::news::forget(model);
    vec![
        Effect::StopScan(ScanFor::Search),
        Effect::StopScan(ScanFor::Filter),
        Effect::Read(Reading {
            number: model.log.reading,
            follow,
        }),
    ]
}

/// Shows all rows of a table again; else stops or clears the search; else gives the keys back to the log.
fn cancel(model: &mut Model) -> Vec<Effect> {
    let table = model.table_mut();
    if !table.wanted().is_empty() {
        table.want("");
        motion::fit(model);
        return Vec::new();
    }
    if model.search.regex.is_some() {
        let was_running = model.search.runs;
        model.search = Search::default();
        model.say(if was_running {
            "The search was stopped."
        } else {
            "The search was cleared."
        });
        return vec![Effect::StopScan(ScanFor::Search)];
    }
    if model.focus != Focus::Main {
        model.focus = Focus::Main;
    } else if model.tab != Tab::Log {
        return motion::show_tab(model, Tab::Log);
    } else {
        model.say("`q` quits, `?` shows the keys.");
    }
    Vec::new()
}

fn suspend(model: &mut Model) -> Vec<Effect> {
    if cfg!(windows) {
        model.say("Windows has no jobs to suspend.");
        return Vec::new();
    }
    vec![Effect::Suspend]
}
