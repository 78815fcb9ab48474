//! # What it finds
//!
//! A custom action, a service, or a registration uses a file of the package, and the component of that file is not
//! installed this time: message 2753.
//!
//! # Why it matters
//!
//! The feature is not selected, the condition of the component is false, or a higher version of the file is on the
//! disk, so that the installer left the component out.
//! The last is a trap: the upgrade fails on machines that are ahead.
//!
//! # What to do
//!
//! `wilog features` shows the component and its states.
//! Where a line "Disallowing installation of component" stands for it, remove the newer file or product.
//! Else add the feature with `ADDLOCAL`.
//! The author should give the action the condition of the component: `$Component=3`.
//!
//! # Evidence
//!
//! Message 2753 with the key of the file.
//!
//! # When it is wrong
//!
//! In a repair or a removal the component may be left alone on purpose, and then the condition of the action is
//! what is wrong.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::MarkKind;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI120",
    name: "file-not-marked",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "An action uses a file whose component is not installed.",
    advice: "Install the feature that carries the file, or uninstall what left the newer copy that kept its component out; the author should put a condition on the action.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    if !case.is_message(&[2753]) {
        return None;
    }
    let file = case.argument("file key").unwrap_or(&case.said);
    let marks = case.above(&case.trace.marks, |mark| mark.line);
    let engine = case.engine().map(|(id, _)| id);
    let mut of_engine = marks.iter().filter(|mark| {
        mark.kind == MarkKind::InstallDisallowed && (engine.is_none() || mark.engine == engine)
    });
    // Of several components nobody knows which one has the file.
    let disallowed = of_engine.next().filter(|_| of_engine.next().is_none());
    let why = disallowed.map_or(
        "",
        |_| "; a component was left out because a higher version of its file is there",
    );
    Some(Words {
        headline: Some(format!(
            "{} uses the file {file}, whose component is not installed{why}.",
            case.subject()
        )),
        more: disallowed.map(|mark| mark.line).into_iter().collect(),
        ..Words::default()
    })
}
