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
//! Microsoft says that a very large package can fail with this message for want of memory.
//!
//! # Evidence
//!
//! `Error 1718. File <file> was rejected by digital signature policy.`
//!
//! # When it is wrong
//!
//! Where no policy is set, memory is the likely reason: the whole file is read to be checked.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};

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

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    if !case.is_message(&[1718]) {
        return None;
    }
    let file = case.argument("file").unwrap_or("a file");
    Some(Words {
        headline: Some(format!(
            "A signature policy of this machine refused {file} (1718)."
        )),
        ..Words::default()
    })
}
