//! # What it finds
//!
//! Windows refused to make a service: message 1923.
//!
//! # Why it matters
//!
//! The text speaks of privileges, which an elevated install has.
//! In practice it is the account of the service, its name, or what is left of an older service.
//!
//! # What to do
//!
//! Check that the account exists, is written as `DOMAIN\user` or `.\user`, and that its password is right.
//! Look for a service of the same name or display name: `sc query`.
//! Error 1073 means that it exists, 1057 that the account is not valid, 1078 that the display name is taken.
//!
//! # Evidence
//!
//! The operation `ServiceInstall`, and message 1923 with the name of the service.
//!
//! # When it is wrong
//!
//! Security software may forbid new services without another trace.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::detect::service;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI406",
    name: "service-not-installed",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A service could not be installed.",
    advice: "Check the account of the service and its password, and whether a service of that name is there already.",
    link: "https://learn.microsoft.com/windows/win32/msi/serviceinstall-table",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    let subject = case.subject();
    case.is_message(&[1923]).then(|| {
        let words = service::words(case, lines, |service, account| {
            (
                format!("{subject} could not install the service {service}, which is to run as {account}."),
                format!(
                    "Check that {account} exists, is written as DOMAIN\\user or .\\user, and that its password is right; then look for a service of that name (sc.exe query)."
                ),
            )
        });
        // Rights and accounts are not it where the engine has all rights and the service needs no account.
        let is_plain = words.advice.is_none() && case.is_elevated();
        let advice = words.advice.or_else(|| is_plain.then(|| LEFT_OVER.to_owned()));
        Words { advice, ..words }
    })
}

/// What to do about a service that runs as the system, in an install that was elevated.
const LEFT_OVER: &str = "Mostly the service of that name is still there and waits for its deletion (1072), although the message speaks of privileges: \
     close services.msc, Task Manager, and whatever watches services, look with sc.exe query, restart if it stays, and install \
     again.";
