//! # What it finds
//!
//! A service is there, and its settings (message 1939) or its permissions (1944) could not be set.
//!
//! # Why it matters
//!
//! The service runs without the account, the recovery, or the access list that the package wants, so the install is
//! stopped.
//!
//! # What to do
//!
//! Look at the system error: 5 is the access list of the service, 1060 a service that is not there, 87 a setting
//! that this Windows does not know, 1332 an account that does not exist.
//! A service that protects itself, as those of security products do, must be unlocked first.
//!
//! # Evidence
//!
//! Message 1939 or 1944 with the name of the service.
//!
//! # When it is wrong
//!
//! The service may have been deleted between its installation and this step by something else.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::detect::message::arguments;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI407",
    name: "service-not-configured",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The settings or the permissions of a service could not be changed.",
    advice: "Check that the service exists at that moment and that SYSTEM may change it (sc.exe sdshow <service>); report it to the author otherwise.",
    link: "https://learn.microsoft.com/windows/win32/msi/msiserviceconfig-table",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    let what = match case.number?.0 {
        1939 => "configure",
        1944 => "set the permissions of",
        _ => return None,
    };
    let name = case.argument("service name").unwrap_or("of the package");
    let why = arguments::reason(&case.arguments()).map_or(String::new(), |why| format!(": {why}"));
    Some(Words {
        headline: Some(format!(
            "{} could not {what} the service {name}{why}.",
            case.subject()
        )),
        ..Words::default()
    })
}
