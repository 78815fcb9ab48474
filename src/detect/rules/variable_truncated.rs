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

fn check(trace: &Trace, _: &mut Lines<'_>) -> Vec<Hit> {
    let marks = trace.marks.iter();
    let cut = marks.filter(|mark| mark.kind == MarkKind::VariableTruncated);
    cut.take(MOST).map(|mark| {
        let who = trace.writer_of(mark.line).map_or_else(
            || "A custom action".to_owned(),
            |written| output::subject(trace, written.name),
        );
        Hit::new(
            format!("{who} cut an environment variable off, most likely PATH, which setx takes no longer than 1024 characters."),
            vec![mark.line],
        )
    })
    .collect()
}
