//! From a message to the next state of the model, and to what must be done outside of it. Pure: nothing is read,
//! drawn, or waited for.

mod look;
mod motion;
mod mouse;
mod news;
mod popup;
mod prompt;
mod run;
mod seek;
mod take;

use super::effect::{Effect, Reading};
use super::keymap;
use super::message::Message;
use super::model::{Model, Popup};
pub(crate) use seek::action_around;

/// Takes note of a message, and says what is to be done.
pub fn update(model: &mut Model, message: Message) -> Vec<Effect> {
    match message {
        Message::Key(key) => {
            model.status = None;
            if model.popup.is_some() {
                popup::key(model, key)
            } else if model.prompt.is_some() {
                prompt::key(model, key)
            } else {
                keymap::command(key).map_or_else(Vec::new, |command| run::run(model, command))
            }
        }
        Message::Mouse(event) => mouse::mouse(model, event),
        Message::Paste(text) => paste(model, &text),
        Message::Resize(columns, rows) => {
            model.size = (columns, rows);
            motion::fit(model);
            motion::ask_for_rows(model)
        }
        Message::Quit => {
            model.over = true;
            Vec::new()
        }
        Message::News(news) => news::news(model, news),
    }
}

/// What to do first of all.
pub(crate) fn begin(model: &Model) -> Vec<Effect> {
    vec![Effect::Read(Reading {
        number: model.log.reading,
        follow: model.log.follow,
    })]
}

fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    if let Some(Popup::Pick(picker)) = &mut model.popup {
        picker.input.insert(text);
        picker.sift();
    } else if let Some(prompt) = &mut model.prompt {
        prompt.edit.insert(text);
        return prompt::changed(model);
    }
    Vec::new()
}
