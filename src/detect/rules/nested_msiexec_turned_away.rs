//! # What it finds
//!
//! A custom action started another install, in most cases by running `msiexec` or a setup that calls it, and that
//! came back with 1618: another installation is running.
//! The other installation is this one; of a program that ran in the user interface sequence it is a third one.
//!
//! # Why it matters
//!
//! It cannot work, on no machine and at no time: only one execute sequence can run on a machine, and this install
//! holds the mutex `_MSIExecute` until its own has ended.
//! In the user interface sequence nobody holds the mutex yet, but one process cannot run two installs, so a library
//! that calls the installer from there is turned away too.
//! A program from there has a process of its own, and 1618 then tells that some other install ran on the machine.
//! Message 1722 sounds as if the program were broken, and the log of the inner install, if there is one, as if the
//! machine were busy.
//!
//! # What to do
//!
//! Take the inner package out of the action, and install it before or after this one: by a bundle, by two steps of a
//! management tool, or by a script with `start /wait`.
//! Where the inner setup cannot be taken out, run it as a program of its own from the user interface sequence, before
//! this install has the mutex; a silent install skips that sequence.
//!
//! # Evidence
//!
//! `CustomAction ... returned actual error code 1618`, and message 1722 or the end of the action that follows from it; or
//! `Error 0x80070652: Command line returned an error.` of an action that ran a command without a window.
//!
//! # When it is wrong
//!
//! A third install may have held the mutex while the action waited, if the program is one that installs in the
//! background.
//! A program may also pass on the 1618 of another machine.

use super::{Check, Rule, Status, Words, install_in_progress};
use crate::detect::case::Case;
use crate::detect::custom_action::quiet_result::code_of_command;
use crate::detect::lines::Lines;
use crate::event::{ExitCode, Side};
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

fn check(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    // An action that runs a command without a window ends with 1603, whatever the command ended with.
    let of_command = code_of_command(case, lines) == Some(1618);
    let turned_away = of_command || case.custom_action_code == Some(ExitCode(1618));
    if !turned_away || !(case.number.is_none() || case.is_message(&[1722])) {
        return None;
    }
    let of_client = case
        .engine()
        .is_some_and(|(_, run)| run.side == Side::Client);
    let of_program = of_command || case.is_message(&[1722]);
    let why = match (of_client, of_program) {
        (true, true) => "a third one was running on the machine",
        (true, false) => "its process was running the user interface of this one",
        (false, _) => "this one is running",
    };
    let advice = (of_client && of_program).then(|| install_in_progress::RULE.advice.to_owned());
    Some(Words {
        headline: Some(format!(
            "{} started another install, which was turned away (1618) because {why}.",
            case.subject()
        )),
        confidence: Some(Confidence::High),
        advice,
        ..Words::default()
    })
}
