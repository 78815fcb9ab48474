//! # What it finds
//!
//! A software restriction policy looked at the package and did not permit it.
//!
//! # Why it matters
//!
//! Nothing of the package ran, and the exit code 1625 does not say which policy it was.
//!
//! # What to do
//!
//! Allow the package by publisher, path, or hash.
//! Events 1007 and 1008 of the source `MsiInstaller` in the Application event log name the rule.
//!
//! # Evidence
//!
//! `SOFTWARE RESTRICTION POLICY: <package> is not permitted to run ...` and exit code 1625.
//!
//! # When it is wrong
//!
//! The wording of the line rests on hearsay, so this rule is in preview.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::FaultKind;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI607",
    name: "software-restriction",
    severity: Severity::Error,
    confidence: Confidence::Medium,
    role: Role::Cause,
    status: Status::Preview,
    about: "A software restriction policy does not permit the package to run.",
    advice: "Sign the package, or allow it by path, hash, or publisher in the software restriction policies or in AppLocker.",
    link: "https://learn.microsoft.com/windows-server/identity/software-restriction-policies/software-restriction-policies",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    case.fault().filter(|kind| **kind == FaultKind::Forbidden)?;
    if !case.said.contains(" not permitted ") {
        return None;
    }
    Some(Words {
        headline: Some(format!(
            "A software restriction policy refused the package: {}",
            case.said
        )),
        ..Words::default()
    })
}
