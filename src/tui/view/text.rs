//! Putting text on the screen: cut to a width, wrapped, and with no character that a terminal would act on.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::text::{columns, fitting, one_line};
use crate::tui::theme::Theme;

/// Writes text into a row from column `x` on, at most `width` columns, and returns how many it took.
/// What does not fit is cut, with a sign for it. The text may come from a log.
pub(super) fn put(
    screen: &mut Buffer,
    x: u16,
    y: u16,
    width: u16,
    text: &str,
    style: Style,
) -> u16 {
    let text = one_line(text);
    let (shown, cut) = fitting(&text, usize::from(width));
    let (next, _) = screen.set_stringn(x, y, shown, usize::from(width), style);
    if cut && width > 0 {
        screen.set_stringn(x + width - 1, y, "…", 1, style);
        return width;
    }
    next - x
}

/// Breaks text into rows of at most `width` columns: at blanks, or inside of words that are longer, such as paths.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let width = width.max(8);
    let mut rows = vec![String::new()];
    let mut used = 0;
    for word in text.split_inclusive(' ') {
        let mut word = word;
        let length = columns(word.trim_end());
        if used > 0 && used + length > width {
            rows.push(String::new());
            used = 0;
        }
        // A word may be a line of a mebibyte, so only its start is looked at for each row.
        while let (head, true) = fitting(word.trim_end(), width - used) {
            let head = head
                .len()
                .max(word.chars().next().map_or(0, char::len_utf8));
            let (now, later) = word.split_at(head);
            if let Some(row) = rows.last_mut() {
                row.push_str(now);
            }
            rows.push(String::new());
            used = 0;
            word = later;
        }
        if let Some(row) = rows.last_mut() {
            row.push_str(word);
        }
        used += columns(word);
    }
    for row in &mut rows {
        row.truncate(row.trim_end().len());
    }
    rows
}

/// A vertical rule between two panes.
pub(super) fn rule(screen: &mut Buffer, x: u16, beside: Rect, theme: Theme) {
    for y in beside.y..beside.y + beside.height {
        screen.set_string(x, y, "│", theme.quiet());
    }
}

/// Empties an area.
pub(super) fn clear(screen: &mut Buffer, area: Rect) {
    for y in area.y..area.y + area.height {
        for x in area.x..area.x + area.width {
            if let Some(cell) = screen.cell_mut((x, y)) {
                cell.reset();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_wrapped_at_blanks() {
        assert_eq!(wrapped("one two three", 9), ["one two", "three"]);
        assert_eq!(wrapped("C:\\a\\very\\long", 8), ["C:\\a\\ver", "y\\long"]);
        assert_eq!(wrapped("日本語日本語", 8), ["日本語日", "本語"]);
        // A word as long as the longest piece of a line comes to an end.
        assert_eq!(wrapped(&"-".repeat(1 << 20), 8).len(), 1 << 17);
    }

    #[test]
    fn nothing_of_a_log_reaches_the_screen_raw() {
        let mut screen = Buffer::empty(Rect::new(0, 0, 20, 1));
        put(&mut screen, 0, 0, 20, "\u{1b}[31m\u{202e}x", Style::new());
        let shown: String = screen
            .content()
            .iter()
            .map(ratatui::buffer::Cell::symbol)
            .collect();
        assert_eq!(shown.trim_end(), "␛[31m\\u{202e}x");
    }
}
