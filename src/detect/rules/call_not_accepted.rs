//! # What it finds
//!
//! The call was refused: its command line is not valid (1639), its log file cannot be opened (1622), or it comes
//! from a remote session in which installs are not allowed (1640).
//!
//! # Why it matters
//!
//! The package was not even looked at, so nothing in it can be the reason.
//!
//! # What to do
//!
//! For 1639 check the switches and the quotes: `PROPERTY="value with blanks"`, and no blank around the equals sign.
//! For 1622 make the folder of the log first, since the installer does not, and let the account that installs write
//! to it.
//! For 1640 begin the install at the console or as a service.
//!
//! # Evidence
//!
//! `MainEngineThread is returning 1639`, 1622, or 1640 without any action above it.
//!
//! # When it is wrong
//!
//! A setup program that builds the command line from its own input passes mistakes of its caller on.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::detect::pick::Reason;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI515",
    name: "call-not-accepted",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The caller made a mistake: the command line, the log file, or the kind of session.",
    advice: "Correct the call; nothing is wrong with the package.",
    link: "https://learn.microsoft.com/windows/win32/msi/error-codes",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    let code = case
        .exit_code
        .filter(|_| case.pick.reason == Reason::BeforeActions)?;
    let (headline, advice) = match code.0 {
        1622 => (
            "The log file of the call could not be opened (1622).",
            "Make the folder of the log first and let the account that installs write to it.",
        ),
        1639 => (
            "The command line of the call is not valid (1639).",
            "Check the switches and the quotes: PROPERTY=\"value with blanks\", no blank around the equals sign.",
        ),
        1640 => (
            "The call came from a remote session in which installs are not allowed (1640).",
            "Begin the install at the console or as a service, or allow it by the policy EnableAdminTSRemote.",
        ),
        _ => return None,
    };
    Some(Words {
        headline: Some(headline.to_owned()),
        advice: Some(advice.to_owned()),
        ..Words::default()
    })
}
