//! # What it finds
//!
//! The install is called with a transform, or was installed with one before, and the file of that transform is gone.
//!
//! # Why it matters
//!
//! Nothing was begun.
//! A product that was installed with a transform needs it again for every repair, change, and removal.
//!
//! # What to do
//!
//! Look at the path in the line: a name without a path is looked for beside the package.
//! For an installed product the transform lies in the cache of the product below `C:\Windows\Installer` or in the
//! profile of the user, and comes from the source of the package where it does not.
//!
//! # Evidence
//!
//! `Couldn't find cached transform <file>`, or `Note: 1: 2203` with a file `.mst`, and exit code 1624.
//!
//! # When it is wrong
//!
//! A transform that does not fit gives the same exit code: that is `transform-mismatch`.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI212",
    name: "transform-missing",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A transform that the install names was not found.",
    advice: "Put the transform where TRANSFORMS says, beside the package or under its full path; for an installed product restore the cached transform or its source.",
    link: "https://learn.microsoft.com/windows/win32/msi/merges-and-transforms",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    let file = case
        .argument("database")
        .filter(|path| case.is_message(&[2203]) && path.to_ascii_lowercase().ends_with(".mst"));
    let cached = || {
        let rest = case.said.strip_prefix("Couldn't find cached transform ")?;
        Some(rest.split(". Looking for ").next().unwrap_or(rest))
    };
    let transform = file.or_else(cached)?;
    Some(Words {
        headline: Some(format!("The transform {transform} was not found.")),
        ..Words::default()
    })
}
