//! What a record says that states a cause, without what stands around its words.

use crate::detect::lines::Lines;
use crate::detect::pick::Pick;
use crate::detect::prose::sentence;
use crate::event::{EventKind, MessageNumber};
use crate::syntax::{self, OF_DRIVERS, is_prefixed};
use crate::text::LineNo;
use crate::trace::FaultKind;

/// What a record says behind its prefix and its number.
pub(in crate::detect) fn text_of(record: &str) -> String {
    let event = syntax::events(record).next();
    // A message with blank lines is whole in the log, where it stands a second time, and ends at the first of them here.
    let more = event
        .as_ref()
        .map_or("", |event| &record[event.raw.len()..]);
    match event.map(|event| event.kind) {
        Some(EventKind::NumberedMessage { text, .. } | EventKind::ProductMessage { text, .. }) => {
            format!("{}\n{more}", text.trim_end()).trim().to_owned()
        }
        Some(
            EventKind::CustomActionText { text, .. }
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

/// What a custom action says of a failure, with what it is about where another line of the action names that. Gives that
/// line, too.
pub(in crate::detect) fn with_next(
    said: String,
    pick: &Pick<'_>,
    lines: &mut Lines<'_>,
) -> (String, Option<LineNo>) {
    let text = pick
        .fault
        .filter(|fault| fault.kind == FaultKind::CustomActionText);
    let Some(fault) = text else {
        return (said, None);
    };
    let below = fault.end_line.plus(1);
    let more = if said.ends_with(':') {
        headed(&lines.line(below)).map(|next| (below, next))
    } else if said.starts_with(OF_DRIVERS) {
        driver_package(&said, pick.line, lines)
    } else {
        let passed_on = lines.between(below, fault.end_line.plus(MOST_PASSED_ON));
        echo(&said, &passed_on)
    };
    let said = if more.is_some() && !said.ends_with(':') {
        sentence(&said)
    } else {
        said
    };
    match more {
        Some((line, more)) => (format!("{said} {more}"), Some(line)),
        None => (said, None),
    }
}

/// So many functions pass a result on until one of them has a name to put in.
const MOST_PASSED_ON: u32 = 5;

/// `The rota could not be written because of the error:`, which the next line of the custom action states.
fn headed(next: &str) -> Option<String> {
    let next = next.trim();
    (!next.is_empty() && !is_of_engine(next)).then(|| next.to_owned())
}

/// Whether a line behind a statement of a custom action is the engine's: one with a prefix, or one that begins as its lines
/// without a prefix do.
pub(in crate::detect) fn is_of_engine(line: &str) -> bool {
    const BEGINNINGS: [&str; 4] = ["Action ", "CustomAction ", "Property(", "=== "];
    is_prefixed(line) || BEGINNINGS.iter().any(|head| line.starts_with(head))
}

/// `Error 0x80070424: Failed to open the service.`, which the lines below pass on, one of them with its name:
/// `Error 0x80070424: Failed to configure service: Gates`.
fn echo(said: &str, below: &[(LineNo, String)]) -> Option<(LineNo, String)> {
    const HEAD: usize = "Error 0x80070424: ".len();
    let (head, words) = said.split_at_checked(HEAD)?;
    // A name that the function did not put in: `failed to add port exception '%ls'`.
    let names = |words: &str| words.contains([':', '\\', '\'', '"']) && !words.contains('%');
    let is_result = head.starts_with("Error 0x") && head.ends_with(": ");
    if !is_result || names(words) {
        return None;
    }
    let said = below.iter().map(|(line, text)| (*line, text_of(text)));
    let mut passed_on =
        said.map_while(|(line, text)| Some((line, text.strip_prefix(head)?.to_owned())));
    let (line, named) = passed_on.find(|(_, words)| names(words))?;
    Some((line, sentence(&named)))
}

/// `DIFXAPP: INFO:   Installing INF file "C:\Gates\gates.inf" (Plug and Play).`: the driver package that the functions of
/// Microsoft worked on when they wrote of an error that does not name it.
fn driver_package(said: &str, line: LineNo, lines: &mut Lines<'_>) -> Option<(LineNo, String)> {
    const NEAR: u32 = 30;
    const END: &str = ".inf";
    if said.to_ascii_lowercase().contains(END) {
        return None;
    }
    let from = LineNo::new(line.get().saturating_sub(NEAR).max(1));
    let above = lines.between(from, line);
    above.iter().rev().find_map(|(at, text)| {
        let text = text.strip_prefix(OF_DRIVERS)?;
        // In the driver store the folder of a package begins with the name of its file: `gates.inf_amd64_5de0\gates.inf`.
        let lower = text.to_ascii_lowercase();
        let mut ends = lower.match_indices(END).map(|(at, _)| at + END.len());
        let end =
            ends.find(|end| !lower[*end..].starts_with(|c: char| c == '_' || c.is_alphanumeric()))?;
        let drive = text[..end].find(":\\")?.checked_sub(1)?;
        let path = text.get(drive..end)?;
        Some((*at, format!("The driver package is {path}.")))
    })
}

/// `Fehler 1310. Die Datei ...` without the word and the number, which no reader of a single line can tell from other words.
pub(in crate::detect) fn without_number(text: String, number: Option<MessageNumber>) -> String {
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

/// The sentence about an unexpected error says nothing but its arguments, where it has any.
pub(in crate::detect) fn without_boilerplate(text: String) -> String {
    let Some(arguments) = arguments_of_unexpected(&text) else {
        return text;
    };
    let given: Vec<&str> = arguments.filter(|argument| !argument.is_empty()).collect();
    if given.is_empty() && !text.contains(NUMBER_OF_UNEXPECTED) {
        return text;
    }
    given.join(", ")
}

/// What stands in front of the number of an unexpected error, by which it is told.
const NUMBER_OF_UNEXPECTED: &str = "The error code is ";

/// The fields of the engine's record that the sentence about an unexpected error has as its arguments, in the form of that
/// record: `2: 110 3: R:\gates.msi`. Empty for any other text.
pub(in crate::detect) fn fields_of_unexpected(text: &str) -> String {
    let arguments = arguments_of_unexpected(text).into_iter().flatten();
    let numbered = arguments.zip(2..);
    let fields: Vec<String> = numbered
        .map(|(argument, number)| format!("{number}: {argument}"))
        .collect();
    fields.join(" ")
}

/// `The installer has encountered an unexpected error installing this package. ... The arguments are: 110, R:\gates.msi, `
fn arguments_of_unexpected(text: &str) -> Option<impl Iterator<Item = &str>> {
    let is_it = text.starts_with("The installer has encountered an unexpected error");
    let said = is_it.then(|| text.split_once("The arguments are: "));
    let arguments = said?.map_or("", |(_, arguments)| arguments);
    Some(arguments.split(',').map(str::trim))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_that_is_passed_on_with_a_name_is_told_with_it() {
        let said = "Error 0x80070424: Failed to open the service.";
        for (said, next, expected) in [
            (
                said,
                "Error 0x80070424: Failed to configure service: Gates",
                Some("Failed to configure service: Gates."),
            ),
            (
                said,
                "Error 0x80070424: Failed to configure\nError 0x80070424: Failed to add: Gates",
                Some("Failed to add: Gates."),
            ),
            (
                said,
                "Error 0x80070424: Failed to configure\nFailed to add: Gates",
                None,
            ),
            (said, "Error 0x80070424: Failed to configure", None),
            (said, "Error 0x80070005: Failed to stop: Gates", None),
            (said, "Failed to configure service: Gates", None),
            (
                "Error 0x80070424: no service: Gates",
                "Error 0x80070424: Gates: shut",
                None,
            ),
            ("The gate is shut", "The gate is shut: north", None),
            (said, "Error 0x80070424: no service '%ls'", None),
        ] {
            let below = next.lines().map(|text| (LineNo::FIRST, text.to_owned()));
            let found = echo(said, &below.collect::<Vec<_>>()).map(|(_, words)| words);
            assert_eq!(found.as_deref(), expected, "{said} {next}");
        }
    }

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
