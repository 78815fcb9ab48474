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
use crate::detect::pending::{Pending, doomed, pending};
use crate::detect::prose::listed;
use crate::event::ExitCode;
use crate::finding::{Confidence, Role, Severity};
use crate::text::{LineNo, file_name};
use crate::trace::{SessionId, Trace};

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

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    let sessions = trace.session_ids();
    let hits = sessions.filter_map(|id| {
        let verdict = trace.session_verdict(id);
        let line = verdict
            .line
            .filter(|_| verdict.exit_code.is_some_and(ExitCode::needs_restart))?;
        let pending = pending(trace, id, lines);
        let scheduled = pending.lines.iter().chain(&pending.copies).copied();
        let shown = std::iter::once(line).chain(scheduled);
        if !verdict.exit_code.is_some_and(ExitCode::has_begun_restart) {
            let headline = format!(
                "The install needs a restart to take effect{}.",
                what(&pending)
            );
            let shown = shown.collect();
            let is_harmful = !doomed(trace, id, &pending, lines).is_empty();
            let hit = Hit::new(headline, shown);
            return Some(match (is_harmful, pending.lines.is_empty()) {
                (true, _) => hit.advice(REPAIR_AFTERWARDS),
                (_, true) if !pending.copies.is_empty() && asked(trace, id).is_none() => {
                    hit.advice(OLD_COPIES)
                }
                _ => hit,
            });
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

/// What the restart does to which files: `: heron.exe is replaced then, old.dll deleted`.
fn what(pending: &Pending) -> String {
    let names = |files: &[(String, LineNo)]| {
        let mut names: Vec<&str> = files.iter().map(|(file, _)| file_name(file)).collect();
        names.dedup();
        let verb = if names.len() == 1 { "is" } else { "are" };
        (!names.is_empty()).then(|| (listed(&names, MOST_NAMES), verb))
    };
    match (names(&pending.replaced), names(&pending.deleted)) {
        (Some((new, verb)), None) => format!(": {new} {verb} replaced then"),
        (None, Some((old, verb))) => format!(": {old} {verb} deleted then"),
        (Some((new, verb)), Some((old, _))) => {
            format!(": {new} {verb} replaced then, and {old} deleted")
        }
        (None, None) if pending.lines.is_empty() && !pending.copies.is_empty() => {
            ": all new files are in place, and old copies of files in use go then".to_owned()
        }
        (None, None) => String::new(),
    }
}

/// More names make no sentence.
const MOST_NAMES: usize = 4;

/// What to do where the restart takes files away that are needed.
const REPAIR_AFTERWARDS: &str = "Restart the machine, then repair the product: the restart deletes files that the new version relies on.";

/// What to do where only the programs that ran still have the old files.
const OLD_COPIES: &str = "Restart the machine when it suits; until then those programs that ran meanwhile work with the old files, unless they \
     are started again.";

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
