//! # What it finds
//!
//! The engine of the server returned, and that of the client did not, nor is there a footer: the process that had
//! begun the install was gone by then.
//!
//! # Why it matters
//!
//! The caller has no exit code, or one of its own, and reports a failure or a timeout for an install that went on
//! and may have ended well.
//!
//! # What to do
//!
//! Take the result of the server.
//! Raise the time limit of the tool that began the install, and look who ends processes on the machine.
//!
//! # Evidence
//!
//! `MainEngineThread is returning <n>` of the server, and none of the client behind it.
//!
//! # When it is wrong
//!
//! A log that was copied in the last moment looks the same.
//! Where the log says that lines of it were lost, the rule is silent, since the end of the client may be among them.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::event::Side;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::Trace;

pub(super) const RULE: Rule = Rule {
    code: "MSI802",
    name: "caller-gone",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    role: Role::Context,
    status: Status::Stable,
    about: "The server came to its end and the client did not: whoever had begun the install was ended before.",
    advice: "Take the result of the server for the result. Where the log is whole, look at the time limit of the tool that began the install.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-portal",
    check: Check::Trace(check),
};

fn check(trace: &Trace, _: &mut Lines<'_>) -> Vec<Hit> {
    let sessions = trace.session_ids();
    let hits = sessions.filter_map(|id| {
        let session = &trace.sessions[id.at()];
        if session.closed || session.lines_lost > 0 {
            return None;
        }
        let of_side = |side| {
            let runs = trace.engines_of(id).map(|(_, run)| run);
            runs.filter(move |run| run.side == side)
        };
        let mut clients = of_side(Side::Client).peekable();
        clients.peek()?;
        if clients.any(|run| run.returned.is_some()) {
            return None;
        }
        let (code, line) = of_side(Side::Server).next_back()?.returned?;
        let headline = format!(
            "The server ended with {code}, and the log ends before the client did: whoever began the install was ended first, \
             or the log was copied too early."
        );
        Some(Hit::new(headline, vec![line]))
    });
    hits.collect()
}
