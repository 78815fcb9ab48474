//! # What it finds
//!
//! Another install was running, so Windows Installer turned this one away with 1618.
//! It says how long this one waited for the execution mutex, and how often it told the user that another installation
//! is in progress.
//!
//! # Why it matters
//!
//! Nothing was changed, and nothing is wrong with the package or the machine.
//! Only one install at a time may run an execute sequence on a machine, and the mutex `_MSIExecute` guards that.
//! A second install waits about three seconds and gives up; from inside the user interface sequence of another install
//! it is turned away at once.
//!
//! # What to do
//!
//! Begin it again when the other install has ended.
//! In scripts begin each install with `start /wait`, in a management tool put them into one job or make one depend on
//! the other, and let the caller try again after 1618.
//! To find who held the mutex, give wilog the logs of all installs of that hour in one call, or read the Application
//! event log: source `MsiInstaller`, event 1040 at the beginning of an install and 1042 at its end.
//!
//! # Evidence
//!
//! `Failed to grab execution mutex. System error 258.` (258 is a wait that timed out), `Error 1500. ...` shown again
//! and again, or an exit code of 1618 with neither.
//!
//! # When it is wrong
//!
//! An install that hangs, or one that ended without giving the mutex back, looks the same as one that works.
//! Then no other log has an install at that time, and a restart helps.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::detect::pick::Reason;
use crate::detect::summary::Wait;
use crate::finding::{Confidence, Role, Severity};
use crate::text::duration;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI005",
    name: "install-in-progress",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "Another install was running and held the mutex `_MSIExecute`, so this one was turned away.",
    advice: "Wait for the other install to end and start this one again; in scripts wait for each msiexec (start /wait) and run jobs one after another. With the logs of both in one call, wilog names the install that held the mutex.",
    link: "https://learn.microsoft.com/windows/win32/msi/-msiexecute-mutex",
    check: Check::Cause(check),
};

/// The end of that advice, for who gave one log.
pub(in crate::detect) const ASKS_FOR_LOGS: &str =
    " With the logs of both in one call, wilog names the install that held the mutex.";

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    if case.pick.reason != Reason::Mutex {
        return None;
    }
    let wait = Wait::of(case.trace, case.session);
    let how = match (wait.line, wait.milliseconds, wait.asked) {
        (None, ..) => " at once".to_owned(),
        (Some(_), ..) if wait.is_part => String::new(),
        (Some(_), 0, _) => " without a wait".to_owned(),
        (Some(_), waited, 0 | 1) => format!(" after a wait of {}", duration(waited)),
        (Some(_), waited, asked) => format!(
            " after a wait of {}, in which it told {asked} times that another installation is in progress",
            duration(waited)
        ),
    };
    Some(Words {
        headline: Some(format!(
            "Another installation was running and held the _MSIExecute mutex, so this one was turned away{how}."
        )),
        more: wait.line.into_iter().chain(wait.last).collect(),
        ..Words::default()
    })
}
