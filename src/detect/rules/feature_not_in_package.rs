//! # What it finds
//!
//! An action looked for a feature that the package does not have: message 2711.
//! Where the command line names the feature, in `ADDLOCAL` or one of its sisters, that is told.
//!
//! # Why it matters
//!
//! In nearly all cases the package is sound, and the name on the command line is not: names of features are
//! case-sensitive, differ from the titles that the dialogs show, and change between versions.
//!
//! # What to do
//!
//! Correct the name on the command line.
//! `wilog features` on the log of an install that went well lists the names; so does the Feature table in an editor for
//! packages.
//! `ADDLOCAL=ALL` installs all features without naming one.
//!
//! # Evidence
//!
//! Message 2711 with the name of the feature, and the command line of the engine.
//!
//! # When it is wrong
//!
//! A custom action may ask for a feature too, and then the package is what is wrong.
//! A transform may have taken the feature out of the package.

use std::borrow::Cow;

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::syntax::command_line_properties;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI124",
    name: "feature-not-in-package",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A feature was asked for that the package does not have.",
    advice: "Correct the name of the feature on the command line; names are case-sensitive and are not the titles that the dialogs show.",
    link: "https://learn.microsoft.com/windows/win32/msi/addlocal",
    check: Check::Cause(check),
};

/// Properties that name features, and from which a command line asks for them.
const ASKING: [&str; 8] = [
    "ADDLOCAL",
    "REMOVE",
    "ADDSOURCE",
    "ADDDEFAULT",
    "REINSTALL",
    "ADVERTISE",
    "FILEADDLOCAL",
    "FILEADDSOURCE",
];

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    let feature = case
        .argument("feature")
        .filter(|_| case.is_message(&[2711]))?;
    let (_, run) = case.engine()?;
    let asks = |(name, value): &(Cow<'_, str>, &str)| {
        ASKING.contains(&name.as_ref()) && value.split(',').any(|one| one.trim() == feature)
    };
    let asking = command_line_properties(&run.command_line).find(asks);
    let headline = asking.as_ref().map(|(property, _)| {
        format!("{property} on the command line names the feature {feature}, which the package does not have.")
    });
    let advice = asking.is_none().then(|| {
        format!(
            "Nothing on the command line names {feature}, so report it to the author of the package; install without a transform, if there is one."
        )
    });
    Some(Words {
        headline,
        advice,
        ..Words::default()
    })
}
