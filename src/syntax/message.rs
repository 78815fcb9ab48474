//! Notes, numbered messages in all their shapes, and the lines that name the product.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::value;
use nom::sequence::preceded;

use super::lex::{Parsed, behind, refuse, rest, signed, split_once, tag, trimmed, unsigned, until};
use super::vocabulary::Vocabulary;
use crate::catalog::{self, OF_PACKAGES};
use crate::event::{EventKind, MessageLevel, MessageNumber};

/// `Note: 1: 1310 2: 5 3: C:\a.dll `
pub(super) fn note(text: &str) -> Parsed<'_, EventKind<'_>> {
    let (fields, number) = unsigned(behind(text, "Note: 1: ")?)?;
    Ok((
        "",
        EventKind::Note {
            number: MessageNumber(number),
            fields: fields.strip_prefix(' ').unwrap_or(fields),
        },
    ))
}

/// `Error 1310. Error writing to file: C:\a.dll.`, `Info 2898.For X textstyle, ...`, `DEBUG: Error 2911:  Could not ...`
///
/// The engine puts a colon behind the number only where it writes for authors: `Error 1608: Unable to create InstallDriver
/// instance, ...` is another program's, whose numbers mean other things.
pub(super) fn numbered(text: &str) -> Parsed<'_, EventKind<'_>> {
    let (_, (level, number, end, said)) = headed_by_number(text)?;
    if end == ":" && level != MessageLevel::Debug {
        return refuse();
    }
    Ok(("", message(level, number, "", said.trim_start())))
}

/// Whether a line begins as messages with numbers do, those of the engine and of others.
pub(super) fn is_numbered(line: &str) -> bool {
    headed_by_number(line).is_ok()
}

/// What a message says of how bad it is, its number, what ends the number, and its text.
type Headed<'log> = (MessageLevel, u32, &'log str, &'log str);

fn headed_by_number(text: &str) -> Parsed<'_, Headed<'_>> {
    let level = alt((
        value(MessageLevel::Error, tag("Error ")),
        value(MessageLevel::Warning, tag("Warning ")),
        value(MessageLevel::Info, tag("Info ")),
        value(MessageLevel::Internal, tag("Internal Error ")),
        value(MessageLevel::Debug, tag("DEBUG: Error ")),
    ));
    let end = alt((tag(". "), tag("."), tag(":")));
    (level, unsigned, end, trimmed).parse(text)
}

fn message<'log>(
    level: MessageLevel,
    number: u32,
    product: &'log str,
    text: &'log str,
) -> EventKind<'log> {
    EventKind::NumberedMessage {
        level,
        number: MessageNumber(number),
        product,
        text,
    }
}

/// `Disk full: Out of disk space -- Volume: 'C:'; required space: 900 KB; available space: 10 KB. ...`, which is how
/// message 1601 is written.
pub(super) fn disk_full(text: &str) -> Parsed<'_, EventKind<'_>> {
    preceded(tag("Disk full: "), trimmed)
        .map(|text| message(MessageLevel::Error, 1601, "", text))
        .parse(text)
}

/// `The installer has encountered an unexpected error installing this package. ... The error code is 2602. The arguments are: File, aws-oktaEXE, `
pub(super) fn unexpected(text: &str) -> Parsed<'_, EventKind<'_>> {
    let sentence = preceded(
        tag("The installer has encountered an unexpected error"),
        until("The error code is "),
    );
    (sentence, unsigned)
        .map(|(_, number)| message(MessageLevel::Internal, number, "", text.trim_end()))
        .parse(text)
}

/// A numbered message whose word is in another language: `Fehler 1310. ...`.
/// The engine's note with the same number, just above, tells that the number is one.
pub(super) fn translated<'log>(
    text: &'log str,
    vocabulary: &Vocabulary,
) -> Option<EventKind<'log>> {
    let digits = text.bytes().position(|b| b.is_ascii_digit())?;
    let (after, number) = unsigned(&text[digits..]).ok()?;
    if !vocabulary.noted(number) || !after.starts_with(['.', '。', ':', '：']) {
        return None;
    }
    let word = text[..digits].trim_end();
    let plausible = !word.is_empty()
        && word.chars().count() <= 20
        && !word.contains([':', '：', '"', '\\', '=']);
    plausible.then(|| {
        let text = after.trim_start_matches(['.', '。', ':', '：']).trim();
        message(MessageLevel::Unstated, number, "", text)
    })
}

/// `Fehler 1714. ...` in a log that is not verbose, which has no notes that could tell that the number is one.
pub(super) fn of_plain_log<'log>(
    text: &'log str,
    vocabulary: &Vocabulary,
) -> Option<EventKind<'log>> {
    if vocabulary.is_plain_log() {
        headed(text)
    } else {
        None
    }
}

/// `Fehler 1920. Dienst 'Gates' (gatesvc) konnte nicht gestartet werden.` in a part of a log that has neither a header nor a
/// note: a message that users see, of a number that is known, and which names something.
pub(super) fn of_part<'log>(text: &'log str, vocabulary: &Vocabulary) -> Option<EventKind<'log>> {
    const NAMES: [char; 6] = ['\\', '\'', '"', '\u{201c}', '\u{ab}', '\u{201e}'];
    let kind = vocabulary.is_part().then(|| headed(text)).flatten()?;
    let EventKind::NumberedMessage { number, text, .. } = kind else {
        return None;
    };
    let names_something = text.contains(NAMES) || text.contains(|c: char| c.is_ascii_digit());
    (names_something && catalog::message(number.0).is_some()).then_some(kind)
}

/// `Fehler 1714. ...` behind the name of the product, where no note tells that the number is one: a word and a number of
/// the errors that users see, or of those that packages have for themselves, at the very beginning.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/error-table>.
fn headed(text: &str) -> Option<EventKind<'_>> {
    let (word, rest) = text.split_once([' ', '\u{a0}'])?;
    let is_word = !word.is_empty() && word.chars().all(char::is_alphabetic);
    let (after, number) = unsigned(rest).ok()?;
    let is_seen = matches!(number, 1300..2000) || OF_PACKAGES.contains(&number);
    let is_number = is_seen && after.starts_with(['.', '。']);
    (is_word && is_number).then(|| {
        let text = after.trim_start_matches(['.', '。']).trim();
        message(MessageLevel::Unstated, number, "", text)
    })
}

/// `Product: PuTTY release 0.70 — Installation failed.`, as a page sets the two dashes.
fn typeset<'log>(word: &str, rest: &'log str) -> Option<(&'log str, &'log str)> {
    let said = ["—", "–"].iter().find_map(|dash| {
        let (name, said) = rest.split_once(dash)?;
        Some((name.strip_suffix(' ')?, said.strip_prefix(' ')?))
    });
    said.filter(|_| word == "Product")
}

/// `Product: PuTTY release 0.70 -- Installation failed.`, in any language; the text may be a numbered message.
/// `Product: X - Update 'KB1' installed successfully.` is its sister for patches.
pub(super) fn product<'log>(text: &'log str, vocabulary: &Vocabulary) -> Option<EventKind<'log>> {
    let (word, rest) = text.split_once([':', '：'])?;
    if word.is_empty() || word.trim_end().contains(char::is_whitespace) || word.chars().count() > 20
    {
        return None;
    }
    let rest = rest.trim_start();
    let (name, said) = split_once(rest, " -- ")
        .or_else(|| update(rest))
        .or_else(|| typeset(word, rest))?;
    let kind = alt((numbered, unexpected, disk_full))
        .parse(said)
        .map(|(_, kind)| kind)
        .ok();
    let kind = kind
        .or_else(|| translated(said, vocabulary))
        .or_else(|| headed(said))
        .or_else(|| translated_unexpected(said, vocabulary));
    Some(match kind {
        Some(EventKind::NumberedMessage {
            level,
            number,
            text,
            ..
        }) => EventKind::NumberedMessage {
            level,
            number,
            product: name,
            text,
        },
        _ => EventKind::ProductMessage {
            product: name,
            text: said.trim_end(),
        },
    })
}

/// Whether a line without a prefix is one of the messages for the event log, which name the product first.
pub(super) fn is_of_product(line: &str) -> bool {
    let name = line.strip_prefix("Product: ");
    name.is_some_and(|text| split_once(text, " -- ").or_else(|| update(text)).is_some())
}

/// `X - Update 'KB1' installed successfully.`: the product and what is said of its update.
fn update(text: &str) -> Option<(&str, &str)> {
    let at = super::lex::find(text, " - Update '")?;
    Some((&text[..at], &text[at + " - ".len()..]))
}

/// The sentence about an unexpected error in another language: it states an internal number that was just noted.
fn translated_unexpected<'log>(
    text: &'log str,
    vocabulary: &Vocabulary,
) -> Option<EventKind<'log>> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter_map(|digits| digits.parse().ok())
        .find(|&number| (2000..3100).contains(&number) && vocabulary.noted(number))
        .map(|number| message(MessageLevel::Internal, number, "", text.trim_end()))
}

/// `RESTART MANAGER: Session opened.`
pub(super) fn restart_manager(text: &str) -> Parsed<'_, EventKind<'_>> {
    preceded(tag("RESTART MANAGER: "), rest)
        .map(|text| EventKind::RestartManager { text })
        .parse(text)
}

/// `Value of RebootAction property is 3`, and without a value also where an editor has taken the blank at the end away.
pub(super) fn reboot_action(text: &str) -> Parsed<'_, EventKind<'_>> {
    preceded(tag("Value of RebootAction property is"), trimmed)
        .map(|value| EventKind::RebootAction {
            value: value.trim_start(),
        })
        .parse(text)
}

/// `Error in rollback skipped.\tReturn: 5`
pub(super) fn rollback_error(text: &str) -> Parsed<'_, EventKind<'_>> {
    let (rest, _) = tag("Error in rollback skipped.").parse(text)?;
    match rest.trim_start().strip_prefix("Return: ") {
        Some(code) => signed
            .map(|code| EventKind::RollbackError { code })
            .parse(code),
        None => refuse(),
    }
}
