//! # What it finds
//!
//! A cabinet could not be unpacked (1335, 2350, 2355) or is none (2353), is not in the package (2356), lacks a file (1334, 2351),
//! or gave a file that does not match its checksum (1331, 1332).
//!
//! # Why it matters
//!
//! The install is rolled back.
//! The copy of the package is not what its maker shipped, or the network or the disk changes it while it is read.
//!
//! # What to do
//!
//! Download it again and compare its hash.
//! Copy it to a local disk before the install, and look for errors of the disk in the System event log.
//! Where every copy fails in the same way, the build is broken: report it to the author.
//!
//! # Evidence
//!
//! One of the messages with the cabinet or the file, while `InstallFiles` ran.
//!
//! # When it is wrong
//!
//! A scanner that blocks a file while it is unpacked can look like a damaged cabinet.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI230",
    name: "cabinet-damaged",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A cabinet is damaged, or a file is not in it or does not match its checksum: messages 1331, 1332, 1334, 1335, 2350, 2351, 2353, 2355, and 2356.",
    advice: "Get the package again, compare its hash or check its signature, and install it from a local disk.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    case.is_message(&[1331, 1332, 1334, 1335, 2350, 2351, 2353, 2355, 2356])
        .then(Words::default)
}
