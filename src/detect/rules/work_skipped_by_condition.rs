//! # What it finds
//!
//! A standard action that installs or registers something, such as `InstallFiles` or `PublishProduct`, did not run
//! because the condition that the package gives it is false.
//!
//! # Why it matters
//!
//! Nearly all packages leave these actions without a condition.
//! The install ends with 0, and the files or the registration are not there.
//!
//! # What to do
//!
//! Look at the condition in the `InstallExecuteSequence` table, and with `wilog properties --at` at the values that
//! it had.
//! A condition on `REMOVE` or `Installed` may be meant: then the action is skipped in a removal or a repair only.
//!
//! # Evidence
//!
//! `Skipping action: InstallFiles (condition is false)`, in a first install.
//!
//! # When it is wrong
//!
//! A package whose work is done by a custom action may leave the standard actions out on purpose.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::Operation;
use crate::trace::Trace;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI522",
    name: "work-skipped-by-condition",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    role: Role::Risk,
    status: Status::Stable,
    about: "An action that does the work of an install was skipped because its condition is false.",
    advice: "Check the condition of the action in the sequence of the package, and the properties in it.",
    link: "https://learn.microsoft.com/windows/win32/msi/using-properties-in-conditional-statements",
    check: Check::Trace(check),
};

/// Actions that put something on the machine or into the books of the installer, and that packages leave without a
/// condition.
const WORK: &[&str] = &[
    "InstallFiles",
    "ProcessComponents",
    "PublishFeatures",
    "PublishProduct",
    "RegisterProduct",
    "WriteRegistryValues",
    "InstallInitialize",
    "InstallFinalize",
];

fn check(trace: &Trace, _: &mut Lines<'_>) -> Vec<Hit> {
    let skipped = trace.skipped.iter().filter(|skipped| {
        let fresh = skipped
            .engine
            .is_some_and(|id| trace.operation(id) == Operation::Install);
        fresh
            && trace.names.get(skipped.reason) == "condition is false"
            && WORK.contains(&trace.names.get(skipped.name))
    });
    skipped
        .map(|skipped| {
            let name = trace.names.get(skipped.name);
            let headline = format!("{name} was skipped because its condition is false.");
            Hit::new(headline, vec![skipped.line])
        })
        .collect()
}
