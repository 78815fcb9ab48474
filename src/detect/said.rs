//! What a record says that states a cause, without what stands around its words.

use super::lines::Lines;
use super::pick::Pick;
use crate::event::{EventKind, MessageNumber};
use crate::syntax;
use crate::text::LineNo;
use crate::trace::FaultKind;

/// What a record says behind its prefix and its number.
pub(super) fn text_of(record: &str) -> String {
    match syntax::events(record).next().map(|event| event.kind) {
        Some(
            EventKind::NumberedMessage { text, .. }
            | EventKind::ProductMessage { text, .. }
            | EventKind::CustomActionText { text, .. }
            | EventKind::Elevation { text }
            | EventKind::SoftwareRestriction { text }
            | EventKind::SourceManagement { text }
            | EventKind::Remark { text, .. }
            | EventKind::SystemMessage { text },
        ) => text.trim().to_owned(),
        // The engine's own record has no words, only fields.
        Some(EventKind::Note { .. }) => String::new(),
        Some(EventKind::Policy { name, value, .. }) => format!("the policy {name} is {value}"),
        _ => record.trim().to_owned(),
    }
}

/// `The rota could not be written because of the error:`, which the next line of the custom action states. Gives that line,
/// too.
pub(super) fn with_next(
    said: String,
    pick: &Pick<'_>,
    lines: &mut Lines<'_>,
) -> (String, Option<LineNo>) {
    const OF_OTHERS: [&str; 5] = ["MSI (", "Action ", "CustomAction ", "Property(", "=== "];
    let text = pick
        .fault
        .filter(|fault| fault.kind == FaultKind::CustomActionText);
    let Some(fault) = text.filter(|_| said.ends_with(':')) else {
        return (said, None);
    };
    let below = fault.end_line.plus(1);
    let next = lines.line(below);
    let next = next.trim();
    if next.is_empty() || OF_OTHERS.iter().any(|head| next.starts_with(head)) {
        return (said, None);
    }
    (format!("{said} {next}"), Some(below))
}

/// `Fehler 1310. Die Datei ...` without the word and the number, which no reader of a single line can tell from other words.
pub(super) fn without_number(text: String, number: Option<MessageNumber>) -> String {
    const LONGEST_WORD: usize = 40;
    let head = number.and_then(|number| {
        let digits = number.to_string();
        let at = text.find(&digits).filter(|at| *at <= LONGEST_WORD)?;
        let is_word = text[..at]
            .chars()
            .all(|c| c.is_alphabetic() || c.is_whitespace());
        let behind = text[at + digits.len()..].strip_prefix(['.', '。'])?;
        is_word.then(|| behind.trim_start().to_owned())
    });
    head.unwrap_or(text)
}

/// The sentence about an unexpected error says nothing but its arguments.
pub(super) fn without_boilerplate(text: String) -> String {
    if !text.starts_with("The installer has encountered an unexpected error") {
        return text;
    }
    let arguments = text
        .split_once("The arguments are: ")
        .map_or("", |(_, arguments)| arguments);
    let given: Vec<&str> = arguments
        .split(',')
        .map(str::trim)
        .filter(|argument| !argument.is_empty())
        .collect();
    given.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_taken_away_with_the_word_before_it_and_not_out_of_a_sentence() {
        let long = "w".repeat(41) + " 1310. A";
        for (text, expected) in [
            ("Fehler 1310. A", "A"),
            ("1310. A", "A"),
            ("\u{9519}\u{8bef} 1310\u{3002}A", "A"),
            ("C:\\1310. A", "C:\\1310. A"),
            ("Tor 2, Fehler 1310. A", "Tor 2, Fehler 1310. A"),
            ("Fehler 1310: A", "Fehler 1310: A"),
            (&long, &long),
        ] {
            let number = Some(MessageNumber(1310));
            assert_eq!(without_number(text.to_owned(), number), expected);
            assert_eq!(without_number(text.to_owned(), None), text);
        }
    }
}
