//! Events one after the other, to a receiver that can fail or have enough.

use std::io;
use std::ops::ControlFlow;

use anyhow::Context;

use crate::event::Event;
use crate::syntax::Parser;
use crate::text::Source;

/// What went wrong when a log that was opened cannot be read.
pub(super) const UNREADABLE: &str = "cannot read the log to its end";

/// Gives every event of a log, in order, to `sink`, until it breaks or fails.
///
/// # Errors
///
/// What `sink` fails with, or the operating system says when the log cannot be read further.
pub(super) fn events(
    source: &mut Source,
    mut sink: impl FnMut(&Event<'_>) -> io::Result<ControlFlow<()>>,
) -> anyhow::Result<()> {
    let mut parser = Parser::new();
    let mut window = source.window();
    let mut consumed = 0;
    loop {
        let more = window.advance(consumed).context(UNREADABLE)?;
        consumed = 0;
        while let Some(event) = parser.record(&window.text()[consumed..], window.at_end()) {
            consumed += event.raw.len();
            if sink(&event)?.is_break() {
                return Ok(());
            }
        }
        if !more && window.at_end() {
            return Ok(());
        }
    }
}
