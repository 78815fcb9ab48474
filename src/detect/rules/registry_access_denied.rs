//! # What it finds
//!
//! A registry key could not be made, opened, written, or deleted, and the system error is 5: access denied.
//! Messages 1401 to 1406.
//!
//! # Why it matters
//!
//! The installer service works as the system, which has access to nearly all keys.
//! A key that refuses it was locked on purpose, by another product or by its own broken access list.
//!
//! # What to do
//!
//! A key below `HKEY_LOCAL_MACHINE32` stands in regedit below `HKEY_LOCAL_MACHINE\SOFTWARE\WOW6432Node`, and one below
//! `UNKNOWN\Components` below
//! `HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Installer\UserData\S-1-5-18\Components`.
//! Look at the permissions of the key, and take ownership where they cannot be read.
//! Give SYSTEM and Administrators full control, and let it be inherited.
//! Security software guards keys without changing their permissions, so try with it switched off, and then ask its
//! maker for an exception.
//! A key below `HKEY_CLASSES_ROOT` may be owned by `TrustedInstaller`, and then the package must not write it.
//!
//! # Evidence
//!
//! Message 1401, 1402, 1403, 1404, 1405, or 1406 with the key and the system error 5.
//!
//! # When it is wrong
//!
//! A note 1402 with the system error 2 says that a key is not there, which is normal and no cause.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI301",
    name: "registry-access-denied",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The installer was refused access to a registry key.",
    advice: "Give SYSTEM and Administrators full control of the key, inherited from the one above it, and look whether security software guards it. A key that TrustedInstaller owns is one of Windows, which no package may write: leave it as it is, and ask the author.",
    link: "https://learn.microsoft.com/windows/win32/sysinfo/registry-key-security-and-access-rights",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    let denied = case.argument("system error code") == Some("5");
    if !denied || !case.is_message(&[1401, 1402, 1403, 1404, 1405, 1406]) {
        return None;
    }
    Some(Words {
        // What is to be done about any refusal would say it twice.
        advice: Some(RULE.advice.to_owned()),
        ..Words::default()
    })
}
