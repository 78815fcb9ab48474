//! # What it finds
//!
//! A bundle ended well, or its log ends before its result and nothing else failed, and a package of it that it can do
//! without failed.
//!
//! # Why it matters
//!
//! The bundle goes on and mostly says that it succeeded, and a part of the program is missing.
//! An older bundle that could not be removed is still listed among the programs, and its files may still be there.
//!
//! # What to do
//!
//! Read why the package failed, in its own log where the bundle names one, and install it by itself if somebody needs
//! it.
//! Remove an older bundle by hand.
//!
//! # Evidence
//!
//! `Applied non-vital package: <id>, encountered error: 0x<n>. Continuing...`, in the log of a bundle that shows no failure.
//!
//! # When it is wrong
//!
//! A package that fails since a newer version of it is there, or since an update does not apply to this Windows, is not
//! missed, so those are not looked at.
//! A log that ends before its result may lack the lines in which the package was tried again.
//! The author of the bundle may have made the package optional because it often fails where nobody needs it.

use super::{Check, Hit, Rule, Status};
use crate::detect::bundle::{NOT_APPLICABLE, failure_of};
use crate::detect::lines::Lines;
use crate::detect::prose::listed;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::{BundlePackage, BundleStep, Outcome, Trace, exit_code_of};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI021",
    name: "bundle-package-left-out",
    severity: Severity::Warning,
    confidence: Confidence::High,
    role: Role::Context,
    status: Status::Stable,
    about: "A bundle went on without a package of it, which it can do without and which failed.",
    advice: "Read the log of the package, and install it by itself if somebody needs it.",
    link: "https://learn.microsoft.com/windows/win32/msi/error-codes",
    check: Check::Trace(check),
};

/// Of more packages only the names are told.
const MOST: usize = 4;

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    let may_be_well = |outcome: Outcome| outcome.is_success() || outcome == Outcome::Unknown;
    let bundle = trace.bundle.as_ref();
    let Some(bundle) = bundle.filter(|bundle| may_be_well(bundle.evidence().outcome)) else {
        return Vec::new();
    };
    // Below the last line the package may have been tried again.
    let sure = match bundle.end() {
        Some(_) => Confidence::High,
        None => Confidence::Medium,
    };
    let missing: Vec<_> = bundle.packages.iter().filter_map(left_out).collect();
    let (told, more) = missing.split_at(missing.len().min(MOST));
    let mut hits: Vec<Hit> = told
        .iter()
        .map(|(package, step, result)| {
            let (failed, advice, shown) = failure_of(bundle, package, step, *result, lines);
            // What was to be removed is another bundle, mostly an older version of this one.
            let then = if bundle.related.contains_key(package.id.as_str()) {
                "It may still be there, and listed among the programs."
            } else {
                "The bundle went on without it."
            };
            Hit::new(format!("{failed} {then}"), shown)
                .advice(advice)
                .confidence(sure)
        })
        .collect();
    if let Some((_, first, _)) = more.first() {
        let names: Vec<&str> = more
            .iter()
            .map(|(package, ..)| package.id.as_str())
            .collect();
        let line = first.result().map_or(first.line, |(_, line)| line);
        let headline = format!(
            "{} more packages failed, and the bundle went on without them: {}.",
            more.len(),
            listed(&names, MOST)
        );
        hits.push(Hit::new(headline, vec![line]).confidence(sure));
    }
    hits
}

/// The last try of a package that the bundle can do without, where it failed and no other try went well.
fn left_out(package: &BundlePackage) -> Option<(&BundlePackage, &BundleStep, u32)> {
    let mut tries = package.steps.iter().filter(|step| !step.rollback);
    let is_done = |step: &BundleStep| {
        step.end
            .is_some_and(|(result, _)| Outcome::of_result(result).is_success())
    };
    let last = tries.clone().next_back()?;
    let (result, _) = last.end?;
    let is_missed = exit_code_of(result).0 != 1638 && result != NOT_APPLICABLE;
    (!last.vital && is_missed && !tries.any(is_done)).then_some((package, last, result))
}
