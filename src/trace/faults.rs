//! Which events may say why something went wrong.

use super::bound::keep;
use super::builder::Builder;
use super::caller;
use super::exception::names_its_writer;
use super::failure_words::speaks_of_failure;
use super::index::{ActionId, EngineId, SessionId};
use super::model::{Fault, FaultKind, is_about_dialog};
use super::names::Names;
use crate::catalog::OF_PACKAGES;
use crate::event::{Event, EventKind, MessageLevel, MessageNumber, Topic};
use crate::syntax::{
    EXCEPTION_THROWN, LOCAL_PATCH_MISSING, PATCH_SEQUENCE_ERRORS, REJECTED, SECURE_REPAIR_FAILED,
    field, outcome_in_words,
};

/// More faults than any cause needs; the rest is counted.
const MOST: usize = 200_000;

/// More such lines than stand in a part of a log that somebody quotes; another program's log may be full of them.
const MOST_LOOSE: usize = 64;

/// As many lines below a plain header are no longer the one text that an install ended with.
const MOST_HEADED: usize = 8;

/// Text above the first line that makes the log an installer's, which speaks of a failure.
#[derive(Clone, Debug)]
pub(super) struct Loose {
    fault: Fault,
    /// Whether empty lines may stand between it and the log: it names an exception, or it is a message with a number.
    outlasts_blanks: bool,
    /// Whether it may be somebody's who quotes what follows: `I get this error:`.
    leads_up: bool,
}

impl Builder {
    /// Takes note of a line that may say why something went wrong, with what was at work when it was written.
    pub(super) fn note_fault(&mut self, event: &Event<'_>, session: SessionId) {
        let kind = kind_of(event, &mut self.trace.names);
        let Some(kind) = kind.or_else(|| self.line_for_authors(event)) else {
            return;
        };
        let engine = self.engine_of(event);
        let prefix = event.origin.engine();
        let fault = Fault {
            by_custom_action: prefix.is_some_and(|prefix| prefix.by_custom_action),
            line: event.line,
            end_line: event.end_line(),
            session,
            engine,
            action: self.action_of(&kind, engine),
            script_action: self.script.and_then(|script| script.action),
            in_rollback: self.script.is_some_and(|script| script.rollback),
            work: self.work_of(engine),
            at: self.last_clock.map(|(clock, _)| clock),
            kind,
        };
        let dropped = &mut self.trace.facts_dropped;
        keep(&mut self.trace.faults, MOST, dropped, fault);
    }

    /// `DEBUG: Error 2318:  File does not exist: C:\Gates\gates.log`: what the engine writes for authors beside its record and the
    /// message for the user is all that those may leave who quote a log without the lines of the engine.
    fn line_for_authors(&self, event: &Event<'_>) -> Option<FaultKind> {
        let EventKind::NumberedMessage {
            level: MessageLevel::Debug,
            number,
            ..
        } = event.kind
        else {
            return None;
        };
        let is_survived = is_survived(MessageLevel::Internal, number) || is_about_dialog(number);
        (self.trace.engine_lines == 0 && !is_survived).then_some(FaultKind::Note { number })
    }

    /// Takes note of text without a shape that speaks of a failure. Where no engine line tells when a custom action runs,
    /// in a log that is not verbose and in a part of one, it is most likely that action's.
    pub(super) fn note_loose_text(&mut self, event: &Event<'_>, text: &str) {
        let mut last = self.last_engine.into_iter().flatten();
        if self.is_below_verbose_header() || last.any(|id| !self.is_headless(Some(id))) {
            return;
        }
        let is_headed = self.trace.plain_headers > 0 && self.trace.actions.is_empty();
        if is_headed && self.headed.len() < MOST_HEADED {
            let fault = self.loose_fault(event, FaultKind::ProductText);
            self.headed.push(fault);
        }
        if caller::is_of_caller(text) {
            self.loose.clear();
            self.caller_speaks = true;
            return;
        }
        // Between a line of the caller and the log stand more of its words.
        let is_of_caller = self.session.is_none() && self.caller_speaks;
        if is_of_caller || !speaks_of_failure(text) {
            return;
        }
        let fault = self.loose_fault(event, FaultKind::CustomActionText);
        if self.session.is_some() {
            let dropped = &mut self.trace.facts_dropped;
            keep(&mut self.trace.faults, MOST, dropped, fault);
            return;
        }
        self.keep_loose(Loose {
            fault,
            outlasts_blanks: text.contains("Exception: ") || text.contains("Exception (0x"),
            leads_up: text.trim_end().ends_with(':') && !names_its_writer(text),
        });
    }

    /// Takes note of a message with a number that packages have for their own, `Error 27555. ...`, which alone makes no log an
    /// installer's.
    pub(super) fn note_loose_message(&mut self, event: &Event<'_>) {
        let kind = kind_of(event, &mut self.trace.names);
        let is_own = |kind: &FaultKind| matches!(kind, FaultKind::Message { number, .. } if number.0 >= *OF_PACKAGES.start());
        if let Some(kind) = kind.filter(is_own) {
            let fault = self.loose_fault(event, kind);
            self.keep_loose(Loose {
                fault,
                outlasts_blanks: true,
                leads_up: false,
            });
        }
    }

    fn keep_loose(&mut self, loose: Loose) {
        // The nearest to the failure below say why.
        if self.loose.len() == MOST_LOOSE {
            self.loose.pop_front();
            self.loose_dropped = self.loose_dropped.saturating_add(1);
        }
        self.loose.push_back(loose);
    }

    /// A log of errors only, `msiexec /le`, has a header and perhaps no more than the text that the user was shown: a launch
    /// condition that was not met.
    pub(super) fn settle_headed_text(&mut self) {
        if self.trace.is_empty_log() {
            for session in &mut self.trace.sessions {
                session.product.is_heard_of = true;
            }
            return;
        }
        let is_bare = self.trace.actions.is_empty()
            && self.trace.engine_lines == 0
            && !self.trace.faults.iter().any(|fault| fault.kind.is_error());
        let few = self.headed.len() < MOST_HEADED;
        let Some(said) = self.headed.first().filter(|_| is_bare && few).cloned() else {
            return;
        };
        if let Some(session) = self.session_mut() {
            session.product.is_heard_of = true;
            self.trace.faults.push(said);
        }
    }

    fn loose_fault(&self, event: &Event<'_>, kind: FaultKind) -> Fault {
        let engine = self.engine_of(event);
        Fault {
            by_custom_action: false,
            line: event.line,
            end_line: event.end_line(),
            session: self.session.unwrap_or(SessionId::new(0)),
            engine,
            action: self.innermost(engine),
            script_action: self.script.and_then(|script| script.action),
            in_rollback: self.script.is_some_and(|script| script.rollback),
            work: self.work_of(engine),
            at: None,
            kind,
        }
    }

    /// What somebody tells of a log stands above it, with an empty line between the two. An exception may have empty lines
    /// itself.
    pub(super) fn drop_loose_text(&mut self) {
        self.loose.retain(|text| text.outlasts_blanks);
    }

    /// Makes the text above the first session part of it, which begins with an event, but for the words that lead up to that.
    pub(super) fn take_loose_text(&mut self, begun: &Event<'_>) {
        // What stands above the beginning of an action is none of its words, but mostly of the program that called the installer.
        if matches!(begun.kind, EventKind::ActionStarted { .. }) {
            self.loose.retain(|text| text.fault.kind.is_error());
        }
        let is_above = |text: &Loose| text.fault.end_line.plus(1) == begun.line;
        if self
            .loose
            .back()
            .is_some_and(|text| text.leads_up && is_above(text))
        {
            self.loose.pop_back();
        }
        let loose = self.loose.drain(..).map(|text| text.fault);
        self.trace.faults.extend(loose);
        let dropped = &mut self.trace.facts_dropped;
        *dropped = dropped.saturating_add(std::mem::take(&mut self.loose_dropped));
    }

    /// The action that a fault belongs to: the one it names, else the innermost open one.
    fn action_of(&self, kind: &FaultKind, engine: Option<EngineId>) -> Option<ActionId> {
        let named = match kind {
            FaultKind::CustomActionReturned { name, .. } => self
                .open
                .iter()
                .rev()
                .copied()
                .find(|open| self.trace.actions[open.at()].name == *name),
            _ => None,
        };
        named.or_else(|| self.innermost(engine))
    }
}

/// What an event says of a failure, or nothing.
fn kind_of(event: &Event<'_>, names: &mut Names) -> Option<FaultKind> {
    match event.kind {
        EventKind::NumberedMessage { level, number, .. }
            if level != MessageLevel::Debug && !is_survived(level, number) =>
        {
            Some(FaultKind::Message { level, number })
        }
        EventKind::Note { number, fields } if !is_noise(number.0, fields) => {
            Some(FaultKind::Note { number })
        }
        EventKind::CustomActionReturned {
            name,
            code,
            ignored,
        } => Some(FaultKind::CustomActionReturned {
            name: names.id(name),
            code,
            ignored,
        }),
        // `Update 'KB1' could not be installed. Error code 1603. ...` tells the outcome too.
        EventKind::ProductMessage { text, .. }
            if outcome_in_words(text).is_none() && !text.starts_with("Update '") =>
        {
            Some(FaultKind::ProductText)
        }
        EventKind::CustomActionText { text, .. } if text.starts_with(EXCEPTION_THROWN) => {
            Some(FaultKind::Exception)
        }
        EventKind::CustomActionText { text, .. } if speaks_of_failure(text) => {
            Some(FaultKind::CustomActionText)
        }
        EventKind::MutexFailed { system_error } => Some(FaultKind::MutexFailed { system_error }),
        EventKind::Elevation { text } if forbids_elevation(text) => Some(FaultKind::Forbidden),
        EventKind::SoftwareRestriction { text } if text.contains(" not permitted ") => {
            Some(FaultKind::Forbidden)
        }
        EventKind::Policy {
            name: "DisableMsi" | "DisableUserInstalls",
            value,
            ..
        } if is_set(value) => Some(FaultKind::Forbidden),
        EventKind::Remark { text, .. } if text.starts_with(REJECTED) => Some(FaultKind::Forbidden),
        EventKind::SourceManagement { text }
            if text.starts_with("Failed") || text.contains("invalid") =>
        {
            Some(FaultKind::Source)
        }
        EventKind::Remark {
            topic: Topic::Source,
            text,
        } if text.starts_with("Warning: Local cached package") => Some(FaultKind::CacheMissing),
        EventKind::Remark {
            topic: Topic::Patch,
            text,
        } if text.starts_with(LOCAL_PATCH_MISSING) => Some(FaultKind::CachedPatchMissing),
        EventKind::Remark {
            topic: Topic::Patch,
            text,
        } if PATCH_SEQUENCE_ERRORS
            .iter()
            .any(|head| text.starts_with(head)) =>
        {
            Some(FaultKind::PatchSequence)
        }
        EventKind::Remark { text, .. } if is_engine_trouble(text) => Some(FaultKind::Engine),
        EventKind::SecureRepair { text } if text.starts_with(SECURE_REPAIR_FAILED) => {
            Some(FaultKind::Engine)
        }
        EventKind::SystemMessage { .. } => Some(FaultKind::SystemText),
        _ => None,
    }
}

/// Internal messages about what the engine puts right by itself: the selection of features before its time, handles that a
/// custom action left open, a folder of its own that is not empty.
fn is_survived(level: MessageLevel, number: MessageNumber) -> bool {
    level == MessageLevel::Internal && matches!(number.0, 2731 | 2769 | 2911)
}

/// Whether the value of a policy is a number and not 0. What is none, as in a log whose text was damaged on its way,
/// forbids nothing.
fn is_set(value: &str) -> bool {
    value.trim().parse().is_ok_and(|value: u32| value != 0)
}

/// Notes that stand in healthy logs by the thousand: missing optional tables, keys, and streams, fonts,
/// paths that are only probed, outcomes, and temporary files of the engine.
fn is_noise(number: u32, fields: &str) -> bool {
    match number {
        2205
        | 2228
        | 2262
        | 2318
        | 2265
        | 2727
        | 2711
        | 2732
        | 2360
        | 2715
        | 2235
        | 2259
        | 2898
        | 2826
        | 2867
        | 2743
        | 2726
        | 2731
        | 2753
        | 2756
        | 2769
        | 2774
        | 1322
        | 1325
        | 1709
        | 1715..=1717 => true,
        // A folder `.` is never probed: it stands in the path that the caller gave.
        1324 => field(fields, 2) != Some("."),
        1402 => field(fields, 3) == Some("2"),
        2203 => {
            fields.contains("inprogressinstallinfo.ipi") && field(fields, 3) == Some("-2147287038")
        }
        _ => MessageNumber(number).is_outcome(),
    }
}

/// Whether user account control refused: the prompt is not shown in a silent install, or somebody answered it with No,
/// `Credential Request return = 0x4c7`.
pub(super) fn forbids_elevation(text: &str) -> bool {
    let answer = text.strip_prefix("Credential Request return = ");
    if answer.is_some_and(|answer| answer.trim() != "0x0") {
        return true;
    }
    text.starts_with("Elevation prompt disabled")
        || text.contains("failing in future")
        || text.contains("declined")
}

fn is_engine_trouble(text: &str) -> bool {
    [
        "Failed to connect to server.",
        "Internal Exception during install operation",
        "Internal MSI error.",
        "Couldn't find cached transform",
    ]
    .iter()
    .any(|head| text.starts_with(head))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_of_user_account_control_is_told_from_its_other_words() {
        for (text, expected) in [
            ("Credential Request return = 0x4c7", true),
            ("Credential Request return = 0x0", false),
            ("Elevation prompt disabled for silent installs", true),
            (
                "Installation UI level is silent, so failing in future",
                true,
            ),
            ("The prompt was declined", true),
            ("Credential prompt not required, user is an admin", false),
        ] {
            assert_eq!(forbids_elevation(text), expected, "{text}");
        }
    }

    #[test]
    fn notes_that_healthy_logs_are_full_of_are_told_from_their_like() {
        let probed = "2: C:\\Gates 3: a ";
        for (number, fields, expected) in [
            (1324, probed, true),
            (1324, "2: . 3: 1 ", false),
            (1402, "2: UNKNOWN\\Gates 3: 2 ", true),
            (1402, "2: UNKNOWN\\Gates 3: 5 ", false),
            (
                2203,
                "2: C:\\Windows\\Installer\\inprogressinstallinfo.ipi 3: -2147287038 ",
                true,
            ),
            (
                2203,
                "2: C:\\Windows\\Installer\\inprogressinstallinfo.ipi 3: -2147287035 ",
                false,
            ),
            (2203, "2: C:\\gates.msi 3: -2147287038 ", false),
            (1310, probed, false),
        ] {
            assert_eq!(is_noise(number, fields), expected, "{number} {fields}");
        }
    }
}
