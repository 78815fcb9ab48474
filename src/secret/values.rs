//! Where the values of a text end.

use std::ops::Range;

use super::value::MOST_BYTES;
use super::words::Word;

/// Gives the values that stand in a text.
///
/// A text may name a thousand passwords without a blank between them, and each value would be looked for to the end. So
/// it is remembered how far the text goes on without a delimiter.
#[derive(Debug)]
pub(super) struct Values<'a> {
    text: &'a str,
    /// The run that was looked at last: up to a blank, to another delimiter, or to the end of the text.
    run: Option<Range<usize>>,
    /// The last `=` of it.
    equals: usize,
}

impl<'a> Values<'a> {
    /// The values in a text, none of which has been looked at yet.
    pub(super) fn of(text: &'a str) -> Self {
        Self {
            text,
            run: None,
            equals: 0,
        }
    }

    /// The value that stands at the byte `from`, or behind the blanks there: up to the closing quote, else to a blank or
    /// a delimiter.
    ///
    /// A comma and an ampersand may stand in a value, so they end it only where another `name=` follows.
    pub(super) fn at(&mut self, from: usize) -> &'a str {
        let text = self.text[from..].trim_start_matches([' ', '\t']);
        if let Some(inner) = text.strip_prefix('"') {
            return inner.split_once('"').map_or(inner, |(value, _)| value);
        }
        // `N'x'` is a text of SQL.
        if let Some(inner) = text
            .strip_prefix(['N', 'n'])
            .unwrap_or(text)
            .strip_prefix('\'')
        {
            return in_quotes(inner, '\'');
        }
        let from = self.text.len() - text.len();
        let value = &self.text[from..self.end_of_run(from)];
        let near = &value.as_bytes()[..value.len().min(MOST_BYTES)];
        match memchr::memchr3(b',', b'&', b')', near) {
            Some(at) if from + at < self.equals => &value[..at],
            Some(_) => value.strip_suffix([',', '&', ')']).unwrap_or(value),
            None => value,
        }
    }

    /// Where the run ends that goes on at the byte `from`. Only a run that is not the last one is looked at.
    fn end_of_run(&mut self, from: usize) -> usize {
        if let Some(run) = &self.run
            && (run.start..=run.end).contains(&from)
        {
            return run.end;
        }
        let rest = &self.text[from..];
        let run = &rest[..rest.find(is_delimiter).unwrap_or(rest.len())];
        self.equals = memchr::memrchr(b'=', run.as_bytes()).map_or(0, |at| from + at);
        let end = from + run.len();
        self.run = Some(from..end);
        end
    }
}

/// A word in quotes with all that it says where a quote is written twice in it, as SQL and PowerShell have it: `'a''b'`.
pub(super) fn with_doubled_quotes<'a>(text: &'a str, word: Word<'a>) -> Word<'a> {
    let first = text[word.start..].chars().next();
    let quote = first.filter(|c| word.is_quoted && matches!(c, '"' | '\''));
    let Some(quote) = quote else { return word };
    let inside = in_quotes(&text[word.start + 1..], quote);
    Word {
        text: inside,
        end: word.start + inside.len() + 2,
        ..word
    }
}

/// What stands before the closing quote of a text of SQL, in which a quote is written twice: `a''b`.
fn in_quotes(text: &str, quote: char) -> &str {
    /// No password has more quotes.
    const MOST: usize = 8;
    let mut end = text.find(quote).unwrap_or(text.len());
    for _ in 0..MOST {
        let behind = text[end..].strip_prefix(quote);
        let behind = behind.and_then(|behind| behind.strip_prefix(quote));
        let goes_on =
            |rest: &str| end > 0 && rest.starts_with(|c| !is_delimiter(c) && !",.)&".contains(c));
        let Some(rest) = behind.filter(|rest| goes_on(rest)) else {
            break;
        };
        let near = &rest.as_bytes()[..rest.len().min(MOST_BYTES)];
        let Some(next) =
            memchr::memchr2(quote as u8, b'\n', near).filter(|at| near[*at] == quote as u8)
        else {
            break;
        };
        end = text.len() - rest.len() + next;
    }
    &text[..end]
}

fn is_delimiter(c: char) -> bool {
    c.is_whitespace() || matches!(c, ';' | '"' | '\'' | '<' | '>' | '|' | '\u{80}' | '€')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_end_where_another_one_begins() {
        for (text, expected) in [
            ("", ""),
            ("x", "x"),
            (" \tx y", "x"),
            ("a,b&c", "a,b&c"),
            ("a,b=c", "a"),
            ("a,b,c=d", "a"),
            ("a,b)", "a,b"),
            ("a)", "a"),
            ("a=b", "a=b"),
            ("\"a b;c\" x", "a b;c"),
            ("'a b", "a b"),
            ("'a''b' c", "a''b"),
            ("'a'', b='c'", "a"),
            ("'', b='c'", ""),
            ("'a''b", "a"),
            (" N'a b' c", "a b"),
            ("Nab c", "Nab"),
            ("é;x", "é"),
        ] {
            assert_eq!(Values::of(text).at(0), expected, "{text}");
        }
    }

    /// What was seen of a run serves for its later places, and for no others.
    #[test]
    fn each_place_has_its_value() {
        let text = "p=a,q=b r=c&s=d t=e,f";
        let mut values = Values::of(text);
        let mut all = Vec::new();
        for _ in 0..2 {
            all.extend(text.match_indices('=').map(|(at, _)| values.at(at + 1)));
        }
        assert_eq!(all, ["a", "b", "c", "d", "e,f"].repeat(2));
    }
}
