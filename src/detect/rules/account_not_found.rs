//! # What it finds
//!
//! The installer looked for a user or a group to give permissions to, and did not find it: message 1609.
//!
//! # Why it matters
//!
//! Names of built-in groups are translated: `Users` is `Benutzer` on a German machine.
//! The table `LockPermissions` takes names only, and the installer itself translates no more than `Everyone` and `Administrators`.
//! So the package installs where it was made and fails elsewhere.
//!
//! # What to do
//!
//! Where the name is that of a built-in group in English, the package is at fault.
//! Else look at the spelling, at the property that gave it, and at the connection to the domain controller: an
//! install at the start of the machine may come before the network.
//!
//! # Evidence
//!
//! Message 1609 with the account.
//!
//! # When it is wrong
//!
//! A trust between domains that is slow may fail once and work the next time.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::detect::message::arguments;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI304",
    name: "account-not-found",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "An account that permissions are given to does not exist, or could not be looked up.",
    advice: "Check the name of the account and the connection to the domain; the author should give permissions to well-known groups by their SID, in the table MsiLockPermissionsEx.",
    link: "https://learn.microsoft.com/windows/win32/msi/lockpermissions-table",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    let account = case
        .argument("account")
        .filter(|_| case.is_message(&[1609]))?;
    let advice = is_built_in(account).then(|| {
        format!(
            "{account} is the English name of an account that Windows translates. Until the author mends it, a transform helps that puts \
             the name on this Windows into the table LockPermissions, which takes names only. The author must use the table \
             MsiLockPermissionsEx, which takes SIDs, or look the name up by its SID in a custom action."
        )
    });
    let why = arguments::reason(&case.arguments());
    let why = why.map_or(String::new(), |why| format!(": {why}"));
    Some(Words {
        headline: Some(format!(
            "{} could not find the account {account}{why}.",
            case.subject()
        )),
        advice,
        ..Words::default()
    })
}

/// Names of well-known accounts and groups that differ from language to language. The installer itself maps `Everyone` and
/// `Administrators`, and groups of a domain have no SID that is the same everywhere.
///
/// Sources: <https://learn.microsoft.com/windows-server/identity/ad-ds/manage/understand-security-identifiers>,
/// <https://learn.microsoft.com/windows/win32/msi/lockpermissions-table>.
const BUILT_IN: [&str; 13] = [
    "authenticated users",
    "backup operators",
    "creator owner",
    "event log readers",
    "guests",
    "local service",
    "network configuration operators",
    "network service",
    "performance log users",
    "performance monitor users",
    "power users",
    "remote desktop users",
    "users",
];

/// Whether a name is that of such an account, with the domain of all of them or without: `BUILTIN\Users`.
fn is_built_in(account: &str) -> bool {
    let account = account.to_ascii_lowercase();
    let (domain, name) = account.rsplit_once('\\').unwrap_or(("", &account));
    matches!(domain, "" | "builtin" | "nt authority") && BUILT_IN.contains(&name)
}
