//! # What it finds
//!
//! The engine may not read or write the data that it keeps for itself in the registry.
//!
//! # Why it matters
//!
//! No package can install while that holds, whatever the rights of the user are.
//!
//! # What to do
//!
//! Restore the rights of the keys below `HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Installer`:
//! SYSTEM and Administrators have full control.
//! Look for scripts that harden the registry, and for software that guards it.
//!
//! # Evidence
//!
//! `Error 1501. Error accessing secured data.`
//!
//! # When it is wrong
//!
//! A registry that is damaged or full gives the same message.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI613",
    name: "secured-data-refused",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The secured data of the installer cannot be read or written (1501).",
    advice: "Give SYSTEM and Administrators full control of the keys of the installer in the registry, HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Installer, and try again.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    if !case.is_message(&[1501]) {
        return None;
    }
    Some(Words {
        headline: Some(
            "Windows Installer was refused access to the data that it keeps for itself (1501)."
                .to_owned(),
        ),
        ..Words::default()
    })
}
