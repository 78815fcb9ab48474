//! # What it finds
//!
//! A custom action ran PowerShell, and PowerShell wrote an error before the custom action failed.
//!
//! # Why it matters
//!
//! The reason stands in the log, in the language of the machine and cut into pieces where the console ends.
//! What stands next to the end of the action, `+ CategoryInfo` and the errors of the action, says nothing.
//!
//! # What to do
//!
//! Read the text of the error, and look at the statement in the line of the script that it names.
//! `FullyQualifiedErrorId` is English on every machine and names the error.
//! `UnauthorizedAccess` alone is the execution policy, and one that a group policy sets beats the `-ExecutionPolicy
//! Bypass` that packages use: `Get-ExecutionPolicy -List` shows it as `MachinePolicy`.
//! `CommandNotFoundException` is a program that is not in the `PATH` of the account, or a module that is not there.
//! `IdentityNotMappedException` and `HRESULT 0x80070534` are names of accounts that this machine does not know, such as
//! the English name of a group on a Windows in another language.
//! `ScriptContainedMaliciousContent` is security software that blocked the script, and names with `ConstrainedLanguage` a
//! policy of application control that does not trust it.
//! `UnexpectedToken` and its like are a script that PowerShell cannot read, which a quotation mark in a path makes of a
//! good one.
//!
//! # Evidence
//!
//! The record of the error: its text, the place, the statement, `+ CategoryInfo`, and `+ FullyQualifiedErrorId`; of
//! PowerShell 7 the place, `Line |`, the statement, and the text.
//! Where no line says why the install failed, the property `POWERSHELL_EXECUTION_LOG`, in which the custom actions of
//! Advanced Installer keep what a script wrote.
//!
//! # When it is wrong
//!
//! A script goes on after many errors, so the last one before its end is taken, which need not be the first that
//! mattered; the first is shown with it.
//! A property may tell of another script than the one that failed, so it is no more than probable.

use super::{Check, Rule, Status, Words};
use crate::catalog;
use crate::detect::case::Case;
use crate::detect::custom_action::output;
use crate::detect::custom_action::powershell::{
    EXECUTION_POLICY, ErrorRecord, error_of_text, error_records, kept_in_property,
};
use crate::detect::custom_action::quiet_output::error_below;
use crate::detect::custom_action::quiet_result::ended;
use crate::detect::custom_action::result_in_text::result_in;
use crate::detect::lines::Lines;
use crate::detect::pick::Reason;
use crate::detect::prose::one_line;
use crate::detect::prose::sentence;
use crate::finding::{Confidence, Role, Severity};
use crate::syntax::runs_quietly;
use crate::text::LineNo;
use crate::trace::FaultKind;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI114",
    name: "powershell-failed",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "PowerShell wrote an error in a custom action that failed.",
    advice: "Look at the line of the script that the error names, and run the script by hand with the same account; an action without impersonation runs as the system.",
    link: "https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_error_handling",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    let errors = errors(case, lines);
    let Some(last) = errors.last() else {
        return kept(case, lines);
    };
    let more = errors.first().filter(|first| *first != last);
    let place = last.place.as_deref();
    let place = place.map_or(String::new(), |place| format!(" at {place}"));
    let wrote = match errors.len() {
        1 => format!(", and PowerShell wrote{place}"),
        count => format!(" after {count} errors of PowerShell, the last{place}"),
    };
    let headline = format!(
        "{} failed: {}{wrote}: {}",
        case.subject(),
        how(case, lines),
        sentence(&one_line(&last.text)),
    );
    Some(Words {
        line: Some(last.line),
        headline: Some(headline),
        advice: remedy(last),
        more: evidence(last).chain(more.map(|first| first.line)).collect(),
        ..Words::default()
    })
}

/// `Property(S): POWERSHELL_EXECUTION_LOG = ERROR: The gate is stuck.`: what a script wrote whose custom action keeps that in a
/// property, where no line says why the install failed.
fn kept(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    let is_told = case.pick.reason != Reason::ActionOnly
        && case.call.as_ref().is_none_or(|call| call.said.is_some());
    // The property may be that of another action, which ended well.
    let function = case.call.as_ref().and_then(|call| call.function.as_deref());
    let is_other = function.is_some_and(|name| !name.to_ascii_lowercase().contains("powershell"));
    if is_told || is_other {
        return None;
    }
    let said = kept_in_property(case.trace, |session| session == case.session, lines);
    let last = error_records(&said).pop();
    let error = last.or_else(|| said.iter().find_map(error_of_text))?;
    Some(Words {
        line: Some(error.line),
        headline: Some(format!(
            "The install failed, and PowerShell wrote in a custom action of it: {}",
            sentence(&one_line(&error.text))
        )),
        advice: remedy(&error),
        confidence: Some(case.confidence().min(Confidence::Medium)),
        more: evidence(&error).collect(),
    })
}

/// The lines of an error.
fn evidence(record: &ErrorRecord) -> impl Iterator<Item = LineNo> {
    (record.line.get()..=record.end_line.get()).map(LineNo::new)
}

/// The errors that PowerShell wrote in the custom action that failed, where its own words are the cause.
pub(super) fn errors(case: &Case<'_>, lines: &mut Lines<'_>) -> Vec<ErrorRecord> {
    let Some(fault) = case.pick.fault else {
        return Vec::new();
    };
    if fault.kind != FaultKind::CustomActionText {
        return Vec::new();
    }
    let quiet = quiet_source(case, lines);
    let said = output::around(case.trace, fault.line, lines);
    let mut records = error_records(&said);
    // Where no command ran that failed with its errors, they are the cause only where the cause was looked for.
    let has_fault = |record: &ErrorRecord| (record.line..=record.end_line).contains(&fault.line);
    if quiet.is_none() && !records.iter().any(has_fault) {
        return Vec::new();
    }
    // What programs write to their error stream becomes an error too, whatever it says.
    if records.iter().any(|record| !is_of_program(record)) {
        records.retain(|record| !is_of_program(record));
    }
    records
}

/// `NativeCommandError`: a program that PowerShell ran wrote to its error stream.
pub(super) fn is_of_program(record: &ErrorRecord) -> bool {
    record.id.starts_with("NativeCommandError")
}

/// The function that ran the command whose output has the fault.
fn quiet_source(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<String> {
    let said = lines.line(case.pick.line);
    let (source, _) = said.split_once(":  ")?;
    runs_quietly(source).then(|| source.to_owned())
}

/// How the script ended, as far as the action says it.
fn how(case: &Case<'_>, lines: &mut Lines<'_>) -> String {
    let source = quiet_source(case, lines);
    let error = source.and_then(|source| error_below(case.pick.line, &source, lines));
    error.map_or_else(
        || "its script failed".to_owned(),
        |(_, error)| ended(&error),
    )
}

/// What to do about an error, by its name, else by the result in it.
pub(super) fn remedy(record: &ErrorRecord) -> Option<String> {
    let id = record.id.split(',').next().unwrap_or_default().trim();
    let remedy = match id {
        "UnauthorizedAccess" | "ExecutionPolicyOverride" => EXECUTION_POLICY,
        "CommandNotFoundException" => COMMAND_NOT_FOUND,
        "ScriptContainedMaliciousContent" => BLOCKED_BY_SCANNER,
        _ if id.contains("ConstrainedLanguage") => CONSTRAINED,
        "IdentityNotMappedException" => catalog::meaning_of_result(NONE_MAPPED)?.remedy,
        _ if record.is_unread => UNREAD,
        _ => {
            let code = result_in(id).or_else(|| result_in(&record.text))?;
            catalog::meaning_of_result(code)?.remedy
        }
    };
    (!remedy.is_empty()).then(|| sentence(remedy))
}

/// The result of what .NET calls `IdentityNotMappedException`.
///
/// Source: <https://learn.microsoft.com/dotnet/api/system.security.principal.identitynotmappedexception>.
const NONE_MAPPED: u32 = 0x8007_0534;

const COMMAND_NOT_FOUND: &str = "Check that the program or the module is there, and that the PATH of the account that installs has its folder; that \
     of the machine must have C:\\Windows\\System32.";

/// Source: <https://learn.microsoft.com/windows/win32/amsi/antimalware-scan-interface-portal>.
const BLOCKED_BY_SCANNER: &str = "Security software took the script for malicious (AMSI): look into its log at this time, let its vendor check the script, and \
     allow it where it is clean; then install again.";

/// Source: <https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_language_modes>.
const CONSTRAINED: &str = "AppLocker or App Control keeps PowerShell in its constrained language, which forbids what the script does: allow the script by \
     that policy, best by its signature, then install again.";

const UNREAD: &str = "PowerShell cannot read the script. Where the statement has a path with an apostrophe, such as that of a user's \
     profile, install as another user or with TEMP set to a path without one; else the script is damaged or made for \
     another version of PowerShell.";
