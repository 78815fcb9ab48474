//! Lines to records, and from each record an event that borrows from it.
//!
//! The parser is total and lossless: it has no error, every line ends up in one event, and the texts of all events,
//! joined, are the text of the log. nom is used in here and does not show outside.

#![expect(
    clippy::unnecessary_wraps,
    reason = "pieces of the grammar have one signature, also those that take any text"
)]

mod action;
mod arguments;
mod bundle_prefix;
mod burn;
mod burn_words;
mod command_line;
mod custom_action;
mod engine;
mod folder;
mod handoff;
mod header;
mod invocation;
mod lex;
mod lifecycle;
mod line_feeds;
mod locale;
mod message;
mod parser;
mod plain;
mod prefix;
mod property;
mod record;
mod remark;
mod script;
mod source;
mod state;
mod summary;
mod vocabulary;

use std::io;

pub use arguments::{
    action_argument, argument, arguments, custom_action_target, field, fields, last_argument,
};
pub use bundle_prefix::behind_bundle_prefix;
pub use command_line::command_line_properties;
pub use custom_action::{
    CLASS_NOT_LOADED, EXCEPTION_THROWN, MANAGED_CALL, OF_DRIVERS, is_hosts_text,
    is_of_script_engine, runs_quietly,
};
pub use parser::{MOST_AT_ONCE, Parser};
pub use prefix::{behind_prefix, is_prefixed};
pub use remark::{
    LOCAL_PATCH_MISSING, PATCH_ORPHANED, PATCH_SEQUENCE_ERRORS, PATCH_SEQUENCER, REJECTED,
};
pub use source::SECURE_REPAIR_FAILED;
pub use summary::{UpdateFailed, done_in_words, outcome_in_words, removed_update, update_failed};

use crate::event::Event;
use crate::text::Source;

/// Gives every event of a log, in order, to `sink`.
///
/// The events borrow from a buffer that is used again, so `sink` keeps what it needs of each.
///
/// # Errors
///
/// What the operating system says when the log cannot be read further.
pub fn each_event(source: &mut Source, mut sink: impl FnMut(&Event<'_>)) -> io::Result<()> {
    each_batch(source, |events| {
        events.iter().for_each(&mut sink);
        1
    })
}

/// Does what [`each_event`] does, with as many events at a time as `sink` asks for, see [`Parser::each_batch`].
///
/// # Errors
///
/// What the operating system says when the log cannot be read further.
pub fn each_batch(
    source: &mut Source,
    mut sink: impl FnMut(&[Event<'_>]) -> usize,
) -> io::Result<()> {
    let mut parser = Parser::new();
    let mut window = source.window();
    let mut consumed = 0;
    loop {
        let more = window.advance(consumed)?;
        consumed = parser.each_batch(window.text(), window.at_end(), &mut sink);
        if !more && window.at_end() {
            return Ok(());
        }
    }
}

/// The events of a log that lies in memory as text.
///
/// ```
/// let kinds: Vec<_> = wilog::syntax::events("Action start 9:12:53: INSTALL.\r\n").map(|event| event.kind.name()).collect();
/// assert_eq!(kinds, ["action-started"]);
/// ```
pub fn events(text: &str) -> impl Iterator<Item = Event<'_>> {
    let mut parser = Parser::new();
    let mut rest = text;
    std::iter::from_fn(move || {
        let event = parser.record(rest, true)?;
        rest = &rest[event.raw.len()..];
        Some(event)
    })
}
