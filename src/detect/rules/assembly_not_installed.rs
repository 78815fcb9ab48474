//! # What it finds
//!
//! An assembly could not be installed side by side or into the global assembly cache: message 1935, or 1936 to 1938
//! for its signature or its files.
//!
//! # Why it matters
//!
//! The store belongs to Windows, so what is broken is rarely the package.
//! The HRESULT tells which part.
//!
//! # What to do
//!
//! 0x80070BC9, 0x800736B3, or 0x80073712: the store waits for a restart or is damaged; restart, then `DISM /Online
//! /Cleanup-Image /RestoreHealth`.
//! 0x80070002, 0x80131xxx: the .NET Framework is damaged; repair or update it.
//! 0x80070005: access was denied, often by security software.
//! 0x8007054F or 0x80071A30: the transactional registry or file system is damaged; `fsutil resource setautoreset
//! true C:\` and a restart help.
//! 1936, 1937, and 1938 are mistakes of the package or of the machine's root certificates.
//!
//! # Evidence
//!
//! Message 1935, 1936, 1937, or 1938 with the component, the HRESULT, the function, and the name of the assembly.
//!
//! # When it is wrong
//!
//! An assembly may fail only because a library that it needs failed before it; the first one in the log counts.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI310",
    name: "assembly-not-installed",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "An assembly could not be installed into the store of Windows or into the global assembly cache.",
    advice: "Restart to finish pending updates of Windows, then repair the store (DISM /Online /Cleanup-Image /RestoreHealth, sfc /scannow) or .NET, and install again.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    case.is_message(&[1935, 1936, 1937, 1938]).then(Words::default)
}
