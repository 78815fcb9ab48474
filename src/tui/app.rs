//! The viewer without a terminal: a model, and somebody who does what updates ask for.

use std::sync::mpsc::{Receiver, Sender, channel};

use ratatui::Frame;

use super::effect::Effect;
use super::message::{Message, News, NewsKind};
use super::model::Model;
use super::theme::Theme;
use super::update::{begin, update};
use super::view;
use super::work::{Desk, Host, Job};

/// A viewer of one log.
pub struct App {
    model: Model,
    desk: Desk,
    inbox: Receiver<Message>,
    outbox: Sender<Message>,
    suspend: bool,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App")
            .field("log", &self.model.log.name)
            .finish_non_exhaustive()
    }
}

/// How the viewer begins.
#[derive(Clone, Copy, Debug)]
pub struct Start {
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// Colours.
    pub theme: Theme,
    /// Whether to follow the log from the start.
    pub follow: bool,
    /// Runs a job: on a thread of its own, or at once in tests.
    pub job: fn(Job),
}

impl App {
    /// A viewer that has begun to read the log of `host`.
    #[must_use]
    pub fn new(host: Host, start: Start) -> Self {
        let (outbox, inbox) = channel();
        let model = Model::new(host.name.clone(), start.size, start.theme, start.follow);
        let mut app = Self {
            desk: Desk::new(host, start.job, outbox.clone()),
            model,
            inbox,
            outbox,
            suspend: false,
        };
        for effect in begin(&app.model) {
            app.desk.perform(&app.model, effect);
        }
        app
    }

    /// Where messages for this viewer go.
    #[must_use]
    pub fn outbox(&self) -> Sender<Message> {
        self.outbox.clone()
    }

    /// Where they come from.
    pub(crate) fn inbox(&self) -> &Receiver<Message> {
        &self.inbox
    }

    /// What the viewer knows.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Takes a message, and does what it leads to.
    pub fn handle(&mut self, message: Message) {
        for effect in update(&mut self.model, message) {
            match effect {
                Effect::Suspend => self.suspend = true,
                effect => self.desk.perform(&self.model, effect),
            }
        }
    }

    /// Takes the messages that are waiting.
    pub fn catch_up(&mut self) {
        while let Ok(message) = self.inbox.try_recv() {
            self.handle(message);
        }
    }

    /// Whether the shell should have the terminal for a while. Asking answers it.
    pub(crate) fn take_suspend(&mut self) -> bool {
        std::mem::take(&mut self.suspend)
    }

    /// Draws the screen, for which the lines on it and their details are read first.
    pub fn draw(&mut self, frame: &mut Frame<'_>) {
        let wanted = self.model.lines_to_read();
        if !wanted.is_empty() {
            let lines = self.desk.lines(&wanted);
            self.handle(self.news(NewsKind::Lines(lines)));
        }
        if let Some(line) = self.model.details_to_read() {
            let details = self.desk.details(&self.model, line);
            self.handle(self.news(NewsKind::Details { line, details }));
        }
        view::draw(&self.model, frame);
    }

    fn news(&self, kind: NewsKind) -> Message {
        let reading = self.model.log.reading;
        Message::News(News { reading, kind })
    }
}
