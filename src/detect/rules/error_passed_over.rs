//! # What it finds
//!
//! An install that ended with success had an error in its script after which it went on: a service did not start, a
//! library could not be registered, a value could not be written.
//!
//! # Why it matters
//!
//! The exit code is 0, and the product lacks what the error speaks of.
//! With a user interface somebody chose Ignore in the box of the error; without one the package says that the work isn't
//! vital, for example a service without the attribute for that.
//!
//! # What to do
//!
//! Look whether the thing is there and works: start the service, register the library, read the value.
//! Do what the finding says about the reason, then repair the product.
//!
//! # Evidence
//!
//! A message of the numbers 1400 to 1499 or 1900 to 1999 as an error, in an engine that ended with success.
//!
//! # When it is wrong
//!
//! Somebody may have chosen Retry, and then it went well: the log does not tell a second try that succeeds.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::detect::passed_over::{self, Ignored};
use crate::event::{MessageNumber, Side};
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;
use crate::trace::{Fault, FaultKind, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI012",
    name: "error-passed-over",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    role: Role::Risk,
    status: Status::Stable,
    about: "An error was passed over, and the install ended with success: what the error speaks of is missing.",
    advice: "Look whether what the error speaks of is there and works, then repair the product.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Trace(check),
};

/// Of many errors the first ones tell where to look.
const MOST: usize = 20;

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    let mut last: Option<(MessageNumber, LineNo)> = None;
    let errors = trace
        .faults
        .iter()
        .filter(|fault| is_passed_over(trace, fault));
    let errors = errors.filter(|fault| {
        let FaultKind::Message { number, .. } = fault.kind else {
            return false;
        };
        // The message stands in the log twice, once with its product.
        let is_copy =
            last.is_some_and(|(other, line)| number == other && fault.line <= line.plus(NEAR));
        last = Some((number, fault.line));
        !is_copy
    });
    let errors: Vec<&Fault> = errors.take(MOST).collect();
    errors
        .into_iter()
        .map(|fault| hit(passed_over::of_passed_over(trace, fault, lines)))
        .collect()
}

/// How far below a message its copy stands at most.
const NEAR: u32 = 3;

fn hit(error: Ignored) -> Hit {
    let headline = format!(
        "{}, and the install went on and ended with success.",
        error.headline.trim_end_matches('.')
    );
    Hit::new(headline, error.lines).advice(format!("{} {}", RULE.advice, error.advice))
}

/// Whether an error of a kind that leaves something undone stands in an install that ended well.
fn is_passed_over(trace: &Trace, fault: &Fault) -> bool {
    let FaultKind::Message { number, .. } = fault.kind else {
        return false;
    };
    // A file in use or a missing disk is what a user mends before the next try, which leaves no line when it goes well.
    if fault.in_rollback || !fault.kind.is_error() || !matches!(number.0, 1400..=1499 | 1900..=1999)
    {
        return false;
    }
    let of_engine = fault.engine.map(|id| {
        trace.engines[id.at()].side == Side::Server && trace.engine_verdict(id).outcome.is_success()
    });
    trace.session_verdict(fault.session).outcome.is_success() && of_engine.unwrap_or(true)
}
