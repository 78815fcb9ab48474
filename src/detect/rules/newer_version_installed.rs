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
//! The property is known by its name, which the author chose, or by an English text; a package may keep something else in
//! one that is called so.
//! The search for products runs before the launch conditions, so another condition may be the one that was not met: where the
//! text of `LaunchConditions` does not speak of a newer version, both are told, and the finding is less sure.

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
    let is_said = tells_of_newer(&case.said);
    let named = found.iter().find(|change| is_newer(&change.name));
    // Where the text alone speaks of a newer one, it is what was found, if that is one thing.
    let only = found
        .first()
        .filter(|only| is_said && found.len() == 1 && !is_older(&only.name));
    let newer = named.or(only)?;
    let (value, said) = (&newer.value, sentence(case.said.trim()));
    let is_launch = case.pick.action.as_deref() == Some("LaunchConditions");
    let (headline, advice) = if is_launch && !is_said {
        let headline = format!(
            "A newer version is installed ({value}), and a condition stopped the package: {said}"
        );
        (headline, Some(OR_ELSE.to_owned()))
    } else {
        let headline = format!(
            "A newer version is installed ({value}), and the package does not replace it: {said}"
        );
        (headline, None)
    };
    let is_sure = named.is_some() && advice.is_none();
    Some(Words {
        headline: Some(headline),
        advice,
        confidence: (!is_sure).then(|| case.confidence().min(Confidence::Medium)),
        more: vec![newer.line],
        ..Words::default()
    })
}

/// What to do where the condition may ask for something else.
const OR_ELSE: &str = "Where the text speaks of the newer version, nothing needs to be installed; to go back to this version, remove the newer one \
     first. Else fulfil what the text asks for.";

/// `A later version of Gates is already installed.`
fn tells_of_newer(said: &str) -> bool {
    const NEWER: [&str; 4] = ["newer ", "later ", "higher ", "more recent "];
    let said = said.to_lowercase();
    let has_newer = || NEWER.iter().any(|word| said.contains(word));
    said.contains("downgrade")
        || said.contains("version") && said.contains("already") && has_newer()
}

/// `OLDERVERSIONBEINGUPGRADED`, `PREVIOUSVERSIONSINSTALLED`, `WIX_UPGRADE_DETECTED`: whether it keeps those that are replaced.
fn is_older(property: &str) -> bool {
    let name = property.to_ascii_uppercase();
    ["OLD", "PREV", "UPGRADE", "LOWER", "EARLIER", "REPLACE"]
        .iter()
        .any(|part| name.contains(part))
}

/// Whether the Upgrade table keeps newer products in a property of that name, by what all tools call it:
/// `WIX_DOWNGRADE_DETECTED`, `NEWERVERSIONDETECTED`, `NEWERPRODUCTFOUND`, `NEWPRODUCTFOUND`, `LATERVERSIONFOUND`.
fn is_newer(property: &str) -> bool {
    let name = property.to_ascii_uppercase();
    [
        "NEWER",
        "DOWNGRADE",
        "NEWPRODUCT",
        "NEWVERSION",
        "LATERVERSION",
        "HIGHERVERSION",
    ]
    .iter()
    .any(|part| name.contains(part))
}
