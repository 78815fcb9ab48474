//! The cause of a session that did not end well, in words and with its evidence.

use super::lines::Lines;
use super::pick::{Pick, Reason, pick};
use super::words::{self, Arguments, lower_first, sentence};
use crate::catalog;
use crate::event::{EventKind, ExitCode, MessageNumber, Side};
use crate::finding::{Cause, CodeSpace};
use crate::syntax;
use crate::text::LineNo;
use crate::trace::{EngineId, Fault, FaultKind, Operation, Outcome, SessionId, Trace};

/// The code and the name of the rule that finds a kind of cause.
pub(super) fn rule(reason: Reason) -> (&'static str, &'static str) {
    match reason {
        Reason::LastWord => ("MSI001", "action-failed"),
        Reason::CustomAction => ("MSI002", "custom-action-failed"),
        Reason::Condition => ("MSI003", "condition-not-met"),
        Reason::Cancelled => ("MSI004", "install-cancelled"),
        Reason::Mutex => ("MSI005", "install-in-progress"),
        Reason::BeforeActions => ("MSI006", "failed-before-any-action"),
        Reason::ActionOnly => ("MSI007", "cause-not-in-log"),
    }
}

/// The cause of a session, with the name of the rule that found it.
pub(super) fn of_session(
    trace: &Trace,
    session: SessionId,
    lines: &mut Lines<'_>,
) -> Option<(Cause, &'static str)> {
    let pick = pick(trace, session)?;
    let case = Case::new(trace, session, &pick, lines);
    let (code, code_space) = case.code();
    let (rule, name) = rule(pick.reason);
    let mut shown: Vec<LineNo> = case.note.iter().map(|note| note.line).collect();
    shown.push(pick.line);
    // The first lines of a record that runs over several, such as a stack trace.
    shown.extend(pick.fault.iter().flat_map(|fault| {
        (0..MOST_OF_RECORD)
            .map(|n| fault.line.plus(n))
            .take_while(|line| *line <= fault.end_line)
    }));
    shown.extend(&pick.more);
    shown.extend(pick.failed.and_then(|id| trace.actions[id.0].end_line));
    let cause = Cause {
        line: pick.line,
        action: pick.action.clone(),
        code,
        code_space,
        rule: rule.to_owned(),
        confidence: pick.confidence,
        headline: case.in_its_engine(case.headline()),
        advice: case.advice(),
        evidence: lines.evidence(shown),
    };
    Some((cause, name))
}

/// How many lines of one record are evidence.
const MOST_OF_RECORD: u32 = 6;

/// Everything that the words of a cause are made from.
struct Case<'a> {
    trace: &'a Trace,
    session: SessionId,
    pick: &'a Pick<'a>,
    /// What the line says: the text behind its prefix, its number, and its product.
    said: String,
    /// The engine's own record of the message, where there is one.
    note: Option<&'a Fault>,
    number: Option<MessageNumber>,
    /// The fields of that record.
    fields: String,
    exit_code: Option<ExitCode>,
    custom_action_code: Option<ExitCode>,
}

impl<'a> Case<'a> {
    fn new(
        trace: &'a Trace,
        session: SessionId,
        pick: &'a Pick<'a>,
        lines: &mut Lines<'_>,
    ) -> Self {
        let number = pick.fault.and_then(number_of);
        let note = number.and_then(|number| note_before(trace, pick, number));
        let record = pick
            .fault
            .map(|fault| lines.record(fault.line, fault.end_line))
            .unwrap_or_default();
        let fields = note
            .map(|note| note_fields(&lines.line(note.line)))
            .unwrap_or_default();
        let custom_action_code = trace.faults.iter().find_map(|fault| match fault.kind {
            FaultKind::CustomActionReturned { code, .. }
                if fault.line == pick.line || pick.more.contains(&fault.line) =>
            {
                Some(code)
            }
            _ => None,
        });
        let exit_code = trace.session_verdict(session).exit_code;
        Self {
            trace,
            session,
            pick,
            said: without_boilerplate(text_of(&record)),
            note,
            number,
            fields,
            exit_code,
            custom_action_code,
        }
    }

    /// The number that states the cause, and its space.
    fn code(&self) -> (Option<i64>, Option<CodeSpace>) {
        let exit = |code: ExitCode| (Some(i64::from(code.0)), Some(CodeSpace::Exit));
        match (self.number, self.pick.reason) {
            (Some(number), _) => (Some(i64::from(number.0)), Some(CodeSpace::Message)),
            (None, Reason::CustomAction) => self.custom_action_code.map_or((None, None), exit),
            (None, Reason::Condition | Reason::ActionOnly | Reason::LastWord) => (None, None),
            (None, Reason::Cancelled) => exit(ExitCode(1602)),
            (None, Reason::Mutex) => exit(ExitCode(1618)),
            (None, Reason::BeforeActions) => self.exit_code.map_or((None, None), exit),
        }
    }

    /// Who failed, as the beginning of a sentence.
    fn subject(&self) -> String {
        match &self.pick.action {
            Some(action) if catalog::standard_action(action).is_some() => action.clone(),
            Some(action) => format!("Custom action {action}"),
            None => "Windows Installer".to_owned(),
        }
    }

    fn headline(&self) -> String {
        match self.pick.reason {
            Reason::Mutex => "Another installation was running and held the _MSIExecute mutex, so this one was turned away.".to_owned(),
            Reason::Cancelled => self.cancelled(),
            Reason::Condition => self.condition(),
            Reason::CustomAction => self.custom_action(),
            Reason::ActionOnly => {
                let action = self.pick.action.as_deref().unwrap_or("An action");
                format!("{action} failed, and this log does not say why.")
            }
            Reason::LastWord | Reason::BeforeActions => self.message(),
        }
    }

    /// A failure in an engine inside another one says so: it is the old product that could not be removed.
    fn in_its_engine(&self, headline: String) -> String {
        let of_action = || self.trace.actions[self.pick.failed?.0].engine;
        let engine = self
            .pick
            .fault
            .and_then(|fault| fault.engine)
            .or_else(of_action);
        let nested = engine.filter(|id| self.trace.engines[id.0].side == Side::Nested);
        let Some(id) = nested else { return headline };
        let removes = self.pick.action.as_deref() == Some("RemoveExistingProducts");
        let what = match self.trace.operation(id) {
            operation if removes || operation == Operation::Uninstall => "the removal of the older",
            _ => "the nested install of",
        };
        let run = &self.trace.engines[id.0];
        let name = run
            .product_name()
            .or(run.product_code())
            .unwrap_or("product");
        let version = run
            .product_version()
            .map(|version| format!(" {version}"))
            .unwrap_or_default();
        format!("In {what} {name}{version}: {headline}")
    }

    fn cancelled(&self) -> String {
        let action = self.pick.action.as_deref();
        let by_caller = self.trace.sessions[self.session.0].cancel_attempt.is_some();
        match (action, by_caller) {
            (Some(action), true) => {
                format!("The install was cancelled while {action} was running.")
            }
            (Some(action), false) if action.ends_with("Dlg") || action.ends_with("Dialog") => {
                format!("The user cancelled in the dialog {action}.")
            }
            (Some(action), false) => format!("The install was cancelled in {action}."),
            (None, _) => "The install was cancelled before its first action.".to_owned(),
        }
    }

    fn condition(&self) -> String {
        let text = sentence(&one_line(&self.said));
        if self.pick.action.as_deref() == Some("LaunchConditions") {
            format!("A launch condition was not met: {text}")
        } else {
            format!("{} stopped the install: {text}", self.subject())
        }
    }

    fn custom_action(&self) -> String {
        let is_result = matches!(
            self.pick.fault.map(|fault| &fault.kind),
            Some(FaultKind::CustomActionReturned { .. })
        );
        let subject = self.subject();
        match (is_result, self.custom_action_code) {
            (true, Some(code)) => match catalog::exit(code.0.cast_unsigned()) {
                Some(known) => format!(
                    "{subject} failed with code {code}: {}.",
                    lower_first(known.meaning)
                ),
                None => format!("{subject} failed with code {code}."),
            },
            _ => format!(
                "{subject} failed; its own message was: {}",
                sentence(&one_line(&own_message(&self.said)))
            ),
        }
    }

    fn arguments(&self) -> Arguments<'_> {
        self.number
            .map(|number| words::arguments(number.0, &self.fields))
            .unwrap_or_default()
    }

    fn message(&self) -> String {
        let subject = self.subject();
        let Some(number) = self.number else {
            return self.without_number();
        };
        let arguments = self.arguments();
        let reason = words::reason(&arguments)
            .map(|reason| format!(": {reason}"))
            .unwrap_or_default();
        if let Some(phrase) = words::phrase(number.0, &arguments) {
            return sentence(&format!(
                "{subject} {phrase}{}{reason}",
                self.code_of_program()
            ));
        }
        let known = catalog::message(number.0).map(|code| lower_first(code.meaning));
        // Without the fields of its record, the message's own text has to name what it is about.
        let said = one_line(&self.said);
        match known {
            Some(meaning) if said.is_empty() => {
                format!("{subject} failed: {meaning} (message {number}).")
            }
            Some(meaning) => format!("{subject} failed: {meaning} (message {number}: {said})."),
            None => format!(
                "{subject} failed with message {number}: {}",
                sentence(&said)
            ),
        }
    }

    /// What a program returned that a custom action ran: ` (1618: another installation is running)`.
    fn code_of_program(&self) -> String {
        match self
            .custom_action_code
            .map(|code| (code, catalog::exit(code.0.cast_unsigned())))
        {
            Some((code, Some(known))) if code.0 != 1603 => {
                format!(" ({code}: {})", lower_first(known.meaning))
            }
            Some((code, _)) => format!(" ({code})"),
            None => String::new(),
        }
    }

    fn without_number(&self) -> String {
        let text = sentence(&one_line(&self.said));
        let code = self
            .exit_code
            .map(|code| format!(" ({code})"))
            .unwrap_or_default();
        match self.pick.fault.map(|fault| &fault.kind) {
            Some(FaultKind::Forbidden) => format!("Windows refused the install{code}: {text}"),
            Some(FaultKind::Source) => {
                format!("The source of the package could not be used: {text}")
            }
            Some(FaultKind::SystemText) => format!("Windows ended the install{code}: {text}"),
            Some(_) => format!("{} failed: {text}", self.subject()),
            None => match self
                .exit_code
                .and_then(|code| catalog::exit(code.0.cast_unsigned()))
            {
                Some(known) => format!(
                    "The install ended before its first action{code}: {}.",
                    lower_first(known.meaning)
                ),
                None => format!("The install ended before its first action{code}."),
            },
        }
    }

    fn advice(&self) -> String {
        let of_exit = |code: u32| {
            catalog::exit(code)
                .map(|code| sentence(code.remedy))
                .unwrap_or_default()
        };
        match (self.pick.reason, self.number) {
            (Reason::Mutex, _) => {
                "Wait for the other install to end and start this one again; in scripts wait for each msiexec \
                 (start /wait) and run jobs one after another."
                    .to_owned()
            }
            (Reason::Cancelled, _) => "If this was not meant, start it again and let it finish.".to_owned(),
            (Reason::Condition, _) => "Fulfil what the text asks for, then install again.".to_owned(),
            (Reason::ActionOnly, _) => verbose_again(self.trace, self.session),
            (_, Some(_)) if self.custom_action_code == Some(ExitCode(1618)) => {
                "A custom action may not start another msiexec, since this install holds the mutex: chain the packages \
                 from outside, one after another."
                    .to_owned()
            }
            (_, Some(number)) => words::advice(number.0, &self.arguments()),
            _ if self.pick.fault.is_some_and(|fault| fault.kind == FaultKind::Source) => {
                "Provide the original package of the installed build under its original name, or correct the source \
                 list of the product; the cache in C:\\Windows\\Installer must not be cleaned by hand."
                    .to_owned()
            }
            (Reason::CustomAction, None) => {
                "Read what the custom action wrote above its end, and report it to the author of the package.".to_owned()
            }
            _ => {
                let advice = self.exit_code.map(|code| of_exit(code.0.cast_unsigned())).unwrap_or_default();
                if advice.is_empty() { verbose_again(self.trace, self.session) } else { advice }
            }
        }
    }
}

/// The number of the message that a fault states.
fn number_of(fault: &Fault) -> Option<MessageNumber> {
    match fault.kind {
        FaultKind::Message { number, .. } | FaultKind::Note { number } => Some(number),
        _ => None,
    }
}

/// The engine's own record of a message: the last note with its number, at the line or above it.
fn note_before<'a>(trace: &'a Trace, pick: &Pick<'a>, number: MessageNumber) -> Option<&'a Fault> {
    let engine: Option<EngineId> = pick.fault.and_then(|fault| fault.engine);
    let same = |fault: &&Fault| {
        fault.kind == FaultKind::Note { number }
            && fault.line <= pick.line
            && fault.engine == engine
    };
    trace
        .faults
        .iter()
        .rfind(same)
        .filter(|fault| pick.line.get() - fault.line.get() < 60)
}

/// The fields of a note, from its line.
fn note_fields(line: &str) -> String {
    match syntax::events(line).next().map(|event| event.kind) {
        Some(EventKind::Note { fields, .. }) => fields.to_owned(),
        _ => String::new(),
    }
}

/// What a record says behind its prefix and its number.
fn text_of(record: &str) -> String {
    match syntax::events(record).next().map(|event| event.kind) {
        Some(
            EventKind::NumberedMessage { text, .. }
            | EventKind::ProductMessage { text, .. }
            | EventKind::CustomActionText { text, .. }
            | EventKind::Elevation { text }
            | EventKind::SoftwareRestriction { text }
            | EventKind::SourceManagement { text }
            | EventKind::Remark { text, .. }
            | EventKind::SystemMessage { text },
        ) => text.trim().to_owned(),
        Some(EventKind::Policy { name, value, .. }) => format!("the policy {name} is {value}"),
        _ => record.trim().to_owned(),
    }
}

/// The sentence about an unexpected error says nothing but its arguments.
fn without_boilerplate(text: String) -> String {
    if !text.starts_with("The installer has encountered an unexpected error") {
        return text;
    }
    let arguments = text
        .split_once("The arguments are: ")
        .map_or("", |(_, arguments)| arguments);
    let given: Vec<&str> = arguments
        .split(',')
        .map(str::trim)
        .filter(|argument| !argument.is_empty())
        .collect();
    given.join(", ")
}

/// The message of an exception, without the heading and without the stack.
fn own_message(text: &str) -> String {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    if !first.starts_with("Exception thrown by custom action") {
        return first.to_owned();
    }
    // The innermost exception is named last in the chain of `--->`.
    lines.next().map_or_else(
        || first.to_owned(),
        |line| line.rsplit("---> ").next().unwrap_or(line).to_owned(),
    )
}

/// A text on one line, shortened to what a headline can hold.
fn one_line(text: &str) -> String {
    const LONGEST: usize = 300;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= LONGEST {
        return text;
    }
    let short: String = text.chars().take(LONGEST).collect();
    format!("{short}…")
}

/// The command that makes a log which tells the cause.
pub(super) fn verbose_again(trace: &Trace, session: SessionId) -> String {
    let run = trace
        .packages_of(session)
        .first()
        .map(|id| &trace.engines[id.0]);
    let package = run.map(|run| {
        if run.package.is_empty() {
            run.product.as_str()
        } else {
            run.package.as_str()
        }
    });
    let package = package
        .filter(|package| !package.is_empty())
        .unwrap_or("<package.msi>");
    let verb = match run.map(|_| trace.session_verdict(session).outcome) {
        Some(Outcome::Success) | None => "/i",
        Some(_) => trace
            .packages_of(session)
            .first()
            .map_or("/i", |id| verb(trace.operation(*id).as_str())),
    };
    format!("Make a log that tells: msiexec {verb} \"{package}\" /l*vx! \"%TEMP%\\install.log\"")
}

fn verb(operation: &str) -> &'static str {
    match operation {
        "uninstall" => "/x",
        "repair" => "/f",
        "patch" => "/p",
        "admin-install" => "/a",
        _ => "/i",
    }
}
