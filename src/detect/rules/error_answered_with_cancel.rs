//! # What it finds
//!
//! An error was the last word before the cancel, so nobody changed their mind: a message box was answered with
//! cancel, by the user or by a caller that shows none.
//!
//! # Why it matters
//!
//! Exit code 1602 makes reports count a failure as the wish of a user.
//! Setup programs that hide message boxes answer them with cancel, and the user never saw one.
//!
//! # What to do
//!
//! Count it as a failure, and mend what the error says.
//! With `/qn` the same error ends with 1603.
//!
//! # Evidence
//!
//! A message of an error inside the action that ended with 2, with no work after it.
//!
//! # When it is wrong
//!
//! A user may have read an error, chosen to ignore it, and cancelled later in the same action.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::detect::pick::{Reason, pick};
use crate::finding::{Confidence, Role, Severity};
use crate::trace::{Outcome, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI508",
    name: "error-answered-with-cancel",
    severity: Severity::Warning,
    confidence: Confidence::High,
    role: Role::Context,
    status: Status::Stable,
    about: "The exit code says that the user cancelled, and it was an error that was answered with cancel.",
    advice: "Treat this exit code 1602 as a failure, and look at the cause.",
    link: "https://learn.microsoft.com/windows/win32/msi/logging-of-action-return-values",
    check: Check::Trace(check),
};

fn check(trace: &Trace, _: &mut Lines<'_>) -> Vec<Hit> {
    let sessions = trace.session_ids();
    let cancelled = sessions.filter(|id| trace.session_verdict(*id).outcome == Outcome::Cancelled);
    let hits = cancelled.filter_map(|id| {
        let pick = pick(trace, id).filter(|pick| pick.reason == Reason::LastWord)?;
        let headline = "The exit code says cancelled (1602), but it was an error that was answered with cancel.";
        Some(Hit::new(headline, vec![pick.line]))
    });
    hits.collect()
}
