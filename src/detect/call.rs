//! What a custom action ran, for how long, and what it wrote last: all that a log tells of one that does not say why it
//! failed.

use super::lines::Lines;
use super::output::Said;
use super::pick::Pick;
use super::prose::{one_line, sentence, shortened};
use super::times::seconds;
use crate::event::EventKind;
use crate::syntax::{argument, runs_quietly};
use crate::text::LineNo;
use crate::trace::{Output, ScriptRun, Trace};

/// What a custom action ran.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Call {
    /// The function of its library.
    pub(super) function: Option<String>,
    /// What the function was given: for one that runs a command, the command.
    pub(super) data: Option<String>,
    /// How long it ran, in milliseconds.
    pub(super) milliseconds: Option<u32>,
    /// The last that it wrote into the log, which may say why in a language whose words nobody here knows.
    pub(super) said: Option<Said>,
}

/// How many lines above the result of a custom action that wrote nothing its call stands at most.
const NEAR: u32 = 60;

/// The last line of an output that is its author's own.
pub(super) fn last_said(output: Output, lines: &mut Lines<'_>) -> Option<Said> {
    let first = output.end_line.get().saturating_sub(NEAR_END);
    let first = LineNo::new(first.max(output.line.get()));
    let read = lines.between(first, output.end_line).into_iter().rev();
    let mut own = read.filter(|(_, text)| is_own(text));
    own.next().map(|(line, text)| Said {
        line,
        text: text.trim().to_owned(),
    })
}

/// How many lines above the last of an output are looked at.
const NEAR_END: u32 = 10;

/// Whether a line is none of the engine or of the library that a custom action was built with:
/// `Entering OpenGates in C:\WINDOWS\Installer\MSI1.tmp, version 3.11.0.0`, `SFXCA: Binding to CLR version v4.0.30319`.
fn is_own(text: &str) -> bool {
    const OF_LIBRARIES: [&str; 3] = ["Entering ", "SFXCA: ", "Calling custom action "];
    let said = text.split_once(":  ").map_or(text, |(_, said)| said);
    !said.trim().is_empty()
        && !text.starts_with("MSI (")
        && !OF_LIBRARIES
            .iter()
            .any(|head| text.starts_with(head) || said.starts_with(head))
}

impl Call {
    /// The call of the custom action whose result was picked.
    pub(super) fn of(trace: &Trace, pick: &Pick<'_>, lines: &mut Lines<'_>) -> Self {
        let action = pick.action.as_deref().unwrap_or_default();
        let is_it = |run: &&ScriptRun| run.line < pick.line && trace.names.get(run.name) == action;
        let run = trace.script_runs.iter().rev().find(is_it);
        let of_sequence = pick.failed.map(|id| &trace.actions[id.at()]);
        let begun = run.map_or_else(|| of_sequence.and_then(|run| run.begun), |run| run.begun);
        let ended = pick.fault.and_then(|fault| fault.at);
        let mut call = Self {
            milliseconds: begun.zip(ended).map(|(begun, ended)| begun.until(ended)),
            ..Self::default()
        };
        let first = pick.line.get().saturating_sub(NEAR).max(1);
        for line in (first..pick.line.get()).rev().map(LineNo::new) {
            if lines.event(line, |event| call.read(&event.kind)) == Some(true) {
                break;
            }
        }
        let output = run.map_or_else(|| of_sequence.and_then(|run| run.output), |run| run.output);
        let near = |output: &Output| {
            output.end_line < pick.line && pick.line <= output.end_line.plus(NEAR)
        };
        call.said = output
            .filter(near)
            .and_then(|output| last_said(output, lines));
        call
    }

    /// Takes what the action was given, unless the log hides it.
    fn take_data(&mut self, data: &str) {
        let is_shown = data.bytes().any(|byte| byte != b'*');
        self.data = is_shown.then(|| data.to_owned());
    }

    /// Takes what an event above the result says of the call; true where it begins.
    fn read(&mut self, kind: &EventKind<'_>) -> bool {
        match *kind {
            EventKind::CustomActionInvoked { entry, .. } => {
                self.function = Some(entry.to_owned());
            }
            EventKind::PropertyChange { name, old, .. } if name.ends_with("ExecCmdLine") => {
                self.take_data(old);
            }
            EventKind::Operation {
                name: "CustomActionSchedule",
                arguments,
            } => {
                let target = argument(arguments, "Target").map(str::to_owned);
                self.function = target.or_else(|| self.function.take());
                if let Some((_, data)) = arguments.split_once("CustomActionData=") {
                    self.take_data(data.trim_end());
                }
                return true;
            }
            EventKind::Operation { .. } | EventKind::ActionDoing { .. } => return true,
            _ => {}
        }
        false
    }

    /// ` after 3.5 s`; nothing where it ended at once.
    pub(super) fn after(&self) -> String {
        let long = self.milliseconds.filter(|time| *time >= 1000);
        long.map_or(String::new(), |time| format!(" after {}", seconds(time)))
    }

    /// Whether it ran a command without a window.
    pub(super) fn is_command(&self) -> bool {
        self.data.is_some() && self.function.as_deref().is_some_and(runs_quietly)
    }

    /// ` The last that it wrote: Das Tor klemmt.`; nothing where it wrote nothing.
    pub(super) fn last_words(&self) -> String {
        self.said.as_ref().map_or(String::new(), |said| {
            format!(
                " The last that it wrote: {}",
                sentence(&one_line(&said.text))
            )
        })
    }

    /// ` It ran the command "C:\Gates\open.cmd" /all.`, ` It called the function OpenGates with "north".`
    pub(super) fn what(&self) -> String {
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
        ] {
            assert_eq!(is_own(line), expected, "{line}");
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
