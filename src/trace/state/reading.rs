//! Values and lines of rows, read again from the log.

use std::collections::BTreeMap;
use std::io;

use super::properties::is_cut;
use super::standing::{Part, Standing};
use crate::event::{Change, Event, EventKind, TimeOfDay};
use crate::syntax::{self, Parser, command_line_properties};
use crate::text::{LineNo, Source};
use crate::trace::names::Names;

/// Something that was read from a line, with the clock of its prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clocked<T> {
    /// Local time, where the line has a prefix.
    pub at: Option<TimeOfDay>,
    /// What was read.
    pub value: T,
    /// Whether the engine cut the line short within what was read, so that no more than its beginning is told.
    pub cut: bool,
}

/// Reads the record that begins at `line` and gives its event to `read`; `None` when there is no such line.
///
/// Only the part of the log around the line is read. The parser knows nothing of the lines before, so the record is
/// the same as in a whole pass where its shape says what it is: a property, a folder, a component, an operation.
/// Line ends inside of a record are LF.
///
/// # Errors
///
/// What the operating system says when the log cannot be read.
pub fn event_at<T>(
    source: &mut Source,
    line: LineNo,
    read: impl FnOnce(&Event<'_>) -> T,
) -> io::Result<Option<T>> {
    record_at(source, line, &Parser::new(), read)
}

/// Reads the record that begins at a line of a bundle, as [`event_at`] does, also where the line has lost its prefix and
/// only those above it show whose it is.
///
/// # Errors
///
/// What the operating system says when the log cannot be read.
pub fn bundle_event_at<T>(
    source: &mut Source,
    line: LineNo,
    read: impl FnOnce(&Event<'_>) -> T,
) -> io::Result<Option<T>> {
    record_at(source, line, &Parser::within_bundle(), read)
}

fn record_at<T>(
    source: &mut Source,
    line: LineNo,
    parser: &Parser,
    read: impl FnOnce(&Event<'_>) -> T,
) -> io::Result<Option<T>> {
    // A record ends at a cap, so this comes to an end.
    let mut count = ENOUGH;
    loop {
        let lines = source.lines(line, line.plus(count - 1))?;
        if lines.is_empty() {
            return Ok(None);
        }
        let at_end = lines.len() < count as usize;
        let text = joined(&lines);
        if let Some(mut event) = parser.clone().record(&text, at_end || count == u32::MAX) {
            event.line = line;
            return Ok(Some(read(&event)));
        }
        count = count.saturating_mul(8);
    }
}

/// Nearly all records have one line, and those few lines hold the record that begins at the first of them.
const ENOUGH: u32 = 4;

fn joined(lines: &[(LineNo, String)]) -> String {
    let mut text = String::new();
    for (_, piece) in lines {
        text.push_str(piece);
        text.push('\n');
    }
    text
}

/// Gives the events that begin at `lines`, which are in order, to `sink`, each as [`event_at`] gives it. Only the parts of
/// the log around those lines are read, each part once.
///
/// # Errors
///
/// What the operating system says when the log cannot be read.
pub fn each_near(
    source: &mut Source,
    lines: &[LineNo],
    mut sink: impl FnMut(&Event<'_>),
) -> io::Result<()> {
    /// Lines between two that are wanted which are read rather than looked for again.
    const GAP: u32 = 100;
    /// How many lines that are wanted are read at a time.
    const MOST: usize = 1000;
    let parser = Parser::new();
    let near = lines.chunk_by(|one, next| next.get() - one.get() <= GAP);
    for part in near.flat_map(|near| near.chunks(MOST)) {
        let (Some(first), Some(last)) = (part.first(), part.last()) else {
            continue;
        };
        let read = source.lines(*first, last.plus(ENOUGH - 1))?;
        for line in part {
            let from = (line.get() - first.get()) as usize;
            let record = read.get(from..).unwrap_or_default();
            let text = joined(&record[..record.len().min(ENOUGH as usize)]);
            match parser.clone().record(&text, false) {
                Some(mut event) => {
                    event.line = *line;
                    sink(&event);
                }
                None => {
                    event_at(source, *line, &mut sink)?;
                }
            }
        }
    }
    Ok(())
}

/// Gives the events that begin at `lines`, which are in order, to `sink`, with the index of each line.
///
/// The log is read once from its start, so each event is what it was when the trace was built. A line that stands in
/// `lines` twice is given twice; one at which no record begins is left out.
///
/// # Errors
///
/// What the operating system says when the log cannot be read.
pub fn each_at(
    source: &mut Source,
    lines: &[LineNo],
    mut sink: impl FnMut(usize, &Event<'_>),
) -> io::Result<()> {
    let mut next = 0;
    if lines.is_empty() {
        return Ok(());
    }
    syntax::each_event(source, |event| {
        while lines.get(next).is_some_and(|line| *line < event.line) {
            next += 1;
        }
        while lines.get(next) == Some(&event.line) {
            sink(next, event);
            next += 1;
        }
    })
}

/// The value of property `name` in the line at which a row of it stands; `None` when the log does not tell it.
///
/// # Errors
///
/// What the operating system says when the log cannot be read.
pub fn value_at(
    source: &mut Source,
    line: LineNo,
    name: &str,
    part: Part,
) -> io::Result<Option<String>> {
    let value = event_at(source, line, |event| value_in(event, name, part))?;
    Ok(value.flatten())
}

/// The values of properties, in the order of `standings`, each with the clock of its line.
/// A value is `None` where the log does not tell it, because the engine cut the line.
///
/// # Errors
///
/// What the operating system says when the log cannot be read.
pub fn read_values(
    source: &mut Source,
    names: &Names,
    standings: &[Standing],
) -> io::Result<Vec<Clocked<Option<String>>>> {
    let mut order: Vec<usize> = (0..standings.len()).collect();
    order.sort_by_key(|at| standings[*at].line);
    let lines: Vec<LineNo> = order.iter().map(|at| standings[*at].line).collect();
    let nothing = Clocked {
        at: None,
        value: None,
        cut: false,
    };
    let mut values = vec![nothing; standings.len()];
    // A command line gives all of its properties, and is taken apart once for all of them.
    let mut given: Option<(LineNo, BTreeMap<String, String>)> = None;
    each_at(source, &lines, |index, event| {
        let at = order[index];
        let standing = &standings[at];
        let name = names.get(standing.name);
        let value = if let EventKind::CommandLine { text } = event.kind {
            let known = given.take().filter(|(line, _)| *line == event.line);
            let (_, properties) = given.insert(known.unwrap_or_else(|| {
                let properties = command_line_properties(text);
                let owned = properties.map(|(name, value)| (name.into_owned(), with_lf(value)));
                (event.line, owned.collect())
            }));
            properties.get(name).cloned()
        } else {
            value_in(event, name, standing.part)
        };
        values[at] = Clocked {
            at: event.origin.engine().and_then(|prefix| prefix.at),
            value,
            cut: cuts(event, standing.part),
        };
    })?;
    Ok(values)
}

/// What an event says of a property.
fn value_in(event: &Event<'_>, name: &str, part: Part) -> Option<String> {
    let value = match (event.kind, part) {
        (EventKind::PropertyChange { old, .. }, Part::Old) => Some(old),
        (EventKind::PropertyChange { change, new, .. }, Part::New) => {
            // The line of a change that was cut may end before its new value.
            let told = !is_cut(event) || change == Change::Added || !new.is_empty();
            told.then_some(new)
        }
        (EventKind::PropertyDump { value, .. }, _) => Some(value),
        (EventKind::CommandLine { text }, _) => command_line_properties(text)
            .filter(|(found, _)| *found == name)
            .map(|(_, value)| value)
            .last(),
        _ => None,
    };
    value.map(with_lf)
}

/// Whether the line of an event was cut within that value of a property.
fn cuts(event: &Event<'_>, part: Part) -> bool {
    match (event.kind, part) {
        // The old value of a change is whole where the new one begins.
        (EventKind::PropertyChange { change, new, .. }, Part::Old) => {
            is_cut(event) && (change == Change::Deleted || new.is_empty())
        }
        (EventKind::PropertyChange { .. }, Part::New) => is_cut(event),
        _ => false,
    }
}

/// A value with LF for each of its line ends.
fn with_lf(value: &str) -> String {
    value.replace("\r\n", "\n")
}
