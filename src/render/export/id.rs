//! Ids of records, from what a log says, not from its path or its length.

use super::record::What;
use crate::finding::digest;
use crate::text::LineNo;

/// How many lines at the beginning of a session tell it from all others: its header, who called, which package, and the
/// clocks and the ids of processes and threads of its first engine lines.
///
/// A session that had fewer lines when it was exported, and went on, gets another id. Windows Installer writes these
/// lines in its first milliseconds.
pub const IDENTIFYING_LINES: u32 = 16;

/// The id of a session from its first [`IDENTIFYING_LINES`] lines, 32 hexadecimal digits.
///
/// It is the id of its trace too. `host` is the machine that wrote the log, if the user names it: without clocks in
/// milliseconds, which logs have that are not verbose, two machines may write the same lines in the same second.
#[must_use]
pub fn session_id<'a>(host: Option<&'a str>, lines: impl IntoIterator<Item = &'a str>) -> String {
    let lines = lines.into_iter().map(str::trim_end);
    digest(
        ["session", host.unwrap_or_default()]
            .into_iter()
            .chain(lines),
    )
}

/// The id of something in a session that begins a number of lines below the beginning of the session.
///
/// Spans have 16 hexadecimal digits, all else 32.
pub(super) fn inner_id(
    session: &str,
    what: What,
    from: LineNo,
    line: LineNo,
    name: &str,
) -> String {
    let below = line.get().saturating_sub(from.get()).to_string();
    let mut id = digest([what.name(), session, &below, name]);
    if matches!(what, What::Phase | What::Action) {
        id.truncate(16);
    }
    id
}

/// The id of the span of a session.
pub(super) fn root_span(session: &str) -> String {
    let mut id = digest(["span", session]);
    id.truncate(16);
    id
}
