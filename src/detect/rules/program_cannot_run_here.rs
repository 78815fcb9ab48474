//! # What it finds
//!
//! A custom action runs a program, and Windows could not load it: the program ended with a status such as
//! 0xC0000135, a library that was not found.
//! The installer reports no more than message 1722.
//!
//! # Why it matters
//!
//! The program never came to its first statement, so neither its log nor its arguments explain anything.
//! It runs on the machine of the author, where the runtime is.
//!
//! # What to do
//!
//! 0xC0000135: a library is missing, in most cases a Visual C++ or a .NET runtime.
//! 0xC0000139: a library is there in an older version.
//! 0xC000007B: a library is there for another processor, 32 against 64 bits.
//! 0xC0000142: a library refused to start, as in a session without a desktop.
//! Start the program by hand on the machine: Windows then names the library in a message box.
//!
//! # Evidence
//!
//! `CustomAction ... returned actual error code -1073741515` or one of its sisters, and message 1722.
//!
//! # When it is wrong
//!
//! A program may end itself with such a number.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI107",
    name: "program-cannot-run-here",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The program of a custom action could not be loaded: a library or an entry point that it needs is missing.",
    advice: "Install the runtime that the program needs, such as the Visual C++ redistributable of its processor, before the package.",
    link: "https://learn.microsoft.com/openspecs/windows_protocols/ms-erref/596a1078-e883-4972-9bbc-49e60bebca55",
    check: Check::Cause(check),
};

/// What the loader of Windows ends a program with, and what that means.
const LOADER: [(u32, &str); 4] = [
    (0xC000_0135, "a library that it needs was not found"),
    (
        0xC000_0139,
        "a library that it needs is there in another version",
    ),
    (
        0xC000_007B,
        "a library that it needs is made for another processor",
    ),
    (0xC000_0142, "a library that it needs refused to start"),
];

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    let code = case.custom_action_code?.0.cast_unsigned();
    let (_, why) = LOADER.iter().find(|(known, _)| *known == code)?;
    if !case.is_message(&[1722]) {
        return None;
    }
    Some(Words {
        headline: Some(format!(
            "{} failed: its program could not be loaded, since {why} (0x{code:08X}).",
            case.subject()
        )),
        ..Words::default()
    })
}
