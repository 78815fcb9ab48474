//! # What it finds
//!
//! The package is marked for a processor that this machine does not have, and Windows Installer refuses it before it
//! looks at anything else.
//!
//! # Why it matters
//!
//! Nothing was begun, and no right and no option makes a difference.
//! A rollout that gives all machines one package fails on some of them in this way.
//!
//! # What to do
//!
//! Take the package that is made for the machine.
//! A 64-bit package needs a 64-bit Windows, and one for Arm64 needs an Arm machine; a 32-bit package runs on all of
//! them.
//! In a deployment tool, add a requirement on the processor.
//!
//! # Evidence
//!
//! Exit code 1633 before any action.
//! The Template property of the summary information names the processor, and the log does not show it.
//!
//! # When it is wrong
//!
//! A package that is damaged in its summary information is refused in the same way.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::text::file_name;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI218",
    name: "other-processor",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The package is not for the processor of the machine: exit code 1633.",
    advice: "Use the package for this machine: x86 for 32 bits, x64 for 64 bits, Arm64 only for Arm machines. The environment variable PROCESSOR_ARCHITECTURE tells which it is, and in a 32-bit process PROCESSOR_ARCHITEW6432.",
    link: "https://learn.microsoft.com/windows/win32/msi/error-codes",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    case.ended_at_once_with(&[1633]).then(|| {
        let package = case
            .package()
            .map_or("The package", |run| file_name(&run.product));
        Words {
            headline: Some(format!(
                "{package} is for another processor than this machine has (exit code 1633)."
            )),
            confidence: Some(Confidence::High),
            ..Words::default()
        }
    })
}
