//! What a custom action ran, for how long, and what it wrote last: all that a log tells of one that does not say why it
//! failed.

use crate::detect::custom_action::closing::{refuses, says_nothing, tells_of_work};
use crate::detect::custom_action::output::Said;
use crate::detect::custom_action::schedule;
use crate::detect::lines::Lines;
use crate::detect::message::statement::is_of_engine;
use crate::detect::pick::Pick;
use crate::detect::prose::{one_line, sentence, shortened};
use crate::event::{EventKind, took};
use crate::syntax::{MANAGED_CALL, argument, is_of_script_engine, runs_quietly};
use crate::text::{LineNo, duration};
use crate::trace::{Fault, FaultKind, Output, ScriptRun, Trace};

/// What a custom action ran.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::detect) struct Call {
    /// The function of its library.
    pub(in crate::detect) function: Option<String>,
    /// What the function was given: for one that runs a command, the command.
    pub(in crate::detect) data: Option<String>,
    /// How long it ran, in milliseconds.
    pub(in crate::detect) milliseconds: Option<u32>,
    /// The last that it wrote into the log, which may say why in a language whose words nobody here knows.
    pub(in crate::detect) said: Option<Said>,
}

/// No custom action runs as long. Where few lines have a time, the last one known may be older than the beginning.
const HALF_A_DAY: u32 = 12 * 60 * 60 * 1000;

/// How many lines above the result of a custom action that wrote nothing its call stands at most.
const NEAR: u32 = 60;

/// The line below the result of the custom action before the one that was picked.
fn below_last_result(trace: &Trace, pick: &Pick<'_>) -> LineNo {
    let faults = pick.fault.map(|fault| trace.faults_of(fault.session));
    let faults = faults.unwrap_or_default();
    let above = &faults[..faults.partition_point(|fault| fault.line < pick.line)];
    let is_result = |fault: &&Fault| matches!(fault.kind, FaultKind::CustomActionReturned { .. });
    let last = above.iter().rfind(is_result);
    last.map_or(LineNo::FIRST, |fault| fault.end_line.plus(1))
}

/// The last line of an output that is its author's own.
pub(in crate::detect) fn last_said(output: Output, lines: &mut Lines<'_>) -> Option<Said> {
    last_own(output.line, output.end_line, lines)
        .into_iter()
        .next()
}

/// Of lines from below the first that is no closing phrase, or the first one where all of them are. What to do about a
/// refusal may stand below it: `choose another gate with GATE=`.
fn first_told(mut own: Vec<Said>) -> Option<Said> {
    const NEAR: usize = 3;
    let told = || {
        let lines = own.iter().enumerate();
        lines.filter(|(_, said)| !says_nothing(&said.text))
    };
    let refused = told().take(NEAR).find(|(_, said)| refuses(&said.text));
    let at = refused.or_else(|| told().next()).map_or(0, |(at, _)| at);
    (!own.is_empty()).then(|| own.swap_remove(at))
}

/// `OpenGates: Das Tor klemmt.`: whether a line begins with the name of an action. Where no engine line tells what an
/// action wrote, in a log that is not verbose and in a part of one, it is that action's.
fn is_named(text: &str, action: &str) -> bool {
    let behind = text.strip_prefix(action).filter(|_| !action.is_empty());
    behind.is_some_and(|behind| behind.trim_start().starts_with(':'))
}

/// The last lines of some that are their author's own, the last one first.
fn last_own(from: LineNo, end: LineNo, lines: &mut Lines<'_>) -> Vec<Said> {
    let first = end.get().saturating_sub(NEAR_END);
    let first = LineNo::new(first.max(from.get()));
    let read = lines.between(first, end).into_iter().rev();
    let own = read.filter(|(_, text)| is_own(text));
    own.map(|(line, text)| Said {
        line,
        text: text.trim().trim_start_matches("1: ").to_owned(),
    })
    .collect()
}

/// How many lines above the last of an output are looked at. The engine of `InstallScript` tells of each file that it clears
/// away.
const NEAR_END: u32 = 30;

/// Whether a line is none of the engine or of the library that a custom action was built with, nor of the engine that runs
/// its script: `Entering OpenGates in C:\WINDOWS\Installer\MSI1.tmp, version 3.11.0.0`, `SFXCA: Binding to CLR version v4.0.30319`.
fn is_own(text: &str) -> bool {
    const OF_LIBRARIES: [&str; 3] = ["Entering ", "SFXCA: ", MANAGED_CALL];
    let said = text.split_once(":  ").map_or(text, |(_, said)| said);
    !said.trim().is_empty()
        && !is_of_engine(text)
        && !is_of_script_engine(text)
        && !OF_LIBRARIES
            .iter()
            .any(|head| text.starts_with(head) || said.starts_with(head))
}

/// Whether a log shows a text: of what it hides it has asterisks only.
fn is_shown(text: &str) -> bool {
    text.bytes().any(|byte| byte != b'*')
}

impl Call {
    /// The call of the custom action whose result was picked.
    pub(in crate::detect) fn of(trace: &Trace, pick: &Pick<'_>, lines: &mut Lines<'_>) -> Self {
        let action = pick.action.as_deref().unwrap_or_default();
        let is_it = |run: &&ScriptRun| run.line < pick.line && trace.names.get(run.name) == action;
        let run = trace.script_runs.iter().rev().find(is_it);
        let of_sequence = pick.failed.map(|id| &trace.actions[id.at()]);
        let begun = run.map_or_else(|| of_sequence.and_then(|run| run.begun), |run| run.begun);
        let ended = pick.fault.and_then(|fault| fault.at);
        let mut call = Self {
            milliseconds: took(begun, ended).filter(|took| *took < HALF_A_DAY),
            ..Self::default()
        };
        let first = pick.line.get().saturating_sub(NEAR).max(1);
        for line in (first..pick.line.get()).rev().map(LineNo::new) {
            if lines.event(line, |event| call.read(&event.kind)) == Some(true) {
                break;
            }
        }
        let output = run.map_or_else(|| of_sequence.and_then(|run| run.output), |run| run.output);
        // What stands above the result of another custom action was that one's.
        let from = below_last_result(trace, pick);
        let above = LineNo::new(pick.line.get().saturating_sub(1));
        let said = output
            .filter(|output| output.line < pick.line)
            .map(|output| {
                let end = output.end_line.min(above);
                (output.line.max(from), end)
            });
        call.said = said
            .filter(|(from, end)| from <= end && above <= end.plus(NEAR))
            .and_then(|(from, end)| first_told(last_own(from, end, lines)))
            .or_else(|| {
                let mut own = last_own(from, above, lines);
                own.retain(|said| is_named(&said.text, action));
                first_told(own)
            });
        call
    }

    /// Takes what the action was given, unless the log hides it.
    fn take_data(&mut self, data: &str) {
        self.data = is_shown(data).then(|| data.to_owned());
    }

    /// Takes what an event above the result says of the call; true where it begins.
    fn read(&mut self, kind: &EventKind<'_>) -> bool {
        match *kind {
            EventKind::CustomActionInvoked { entry, .. } if !entry.is_empty() => {
                self.function = Some(entry.to_owned());
            }
            EventKind::PropertyChange { name, old, .. } if name.ends_with("ExecCmdLine") => {
                self.take_data(old);
            }
            EventKind::Operation {
                name: "CustomActionSchedule",
                arguments,
            } => {
                self.read_schedule(arguments);
                return true;
            }
            EventKind::Operation { .. } | EventKind::ActionDoing { .. } => return true,
            _ => {}
        }
        false
    }

    /// Takes what the operation says that begins it. A program has no function.
    fn read_schedule(&mut self, schedule: &str) {
        let kind = schedule::type_in(schedule);
        if kind.is_program() {
            self.function = None;
            self.data = schedule::command_line_in(schedule);
            return;
        }
        let target = argument(schedule, "Target").filter(|target| is_shown(target));
        let target = target.map(str::to_owned);
        self.function = target.or_else(|| self.function.take());
        if let Some((_, data)) = schedule.split_once("CustomActionData=") {
            self.take_data(data.trim_end());
        }
    }

    /// ` after 3.5 s`; nothing where it ended at once.
    pub(in crate::detect) fn after(&self) -> String {
        let long = self.milliseconds.filter(|time| *time >= 1000);
        long.map_or(String::new(), |time| format!(" after {}", duration(time)))
    }

    /// Whether it ran a command: a program, or a function that runs commands, which a part of a log may not name.
    pub(in crate::detect) fn is_command(&self) -> bool {
        self.data.is_some() && self.function.as_deref().is_none_or(runs_quietly)
    }

    /// Where the last that it wrote stands, unless that only tells of work begun.
    pub(in crate::detect) fn last_line(&self) -> Option<LineNo> {
        let said = self.said.as_ref()?;
        (!tells_of_work(&said.text)).then_some(said.line)
    }

    /// ` The last that it wrote: Das Tor klemmt.`; nothing where it wrote nothing.
    pub(in crate::detect) fn last_words(&self) -> String {
        self.said.as_ref().map_or(String::new(), |said| {
            format!(
                " The last that it wrote: {}",
                sentence(&one_line(&said.text))
            )
        })
    }

    /// ` It ran the command "C:\Gates\open.cmd" /all.`, ` It called the function OpenGates with "north".`
    pub(in crate::detect) fn what(&self) -> String {
        const LONGEST: usize = 200;
        let data = self.data.as_deref().map(|data| shortened(data, LONGEST));
        match (data, self.function.as_deref()) {
            (Some(command), _) if self.is_command() => format!(" It ran the command `{command}`."),
            (Some(data), Some(function)) => {
                format!(" It called the function {function} with `{data}`.")
            }
            (None, Some(function)) => format!(" It called the function {function}."),
            (_, None) => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_engine_and_libraries_write_is_not_the_actions_own() {
        for (line, expected) in [
            ("OpenGates:  Das Tor klemmt.", true),
            ("Das Tor klemmt.", true),
            ("", false),
            ("OpenGates:  ", false),
            ("MSI (s) (10:20) [10:00:00:000]: Das Tor klemmt.", false),
            (
                "Entering OpenGates in C:\\Windows\\Installer\\MSI1.tmp",
                false,
            ),
            ("OpenGates:  Entering OpenGates in C:\\Gates", false),
            ("SFXCA: Binding to CLR version v4.0.30319", false),
            ("Calling custom action Gates!Gates.Actions.Open", false),
            (
                "InstallShield 9:12:54: Returning script function result",
                false,
            ),
            ("InstallShield says that the gate is locked", true),
        ] {
            assert_eq!(is_own(line), expected, "{line}");
        }
    }

    #[test]
    fn an_action_is_known_by_its_name_at_the_head_of_a_line() {
        for (line, action, expected) in [
            ("OpenGates: Das Tor klemmt.", "OpenGates", true),
            ("OpenGates : Das Tor klemmt.", "OpenGates", true),
            ("OpenGatesNow: Das Tor klemmt.", "OpenGates", false),
            ("OpenGates says nothing", "OpenGates", false),
            (": Das Tor klemmt.", "", false),
        ] {
            assert_eq!(is_named(line, action), expected, "{line}");
        }
    }

    #[test]
    fn a_custom_action_that_ended_at_once_has_no_time() {
        for (milliseconds, expected) in [
            (None, ""),
            (Some(999), ""),
            (Some(1000), " after 1.0 s"),
            (Some(3540), " after 3.5 s"),
        ] {
            let call = Call {
                milliseconds,
                ..Call::default()
            };
            assert_eq!(call.after(), expected);
        }
    }
}
