//! The cause of a session that did not end well, in words and with its evidence.

use std::cmp::Ordering;

use super::case::{Case, Written};
use super::lines::Lines;
use super::pick::{Pick, Reason, ignored, passed_over, pick, with_own_words};
use super::rule::{Rule, Status, Words};
use super::rules;
use super::verdict;
use super::words::{self, Arguments, lower_first, sentence};
use crate::catalog::{self, Code};
use crate::event::{ExitCode, Side};
use crate::finding::Cause;
use crate::text::LineNo;
use crate::trace::{
    EngineRun, Fault, FaultKind, Operation, Outcome, SessionId, Trace, command_line_property,
};

/// The rule that names a cause of a kind which no other rule knows better.
fn fallback(reason: Reason) -> &'static Rule {
    match reason {
        Reason::LastWord => &rules::action_failed::RULE,
        Reason::CustomAction => &rules::custom_action_failed::RULE,
        Reason::Condition => &rules::condition_not_met::RULE,
        Reason::Cancelled => &rules::install_cancelled::RULE,
        Reason::Mutex => &rules::install_in_progress::RULE,
        Reason::BeforeActions => &rules::failed_before_any_action::RULE,
        Reason::ActionOnly => &rules::cause_not_in_log::RULE,
    }
}

/// The cause of a session, with the name of the rule that found it.
pub(super) fn of_session(
    trace: &Trace,
    session: SessionId,
    is_wanted: &dyn Fn(&Rule) -> bool,
    lines: &mut Lines<'_>,
) -> Option<(Cause, &'static str)> {
    let pick = with_own_words(trace, pick(trace, session)?, lines);
    let case = Case::new(trace, session, &pick, lines);
    let (code, code_space) = case.code();
    let known = rules::diagnose(&case, is_wanted, lines);
    let (rule, words) = known.unwrap_or_else(|| (fallback(pick.reason), Words::default()));
    let mut shown: Vec<LineNo> = case.note.into_iter().collect();
    let line = words.line.unwrap_or(pick.line);
    shown.push(line);
    // The first lines of a record that runs over several, such as a stack trace.
    shown.extend(pick.fault.iter().flat_map(|fault| {
        (0..MOST_OF_RECORD)
            .map(|n| fault.line.plus(n))
            .take_while(|line| *line <= fault.end_line)
    }));
    shown.extend(&pick.more);
    shown.extend(case.written.map(|written| written.line));
    shown.extend(words.more);
    shown.extend(pick.failed.and_then(|id| trace.actions[id.at()].end_line));
    let cause = Cause {
        line,
        action: case.action().map(str::to_owned),
        code,
        code_space,
        rule: rule.code.to_owned(),
        confidence: words.confidence.unwrap_or(pick.confidence),
        headline: case.in_its_engine(words.headline.unwrap_or_else(|| case.headline())),
        advice: case.remedy(rule, words.advice),
        evidence: lines.evidence(shown),
    };
    Some((cause, rule.name))
}

/// Why a custom action failed, as it says itself, where its failure was ignored: in the same words as where it is the
/// cause. Nothing where the log has no more than the result.
pub(super) fn of_ignored(
    trace: &Trace,
    returned: &Fault,
    lines: &mut Lines<'_>,
) -> Option<Ignored> {
    let pick = with_own_words(trace, ignored(trace, returned), lines);
    pick.fault.filter(|fault| fault.line != returned.line)?;
    Some(in_words(trace, returned, &pick, lines))
}

/// What an error says that an install went on after, in the same words as where it is the cause.
pub(super) fn of_passed_over(trace: &Trace, error: &Fault, lines: &mut Lines<'_>) -> Ignored {
    let pick = passed_over(trace, error);
    in_words(trace, error, &pick, lines)
}

fn in_words(trace: &Trace, stated: &Fault, pick: &Pick<'_>, lines: &mut Lines<'_>) -> Ignored {
    let case = Case::new(trace, stated.session, pick, lines);
    let is_stable = |rule: &Rule| rule.status == Status::Stable;
    let (rule, words) = rules::diagnose(&case, &is_stable, lines)
        .unwrap_or_else(|| (fallback(pick.reason), Words::default()));
    Ignored {
        headline: words.headline.unwrap_or_else(|| case.headline()),
        advice: case.remedy(rule, words.advice),
        remedy: case.remedy_of_result(),
        lines: [stated.line, pick.line]
            .into_iter()
            .chain(case.note)
            .chain(words.more)
            .collect(),
    }
}

/// The reason of a failure after which the install went on.
pub(super) struct Ignored {
    /// One sentence or more for people.
    pub(super) headline: String,
    /// What to do, as where it is the cause.
    pub(super) advice: String,
    /// What to do about the result that the custom action wrote.
    pub(super) remedy: Option<String>,
    /// The lines that show it, first the one that states it.
    pub(super) lines: Vec<LineNo>,
}

/// Whether an engine runs inside another one. Where that one began above a part of a log, the command line tells that it
/// removes an older product for an upgrade.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/upgradingproductcode>.
fn is_inner(run: &EngineRun) -> bool {
    run.side == Side::Nested
        || command_line_property(&run.command_line, "UPGRADINGPRODUCTCODE").is_some()
}

/// How many lines of one record are evidence.
const MOST_OF_RECORD: u32 = 6;

/// Words for a case that no rule knows better.
impl Case<'_> {
    fn headline(&self) -> String {
        match self.pick.reason {
            Reason::Mutex => "Another installation was running and held the _MSIExecute mutex, so this one was turned away.".to_owned(),
            Reason::Cancelled => self.cancelled(),
            Reason::Condition => self.condition(),
            Reason::CustomAction => self.custom_action(),
            Reason::ActionOnly if self.trace.is_headless(self.session) => self.part(),
            Reason::ActionOnly => format!(
                "{} failed, and this log does not say why.",
                self.silent_action()
            ),
            Reason::LastWord | Reason::BeforeActions => self.message(),
        }
    }

    /// A failure in an engine inside another one says so: it is the old product that could not be removed.
    fn in_its_engine(&self, headline: String) -> String {
        let nested = self.engine().filter(|(_, run)| is_inner(run));
        let Some((id, run)) = nested else {
            return headline;
        };
        let removes = self.pick.action.as_deref() == Some("RemoveExistingProducts");
        let what = match self.trace.operation(id) {
            operation if removes || operation == Operation::Uninstall => "the removal of the older",
            _ => "the nested install of",
        };
        let name = run
            .product_name()
            .or(run.product_code())
            .unwrap_or("product");
        // Where the engine around it began above the log, lines of that one may be taken for its own.
        let version = run
            .product_version()
            .filter(|_| run.side == Side::Nested)
            .map(|version| format!(" {version}"))
            .unwrap_or_default();
        format!("In {what} {name}{version}: {headline}")
    }

    fn cancelled(&self) -> String {
        let action = self.pick.action.as_deref();
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
            (None, _) => "The install was cancelled before its first action.".to_owned(),
        }
    }

    fn condition(&self) -> String {
        let text = sentence(&one_line(&self.said));
        if self.pick.action.as_deref() == Some("LaunchConditions") {
            format!("A launch condition was not met: {text}")
        } else {
            let who = match self.pick.action {
                Some(_) => self.subject(),
                None => "The package".to_owned(),
            };
            format!("{who} stopped the install: {text}")
        }
    }

    fn custom_action(&self) -> String {
        let is_result = matches!(
            self.pick.fault.map(|fault| &fault.kind),
            Some(FaultKind::CustomActionReturned { .. })
        );
        let subject = self.subject();
        let (after, what) = self.call.as_ref().map_or_else(
            || (String::new(), String::new()),
            |call| (call.after(), call.what()),
        );
        match (is_result, self.custom_action_code) {
            (true, Some(ExitCode(1603))) => format!(
                "{subject} failed with code 1603{after}, and wrote nothing about why into this log.{what}"
            ),
            (true, Some(code)) => match meaning_of(code) {
                Some(known) => format!(
                    "{subject} failed with code {}{after}: {}.{what}",
                    shown(code),
                    lower_first(known.meaning)
                ),
                None => format!("{subject} failed with code {}{after}.{what}", shown(code)),
            },
            _ => format!(
                "{subject} failed; its own message was: {}{}",
                sentence(&one_line(&own_message(&self.said))),
                self.written_result()
            ),
        }
    }

    /// Who failed without a word, as the beginning of a sentence.
    fn silent_action(&self) -> String {
        match self.pick.action.as_deref() {
            Some(dialog) if self.is_dialog() => dialog.to_owned(),
            Some(_) => self.subject(),
            None => "An action".to_owned(),
        }
    }

    /// Whether what failed is a dialog, which is no custom action either.
    fn is_dialog(&self) -> bool {
        let failed = self.pick.failed.map(|id| &self.trace.actions[id.at()]);
        failed.is_some_and(|run| run.dialog)
    }

    /// Whether a custom action failed without a word in a log that has all that the installer writes.
    fn is_silent_custom_action(&self) -> bool {
        let is_verbose = !self.trace.sessions[self.session.at()].build.is_empty();
        let action = self.pick.action.as_deref();
        is_verbose
            && !self.is_dialog()
            && action.is_some_and(|action| catalog::standard_action(action).is_none())
    }

    /// A part of a log that holds the result and not the cause.
    fn part(&self) -> String {
        let action = self.pick.action.clone();
        let what = action.unwrap_or_else(|| verdict::what(self.trace, Some(self.session)));
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
                code & 0xFFFF
            ),
        }
    }

    /// The result that a custom action wrote, what it means to its work, and what to do about it.
    fn known_result(&self) -> Option<(Written, &'static str, &'static str)> {
        let written = self.written?;
        if let Some(special) = self.work.and_then(|work| work.special(written.code)) {
            return Some((written, special.meaning, special.remedy));
        }
        let known = catalog::meaning_of_result(written.code)?;
        Some((written, known.meaning, known.remedy))
    }

    /// What to do about the result that a custom action wrote or returned.
    fn remedy_of_result(&self) -> Option<String> {
        let of_text = self.known_result().map(|(.., remedy)| remedy);
        let returned = || Some(meaning_of(self.custom_action_code?)?.remedy);
        let remedy = of_text.or_else(returned)?;
        (!remedy.is_empty()).then(|| sentence(remedy))
    }

    /// What to do about a message of the WiX toolset whose result says no more.
    fn remedy_of_wix(&self) -> Option<String> {
        let known = self.work?.message(self.number?.0)?;
        (!known.remedy.is_empty()).then(|| sentence(known.remedy))
    }

    /// What to do where a custom action states why it failed in words of its own.
    fn remedy_of_text(&self) -> String {
        let general = match &self.call {
            Some(call) if call.is_command() => RUN_ITS_COMMAND,
            Some(_) => LOOK_ELSEWHERE,
            None if self.said.starts_with("DIFXAPP: ") => LOOK_AT_DRIVERS,
            None => READ_ITS_TEXT,
        };
        self.remedy_of_result()
            .unwrap_or_else(|| general.to_owned())
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
            Some(meaning) => format!("{subject} failed: {meaning} (message {number}: {said})."),
            None => format!(
                "{subject} failed with message {number}: {}{}",
                sentence(&said),
                self.written_result()
            ),
        }
    }

    /// What a program returned that a custom action ran: ` (1618; of an installer it means: another installation is
    /// running)`. What the number means only the program knows, unless Windows made it. Nothing where the message states
    /// the same code.
    fn code_of_program(&self, arguments: &Arguments<'_>) -> String {
        let stated = words::code(arguments).map(|(_, stated)| stated);
        let Some(code) = self
            .custom_action_code
            .filter(|code| stated != Some(code.0.cast_unsigned()))
        else {
            return String::new();
        };
        let shown = shown(code);
        match meaning_of(code) {
            Some(known) if code.0 < 0 => format!(" ({shown}: {})", lower_first(known.meaning)),
            Some(known) if is_of_installers(code) => {
                let meaning = lower_first(known.meaning);
                format!(" ({shown}; of an installer it means: {meaning})")
            }
            _ => format!(" ({shown})"),
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
            Some(FaultKind::Source | FaultKind::CacheMissing | FaultKind::CachedPatchMissing) => {
                format!("The source of the package could not be used: {text}")
            }
            Some(FaultKind::SystemText) => format!("Windows ended the install{code}: {text}"),
            Some(_) => format!("{} failed: {text}{}", self.subject(), self.written_result()),
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

    /// What to do about a cause of which no rule knows more than its kind.
    pub(super) fn advice(&self) -> String {
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
            (Reason::ActionOnly, _) if self.trace.is_headless(self.session) => {
                let of_code = self.exit_code.filter(|code| code.0 != 1603);
                let remedy = of_code.map(|code| of_exit(code.0.cast_unsigned())).unwrap_or_default();
                if !remedy.is_empty() {
                    remedy
                } else if self.trace.is_of_messages_only(self.session) {
                    verbose_again(self.trace, self.session)
                } else {
                    "Read the whole log: the cause stands above the first end of an action with return value 3."
                        .to_owned()
                }
            }
            (Reason::ActionOnly, _) if self.is_silent_custom_action() => ASK_ITS_AUTHOR.to_owned(),
            (Reason::ActionOnly, _) => verbose_again(self.trace, self.session),
            (_, Some(_)) if self.custom_action_code == Some(ExitCode(1618)) => {
                "A custom action may not start another msiexec, since this install holds the mutex: chain the packages \
                 from outside, one after another."
                    .to_owned()
            }
            (_, Some(number)) => words::advice(number.0, &self.arguments())
                .or_else(|| self.remedy_of_result())
                .or_else(|| self.remedy_of_wix())
                .unwrap_or_else(|| DO_WHAT_IT_SAYS.to_owned()),
            _ if self.is_source_trouble() => {
                "Provide the original package of the installed build under its original name, or correct the source \
                 list of the product; the cache in C:\\Windows\\Installer must not be cleaned by hand."
                    .to_owned()
            }
            (Reason::CustomAction, None) => self.remedy_of_text(),
            _ if self.fault() == Some(&FaultKind::CustomActionText) => self.remedy_of_text(),
            _ => {
                let advice = self.exit_code.map(|code| of_exit(code.0.cast_unsigned())).unwrap_or_default();
                if advice.is_empty() { verbose_again(self.trace, self.session) } else { advice }
            }
        }
    }
}

/// What to do where a custom action wrote why it failed, in words of its own.
const READ_ITS_TEXT: &str =
    "Read what the custom action wrote above its end, and report it to the author of the package.";

/// What to do where the command of a custom action wrote nothing of a reason.
const RUN_ITS_COMMAND: &str = "Run the command by hand with the same account (an action without impersonation runs as the system) and read what it \
     writes, and look for a log of its program.";

/// What to do where a custom action wrote nothing of a reason.
const LOOK_ELSEWHERE: &str = "The custom action wrote no reason: look for a log of its own and into the Application event log at this time, and \
     ask the author of the package.";

/// What to do where the functions of Microsoft for driver packages failed.
const LOOK_AT_DRIVERS: &str = "Look into C:\\Windows\\INF\\setupapi.dev.log at this time. Where files of the driver store are missing or damaged, \
     remove what is left of the driver with pnputil /delete-driver and repair Windows with DISM /Online /Cleanup-Image \
     /RestoreHealth; otherwise a policy or security software may forbid drivers.";

/// What to do where a custom action says nothing in a log that is verbose already.
const ASK_ITS_AUTHOR: &str = "The custom action wrote nothing, and a more verbose log says no more of it: look for a log of its own and into the \
     Application event log at this time, and ask the author of the package.";

/// What to do about a message of the package's own, where no result in it says more.
const DO_WHAT_IT_SAYS: &str = "The message is the package's own: do what its text asks for, or give the text to the author of the package.";

/// What the code of a custom action means: one of Windows Installer, a result with its highest bit set, or one of Windows
/// beyond those that programs make up. 1603 only says that something failed.
fn meaning_of(code: ExitCode) -> Option<&'static Code> {
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

/// Programs that install return the codes of Windows Installer.
fn is_of_installers(code: ExitCode) -> bool {
    (1601..=3010).contains(&code.0)
}

fn shown(code: ExitCode) -> String {
    if code.0 < 0 {
        format!("0x{:08X}", code.0.cast_unsigned())
    } else {
        code.0.to_string()
    }
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
pub(super) fn one_line(text: &str) -> String {
    shortened(text, 300)
}

/// A text on one line with so many characters at most.
pub(super) fn shortened(text: &str, longest: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= longest {
        return text;
    }
    let short: String = text.chars().take(longest).collect();
    format!("{short}…")
}

/// The command that makes a log which tells the cause.
pub(super) fn verbose_again(trace: &Trace, session: SessionId) -> String {
    let run = trace
        .packages_of(session)
        .first()
        .map(|id| &trace.engines[id.at()]);
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
