//! # What it finds
//!
//! The install succeeded, and its changes take effect after a restart only: exit code 3010 or 1641.
//!
//! # Why it matters
//!
//! Until the restart old files are in use, and services and drivers are those of the old version.
//! A caller that takes everything but 0 for a failure installs again and again.
//!
//! # What to do
//!
//! Restart the machine, and let the caller take 3010 and 1641 for a success.
//! With 1641 Windows Installer begins the restart itself; `REBOOT=ReallySuppress` and `/norestart` prevent that.
//!
//! # Evidence
//!
//! `MainEngineThread is returning 3010` or 1641, and the files that wait for the restart: `Info 1902` and `Info
//! 1903`.
//!
//! # When it is wrong
//!
//! A package can ask for a restart that it does not need, with `ScheduleReboot` or from a custom action.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::event::ExitCode;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::{MarkKind, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI502",
    name: "restart-required",
    severity: Severity::Warning,
    confidence: Confidence::High,
    role: Role::Consequence,
    status: Status::Stable,
    about: "The install succeeded, and its changes take effect after a restart only.",
    advice: "Restart the machine; until then old files may still be in use.",
    link: "https://learn.microsoft.com/windows/win32/msi/error-codes",
    check: Check::Trace(check),
};

fn check(trace: &Trace, _: &mut Lines<'_>) -> Vec<Hit> {
    let sessions = trace.session_ids();
    let hits = sessions.filter_map(|id| {
        let verdict = trace.session_verdict(id);
        let line = verdict
            .line
            .filter(|_| verdict.exit_code.is_some_and(ExitCode::needs_restart))?;
        let scheduled = trace
            .marks
            .iter()
            .filter(|mark| {
                matches!(
                    mark.kind,
                    MarkKind::ScheduledForRestart | MarkKind::CopyScheduledForRestart
                )
            })
            .map(|mark| mark.line);
        let headline = "The install needs a restart to take effect.".to_owned();
        Some(Hit::new(
            headline,
            std::iter::once(line).chain(scheduled).collect(),
        ))
    });
    hits.collect()
}
