//! Files that wait for the restart of the machine, and those among them that the product needs.

use std::collections::{BTreeMap, BTreeSet};

use super::lines::Lines;
use super::span;
use super::worded;
use crate::event::{EventKind, MessageNumber};
use crate::text::LineNo;
use crate::trace::state::Decision;
use crate::trace::{MarkKind, SessionId, Trace};

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
    let wanted: Vec<LineNo> = pending.lines.iter().copied().take(MOST).collect();
    for line in wanted {
        let said = lines.event(line, |event| match event.kind {
            EventKind::NumberedMessage {
                number: MessageNumber(number),
                text,
                ..
            } => {
                let arguments = worded::arguments(number, text);
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
