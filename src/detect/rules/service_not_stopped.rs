//! # What it finds
//!
//! A service that the package stops did not stop: message 1921.
//!
//! # Why it matters
//!
//! Its files stay in use, so the installer gives up before it replaces them, or asks for a restart.
//!
//! # What to do
//!
//! Stop it by hand: `sc stop`, then `sc queryex` for its process, and end that.
//! A service that hangs while it stops is a matter for its maker.
//! Services that depend on it must stop first, and a monitor may start it again.
//! Services of security software guard themselves, also against SYSTEM: turn its self-protection off first, or remove it as
//! its maker says, with the password or the token that the removal takes.
//!
//! # Evidence
//!
//! The operation `ServiceControl` with `Action=2`, and message 1921 with the name of the service.
//!
//! # When it is wrong
//!
//! It may have stopped a moment after the installer gave up, and then the next try succeeds.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI403",
    name: "service-not-stopped",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A service could not be stopped.",
    advice: "Stop the service or end its process by hand (sc.exe queryex <service> has its number), then install again; look for services that depend on it and for programs that use it.",
    link: "https://learn.microsoft.com/windows/win32/msi/servicecontrol-table",
    check: Check::Cause(check),
};

/// Services of security software that nobody stops by hand, in small letters.
///
/// Sources: <https://learn.microsoft.com/windows/win32/api/winsvc/ns-winsvc-service_launch_protected_info>, and for the names
/// <https://github.com/SigmaHQ/sigma/blob/master/rules/windows/process_creation/proc_creation_win_susp_service_tamper.yml>,
/// <https://docs.trendmicro.com/en-us/documentation/article/trend-vision-one-protect-processes>.
const GUARDED: [&str; 30] = [
    "csfalconservice",
    "ekrn",
    "epprotectedservice",
    "epsecurityservice",
    "macmnsvc",
    "masvc",
    "mbamservice",
    "mbendpointagent",
    "mcshield",
    "mfefire",
    "mfemms",
    "mfevtp",
    "mfewc",
    "ntrtscan",
    "savservice",
    "sense",
    "sentinelagent",
    "sentinelhelperservice",
    "sepmasterservice",
    "sepmasterservicemig",
    "smcservice",
    "sophosed",
    "sophosfim",
    "sophossps",
    "tmccsf",
    "tmlisten",
    "tmbmserver",
    "wdnissvc",
    "windefend",
    "wrsvc",
];

/// How the services of two makers begin, behind which a name of their own follows: `Sophos Endpoint Defense Service`,
/// `McAfeeFramework`.
const MAKERS: [&str; 2] = ["mcafee", "sophos "];

/// What to do about one of them.
const GUARDS_ITSELF: &str = "Turn the self-protection of that security software off in its console, or give its removal the password or the token \
     that it takes, then install again; until then neither an administrator nor SYSTEM can stop the service.";

/// Whether a service is one of security software.
fn is_guarded(service: &str) -> bool {
    let service = service.to_ascii_lowercase();
    GUARDED.contains(&service.as_str()) || MAKERS.iter().any(|maker| service.starts_with(maker))
}

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    if !case.is_message(&[1921]) {
        return None;
    }
    let is_guarded = case.argument("service name").is_some_and(is_guarded);
    Some(Words {
        advice: is_guarded.then(|| GUARDS_ITSELF.to_owned()),
        ..Words::default()
    })
}
