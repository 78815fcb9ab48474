//! Where the values of a text end.

use std::ops::Range;

use super::value::MOST_BYTES;

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
        for quote in ['"', '\''] {
            if let Some(inner) = text.strip_prefix(quote) {
                return inner.split_once(quote).map_or(inner, |(value, _)| value);
            }
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
