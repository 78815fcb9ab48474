//! The words of a command.

use super::programs::tool_of;
use super::value::MOST_BYTES;

/// What stands between two commands.
pub(super) const SEPARATORS: [char; 3] = ['&', '|', ';'];

/// A word of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word<'a> {
    /// What it says, without its quotes.
    pub(super) text: &'a str,
    /// Where it begins, with its quote.
    pub(super) start: usize,
    /// Where it ends, behind its quote.
    pub(super) end: usize,
    pub(super) is_quoted: bool,
}

impl<'a> Word<'a> {
    /// Whether a command ends before it: `&&`, `|`, `> x.log`.
    pub(super) fn begins_another(&self) -> bool {
        let text = self.text.trim_start_matches(['1', '2']);
        !self.is_quoted && (self.text.starts_with(SEPARATORS) || text.starts_with('>'))
    }

    /// Whether a command ends with it: `x;`, `x&&`.
    pub(super) fn ends_command(&self) -> bool {
        !self.is_quoted && self.text.ends_with(SEPARATORS)
    }

    /// Whether a command ends inside of it, where `cmd` reads it: `/add&net`. A program that is called without `cmd` takes such a
    /// word as it is, so that a password may have these signs.
    pub(super) fn may_end_command(&self) -> bool {
        let inside = self.text.trim_end_matches(SEPARATORS);
        !self.is_quoted && inside.contains(SEPARATORS) && !inside.contains('"')
    }

    /// Whether a command most likely ends inside of it: behind a switch without a value, `/add&net`, or before a program that is
    /// known, `x&net`. The name of an account or of a share may have such a sign too: `R&D`.
    pub(super) fn is_end_of_command(&self) -> bool {
        let Some((head, _)) = self.text.split_once(SEPARATORS) else {
            return false;
        };
        self.may_end_command()
            && (self.is_switch() && !head.contains([':', '='])
                || self
                    .text
                    .rsplit(SEPARATORS)
                    .next()
                    .is_some_and(|tail| tool_of(tail).is_some()))
    }

    /// Whether it is a switch: `/add`, `-n`.
    pub(super) fn is_switch(&self) -> bool {
        !self.is_quoted && self.text.starts_with(['/', '-'])
    }

    /// The value that it is: nothing where it is a switch, and without what closes the command around it.
    pub(super) fn value(self) -> Option<&'a str> {
        if self.is_quoted {
            return Some(self.text);
        }
        let text = self
            .text
            .split_once(",CustomActionData=")
            .map_or(self.text, |(value, _)| value);
        let value = text.trim_end_matches([',', ')', ';', '&', '|', '"', '\'']);
        let is_escaped = text[value.len()..].contains(['"', '\'']);
        let value = if is_escaped {
            value.trim_end_matches(['\\', '`'])
        } else {
            value
        };
        (!self.is_switch()).then_some(value)
    }
}

/// The word that stands behind a place of a text, if the line goes on there: up to a blank, or to the closing quote.
pub(super) fn word(text: &str, from: usize) -> Option<Word<'_>> {
    let rest = text.get(from..)?;
    let skipped = rest.bytes().take_while(|byte| matches!(byte, b' ' | b'\t'));
    word_at(text, from + skipped.count())
}

/// The word that begins at a place of a text.
///
/// A quote inside of a word holds blanks too where a value begins: `/comment:"a b"`, `user/"a b"@database`. A word that begins with a quote which
/// nothing closes goes to a blank.
pub(super) fn word_at(text: &str, start: usize) -> Option<Word<'_>> {
    let rest = text.get(start..)?;
    if rest.is_empty() || rest.starts_with(char::is_whitespace) {
        return None;
    }
    // `\"x\"` of a command in a command, and `` `"x`" `` of PowerShell.
    let inner = rest.trim_start_matches(['\\', '`']);
    let escape = rest.len() - inner.len();
    if escape <= 1
        && let Some(quote) = inner.chars().next().filter(|c| matches!(c, '"' | '\''))
        && let Some(length) = closing(&inner[1..], quote)
    {
        let inside = &inner[1..][..length];
        let text = match escape {
            0 => inside,
            _ => inside.trim_end_matches(['\\', '`']),
        };
        return Some(Word {
            text,
            start,
            end: start + escape + length + 2,
            is_quoted: true,
        });
    }
    let mut end = blank(rest, 0);
    let bytes = rest.as_bytes();
    let opens = |at: usize| bytes[at] == b'"' && matches!(bytes[at - 1], b':' | b'=' | b'/');
    if let Some(at) = (1..end).find(|at| opens(*at))
        && let Some(length) = closing(&rest[at + 1..], '"')
    {
        end = blank(rest, at + 1 + length);
    }
    Some(Word {
        text: &rest[..end],
        start,
        end: start + end,
        is_quoted: false,
    })
}

/// How far it is to the closing quote: no further than a value may be long, and on the same line.
fn closing(text: &str, quote: char) -> Option<usize> {
    let near = &text.as_bytes()[..text.len().min(MOST_BYTES)];
    let at = memchr::memchr2(quote as u8, b'\n', near)?;
    (near[at] == quote as u8).then_some(at)
}

/// Where the next blank stands.
fn blank(text: &str, from: usize) -> usize {
    text[from..]
        .find(char::is_whitespace)
        .map_or(text.len(), |at| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_end_at_blanks_and_at_closing_quotes() {
        for (text, expected) in [
            ("", None),
            ("  ", None),
            ("\nx", None),
            ("a b", Some(("a", 1, false))),
            ("  a", Some(("a", 3, false))),
            ("\"a b\" c", Some(("a b", 5, true))),
            ("'a b'", Some(("a b", 5, true))),
            ("\\\"a b\\\" c", Some(("a b", 7, true))),
            ("\"a b", Some(("\"a", 2, false))),
            ("/x:\"a b\" c", Some(("/x:\"a b\"", 8, false))),
            ("x/\"a b\"@y c", Some(("x/\"a b\"@y", 9, false))),
            ("a\" \"b", Some(("a\"", 2, false))),
            ("é", Some(("é", 2, false))),
        ] {
            let word = word(text, 0);
            assert_eq!(
                word.map(|word| (word.text, word.end, word.is_quoted)),
                expected,
                "{text}"
            );
        }
    }
}
