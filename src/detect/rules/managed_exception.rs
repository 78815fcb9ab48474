//! # What it finds
//!
//! A custom action written in .NET threw an exception, which its host wrote into the log with its stack.
//!
//! # Why it matters
//!
//! The host takes the exception for a failure, and the installer reports 1603, which says nothing.
//! The exception says it all.
//!
//! # What to do
//!
//! Read the last exception of the chain: the outer ones only tell how it was passed on.
//! The first method below it that is not of .NET or of the host is where it happened.
//! A `FileNotFoundException` with a version is a library that the action was not packed with; a `SecurityException`
//! or an `UnauthorizedAccessException` is a right that the account of the action lacks.
//!
//! # Evidence
//!
//! `Exception thrown by custom action:` and the lines below it, and `CustomAction ... returned actual error code
//! 1603`.
//!
//! # When it is wrong
//!
//! An action may catch an exception, write it in the same form, and go on; it is the cause only where the action
//! failed.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::detect::words::sentence;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::FaultKind;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI111",
    name: "managed-exception",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A managed custom action threw an exception that nothing caught.",
    advice: "Read the innermost exception and the first method of the package in its stack, and report both to the author.",
    link: "https://learn.microsoft.com/windows/win32/msi/dynamic-link-libraries",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    if case.pick.fault?.kind != FaultKind::Exception {
        return None;
    }
    let exceptions: Vec<&str> = case
        .said
        .lines()
        .map(str::trim)
        .skip(1)
        .filter(|line| !line.starts_with("at ") && !line.is_empty())
        .collect();
    // The innermost is named last in the chain of `--->`.
    let chain = exceptions.first()?;
    let inner = chain.rsplit("---> ").next().unwrap_or(chain).trim();
    let (kind, message) = inner.split_once(": ").unwrap_or((inner, ""));
    let kind = kind.rsplit('.').next().unwrap_or(kind);
    let subject = case.subject();
    let headline = if message.is_empty() {
        format!("{subject} failed with an unhandled {kind}.")
    } else {
        format!(
            "{subject} failed with an unhandled {kind}: {}",
            sentence(message)
        )
    };
    Some(Words {
        headline: Some(headline),
        ..Words::default()
    })
}
