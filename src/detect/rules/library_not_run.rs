//! # What it finds
//!
//! A custom action calls a function of a library, and the installer could not load the library or did not find the
//! function: message 1723.
//!
//! # Why it matters
//!
//! The library is in the package, so it is what the library needs itself that is missing: a runtime, or another
//! library that was not installed yet.
//! Immediate actions and those before `InstallFiles` cannot use files of the package.
//!
//! # What to do
//!
//! Install the Visual C++ redistributable of the processor that the library is made for, or the .NET version.
//! A scanner that empties temporary libraries in `C:\Windows\Installer` looks the same, so look at its log.
//! The author should link runtimes into the library and check its exports.
//!
//! # Evidence
//!
//! Message 1723 with the action, the entry point, and the temporary library.
//!
//! # When it is wrong
//!
//! A managed custom action that fails to find .NET fails with a message of its own.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI109",
    name: "library-not-run",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The library of a custom action could not be loaded, or it lacks the function that is called.",
    advice: "Install the runtime that the library needs (Visual C++ or .NET), and let the author check that it exports the entry point and is built for the right processor.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    if !case.is_message(&[1723]) {
        return None;
    }
    let headline = case.argument("entry point").map(|entry| {
        format!(
            "{} could not run `{entry}`: its library could not be loaded, or it has no such function.",
            case.subject()
        )
    });
    Some(Words {
        headline,
        ..Words::default()
    })
}
