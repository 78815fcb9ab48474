//! # What it finds
//!
//! A custom action returned 1602, which Windows Installer takes for a cancel by the user, in an install that had no user
//! interface.
//!
//! # Why it matters
//!
//! Exit code 1602 and the word "cancelled" send people to ask who pressed a button, and nobody did: the action of the
//! package made the decision.
//! Actions do so when they find something that they do not want to work with, such as a program in use or what is left of
//! an earlier install.
//!
//! # What to do
//!
//! Look at the name of the action and at what it wrote for what it checks: a product that guards itself may want a password
//! before it is removed, or that its console lets it go.
//! Close the programs of the product, end its services, restart, and install again; where an older version is there,
//! remove it by itself first.
//! Read the log of the program that called the installer: a caller with a user interface of its own can cancel too, and
//! then the action that runs passes it on.
//!
//! # Evidence
//!
//! `CustomAction ... returned actual error code 1602`, the end of the action with 2, and `CLIENTUILEVEL=3` in the command
//! line; the program that called the installer stands in the header of the log.
//!
//! # When it is wrong
//!
//! An action that asks the installer while it works gets the answer 1602 where somebody cancels in the dialogs of the
//! program that called the installer, so there the user did it after all.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::custom_action::call::Call;
use crate::detect::lines::Lines;
use crate::detect::pick::Reason;
use crate::finding::{Confidence, Role, Severity};
use crate::text::file_name;
use crate::trace::{EngineRun, FaultKind};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI116",
    name: "cancelled-by-custom-action",
    severity: Severity::Error,
    confidence: Confidence::Medium,
    role: Role::Cause,
    status: Status::Stable,
    about: "A custom action itself ended an install without a user interface as cancelled.",
    advice: "Look what the action checks: close the programs of the product, restart, remove what is left of an earlier version by itself, then install again. Where a program called the installer, read its log too, since it can cancel as well.",
    link: "https://learn.microsoft.com/windows/win32/msi/custom-action-return-values",
    check: Check::Cause(check),
};

/// What is told where no window could have been there.
const NO_BUTTON: &str =
    "it returned 1602, and without a user interface nobody could press a button.";

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    let returned = matches!(case.fault()?, FaultKind::CustomActionReturned { .. });
    let shows_nothing = |run: &EngineRun| run.property("CLIENTUILEVEL") == Some("3");
    if case.pick.reason != Reason::Cancelled
        || !returned
        || !case.package().is_some_and(shows_nothing)
    {
        return None;
    }
    let caller = file_name(&case.trace.sessions[case.session.at()].process);
    let who = if caller.is_empty() || caller.eq_ignore_ascii_case("msiexec.exe") {
        NO_BUTTON.to_owned()
    } else {
        format!(
            "it returned 1602. {caller} called the installer, and where that has a window, somebody may have cancelled there."
        )
    };
    let said = case.call.as_ref().map(Call::last_words).unwrap_or_default();
    // Its own words know better who it was.
    let who = if said.to_lowercase().contains("cancel") {
        "it returned 1602.".to_owned()
    } else {
        who
    };
    let line = case.call.as_ref().and_then(Call::last_line);
    let advice = line.map(|_| {
        format!(
            "Do what its own text asks for, where it asks for something. {WHERE_IT_ASKS_NOTHING}"
        )
    });
    Some(Words {
        headline: Some(format!(
            "{} itself ended the install as cancelled: {who}{said}",
            case.subject(),
        )),
        more: line.into_iter().collect(),
        advice,
        confidence: Some(RULE.confidence),
        ..Words::default()
    })
}

/// What to do where the text of the action does not help. Products that guard themselves ask for a password before they are
/// removed.
const WHERE_IT_ASKS_NOTHING: &str = "Where that does not help, look what the action checks: close the programs of the product, restart, remove what is left of an \
     earlier version by itself, then install again. Where a program called the installer, read its log too, since it can \
     cancel as well.";
