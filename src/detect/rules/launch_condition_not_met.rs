//! # What it finds
//!
//! The action `LaunchConditions` failed: a condition of the package is false, and the text is what the author wrote
//! for that case.
//!
//! # Why it matters
//!
//! The package refuses machines on which it would not work: another Windows, a missing .NET or server, no rights,
//! an older product in the way.
//! Setup projects of Visual Studio have their conditions in a table of their own and check them in the custom action
//! `VSDCA_VsdLaunchConditions`, which also writes them into a verbose log.
//! The condition itself does not stand in the log, but the values that it looks at do.
//!
//! # What to do
//!
//! Do what the text says.
//! Where it is there already, look at the properties below: a search that found nothing leaves its property empty,
//! so the condition is false although the thing is there in another place or version.
//! A condition on a property that is given on the command line must be given for a removal and a repair too.
//!
//! # Evidence
//!
//! The text of the package, the end of `LaunchConditions`, and what `AppSearch` found before it; or the failure of
//! `VSDCA_VsdLaunchConditions`, and the last condition that it evaluated.
//!
//! # When it is wrong
//!
//! Which of the values the condition looks at is not in the log, so they are shown all, but for paths that share no word with
//! the text of the condition.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::detect::pick::Reason;
use crate::detect::prose::{one_line, sentence};
use crate::detect::search::{self, Found};
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;
use crate::trace::Operation;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI521",
    name: "launch-condition-not-met",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A launch condition of the package was not met.",
    advice: "Fulfil what the text asks for, then install again.",
    link: "https://learn.microsoft.com/windows/win32/msi/launchconditions-action",
    check: Check::Cause(check),
};

/// More values than these make the report no clearer.
const MOST: usize = 6;

fn check(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    if is_of_setup_project(case) {
        return Some(of_setup_project(case, lines));
    }
    let is_launch = case.pick.action.as_deref() == Some("LaunchConditions");
    if !is_launch || case.pick.reason != Reason::Condition {
        return None;
    }
    let all = search::changes_in(case, "AppSearch", lines);
    let missed = search::missed(case, &all, lines);
    let of_package = all
        .iter()
        .filter(|found| !search::is_of_module(&found.name))
        .filter(|found| may_be_meant(found, &case.said));
    let found: Vec<&Found> = of_package.collect();
    let removal = case
        .engine()
        .is_some_and(|(id, _)| case.trace.operation(id) == Operation::Uninstall);
    let advice = match (removal, case.is_elevated()) {
        (true, true) => OF_REMOVAL.to_owned(),
        (true, false) => format!("{WITH_RIGHTS} {OF_REMOVAL}"),
        (false, _) => RULE.advice.to_owned(),
    };
    let of_search = if found.is_empty() && missed.is_empty() && !all.is_empty() {
        String::new()
    } else {
        searched(case, &found, &missed)
    };
    let advice = [advice, of_search].join(" ");
    let lines = found.iter().map(|change| change.line);
    Some(Words {
        headline: Some(format!(
            "A launch condition was not met: {}",
            sentence(&one_line(&case.said))
        )),
        advice: Some(advice.trim_end().to_owned()),
        more: lines
            .chain(missed.iter().map(|(line, _)| *line))
            .take(MOST)
            .collect(),
        ..Words::default()
    })
}

/// What to do where a removal may lack rights.
const WITH_RIGHTS: &str =
    "If the text asks for an administrator, start the removal from an elevated prompt.";

/// What to do where a condition stops a removal.
const OF_REMOVAL: &str = "If it asks for a property that was given at the install, give the same on the command line of the removal. A condition on \
     anything else should not stop a removal: fulfil it for this once, and let the author add `OR Installed` to the condition.";

/// Whether what was found may be what a condition looks at: a number or a version always, and a path where the text has one of
/// its words or of those of its property.
fn may_be_meant(found: &Found, said: &str) -> bool {
    const SHORTEST: usize = 3;
    if !found.value.contains(":\\") {
        return true;
    }
    let letters = |text: &str| text.to_lowercase();
    let (name, value, said) = (letters(&found.name), letters(&found.value), letters(said));
    let mut words = said
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() >= SHORTEST);
    words.any(|word| name.contains(word) || value.contains(word))
}

/// What the search before it found, as a sentence: the condition may look at it.
fn searched(case: &Case<'_>, found: &[&Found], missed: &[(LineNo, String)]) -> String {
    let values = found.iter().take(MOST);
    let values: Vec<String> = values
        .map(|found| format!("{} = {}", found.name, found.value))
        .collect();
    let names: Vec<&str> = missed
        .iter()
        .take(MOST)
        .map(|(_, name)| name.as_str())
        .collect();
    match (values.is_empty(), names.is_empty()) {
        (true, true) if search::ran(case, "AppSearch") => {
            "The search before it (AppSearch) found nothing.".to_owned()
        }
        (true, true) => String::new(),
        (false, true) => format!(
            "The search before it (AppSearch) found {}.",
            values.join(", ")
        ),
        (true, false) => format!(
            "The search before it (AppSearch) found nothing for {}.",
            names.join(", ")
        ),
        (false, false) => format!(
            "The search before it (AppSearch) found {} and nothing for {}.",
            values.join(", "),
            names.join(", ")
        ),
    }
}

/// Whether it is the custom action in which a setup project of Visual Studio checks its launch conditions; the table of
/// Windows Installer is empty there.
fn is_of_setup_project(case: &Case<'_>) -> bool {
    let action = case.action().unwrap_or_default();
    action == "VSDCA_VsdLaunchConditions" && case.pick.reason == Reason::CustomAction
}

/// The condition that such a setup project found false, which the custom action writes where the log is verbose.
fn of_setup_project(case: &Case<'_>, lines: &mut Lines<'_>) -> Words {
    let end = case.pick.more.iter().copied().max();
    let end = end.unwrap_or(case.pick.line).max(case.pick.line);
    let first = LineNo::new(end.get().saturating_sub(NEAR).max(1));
    let read = lines.between(first, end);
    let mut above = read.iter().rev();
    let evaluated = above.find_map(|(line, text)| Some((*line, condition(text)?)));
    let which = match evaluated {
        Some((_, condition)) => format!(": `{condition}` is false"),
        None => ", and this log does not say which".to_owned(),
    };
    Words {
        headline: Some(format!(
            "A launch condition of the package, a setup project of Visual Studio, was not met{which}."
        )),
        advice: Some(READ_ITS_CONDITION.to_owned()),
        more: evaluated.iter().map(|(line, _)| *line).collect(),
        ..Words::default()
    }
}

/// How many lines above its result the custom action writes the condition at most.
const NEAR: u32 = 60;

/// `INFO   : [02/25/2026 10:00:02:198] [VsdLaunchConditions                     ]: Evaluating condition 'VersionNT>=600'...`
fn condition(text: &str) -> Option<&str> {
    let (_, behind) = text.split_once("Evaluating condition '")?;
    behind.rsplit_once('\'').map(|(condition, _)| condition)
}

/// What to do where no text of the package says what it asks for.
const READ_ITS_CONDITION: &str = "Install with the user interface, which shows what the package asks for, and install that first: mostly a version of \
     .NET, sometimes of Windows. A later .NET need not do, since the condition may ask for one version only.";
