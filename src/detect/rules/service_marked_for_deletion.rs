//! # What it finds
//!
//! A service could not be installed, and the log has the system error 1072: the service of that name is marked for
//! deletion.
//!
//! # Why it matters
//!
//! An upgrade deletes the old service and installs the new one.
//! A program that has the old one open, such as the Services window, keeps it half alive, and the new one has no
//! place.
//!
//! # What to do
//!
//! Close `services.msc`, Task Manager, and agents that watch services, in all sessions of the machine, or restart.
//! The author should let the upgrade keep the service, or stop and delete it in a step of its own.
//!
//! # Evidence
//!
//! Message 1923 or the text of a custom action, and the number 1072 near it, or in what an action behind it says of the
//! service.
//!
//! # When it is wrong
//!
//! The number may stand there for another service of the package.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::detect::pick::Reason;
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;
use crate::trace::{FaultKind, between};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI405",
    name: "service-marked-for-deletion",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A service could not be installed because the old one of its name is marked for deletion.",
    advice: "Close the Services window and other tools that have the old service open, or restart the machine, and install again.",
    link: "https://learn.microsoft.com/windows/win32/api/winsvc/nf-winsvc-createservicew",
    check: Check::Cause(check),
};

/// How many lines above the message a custom action may have told the error.
const NEAR: u32 = 40;

fn check(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    if !case.is_message(&[1923]) && case.pick.reason != Reason::CustomAction {
        return None;
    }
    let said = case.pick.line;
    let near = (said.get().saturating_sub(NEAR).max(1)..=said.get()).rev();
    let above = near
        .map(LineNo::new)
        .find(|line| is_of_its_own(case, *line) && states_1072(&lines.line(*line)));
    let line = above.or_else(|| below(case, lines))?;
    let service = case
        .argument("service display name")
        .map_or(String::new(), |name| format!(" {name}"));
    Some(Words {
        headline: Some(format!(
            "{} could not install the service{service}: the old one is marked for deletion (system error 1072).",
            case.subject()
        )),
        more: vec![line],
        ..Words::default()
    })
}

/// Whether a line is one that the action wrote which failed, as far as the log tells. What another action wrote before it is not
/// why this one failed: packages ignore what becomes of an old service.
fn is_of_its_own(case: &Case<'_>, line: LineNo) -> bool {
    let writer = case.trace.writer_of(line);
    let name = writer.map(|writer| case.trace.names.get(writer.name));
    case.is_message(&[1923]) || name.is_none() || name == case.action()
}

/// Where an action of the WiX toolset that configures the service says why it could not be installed. Such actions run behind
/// `InstallServices`, which the package lets go on: `ExecServiceConfig:  Error 0x80070430: Cannot change service configuration.`
fn below(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<LineNo> {
    /// More lines of custom actions than this stand between other services.
    const MOST: usize = 40;
    if !case.is_message(&[1923]) {
        return None;
    }
    let failed = case.pick.failed.map(|id| &case.trace.actions[id.at()])?;
    let said = between(
        &case.trace.faults,
        case.pick.line,
        failed.end_line?,
        |fault| fault.line,
    );
    let of_actions = said
        .iter()
        .filter(|fault| fault.kind == FaultKind::CustomActionText);
    let mut lines_of = of_actions.take(MOST).map(|fault| fault.line);
    lines_of.find(|line| states_1072(&lines.line(*line)))
}

/// `ERROR_SERVICE_MARKED_FOR_DELETE` as a number beside a word about services, or as the HRESULT 0x80070430.
/// A number alone may count anything, and one behind `process` or `port` names something else.
fn states_1072(text: &str) -> bool {
    let inside = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == ':';
    let alone = |(at, number): (usize, &str)| {
        let before = &text[..at];
        let mut words = before.rsplit(|c: char| !c.is_ascii_alphanumeric());
        let word = words.find(|word| !word.is_empty()).unwrap_or_default();
        let names_other = ["process", "pid", "id", "thread", "port"]
            .iter()
            .any(|other| word.eq_ignore_ascii_case(other));
        !before.ends_with(inside)
            && !names_other
            && !text[at + number.len()..].starts_with(|c: char| c.is_ascii_alphanumeric())
    };
    let about_services =
        text.to_ascii_lowercase().contains("service") || text.contains("Note: 1: 1923 ");
    text.contains("80070430") || about_services && text.match_indices("1072").any(alone)
}
