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
//! 0xC0000139 or 0xC0000138: a library is there in an older version.
//! 0xC000007B: a library is there for another processor, 32 against 64 bits.
//! 0xC0000142: a library refused to start, as in a session without a desktop.
//! 0xC0150002: a side-by-side assembly is missing, in most cases an old Visual C++ runtime.
//! 0xC06D007E: a library that the program loads late is missing.
//! 0x80008096: a .NET runtime is missing, and 0x80008083 or 0x80008082 a library of it.
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

/// What a program ends with that could not run.
pub(in crate::detect) struct End {
    pub(in crate::detect) code: u32,
    pub(in crate::detect) why: &'static str,
    /// What to do about it.
    pub(in crate::detect) advice: &'static str,
}

impl End {
    const fn new(code: u32, why: &'static str, advice: &'static str) -> Self {
        Self { code, why, advice }
    }
}

/// What the loader of Windows and the host of .NET end a program with.
///
/// Sources: the page of the rule, <https://learn.microsoft.com/cpp/build/reference/understanding-the-helper-function>,
/// <https://github.com/dotnet/runtime/blob/main/docs/design/features/host-error-codes.md>.
const ENDS: [End; 11] = [
    End::new(
        0xC000_0135,
        "a library that it needs was not found",
        RULE.advice,
    ),
    End::new(0xC000_0139, OTHER_VERSION, RULE.advice),
    End::new(0xC000_0138, OTHER_VERSION, RULE.advice),
    End::new(
        0xC000_007B,
        "a library that it needs is made for another processor",
        RULE.advice,
    ),
    End::new(
        0xC000_0142,
        "a library that it needs refused to start",
        WITHOUT_DESKTOP,
    ),
    End::new(
        0xC015_0002,
        "a side-by-side assembly that it needs was not found",
        RULE.advice,
    ),
    End::new(
        0xC06D_007E,
        "a library that it loads late was not found",
        RULE.advice,
    ),
    End::new(0xC06D_007F, OTHER_VERSION, RULE.advice),
    End::new(
        0x8000_8096,
        "the .NET runtime that it needs is not installed",
        INSTALL_DOTNET,
    ),
    End::new(
        0x8000_8083,
        "a library of the .NET runtime is missing",
        INSTALL_DOTNET,
    ),
    End::new(
        0x8000_8082,
        "a library of the .NET runtime could not be loaded",
        INSTALL_DOTNET,
    ),
];

const OTHER_VERSION: &str = "a library that it needs is there in another version";

/// What to do about a library that did not begin.
const WITHOUT_DESKTOP: &str = "Start the program by hand with the account of the action, SYSTEM where it does not impersonate (psexec -s), to see whether it \
     runs without a desktop; restart the machine where it did so before.";

/// What to do where a program lacks its .NET.
const INSTALL_DOTNET: &str = "Install the .NET runtime that the program needs, in the version and for the processor that it names where it is started by \
     hand (`Framework:`), before the package.";

/// The end of a program that could not run, by its code.
pub(in crate::detect) fn end_of(code: u32) -> Option<&'static End> {
    ENDS.iter().find(|end| end.code == code)
}

/// The end of a program whose .NET is not there, by its code.
pub(super) fn of_dotnet(code: u32) -> Option<&'static End> {
    end_of(code).filter(|end| end.advice == INSTALL_DOTNET)
}

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    let end = end_of(case.custom_action_code?.0.cast_unsigned())?;
    if !case.is_message(&[1722]) {
        return None;
    }
    Some(Words {
        headline: Some(format!(
            "{} failed: its program could not run, since {} (0x{:08X}).",
            case.subject(),
            end.why,
            end.code
        )),
        advice: Some(end.advice.to_owned()),
        ..Words::default()
    })
}
