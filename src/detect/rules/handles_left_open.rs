//! # What it finds
//!
//! A custom action ended and left handles of the installer open: message 2769, or a line "Leaked MSIHANDLE" for
//! each.
//!
//! # Why it matters
//!
//! It is a mistake in the code of the action.
//! The installer closes the handles itself, so nothing comes of it but memory that is held for a while.
//!
//! # What to do
//!
//! Look elsewhere for the reason of a failure.
//! The author should close each handle, or use a type that does it.
//!
//! # Evidence
//!
//! `Note: 1: 2769` with the action and how many, and `Leaked MSIHANDLE (...)`.
//!
//! # When it is wrong
//!
//! It is never wrong, and it never matters to an install.

use super::{Check, Hit, Rule, Status, one_hit_for};
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::Trace;
use crate::trace::MarkKind;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI130",
    name: "handles-left-open",
    severity: Severity::Note,
    confidence: Confidence::High,
    role: Role::Context,
    status: Status::Stable,
    about: "A custom action left handles of the installer open.",
    advice: "It is no reason for a failure; the author should close what MsiOpenDatabase, MsiCreateRecord, and their sisters give.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Trace(check),
};

fn check(trace: &Trace, _: &mut Lines<'_>) -> Vec<Hit> {
    one_hit_for(
        trace,
        |kind| *kind == MarkKind::HandlesLeft,
        |count| {
            let lines = if count == 1 { "" } else { ", more than once" };
            format!("A custom action left handles of the installer open{lines}.")
        },
    )
}
