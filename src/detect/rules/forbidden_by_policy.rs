//! # What it finds
//!
//! The install ended with 1625, and no line names the policy.
//!
//! # Why it matters
//!
//! Several policies and missing rights end with the same code, and the text that the user sees is the same for all.
//!
//! # What to do
//!
//! Run it elevated first, which is the most frequent remedy.
//! Then look at the policies of Windows Installer and at `AppLocker`, and read events 1007 and 1008 of the source
//! `MsiInstaller`.
//!
//! # Evidence
//!
//! `Info 1625.` or the text of Windows for 1625, with no policy at another value than 0 above it.
//!
//! # When it is wrong
//!
//! A log that was cut or that is not verbose lacks the lines of the policies.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::detect::pick::Reason;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI614",
    name: "forbidden-by-policy",
    severity: Severity::Error,
    confidence: Confidence::Medium,
    role: Role::Cause,
    status: Status::Stable,
    about: "System policy forbids the install (1625), and the log does not say which one.",
    advice: "Run it elevated, or look at the policies of Windows Installer (DisableMsi, DisableUserInstalls, AlwaysInstallElevated) and at AppLocker and software restriction.",
    link: "https://learn.microsoft.com/windows/win32/msi/system-policy",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    let is_last = case.number.is_none_or(|number| number.0 == 1625);
    let is_alone = matches!(case.pick.reason, Reason::BeforeActions | Reason::LastWord);
    case.exit_code
        .filter(|code| is_last && is_alone && code.0 == 1625)?;
    Some(Words {
        headline: Some(
            "System policy forbids the install (1625), and the log does not say which policy."
                .to_owned(),
        ),
        ..Words::default()
    })
}
