//! # What it finds
//!
//! The installer called the registration of a library, and it failed: message 1904, or 1905 for its removal.
//!
//! # Why it matters
//!
//! The code of the library runs here, so it fails for its own reasons, which the HRESULT tells.
//! Packages are better off with the registration in their tables, and then this cannot happen.
//!
//! # What to do
//!
//! 0x8007007E: a library that it needs is missing; 0x8007000B or 0x800700C1: it is made for another processor.
//! 0x80070005: it was refused access to a key; 0x80004005 says nothing.
//! Run `regsvr32` on it by hand, with that of `SysWOW64` for a 32-bit library.
//! A removal that fails with 1905 may be ignored.
//!
//! # Evidence
//!
//! Message 1904 or 1905 with the module and its HRESULT.
//!
//! # When it is wrong
//!
//! The library may have been removed by another product before.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI305",
    name: "module-not-registered",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A library could not register itself, or take its registration away.",
    advice: "Register the library by hand with regsvr32 of the right processor to see the reason; install the runtime that it needs.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    case.is_message(&[1904, 1905]).then(Words::default)
}
