//! The properties on the command line of an engine.

/// The properties of a command line as the engine writes it, in order: `A=1 B=C:\Program Files\X C=2`.
///
/// Values may hold blanks, so a value ends only where a blank is followed by a name and `=`.
/// They have no quotes, unless a caller handed them on to the installer by itself: `ADDLOCAL="Gates,Doors"`.
/// Names on a command line are public, which means that they have no lower-case letters.
/// A name may come more than once; the last value is the one that counts.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/public-properties>.
pub fn command_line_properties(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text.trim_start();
    std::iter::from_fn(move || {
        loop {
            if rest.is_empty() {
                return None;
            }
            let next = rest
                .match_indices(' ')
                .map(|(at, _)| at + 1)
                .find(|at| name_at(&rest[*at..]).is_some());
            let piece = &rest[..next.unwrap_or(rest.len())];
            let name = name_at(piece);
            rest = &rest[piece.len()..];
            if let Some(name) = name {
                return Some((name, unquoted(piece[name.len() + 1..].trim_end())));
            }
        }
    })
}

/// A value without the quotes around it.
pub(in crate::trace) fn unquoted(value: &str) -> &str {
    let bare = value
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    bare.filter(|bare| !bare.contains('"')).unwrap_or(value)
}

/// The name that a text begins with, if `=` follows it.
fn name_at(text: &str) -> Option<&str> {
    let inside = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '_' | '.');
    let end = text.find(|c| !inside(c))?;
    let begins = text.starts_with(|c: char| c.is_ascii_uppercase() || c == '_');
    (begins && text[end..].starts_with('=')).then(|| &text[..end])
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
            ("X=a=b c=d Y=1", &[("X", "a=b c=d"), ("Y", "1")]),
            ("1A=x _B=y", &[("_B", "y")]),
            (
                "A=\"x, y\" B=\"\" C=\"x\" \"y\"",
                &[("A", "x, y"), ("B", ""), ("C", "\"x\" \"y\"")],
            ),
        ] {
            assert_eq!(
                command_line_properties(text).collect::<Vec<_>>(),
                expected,
                "{text}"
            );
        }
    }
}
