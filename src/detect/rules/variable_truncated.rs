//! # What it finds
//!
//! A custom action ran `setx`, which cut the value of an environment variable off at 1024 characters.
//!
//! # Why it matters
//!
//! Mostly it is `PATH`: all folders behind the cut are gone from it, for other programs too, and a part of a path may stand
//! at its end.
//! `setx` takes no more than 1024 characters, writes a warning, and ends with 0, so the install knows nothing of it.
//! A script that gives `%PATH%` of the process also writes the folders of the user into the variable of the machine.
//!
//! # What to do
//!
//! Look at the variable at once, before it is edited again: what stood there is still known to programs that run since before
//! the install (`echo %PATH%` in an old window), to a backup, or to
//! `HKLM\SYSTEM\ControlSet002\Control\Session Manager\Environment` on older Windows.
//! The author should use the Environment table, which adds a folder and takes only that one away again.
//!
//! # Evidence
//!
//! `WARNING: The data being saved is truncated to 1024 characters.` in the text of a custom action.
//!
//! # When it is wrong
//!
//! The variable may be one of the package's own, whose end nobody needs.
//! Windows in another language writes the warning in that language, which is not found.

use super::{Check, Hit, Rule, Status};
use crate::detect::custom_action::output;
use crate::detect::custom_action::schedule::{given_in, schedule_of};
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::{MarkKind, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI312",
    name: "variable-truncated",
    severity: Severity::Warning,
    confidence: Confidence::High,
    role: Role::Risk,
    status: Status::Stable,
    about: "A custom action cut the value of an environment variable off, mostly of PATH.",
    advice: "Look at the variable, mostly PATH, and put back what is missing behind the first 1024 characters; a window that was open before still has it. The author should use the Environment table and not setx.",
    link: "https://learn.microsoft.com/windows-server/administration/windows-commands/setx#remarks",
    check: Check::Trace(check),
};

/// A package does so once or twice.
const MOST: usize = 5;

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    let marks = trace.marks.iter();
    let cut = marks.filter(|mark| mark.kind == MarkKind::VariableTruncated);
    cut.take(MOST)
        .map(|mark| {
            let writer = trace.writer_of(mark.line).map(|written| written.name);
            let who = writer.map_or_else(
                || "A custom action".to_owned(),
                |name| output::subject(trace, name),
            );
            let schedule = writer.and_then(|name| schedule_of(trace, name, mark.line, lines));
            let command = schedule.and_then(|schedule| given_in(&schedule));
            let what = command
                .and_then(|command| variable_of(&command))
                .unwrap_or_else(|| "an environment variable, most likely PATH,".to_owned());
            Hit::new(
                format!("{who} cut {what} off at 1024 characters: setx takes no more."),
                vec![mark.line],
            )
        })
        .collect()
}

/// What `setx` sets: `"C:\Windows\System32\setx.exe" PATH "C:\Gates;..." /M` sets `the variable PATH of the machine`.
fn variable_of(command: &str) -> Option<String> {
    let lower = command.to_ascii_lowercase();
    let at = lower.find("setx")?;
    // Of several nobody knows which one wrote the warning.
    if lower.matches("setx").count() > 1 {
        return None;
    }
    let behind = command[at + "setx".len()..].split([' ', '"']);
    let words: Vec<&str> = behind
        .filter(|word| !word.is_empty() && !word.eq_ignore_ascii_case(".exe"))
        .collect();
    let says = |switch: &str| words.iter().any(|word| word.eq_ignore_ascii_case(switch));
    let name = words.iter().find(|word| !word.starts_with('/'))?;
    let is_name = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let of = if says("/m") { " of the machine" } else { "" };
    // Of another computer its name stands first.
    (is_name && !says("/s")).then(|| format!("the variable {name}{of}"))
}
