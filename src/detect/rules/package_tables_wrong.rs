//! # What it finds
//!
//! An action looked up a row that the package does not have, or found one that cannot be: an internal error of the
//! 2000s such as 2602, 2705, 2709, 2715, or 2756.
//!
//! # Why it matters
//!
//! It is no fault of the machine: the package, or a transform or a patch applied to it, is built wrong.
//!
//! # What to do
//!
//! Install without the transform, to see which of the two is wrong.
//! Get a newer package.
//! The author finds the row with the validation of the package (ICE); the message names the table, the key, or the
//! folder.
//!
//! # Evidence
//!
//! The number and its fields, in the text "The error code is ..." or in an internal error.
//!
//! # When it is wrong
//!
//! 2711 names a feature, and then the name in `ADDLOCAL`, `REMOVE`, or `REINSTALL` on the command line may be what
//! is wrong.
//! 2756 names a property without a value, which somebody may have emptied on the command line.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI123",
    name: "package-tables-wrong",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The tables of the package contradict each other, so no machine can install it as it is.",
    advice: "Report it to the author, who should run the validation (ICE) over the package; install without a transform, if there is one.",
    link: "https://learn.microsoft.com/windows/win32/msi/internal-consistency-evaluators-ices",
    check: Check::Cause(check),
};

/// Lookups in tables of the package that found nothing, or nothing that makes sense.
const NUMBERS: &[u32] = &[
    2235, 2602, 2703, 2704, 2705, 2707, 2708, 2709, 2710, 2711, 2712, 2715, 2716, 2717, 2718, 2719, 2725,
    2727, 2756,
];

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    case.is_message(NUMBERS).then(Words::default)
}
