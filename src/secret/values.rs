//! Where the values of a text end.

use super::value::LONGEST;

/// Gives the values that stand in a text.
///
/// A text may name a thousand passwords without a blank between them, and each value would be looked for to the end. So
/// it is remembered how far the text goes on without a delimiter.
#[derive(Debug)]
pub(super) struct Values<'a> {
    text: &'a str,
    /// The text up to here was looked at.
    seen: usize,
    /// Where the run that was looked at last ends: at a blank, at another delimiter, or with the text.
    end: usize,
    /// The last `=` of it.
    equals: usize,
}

impl<'a> Values<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self {
            text,
            // Nothing was looked at.
            seen: 1,
            end: 0,
            equals: 0,
        }
    }

    /// The value that stands at the byte `from`, or behind the blanks there: up to the closing quote, else to a blank or
    /// a delimiter.
    ///
    /// A comma and an ampersand may stand in a value, so they end it only where another `name=` follows.
    /// Places are asked for in order, or anew from the start.
    pub(super) fn at(&mut self, from: usize) -> &'a str {
        let text = self.text[from..].trim_start_matches([' ', '\t']);
        for quote in ['"', '\''] {
            if let Some(inner) = text.strip_prefix(quote) {
                return inner.split_once(quote).map_or(inner, |(value, _)| value);
            }
        }
        let from = self.text.len() - text.len();
        self.see(from);
        let value = &self.text[from..self.end];
        let near = &value.as_bytes()[..value.len().min(LONGEST)];
        match memchr::memchr3(b',', b'&', b')', near) {
            Some(at) if from + at < self.equals => &value[..at],
            Some(_) => value.strip_suffix([',', '&', ')']).unwrap_or(value),
            None => value,
        }
    }

    /// Looks at the run that goes on at the byte `from`, unless it was the last one.
    fn see(&mut self, from: usize) {
        if (self.seen..=self.end).contains(&from) {
            return;
        }
        let run = &self.text[from..];
        self.seen = from;
        self.end = from + run.find(is_delimiter).unwrap_or(run.len());
        let run = &self.text.as_bytes()[from..self.end];
        self.equals = memchr::memrchr(b'=', run).map_or(0, |at| from + at);
    }
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
