//! # What it finds
//!
//! A service that the package starts was refused: message 1920, with no long wait before it.
//!
//! # Why it matters
//!
//! Windows knew at once that it cannot start: the account may not log on, a service that it depends on does not
//! run, or its program cannot be loaded.
//! The text speaks of privileges, which are rarely the reason when a service installs this package.
//!
//! # What to do
//!
//! The System event log has it: 7000 with the error of the start, 7001 for a dependency, 7038 for the password of
//! the account, 7041 for the right to log on as a service.
//! Error 1058 means that the service is disabled, 1053 that it did not answer, 193 or 2 that its path lacks quotes
//! or its file.
//! Where the package gives the service an account of its own, begin with that account: it is named in the headline.
//! The files of the service are gone after the rollback: install with the dialogs and start it by hand while the message is
//! open, or install without starting it.
//!
//! # Evidence
//!
//! The operation `ServiceControl` with `Action=1`, and message 1920 with the name of the service; `StartName` in the
//! operation `ServiceInstall`, where the same script installed it.
//!
//! # When it is wrong
//!
//! A service that ends by itself within a moment looks the same; its own log then has the reason.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::detect::service;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI402",
    name: "service-not-started",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A service could not be started, and Windows said so at once.",
    advice: "Start the service by hand while the files are there (sc.exe start <service> in an elevated prompt), and read the System event log (7000, 7001, 7038, 7041) for its reason. Where the install is rolled back, leave the dialog with the message open meanwhile.",
    link: "https://learn.microsoft.com/windows/win32/msi/servicecontrol-table",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    let subject = case.subject();
    case.is_message(&[1920]).then(|| {
        service::words(case, lines, |service, account| {
            (
                format!("{subject} could not start the service {service}, which runs as {account}."),
                format!(
                    "Check that {account} exists, that its password is right and has not expired, and that it may log on as a service; the System event log tells (7000, 7038, 7041). Else start the service by hand while the files are there: install with the dialogs and leave the message open."
                ),
            )
        })
    })
}
