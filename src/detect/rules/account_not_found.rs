//! # What it finds
//!
//! The installer looked for a user or a group to give permissions to, and did not find it: message 1609.
//!
//! # Why it matters
//!
//! Names of built-in groups are translated: `Users` is `Benutzer` on a German machine.
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
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI304",
    name: "account-not-found",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "An account that permissions are given to does not exist, or could not be looked up.",
    advice: "Check the name of the account and the connection to the domain; the author should name well-known groups by their SID.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    let account = case
        .argument("account")
        .filter(|_| case.is_message(&[1609]))?;
    let advice = is_built_in(account).then(|| {
        format!(
            "{account} is the English name of an account that Windows translates: the author of the package must name it by its SID. Until then, a transform helps that puts the SID into the table."
        )
    });
    Some(Words {
        headline: Some(format!(
            "{} could not find the account {account}.",
            case.subject()
        )),
        advice,
        ..Words::default()
    })
}

/// Names of well-known accounts and groups that differ from language to language.
///
/// Source: <https://learn.microsoft.com/windows-server/identity/ad-ds/manage/understand-security-identifiers>.
const BUILT_IN: [&str; 14] = [
    "administrator",
    "administrators",
    "authenticated users",
    "backup operators",
    "creator owner",
    "domain users",
    "everyone",
    "guest",
    "guests",
    "interactive",
    "local service",
    "network service",
    "power users",
    "users",
];

/// Whether a name is that of such an account, with its domain or without: `BUILTIN\Users`.
fn is_built_in(account: &str) -> bool {
    let name = account.rsplit('\\').next().unwrap_or(account);
    BUILT_IN.contains(&name.to_ascii_lowercase().as_str())
}
