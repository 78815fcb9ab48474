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
//! With 3010 restart the machine; with 1641 Windows Installer has begun the restart itself.
//! Let the caller take both for a success.
//! `REBOOT=ReallySuppress` and `/norestart` leave the restart to the caller, and the exit code is 3010.
//! Without one of them a silent install restarts the machine without a question.
//!
//! # Evidence
//!
//! `MainEngineThread is returning 3010` or 1641, and the files that wait for the restart: `Info 1902` and `Info
//! 1903`.
//! `Doing action: ScheduleReboot` where the package asks for it.
//!
//! # When it is wrong
//!
//! A package can ask for a restart that it does not need, with `ScheduleReboot` or from a custom action.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::event::ExitCode;
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;
use crate::trace::{MarkKind, SessionId, Trace};

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
        let shown = std::iter::once(line).chain(scheduled);
        if !verdict.exit_code.is_some_and(ExitCode::has_begun_restart) {
            let headline = "The install needs a restart to take effect.";
            return Some(Hit::new(headline, shown.collect()));
        }
        let asked = asked(trace, id);
        let why = asked.map_or(String::new(), |(name, _)| {
            format!(", since the package asks for one with {name}")
        });
        let headline = format!("Windows Installer began to restart the machine by itself{why}.");
        let hit = Hit::new(headline, shown.chain(asked.map(|(_, line)| line)).collect());
        Some(hit.advice(BEGUN))
    });
    hits.collect()
}

/// What to do where the restart is under way or over.
const BEGUN: &str = "Nothing is left to do once the machine has restarted. To choose the time of the restart yourself, install with \
     /norestart or REBOOT=ReallySuppress; the exit code is 3010 then.";

/// The action of the package that asks for a restart, and where it began.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/schedulereboot-action>.
fn asked(trace: &Trace, session: SessionId) -> Option<(&str, LineNo)> {
    let actions = trace.actions_of(session);
    let named = actions.map(|(id, run)| (trace.action_name(id), run.line));
    let mut asking = named.filter(|(name, _)| matches!(*name, "ScheduleReboot" | "ForceReboot"));
    asking.next()
}
