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
//! Where the line has another code than -2147287038 and -2147287037, the file is there, and could not be read.
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
use crate::detect::message::unopened::Unopened;
use crate::event::ExitCode;
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

/// The exit code of a transform that cannot be applied.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/error-codes>.
pub(super) const TRANSFORM_FAILURE: ExitCode = ExitCode(1624);

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    if let Some(language) = embedded_language(case) {
        return Some(Words {
            headline: Some(format!(
                "The transform for the language {language} that the install asks for is not in the package."
            )),
            advice: Some(format!(
                "Leave {language} out of TRANSFORMS, so that the package installs in its own language, or get the package for \
                 that language."
            )),
            ..Words::default()
        });
    }
    let file = case
        .argument("database")
        .filter(|path| case.is_message(&[2203]) && path.to_ascii_lowercase().ends_with(".mst"));
    let cached = || {
        let rest = case.said.strip_prefix("Couldn't find cached transform ")?;
        Some(rest.split(". Looking for ").next().unwrap_or(rest))
    };
    let transform = file.or_else(cached)?;
    let code = case
        .argument("storage error code")
        .filter(|_| file.is_some());
    let Some(code) = code.filter(|code| Unopened::of(code) != Some(Unopened::Gone)) else {
        return Some(Words {
            headline: Some(format!("The transform {transform} was not found.")),
            ..Words::default()
        });
    };
    let why = Unopened::of(code);
    let said = why.map_or(String::new(), |why| format!(": {}", why.in_words()));
    let advice = match why {
        Some(_) => READ_IT,
        None => GET_IT_AGAIN,
    };
    Some(Words {
        headline: Some(format!(
            "Windows Installer could not open the transform {transform}{said} (storage error {code})."
        )),
        advice: Some(advice.to_owned()),
        ..Words::default()
    })
}

const READ_IT: &str = "Let the account that installs read the transform while no other program has it open, or copy it to a local drive, \
                       beside the package.";

/// What to do where the file is there and is no transform.
const GET_IT_AGAIN: &str = "Get the transform again and compare its hash, since the file is damaged or is no transform; then install again.";

/// The language of a transform inside of the package, which has its number for a name: `Note: 1: 2203 2: 3082 3: -2147287038 `
/// below `Looking for storage transform: 3082`.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/embedded-transforms>.
fn embedded_language<'c>(case: &'c Case<'_>) -> Option<&'c str> {
    let name = case.argument("database")?.trim_start_matches(':');
    let is_number = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
    let is_it = case.is_message(&[2203]) && case.exit_code == Some(TRANSFORM_FAILURE);
    (is_it && is_number).then_some(name)
}
