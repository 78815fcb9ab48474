//! Events as JSON Lines.
//!
//! The first record is the header, the last is the end, and every other one is an event:
//!
//! ```json
//! {"record":"header","schema_version":1,"tool":{"name":"wilog","version":"0.1.0"},"log":"setup.log"}
//! {"record":"event","line":2,"lines":1,"origin":{"engine":{"side":"client","process":"50","thread":"3C","by_custom_action":false,"at":"09:47:55.128"}},"event":{"kind":"policy","scope":"machine","name":"Debug","value":"0"}}
//! {"record":"end","events":1,"lines_read":347,"encoding":"utf-16le-bom"}
//! ```
//!
//! `grammars/schema/events.schema.json` is the JSON Schema of a line, made from [`Record`].

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;

use super::tame;
use crate::event::{Event, EventKind, Origin};
use crate::text::LineNo;

/// The version of the records. It rises when a field goes or changes its meaning; fields and kinds of events that are
/// new leave it as it is, so a reader skips what it does not know.
pub const SCHEMA_VERSION: u32 = 1;

/// One line of the output of `wilog events`.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(tag = "record", rename_all = "kebab-case")]
pub enum Record<'a> {
    /// The first line: what follows.
    Header {
        /// The version of the records; a reader refuses a greater one than it knows.
        schema_version: u32,
        /// The program that wrote them.
        tool: Tool,
        /// The path of the log as it was given, or `-` for standard input.
        log: &'a str,
    },
    /// A record of the log: a line with the lines that belong to it.
    Event {
        /// The first line of the record, from 1, as a text editor shows it.
        line: LineNo,
        /// How many lines the record has, 1 or more.
        lines: u32,
        /// The prefix of the first line.
        origin: Origin,
        /// What the record says.
        event: EventKind<'a>,
        /// The text of the record with its line ends, when it was asked for.
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<&'a str>,
    },
    /// The last line. When it is missing, the output broke off.
    End {
        /// How many events were written.
        events: u64,
        /// How many lines of the log were read: all, unless a line number ended the part that was asked for.
        lines_read: u32,
        /// The encoding of the log, as far as it was read: `utf-16le-bom`, `utf-8`, `windows-1252`.
        encoding: &'a str,
    },
}

/// The program that wrote a document.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct Tool {
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

/// This program.
pub const TOOL: Tool = Tool {
    name: env!("CARGO_PKG_NAME"),
    version: env!("CARGO_PKG_VERSION"),
};

/// Writes the first record. `log` is the path as it was given.
///
/// # Errors
///
/// When the writer fails.
pub fn header(log: &str, out: &mut dyn Write) -> io::Result<()> {
    let record = Record::Header {
        schema_version: SCHEMA_VERSION,
        tool: TOOL,
        log,
    };
    tame::line(&record, out)
}

/// Writes the record of an event, with the text of the log if `with_text` says so.
///
/// # Errors
///
/// When the writer fails.
pub fn event(event: &Event<'_>, with_text: bool, out: &mut dyn Write) -> io::Result<()> {
    let record = Record::Event {
        line: event.line,
        lines: event.lines,
        origin: event.origin,
        event: event.kind,
        text: with_text.then_some(event.raw),
    };
    tame::line(&record, out)
}

/// Writes the last record: how many events were written, how many lines of the log were read, and in which encoding.
///
/// # Errors
///
/// When the writer fails.
pub fn end(events: u64, lines_read: u32, encoding: &str, out: &mut dyn Write) -> io::Result<()> {
    let record = Record::End {
        events,
        lines_read,
        encoding,
    };
    tame::line(&record, out)
}
