//! # What it finds
//!
//! A custom action failed, and the install went on because the package marks the action so that its result is ignored.
//!
//! # Why it matters
//!
//! It is no reason for a failed install: this line is the one that people take for the cause most often.
//! What the action should have done is missing all the same, for example a service that was not told of the new files.
//!
//! # What to do
//!
//! Look elsewhere for the reason of a failure.
//! Where the install ended well, check whether the work of the action matters.
//! What the action wrote about its failure stands in the finding, where it wrote anything.
//!
//! # Evidence
//!
//! `CustomAction ... returned actual error code ... but will be translated to success due to continue marking`, and
//! what the action wrote above it since its step began: the output of a command, an exception, a line of its own; or the
//! message of a custom action as an information: `Info 1720.` in the place of `Error 1720.`
//!
//! # When it is wrong
//!
//! Many packages ignore results of actions that only clean up, and then nothing is missing.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::detect::passed_over::{self, Ignored};
use crate::detect::worded;
use crate::event::{ExitCode, MessageLevel, MessageNumber};
use crate::finding::{Confidence, Role, Severity};
use crate::trace::{Fault, FaultKind, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI101",
    name: "custom-action-failure-ignored",
    severity: Severity::Note,
    confidence: Confidence::High,
    role: Role::Context,
    status: Status::Stable,
    about: "A custom action failed, and its failure was taken for success because the action is marked to continue.",
    advice: "Check whether what the custom action should do is missing; it is no reason for a failed install.",
    link: "https://learn.microsoft.com/windows/win32/msi/custom-action-return-processing-options",
    check: Check::Trace(check),
};

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    let hits = trace.faults.iter().filter_map(|fault| match fault.kind {
        FaultKind::CustomActionReturned {
            name,
            code,
            ignored: true,
            // Without a name it is the removal of an older product.
        } if !trace.names.get(name).is_empty() => {
            let why = passed_over::of_ignored(trace, fault, lines);
            Some(why.map_or_else(
                || without_words(trace.names.get(name), code, fault),
                in_words,
            ))
        }
        FaultKind::Message {
            level: MessageLevel::Info,
            number: MessageNumber(number @ 1720..=1723),
        } => {
            let record = lines.record(fault.line, fault.end_line);
            let arguments = worded::arguments(number, &record);
            let action = arguments.get("action").copied();
            let action = action.or_else(|| fault.action.map(|id| trace.action_name(id)))?;
            let headline =
                format!("Custom action {action} failed with message {number}, which was ignored.");
            Some(Hit::new(headline, vec![fault.line]))
        }
        _ => None,
    });
    hits.take(20).collect()
}

/// A failure of which the log has no more than the result.
fn without_words(name: &str, code: ExitCode, fault: &Fault) -> Hit {
    let headline = format!("Custom action {name} failed with {code}, which was ignored.");
    Hit::new(headline, vec![fault.line])
}

/// A failure of which the custom action says why.
fn in_words(why: Ignored) -> Hit {
    let remedy = why.remedy.map(|remedy| format!(" {remedy}"));
    let headline = format!(
        "{}; the failure was ignored.",
        why.headline.trim_end_matches('.')
    );
    Hit::new(headline, why.lines).advice(format!("{}{}", RULE.advice, remedy.unwrap_or_default()))
}
