//! # What it finds
//!
//! The install failed because another program has a file open that it has to replace or remove.
//!
//! # Why it matters
//!
//! With a user interface the installer asks to retry; in a silent install there is nobody to answer, so it ends and is
//! rolled back.
//!
//! # What to do
//!
//! Find who holds the file: `openfiles`, the Resource Monitor, or Process Explorer show it by the name of the file.
//! Stop services in the package with `ServiceControl` before its files are replaced.
//! Leave the Restart Manager on, which closes programs that can be closed.
//!
//! # Evidence
//!
//! Message 1306 with the file, or a message about a file with system error 32 (sharing violation) or 33 (lock
//! violation).
//!
//! # When it is wrong
//!
//! A scanner holds a new file for a moment only, and then a second try succeeds.

use super::file_write_failed::is_locked;
use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI222",
    name: "file-locked",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "Another program holds a file that the install replaces, and the install failed over it: message 1306, or a system error 32 or 33.",
    advice: "Close the program or stop the service that holds the file, then install again; where nothing seems to hold it, restart the machine first.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    let of_a_file = case.is_message(&[1304, 1305, 1309, 1310, 1321, 2324, 2330]);
    (case.is_message(&[1306]) || of_a_file && is_locked(case)).then(Words::default)
}
