//! # What it finds
//!
//! `FindRelatedProducts` found a product that the package calls newer, and a condition or a custom action of the
//! package ended the install.
//!
//! # Why it matters
//!
//! It is no failure: the machine has what it should have, or more.
//! A deployment that sends an old version to all machines sees it on those that are ahead.
//!
//! # What to do
//!
//! Take the case for a success in the deployment, with a detection rule of "this version or higher".
//! Where the older version is wanted, remove the newer one first; a package that allows a downgrade does so by
//! itself.
//!
//! # Evidence
//!
//! The change of the property in which the Upgrade table keeps newer products, such as `NEWERVERSIONDETECTED`, and
//! the text of the package.
//!
//! # When it is wrong
//!
//! The property is known by its name, which the author chose; a package may keep something else in one that is
//! called so.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::detect::pick::Reason;
use crate::detect::prose::sentence;
use crate::detect::search;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI520",
    name: "newer-version-installed",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A newer version of the product is installed, and the package does not replace it.",
    advice: "Nothing needs to be installed. To go back to this version, remove the newer one first.",
    link: "https://learn.microsoft.com/windows/win32/msi/preparing-an-application-for-future-major-upgrades",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    if case.pick.reason != Reason::Condition {
        return None;
    }
    let found = search::changes_in(case, "FindRelatedProducts", lines);
    let newer = found.into_iter().find(|change| is_newer(&change.name))?;
    Some(Words {
        headline: Some(format!(
            "A newer version is installed ({}), and the package does not replace it: {}",
            newer.value,
            sentence(case.said.trim())
        )),
        more: vec![newer.line],
        ..Words::default()
    })
}

/// Whether the Upgrade table keeps newer products in a property of that name, by what all tools call it:
/// `WIX_DOWNGRADE_DETECTED`, `NEWERVERSIONDETECTED`, `NEWERPRODUCTFOUND`, `NEWPRODUCTFOUND`.
fn is_newer(property: &str) -> bool {
    let name = property.to_ascii_uppercase();
    ["NEWER", "DOWNGRADE", "NEWPRODUCT", "NEWVERSION"]
        .iter()
        .any(|part| name.contains(part))
}
