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
//! After an uninstall what is left of files in use goes at the restart, and the product should not come back before it.
//!
//! # Evidence
//!
//! `MainEngineThread is returning 3010` or 1641, and the files that wait for the restart: `Info 1902` and `Info
//! 1903`.
//! `Doing action: ScheduleReboot` where the package asks for it, and what a custom action wrote of a restart.
//!
//! # When it is wrong
//!
//! A package can ask for a restart that it does not need, with `ScheduleReboot` or from a custom action.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::detect::pending::{self, Pending, doomed, pending};
use crate::detect::prose::lower_first;
use crate::detect::{restart, verdict};
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;
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
        let code = verdict.exit_code?;
        let line = verdict.line.filter(|_| code.needs_restart())?;
        let pending = pending(trace, id, lines);
        let scheduled = pending.lines.iter().chain(&pending.copies).copied();
        let mut shown: Vec<LineNo> = std::iter::once(line).chain(scheduled).collect();
        if code.has_begun_restart() {
            let asked = restart::asking_action(trace, id);
            let why = asked.map_or(String::new(), by_package);
            shown.extend(asked.map(|(_, line)| line));
            let headline =
                format!("Windows Installer began to restart the machine by itself{why}.");
            let advice = if restart::is_suspended(trace, id) {
                GOES_ON
            } else {
                BEGUN
            };
            return Some(Hit::new(headline, shown).advice(advice));
        }
        let reason = reason(trace, id, &pending, lines);
        shown.extend(reason.lines);
        let what = if verdict::removes(trace, id) {
            "uninstall"
        } else {
            "install"
        };
        let headline = format!("The {what} needs a restart to take effect{}.", reason.why);
        Some(Hit::new(headline, shown).advice(reason.advice))
    });
    hits.collect()
}

/// Why a restart is needed.
struct Reason {
    /// Behind `The install needs a restart to take effect`.
    why: String,
    advice: &'static str,
    /// The lines that say it beside those of the files.
    lines: Vec<LineNo>,
}

/// Files come first: what else asks for a restart may do so without need.
fn reason(trace: &Trace, id: SessionId, pending: &Pending, lines: &mut Lines<'_>) -> Reason {
    let reason = |why: String, advice| Reason {
        why,
        advice,
        lines: Vec::new(),
    };
    let removes = verdict::removes(trace, id);
    if !pending.lines.is_empty() {
        let advice = match doomed(trace, id, pending, lines).is_empty() {
            false => REPAIR_AFTERWARDS,
            true if removes => AFTER_REMOVAL,
            true => RULE.advice,
        };
        return reason(files(pending), advice);
    }
    if let Some(asked) = restart::asking_action(trace, id) {
        return Reason {
            lines: vec![asked.1],
            ..reason(by_package(asked), ASKED)
        };
    }
    match restart::asking_writer(trace, id) {
        _ if !pending.copies.is_empty() && removes => reason(LEFT.to_owned(), NOTHING_TO_DO),
        _ if !pending.copies.is_empty() => reason(COPIES.to_owned(), OLD_COPIES),
        Some((who, lines)) => Reason {
            lines,
            ..reason(
                format!(": {} wrote that one is needed", lower_first(&who)),
                ASKED,
            )
        },
        None => reason(String::new(), RULE.advice),
    }
}

/// What the restart does to which files: `: heron.exe is replaced then, old.dll deleted`.
fn files(pending: &Pending) -> String {
    match (
        pending::names(&pending.replaced),
        pending::names(&pending.deleted),
    ) {
        (Some((new, verb)), None) => format!(": {new} {verb} replaced then"),
        (None, Some((old, verb))) => format!(": {old} {verb} deleted then"),
        (Some((new, verb)), Some((old, _))) => {
            format!(": {new} {verb} replaced then, and {old} deleted")
        }
        (None, None) => String::new(),
    }
}

/// `Doing action: ScheduleReboot`
fn by_package((name, _): (&str, LineNo)) -> String {
    format!(", since the package asks for one with {name}")
}

const COPIES: &str = ": all new files are in place, and old copies of files in use go then";

const LEFT: &str = ": what is left of files in use goes then";

/// What to do where the restart takes files away that are needed.
const REPAIR_AFTERWARDS: &str = "Restart the machine, then repair the product: the restart deletes files that the new version relies on.";

/// What to do where the restart takes away what is left of a product, and what is put into its places meanwhile.
const AFTER_REMOVAL: &str =
    "Restart the machine when it suits, and install the product again only after that.";

/// What to do where only copies of a product are left.
const NOTHING_TO_DO: &str =
    "Restart the machine when it suits: the product is removed, and nothing else is to be done.";

/// What to do where only the programs that ran still have the old files.
const OLD_COPIES: &str = "Restart the machine when it suits; until then those programs that ran meanwhile work with the old files, unless they \
     are started again.";

/// What to do where no file waits in the log.
const ASKED: &str = "Restart the machine; what the package changed may take effect only then.";

/// What to do where the restart is under way or over.
const BEGUN: &str = "Nothing is left to do once the machine has restarted. To choose the time of the restart yourself, install with \
     /norestart or REBOOT=ReallySuppress; the exit code is 3010 then.";

/// What to do where the install is not done before the restart.
const GOES_ON: &str = "It is not done: once the machine has restarted, log on again, and it goes on. This log does not tell how that ends, so look \
     for the product then.";
