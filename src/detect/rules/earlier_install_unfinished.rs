//! # What it finds
//!
//! An earlier install of this or another product was broken off, and its changes are neither finished nor undone.
//!
//! # Why it matters
//!
//! Windows Installer refuses to go on, because both installs may touch the same things and the rollback of the
//! first would undo the second.
//!
//! # What to do
//!
//! Begin the earlier install again and let it end or undo its changes; the message names it.
//! After a crash or a power failure a restart gives it the occasion.
//! Do not delete `inprogressinstallinfo.ipi` by hand unless the vendor says so: with it goes the rollback.
//!
//! # Evidence
//!
//! `Error 1704. ...` with the name of the product, or `Error 1705. ...`.
//!
//! # When it is wrong
//!
//! The mark of an unfinished install can be left behind by a machine that was copied or restored while it
//! installed.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI509",
    name: "earlier-install-unfinished",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "An earlier install is suspended or unfinished, and it must be finished or undone first.",
    advice: "Restart the machine and begin the earlier install again to finish it, or let it be undone; then begin this one.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    if !case.is_message(&[1704, 1705]) {
        return None;
    }
    // Message 1705 is about the product itself, and has no name in it.
    let (unnamed, state) = if case.is_message(&[1704]) {
        ("another product", "is suspended")
    } else {
        ("this product", "is in progress and unfinished")
    };
    let product = case.argument("product").unwrap_or(unnamed);
    Some(Words {
        headline: Some(format!(
            "An earlier install of {product} {state}; it must be finished or undone before this one."
        )),
        ..Words::default()
    })
}
