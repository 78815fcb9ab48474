//! Windows' event log as people pass it on, with the message of each event behind other columns or within an element.
//!
//! Only events of Windows Installer are looked at: those with the name of its provider, `MsiInstaller`, and its numbers. Where
//! a form leaves the provider out, the number alone tells. The message comes out as a line of its own, where the event has its
//! text; of lines that do no more than continue it a blank one stays, so that lines keep their numbers.
//!
//! Sources: <https://learn.microsoft.com/windows/win32/msi/event-logging> for the numbers;
//! <https://learn.microsoft.com/powershell/module/microsoft.powershell.diagnostics/get-winevent> and
//! <https://learn.microsoft.com/powershell/module/microsoft.powershell.management/get-eventlog> for the names of columns, which
//! PowerShell does not translate.

use std::borrow::Cow;

use memchr::memmem;

use super::event_elements;
use super::event_rows::Rows;
use crate::text::columns::{byte_of_column, columns};

/// What the event log has no line with, and a log of an install always: in such a log, a custom action writes what looks like
/// events, and lines of the engine would be taken for rows.
const OF_INSTALLER: [&str; 3] = ["MSI (s) (", "MSI (c) (", "MSI (N) ("];

/// The same where a line begins.
const BEGINNINGS: [&str; 3] = ["=== ", "Action start ", "Action ended "];

/// The name of the provider.
pub(super) const PROVIDER: &str = "MsiInstaller";

/// Texts of which at least one stands at the head of each export, since nearly every log has none of them.
const SIGNS: [&str; 5] = [
    PROVIDER,
    "\nMessage ",
    "TimeCreated",
    "TimeGenerated",
    event_elements::NAMESPACE,
];

/// The names that PowerShell has for the number of an event.
const NUMBERS: [&str; 4] = ["Id", "InstanceId", "InstanceID", "EventID"];

/// The names that it has for the provider.
const PROVIDERS: [&str; 2] = ["ProviderName", "Source"];

/// The name that it has for the text.
const MESSAGE: &str = "Message";

/// So many lines around one are looked at for what else is told of its event: Event Viewer copies ten.
const AROUND: usize = 16;

/// The longest label in characters.
const LONGEST_LABEL: usize = 40;

/// How the events of a text are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Export {
    /// As Event Viewer copies them, in the language of Windows, with the text below: `Quelle:        MsiInstaller`. These are
    /// the labels.
    Labelled(Vec<String>),
    /// As `Format-List` writes them: `Message      : Product: ...`, with what is wrapped below.
    Listed,
    /// As `Format-Table` writes them, with the text in the last column, which begins here.
    Table(usize),
    /// As Event Viewer and `Export-Csv` save them: `Error,4/9/2025 10:15:41 AM,MsiInstaller,11920,None,Product: ...`.
    Rows(Rows),
    /// In XML.
    Elements,
}

/// Between which lines a text of events may be cut, so that no event is torn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::text) enum Seam {
    /// Below the line with the end of an element.
    Element,
    /// Below a blank line.
    Blank,
    /// Above a line that has something before this column, since what is wrapped has nothing there.
    Row(usize),
}

/// On which side of a line a text may be cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::text) enum Side {
    /// Before its first byte.
    Above,
    /// Behind its line end.
    Below,
}

impl Seam {
    /// On which side of a line the text may be cut, if on any. The line is one of bytes, without the zeros of UTF-16.
    pub(in crate::text) fn beside(self, line: &[u8]) -> Option<Side> {
        let is_blank = |line: &[u8]| line.iter().all(u8::is_ascii_whitespace);
        match self {
            Self::Element => event_elements::ends(line).then_some(Side::Below),
            Self::Blank => is_blank(line).then_some(Side::Below),
            Self::Row(column) => {
                (!is_blank(&line[..line.len().min(column)])).then_some(Side::Above)
            }
        }
    }
}

impl Export {
    /// How the events are written of a text that begins with this one, if it is of events.
    pub(super) fn of(text: &str) -> Option<Export> {
        let is_there = |sign: &&str| memmem::find(text.as_bytes(), sign.as_bytes()).is_some();
        if !SIGNS.iter().any(is_there) {
            return None;
        }
        let lines: Vec<&str> = text.lines().collect();
        if lines.iter().any(|line| is_of_install(line)) {
            return None;
        }
        (0..lines.len()).find_map(|at| Self::at(&lines, at))
    }

    /// The form that a line shows.
    fn at(lines: &[&str], at: usize) -> Option<Export> {
        let line = lines[at];
        let below = || lines.get(at + 1).copied().unwrap_or_default();
        if event_elements::begins(line) {
            return Some(Self::Elements);
        }
        if let Some(column) = column_of_message(line, below()) {
            return Some(Self::Table(column));
        }
        if let Some((name, value)) = listed(line) {
            let is_ours = PROVIDERS.contains(&name) && value == PROVIDER;
            let is_text = || name == MESSAGE && of_installer(&lines[block_around(lines, at)]);
            if is_ours || is_text() {
                return Some(Self::Listed);
            }
        }
        if let Some((label, PROVIDER)) = labelled(line)
            && !PROVIDERS[..1].contains(&label)
        {
            return Some(Self::Labelled(labels_around(lines, at)));
        }
        Rows::of(line).map(Self::Rows)
    }

    /// Whether messages are cut off, from a text with the messages as lines: a table as wide as the window ends them with `...`.
    pub(super) fn is_cut(&self, brought_out: &str) -> bool {
        matches!(self, Self::Table(_)) && brought_out.lines().any(is_cut_off)
    }

    /// Where an event of several lines ends, in the bytes of a line.
    pub(super) fn seam(&self) -> Option<Seam> {
        match self {
            Self::Elements => Some(Seam::Element),
            Self::Listed => Some(Seam::Blank),
            Self::Table(column) => Some(Seam::Row(*column)),
            Self::Labelled(_) | Self::Rows(_) => None,
        }
    }

    /// The lines with the messages of the events as lines, as many as there were.
    pub(super) fn undo(&self, text: &str) -> String {
        let mut lines: Vec<Cow<'_, str>> = text.split('\n').map(Cow::Borrowed).collect();
        match self {
            Self::Labelled(labels) => lines.iter_mut().for_each(|line| unpad(line, labels)),
            Self::Listed => bring_out_listed(&mut lines),
            Self::Table(column) => bring_out_of_table(&mut lines, *column),
            Self::Rows(rows) => rows.bring_out(&mut lines),
            Self::Elements => event_elements::bring_out(&mut lines),
        }
        // What stands behind the last line end is a line as long as it has anything.
        if let Some((last, before)) = lines.last_mut().zip(text.rsplit('\n').next())
            && last.is_empty()
        {
            *last = Cow::Borrowed(before);
        }
        lines.join("\n")
    }
}

/// Whether a message ends with the sign that more of it was left out.
fn is_cut_off(line: &str) -> bool {
    let line = line.trim_end();
    line.ends_with("...") || line.ends_with('…')
}

/// Whether a line is one of a log of an install.
fn is_of_install(line: &str) -> bool {
    let line = line.trim_start_matches(['>', ' ', '\t']);
    BEGINNINGS.iter().any(|words| line.starts_with(words))
        || OF_INSTALLER.iter().any(|words| line.contains(words))
}

/// Whether a number is of an event of Windows Installer: its own, and those of the messages of packages, which are ten thousand
/// more than the messages.
pub(super) fn is_number(text: &str) -> bool {
    let is_known = |number: u32| matches!(number, 1001..1100 | 11_000..20_000 | 35_000..41_000);
    text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse().is_ok_and(is_known)
}

/// The name and the value of `ProviderName : MsiInstaller`.
fn listed(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    let is_name = !name.is_empty() && name.ends_with(' ') && !name.trim().contains(' ');
    let value = value.strip_prefix(' ').unwrap_or(value);
    (is_name && !value.starts_with(' ')).then(|| (name.trim(), value.trim_end()))
}

/// The label and the value of `Source:        MsiInstaller`. The French have a blank before the colon.
fn labelled(line: &str) -> Option<(&str, &str)> {
    let (label, value) = line.split_once(':')?;
    let label = label.trim();
    let is_label = !label.is_empty()
        && label.chars().count() <= LONGEST_LABEL
        && !label.contains(['\\', '<', '"', '=', ',']);
    is_label.then(|| (label, value.trim()))
}

/// The lines near one that no blank line parts from it.
fn block_around(lines: &[&str], at: usize) -> std::ops::Range<usize> {
    let is_blank = |line: &&str| line.trim().is_empty();
    let above = lines[..at].iter().rev().take(AROUND);
    let below = lines[at..].iter().take(AROUND);
    let first = at - above.take_while(|line| !is_blank(line)).count();
    let last = at + below.take_while(|line| !is_blank(line)).count();
    first..last
}

/// Whether a record that `Format-List` wrote is of Windows Installer.
fn of_installer<S: AsRef<str>>(record: &[S]) -> bool {
    let value_of = |names: &[&str]| {
        let mut fields = record.iter().filter_map(|line| listed(line.as_ref()));
        fields.find_map(|(name, value)| names.contains(&name).then_some(value))
    };
    let has_number = || value_of(&NUMBERS).is_some_and(is_number);
    value_of(&PROVIDERS).map_or_else(has_number, |provider| provider == PROVIDER)
}

fn labels_around(lines: &[&str], at: usize) -> Vec<String> {
    let label = |line: &&str| labelled(line).map(|(label, _)| label.to_owned());
    let above = lines[..at].iter().rev().take(AROUND).map_while(label);
    let below = lines[at..].iter().take(AROUND).map_while(label);
    above.chain(below).collect()
}

/// `Ereignis-ID:   1033` with one blank, since a name before a colon and two blanks is what a custom action writes.
fn unpad(line: &mut Cow<'_, str>, labels: &[String]) {
    let Some((label, value)) = line.split_once(':') else {
        return;
    };
    if value.starts_with("  ") && labels.iter().any(|known| known == label.trim()) {
        *line = Cow::Owned(format!("{label}: {}", value.trim_start()));
    }
}

/// The column in which the text begins, where a line and the one below are the head of a table of events.
fn column_of_message(line: &str, below: &str) -> Option<usize> {
    let head = line.trim_end();
    let has_number = || head.split_whitespace().any(|name| NUMBERS.contains(&name));
    let is_rule =
        || below.contains("--") && below.bytes().all(|b| matches!(b, b'-' | b' ' | b'\r'));
    let before = head.strip_suffix(MESSAGE)?;
    (before.ends_with(' ') && has_number() && is_rule()).then(|| columns(before))
}

fn bring_out_of_table(lines: &mut [Cow<'_, str>], column: usize) {
    let split = |line: &str| {
        let at = byte_of_column(line, column);
        let (before, said) = line.split_at(at);
        let is_cut = before.ends_with(' ') && !said.starts_with([' ', '-']);
        is_cut.then(|| (before.to_owned(), said.to_owned()))
    };
    let mut row = None;
    for at in 0..lines.len() {
        match split(&lines[at]) {
            Some((before, said)) if is_row(&before) => {
                lines[at] = Cow::Owned(said);
                row = Some(at);
            }
            Some((before, said)) if before.trim().is_empty() => append(lines, row, at, &said),
            _ => row = None,
        }
    }
}

/// Whether this stands before the text of an event: a time, which has no sign of a line that an engine wrote, and a number.
fn is_row(before: &str) -> bool {
    let first = before.trim_start().chars().next();
    first.is_some_and(char::is_numeric)
        && !before.contains(": ")
        && before.split_whitespace().any(is_number)
}

fn bring_out_listed(lines: &mut [Cow<'_, str>]) {
    let mut from = 0;
    while from < lines.len() {
        let more = lines[from..]
            .iter()
            .take_while(|line| !line.trim().is_empty())
            .count();
        let record = &mut lines[from..from + more];
        if of_installer(record) {
            bring_out_of_record(record);
        }
        from += more + 1;
    }
}

fn bring_out_of_record(record: &mut [Cow<'_, str>]) {
    let mut said = None;
    // How many columns stand before the text.
    let mut width = 0;
    for at in 0..record.len() {
        let line = record[at].to_string();
        match listed(&line) {
            Some((MESSAGE, text)) => {
                width = line.find(':').map_or(0, |colon| colon + 2);
                record[at] = Cow::Owned(text.to_owned());
                said = Some(at);
            }
            _ if said.is_some()
                && line.bytes().take_while(|byte| *byte == b' ').count() >= width =>
            {
                append(record, said, at, &line);
            }
            _ => said = None,
        }
    }
}

/// Adds what stands in a line to the message above it, and leaves a blank line.
fn append(lines: &mut [Cow<'_, str>], message: Option<usize>, at: usize, said: &str) {
    let Some(message) = message else { return };
    let end = if lines[at].ends_with('\r') { "\r" } else { "" };
    lines[at] = Cow::Borrowed(end);
    let text = lines[message].to_mut();
    text.truncate(text.trim_end().len());
    text.push(' ');
    text.push_str(said.trim());
    text.push_str(end);
}
