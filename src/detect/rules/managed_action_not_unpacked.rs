//! # What it finds
//!
//! A managed custom action did not begin: its host could not make its temporary folder, could not unpack its assemblies
//! into it, or could not be started as a process of its own.
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
//! A host that could not be started was stopped by security software (225 is a virus found) or by a policy, such as that
//! of application control (4551).
//! A cabinet that is damaged came with the package, so get that again.
//!
//! # Evidence
//!
//! `SFXCA: Failed to create temp directory. Error code <n>`, or
//! `SFXCA: Failed to extract to temporary directory. Cabinet error code <n>.`, or
//! `SFXCA: Failed to create new CA process via RUNDLL32. Error code: <n>`
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
    about: "A managed custom action did not begin, since its assemblies could not be unpacked into a temporary folder or its host could not be started.",
    advice: "Look with icacls whether SYSTEM, Administrators, and the account of the install may write to C:\\Windows\\Installer, C:\\Windows\\Temp, and its own TEMP, and whether a scanner interferes. Where the install was not elevated, start it from an elevated command prompt; the author of the package may have to build the action with another version of WiX.",
    link: "https://learn.microsoft.com/windows/win32/api/fdi_fci_types/ns-fdi_fci_types-erf",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    let said = case.said.strip_prefix("SFXCA: ")?;
    let no_folder = said.strip_prefix("Failed to create temp directory. Error code ");
    let no_host = said.strip_prefix(NO_HOST);
    let (why, advice) = if let Some(code) = no_folder.or(no_host) {
        let code = number(code)?;
        let meaning = catalog::system_error(code).map_or(String::new(), |(_, known)| {
            format!(": {}", lower_first(known.meaning))
        });
        let what = match no_host {
            Some(_) => "start its host, rundll32",
            None => "make its temporary folder",
        };
        let advice = match code {
            _ if no_host.is_some() => Some(HOST_NEEDED),
            DISK_FULL => Some(MAKE_ROOM),
            _ => None,
        };
        (
            format!("could not {what}{meaning} (system error {code})"),
            advice,
        )
    } else {
        let code = number(said.strip_prefix(NOT_EXTRACTED)?)?;
        let why = format!(
            "could not be unpacked into its temporary folder: {}",
            of_cabinet(code)
        );
        (why, matches!(code, 1..=4).then_some(GET_AGAIN))
    };
    Some(Words {
        headline: Some(format!("{} {why}.", case.subject())),
        advice: advice.map(str::to_owned),
        ..Words::default()
    })
}

/// The head of the line that tells that the host could not be started, `225` where a scanner took what it should run for a
/// virus.
const NO_HOST: &str = "Failed to create new CA process via RUNDLL32. Error code: ";

/// What to do where the host could not be started.
const HOST_NEEDED: &str = "Look into the log of the security software at this time, let its vendor check the package, and exclude the package where it \
     is clean; a policy may forbid rundll32 too. Then install again.";

/// `ERROR_DISK_FULL`.
///
/// Source: <https://learn.microsoft.com/windows/win32/debug/system-error-codes--0-499->.
const DISK_FULL: u32 = 112;

/// What to do where the folder had no room.
const MAKE_ROOM: &str = "Make room on the volumes of C:\\Windows\\Installer and of the temporary folder of the account that installs, then install again.";

/// What to do where the cabinet within the library cannot be read.
const GET_AGAIN: &str = "The cabinet is a part of the package: get the package again and compare its hash; where it fails on each machine, only another \
     build of the package helps.";

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
