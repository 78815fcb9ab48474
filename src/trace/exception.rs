//! The exceptions of .NET that a text names.

use std::ops::Range;

/// Where a text names an exception that says something: the type with its namespace, before a colon or a result.
///
/// `System.ComponentModel.Win32Exception (0x80004005): `, `Gates.Actions.NotConfiguredException: `
#[must_use]
pub fn named_exception(text: &str) -> Option<Range<usize>> {
    const END: &str = "Exception";
    text.match_indices(END).find_map(|(at, _)| {
        let end = at + END.len();
        let behind = &text[end..];
        // Looked for first, since the blank in it bounds how far back the next one looks.
        if !behind.starts_with(": ") && !behind.starts_with(" (0x") {
            return None;
        }
        let begins_behind = |(at, c): (usize, char)| at + c.len_utf8();
        let first = text[..at]
            .char_indices()
            .rfind(|(_, c)| matches!(c, ' ' | '(' | '\'' | '"' | '\t' | '\n'))
            .map_or(0, begins_behind);
        let path = &text[first..at];
        (path.contains('.') && !path.ends_with('.')).then_some(first..end)
    })
}

/// Whether a text says at its beginning who writes it, as programs do and people mostly don't: a name before a colon, or an
/// exception.
///
/// `OpenGates: the gate is locked`, `System.ComponentModel.Win32Exception (0x80004005): Access is denied`
#[must_use]
pub fn names_its_writer(text: &str) -> bool {
    let text = text.trim_start();
    let first = text.split_whitespace().next().unwrap_or_default();
    first.len() > 1 && first.ends_with(':')
        || named_exception(text).is_some_and(|exception| exception.start == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_told_from_words_about_exceptions() {
        for (text, expected) in [
            (
                "Error: System.IO.IOException: The disk is full.",
                Some("System.IO.IOException"),
            ),
            (
                "('Gates.LockedException (0x80004005): It is locked')",
                Some("Gates.LockedException"),
            ),
            ("Exception: The gate is locked", None),
            ("In HandleGates.Exception: nothing", None),
            ("FirewallException: port 443", None),
            ("A System.Exception of the gate", None),
        ] {
            let found = named_exception(text).map(|at| &text[at]);
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn programs_name_themselves_before_a_colon() {
        for (text, expected) in [
            ("OpenGates:  the gate is locked", true),
            ("  InnerException:Exception: the gate is locked", true),
            ("Gates.LockedException (0x80004005): It is locked", true),
            ("I get the Gates.LockedException: It is locked", false),
            ("Hi, it stops with an error:", false),
            (": ", false),
            ("", false),
        ] {
            assert_eq!(names_its_writer(text), expected, "{text}");
        }
    }

    #[test]
    fn a_line_of_the_word_alone_comes_to_an_end() {
        let line = format!("Gates.{}", "Exception".repeat(200_000));
        assert_eq!(named_exception(&line), None);
        let named = format!("{line}: the gate is shut");
        assert_eq!(named_exception(&named), Some(0..line.len()));
    }
}
