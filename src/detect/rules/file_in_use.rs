//! A program holds a file that the install replaces: `Info 1603`, which is not exit code 1603.
//!
//! Source: <https://learn.microsoft.com/windows/win32/msi/logging-of-reboot-requests>.

use super::{Check, Hit, Rule, Status, one_hit_for};
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::{MarkKind, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI503",
    name: "file-in-use",
    severity: Severity::Note,
    confidence: Confidence::High,
    role: Role::Context,
    status: Status::Stable,
    about: "A running program holds a file that the install wants to replace.",
    advice: "Close the program or stop the service before the install.",
    link: "https://learn.microsoft.com/windows/win32/msi/logging-of-reboot-requests",
    check: Check::Trace(check),
};

fn check(trace: &Trace, _: &mut Lines<'_>) -> Vec<Hit> {
    one_hit_for(
        trace,
        |kind| *kind == MarkKind::FileInUse,
        |count| match count {
            1 => "A file was in use by a running program.".to_owned(),
            _ => format!("{count} files were in use by running programs."),
        },
    )
}
