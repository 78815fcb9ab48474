//! The case of a failure: all that is known once the line that states it is found. Rules that name causes look at it.

use super::custom_action::call::Call;
use super::custom_action::named_log::named_log;
use super::custom_action::output::called_above;
use super::custom_action::result_in_text::{WrittenCode, first_error, written};
use super::custom_action::work::Work;
use super::lines::Lines;
use super::message::arguments::{self, Arguments};
use super::message::arguments_in_text;
use super::message::note;
use super::message::statement::{
    fields_of_unexpected, text_of, with_next, without_boilerplate, without_number,
};
use super::pick::{Pick, Reason, fails_on_purpose, is_whole_install};
use crate::catalog::{self, OF_PACKAGES};
use crate::event::{ExitCode, MessageNumber, Side};
use crate::finding::{CodeSpace, Confidence};
use crate::syntax::is_hosts_text;
use crate::text::LineNo;
use crate::trace::{
    EngineId, EngineRun, Fault, FaultKind, SessionId, Trace, is_script_runner, names_its_writer,
};

/// A failure whose line is found.
#[derive(Debug)]
pub(super) struct Case<'a> {
    pub(super) trace: &'a Trace,
    pub(super) session: SessionId,
    /// Where the cause stands.
    pub(super) pick: &'a Pick<'a>,
    /// What the line says: the text behind its prefix, its number, and its product.
    pub(super) said: String,
    /// The next line, where what it says goes on there.
    pub(super) next: Option<LineNo>,
    /// Where the engine's own record of the message stands, if it does.
    pub(super) note: Option<LineNo>,
    /// The number of the message that states the cause.
    pub(super) number: Option<MessageNumber>,
    /// The fields of that record.
    fields: String,
    /// The exit code of the session.
    pub(super) exit_code: Option<ExitCode>,
    /// What the custom action returned that failed.
    pub(super) custom_action_code: Option<ExitCode>,
    /// The result that the custom action wrote in its own message or below it.
    pub(super) written: Option<WrittenCode>,
    /// The first error with the same result that it wrote above a message of its package.
    first_error: Option<String>,
    /// What the custom action worked on, where that is known.
    pub(super) work: Option<&'static Work>,
    /// What the custom action ran, where its result is all that it left.
    pub(super) call: Option<Call>,
    /// The custom action that wrote the line, where no action is known to run.
    writer: Option<String>,
    /// The log of its own that the custom action names.
    pub(super) named_log: Option<String>,
}

impl<'a> Case<'a> {
    /// The case of a line that was picked.
    pub(super) fn new(
        trace: &'a Trace,
        session: SessionId,
        pick: &'a Pick<'a>,
        lines: &mut Lines<'_>,
    ) -> Self {
        let faults = trace.faults_of(session);
        let number = pick.fault.and_then(number_of);
        let record = pick
            .fault
            .map(|fault| lines.record(fault.line, fault.end_line))
            .unwrap_or_default();
        let text = text_of(&record);
        let own = number.and_then(|number| note::of_message(faults, pick, number, &record, lines));
        let (note, fields) = match own {
            Some((line, fields)) => (Some(line), fields),
            None => (None, fields_of_unexpected(&text)),
        };
        let custom_action_code = faults.iter().find_map(|fault| match fault.kind {
            FaultKind::CustomActionReturned { code, .. }
                if fault.line == pick.line || pick.more.contains(&fault.line) =>
            {
                Some(code)
            }
            _ => None,
        });
        let exit_code = trace.session_verdict(session).exit_code;
        let mut said = without_number(without_boilerplate(text), number);
        // Where a page or a mail breaks the lines of a message, its words are the same.
        if number.is_some() && said.contains('\n') {
            said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        let (said, next) = with_next(said, pick, lines);
        let written = written(pick, lines);
        let of_message = written.filter(|_| number.is_some());
        let call = (has_only_a_result(pick)
            && !pick.action.as_deref().is_some_and(fails_on_purpose))
        .then(|| Call::of(trace, pick, lines));
        let named_log = is_of_custom_action(pick, number)
            .then(|| named_log(trace, pick, [&said, &fields], call.as_ref(), lines))
            .flatten();
        Self {
            trace,
            session,
            pick,
            said,
            next,
            note,
            number,
            fields,
            exit_code,
            custom_action_code,
            written,
            first_error: of_message.and_then(|written| first_error(pick, written, lines)),
            work: work(pick, number, lines),
            call,
            writer: writer(pick, lines),
            named_log,
        }
    }

    /// Whether the words that were picked stand above the first line of the installer and in no form of a log, so that they may
    /// be those of somebody who tells of the log.
    pub(super) fn may_be_told(&self) -> bool {
        let begun = self.trace.sessions[self.session.at()].line;
        self.fault() == Some(&FaultKind::CustomActionText)
            && self.pick.line < begun
            && !names_its_writer(&self.said)
    }

    /// How sure the line is that was picked.
    pub(super) fn confidence(&self) -> Confidence {
        let confidence = self.pick.confidence;
        if self.may_be_told() {
            confidence.min(Confidence::Medium)
        } else {
            confidence
        }
    }

    /// The first error that the custom action wrote, where the message of its package says it in other words.
    pub(super) fn first_error(&self) -> Option<&str> {
        let error = self.first_error.as_deref()?;
        let head = error.split([':', ',']).next().unwrap_or(error);
        let is_said = self
            .said
            .to_lowercase()
            .contains(&head.trim_end_matches('.').to_lowercase());
        (!is_said).then_some(error)
    }

    /// Whether no source gave the package that the installer asked for.
    pub(super) fn is_source_trouble(&self) -> bool {
        self.pick
            .fault
            .is_some_and(|fault| fault.kind == FaultKind::Source || fault.kind.is_cache_trouble())
    }

    /// Whether the line that was picked says this.
    pub(super) fn is_fault(&self, kind: &FaultKind) -> bool {
        self.pick.fault.is_some_and(|fault| fault.kind == *kind)
    }

    /// Whether the log shows that a source was looked for, or how the install ended.
    pub(super) fn has_looked_for_source(&self) -> bool {
        let mut faults = self.trace.faults_of(self.session).iter();
        faults.any(|fault| fault.kind == FaultKind::Source) || self.exit_code.is_some()
    }

    /// Those rows of a table in the order of the log that stand in the session, above the cause.
    pub(super) fn above<'t, R>(&self, rows: &'t [R], line: impl Fn(&R) -> LineNo) -> &'t [R] {
        let begun = self.trace.sessions[self.session.at()].line;
        let first = rows.partition_point(|row| line(row) < begun);
        let end = rows.partition_point(|row| line(row) < self.pick.line);
        rows.get(first..end).unwrap_or_default()
    }

    /// The number that states the cause, and its space.
    pub(super) fn code(&self) -> (Option<i64>, Option<CodeSpace>) {
        let exit = |code: ExitCode| (Some(i64::from(code.0)), Some(CodeSpace::Exit));
        match (self.number, self.pick.reason) {
            (Some(number), _) => (Some(i64::from(number.0)), Some(CodeSpace::Message)),
            // What the engine returns that finds no source, also to the one around it: of a patch another code.
            _ if self.is_source_trouble() && self.exit_code == Some(ExitCode(1635)) => {
                exit(ExitCode(1635))
            }
            _ if self.is_source_trouble() && !self.has_looked_for_source() => (None, None),
            // Which of the two it is only the end tells.
            _ if self.exit_code.is_none() && self.is_fault(&FaultKind::CachedPatchMissing) => {
                (None, None)
            }
            _ if self.is_source_trouble() => exit(ExitCode(1612)),
            (None, Reason::CustomAction) => self.custom_action_code.map_or((None, None), exit),
            (None, Reason::Condition | Reason::ActionOnly | Reason::LastWord) => (None, None),
            (None, Reason::Cancelled) => exit(ExitCode(1602)),
            (None, Reason::Mutex) => exit(ExitCode(1618)),
            (None, Reason::BeforeActions) => self.exit_code.map_or((None, None), exit),
        }
    }

    /// Who failed, as the beginning of a sentence.
    pub(super) fn subject(&self) -> String {
        match self.action().filter(|action| !is_whole_install(action)) {
            Some(action) if catalog::standard_action(action).is_none() => {
                format!("Custom action {action}")
            }
            // The action that runs the script is none.
            action => match (&self.writer, action) {
                (Some(writer), _) => format!("Custom action {writer}"),
                (None, _) if self.pick.reason == Reason::CustomAction => {
                    "A custom action".to_owned()
                }
                (None, Some(action)) => action.to_owned(),
                (None, None) => "Windows Installer".to_owned(),
            },
        }
    }

    /// The arguments of the message by the names that the catalogue gives them: `file`, `system error code`; from its
    /// text where the record is missing.
    pub(super) fn arguments(&self) -> Arguments<'_> {
        let Some(number) = self.number else {
            return Arguments::default();
        };
        if self.fields.is_empty() {
            arguments_in_text::arguments(number.0, &self.said)
        } else {
            arguments::arguments(number.0, &self.fields)
        }
    }

    /// An argument of the message by its name in the catalogue; `None` where it is missing or empty.
    pub(super) fn argument(&self, name: &str) -> Option<&str> {
        self.arguments().get(name).copied()
    }

    /// Whether the message that states the cause has fields in which it names something.
    pub(super) fn has_fields(&self) -> bool {
        self.number
            .and_then(|number| catalog::message(number.0))
            .is_none_or(|code| !code.arguments.is_empty())
    }

    /// Whether the message that states the cause has one of some numbers.
    pub(super) fn is_message(&self, numbers: &[u32]) -> bool {
        self.number
            .is_some_and(|number| numbers.contains(&number.0))
    }

    /// Whether it ended before any action, with one of some exit codes.
    pub(super) fn ended_at_once_with(&self, codes: &[u32]) -> bool {
        let is_one = |code: ExitCode| codes.contains(&code.0.cast_unsigned());
        self.pick.reason == Reason::BeforeActions && self.exit_code.is_some_and(is_one)
    }

    /// The last engine of the session that worked on a package of its own.
    pub(super) fn package(&self) -> Option<&'a EngineRun> {
        let id = self.trace.packages_of(self.session).last().copied()?;
        Some(&self.trace.engines[id.at()])
    }

    /// The action in which it happened, for a failing script the one whose operations ran; where the log does not show
    /// them, the one that the message names.
    pub(super) fn action(&self) -> Option<&str> {
        let action = self.pick.action.as_deref();
        let is_standard = action.is_some_and(|action| {
            catalog::standard_action(action).is_some() && !is_script_runner(action)
        });
        let is_shown = self.pick.fault.is_some_and(|fault| fault.by_custom_action);
        let of_services = self.number.and_then(action_of_services);
        if let Some(of_services) = of_services.filter(|_| !is_standard && !is_shown) {
            return Some(of_services);
        }
        let is_known = action.is_some_and(|action| !is_script_runner(action));
        let named = || {
            let is_of_custom_action = self.is_message(&[1720, 1721, 1722, 1723]);
            self.argument("action").filter(|_| is_of_custom_action)
        };
        action.filter(|_| is_known).or_else(named).or(action)
    }

    /// The engine in which it happened.
    pub(super) fn engine(&self) -> Option<(EngineId, &'a EngineRun)> {
        let of_action = || self.trace.actions[self.pick.failed?.at()].engine;
        let id = self
            .pick
            .fault
            .and_then(|fault| fault.engine)
            .or_else(of_action)?;
        Some((id, &self.trace.engines[id.at()]))
    }

    /// Whether the properties show an engine with the rights of an administrator. In a client `Privileged` and
    /// `AdminUser` only tell that the user might have them.
    ///
    /// Source: <https://learn.microsoft.com/windows/win32/msi/msirunningelevated>.
    pub(super) fn is_elevated(&self) -> bool {
        self.engine().is_some_and(|(_, run)| {
            run.is_set("MsiRunningElevated")
                || run.side != Side::Client && (run.is_set("Privileged") || run.is_set("AdminUser"))
        })
    }

    /// Whether the final dump shows an engine without the rights of an administrator; not where the log has none.
    pub(super) fn is_not_elevated(&self) -> bool {
        self.engine().is_some_and(|(_, run)| run.has_dump()) && !self.is_elevated()
    }

    /// What the fault that states it says.
    pub(super) fn fault(&self) -> Option<&'a FaultKind> {
        self.pick.fault.map(|fault| &fault.kind)
    }
}

/// The custom action that wrote a line, by the name of its function before two blanks, or by the call of the managed function
/// above it: `Calling custom action Gates!Gates.Actions.OpenGates`. A host has the name of none.
fn writer(pick: &Pick<'_>, lines: &mut Lines<'_>) -> Option<String> {
    /// Managed custom actions write little between their call and their failure.
    const NEAR: u32 = 64;
    let known = pick.action.as_deref();
    let is_known = known.is_some_and(|action| catalog::standard_action(action).is_none());
    let kind = pick.fault.map(|fault| &fault.kind);
    // A message of a package's own has the words of its action above it, also one above the numbers that are for it.
    let own =
        matches!(kind, Some(FaultKind::Message { number, .. }) if number.0 >= *OF_PACKAGES.start());
    let said = match pick.more.last() {
        _ if kind == Some(&FaultKind::CustomActionText) => pick.line,
        _ if pick.reason == Reason::CustomAction => pick.line,
        Some(above) if own && *above < pick.line => *above,
        _ => return None,
    };
    if is_known {
        return None;
    }
    let line = lines.line(said);
    let function = line.split_once(":  ").map(|(function, _)| function);
    if let Some(function) = function.filter(|_| !is_hosts_text(&line)) {
        return Some(function.to_owned());
    }
    called_above(LineNo::new(said.get().saturating_sub(NEAR)), said, lines)
}

/// What the custom action worked on that wrote a line, from its name, from that of its function before two blanks, from the
/// number of its message, and from words that it has.
fn work(
    pick: &Pick<'_>,
    number: Option<MessageNumber>,
    lines: &mut Lines<'_>,
) -> Option<&'static Work> {
    let line = lines.line(pick.line);
    let function = line.split_once(":  ").map_or("", |(function, _)| function);
    let action = pick.action.as_deref().unwrap_or_default();
    let number = number.map(|number| number.0);
    // A file of which the installer tells is no work of an action.
    let is_own = number.is_none_or(|number| catalog::message(number).is_none());
    let of_words = || Work::of_words(&line).filter(|_| is_own);
    Work::of(action, function, number).or_else(of_words)
}

/// Whether the result of a custom action is all that states the cause.
fn has_only_a_result(pick: &Pick<'_>) -> bool {
    let kind = pick.fault.map(|fault| &fault.kind);
    matches!(kind, Some(FaultKind::CustomActionReturned { .. }))
}

/// Whether a custom action states the cause, or the engine of the program that one ran.
fn is_of_custom_action(pick: &Pick<'_>, number: Option<MessageNumber>) -> bool {
    let by_it = pick.fault.is_some_and(|fault| fault.by_custom_action);
    let of_its_program = number.is_some_and(|number| number.0 == 1722);
    by_it || of_its_program || pick.reason == Reason::CustomAction
}

/// The standard action in which Windows Installer writes a message about a service.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages>.
fn action_of_services(number: MessageNumber) -> Option<&'static str> {
    Some(match number.0 {
        1920 => "StartServices",
        1921 => "StopServices",
        1922 => "DeleteServices",
        1923 => "InstallServices",
        _ => return None,
    })
}

/// The number of the message that a fault states.
pub(super) fn number_of(fault: &Fault) -> Option<MessageNumber> {
    match fault.kind {
        FaultKind::Message { number, .. } | FaultKind::Note { number } => Some(number),
        _ => None,
    }
}
