//! # What it finds
//!
//! A custom action runs a program, in most cases `msiexec` or a setup that calls it, and that ended with 1618:
//! another installation is running.
//! The other installation is this one.
//!
//! # Why it matters
//!
//! Only one execute sequence can run on a machine, and this install holds the mutex until it ends.
//! An install that is started from within it can never succeed, on any machine.
//!
//! # What to do
//!
//! Take the inner package out of the action and install it before or after this one.
//! A bundle, a task sequence, or a script with `start /wait` does that.
//! Where the inner setup cannot be taken out, start it from the user interface sequence, before this install has
//! the mutex.
//!
//! # Evidence
//!
//! `CustomAction ... returned actual error code 1618` and message 1722.
//!
//! # When it is wrong
//!
//! A third install may have held the mutex while the action waited, if the program is one that installs in the
//! background.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::event::ExitCode;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI106",
    name: "nested-msiexec-turned-away",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A custom action started another install, which was turned away because this one holds the mutex.",
    advice: "A custom action may not start another msiexec: chain the packages from outside, one after another, or in a bundle.",
    link: "https://learn.microsoft.com/windows/win32/msi/-msiexecute-mutex",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    let turned_away = case.custom_action_code == Some(ExitCode(1618));
    if !turned_away || !case.is_message(&[1722]) {
        return None;
    }
    Some(Words {
        headline: Some(format!(
            "{} started another install, which was turned away (1618) because this one is running.",
            case.subject()
        )),
        ..Words::default()
    })
}
