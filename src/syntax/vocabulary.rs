//! What the parser learns from a log: names of actions, words of its languages, and what is going on.

use hashbrown::HashMap;

use super::locale;
use crate::catalog;

/// The three lines that an action leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ActionLine {
    /// `Action start <time>: <name>.`
    Started,
    /// `Action ended <time>: <name>. Return value <n>.`
    Ended,
    /// `Action <time>: <name>. <description>`
    Described,
}

/// What is known so far of the language and the names of a log.
///
/// Names stop being added at [`MOST_NAMES`], and words at [`MOST_WORDS`]; a name beyond [`LONGEST_NAME`] is not added at all.
#[derive(Clone, Debug, Default)]
pub(super) struct Vocabulary {
    /// The names of actions, and whether each is a custom one: the log's own names, which are asked for again
    /// and again, answer that at once.
    names: HashMap<Box<str>, bool>,
    words: Vec<(ActionLine, Box<str>)>,
    /// Numbers of the last notes, newest first, each once.
    noted: [u32; 8],
    /// Whether an engine has done its work since the last header.
    engine_ended: bool,
    /// Whether a header of the plain kind is open.
    logging: bool,
    shown: Shown,
    /// The product that a restart was asked for.
    pub(super) restart_for: Option<Box<str>>,
}

/// How much of an install the lines so far have shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Shown {
    /// No line tells who writes.
    #[default]
    Nothing,
    /// A line of an action or of an engine.
    Work,
    /// A header of any kind, or the beginning of an engine.
    Beginning,
}

/// A package has some hundred actions; a hostile log may name a million.
const MOST_NAMES: usize = 65_536;

/// The most bytes of a name that is remembered. Those of packages have some dozens; a hostile log may have one of a mebibyte
/// on every line, and they would be kept.
const LONGEST_NAME: usize = 1024;

/// A log has one language or two, with three words each.
const MOST_WORDS: usize = 64;

impl Vocabulary {
    /// Remembers the name in `Doing action: <name>`.
    pub(super) fn learn_name(&mut self, name: &str) {
        let has_room = self.names.len() < MOST_NAMES && name.len() <= LONGEST_NAME;
        if has_room && !self.names.contains_key(name) {
            self.names.insert(name.into(), is_custom(name));
        }
    }

    /// Whether an action is the package's own rather than a standard one.
    pub(super) fn is_custom(&self, name: &str) -> bool {
        let known = self.names.get(name).copied();
        known.unwrap_or_else(|| is_custom(name))
    }

    /// Whether this names an action: one that was done, or a standard one.
    pub(super) fn knows_name(&self, name: &str) -> bool {
        self.names.contains_key(name) || !is_custom(name)
    }

    /// Remembers that `word` opens lines of that form.
    pub(super) fn learn_word(&mut self, form: ActionLine, word: &str) {
        if self.words.len() < MOST_WORDS && !self.knows_word(form, word) {
            self.words.push((form, word.into()));
        }
    }

    /// Whether `word` opens lines of that form, as this log or another one has shown.
    pub(super) fn knows_word(&self, form: ActionLine, word: &str) -> bool {
        locale::ACTION_WORDS.contains(&(form, word))
            || self.words.iter().any(|(f, w)| *f == form && **w == *word)
    }

    /// Remembers the number of a note.
    pub(super) fn note(&mut self, number: u32) {
        if self.noted[0] == number {
            return;
        }
        let last = self.noted.len() - 1;
        let at = self.noted.iter().position(|&n| n == number).unwrap_or(last);
        self.noted.copy_within(..at, 1);
        self.noted[0] = number;
    }

    /// Whether one of the last notes has that number.
    pub(super) fn noted(&self, number: u32) -> bool {
        number != 0 && self.noted.contains(&number)
    }

    /// Whether the log is one that is not verbose, with a header and without notes.
    pub(super) fn is_plain_log(&self) -> bool {
        self.logging && self.noted[0] == 0
    }

    /// Whether the log begins in the middle of an install, so far without notes, as a part does that somebody quotes.
    pub(super) fn is_part(&self) -> bool {
        self.shown < Shown::Beginning && self.noted[0] == 0
    }

    /// Whether that is all there is so far of an install: no line of an action or of an engine tells who writes.
    pub(super) fn is_without_actions(&self) -> bool {
        self.is_part() && self.shown == Shown::Nothing
    }

    /// A line of an action or of an engine was there.
    pub(super) fn set_has_actions(&mut self) {
        self.shown = self.shown.max(Shown::Work);
    }

    /// Whether a plain header with that word ends the log rather than begins it.
    pub(super) fn is_logging_end(&self, word: &str) -> bool {
        match locale::HEADER_WORDS
            .iter()
            .find(|(known, _)| *known == word)
        {
            Some((_, is_end)) => *is_end,
            None => self.logging || self.engine_ended,
        }
    }

    /// A plain header has begun (`true`) or ended (`false`).
    pub(super) fn set_logging(&mut self, logging: bool) {
        self.logging = logging;
        self.engine_ended = false;
        self.shown = Shown::Beginning;
    }

    /// A session has begun or ended: what was going on is over, what was learned stays.
    pub(super) fn new_session(&mut self) {
        self.set_logging(false);
        self.noted = [0; 8];
        self.restart_for = None;
    }

    /// An engine has returned.
    pub(super) fn set_engine_ended(&mut self) {
        self.engine_ended = true;
    }

    /// An engine has begun.
    pub(super) fn set_engine_begun(&mut self) {
        self.engine_ended = false;
        self.shown = Shown::Beginning;
    }

    /// Whether an engine has returned since the last header.
    pub(super) fn engine_ended(&self) -> bool {
        self.engine_ended
    }
}

fn is_custom(name: &str) -> bool {
    catalog::standard_action(name).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_without_end_is_not_kept() {
        let mut vocabulary = Vocabulary::default();
        for (length, is_kept) in [(1, true), (LONGEST_NAME, true), (LONGEST_NAME + 1, false)] {
            let name = "a".repeat(length);
            vocabulary.learn_name(&name);
            assert_eq!(vocabulary.knows_name(&name), is_kept, "{length}");
        }
    }
}
