//! What happened, in a sentence, for a case that no rule knows better.

use std::cmp::Ordering;

use super::case::Case;
use super::custom_action::call::Call;
use super::custom_action::exception_chain::innermost;
use super::custom_action::result_in_text::WrittenCode;
use super::lines::Lines;
use super::message::arguments::{self, Arguments};
use super::message::phrase::phrase;
use super::pick::{Reason, fails_on_purpose, is_whole_install};
use super::prose::{lower_first, one_line, sentence, with_version};
use super::verdict;
use crate::catalog::{self, Code};
use crate::event::{ExitCode, MessageNumber, Side};
use crate::syntax::{EXCEPTION_THROWN, OF_DRIVERS, field};
use crate::trace::{
    EngineRun, FaultKind, Operation, REMOVE_EXISTING_PRODUCTS, SUSPENDED, command_line_property,
    is_script_runner,
};

/// Whether an engine runs inside another one. Where that one began above a part of a log, the command line tells that it
/// removes an older product for an upgrade.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/upgradingproductcode>.
pub(super) fn is_inner(run: &EngineRun) -> bool {
    run.side == Side::Nested
        || command_line_property(&run.command_line, "UPGRADINGPRODUCTCODE").is_some()
}

/// Words for a case that no rule knows better.
impl Case<'_> {
    /// One sentence for people.
    pub(super) fn headline(&self) -> String {
        match self.pick.reason {
            Reason::Mutex => "Another installation was running and held the _MSIExecute mutex, so this one was turned away.".to_owned(),
            Reason::Cancelled => self.cancelled(),
            Reason::Condition => self.condition(),
            Reason::CustomAction => self.custom_action(),
            Reason::ActionOnly if self.is_suspended() => format!(
                "{} asked for a restart in the middle of the install, which goes on after it (1604).",
                self.silent_action()
            ),
            Reason::ActionOnly if self.trace.is_headless(self.session) => self.part(),
            Reason::ActionOnly => format!(
                "{} failed, and this log does not say why.",
                self.silent_action()
            ),
            Reason::LastWord | Reason::BeforeActions => self.message(),
        }
    }

    /// A failure in an engine inside another one says so: it is the old product that could not be removed.
    pub(super) fn in_its_engine(&self, headline: String, lines: &mut Lines<'_>) -> String {
        let nested = self.engine().filter(|(_, run)| is_inner(run));
        let Some((id, run)) = nested else {
            return headline;
        };
        let removes = self.pick.action.as_deref() == Some(REMOVE_EXISTING_PRODUCTS);
        let what = match self.trace.operation(id) {
            operation if removes || operation == Operation::Uninstall => "the removal of the older",
            _ => "the nested install of",
        };
        // An engine that ends for want of its source never reads its name, and the message about the upgrade has it.
        let told = removes.then(|| self.removed(lines)).flatten();
        let name = run
            .product_name()
            .or(told.as_deref())
            .or(run.product_code())
            .unwrap_or("product");
        // Where the engine around it began above the log, lines of that one may be taken for its own.
        let version = run.product_version().filter(|_| run.side == Side::Nested);
        format!("In {what} {}: {headline}", with_version(name, version))
    }

    /// The older product that an upgrade could not remove, by the note of the engine around it:
    /// `Note: 1: 1714 2: Gates 1.0 3: 1612`.
    fn removed(&self, lines: &mut Lines<'_>) -> Option<String> {
        let number = MessageNumber(1714);
        let mut notes = self.trace.faults_of(self.session).iter();
        let note = notes.find(|fault| {
            fault.kind == FaultKind::Note { number } && fault.line > self.pick.line
        })?;
        // Behind another engine it is about the product of that one.
        let is_of_next = |run: &EngineRun| (self.pick.line..note.line).contains(&run.line);
        if self.trace.engines.iter().any(is_of_next) {
            return None;
        }
        let said = lines.line(note.line);
        let (_, fields) = said.split_once("Note: ")?;
        let name = field(fields, 2)?.trim().to_owned();
        (!name.is_empty()).then_some(name)
    }

    fn cancelled(&self) -> String {
        let action = self.pick.action.as_deref();
        let action = action.filter(|action| !is_whole_install(action));
        let by_caller = self.trace.sessions[self.session.at()]
            .cancel_attempt
            .is_some();
        match (action, by_caller) {
            (Some(action), true) => {
                format!("The install was cancelled while {action} was running.")
            }
            (Some(action), false) if action.ends_with("Dlg") || action.ends_with("Dialog") => {
                format!("The user cancelled in the dialog {action}.")
            }
            (Some(action), false) => format!("The install was cancelled in {action}."),
            (None, _) if self.pick.action.is_some() || self.trace.is_headless(self.session) => {
                "The install was cancelled.".to_owned()
            }
            (None, _) => "The install was cancelled before its first action.".to_owned(),
        }
    }

    fn condition(&self) -> String {
        let text = sentence(&one_line(&self.said));
        if self.pick.action.as_deref() == Some("LaunchConditions") {
            format!("A launch condition was not met: {text}")
        } else {
            let who = match self.own_action() {
                Some(_) => self.subject(),
                None => "The package".to_owned(),
            };
            // What a package tells the user before its action has ended need not have stopped it.
            let verb = match self.pick.failed {
                None if !self.trace.is_of_messages_only(self.session) => "says",
                // In another language than English it may as well tell of a success.
                None if !self.said.is_ascii() => "says",
                _ => "stopped the install",
            };
            format!("{who} {verb}: {text}")
        }
    }

    fn custom_action(&self) -> String {
        let is_result = matches!(
            self.pick.fault.map(|fault| &fault.kind),
            Some(FaultKind::CustomActionReturned { .. })
        );
        let subject = self.subject();
        if self.fails_on_purpose() {
            return format!(
                "{subject} failed because it was asked to, with the property WIXFAILWHENDEFERRED: it tests the rollback."
            );
        }
        if let Some((code, meaning)) = self.crash() {
            return format!("{subject} failed: its process ended with {code}{meaning}.");
        }
        let (after, what) = self.call.as_ref().map_or_else(
            || (String::new(), String::new()),
            |call| (call.after(), call.last_words() + &call.what()),
        );
        let is_silent = self.call.as_ref().is_some_and(|call| call.said.is_none());
        match (is_result, self.custom_action_code) {
            (true, Some(ExitCode(1603))) if is_silent && self.is_result_only() => format!(
                "{subject} failed with code 1603, and this part of the log does not show what it wrote."
            ),
            (true, Some(ExitCode(1603))) if is_silent => format!(
                "{subject} failed with code 1603{after}, and wrote nothing about why into this log.{what}"
            ),
            (true, Some(ExitCode(1602))) => format!(
                "{subject} ended with code 1602{after}: it cancelled the install itself, or somebody did while it ran.{what}"
            ),
            (true, Some(code)) => match meaning_of(code) {
                Some(known) => format!(
                    "{subject} failed with code {}{after}: {}.{what}",
                    shown(code),
                    lower_first(known.meaning)
                ),
                None => format!("{subject} failed with code {}{after}.{what}", shown(code)),
            },
            _ => {
                let name = self.pick.action.as_deref().unwrap_or_default();
                let said = match self.pick.fault.map(|fault| &fault.kind) {
                    Some(FaultKind::ProductText) => self.said.clone(),
                    _ => own_message(&self.said),
                };
                let said = sentence(&one_line(without_speaker(&said, name)));
                // Without its result nobody knows that it failed.
                let how = match self.custom_action_code {
                    None if self.pick.failed.is_none() => "wrote of an error last",
                    _ if self.may_be_told() => "failed; the text above it says",
                    _ => "failed; its own message was",
                };
                format!("{subject} {how}: {said}{}", self.written_result())
            }
        }
    }

    /// The code with which the process of a managed custom action ended, and what it means:
    /// `SFXCA: RUNDLL32 returned error code: -1073741819`.
    fn crash(&self) -> Option<(String, String)> {
        let (_, code) = self.said.split_once("RUNDLL32 returned error code: ")?;
        let code = ExitCode(code.trim().trim_end_matches(['.', ' ']).parse().ok()?);
        // Only a result is of Windows; what a program makes up is its own.
        let result = Some(code.0.cast_unsigned()).filter(|_| code.0 < 0);
        let known = result.and_then(catalog::meaning_of_result);
        let meaning = known.map(|known| format!(": {}", lower_first(known.meaning)));
        Some((shown(code), meaning.unwrap_or_default()))
    }

    /// Whether it failed because it was asked to.
    pub(super) fn fails_on_purpose(&self) -> bool {
        self.pick.action.as_deref().is_some_and(fails_on_purpose)
    }

    /// Whether the result of a custom action is all that a part of a log has of it: the call stood above.
    pub(super) fn is_result_only(&self) -> bool {
        let is_shown = |call: &Call| call.function.is_some() || call.data.is_some();
        // Of what a script runs, and in a log that is not verbose, the beginning of the action is none of the custom action's.
        let begun = self.pick.failed.filter(|id| {
            let run = &self.trace.actions[id.at()];
            !run.is_headless() && !is_script_runner(self.trace.action_name(*id))
        });
        let is_verbose = self.trace.sessions[self.session.at()].is_verbose;
        let has_begun = begun.is_some() && is_verbose;
        self.trace.is_headless(self.session)
            && !has_begun
            && !self.call.as_ref().is_some_and(is_shown)
    }

    /// Whether it ended before any action with 1603, which only says that something failed, and no line says what.
    pub(super) fn is_without_reason(&self) -> bool {
        self.pick.fault.is_none() && self.ended_at_once_with(&[1603])
    }

    /// Whether the install stopped for a restart after which it goes on.
    ///
    /// Source: <https://learn.microsoft.com/windows/win32/msi/forcereboot-action>.
    pub(super) fn is_suspended(&self) -> bool {
        self.exit_code == Some(SUSPENDED)
    }

    /// Who failed without a word, as the beginning of a sentence.
    fn silent_action(&self) -> String {
        match self.own_action() {
            Some(dialog) if self.is_dialog() => dialog.to_owned(),
            Some(_) => self.subject(),
            None if self.pick.action.is_some() || self.pick.failed.is_none() => {
                self.whole_install()
            }
            None => "An action".to_owned(),
        }
    }

    /// The action that failed, unless that is the whole install.
    fn own_action(&self) -> Option<&str> {
        let action = self.pick.action.as_deref();
        action.filter(|action| !is_whole_install(action))
    }

    /// The install as the beginning of a sentence, or in one that has named the engine already.
    fn whole_install(&self) -> String {
        let is_named = self.engine().is_some_and(|(_, run)| is_inner(run));
        if is_named {
            "it".to_owned()
        } else {
            verdict::what(self.trace, Some(self.session))
        }
    }

    /// Whether what failed is a dialog, which is no custom action either.
    pub(super) fn is_dialog(&self) -> bool {
        let failed = self.pick.failed.map(|id| &self.trace.actions[id.at()]);
        failed.is_some_and(|run| run.dialog)
    }

    /// A part of a log that holds the result and not the cause.
    fn part(&self) -> String {
        let what = match self.own_action() {
            Some(_) => self.silent_action(),
            None => self.whole_install(),
        };
        if self.is_silent_in_part() {
            return format!("{what} failed, and wrote nothing about why into this log.");
        }
        let Some(code) = self.exit_code else {
            return format!("{what} failed, and this part of the log does not say why.");
        };
        let known = catalog::exit(code.0.cast_unsigned()).filter(|known| known.number != 1603);
        match known {
            Some(known) => format!("{what} failed: {} ({code}).", lower_first(known.meaning)),
            None => format!("{what} failed ({code}), and this part of the log does not say why."),
        }
    }

    /// ` It ended with 0xE000024B: a file is not the one in the signed catalogue.`, or what the result in its message means.
    fn written_result(&self) -> String {
        let Some((written, meaning, _)) = self.known_result() else {
            return String::new();
        };
        let meaning = lower_first(meaning);
        let code = written.code;
        match written.line.cmp(&self.pick.line) {
            Ordering::Equal => format!(" The code means: {meaning}."),
            Ordering::Greater => format!(" It ended with 0x{code:08X}: {meaning}."),
            Ordering::Less => format!(
                " The line above it has the code {}: {meaning}.",
                catalog::win32_of(code).unwrap_or(code)
            ),
        }
    }

    /// The result that a custom action wrote, what it means to its work, and what to do about it.
    pub(super) fn known_result(&self) -> Option<(WrittenCode, &'static str, &'static str)> {
        let written = self.written?;
        if let Some(special) = self.work.and_then(|work| work.special(written.code)) {
            return Some((written, special.meaning_of(written.code), special.remedy));
        }
        let known = catalog::meaning_of_result(written.code)?;
        Some((
            written,
            arguments::without_name(known.meaning),
            known.remedy,
        ))
    }

    fn message(&self) -> String {
        let subject = self.subject();
        let Some(number) = self.number else {
            return self.without_number();
        };
        let arguments = self.arguments();
        let reason = arguments::reason(&arguments)
            .map(|reason| format!(": {reason}"))
            .unwrap_or_default();
        if let Some(phrase) = phrase(number.0, &arguments) {
            return sentence(&format!(
                "{subject} {phrase}{}{reason}",
                self.code_of_program(&arguments)
            ));
        }
        let known = catalog::message(number.0).map(|code| lower_first(code.meaning));
        // Without the fields of its record, the message's own text has to name what it is about.
        let said = one_line(&self.said);
        match known {
            // A message without fields says what its meaning says.
            Some(meaning) if said.is_empty() || !self.has_fields() => {
                format!("{subject} failed: {meaning} (message {number}).")
            }
            Some(meaning) => {
                let said = said.trim_end_matches('.');
                format!("{subject} failed: {meaning} (message {number}: {said}).")
            }
            None => format!(
                "{subject} failed with message {number}: {}{}{}",
                sentence(&said),
                self.first_words(),
                self.written_result()
            ),
        }
    }

    /// ` The first error that it wrote: Failed to copy the name of the gate.`
    fn first_words(&self) -> String {
        self.first_error().map_or(String::new(), |error| {
            format!(
                " The first error that it wrote: {}",
                sentence(&one_line(error))
            )
        })
    }

    /// What a program returned that a custom action ran: ` (1618; of an installer it means: another installation is
    /// running)`. What the number means only the program knows, unless Windows made it. Nothing where the message states
    /// the same code.
    pub(super) fn code_of_program(&self, arguments: &Arguments<'_>) -> String {
        let stated = arguments::code(arguments).map(|(_, stated)| stated);
        let Some(code) = self
            .custom_action_code
            .filter(|code| stated != Some(code.0.cast_unsigned()))
        else {
            return String::new();
        };
        let shown = shown(code);
        match meaning_of(code) {
            // The log that it would send the reader to is that of the program.
            Some(_) if code.0.cast_unsigned() == INSTALL_FAILED => {
                format!(" ({shown}: its own install failed)")
            }
            Some(known) if code.0 < 0 => format!(" ({shown}: {})", lower_first(known.meaning)),
            Some(known) if is_of_installers(code) => {
                let meaning = lower_first(known.meaning);
                format!(" ({shown}; of an installer it means: {meaning})")
            }
            _ => format!(" ({shown})"),
        }
    }

    fn without_number(&self) -> String {
        let name = self.pick.action.as_deref().unwrap_or_default();
        let text = sentence(&one_line(without_speaker(&self.said, name)));
        let code = self
            .exit_code
            .map(|code| format!(" ({code})"))
            .unwrap_or_default();
        match self.pick.fault.map(|fault| &fault.kind) {
            Some(FaultKind::Forbidden) => format!("Windows refused the install{code}: {text}"),
            Some(FaultKind::Source | FaultKind::CacheMissing | FaultKind::CachedPatchMissing) => {
                format!("The source of the package could not be used: {text}")
            }
            Some(FaultKind::SystemText) => format!("Windows ended the install{code}: {text}"),
            Some(_) => {
                let text = text.strip_prefix("Error: ").unwrap_or(&text);
                format!("{} failed: {text}{}", self.subject(), self.written_result())
            }
            None if self.is_without_reason() => format!(
                "The install ended before its first action{code}, and this log does not say why."
            ),
            None => match self.exit_code.and_then(of_engine) {
                Some(known) => format!(
                    "The install ended before its first action{code}: {}.",
                    lower_first(known.meaning)
                ),
                None => format!("The install ended before its first action{code}."),
            },
        }
    }
}

/// What an engine returned means: a code of Windows Installer, or what Windows told it: 112.
pub(super) fn of_engine(code: ExitCode) -> Option<&'static Code> {
    let number = code.0.cast_unsigned();
    let of_windows = || catalog::system_error(number).map(|(_, known)| known);
    catalog::exit(number).or_else(of_windows)
}

/// What the code of a custom action means: one of Windows Installer, a result with its highest bit set, or one of Windows
/// beyond those that programs make up. 1603 only says that something failed.
pub(super) fn meaning_of(code: ExitCode) -> Option<&'static Code> {
    let number = code.0.cast_unsigned();
    match number {
        1603 => None,
        0x8000_0000.. => catalog::meaning_of_result(number),
        1000.. => {
            catalog::exit(number).or_else(|| catalog::system_error(number).map(|(_, known)| known))
        }
        _ => catalog::exit(number),
    }
}

/// Programs that install return the codes of Windows Installer; between those stand others of Windows.
pub(super) fn is_of_installers(code: ExitCode) -> bool {
    (1601..=3010).contains(&code.0) && catalog::exit(code.0.cast_unsigned()).is_some()
}

/// `HRESULT_FROM_WIN32(ERROR_INSTALL_FAILURE)`
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/error-codes>.
const INSTALL_FAILED: u32 = 0x8007_0643;

/// A code as people look it up: `3010`, `0x80240017`, and `-300`, which is none of Windows.
pub(super) fn shown(code: ExitCode) -> String {
    const LOWEST_OF_PROGRAMS: i32 = -9999;
    if code.0 < LOWEST_OF_PROGRAMS {
        format!("0x{:08X}", code.0.cast_unsigned())
    } else {
        code.0.to_string()
    }
}

/// What a custom action says, without what says again who says it, and when: `OpenGates: `, `CA: 09:41:14: `, and the
/// number of the field, `1: `, in a record of its own.
fn without_speaker<'t>(said: &'t str, action: &str) -> &'t str {
    let after_clock = said.strip_prefix("CA: ").and_then(|rest| {
        let (clock, text) = rest.split_once(": ")?;
        let is_clock = clock.bytes().all(|b| b.is_ascii_digit() || b == b':');
        is_clock.then_some(text)
    });
    let said = after_clock.unwrap_or(said);
    // `DIFXAPP: ERROR: encountered while installing driver package ...`, `InnerException:Exception: ...`
    let of_drivers = said.strip_prefix(OF_DRIVERS);
    let error = of_drivers.and_then(|said| said.strip_prefix("ERROR: "));
    let said = error
        .filter(|said| !said.starts_with("encountered "))
        .or(of_drivers)
        .or_else(|| said.strip_prefix("InnerException:Exception: "))
        .unwrap_or(said);
    let after_name = said
        .strip_prefix(action)
        .filter(|_| !action.is_empty())
        .and_then(|rest| rest.strip_prefix(": "));
    let said = after_name.unwrap_or(said);
    said.strip_prefix("1: ").unwrap_or(said).trim_start()
}

/// The message of an exception, without the heading and without the stack.
fn own_message(text: &str) -> String {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    if let Some(description) = description_of_exception(first) {
        return description.to_owned();
    }
    if !first.starts_with(EXCEPTION_THROWN) {
        // Of a chain that is too long the end tells why.
        let is_cut = one_line(first).ends_with('…');
        return if is_cut { innermost(first) } else { first }.to_owned();
    }
    lines.next().map_or(first, innermost).to_owned()
}

/// What the actions of the WiX toolset for COM+ write of an exception of an object:
/// `ExceptionInfo: Code='0', Source='Gates', Description='The gate is locked.', HelpFile='', HelpContext='0'`.
fn description_of_exception(text: &str) -> Option<&str> {
    let (_, rest) = text
        .strip_prefix("ExceptionInfo: ")?
        .split_once("Description='")?;
    let (description, _) = rest.rsplit_once("', HelpFile='")?;
    (!description.is_empty()).then_some(description)
}
