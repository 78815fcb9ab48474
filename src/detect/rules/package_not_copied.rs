//! # What it finds
//!
//! The caller could open the package, and the installer service, which runs as the system, could not open it or
//! make its copy.
//!
//! # Why it matters
//!
//! The second number tells why: 3 and 5 for a path that the system cannot see or read, such as a mapped drive or an
//! encrypted folder, 110 for a package that an encrypted folder holds or another program locks, 1632 for a folder for temporary files that cannot be written, 1620 for a package that cannot
//! be read.
//!
//! # What to do
//!
//! Copy the package to a local folder that SYSTEM can read, and use a UNC path in the place of a drive letter.
//! For 1632 look at the rights of `C:\Windows\Installer` and of the folder for temporary files.
//!
//! # Evidence
//!
//! `Note: 1: 2755 2: <code> 3: <package>`, and for 1632 `Note: 1: 2336 2: 5 3: <folder>` above it; or `Note: 1: 2203 2:
//! <package> 3: -2147287035` before any action.
//!
//! # When it is wrong
//!
//! Software that scans files can hold the copy for a moment, and then a second try works.

use super::package_not_found::package;
use super::{Check, Rule, Status, Words};
use crate::catalog;
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::detect::message::note;
use crate::detect::pick::Reason;
use crate::detect::prose::lower_first;
use crate::event::{MessageNumber, Side};
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI612",
    name: "package-not-copied",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The installer service could not open or copy the package that the caller could read (2755), or it may not open it (2203).",
    advice: "Copy the package to a local folder that SYSTEM can read, outside of encrypted folders and mapped drives.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    if let Some(words) = refused(case) {
        return Some(words);
    }
    if !case.is_message(&[2755, 2336]) {
        return None;
    }
    let package = case
        .argument("package")
        .filter(|_| case.is_message(&[2755]));
    let code = case
        .argument("error code")
        .and_then(|code| code.parse().ok())
        .filter(|_| package.is_some());
    let code = code.or_else(|| Some(case.exit_code?.0.cast_unsigned()));
    let reason = code.map(|code| reason(code, package)).unwrap_or_default();
    let headline = match package {
        Some(package) => format!("The installer service could not open or copy {package}{reason}."),
        None => format!("The installer service could not make its copy of the package{reason}."),
    };
    Some(Words {
        headline: Some(headline),
        advice: code.and_then(|code| advice(code, package)),
        more: code
            .map(|code| server_end(case, code, lines))
            .unwrap_or_default(),
        ..Words::default()
    })
}

/// `Note: 1: 2203 2: \\depot\packages\rowan.msi 3: -2147287035 ` before any action: the package is there and may not be
/// opened, or another program holds it.
fn refused(case: &Case<'_>) -> Option<Words> {
    if case.pick.reason != Reason::BeforeActions || !case.is_message(&[2203]) {
        return None;
    }
    let package = package(case)?;
    let (headline, advice) = match case.argument("storage error code")? {
        DENIED if is_share(package) => (
            format!("Windows Installer may not open {package}: access was denied."),
            OF_SHARE,
        ),
        DENIED => (
            format!("Windows Installer may not open {package}: access was denied."),
            "Give SYSTEM and the account that installs the right to read the file and its folder, and look whether the file \
             is encrypted (EFS) or blocked by software that guards the machine.",
        ),
        SHARED | LOCKED => (
            format!("Windows Installer could not open {package}: another program holds it."),
            "Close the program that has the package open, such as an editor, a copy that still runs, or a scanner, then \
             start again.",
        ),
        _ => return None,
    };
    Some(Words {
        headline: Some(headline),
        advice: Some(advice.to_owned()),
        ..Words::default()
    })
}

/// `STG_E_ACCESSDENIED`, as notes have it.
const DENIED: &str = "-2147287035";

/// `STG_E_SHAREVIOLATION`, as notes have it.
const SHARED: &str = "-2147287008";

/// `STG_E_LOCKVIOLATION`, as notes have it.
const LOCKED: &str = "-2147287007";

/// Whether a package lies on a share.
fn is_share(package: &str) -> bool {
    package.starts_with("\\\\")
}

/// What to do where a share may not be read.
///
/// Source: <https://learn.microsoft.com/windows/win32/services/localsystem-account>.
const OF_SHARE: &str = "Give the account that installs the right to read the share and the file. SYSTEM, under which Group Policy and management \
     tools install, reaches a share as the account of the computer: give Domain Computers that right, or copy the package to \
     a local disk first.";

/// What the code means for a file that the service reads: `: the folder was not found (3); drive Z: is one of the user,
/// which the service does not see`.
fn reason(code: u32, package: Option<&str>) -> String {
    let known = match code {
        1601.. => catalog::exit(code),
        _ => catalog::system_error(code).map(|(_, known)| known),
    };
    let drive = drive_of(code, package)
        .map(|drive| format!("; the service has no drive {drive} as the user has it"))
        .unwrap_or_default();
    match known.filter(|_| code != 1603) {
        Some(known) => format!(": {} ({code}){drive}", lower_first(known.meaning)),
        None => format!(" ({code}){drive}"),
    }
}

/// The drive of a package whose folder the service did not find, although the user's side had opened the package there.
fn drive_of(code: u32, package: Option<&str>) -> Option<String> {
    let drive = package?.get(..2).filter(|drive| drive.ends_with(':'))?;
    let is_of_system = drive.eq_ignore_ascii_case("C:");
    (code == 3 && !is_of_system).then(|| drive.to_owned())
}

/// What helps against the code alone.
fn advice(code: u32, package: Option<&str>) -> Option<String> {
    let advice = match code {
        2 | 3 => match drive_of(code, package) {
            Some(drive) => format!(
                "{drive} is a drive that is mapped (net use) or made with subst for the user only: copy the package to a \
                 local disk, or give its UNC path."
            ),
            None => "Copy the package to a local folder that is there for every user, and start it from there.".to_owned(),
        },
        53 | 67 => "Look whether this machine reaches the share where no user is logged on, since the service reads it as the \
                    account of the computer; or copy the package to a local disk first."
            .to_owned(),
        5 | 110 | 1326 if package.is_some_and(is_share) => OF_SHARE.to_owned(),
        5 => "Give SYSTEM the right to read the package and its folder, or copy it to one where it has that.".to_owned(),
        110 => "Copy the package to a local folder that is not encrypted (EFS), and unblock it if it was downloaded; \
                SYSTEM cannot open what a user has encrypted."
            .to_owned(),
        1625 => "A policy refuses the package in the service: look into the log AppLocker/MSI and Script and at the \
                 software restriction policies."
            .to_owned(),
        1632 => "Give SYSTEM the right to write to C:\\Windows\\Installer and to the folder of TEMP, and look that it is \
                 there and its volume has room."
            .to_owned(),
        _ => return None,
    };
    Some(advice)
}

/// How many lines above its end the service says what it could not open.
const NEAR_END: u32 = 8;

/// The lines of the service about it: `MainEngineThread is returning 3`, and `Note: 1: 2203 2: <package> 3: <result>` near
/// above it.
fn server_end(case: &Case<'_>, code: u32, lines: &mut Lines<'_>) -> Vec<LineNo> {
    let faults_end = case.pick.line;
    let mut ends = case.trace.engines.iter().filter_map(|run| {
        let (returned, line) = run.returned?;
        let is_it = run.session == case.session && run.side != Side::Client;
        (is_it && returned.0.cast_unsigned() == code && line < faults_end).then_some(line)
    });
    let Some(end) = ends.next_back() else {
        return Vec::new();
    };
    let first = end.get().saturating_sub(NEAR_END).max(1);
    let mut above = (first..end.get()).rev().map(LineNo::new);
    let opened = above.find(|line| note::fields(&lines.line(*line), MessageNumber(2203)).is_some());
    std::iter::once(end).chain(opened).collect()
}
