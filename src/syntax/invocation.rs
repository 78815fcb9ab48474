//! Whether a custom action is running, so that text without a shape can be attributed to it.

use super::vocabulary::Vocabulary;
use crate::event::{Event, EventKind, Origin};

/// The custom actions that are open at a point of the log.
#[derive(Clone, Debug, Default)]
pub(super) struct Invocation {
    /// Immediate custom actions between their start and their end, by name.
    open: Vec<Box<str>>,
    /// A custom action runs in the script, or between the script and the unlocking of the server.
    in_script: bool,
    /// How many more engine lines may pass before text that lags behind them is no longer attributed.
    lag: u8,
}

/// Lines without a prefix lag behind those with one; in real logs by a handful of lines.
const LAG: u8 = 16;

/// Custom actions nest only through nested installs, a few levels at the most.
const DEEPEST: usize = 32;

impl Invocation {
    /// Whether text without a shape belongs to a custom action now.
    pub(super) fn is_open(&self) -> bool {
        self.in_script || self.lag > 0 || !self.open.is_empty()
    }

    /// Takes note of what an event means for the custom actions.
    pub(super) fn observe(&mut self, event: &Event<'_>, vocabulary: &Vocabulary) {
        match event.kind {
            EventKind::ActionDoing { name } | EventKind::ActionStarted { name, .. } => {
                self.begin(name, vocabulary);
            }
            EventKind::ActionEnded { name, .. } => self.end(name),
            EventKind::Operation { name, .. } if name.starts_with("CustomAction") => {
                self.in_script = true;
            }
            EventKind::Operation { .. }
            | EventKind::ServerUnlocked {}
            | EventKind::CustomActionReturned { .. } => self.leave_script(),
            EventKind::CustomActionInvoked { .. } | EventKind::CustomActionText { .. }
                if !self.is_open() =>
            {
                self.in_script = true;
            }
            EventKind::SessionStarted { .. }
            | EventKind::SessionStopped { .. }
            | EventKind::EngineReturned { .. } => {
                *self = Self::default();
            }
            _ if matches!(event.origin, Origin::Engine(_)) => self.lag = self.lag.saturating_sub(1),
            _ => {}
        }
    }

    fn begin(&mut self, name: &str, vocabulary: &Vocabulary) {
        let is_open = || self.open.iter().any(|open| **open == *name);
        if vocabulary.is_custom(name) && self.open.len() < DEEPEST && !is_open() {
            self.open.push(name.into());
        }
    }

    fn end(&mut self, name: &str) {
        self.open.retain(|open| **open != *name);
        self.leave_script();
    }

    fn leave_script(&mut self) {
        if self.in_script {
            self.in_script = false;
            self.lag = LAG;
        }
    }
}
