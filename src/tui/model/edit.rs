//! A line of text that is being typed.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Text with a cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LineEdit {
    text: String,
    /// The byte that the cursor stands before.
    cursor: usize,
}

impl LineEdit {
    /// A line with text in it and the cursor behind it.
    pub(crate) fn with(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            cursor: text.len(),
        }
    }

    /// What was typed.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// What stands before the cursor.
    pub(crate) fn before_cursor(&self) -> &str {
        &self.text[..self.cursor]
    }

    /// Puts text in at the cursor, as one line.
    pub(crate) fn insert(&mut self, text: &str) {
        let line: String = text.chars().filter(|c| !c.is_control()).collect();
        self.text.insert_str(self.cursor, &line);
        self.cursor += line.len();
    }

    /// Takes a key. Returns whether the text changed.
    pub(crate) fn key(&mut self, key: KeyEvent) -> bool {
        let control = key.modifiers.contains(KeyModifiers::CONTROL)
            && !key.modifiers.contains(KeyModifiers::ALT);
        match key.code {
            KeyCode::Char('u') if control => {
                self.text.drain(..self.cursor);
                self.cursor = 0;
            }
            KeyCode::Char('w') if control => {
                let head = self.before_cursor().trim_end();
                let from = head.rfind(' ').map_or(0, |at| at + 1);
                self.text.drain(from..self.cursor);
                self.cursor = from;
            }
            KeyCode::Char('a') if control => {
                self.cursor = 0;
                return false;
            }
            KeyCode::Char('e') if control => {
                self.cursor = self.text.len();
                return false;
            }
            KeyCode::Char(_) if control => return false,
            KeyCode::Char(c) => self.insert(c.encode_utf8(&mut [0; 4])),
            KeyCode::Backspace => match self.before_cursor().chars().next_back() {
                Some(c) => {
                    self.cursor -= c.len_utf8();
                    self.text.remove(self.cursor);
                }
                None => return false,
            },
            KeyCode::Delete if self.cursor < self.text.len() => {
                self.text.remove(self.cursor);
            }
            KeyCode::Left => {
                let step = self.before_cursor().chars().next_back();
                self.cursor -= step.map_or(0, char::len_utf8);
                return false;
            }
            KeyCode::Right => {
                let step = self.text[self.cursor..].chars().next();
                self.cursor += step.map_or(0, char::len_utf8);
                return false;
            }
            KeyCode::Home => {
                self.cursor = 0;
                return false;
            }
            KeyCode::End => {
                self.cursor = self.text.len();
                return false;
            }
            _ => return false,
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::keymap::key_of;

    #[test]
    fn keys_edit_where_the_cursor_is() {
        for (keys, expected) in [
            ("a b c", "abc"),
            ("a b left x", "axb"),
            ("ä backspace", ""),
            ("a b home delete", "b"),
            ("a space b ctrl-w c", "a c"),
            ("a b ctrl-u c", "c"),
            ("a home x end y", "xay"),
            ("left backspace right a", "a"),
        ] {
            let mut edit = LineEdit::default();
            for name in keys.split(' ') {
                if let Some(key) = key_of(name) {
                    edit.key(key);
                }
            }
            assert_eq!(edit.text(), expected, "{keys}");
        }
    }
}
