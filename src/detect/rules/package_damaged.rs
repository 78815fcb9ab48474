//! # What it finds
//!
//! The file is there and can be read, and it is no installer package: its structure is damaged, it is cut short, or it
//! is something else under that name.
//!
//! # Why it matters
//!
//! Nothing was begun, and no machine will install from this file.
//!
//! # What to do
//!
//! Compare its size and hash with those of the release, and look at its beginning: a package begins with the bytes D0
//! CF 11 E0.
//! A page of a web server, a text of Git LFS, and a file of a cloud drive that is not on the disk yet are what one
//! finds there.
//!
//! # Evidence
//!
//! Exit code 1620, or message 2219, or `Note: 1: 2203` with the package and a storage code other than those for a
//! missing or a forbidden file.
//!
//! # When it is wrong
//!
//! A package that needs a newer Windows Installer ends in the same way on a very old Windows.

use super::package_not_found::{kind, of_patch, package};
use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::detect::message::arguments;
use crate::detect::pick::Reason;
use crate::event::ExitCode;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI211",
    name: "package-damaged",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The package is damaged or no installer database: exit code 1620, message 2219, or a storage code that says so.",
    advice: "Get the package again and compare its size and its hash; a download of some kilobytes is often the page of a proxy or of a login.",
    link: "https://learn.microsoft.com/windows/win32/msi/error-codes",
    check: Check::Cause(check),
};

/// Storage codes of a package that is not there, may not be opened, or is held by another program.
const OF_ACCESS: [&str; 5] = [
    "-2147287038",
    "-2147287037",
    "-2147287035",
    "-2147287008",
    "-2147287007",
];

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    if case.pick.reason != Reason::BeforeActions {
        return None;
    }
    let package = package(case);
    let code = case.argument("storage error code");
    let is_of_access = code.is_some_and(|code| OF_ACCESS.contains(&code));
    let by_code = case.is_message(&[2203]) && code.is_some() && !is_of_access;
    let by_exit = case.exit_code == Some(ExitCode(1620)) && !is_of_access;
    if !(by_exit || case.is_message(&[2219]) || by_code && package.is_some()) {
        return None;
    }
    let what = package.map_or("package", kind);
    let headline = package.map(|package| match arguments::reason(&case.arguments()) {
        Some(reason) => {
            // What is opened to be read is there, so this half of the code's meaning cannot be.
            let reason = reason.replace(", or it exists already", "");
            format!("{package} is no {what} that can be read: {reason}.")
        }
        None => format!("{package} is no {what} that can be read."),
    });
    Some(Words {
        headline,
        advice: package.and_then(|package| of_patch(package, RULE.advice)),
        ..Words::default()
    })
}
