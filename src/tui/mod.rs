//! The viewer: where an engineer explores a log.
//!
//! It is built as The Elm Architecture has it. A [`Message`] says what happened, [`update`] changes the [`Model`] and
//! names what must be done outside of it, and [`draw`] shows the model and changes nothing. What is done outside
//! (reading, searching, files) runs on threads of its own and answers with messages. The keys are a table,
//! [`keymap::KEYS`].
//!
//! Of the log only facts are kept, eight bytes a line; the text of the lines on the screen is read again by number.

mod app;
mod details;
mod effect;
mod explain;
mod facts;
pub mod keymap;
mod layout;
mod message;
mod model;
mod tab;
mod terminal;
mod theme;
mod tour;
mod update;
mod view;
mod work;

pub use app::{App, Start};
pub use effect::{Copied, Effect, Reading, Scan, ScanFor, Writing};
pub use message::{Message, News};
pub use model::{Focus, Model};
pub use tab::Tab;
pub use terminal::{Options, run};
pub use theme::{Depth, Ground, Theme};
pub use tour::FIRST_STEPS;
pub use update::update;
pub use view::draw;
pub use work::desktop::{browse, copy};
pub use work::{Fill, Host, Job, Opened};

/// The theme that the environment asks for (`NO_COLOR`, `COLORTERM`, `TERM`, `COLORFGBG`), on `ground` where it is told.
#[must_use]
pub fn theme(ground: Option<Ground>) -> Theme {
    theme::of_environment(|name| std::env::var(name).ok(), ground)
}
