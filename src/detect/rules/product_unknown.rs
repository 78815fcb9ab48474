//! # What it finds
//!
//! A product was to be removed, repaired, or changed, and Windows Installer does not know it in this context.
//!
//! # Why it matters
//!
//! For an uninstall the aim may be reached already, so many tools take 1605 for a success.
//! When the product is still there, it was installed for one user, and the call comes from the system or from another
//! user, such as the administrator whose name was given to elevate it.
//! A product that was installed for the machine is seen by everybody.
//!
//! # What to do
//!
//! Look for the product code in the uninstall keys of the machine and of each user.
//! Run the command as the user for whom it was installed.
//!
//! # Evidence
//!
//! `MainEngineThread is returning 1605` without any action above it.
//!
//! # When it is wrong
//!
//! A product code that was typed wrongly gives the same.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::detect::pick::Reason;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI513",
    name: "product-unknown",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The product that should be removed, repaired, or changed is not installed for this user or this machine (1605).",
    advice: "Look for whom it is installed: a product installed for one user is seen by that user only, not by an administrator with another account and not by SYSTEM, as which management tools call; run the call as that user. Where it is gone already, there is nothing to do.",
    link: "https://learn.microsoft.com/windows/win32/msi/error-codes",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    let is_alone = case.pick.reason == Reason::BeforeActions;
    case.exit_code.filter(|code| is_alone && code.0 == 1605)?;
    let (_, run) = case
        .engine()
        .or_else(|| case.trace.engines_of(case.session).last())?;
    Some(Words {
        headline: Some(format!(
            "{} is not installed in this context (1605).",
            run.product
        )),
        confidence: Some(Confidence::High),
        ..Words::default()
    })
}
