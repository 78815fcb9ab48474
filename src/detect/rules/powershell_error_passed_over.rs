//! # What it finds
//!
//! PowerShell wrote an error in a custom action that ended well, in an install that succeeded.
//!
//! # Why it matters
//!
//! PowerShell goes on after most errors and ends with 0 as if nothing had happened, so the installer learns nothing of
//! them.
//! What the script should have done, such as a scheduled task, a right, or an app package, is missing after an install
//! that succeeded.
//!
//! # What to do
//!
//! Read the error and look whether its work is there; do it by hand, or mend what the error names and repair the product.
//! The author can let the script end at its first error with `$ErrorActionPreference = 'Stop'`.
//!
//! # Evidence
//!
//! The record of the error with `+ FullyQualifiedErrorId`, that of PowerShell 7 with `Line |`, or the name of a command of PowerShell before a text with
//! `HRESULT: 0x...`, and no failure of the custom action that wrote it.
//! The property `POWERSHELL_EXECUTION_LOG`, in which the custom actions of Advanced Installer keep what a script wrote.
//!
//! # When it is wrong
//!
//! Scripts try things that may fail, and their authors know it.
//! Where all that was missing is what the script wanted to stop, to read, or to take away, or where what it wanted to make
//! was there already, the finding is a note.

use super::powershell_failed::{is_of_program, remedy};
use super::{Check, Hit, Rule, Status};
use crate::detect::custom_action::output::{self, Said};
use crate::detect::custom_action::powershell::{
    ErrorRecord, error_of_name, error_records, error_without_record, kept_in_property,
};
use crate::detect::custom_action::result_in_text::result_in;
use crate::detect::lines::Lines;
use crate::detect::prose::one_line;
use crate::detect::prose::sentence;
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;
use crate::trace::{MarkKind, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI115",
    name: "powershell-error-passed-over",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    role: Role::Risk,
    status: Status::Stable,
    about: "PowerShell wrote an error in a custom action that ended well, so its work is perhaps not done.",
    advice: "Check whether what the script should do was done; if not, do it by hand, or mend what the error names and repair the product.",
    link: "https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_preference_variables",
    check: Check::Trace(check),
};

/// A package with more such actions is told by these.
const MOST: usize = 10;

/// Each costs a look at the lines around it, and many may say nothing.
const MOST_LOOKED_AT: usize = 200;

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    let passed_over = output::passed_over(trace, MarkKind::PowerShellError).take(MOST_LOOKED_AT);
    let written = passed_over.filter_map(|passed| {
        let said = output::around(trace, *passed.lines.first()?, lines);
        hit(&output::subject(trace, passed.name), &said)
    });
    let mut hits: Vec<Hit> = written.take(MOST).collect();
    hits.extend(in_property(trace, lines));
    if hits.is_empty() {
        hits.extend(in_part(trace, lines));
    }
    hits
}

/// What stands in a part of a log that shows the success of the install and not the action that wrote it.
fn in_part(trace: &Trace, lines: &mut Lines<'_>) -> Option<Hit> {
    let marks = trace.marks.iter();
    let mut errors = marks.filter(|mark| mark.kind == MarkKind::PowerShellError);
    let error = errors.next()?;
    let session = trace.session_at(error.line)?;
    let is_part = trace.is_headless(session) && trace.actions_of(session).next().is_none();
    let went_well = || trace.session_verdict(session).outcome.is_success();
    (is_part && went_well()).then_some(())?;
    hit("A custom action", &output::around(trace, error.line, lines))
}

/// What a script of an install that succeeded wrote into a property.
fn in_property(trace: &Trace, lines: &mut Lines<'_>) -> Option<Hit> {
    let succeeded = |id| trace.session_verdict(id).outcome.is_success();
    hit(
        "A custom action",
        &kept_in_property(trace, succeeded, lines),
    )
}

/// The errors in what somebody wrote.
fn hit(who: &str, said: &[Said]) -> Option<Hit> {
    let mut errors = error_records(said);
    if errors.is_empty() {
        errors.extend(said.iter().find_map(error_without_record));
    }
    if errors.is_empty() {
        errors.extend(said.iter().find_map(error_of_name));
    }
    errors.retain(|error| !is_of_program(error));
    let first = errors.first()?;
    let wrote = match errors.len() {
        1 => "wrote an error".to_owned(),
        count => format!("wrote {count} errors, the first"),
    };
    let headline = format!(
        "{who} ended well, but its PowerShell {wrote}: {}",
        sentence(&one_line(&first.text)),
    );
    let shown = errors
        .iter()
        .flat_map(|error| (error.line.get()..=error.end_line.get()).map(LineNo::new));
    let hit = Hit::new(headline, shown.collect());
    let hit = match remedy(first) {
        Some(remedy) => hit.advice(format!("{} {remedy}", RULE.advice)),
        None => hit,
    };
    let is_harmless = |error: &ErrorRecord| is_of_something_missing(error) || is_there(error);
    let is_harmless = errors.iter().all(is_harmless);
    Some(if is_harmless {
        hit.severity(Severity::Note)
    } else {
        hit
    })
}

/// Whether all that an error says is that something was not there that a script wanted to stop, to read, or to take away:
/// `PathNotFound,Microsoft.PowerShell.Commands.RemoveItemCommand`.
fn is_of_something_missing(error: &ErrorRecord) -> bool {
    const MISSING: [&str; 4] = [
        "PathNotFound",
        "NoServiceFoundForGivenName",
        "NoProcessFoundForGivenName",
        "CmdletizationQuery_NotFound",
    ];
    const HARMLESS: [&str; 6] = ["Get", "Remove", "Stop", "Test", "Uninstall", "Unregister"];
    // PowerShell 7 names no error, and tells of it in English.
    let (is_missing, command) = match error.id.split_once(',') {
        None if error.id.is_empty() => {
            let (command, text) = error.text.split_once(": ").unwrap_or_default();
            (text.starts_with("Cannot find "), command)
        }
        of_id => {
            let (id, command) = of_id.unwrap_or((&error.id, ""));
            let command = command.rsplit('.').next().unwrap_or(command);
            let is_value = || id == NO_VALUE && command.contains("ItemProperty");
            let is_missing = MISSING.iter().any(|missing| id.starts_with(missing)) || is_value();
            (is_missing, command)
        }
    };
    is_missing && HARMLESS.iter().any(|verb| command.starts_with(verb))
}

/// What the commands for values of the registry call a value that is not there, and all commands an argument that is wrong.
const NO_VALUE: &str = "System.Management.Automation.PSArgumentException";

/// Whether all that an error says is that what the script wanted to make was there: `DirectoryExist,Microsoft.PowerShell.
/// Commands.NewItemCommand`, `HRESULT 0x800700b7,Register-ScheduledTask`.
///
/// Source: <https://learn.microsoft.com/windows/win32/debug/system-error-codes--0-499->.
fn is_there(error: &ErrorRecord) -> bool {
    const ALREADY_EXISTS: u32 = 0x8007_00B7;
    const NAMES: [&str; 2] = ["DirectoryExist", "ResourceExists"];
    let id = error.id.split(',').next().unwrap_or_default();
    NAMES.contains(&id) || result_in(&error.id) == Some(ALREADY_EXISTS)
}
