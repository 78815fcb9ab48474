//! # What it finds
//!
//! Client and server write one log under a lock, and one of them did not get it, so its line was dropped.
//!
//! # Why it matters
//!
//! The line that states the cause can be among those that are lost, and an action whose end is lost seems to be
//! open.
//!
//! # What to do
//!
//! Make the log anew, to a local folder and a file that nothing else writes to.
//! Two installs must not share one log.
//!
//! # Evidence
//!
//! `=== MSI (s) Failed to grab mutex for logging. Some log might be lost. ===`.
//!
//! # When it is wrong
//!
//! One such line in a long log mostly costs a line that nobody misses.

use super::{Check, Hit, Rule, Status, one_hit_for};
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::{MarkKind, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI804",
    name: "lines-lost",
    severity: Severity::Note,
    confidence: Confidence::High,
    role: Role::Context,
    status: Status::Stable,
    about: "The writer of the log says that lines are missing.",
    advice: "Read what is missing as unknown; make the log anew when it matters, with no other process that writes to the same file.",
    link: "https://learn.microsoft.com/windows/win32/msi/command-line-options",
    check: Check::Trace(check),
};

fn check(trace: &Trace, _: &mut Lines<'_>) -> Vec<Hit> {
    one_hit_for(
        trace,
        |kind| *kind == MarkKind::LinesLost,
        |count| match count {
            1 => "A line of this log was lost, says its writer.".to_owned(),
            _ => format!("Lines of this log were lost at {count} places, says its writer."),
        },
    )
}
