//! # What it finds
//!
//! The package demands that a cabinet is signed, and its signature is missing (1329) or not valid here (1330).
//!
//! # Why it matters
//!
//! The install is rolled back.
//! The cabinet may be damaged or changed; but mostly the machine cannot check the signature, for want of a root
//! certificate or of a network to ask for revoked ones.
//!
//! # What to do
//!
//! Look up the error that the message states: 0x800B0109 is a root that is not trusted, 0x80092013 a revocation server
//! that could not be reached, 0x80096010 a file that was changed.
//! Update the root certificates, or copy the release again.
//! Without a signature only a new release helps.
//!
//! # Evidence
//!
//! Message 1329 or 1330 with the cabinet, and in 1330 with the error of `WinVerifyTrust`.
//!
//! # When it is wrong
//!
//! Without a network the check may run into a time-out first, which looks like a slow install.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::detect::message::arguments;
use crate::detect::prose::sentence;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI229",
    name: "cabinet-not-trusted",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The signature of a cabinet is missing or not trusted: messages 1329 and 1330.",
    advice: "Get the cabinet from its maker again and compare its hash; on a machine without a network bring the root certificates up to date.",
    link: "https://learn.microsoft.com/windows/win32/msi/digital-signatures-and-windows-installer",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    if !case.is_message(&[1329, 1330]) {
        return None;
    }
    let advice = if case.is_message(&[1329]) {
        Some(NOT_SIGNED.to_owned())
    } else {
        let remedy = arguments::remedy_of_code(&case.arguments());
        // To get the file again is what the rule advises too.
        let remedy = remedy.filter(|remedy| !remedy.contains("again"));
        remedy.map(|remedy| format!("{} {}", sentence(remedy), RULE.advice))
    };
    Some(Words {
        advice,
        ..Words::default()
    })
}

/// What to do about a cabinet without a signature, which no certificate on the machine can mend.
const NOT_SIGNED: &str = "Get the whole release from its maker again, since the cabinet has no signature and the package asks for one; where that one \
                          has none either, the author has to sign the cabinet, or to take it out of the table MsiDigitalSignature.";
