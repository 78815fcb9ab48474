//! What to do about a cause of which no rule knows more than its kind.

use super::case::Case;
use super::custom_action::driver_tool::advice_of_drivers;
use super::custom_action::installshield;
use super::custom_action::result_in_text::{VAGUE, result_in};
use super::headline::{meaning_of, of_engine};
use super::known_text::{
    DENIED, GIVE_ACCESS, names_an_object, remedy_of_known_text, remedy_of_own_words, went_on,
};
use super::message::arguments;
use super::pick::Reason;
use super::prose::sentence;
use crate::catalog;
use crate::event::{ExitCode, MessageNumber};
use crate::syntax::OF_DRIVERS;
use crate::text::LineNo;
use crate::trace::{EngineRun, FaultKind, MarkKind, Operation, Outcome, SessionId, Trace, between};

impl Case<'_> {
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
            (Reason::ActionOnly, _) if self.is_suspended() => of_exit(1604),
            (Reason::ActionOnly, _) if self.is_silent_in_part() => ASK_ITS_AUTHOR.to_owned(),
            (Reason::ActionOnly, _) if self.trace.is_headless(self.session) => {
                let of_code = self.exit_code.filter(|code| code.0 != 1603);
                let remedy = of_code.map(|code| of_exit(code.0.cast_unsigned())).unwrap_or_default();
                if !remedy.is_empty() {
                    remedy
                } else if self.trace.is_of_messages_only(self.session) {
                    verbose_again(self.trace, self.session)
                } else {
                    let crash = if self.left_handles() { LEFT_HANDLES } else { "" };
                    format!("{READ_WHOLE}{crash}")
                }
            }
            (Reason::ActionOnly, _) if self.is_silent_custom_action() => ASK_ITS_AUTHOR.to_owned(),
            (Reason::ActionOnly, _) => verbose_again(self.trace, self.session),
            (_, Some(_)) if self.custom_action_code == Some(ExitCode(1618)) => {
                "A custom action may not start another msiexec, since this install holds the mutex: chain the packages \
                 from outside, one after another."
                    .to_owned()
            }
            (_, Some(number)) => arguments::advice(number.0, &self.arguments())
                .or_else(|| self.remedy_of_installshield(number))
                .or_else(|| remedy_of_own_words(&self.said))
                .or_else(|| self.remedy_of_result())
                .or_else(|| self.remedy_of_wix())
                .or_else(|| remedy_of_known_text(&self.said))
                .or_else(|| self.remedy_of_driver())
                .or_else(|| self.remedy_of_work())
                .unwrap_or_else(|| DO_WHAT_IT_SAYS.to_owned()),
            _ if self.is_source_trouble() => {
                "Provide the original package of the installed build under its original name, or correct the source \
                 list of the product; the cache in C:\\Windows\\Installer must not be cleaned by hand."
                    .to_owned()
            }
            _ if self.is_without_reason() => format!(
                "{LOOK_AT_EVENTS} {}",
                verbose_again(self.trace, self.session)
            ),
            (Reason::CustomAction, None) => self.remedy_of_text(),
            _ if self.fault() == Some(&FaultKind::CustomActionText) => self.remedy_of_text(),
            _ => {
                let known = self.exit_code.and_then(of_engine);
                let advice = known.map(|known| sentence(known.remedy)).unwrap_or_default();
                if advice.is_empty() { verbose_again(self.trace, self.session) } else { advice }
            }
        }
    }

    /// Whether a custom action failed without a word in a log that has all that the installer writes.
    fn is_silent_custom_action(&self) -> bool {
        let is_verbose = !self.trace.sessions[self.session.at()].build.is_empty();
        let action = self.pick.action.as_deref();
        is_verbose
            && !self.is_dialog()
            && action.is_some_and(|action| catalog::standard_action(action).is_none())
    }

    /// Whether a part of a verbose log shows a custom action from its beginning to its end, and that it wrote nothing. Of one
    /// that took longer, lines may have been left out.
    pub(super) fn is_silent_in_part(&self) -> bool {
        const SHORT: u32 = 5000;
        let Some(id) = self.pick.failed else {
            return false;
        };
        let run = &self.trace.actions[id.at()];
        // The end has whole seconds, so that it may seem to stand before the beginning.
        let is_shown = run.begun.zip(run.ended).is_some_and(|(begun, ended)| {
            let took = begun.milliseconds().abs_diff(ended.milliseconds());
            !run.is_headless() && took < SHORT
        });
        self.pick.reason == Reason::ActionOnly
            && self.trace.sessions[self.session.at()].is_verbose
            && is_shown
            && run.output.is_none()
            && !run.dialog
            && catalog::standard_action(self.trace.action_name(id)).is_none()
    }

    /// Whether the custom action that failed left handles open right above its end, and no other one that ended there.
    fn left_handles(&self) -> bool {
        /// The complaint has a note, a line of debugging, and a message.
        const NEAR: u32 = 4;
        let Some(id) = self.pick.failed else {
            return false;
        };
        let end = self.trace.actions[id.at()]
            .end_line
            .unwrap_or(self.pick.line);
        let above = LineNo::new(end.get().saturating_sub(NEAR));
        let ends = self.trace.actions_of(self.session);
        let ends = ends.filter_map(|(_, run)| run.end_line);
        let other = ends.filter(|line| *line < end).max();
        let above = other.map_or(above, |other| above.max(other));
        let marks = between(&self.trace.marks, above, end, |mark| mark.line);
        catalog::standard_action(self.trace.action_name(id)).is_none()
            && marks.iter().any(|mark| mark.kind == MarkKind::HandlesLeft)
    }

    /// What to do about the result that a custom action wrote or returned.
    pub(super) fn remedy_of_result(&self) -> Option<String> {
        let known = self.known_result();
        let special = |code: u32| self.work.and_then(|work| work.special(code));
        let is_denied =
            known.is_some_and(|(written, ..)| written.code == DENIED && special(DENIED).is_none());
        if is_denied && !names_an_object(&self.said) {
            return Some(GIVE_ACCESS.to_owned());
        }
        let of_text = known.map(|(.., remedy)| remedy);
        let returned = || Some(meaning_of(self.custom_action_code?)?.remedy);
        let remedy = of_text.or_else(returned)?;
        (!remedy.is_empty()).then(|| sentence(remedy))
    }

    /// What to do about a result of a driver of which nothing else is known, which the action wrote, returned, or wrote last. Those of
    /// the functions of Microsoft for driver packages have an advice of their own.
    fn remedy_of_driver(&self) -> Option<String> {
        let returned = self.custom_action_code.map(|code| code.0.cast_unsigned());
        let last = self.call.as_ref().and_then(|call| call.said.as_ref());
        let last = last.map(|said| said.text.as_str());
        let written = [Some(self.said.as_str()), last].into_iter().flatten();
        let written = written.filter(|text| !text.starts_with(OF_DRIVERS) && !went_on(text));
        let mut results = written.filter_map(result_in).chain(returned);
        results.find_map(|result| advice_of_drivers(result).filter(|_| !VAGUE.contains(&result)))
    }

    /// What to do about a result of which only the work is known that the action was to do.
    fn remedy_of_work(&self) -> Option<String> {
        let has_result = self.written.is_some() || result_in(&self.said).is_some();
        let general = self.work.map_or("", |work| work.general);
        (has_result && !general.is_empty()).then(|| sentence(general))
    }

    /// What to do about a message of a custom action that `InstallShield` puts into packages.
    fn remedy_of_installshield(&self, number: MessageNumber) -> Option<String> {
        let action = self.pick.action.as_deref()?;
        installshield::advice(action, number.0, &self.said).map(str::to_owned)
    }

    /// What to do about a message of the WiX toolset whose result says no more.
    fn remedy_of_wix(&self) -> Option<String> {
        let known = self.work?.message(self.number?.0)?;
        (!known.remedy.is_empty()).then(|| sentence(known.remedy))
    }

    /// What to do where a custom action states why it failed in words of its own.
    fn remedy_of_text(&self) -> String {
        let general = match &self.call {
            _ if self.fails_on_purpose() => LEAVE_OUT_THE_TEST,
            Some(call) if call.is_command() => RUN_ITS_COMMAND,
            Some(call) if call.said.is_none() && self.is_result_only() => READ_ABOVE,
            Some(call) if call.said.is_none() => LOOK_ELSEWHERE,
            None if self.said.starts_with(OF_DRIVERS) => LOOK_AT_DRIVERS,
            None if self.fault() == Some(&FaultKind::ProductText) => DO_AS_TOLD,
            _ => READ_ITS_TEXT,
        };
        let of_text = || {
            let is_of_drivers = self.said.starts_with(OF_DRIVERS);
            remedy_of_known_text(&self.said).filter(|_| !is_of_drivers)
        };
        // The last that an action wrote before it failed may be the reason, or what it lived with.
        let of_last_words = || {
            let said = self.call.as_ref()?.said.as_ref()?;
            remedy_of_known_text(&said.text).filter(|_| !went_on(&said.text))
        };
        remedy_of_own_words(&self.said)
            .or_else(|| self.remedy_of_result())
            .or_else(of_text)
            .or_else(of_last_words)
            .or_else(|| self.remedy_of_driver())
            .or_else(|| self.remedy_of_work())
            .unwrap_or_else(|| general.to_owned())
    }
}

/// What to do where a custom action wrote why it failed, in words of its own.
const READ_ITS_TEXT: &str = "Read what the custom action wrote above its end: do what its text asks for, or report it to the author of the package.";

/// What to do where a custom action shows why it failed to the user, as a launch condition does.
const DO_AS_TOLD: &str = "Do what the text asks for, then install again; where it asks for nothing that can be done here, give it to the vendor of the \
     package.";

/// What to do where the command of a custom action wrote nothing of a reason.
const RUN_ITS_COMMAND: &str = "Run the command by hand with the same account (an action without impersonation runs as the system) and read what it \
     writes, and look for a log of its program.";

/// What to do about a failure that was asked for.
const LEAVE_OUT_THE_TEST: &str =
    "Nothing is wrong: install without WIXFAILWHENDEFERRED=1 where it was not meant.";

/// What to do where a custom action wrote nothing of a reason.
const LOOK_ELSEWHERE: &str = "The custom action wrote no reason: look for a log of its own and into the Application event log at this time, and \
     ask the author of the package.";

/// What to do where an install ended at once and no line says why.
const LOOK_AT_EVENTS: &str = "Look into the Application event log at this time (source MsiInstaller), and whether lines of this log are missing.";

/// What to do where a part of a log has only the result of a custom action.
const READ_ABOVE: &str = "Read the whole log above this line: what the custom action wrote stands there, if it wrote anything.";

/// What to do where a part of a log has only the end of an action.
const READ_WHOLE: &str =
    "Read the whole log: the cause stands above the first end of an action with return value 3.";

/// What to do, too, where that action has left handles open.
const LEFT_HANDLES: &str = " An action that leaves handles open and writes no result may have crashed: look into the Application event log at this \
     time for an error of msiexec.exe or rundll32.exe (event 1000).";

/// What to do where the functions of Microsoft for driver packages failed.
const LOOK_AT_DRIVERS: &str = "Look into C:\\Windows\\INF\\setupapi.dev.log at this time. Where files of the driver store are missing or damaged, \
     remove what is left of the driver with pnputil /delete-driver and repair Windows with DISM /Online /Cleanup-Image \
     /RestoreHealth; otherwise a policy or security software may forbid drivers.";

/// What to do where a custom action says nothing in a log that is verbose already.
const ASK_ITS_AUTHOR: &str = "The custom action wrote nothing, and a more verbose log says no more of it: look for a log of its own and into the \
     Application event log at this time, and ask the author of the package.";

/// What to do about a message of the package's own, where no result in it says more.
const DO_WHAT_IT_SAYS: &str = "The message is the package's own: do what its text asks for, or give the text to the author of the package.";

/// The command that makes a log which tells the cause, unless a part of a log names one.
pub(super) fn verbose_again(trace: &Trace, session: SessionId) -> String {
    let named = trace.update_of(session).and_then(|update| update.log);
    if let Some(log) = named.filter(|_| trace.is_headless(session)) {
        let log = trace.names.get(log);
        return format!("The log {log} says more, if it is there: run wilog on the whole of it.");
    }
    let run = trace
        .packages_of(session)
        .first()
        .map(|id| &trace.engines[id.at()]);
    let package = run.map(EngineRun::package_or_product);
    let package = package.filter(|package| !package.is_empty());
    let operation = match trace.packages_of(session).first() {
        _ if trace.session_verdict(session).outcome == Outcome::Success => Operation::Install,
        Some(id) => trace.operation(*id),
        None => trace.told_operation(session),
    };
    let what = match operation {
        Operation::Patch => {
            let patch = package.filter(|package| package.to_ascii_lowercase().ends_with(".msp"));
            format!("/p \"{}\"", patch.unwrap_or("<patch.msp>"))
        }
        other => {
            let verb = verb(other);
            format!("{verb} \"{}\"", package.unwrap_or("<package.msi>"))
        }
    };
    let patch = if operation == Operation::PatchRemoval {
        " MSIPATCHREMOVE=\"<patch.msp>\""
    } else {
        ""
    };
    // PowerShell puts nothing in the place of %TEMP%.
    format!("Make a log that tells: msiexec {what}{patch} /l*vx! C:\\Windows\\Temp\\install.log")
}

fn verb(operation: Operation) -> &'static str {
    match operation {
        Operation::Uninstall => "/x",
        Operation::Repair => "/f",
        Operation::AdminInstall => "/a",
        _ => "/i",
    }
}
