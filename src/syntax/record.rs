//! Where a record ends: which lines belong to the line above them.

use super::lex::is_blank;
use super::vocabulary::Vocabulary;
use super::{action, custom_action, header, lifecycle, message, prefix, property, summary};
use crate::event::{Change, EventKind};

/// A line of the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'log> {
    /// With its line end.
    pub(super) raw: &'log str,
    /// Without it.
    pub(super) text: &'log str,
}

/// What closes a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Close {
    /// The end of its first line.
    Now,
    /// A line that ends with this text: the quote of a property value, the parenthesis of an operation.
    With(&'static str),
    /// The next line, where the sentence of a result goes on there.
    AtRest,
    /// The first line that is not indented: a stack trace.
    AtMargin,
    /// The last line with stars of the block below `RunEngine`, or what is indented right below that. Pages put empty lines between
    /// the lines of a log.
    AfterStars,
    /// A blank line, or the first line that has a shape of its own.
    AtShape,
    /// The same. Where a page has put a blank line below each line, such lines are of the page.
    AtShapeOfPage,
    /// The same, or the message for the user, which the engine writes below that for the event log.
    AtRepetition,
    /// The message for the user, where what is above that is the same text, else the end of its first line.
    BeforeRepetition,
    /// The same as [`Close::AtShape`], or what an action reports: without the engine's lines, a record for each file stands below
    /// the one above.
    AtData,
}

/// The most bytes a record takes; what belongs to it beyond that comes as [`EventKind::Continuation`].
///
/// The longest value of the logs that this was built on has 45,090 characters, the longest manifest 80,000.
const CAP: usize = 256 * 1024;

/// The most bytes a line takes before it is given in pieces.
const LONGEST_LINE: usize = 1024 * 1024;

/// The most lines in which a message is looked for again.
const LONGEST_MESSAGE: u32 = 64;

/// The most bytes in which a message is looked for again.
const LONGEST_MESSAGE_BYTES: usize = 16 * 1024;

/// The first line of `text`; `None` when it is not whole and more can come.
pub(super) fn first_line(text: &str, at_end: bool) -> Option<Line<'_>> {
    line_to(first_feed(text), text, at_end)
}

/// Where the first line feed of a text stands.
pub(super) fn first_feed(text: &str) -> Option<usize> {
    memchr::memchr(b'\n', text.as_bytes())
}

/// The first line of `text`, whose first line feed is known.
pub(super) fn line_to(feed: Option<usize>, text: &str, at_end: bool) -> Option<Line<'_>> {
    let length = match feed {
        Some(at) => at + 1,
        None if text.is_empty() || (!at_end && text.len() < LONGEST_LINE) => return None,
        None => text.len(),
    };
    let raw = &text[..length];
    Some(Line {
        raw,
        text: without_line_end(raw),
    })
}

/// Text without the line end at its end, LF or CRLF.
pub(super) fn without_line_end(raw: &str) -> &str {
    let text = raw.strip_suffix('\n').unwrap_or(raw);
    text.strip_suffix('\r').unwrap_or(text)
}

/// What closes the record that begins with a line of this kind.
/// While a custom action runs, lines without a shape are its text rather than a part of what stands above.
pub(super) fn close(kind: &EventKind<'_>, line: &str, custom_action: bool) -> Close {
    match kind {
        EventKind::PropertyChange { change, .. } if ends_with(line, "'.") => {
            // The current value ends there, and the new one is to come, or a line of it ends as values do.
            if *change == Change::Modified && !line.contains(property::NEW_VALUE) {
                Close::With("'.")
            } else {
                Close::Now
            }
        }
        EventKind::PropertyChange { .. } => Close::With("'."),
        EventKind::Operation { .. } => OF_OPERATION,
        EventKind::CustomActionReturned { .. } if custom_action::may_go_on(line) => Close::AtRest,
        EventKind::CustomActionText { text, .. }
            if text.starts_with(custom_action::EXCEPTION_THROWN) =>
        {
            Close::AtShapeOfPage
        }
        EventKind::CustomActionText { .. } => Close::AtMargin,
        EventKind::EngineStarted { .. } => Close::AfterStars,
        // The sentence that tells how an install ended is one line, whatever somebody wrote below it.
        EventKind::ProductMessage { text, .. } if summary::outcome_in_words(text).is_some() => {
            Close::Now
        }
        EventKind::ProductMessage { .. } if custom_action => Close::BeforeRepetition,
        EventKind::ProductMessage { .. } => Close::AtRepetition,
        EventKind::NumberedMessage { .. }
            if prefix::behind_prefix(line).starts_with("Product: ") =>
        {
            Close::AtRepetition
        }
        EventKind::ActionDescribed { .. } | EventKind::ActionData { .. } if !custom_action => {
            Close::AtData
        }
        _ if may_go_on(kind) && !custom_action => Close::AtShape,
        EventKind::PropertyDump { .. } | EventKind::NumberedMessage { .. } => Close::AtShape,
        _ => Close::Now,
    }
}

/// Whether a line ends with a text. Pages in Markdown end lines with blanks, and what is copied from there has them.
fn ends_with(line: &str, end: &str) -> bool {
    line.trim_end_matches(' ').ends_with(end)
}

/// Whether a record of this kind may hold line breaks, so that lines without a shape below it belong to it.
pub(super) fn may_go_on(kind: &EventKind<'_>) -> bool {
    matches!(
        kind,
        EventKind::PropertyDump { .. }
            | EventKind::PropertyChange { .. }
            | EventKind::Operation { .. }
            | EventKind::NumberedMessage { .. }
            | EventKind::ProductMessage { .. }
            | EventKind::CommandLine { .. }
            | EventKind::SwitchingToServer { .. }
            | EventKind::ActionData { .. }
            | EventKind::ActionDescribed { .. }
            | EventKind::RestartNotice { .. }
            | EventKind::BundleText { .. }
            | EventKind::BundleMessage { .. }
            | EventKind::BundleVariable { .. }
            | EventKind::BundleCommandLine { .. }
    )
}

/// How far a record reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Extent {
    /// From the start of the text, line ends included.
    pub(super) bytes: usize,
    /// Of the record, 1 or more.
    pub(super) lines: u32,
}

/// How far the record at the start of `text` reaches, whose first line has `first` bytes.
/// `None` when the text ends before the record and more can come.
pub(super) fn extent(
    text: &str,
    first: usize,
    close: Close,
    at_end: bool,
    (prefix, vocabulary): (&mut prefix::Last, &mut Vocabulary),
) -> Option<Extent> {
    let mut extent = Extent {
        bytes: first,
        lines: 1,
    };
    if matches!(close, Close::AtRepetition | Close::BeforeRepetition) {
        match above_repetition(text, extent, at_end, (prefix, vocabulary)) {
            Repetition::Below(whole) => return Some(whole),
            Repetition::NotYetKnown => return None,
            Repetition::None => {}
        }
    }
    let close = if close == Close::AtShapeOfPage {
        let is_spaced = |line: Line<'_>| is_blank(line.text);
        if first_line(&text[first..], at_end).is_some_and(is_spaced) {
            return between_blanks(text, extent, at_end, (prefix, vocabulary));
        }
        Close::AtShape
    } else {
        close
    };
    let mut operation = OperationEnd::default();
    loop {
        let rest = &text[extent.bytes..];
        if rest.is_empty() {
            // The first line of a text that is at its end, or a log that grows: more may come.
            return at_end.then(|| operation.last.unwrap_or(extent));
        }
        // The most frequent ends need no search for the end of the line.
        let is_over = match close {
            Close::Now | Close::BeforeRepetition => true,
            Close::With(_) => prefix.is_at(rest) || prefix.is_bundle(rest),
            Close::AtMargin => !rest.starts_with([' ', '\t']),
            Close::AfterStars => return block(text, first, at_end),
            Close::AtRest => {
                let next = first_line(rest, at_end)?;
                if custom_action::goes_on(&text[..first], next.text) {
                    extent.bytes += next.raw.len();
                    extent.lines += 1;
                }
                return Some(extent);
            }
            Close::AtShape | Close::AtShapeOfPage | Close::AtRepetition | Close::AtData => {
                rest.starts_with(property::DUMP) || prefix.is_at(rest) || prefix.is_bundle(rest)
            }
        };
        if is_over {
            return Some(operation.last.unwrap_or(extent));
        }
        // Nearly always an engine's line follows, and then nothing is to be counted.
        if close == OF_OPERATION && extent.lines == 1 && operation.is_over(&text[..first], extent) {
            return Some(extent);
        }
        let next = first_line(rest, at_end)?;
        if extent.bytes + next.raw.len() > CAP || !next.raw.ends_with('\n') && !at_end {
            return Some(operation.last.unwrap_or(extent));
        }
        // Below what may have been the end stands the text of a custom action.
        let may_be_over = operation.last.is_some() && is_message_shape(next.text);
        if may_be_over
            || close == Close::AtRepetition && is_repetition(&text[..first], next.text)
            || !belongs(next.text, close, prefix, vocabulary)
        {
            return Some(operation.last.unwrap_or(extent));
        }
        extent = Extent {
            bytes: extent.bytes + next.raw.len(),
            lines: extent.lines + 1,
        };
        let closes = match close {
            OF_OPERATION => operation.is_over(&text[..extent.bytes], extent),
            Close::With(end) => ends_with(next.text, end),
            _ => false,
        };
        if closes {
            return Some(extent);
        }
    }
}

/// Where a script operation ends that may run over lines: of a script within it many lines end with a parenthesis.
#[derive(Default)]
struct OperationEnd {
    /// How many bytes of the record were looked at.
    seen: usize,
    /// How many parentheses these open and do not close.
    open: i32,
    /// The last line that may have been the end; where parentheses say that it was, only an empty argument says otherwise.
    last: Option<Extent>,
    /// Whether they say so.
    closed: bool,
}

impl OperationEnd {
    /// Whether the record is over with the lines that it has by now.
    fn is_over(&mut self, record: &str, extent: Extent) -> bool {
        let line = without_line_end(&record[self.seen..]);
        self.open += parentheses(line);
        self.seen = record.len();
        // An empty argument is the last one of most operations, and no line of a script ends so.
        if ends_with(line, ",)") {
            return true;
        }
        if ends_with(line, ")") && !self.closed {
            self.last = Some(extent);
            self.closed = self.open <= 0;
        }
        false
    }
}

/// How far the block of an engine reaches, `           ******* Product: C:\a.msi`: to its last line with stars, or to what is
/// indented right below that. `None` when the text ends before the block and more can come.
fn block(text: &str, first: usize, at_end: bool) -> Option<Extent> {
    let mut block = Extent {
        bytes: first,
        lines: 1,
    };
    // With the empty lines below it.
    let mut read = block;
    loop {
        let rest = &text[read.bytes..];
        if rest.is_empty() {
            return at_end.then_some(block);
        }
        if !rest.starts_with([' ', '\t', '*', '\r', '\n']) {
            return Some(block);
        }
        let next = first_line(rest, at_end)?;
        if read.bytes + next.raw.len() > CAP || !next.raw.ends_with('\n') && !at_end {
            return Some(block);
        }
        let inner = next.text.trim_start_matches([' ', '\t']);
        let is_right_below = read == block && inner.len() < next.text.len();
        let belongs = inner.starts_with("******* ") || is_right_below && !is_blank(next.text);
        read = Extent {
            bytes: read.bytes + next.raw.len(),
            lines: read.lines + 1,
        };
        if belongs {
            block = read;
        } else if !is_blank(next.text) {
            return Some(block);
        }
    }
}

/// How far a record reaches that has a blank line below each of its lines, of which nobody but a page puts any there.
/// `None` when the text ends before the record and more can come.
fn between_blanks(
    text: &str,
    first: Extent,
    at_end: bool,
    (prefix, vocabulary): (&mut prefix::Last, &mut Vocabulary),
) -> Option<Extent> {
    let at_the_end = |record| at_end.then_some(record);
    let mut record = first;
    loop {
        let Some((blank, line)) = next_line(text, record, at_end) else {
            return at_the_end(record);
        };
        if !is_blank(line.text) {
            return Some(record);
        }
        let Some((below, line)) = next_line(text, blank, at_end) else {
            return at_the_end(record);
        };
        let is_whole = below.bytes <= CAP && line.raw.ends_with('\n');
        if !is_whole
            || prefix.is_at(line.raw)
            || prefix.is_bundle(line.raw)
            || !belongs(line.text, Close::AtShape, prefix, vocabulary)
        {
            return Some(record);
        }
        record = below;
    }
}

/// What closes a script operation that runs over lines.
const OF_OPERATION: Close = Close::With(")");

/// How many more parentheses a text opens than it closes.
fn parentheses(text: &str) -> i32 {
    text.bytes().fold(0, |open, byte| match byte {
        b'(' => open + 1,
        b')' => open - 1,
        _ => open,
    })
}

/// The line below what was read, and the extent with it; `None` where none is whole.
fn next_line(text: &str, read: Extent, at_end: bool) -> Option<(Extent, Line<'_>)> {
    let line = first_line(&text[read.bytes..], at_end)?;
    let read = Extent {
        bytes: read.bytes + line.raw.len(),
        lines: read.lines + 1,
    };
    Some((read, line))
}

/// Whether a line goes on with the record above it.
fn belongs(
    line: &str,
    close: Close,
    prefix: &mut prefix::Last,
    vocabulary: &mut Vocabulary,
) -> bool {
    match close {
        Close::Now | Close::BeforeRepetition | Close::AfterStars | Close::AtRest => false,
        // A value may look like anything but a line that the engine itself begins.
        Close::With(_) => {
            !is_engine_shape(line, prefix, vocabulary) && !custom_action::is_hosts_text(line)
        }
        Close::AtMargin => line.starts_with([' ', '\t']) && !is_blank(line),
        Close::AtShape | Close::AtShapeOfPage | Close::AtRepetition | Close::AtData => {
            let is_data = || close == Close::AtData && action::data(line, vocabulary).is_some();
            !is_blank(line)
                && !is_data()
                && !is_engine_shape(line, prefix, vocabulary)
                && !is_message_shape(line)
        }
    }
}

/// A line that cannot be the text of a value: a prefix, a header, a dump, an action.
fn is_engine_shape(line: &str, prefix: &mut prefix::Last, vocabulary: &mut Vocabulary) -> bool {
    match line.as_bytes() {
        [b'M', b'S', b'I', b' ', ..] => prefix::engine(line).is_some(),
        // A line of a text may be a heading between such signs.
        [b'=', b'=', b'=', b' ', ..] => {
            line.starts_with(header::VERBOSE) || header::header(line, vocabulary).is_some()
        }
        [b'P', ..] => line.starts_with(property::DUMP),
        [b'[', ..] => prefix.is_bundle(line),
        _ => action::line(line, vocabulary).is_some() || prefix.is_stripped(line),
    }
}

/// Whether a message of several lines stands again below itself.
enum Repetition {
    /// It does, below a record that reaches so far.
    Below(Extent),
    /// It does not, or has one line.
    None,
    /// The text ends before that can be known, and more can come.
    NotYetKnown,
}

/// How far a message of several lines reaches that stands again below itself, blank lines in it or not:
///
/// ```text
/// MSI (s) (2C:90) [10:15:00:972]: Product: Contoso Ledger -- Setup cannot go on.
///
/// The keeper is older than 4.
///
/// Setup cannot go on.
///
/// The keeper is older than 4.
/// ```
fn above_repetition(
    text: &str,
    first: Extent,
    at_end: bool,
    (prefix, vocabulary): (&mut prefix::Last, &mut Vocabulary),
) -> Repetition {
    let at_the_end = if at_end {
        Repetition::None
    } else {
        Repetition::NotYetKnown
    };
    let head = without_line_end(&text[..first.bytes]);
    // All that has been read, the record in it, and the second line of that which is not blank.
    let (mut read, mut record, mut second) = (first, first, None);
    while read.lines < LONGEST_MESSAGE && read.bytes < LONGEST_MESSAGE_BYTES {
        let Some((below, line)) = next_line(text, read, at_end) else {
            return at_the_end;
        };
        if is_repetition(head, line.text) {
            let Some(second) = second else {
                return Repetition::None;
            };
            let goes_on = std::iter::successors(Some((below, line)), |(read, _)| {
                next_line(text, *read, at_end)
            });
            let mut goes_on = goes_on.skip(1).filter(|(_, line)| !is_blank(line.text));
            return match goes_on.next() {
                Some((_, line)) if line.text.trim_end() == second => Repetition::Below(record),
                Some(_) => Repetition::None,
                None => at_the_end,
            };
        }
        read = below;
        if is_blank(line.text) {
            continue;
        }
        if is_engine_shape(line.text, prefix, vocabulary) || is_message_shape(line.text) {
            return Repetition::None;
        }
        second = second.or(Some(line.text.trim_end()));
        record = read;
    }
    Repetition::None
}

/// `Install the keeper first.` below `Product: Contoso Ledger -- Install the keeper first.`: whether a line has the message for
/// the user, which the engine writes beside that for the event log. Pages take the empty line between the two away.
fn is_repetition(first: &str, line: &str) -> bool {
    let message = first
        .split_once(" -- ")
        .map(|(_, message)| message.trim_end());
    !line.is_empty() && message == Some(line.trim_end())
}

/// A line that is a message of its own: a numbered one, that of a full disk, an error within rollback, a custom action's result, what tells how an install ended where it
/// has lost its prefix, the end of a block of code.
fn is_message_shape(line: &str) -> bool {
    message::is_numbered(line)
        || message::disk_full(line).is_ok()
        || message::rollback_error(line).is_ok()
        || message::is_of_product(line)
        || message::unexpected(line).is_ok()
        || line.starts_with(custom_action::RETURNED)
        || custom_action::is_hosts_text(line)
        || line.starts_with("1: ")
        || ["```", "Action start ", "Action ended ", "Note: 1: "]
            .iter()
            .any(|head| line.starts_with(head))
        || lifecycle::engine_returned(line).is_ok()
        || summary::event(line).is_some()
        || summary::is_of_transaction(line)
}

#[cfg(test)]
mod tests {
    use crate::syntax::events;

    /// How many lines each record has.
    fn lines(log: &str) -> Vec<u32> {
        events(log).map(|event| event.lines).collect()
    }

    #[test]
    fn an_operation_ends_with_its_last_parenthesis() {
        let prefix = "MSI (s) (10:20) [10:00:00:000]: ";
        for (operation, expected) in [
            (
                "ServiceControl(,Name=gates,Wait=1,)\nwritten below",
                &[1, 1][..],
            ),
            // A parenthesis that nothing closes stands in many texts.
            (
                "RegAddValue(Name=Face,Value=:(,)\nwritten below (so)",
                &[1, 1],
            ),
            (
                "RegAddValue(Name=Face,Value=:)\nand more\n,)\nwritten below",
                &[3, 1],
            ),
            (
                "CustomActionSchedule(Action=Open,CustomActionData=a)\nwritten (below)",
                &[1, 1],
            ),
            (
                "CustomActionSchedule(Action=Open,CustomActionData=a)\nwritten below",
                &[1, 1],
            ),
            (
                "CustomActionSchedule(Action=Open,Source=Sub Open()\n  Move(1)\nEnd Sub,CustomActionData=a)\nwritten below",
                &[3, 1],
            ),
        ] {
            let log = format!("{prefix}Executing op: {operation}\n{prefix}Note: 1: 2205\n");
            let expected = [expected, &[1]].concat();
            assert_eq!(lines(&log), expected, "{operation}");
        }
    }

    #[test]
    fn only_the_message_of_a_product_is_repeated_below_it() {
        for (log, expected) in [
            (
                "Product: Rota -- Open the gates.\nOpen the gates.\n",
                &[1, 1][..],
            ),
            ("Product: Rota -- North -- South.\nSouth.\n", &[2]),
            (
                "Product: Rota -- Disk full: C -- D.\nDisk full: C -- D.\n",
                &[1, 1],
            ),
            (
                "Error 1714. It cannot be removed -- Rota\nRota\nSystem Error 1612.\n",
                &[3],
            ),
            ("Property(S): NOTE = a -- b\nb\nc\n", &[3]),
            // Of several lines it is all that stands again, with the blank lines in it.
            (
                "Product: Rota -- Open.\n\nThe gates.\n\nOpen.\n\nThe gates.\n",
                &[3, 1, 1, 1, 1],
            ),
            (
                "Product: Rota -- Error 25001. Open.\n\nThe gates.\n\nError 25001. Open.\n\nThe gates.\n",
                &[3, 1, 1, 1, 1],
            ),
            // What stands below by accident is another text.
            (
                "Product: Rota -- Open.\n\nThe gates.\n\nOpen.\n\nThe fences.\n",
                &[1, 1, 1, 1, 1, 1, 1],
            ),
            (
                "Product: Rota -- Open.\n\nThe gates.\nAction ended 10:00:00: A. Return value 3.\nOpen.\nThe gates.\n",
                &[1, 1, 1, 1, 1, 1],
            ),
        ] {
            assert_eq!(lines(log), expected, "{log}");
        }
    }

    #[test]
    fn a_message_of_its_own_is_no_part_of_the_one_above() {
        for line in [
            "Error 1310. Gates are open.",
            "Disk full: Out of disk space -- Volume: 'C:'; required space: 9 KB; available space: 1 KB.",
            "Error in rollback skipped.\tReturn: 5",
        ] {
            let log = format!("Error 1714. Rota cannot be removed.\n{line}\n");
            assert_eq!(lines(&log), [1, 1], "{line}");
        }
    }

    #[test]
    fn what_an_action_reports_is_no_part_of_what_stands_above() {
        let head = "Action 10:00:00: InstallFiles. Copying gates\n";
        for (below, expected) in [
            (
                "InstallFiles: File: a.txt\nInstallFiles: File: b.txt\n",
                &[1, 1, 1][..],
            ),
            ("InstallFiles: File: a.txt\nof two lines\n", &[1, 2]),
            ("1: a 2: b\n1: c 2: d\n", &[1, 1, 1]),
            ("and fences\nNobody: a\n", &[3]),
        ] {
            assert_eq!(lines(&format!("{head}{below}")), expected, "{below}");
        }
    }

    #[test]
    fn a_property_change_ends_with_its_new_value() {
        let prefix = "MSI (s) (10:20) [10:00:00:000]: ";
        for (change, expected) in [
            ("Deleting A property. Its current value is 'x'.", 1),
            (
                "Modifying A property. Its current value is 'x'. Its new value: 'y'.",
                1,
            ),
            (
                "Modifying A property. Its current value is 'x'.\n'. Its new value: 'y'.",
                2,
            ),
            (
                "Modifying A property. Its current value is 'x\ny'. Its new value: 'z'.",
                2,
            ),
            (
                "Modifying A property. Its current value is 'x'. Its new value: 'y\nz'.",
                2,
            ),
            ("Adding A property. Its value is 'x\n=== Gates ===\ny'.", 3),
        ] {
            let log = format!("{prefix}PROPERTY CHANGE: {change}\n{prefix}Note: 1: 2205\n");
            assert_eq!(lines(&log), [expected, 1], "{change}");
        }
    }
}
