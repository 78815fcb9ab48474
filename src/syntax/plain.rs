//! Lines without a prefix: message text, dumps, headers, and what custom actions write.

use nom::Parser;
use nom::branch::alt;

use super::vocabulary::Vocabulary;
use super::{action, custom_action, header, lifecycle, message, property, remark, summary};
use crate::event::EventKind;

/// What a line without a prefix says, when its own shape tells it.
pub(super) fn shaped<'log>(
    line: &'log str,
    vocabulary: &mut Vocabulary,
) -> Option<EventKind<'log>> {
    let first = *line.as_bytes().first()?;
    let known = match first {
        b'P' => property::dump(line),
        b'=' => return header::header(line, vocabulary),
        b'C' => alt((custom_action::returned, remark::local_patch)).parse(line),
        b'D' => alt((message::numbered, message::disk_full)).parse(line),
        b'E' | b'W' | b'I' => alt((message::numbered, message::rollback_error)).parse(line),
        b'M' => lifecycle::engine_returned(line),
        // Who quotes a log may have taken the prefix away.
        b'N' => message::note(line),
        b'T' => message::unexpected(line),
        _ => super::lex::refuse(),
    };
    known
        .map(|(_, kind)| kind)
        .ok()
        .or_else(|| action::line(line, vocabulary))
}

/// What a line without a shape of its own says, from what is going on around it.
pub(super) fn by_context<'log>(
    line: &'log str,
    vocabulary: &Vocabulary,
    custom_action: bool,
) -> EventKind<'log> {
    let numbered = || {
        message::translated(line, vocabulary).or_else(|| message::of_plain_log(line, vocabulary))
    };
    let product = || message::product(line, vocabulary).filter(|_| !custom_action);
    // The event log of Windows holds it without a prefix.
    let summary = || summary::event(line).filter(|_| !custom_action);
    // Windows' event log has labels that look like the text of a custom action, but no lines of actions. Where a line tells that
    // one runs, the sentence is of an install within it.
    let summary_of_part = || {
        let may_be = custom_action && vocabulary.is_without_actions();
        may_be.then(|| summary::event(line)).flatten()
    };
    let text = || {
        custom_action.then(|| {
            let (source, text) = custom_action::source_and_text(line);
            EventKind::CustomActionText {
                source,
                text: text.trim_end(),
            }
        })
    };
    let after_the_end = || {
        // What remains of a prefix that a page has damaged is not Windows', nor is the last line of the log, indented.
        let is_installers = line.starts_with("MSI ") || line.trim_start().starts_with("===");
        (vocabulary.engine_ended() && !is_installers)
            .then_some(EventKind::SystemMessage { text: line })
    };
    numbered()
        .or_else(summary_of_part)
        .or_else(text)
        .or_else(product)
        .or_else(summary)
        .or_else(|| action::data(line, vocabulary))
        .or_else(|| custom_action::own_text(line))
        .or_else(after_the_end)
        .unwrap_or(EventKind::Message { text: line })
}
