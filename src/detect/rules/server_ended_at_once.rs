//! # What it finds
//!
//! The Windows Installer service took the install and ended it with 1603 before it opened the package.
//!
//! # Why it matters
//!
//! Nothing of the package has run, and no log, however verbose, says more: the service failed at its own beginning.
//! People look for the reason among the actions of the package, of which none has run.
//!
//! # What to do
//!
//! Restart the machine and try again, which helps mostly.
//! The service runs as SYSTEM, which neither sees the drives of a user (`subst`, mapped drives) nor reads what is encrypted
//! for one: copy the package into a folder on a local drive that SYSTEM may read.
//! When it stays, try from a command prompt that is elevated, and look into the Application and the System event log at
//! this time.
//!
//! # Evidence
//!
//! `Running installation inside multi-package transaction ...` and then `MainEngineThread is returning 1603` with neither
//! a `RunEngine` block nor any error between them.
//!
//! # When it is wrong
//!
//! A log whose middle was cut out by hand looks the same.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI516",
    name: "server-ended-at-once",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The Windows Installer service ended the install with 1603 before it opened the package.",
    advice: "Copy the package into a folder on a local drive that SYSTEM may read, restart the machine, and try again from an elevated command prompt. When it stays, look into the Application and System event logs at this time: a more verbose log says no more.",
    link: "https://learn.microsoft.com/windows/win32/msi/error-codes",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    let ended = case.trace.server_ended_at_once(case.session)?;
    (ended == case.pick.line).then(|| Words {
        headline: Some(
            "The Windows Installer service ended the install before it opened the package (1603)."
                .to_owned(),
        ),
        ..Words::default()
    })
}
