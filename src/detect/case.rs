//! The case of a failure: all that is known once the line that states it is found. Rules that name causes look at it.

use super::call::Call;
use super::lines::Lines;
use super::note;
use super::pick::{Pick, Reason, is_whole_install};
use super::worded;
use super::words::{self, Arguments};
use super::work::Work;
use crate::catalog;
use crate::event::{EventKind, ExitCode, MessageNumber, Side};
use crate::finding::CodeSpace;
use crate::syntax;
use crate::text::LineNo;
use crate::trace::{EngineId, EngineRun, Fault, FaultKind, SessionId, Trace, is_script_runner};

/// A failure whose line is found.
#[derive(Debug)]
pub(super) struct Case<'a> {
    pub(super) trace: &'a Trace,
    pub(super) session: SessionId,
    /// Where the cause stands.
    pub(super) pick: &'a Pick<'a>,
    /// What the line says: the text behind its prefix, its number, and its product.
    pub(super) said: String,
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
    pub(super) written: Option<Written>,
    /// What the custom action worked on, where that is known.
    pub(super) work: Option<&'static Work>,
    /// What the custom action ran, where its result is all that it left.
    pub(super) call: Option<Call>,
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
        let own = number.and_then(|number| note::of_message(faults, pick, number, &record, lines));
        let (note, fields) =
            own.map_or((None, String::new()), |(line, fields)| (Some(line), fields));
        let custom_action_code = faults.iter().find_map(|fault| match fault.kind {
            FaultKind::CustomActionReturned { code, .. }
                if fault.line == pick.line || pick.more.contains(&fault.line) =>
            {
                Some(code)
            }
            _ => None,
        });
        let exit_code = trace.session_verdict(session).exit_code;
        let mut said = without_number(without_boilerplate(text_of(&record)), number);
        // Where a page or a mail breaks the lines of a message, its words are the same.
        if number.is_some() && said.contains('\n') {
            said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        Self {
            trace,
            session,
            pick,
            said: with_next(said, pick, lines),
            note,
            number,
            fields,
            exit_code,
            custom_action_code,
            written: written(pick, lines),
            work: work(pick, number, lines),
            call: has_only_a_result(pick).then(|| Call::of(trace, pick, lines)),
        }
    }

    /// Whether no source gave the package that the installer asked for.
    pub(super) fn is_source_trouble(&self) -> bool {
        self.pick
            .fault
            .is_some_and(|fault| fault.kind == FaultKind::Source || fault.kind.is_cache_trouble())
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
            _ if self.pick.reason == Reason::CustomAction => "A custom action".to_owned(),
            Some(action) => action.to_owned(),
            None => "Windows Installer".to_owned(),
        }
    }

    /// The arguments of the message by the names that the catalogue gives them: `file`, `system error code`; from its
    /// text where the record is missing.
    pub(super) fn arguments(&self) -> Arguments<'_> {
        let Some(number) = self.number else {
            return Arguments::default();
        };
        if self.fields.is_empty() {
            worded::arguments(number.0, &self.said)
        } else {
            words::arguments(number.0, &self.fields)
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

    /// Whether the final properties show an engine with the rights of an administrator. In a client `Privileged` and
    /// `AdminUser` only tell that the user might have them.
    ///
    /// Source: <https://learn.microsoft.com/windows/win32/msi/msirunningelevated>.
    pub(super) fn is_elevated(&self) -> bool {
        self.engine().is_some_and(|(_, run)| {
            let is_set = |name| run.properties.get(name).is_some_and(|value| value == "1");
            is_set("MsiRunningElevated")
                || run.side != Side::Client && (is_set("Privileged") || is_set("AdminUser"))
        })
    }

    /// What the fault that states it says.
    pub(super) fn fault(&self) -> Option<&'a FaultKind> {
        self.pick.fault.map(|fault| &fault.kind)
    }
}

/// What the custom action worked on that wrote a line, from its name, from that of its function before two blanks, and from
/// the number of its message.
fn work(
    pick: &Pick<'_>,
    number: Option<MessageNumber>,
    lines: &mut Lines<'_>,
) -> Option<&'static Work> {
    let line = lines.line(pick.line);
    let function = line.split_once(":  ").map_or("", |(function, _)| function);
    let action = pick.action.as_deref().unwrap_or_default();
    Work::of(action, function, number.map(|number| number.0))
}

/// Whether the result of a custom action is all that states the cause.
fn has_only_a_result(pick: &Pick<'_>) -> bool {
    let kind = pick.fault.map(|fault| &fault.kind);
    matches!(kind, Some(FaultKind::CustomActionReturned { .. }))
}

/// How many lines below its message a custom action writes its result at most.
const NEAR_RESULT: u32 = 12;

/// A result that a custom action wrote, and that the catalogue knows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written {
    /// An HRESULT or an NTSTATUS.
    pub(super) code: u32,
    /// Where it stands: in the message, or on a line below it or right above it where the message has none.
    pub(super) line: LineNo,
}

/// `SFXCA: Failed to get requested CLR info. Error code 0x80131700`, or
/// `DIFXAPP: ERROR: InstallDriverPackages failed with error 0xE000024B` between the message of a custom action that has
/// no result, and the end of the action, or a result in the text of a message of the package's own.
fn written(pick: &Pick<'_>, lines: &mut Lines<'_>) -> Option<Written> {
    let is_text = pick.fault?.kind == FaultKind::CustomActionText;
    let is_of_package = number_of(pick.fault?).is_some_and(is_of_package);
    if !is_text && !is_of_package && pick.reason != Reason::CustomAction {
        return None;
    }
    let known = |code: &u32| !VAGUE.contains(code) && !catalog::meanings_of(*code).is_empty();
    let written = |line, code| Written { code, line };
    if let Some(code) = has_result(&lines.line(pick.line)) {
        return Some(code)
            .filter(known)
            .map(|code| written(pick.line, code));
    }
    let end = pick.more.iter().copied().find(|line| *line > pick.line)?;
    let last = end.min(pick.line.plus(NEAR_RESULT));
    let mut below = (pick.line.get() + 1..last.get()).map(LineNo::new);
    let result = |line| Some((line, has_result(&lines.line(line)).filter(known)?));
    if let Some((line, code)) = below.find_map(result) {
        return Some(written(line, code));
    }
    let above = LineNo::new(pick.line.get().saturating_sub(1).max(1));
    let code = trailing_code(&lines.line(above)).filter(known)?;
    Some(written(above, code))
}

/// `NetUserAdd. 2245`, `CreateService failed: 1072`: a code of Windows at the end of a line, behind the name of a function
/// or a word for it, as the HRESULT that wraps it.
fn trailing_code(text: &str) -> Option<u32> {
    const WORDS: [&str; 6] = ["error", "code", "returned", "result", "failed", "status"];
    let (name, digits) = text.trim_end().trim_end_matches('.').rsplit_once(' ')?;
    let word = name.rsplit(' ').next()?.to_ascii_lowercase();
    let is_of_function = word.ends_with('.') || WORDS.contains(&word.trim_end_matches([':', '=']));
    of_windows(digits).filter(|_| is_of_function)
}

/// Whether a message is none of Windows Installer, so that only the package knows it: `Error 26402.`
fn is_of_package(number: MessageNumber) -> bool {
    catalog::message(number.0).is_none()
}

/// Results that say no more than that something failed: `E_FAIL`, `E_UNEXPECTED`, and those of 1 and 1603.
pub(super) const VAGUE: [u32; 4] = [0x8000_4005, 0x8000_FFFF, 0x8007_0001, 0x8007_0643];

/// The first result with its highest bit set in a text: `0xE000024B`, else one with a sign: `-1073741819`.
pub(super) fn has_result(text: &str) -> Option<u32> {
    let mut results = text.match_indices("0x").filter_map(|(at, _)| {
        let digits = text.get(at + 2..at + 10)?;
        u32::from_str_radix(digits, 16).ok()
    });
    let of_digits = results.find(|code| code >> 31 == 1);
    let signed = || text.split([' ', '(', ':', '=']).find_map(signed_result);
    of_digits.or_else(signed).or_else(|| error_code(text))
}

/// `... failed with error code 1379.`: a code of Windows, as the HRESULT that wraps it. One below 1000 may be the program's
/// own.
fn error_code(text: &str) -> Option<u32> {
    let (_, behind) = text.split_once("error code ")?;
    of_windows(behind.split(|c: char| !c.is_ascii_digit()).next()?)
}

/// A code of Windows in digits, as the HRESULT that wraps it.
fn of_windows(digits: &str) -> Option<u32> {
    const OF_WINDOWS: std::ops::Range<u32> = 1000..16_000;
    let code: u32 = digits.parse().ok()?;
    let is_known = OF_WINDOWS.contains(&code) && catalog::system_error(code).is_some();
    is_known.then_some(0x8007_0000 | code)
}

/// `-1073741819.`: a word that is a result with its highest bit set, as programs write it that take it for a number. One
/// of fewer digits is a count or a code of the program's own.
fn signed_result(word: &str) -> Option<u32> {
    const FEWEST_DIGITS: usize = 9;
    let number = word.trim_end_matches(|c: char| !c.is_ascii_digit());
    let is_long = number.starts_with('-') && number.len() > FEWEST_DIGITS;
    let value: i32 = number.parse().ok().filter(|_| is_long)?;
    Some(value.cast_unsigned())
}

/// The number of the message that a fault states.
fn number_of(fault: &Fault) -> Option<MessageNumber> {
    match fault.kind {
        FaultKind::Message { number, .. } | FaultKind::Note { number } => Some(number),
        _ => None,
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
        // The engine's own record has no words, only fields.
        Some(EventKind::Note { .. }) => String::new(),
        Some(EventKind::Policy { name, value, .. }) => format!("the policy {name} is {value}"),
        _ => record.trim().to_owned(),
    }
}

/// `The rota could not be written because of the error:`, which the next line of the custom action states.
fn with_next(said: String, pick: &Pick<'_>, lines: &mut Lines<'_>) -> String {
    const OF_OTHERS: [&str; 5] = ["MSI (", "Action ", "CustomAction ", "Property(", "=== "];
    let text = pick
        .fault
        .filter(|fault| fault.kind == FaultKind::CustomActionText);
    let Some(fault) = text.filter(|_| said.ends_with(':')) else {
        return said;
    };
    let next = lines.line(fault.end_line.plus(1));
    let next = next.trim();
    if next.is_empty() || OF_OTHERS.iter().any(|head| next.starts_with(head)) {
        return said;
    }
    format!("{said} {next}")
}

/// `Fehler 1310. Die Datei ...` without the word and the number, which no reader of a single line can tell from other words.
fn without_number(text: String, number: Option<MessageNumber>) -> String {
    const LONGEST_WORD: usize = 40;
    let head = number.and_then(|number| {
        let digits = number.to_string();
        let at = text.find(&digits).filter(|at| *at <= LONGEST_WORD)?;
        let is_word = text[..at]
            .chars()
            .all(|c| c.is_alphabetic() || c.is_whitespace());
        let behind = text[at + digits.len()..].strip_prefix(['.', '。'])?;
        is_word.then(|| behind.trim_start().to_owned())
    });
    head.unwrap_or(text)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_taken_away_with_the_word_before_it_and_not_out_of_a_sentence() {
        let long = "w".repeat(41) + " 1310. A";
        for (text, expected) in [
            ("Fehler 1310. A", "A"),
            ("1310. A", "A"),
            ("\u{9519}\u{8bef} 1310\u{3002}A", "A"),
            ("C:\\1310. A", "C:\\1310. A"),
            ("Tor 2, Fehler 1310. A", "Tor 2, Fehler 1310. A"),
            ("Fehler 1310: A", "Fehler 1310: A"),
            (&long, &long),
        ] {
            let number = Some(MessageNumber(1310));
            assert_eq!(without_number(text.to_owned(), number), expected);
            assert_eq!(without_number(text.to_owned(), None), text);
        }
    }

    #[test]
    fn a_result_is_told_from_a_count_and_from_a_code_of_the_programs_own() {
        for (text, expected) in [
            ("failed with error 0xE000024B", Some(0xE000_024B)),
            ("ended with -1073741819.", Some(0xC000_0005)),
            ("failed with error code 1379.", Some(0x8007_0563)),
            ("failed with error code 5.", None),
            ("failed with error code 16001.", None),
            ("wrote 0x00000005 of -12 files", None),
        ] {
            assert_eq!(has_result(text), expected, "{text}");
        }
    }
}
