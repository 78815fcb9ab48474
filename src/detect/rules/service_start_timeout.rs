//! # What it finds
//!
//! A service that the package starts did not report that it runs, and `StartServices` failed with message 1920 after a
//! wait.
//! Windows gives a service 30 seconds to report, so a pause of about that length stands behind the operation.
//!
//! # Why it matters
//!
//! The install is rolled back although all files were in place.
//! The message speaks of privileges, which are nearly never the reason when there was a wait: the service was started,
//! and then it hung or ended.
//!
//! # What to do
//!
//! Start the program of the service by hand, or install without starting it, and read what it writes.
//! The System event log has the reason: 7000 and 7009 for a service that did not answer in time, 7031 and 7034 for one
//! that ended, 7038 and 7041 for an account that may not log on.
//! Look for a missing runtime, a configuration file that a custom action writes too late, a port that is taken, and a
//! scanner that holds the program.
//!
//! # Evidence
//!
//! The operation `ServiceControl` with `Action=1` for the service, a pause, and `Error 1920` with its name.
//!
//! # When it is wrong
//!
//! A service that waits in its own start for something else fails in the same way, and then the reason lies there.
//! A package may raise the time that the installer waits, so the length of the pause is no proof.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::text::duration;
use crate::trace::Gap;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI401",
    name: "service-start-timeout",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A service was started and did not report in time that it runs, so the install was rolled back.",
    advice: "Install with the dialogs and leave the message open, since the files are there then: run the program of the service <service> by hand, and read the System event log (7000, 7009, 7031, 7034, 7038, 7041): it hangs or ends as it starts, for want of a runtime, a file, a port, or an account that may log on.",
    link: "https://learn.microsoft.com/windows/win32/services/service-control-manager",
    check: Check::Cause(check),
};

/// A service has 30 seconds to report; a wait of more than half of that was no refusal, in milliseconds.
const SHORTEST_WAIT: u32 = 15_000;

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    if !case.is_message(&[1920]) {
        return None;
    }
    let wait = wait_before(case)?;
    let name = case.argument("service display name").unwrap_or("a service");
    Some(Words {
        headline: Some(format!(
            "{} started the service {name}, and it did not report within {} that it runs.",
            case.subject(),
            duration(wait.milliseconds)
        )),
        more: vec![wait.line],
        ..Words::default()
    })
}

/// The pause that began with the operation, `Executing op: ServiceControl(,Name=CurlewSvc,Action=1,Wait=1,)`, or that ended
/// with the engine's own record of the message. What comes between the record and the message is a dialog, whose time is the
/// user's.
fn wait_before<'t>(case: &Case<'t>) -> Option<&'t Gap> {
    let trace = case.trace;
    let rows = case.above(trace.state.operations.rows.rows(), |row| row.line);
    let mut starts = rows.iter().rev();
    let started = starts
        .find(|row| !row.in_rollback() && trace.names.get(row.name) == "ServiceControl")
        .map(|row| row.line);
    let said = started.is_none().then_some(case.pick.line);
    let recorded = case.note.or(said);
    let gaps = case.above(&trace.gaps, |gap| gap.line);
    gaps.iter().rev().find(|gap| {
        let is_of_start = Some(gap.line) == started || Some(gap.end_line) == recorded;
        // Below the message somebody read it.
        let is_above = gap.end_line <= case.pick.line;
        gap.milliseconds >= SHORTEST_WAIT && is_of_start && is_above && !gap.user
    })
}
