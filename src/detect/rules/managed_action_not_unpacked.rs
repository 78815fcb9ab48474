//! # What it finds
//!
//! A managed custom action did not begin: its host could not make its temporary folder, or could not unpack its
//! assemblies into it.
//!
//! # Why it matters
//!
//! Nothing of the action has run, so neither its author nor its log knows of the failure.
//! The same package installs on one machine and not on the next, or from one prompt and not from another.
//!
//! # What to do
//!
//! The folder is made beside the library of the action, in `C:\Windows\Installer` or in `TEMP`, which is `C:\Windows\Temp` for
//! the system: look with `icacls` whether SYSTEM, Administrators, and the account of the action may write to them, and whether a
//! scanner deletes or locks what is unpacked.
//! Some versions of WiX (from 4.0.5 and 3.14 on) unpack below `C:\Windows\Installer`, where an action that runs with the
//! rights of an ordinary user may not write: start the install from an elevated command prompt, and let the author build
//! the action with another version.
//!
//! # Evidence
//!
//! `SFXCA: Failed to create temp directory. Error code <n>`, or
//! `SFXCA: Failed to extract to temporary directory. Cabinet error code <n>.`
//!
//! # When it is wrong
//!
//! A library that is damaged in the package fails on each machine.

use super::{Check, Rule, Status, Words};
use crate::catalog;
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::detect::prose::lower_first;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI113",
    name: "managed-action-not-unpacked",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A managed custom action did not begin, since its assemblies could not be unpacked into a temporary folder.",
    advice: "Look with icacls whether SYSTEM, Administrators, and the account of the install may write to C:\\Windows\\Installer, C:\\Windows\\Temp, and its own TEMP, and whether a scanner interferes. Where the install was not elevated, start it from an elevated command prompt; the author of the package may have to build the action with another version of WiX.",
    link: "https://learn.microsoft.com/windows/win32/api/fdi_fci_types/ns-fdi_fci_types-erf",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    let said = case.said.strip_prefix("SFXCA: ")?;
    let why = if let Some(code) = said.strip_prefix("Failed to create temp directory. Error code ")
    {
        let (_, known) = catalog::system_error(number(code)?)?;
        format!(
            "could not make its temporary folder: {} (system error {})",
            lower_first(known.meaning),
            known.number
        )
    } else {
        let code = number(said.strip_prefix(NOT_EXTRACTED)?)?;
        format!(
            "could not be unpacked into its temporary folder: {}",
            of_cabinet(code)
        )
    };
    Some(Words {
        headline: Some(format!("{} {why}.", case.subject())),
        ..Words::default()
    })
}

/// The head of the line that tells how unpacking ended.
const NOT_EXTRACTED: &str = "Failed to extract to temporary directory. Cabinet error code ";

/// The number at the beginning of a text: `8.`
fn number(text: &str) -> Option<u32> {
    let digits = text.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

/// What a code of the cabinet library means.
///
/// Source: <https://learn.microsoft.com/windows/win32/api/fdi_fci_types/ns-fdi_fci_types-erf>.
fn of_cabinet(code: u32) -> String {
    let meaning = match code {
        1 => "its cabinet was not found or not opened",
        2..=4 => "its cabinet is damaged",
        5 => "memory did not suffice",
        8 => "a file could not be written there",
        11 => "it was stopped",
        _ => return format!("cabinet error {code}"),
    };
    format!("{meaning} (cabinet error {code})")
}
