//! Lists to choose from: the palette, bookmarks, and filters.

use super::edit::LineEdit;
use crate::tui::keymap::Command;

/// What is chosen with an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// Do this.
    Command(Command),
    /// Go to this line.
    Line(u32),
    /// Show the history of this property.
    Property(String, u32),
    /// Switch the filter at this place.
    Chip(usize),
}

/// An entry.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) label: String,
    /// What stands at its right: a key, a line.
    pub(crate) hint: String,
    pub(crate) choice: Choice,
}

/// A list with a line to type into.
#[derive(Clone, Debug, Default)]
pub(crate) struct Picker {
    pub(crate) title: &'static str,
    pub(crate) input: LineEdit,
    pub(crate) entries: Vec<Entry>,
    /// Places of the entries that fit, the best first.
    pub(crate) shown: Vec<usize>,
    pub(crate) cursor: usize,
    /// Whether the list stays after a choice.
    pub(crate) stays: bool,
}

/// More than fit on any screen.
const MOST: usize = 200;

impl Picker {
    /// A list of all entries.
    pub(crate) fn new(title: &'static str, entries: Vec<Entry>) -> Self {
        let mut picker = Self {
            title,
            entries,
            ..Self::default()
        };
        picker.sift();
        picker
    }

    /// Shows what fits the text typed so far.
    pub(crate) fn sift(&mut self) {
        let wanted = self.input.text();
        let scores = self.entries.iter().enumerate();
        let mut fitting: Vec<(i32, usize)> = scores
            .filter_map(|(at, entry)| Some((-score(wanted, &entry.label)?, at)))
            .collect();
        fitting.sort_unstable();
        fitting.truncate(MOST);
        self.shown = fitting.into_iter().map(|(_, at)| at).collect();
        self.cursor = self.cursor.min(self.shown.len().saturating_sub(1));
    }

    /// The entry that is chosen.
    pub(crate) fn chosen(&self) -> Option<&Entry> {
        self.entries.get(*self.shown.get(self.cursor)?)
    }

    /// Moves the cursor by so many entries.
    pub(crate) fn step(&mut self, entries: isize) {
        let last = self.shown.len().saturating_sub(1);
        self.cursor = self.cursor.saturating_add_signed(entries).min(last);
    }
}

/// How well a text fits what was typed; `None` when its letters do not stand in it in order. Letters in a row and at
/// the start of words count more, and of two that fit alike the shorter one counts more.
fn score(typed: &str, text: &str) -> Option<i32> {
    let mut score = 0;
    let mut row = 0;
    let mut before = ' ';
    let mut wanted = typed
        .chars()
        .filter(|c| *c != ' ')
        .flat_map(char::to_lowercase)
        .peekable();
    for c in text.chars() {
        let starts = !before.is_alphanumeric() || (before.is_lowercase() && c.is_uppercase());
        if wanted
            .peek()
            .is_some_and(|next| c.to_lowercase().eq([*next]))
        {
            wanted.next();
            row += 1;
            score += 2 * row + if starts { 8 } else { 0 };
        } else {
            row = 0;
        }
        before = c;
    }
    let length = i32::try_from(text.len()).unwrap_or(i32::MAX);
    wanted
        .peek()
        .is_none()
        .then_some(score * 16 - length.min(1000) / 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_in_order_fit_and_starts_of_words_count() {
        let labels = [
            "RemoveExistingProducts",
            "InstallFiles",
            "InstallFinalize",
            "MoveFiles",
        ];
        for (typed, best) in [
            ("if", "InstallFiles"),
            ("ifi", "InstallFiles"),
            ("final", "InstallFinalize"),
            ("rep", "RemoveExistingProducts"),
            ("mf", "MoveFiles"),
        ] {
            let entry = |label: &&str| Entry {
                label: (*label).to_owned(),
                hint: String::new(),
                choice: Choice::Line(1),
            };
            let mut picker = Picker::new("", labels.iter().map(entry).collect());
            picker.input.insert(typed);
            picker.sift();
            assert_eq!(
                picker.chosen().map(|entry| &entry.label[..]),
                Some(best),
                "{typed}"
            );
        }
        assert_eq!(score("xyz", "InstallFiles"), None);
    }
}
