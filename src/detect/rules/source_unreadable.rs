//! # What it finds
//!
//! A source file or cabinet is there, and opening or reading it failed.
//!
//! # Why it matters
//!
//! The install is rolled back, and may work the next time, which hides a weak network, a bad medium, or a share that
//! keeps the computer account out.
//!
//! # What to do
//!
//! Look at the system error that the message states.
//! Copy the source to a local disk first: that shows whether the file can be read at all, and takes the network out of
//! the install.
//! Where access to a share is denied, let the user who installs and the account of the computer read it.
//! The installer reads as SYSTEM, so a mapped drive of the user is not there for it.
//!
//! # Evidence
//!
//! Message 1305 or 1309 with the file and a system error, or 1318 or 1319 with a path on the network.
//!
//! # When it is wrong
//!
//! A file that another program holds is told of as `file-locked`.

use super::file_write_failed::is_locked;
use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI224",
    name: "source-unreadable",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A file of the source could not be opened or read to its end, mostly for the network: messages 1305, 1309, 1318, and 1319.",
    advice: "Copy the whole source to a local disk, compare its hashes, and install from there.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

/// What to do about a share that keeps the install out: on another machine SYSTEM is the account of this computer.
const LET_READ: &str = "Let the user who installs and the account of this computer (Domain Computers) read the share, or copy the whole source to a \
     local disk and install from there.";

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    let is_it = case.is_message(&[1305, 1309, 1318, 1319]) && !is_locked(case);
    let is_on_share = || {
        let file = case.argument("file");
        file.is_some_and(|file| file.starts_with("\\\\"))
    };
    let is_denied = || case.argument("system error code") == Some("5");
    is_it.then(|| Words {
        advice: (is_denied() && is_on_share()).then(|| LET_READ.to_owned()),
        ..Words::default()
    })
}
