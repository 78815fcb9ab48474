//! # What it finds
//!
//! A component could not be entered into the books of Windows Installer: message 2908, often with 2902 or 1937
//! beside it.
//!
//! # Why it matters
//!
//! The entries of all products lie below one key, and an entry that refuses SYSTEM breaks every package that shares
//! the component.
//!
//! # What to do
//!
//! Look for the component, as a packed code, below `Installer\UserData\S-1-5-18\Components`, and give SYSTEM and
//! Administrators full control of it.
//! Where the component is an assembly, repair .NET or the store of Windows.
//! An earlier install that was killed may have left the entry, so restart first.
//!
//! # Evidence
//!
//! Message 2908 with the code of the component.
//!
//! # When it is wrong
//!
//! Which product left the entry does not stand in this log.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI311",
    name: "component-not-registered",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A component could not be registered with Windows Installer.",
    advice: "Restore the rights of SYSTEM on the keys of the installer below HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Installer, restart, and install again.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    if !case.is_message(&[2908]) {
        return None;
    }
    let component = case.argument("component").unwrap_or("of the package");
    Some(Words {
        headline: Some(format!(
            "{} could not register the component {component}.",
            case.subject()
        )),
        ..Words::default()
    })
}
