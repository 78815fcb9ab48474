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

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    case.is_message(&[1921]).then(Words::default)
}
