//! # What it finds
//!
//! A service that the package removes could not be deleted: message 1922.
//!
//! # Why it matters
//!
//! A service that somebody has open is only marked for deletion.
//! It is there until the last one lets go, and until then no service of its name can be installed.
//!
//! # What to do
//!
//! Close `services.msc`, Event Viewer, Task Manager, and agents that watch services, in all sessions of the
//! machine.
//! A restart always helps.
//!
//! # Evidence
//!
//! The operation `ServiceControl` with `Action=8`, and message 1922 with the name of the service.
//!
//! # When it is wrong
//!
//! Where the service refuses access, its access list is the reason: `sc sdshow`.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI404",
    name: "service-not-deleted",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A service could not be deleted.",
    advice: "Close the Services window, Task Manager, and monitoring tools, which keep the service open, or restart; then try again. Where Windows refuses access, look who may delete it: sc.exe sdshow <service>.",
    link: "https://learn.microsoft.com/windows/win32/msi/servicecontrol-table",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    case.is_message(&[1922]).then(Words::default)
}
