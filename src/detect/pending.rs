//! Files that wait for the restart of the machine, and those among them that the product needs.

use std::collections::{BTreeMap, BTreeSet};

use super::lines::Lines;
use super::message::arguments_in_text;
use super::message::note;
use super::prose::listed;
use super::span;
use crate::event::{EventKind, MessageNumber};
use crate::syntax::field;
use crate::text::{LineNo, file_name};
use crate::trace::state::Decision;
use crate::trace::{FaultKind, MarkKind, ROLLBACK_COPY, SessionId, Trace};

/// What waits for the restart, with the lines that say so.
#[derive(Debug, Default)]
pub(super) struct Pending {
    /// `Info 1902.Scheduling reboot operation: Renaming file C:\Heron\TBM1A2B.tmp to C:\Heron\heron.exe. Must reboot to
    /// complete operation.`: files that are replaced.
    pub(super) replaced: Vec<(String, LineNo)>,
    /// `Info 1903.Scheduling reboot operation: Deleting file C:\Heron\heron.dll. Must reboot to complete operation.`: files
    /// that are deleted, and not put back.
    pub(super) deleted: Vec<(String, LineNo)>,
    /// All lines of files that wait.
    pub(super) lines: Vec<LineNo>,
    /// Those of copies that were put aside, which the product does not need.
    pub(super) copies: Vec<LineNo>,
}

/// More files than these are told by the first ones.
const MOST: usize = 1000;

/// The files of a session that wait for the restart.
pub(super) fn pending(trace: &Trace, id: SessionId, lines: &mut Lines<'_>) -> Pending {
    let session = &trace.sessions[id.at()];
    let (from, to) = (session.line, session.end_line);
    let marks = span::between(&trace.marks, from, to, |mark| mark.line);
    let of_kind = |wanted: MarkKind| {
        let marks = marks.iter().filter(move |mark| mark.kind == wanted);
        marks.map(|mark| mark.line)
    };
    let mut pending = Pending {
        lines: of_kind(MarkKind::ScheduledForRestart).collect(),
        copies: of_kind(MarkKind::CopyScheduledForRestart).collect(),
        ..Pending::default()
    };
    let unannounced = unannounced(trace, id, &pending, lines);
    let wanted: Vec<LineNo> = pending.lines.iter().copied().take(MOST).collect();
    for line in wanted {
        let said = lines.event(line, |event| match event.kind {
            EventKind::NumberedMessage {
                number: MessageNumber(number),
                text,
                ..
            } => {
                let arguments = arguments_in_text::arguments(number, text);
                let name = if number == 1902 { "new name" } else { "file" };
                Some((number, (*arguments.get(name)?).to_owned()))
            }
            _ => None,
        });
        match said.flatten() {
            Some((1902, file)) => pending.replaced.push((file, line)),
            Some((_, file)) => pending.deleted.push((file, line)),
            None => {}
        }
    }
    for (file, line) in unannounced {
        pending.lines.push(line);
        pending.deleted.push((file, line));
    }
    // The file that is put in the place of one that is deleted comes back.
    let again: BTreeSet<String> = pending
        .replaced
        .iter()
        .map(|(file, _)| file.to_lowercase())
        .collect();
    pending
        .deleted
        .retain(|(file, _)| !again.contains(&file.to_lowercase()));
    pending
}

/// The names of some files, each once, and the verb that goes with them: `heron.exe, old.dll` and `are`.
pub(super) fn names(files: &[(String, LineNo)]) -> Option<(String, &'static str)> {
    /// More names make no sentence.
    const MOST: usize = 4;
    let mut seen = BTreeSet::new();
    let names = files.iter().map(|(file, _)| file_name(file));
    let names: Vec<&str> = names
        .filter(|name| seen.insert(name.to_lowercase()))
        .collect();
    let verb = if names.len() == 1 { "is" } else { "are" };
    (!names.is_empty()).then(|| (listed(&names, MOST), verb))
}

/// Deletions that wait for the restart and of which a log without informations, or the part of one, has no more than that
/// a program held the file, and below it that the message 1903 was looked for:
///
/// ```text
/// Note: 1: 2329 2: 32 3: C:\Heron\heron.png
/// Note: 1: 2228 2:  3: Error 4: SELECT `Message` FROM `Error` WHERE `Error` = 1903
/// ```
fn unannounced(
    trace: &Trace,
    id: SessionId,
    pending: &Pending,
    lines: &mut Lines<'_>,
) -> Vec<(String, LineNo)> {
    /// How many lines below the note its message stands at most.
    const NEAR: u32 = 8;
    const HELD: MessageNumber = MessageNumber(2329);
    let faults = trace.faults_of(id).iter();
    let notes = faults.filter(|fault| fault.kind == FaultKind::Note { number: HELD });
    let is_told = |line: LineNo, told: &[LineNo]| {
        let at = told.partition_point(|told| *told < line);
        told.get(at).is_some_and(|told| *told <= line.plus(NEAR))
    };
    let notes = notes
        .map(|fault| fault.line)
        .filter(|line| !is_told(*line, &pending.lines) && !is_told(*line, &pending.copies));
    let mut found = Vec::new();
    for line in notes.take(MOST) {
        let near = lines.between(line, line.plus(NEAR));
        let mut read = near.iter().map(|(_, text)| text.as_str());
        let fields = read.next().and_then(|text| note::fields(text, HELD));
        let was_asked = read.any(|text| text.contains("WHERE `Error` = 1903"));
        let Some(fields) = fields.filter(|_| was_asked) else {
            continue;
        };
        let file = field(&fields, 3).filter(|file| !file.ends_with(ROLLBACK_COPY));
        if let Some(file) = file.filter(|_| field(&fields, 2) == Some(SHARING_VIOLATION)) {
            found.push((file.to_owned(), line));
        }
    }
    found
}

/// A program has the file open.
///
/// Source: <https://learn.microsoft.com/windows/win32/debug/system-error-codes--0-499->.
const SHARING_VIOLATION: &str = "32";

/// A file that the restart deletes although the product relies on it.
#[derive(Debug)]
pub(super) struct Doomed {
    pub(super) file: String,
    /// Where its deletion was scheduled.
    pub(super) scheduled: LineNo,
    /// Where it was found as good as the one of the package, so that it was left alone.
    pub(super) kept: LineNo,
}

/// The files that the removal of an old product could not delete at once, and that the new one then found in their places
/// and left alone.
pub(super) fn doomed(
    trace: &Trace,
    id: SessionId,
    pending: &Pending,
    lines: &mut Lines<'_>,
) -> Vec<Doomed> {
    let deleted: BTreeMap<String, LineNo> = pending
        .deleted
        .iter()
        .map(|(file, line)| (file.to_lowercase(), *line))
        .collect();
    let Some(first) = deleted.values().min() else {
        return Vec::new();
    };
    let to = trace.sessions[id.at()].end_line;
    let rows = span::between(trace.state.files.rows.rows(), *first, to, |row| row.line);
    let kept = rows.iter().filter(|row| row.decision() == Decision::Keep);
    let kept: Vec<LineNo> = kept.map(|row| row.line).collect();
    let mut doomed: BTreeMap<LineNo, Doomed> = BTreeMap::new();
    lines.each(&kept, |event| {
        let EventKind::FileDecision { path, .. } = event.kind else {
            return;
        };
        let scheduled = deleted.get(&path.to_lowercase());
        if let Some(scheduled) = scheduled.filter(|scheduled| **scheduled < event.line) {
            let file = Doomed {
                file: path.to_owned(),
                scheduled: *scheduled,
                kept: event.line,
            };
            doomed.insert(*scheduled, file);
        }
    });
    doomed.into_values().collect()
}
