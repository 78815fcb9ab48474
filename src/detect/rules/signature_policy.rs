//! # What it finds
//!
//! A policy that looks at signatures refused a file: software restriction, `AppLocker`, or application control for
//! the package, a cabinet, or a file of the installer.
//!
//! # Why it matters
//!
//! The message names the file, and that may be the installer's own copy in `C:\Windows\Installer`, which hides
//! which package it was.
//!
//! # What to do
//!
//! Sign the package, or allow it by publisher, hash, or path; the event logs of `AppLocker` and `CodeIntegrity` name
//! the rule.
//! Microsoft says that a very large package can fail with this message for want of memory:
//! <https://support.microsoft.com/topic/5fef0db3-7ba0-b856-3f0e-ac644671d120>.
//! The log says then that the check itself failed, so there is nothing to sign or to allow.
//!
//! # Evidence
//!
//! `Error 1718. File <file> was rejected by digital signature policy.`
//! Where the check failed, `SaferIdentifyLevel reported failure` or `is not permitted due to an error in software restriction
//! policy processing` stands above it.
//!
//! # When it is wrong
//!
//! Where no policy is set, memory is the likely reason: the whole file is read to be checked.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI606",
    name: "signature-policy",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A signature policy refused a file (1718).",
    advice: "Sign the package and its files with a certificate that the policy trusts, or allow them by hash or path; on a very large package try first with more free memory.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

/// What to do where the signature could not be checked.
const CHECK_FAILED: &str = "No policy refused it, the check itself failed: copy the package to a local disk, restart or close what takes much \
     memory, and try again; where that does not help, get the package anew. A large patch on Windows Server 2003 takes the \
     update KB973825 of Microsoft.";

/// How far above the message the lines of the check stand at most.
const NEAR: u32 = 40;

fn check(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    if !case.is_message(&[1718]) {
        return None;
    }
    let file = case.argument("file").unwrap_or("a file");
    if let Some((line, error)) = failed_check(case.pick.line, lines) {
        return Some(Words {
            headline: Some(format!(
                "The signature of {file} could not be checked{error}, so Windows Installer does not trust it (1718)."
            )),
            advice: Some(CHECK_FAILED.to_owned()),
            more: vec![line],
            ..Words::default()
        });
    }
    Some(Words {
        headline: Some(format!(
            "A signature policy of this machine refused {file} (1718)."
        )),
        ..Words::default()
    })
}

/// The line above the message that says that the check failed, with the error of Windows that it names:
/// `SOFTWARE RESTRICTION POLICY: SaferIdentifyLevel reported failure.  Assuming untrusted. . . (GetLastError returned 8)`.
/// The last of these lines that tells of a policy counts, since the ones above it may be about another file.
fn failed_check(message: LineNo, lines: &mut Lines<'_>) -> Option<(LineNo, String)> {
    const POLICY: &str = "SOFTWARE RESTRICTION POLICY: ";
    const FAILED: &str = "SaferIdentifyLevel reported failure";
    const NOT_TRUSTED: &str =
        "not permitted due to an error in software restriction policy processing";
    let from = LineNo::new(message.get().saturating_sub(NEAR).max(1));
    let above = lines.between(from, message);
    let told = above
        .iter()
        .rev()
        .filter(|(_, line)| line.contains(POLICY) || line.contains(NOT_TRUSTED));
    let mut failed =
        told.take_while(|(_, line)| line.contains(FAILED) || line.contains(NOT_TRUSTED));
    let last = failed.next()?;
    let (line, said) = [failed.next(), Some(last)]
        .into_iter()
        .flatten()
        .find(|(_, line)| line.contains(FAILED))
        .unwrap_or(last);
    let error = said.split_once("GetLastError returned ");
    let error = error.and_then(|(_, rest)| rest.split([')', ' ']).next());
    let error = error.and_then(|number| number.parse::<u32>().ok());
    let error = error.filter(|number| *number != 0);
    let error = error.map(|number| format!(" (system error {number})"));
    Some((*line, error.unwrap_or_default()))
}
