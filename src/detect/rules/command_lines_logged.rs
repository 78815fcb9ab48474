//! # What it finds
//!
//! The policy `Debug` has the bit 4, with which the installer writes command lines into its logs.
//!
//! # Why it matters
//!
//! Without that bit a log has ten stars where an engine tells its command line.
//! With it, every property that is given on a command line stands there, also those that the package hides with
//! `MsiHiddenProperties`, so passwords end up in every log of the machine.
//!
//! # What to do
//!
//! Remove the value `Debug` below `HKEY_LOCAL_MACHINE\Software\Policies\Microsoft\Windows\Installer` when the debugging
//! is done, and treat logs that were made meanwhile as confidential.
//!
//! # Evidence
//!
//! `Machine policy value 'Debug' is 7`, or another number that has the bit 4.
//!
//! # When it is wrong
//!
//! On a machine that is there for tests the policy may be meant.

use super::{Check, Hit, Rule, Status, one_hit_for};
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::{MarkKind, Trace};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI902",
    name: "command-lines-logged",
    severity: Severity::Note,
    confidence: Confidence::High,
    role: Role::Risk,
    status: Status::Stable,
    about: "The policy Debug makes the installer write command lines into logs, hidden properties included.",
    advice: "Remove the policy Debug when the debugging is done, and treat the logs made meanwhile as confidential.",
    link: "https://learn.microsoft.com/windows/win32/msi/debug",
    check: Check::Trace(check),
};

fn check(trace: &Trace, _: &mut Lines<'_>) -> Vec<Hit> {
    let mut hits = one_hit_for(
        trace,
        |kind| *kind == MarkKind::CommandLinesLogged,
        |_| {
            "The policy Debug writes command lines into logs, so hidden properties are not hidden there.".to_owned()
        },
    );
    for hit in &mut hits {
        hit.lines.truncate(1);
    }
    hits
}
