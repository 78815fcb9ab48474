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
use crate::syntax::runs_quietly;

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
    let returned = case.custom_action_code.map(|code| code.0.cast_unsigned());
    let known = returned.and_then(why);
    let is_of_wix = case.argument("entry point").is_some_and(runs_quietly);
    let reason = known.map_or(
        "its library could not be loaded, or it has no such function",
        |(reason, _)| reason,
    );
    // 1603 says no more than that it failed.
    let code = returned
        .filter(|code| *code != 1603)
        .map(|code| format!(" ({code})"))
        .unwrap_or_default();
    let headline = case.argument("entry point").map(|entry| {
        format!(
            "{} could not run `{entry}`: {reason}{code}.",
            case.subject()
        )
    });
    Some(Words {
        headline,
        advice: known
            .map(|(_, advice)| advice)
            .or(is_of_wix.then_some(OF_WIX))
            .map(str::to_owned),
        ..Words::default()
    })
}

/// What to do about the library of the WiX toolset that runs commands, which needs no runtime and has its functions.
const OF_WIX: &str = "The library is one of the WiX toolset, which needs no runtime: look whether application control (WDAC, AppLocker) or a \
     scanner forbids it, in the event logs CodeIntegrity (3077) and AppLocker at this time, and allow it below \
     C:\\Windows\\Installer.";

/// What to do where code integrity refused the library.
///
/// Source: <https://learn.microsoft.com/windows/security/application-security/application-control/app-control-for-business/operations/event-id-explanations>.
const CONTROL: &str = "Look into the event log CodeIntegrity (3077, 3033) at this time, which names the library and the policy, and allow the \
     signer of the package in it (App Control for Business, WDAC, or Smart App Control).";

/// Why the library was not loaded or its function not found, by the system error that the custom action returned, and
/// what helps (<https://learn.microsoft.com/windows/win32/debug/system-error-codes>).
fn why(code: u32) -> Option<(&'static str, &'static str)> {
    const RUNTIME: &str = "Install the newest runtime that the library needs, mostly the Visual C++ Redistributable of the processor for \
         which the package is built (vc_redist.x64.exe or vc_redist.x86.exe), then start the install again.";
    Some(match code {
        126 | 1157 => (
            "a library that it needs is missing on this machine",
            RUNTIME,
        ),
        1154 | 182 => (
            "a library that it needs is damaged, or too old for it",
            "Install the newest Visual C++ Redistributable of the processor for which the package is built, look whether \
             the package supports this version of Windows, then start the install again.",
        ),
        127 => (
            "the library, or one that it needs, lacks a function that is called",
            "If the newest Visual C++ Redistributable does not help, the author has to look whether the library exports \
             the entry point and runs on this version of Windows.",
        ),
        193 | 0x8007_00C1 => (
            "the library is built for another kind of processor",
            "Take the package that is made for the processor of this machine; else the author has to build the custom \
             action for it.",
        ),
        1114 => ("the library failed while it was loaded", RUNTIME),
        5 => (
            "access to the library was denied",
            "Look whether software that guards the machine blocks the library, which stands below C:\\Windows\\Installer \
             or the folder of TEMP while it runs, and allow it.",
        ),
        225 | 226 => (
            "security software blocked the library as unwanted",
            "Look into the protection history of the scanner at this time, let the author of the package check the \
             library, and allow it only if it is clean.",
        ),
        577 | 4551 => ("application control does not let the library run", CONTROL),
        1260 => (
            "a policy does not let the library run",
            "Allow the library in AppLocker or in the software restriction policies: it stands below \
             C:\\Windows\\Installer or the folder of TEMP while it runs.",
        ),
        _ => return None,
    })
}
