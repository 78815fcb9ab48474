//! # What it finds
//!
//! The Windows Installer service took the install and ended it with 1603 before it opened the package.
//!
//! # Why it matters
//!
//! Nothing of the package has run, and no log, however verbose, says more: the service failed at its own beginning.
//! People look for the reason among the actions of the package, of which none has run.
//!
//! # What to do
//!
//! Restart the machine and try again, which helps mostly.
//! The service runs as SYSTEM, which neither sees the drives of a user (`subst`, mapped drives) nor reads what is encrypted
//! for one: copy the package into a folder on a local drive that SYSTEM may read.
//! When it stays, try from a command prompt that is elevated, and look into the Application and the System event log at
//! this time.
//!
//! # Evidence
//!
//! `Running installation inside multi-package transaction ...` and then `MainEngineThread is returning 1603` with neither
//! a `RunEngine` block nor any error between them.
//! Where the log is not verbose, `ExecuteAction` of the client, which began and ended with 3 in the same second without any
//! line between the two.
//!
//! # When it is wrong
//!
//! A log whose middle was cut out by hand looks the same.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::detect::pick::Reason;
use crate::event::ExitCode;
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI516",
    name: "server-ended-at-once",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The Windows Installer service ended the install with 1603 before it opened the package.",
    advice: "Copy the package into a folder on a local drive that SYSTEM may read, restart the machine, and try again from an elevated command prompt. When it stays, look into the Application and System event logs at this time: a more verbose log says no more.",
    link: "https://learn.microsoft.com/windows/win32/msi/error-codes",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    let ended = case.trace.server_ended_at_once(case.session);
    let (headline, advice) = if ended == Some(case.pick.line) {
        (
            "The Windows Installer service ended the install before it opened the package (1603).",
            RULE.advice,
        )
    } else if called_in_vain(case) {
        (
            "The Windows Installer service ended the install before it ran any action of the package.",
            RESTART_FIRST,
        )
    } else {
        return None;
    };
    Some(Words {
        headline: Some(headline.to_owned()),
        advice: Some(advice.to_owned()),
        ..Words::default()
    })
}

/// What to do where a log that is not verbose has all that the client knows.
const RESTART_FIRST: &str = "Restart the machine, which helps mostly, and try again from an elevated command prompt, with the package in a folder on a \
     local drive that SYSTEM may read. When it stays, make a verbose log, /l*vx!, and look into the Application and System event logs \
     at this time.";

/// Whether the client called the service and it ended at once, as a log that is not verbose shows it, or a part of one:
///
/// ```text
/// Action start 10:00:00: ExecuteAction.
/// Action ended 10:00:00: ExecuteAction. Return value 3.
/// ```
///
/// The service would have logged its own `INSTALL` between the two.
fn called_in_vain(case: &Case<'_>) -> bool {
    let trace = case.trace;
    let Some(id) = case.pick.failed else {
        return false;
    };
    let run = &trace.actions[id.at()];
    let Some((end, (begun, ended))) = run.end_line.zip(run.begun.zip(run.ended)) else {
        return false;
    };
    let is_within = |line: LineNo| line > run.line && line < end;
    let next = trace.actions.get(id.at() + 1);
    let is_silent = || {
        let faults = trace.faults_of(case.session);
        let first = faults.partition_point(|fault| fault.line <= run.line);
        faults.get(first).is_none_or(|fault| fault.line >= end)
    };
    let took = begun.milliseconds().abs_diff(ended.milliseconds());
    case.pick.reason == Reason::ActionOnly
        && trace.action_name(id) == "ExecuteAction"
        && !run.is_headless()
        && end <= run.line.plus(NEAR)
        && took < AT_ONCE
        && matches!(case.exit_code, None | Some(ExitCode(1603)))
        && next.is_none_or(|next| !is_within(next.line))
        && is_silent()
}

/// More lines between the two than these are work.
const NEAR: u32 = 3;

/// In milliseconds; the second in which an action ended is known, and no part of it.
const AT_ONCE: u32 = 2000;
