//! # What it finds
//!
//! A transform says for which product, version, language, or upgrade code it was made, and the package is another one.
//!
//! # Why it matters
//!
//! Nothing was begun.
//! This is what happens when a new version of a package is deployed with the transform of the last one.
//!
//! # What to do
//!
//! Make the transform again from this version of the package.
//! The message tells what was expected and what was found.
//!
//! # Evidence
//!
//! Message 2745 (language), 2746 (product), 2747 to 2751 (version, upgrade code) or exit code 1624.
//!
//! # When it is wrong
//!
//! A missing transform gives the same exit code: that is `transform-missing`.

use super::transform_missing::TRANSFORM_FAILURE;
use super::{Check, Rule, Status, Words};
use crate::catalog;
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::detect::pick::Reason;
use crate::detect::prose::lower_first;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI213",
    name: "transform-mismatch",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A transform does not fit the package: messages 2745 to 2751, or exit code 1624 for another reason than a missing file.",
    advice: "Use the transform that was made for this version of the package, or make it again from this version.",
    link: "https://learn.microsoft.com/windows/win32/msi/merges-and-transforms",
    check: Check::Cause(check),
};

/// The messages about a transform that is for another package.
pub(super) const NUMBERS: [u32; 7] = [2745, 2746, 2747, 2748, 2749, 2750, 2751];

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    let by_exit =
        case.pick.reason == Reason::BeforeActions && case.exit_code == Some(TRANSFORM_FAILURE);
    // The transform of a patch is made with the patch, of which its own rule tells.
    if !by_exit && !case.is_message(&NUMBERS) || case.ended_at_once_with(&[1642]) {
        return None;
    }
    Some(Words {
        headline: difference(case),
        ..Words::default()
    })
}

/// What the transform was made for and what it met, where the message tells.
fn difference(case: &Case<'_>) -> Option<String> {
    let code = catalog::message(case.number?.0)?;
    let transform = case.argument("transform")?;
    let package = case.argument("package")?;
    let rest = code.arguments.iter().skip(2);
    let rest: Vec<String> = rest
        .filter_map(|name| Some(format!("{name} {}", case.argument(name)?)))
        .collect();
    Some(format!(
        "The transform {transform} does not fit {package}: {} ({}).",
        lower_first(code.meaning),
        rest.join(", ")
    ))
}
