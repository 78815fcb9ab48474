//! The properties on the command line of an engine.

use std::borrow::Cow;

/// The properties of a command line as the engine writes it, in order: `A=1 B=C:\Program Files\X C=2`.
///
/// Names come in capital letters, as the engine takes them: `UserLocale=en-us` sets `USERLOCALE`.
/// Values may hold blanks, so a value ends only where a blank is followed by a name and `=`.
/// They have no quotes, unless a caller handed them on to the installer by itself: `ADDLOCAL="Gates,Doors"`; then what
/// stands within the quotes is of the value.
/// A name may come more than once; the last value is the one that counts.
///
/// What looks like a name with small letters is one of a connection string where semicolons stand around it, as in
/// `DB=Server=x;User Id=y`.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/public-properties>, and what real logs show.
pub fn command_line_properties(text: &str) -> impl Iterator<Item = (Cow<'_, str>, &str)> {
    let begins = begins(text);
    let ends = begins.iter().skip(1).map(|begin| begin.at);
    let ends: Vec<usize> = ends.chain([text.len()]).collect();
    begins.into_iter().zip(ends).map(|(begin, end)| {
        let name = &text[begin.at..begin.equals];
        let name = if begin.in_capitals {
            Cow::Borrowed(name)
        } else {
            Cow::Owned(name.to_ascii_uppercase())
        };
        (name, unquoted(text[begin.equals + 1..end].trim()))
    })
}

/// A value without the quotes around it.
fn unquoted(value: &str) -> &str {
    let bare = value
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    bare.filter(|bare| !bare.contains('"')).unwrap_or(value)
}

/// Where a property begins.
#[derive(Clone, Copy, Debug)]
struct Begin {
    /// The place of its name.
    at: usize,
    /// The place of the sign behind its name.
    equals: usize,
    /// Whether its name has no small letters.
    in_capitals: bool,
}

/// Where the properties of a command line begin.
fn begins(text: &str) -> Vec<Begin> {
    let named = named(text);
    let ends = named.iter().skip(1).map(|begin| begin.at);
    let ends: Vec<usize> = ends.chain([text.len()]).collect();
    // Whether the value so far has a semicolon.
    let mut is_list = false;
    let mut begins = Vec::new();
    for (begin, end) in named.into_iter().zip(ends) {
        let has_semicolon = text[begin.at..end].contains(';');
        if begin.in_capitals || !is_list && !has_semicolon {
            begins.push(begin);
            is_list = has_semicolon;
        } else {
            is_list = true;
        }
    }
    begins
}

/// Where something begins that looks like a property, outside of quotes.
fn named(text: &str) -> Vec<Begin> {
    let mut named = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if let Some(length) = length_of_name(&text[at..]) {
            let equals = at + length;
            let name = &text[at..equals];
            named.push(Begin {
                at,
                equals,
                in_capitals: !name.bytes().any(|byte| byte.is_ascii_lowercase()),
            });
            at = equals + 1;
            at += length_of_quoted(&text[at..]);
        }
        match memchr::memchr(b' ', &text.as_bytes()[at..]) {
            Some(blank) => at += blank + 1,
            None => break,
        }
    }
    named
}

/// The length of the name that a text begins with, if `=` follows it.
fn length_of_name(text: &str) -> Option<usize> {
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    let end = text.find(|c| !inside(c))?;
    let begins = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    (begins && text[end..].starts_with('=')).then_some(end)
}

/// The length of the text in quotes that a value begins with, 0 where there is none. Two quotes within stand for one.
fn length_of_quoted(value: &str) -> usize {
    let bytes = value.as_bytes();
    if bytes.first() != Some(&b'"') {
        return 0;
    }
    let mut at = 1;
    while let Some(quote) = memchr::memchr(b'"', &bytes[at..]) {
        at += quote + 1;
        if bytes.get(at) != Some(&b'"') {
            return at;
        }
        at += 1;
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_their_blanks() {
        for (text, expected) in [
            ("", &[][..]),
            ("  ", &[]),
            ("no property", &[]),
            (
                "A=1 TARGET=C:\\Program Files\\X Y REMOVE= B=2 ",
                &[
                    ("A", "1"),
                    ("TARGET", "C:\\Program Files\\X Y"),
                    ("REMOVE", ""),
                    ("B", "2"),
                ],
            ),
            ("X=a=b c;d Y=1", &[("X", "a=b c;d"), ("Y", "1")]),
            ("1A=x _B=y", &[("_B", "y")]),
            (
                "A=\"x, y\" B=\"\" C=\"x\" \"y\"",
                &[("A", "x, y"), ("B", ""), ("C", "\"x\" \"y\"")],
            ),
        ] {
            let expected = expected
                .iter()
                .map(|(name, value)| ((*name).to_owned(), *value));
            assert_eq!(pairs(text), expected.collect::<Vec<_>>(), "{text}");
        }
    }

    #[test]
    fn names_are_those_that_the_engine_takes() {
        for (text, expected) in [
            (
                "A=1 GateKeeper=Mia Rowan B=2",
                &[("A", "1"), ("GATEKEEPER", "Mia Rowan"), ("B", "2")][..],
            ),
            ("gate=1", &[("GATE", "1")]),
            (
                "DB=Data Source=rota;Initial Catalog=gates;User Id=mia B=2",
                &[
                    ("DB", "Data Source=rota;Initial Catalog=gates;User Id=mia"),
                    ("B", "2"),
                ],
            ),
            (
                "DB=Server=rota;User Id=mia",
                &[("DB", "Server=rota;User Id=mia")],
            ),
        ] {
            let expected = expected
                .iter()
                .map(|(name, value)| ((*name).to_owned(), *value));
            assert_eq!(pairs(text), expected.collect::<Vec<_>>(), "{text}");
        }
    }

    #[test]
    fn what_stands_in_quotes_is_of_the_value() {
        for (text, expected) in [
            (
                "RUN=\"/S GATE=1\" B=2",
                &[("RUN", "/S GATE=1"), ("B", "2")][..],
            ),
            (
                "RUN=\"say \"\"hi\"\" GATE=1\" B=2",
                &[("RUN", "\"say \"\"hi\"\" GATE=1\""), ("B", "2")],
            ),
            (
                "RUN=\"open B=2 C=3",
                &[("RUN", "\"open"), ("B", "2"), ("C", "3")],
            ),
            (
                "SIZE=5\" B=7\" C=3",
                &[("SIZE", "5\""), ("B", "7\""), ("C", "3")],
            ),
        ] {
            let expected = expected
                .iter()
                .map(|(name, value)| ((*name).to_owned(), *value));
            assert_eq!(pairs(text), expected.collect::<Vec<_>>(), "{text}");
        }
    }

    #[test]
    fn a_command_line_without_end_comes_to_an_end() {
        for piece in ["A=\" ", "a=; ", "a=1 ", "A=\"\" ", "A ", "=\""] {
            pairs(&piece.repeat(1 << 16));
        }
    }

    fn pairs(text: &str) -> Vec<(String, &str)> {
        let properties = command_line_properties(text);
        properties
            .map(|(name, value)| (name.into_owned(), value))
            .collect()
    }
}
