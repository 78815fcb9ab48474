//! How many columns text takes on a page or a screen: a character of Chinese or Japanese takes two.

use unicode_width::UnicodeWidthChar;

use super::visible::visible;

/// Text of a log as it stands on one line of a page or a screen: control characters as signs, as in [`visible`], and tabs
/// as blanks.
#[must_use]
pub fn one_line(text: &str) -> String {
    visible(text).replace('\t', " ")
}

/// How many columns a text takes.
#[must_use]
pub fn columns(text: &str) -> usize {
    text.chars().map(columns_of).sum()
}

/// The start of a text that fits into so many columns, and whether something is missing.
#[must_use]
pub fn fitting(text: &str, width: usize) -> (&str, bool) {
    let mut used = 0;
    for (at, c) in text.char_indices() {
        used += columns_of(c);
        if used > width {
            return (&text[..at], true);
        }
    }
    (text, false)
}

/// The end of a text that fits into so many columns.
#[must_use]
pub fn fitting_end(text: &str, width: usize) -> &str {
    let mut used = 0;
    for (at, c) in text.char_indices().rev() {
        used += columns_of(c);
        if used > width {
            return &text[at + c.len_utf8()..];
        }
    }
    text
}

/// The byte at which the column with this number begins.
#[must_use]
pub fn byte_of_column(text: &str, column: usize) -> usize {
    let mut used = 0;
    for (at, c) in text.char_indices() {
        if used >= column {
            return at;
        }
        used += columns_of(c);
    }
    text.len()
}

fn columns_of(c: char) -> usize {
    c.width().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_in_columns() {
        assert_eq!(columns("日本語 a"), 8);
        assert_eq!(fitting("日本語", 3), ("日", true));
        assert_eq!(fitting("日本語", 6), ("日本語", false));
        assert_eq!(fitting_end("日本語", 3), "語");
        assert_eq!(fitting_end("abc", 5), "abc");
        assert_eq!(byte_of_column("日本語", 2), 3);
    }
}
