//! # What it finds
//!
//! A custom action written in .NET threw an exception, which its host wrote into the log with its stack, or its class could
//! not be loaded, for which the host names an exception too.
//!
//! # Why it matters
//!
//! The host takes the exception for a failure, and the installer reports 1603, which says nothing.
//! The exception says it all.
//!
//! # What to do
//!
//! Read the last exception of the chain: the outer ones only tell how it was passed on.
//! Where the last one has only words of Windows, as a `Win32Exception` below a `SqlException` has, the one around it tells
//! what was done.
//! The first method below it that is not of .NET or of the host is where it happened.
//! A `FileNotFoundException` with a version is a library that the action was not packed with; a `SecurityException`
//! or an `UnauthorizedAccessException` is a right that the account of the action lacks.
//! A `BadImageFormatException` is a library for another processor than that of the host, or for a newer .NET.
//!
//! # Evidence
//!
//! `Exception thrown by custom action:` and the lines below it, or `Error: could not load custom action class ... from
//! assembly: ...` and the exception below it, and `CustomAction ... returned actual error code 1603`.
//!
//! # When it is wrong
//!
//! An action may catch an exception, write it in the same form, and go on; it is the cause only where the action
//! failed.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::custom_action::exception_chain::{kind_and_message, telling};
use crate::detect::known_text::remedy_of_known_text;
use crate::detect::lines::Lines;
use crate::detect::prose::one_line;
use crate::detect::prose::sentence;
use crate::finding::{Confidence, Role, Severity};
use crate::syntax::CLASS_NOT_LOADED;
use crate::trace::FaultKind;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI111",
    name: "managed-exception",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A managed custom action threw an exception that nothing caught.",
    advice: "Read the innermost exception and the first method of the package in its stack, and report both to the author.",
    link: "https://learn.microsoft.com/windows/win32/msi/dynamic-link-libraries",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    match case.fault()? {
        FaultKind::Exception => thrown(case),
        FaultKind::CustomActionText => not_loaded(case, lines).or_else(|| written(case)),
        _ => None,
    }
}

/// `Exception thrown by custom action:`, with the exception below it.
fn thrown(case: &Case<'_>) -> Option<Words> {
    let exceptions: Vec<&str> = case
        .said
        .lines()
        .map(str::trim)
        .skip(1)
        .filter(|line| !line.starts_with("at ") && !line.is_empty())
        .collect();
    let (kind, message) = telling(exceptions.first()?);
    let subject = case.subject();
    let headline = if message.is_empty() {
        format!("{subject} failed with an unhandled {kind}.")
    } else {
        format!(
            "{subject} failed with an unhandled {kind}: {}",
            sentence(&message)
        )
    };
    let of_kind = remedy_of_thrown(case, kind);
    let of_library = || remedy(kind, &message).filter(|_| is_of_library(kind, &message));
    let of_kind = of_kind.or_else(of_library).map(str::to_owned);
    Some(Words {
        headline: Some(headline),
        advice: of_kind.or_else(|| remedy_of_known_text(&case.said)),
        ..Words::default()
    })
}

/// Whether an exception tells of a library of .NET; a file that is not found is mostly one of data.
///
/// Source: <https://learn.microsoft.com/dotnet/core/dependency-loading/loading-managed>.
fn is_of_library(kind: &str, message: &str) -> bool {
    matches!(kind, "BadImageFormatException" | "TypeLoadException")
        || message.starts_with("Could not load file or assembly")
}

/// An exception that the action wrote itself before it failed, where more can be said of it than its words do.
fn written(case: &Case<'_>) -> Option<Words> {
    let (kind, _) = telling(case.said.lines().next()?);
    let advice = remedy_of_thrown(case, kind).filter(|_| kind.ends_with("Exception"))?;
    Some(Words {
        advice: Some(advice.to_owned()),
        ..Words::default()
    })
}

/// What to do about an exception whose reason lies on the machine.
fn remedy_of_thrown(case: &Case<'_>, kind: &str) -> Option<&'static str> {
    let is_refused = case
        .said
        .contains("Cannot open Service Control Manager on computer '.'");
    let kind = if is_refused {
        "UnauthorizedAccessException"
    } else {
        kind
    };
    match kind {
        // Source: <https://learn.microsoft.com/windows/security/threat-protection/security-policy-settings/system-cryptography-use-fips-compliant-algorithms-for-encryption-hashing-and-signing>.
        _ if case.said.contains("FIPS validated") => Some(
            "Windows allows only ciphers validated for FIPS, and the action uses another one: ask the author for a package \
             without it, or switch off the policy \"System cryptography: Use FIPS compliant algorithms for encryption, hashing, \
             and signing\" for the install, where that is allowed.",
        ),
        "UnauthorizedAccessException" | "SecurityException" if case.is_not_elevated() => Some(
            "The install ran without elevated rights: start it from an elevated prompt, and see whether the action may then do \
             what it was denied.",
        ),
        "UnauthorizedAccessException" | "SecurityException" if case.is_elevated() => Some(
            "Give the account of the action (SYSTEM, or the user where it impersonates) access to what the text names, and look \
             whether security software guards it.",
        ),
        "UnauthorizedAccessException" | "SecurityException" => Some(
            "Start the install from an elevated prompt where it ran without; else give the account of the action (SYSTEM, or the \
             user where it impersonates) access to what the text names, and look whether security software guards it.",
        ),
        "TimeoutException" | "InvalidOperationException" if is_of_service(&case.said) => Some(
            "The service did not start or stop as the action asked it to: start or stop it by hand, read the System event log about \
             it, then install again.",
        ),
        _ => None,
    }
}

/// Whether a service did not do what .NET asked of it: `System.ServiceProcess.TimeoutException: Time out has expired ...`, and
/// `System.InvalidOperationException: Cannot stop GateKeeper service on computer '.'. ---> ...`.
///
/// Source: <https://learn.microsoft.com/dotnet/api/system.serviceprocess.servicecontroller>.
fn is_of_service(said: &str) -> bool {
    said.contains("System.ServiceProcess.TimeoutException")
        || said.contains("ServiceController.WaitForStatus")
        || said.contains(" on computer '")
            && ["start", "stop", "pause", "resume"]
                .iter()
                .any(|verb| said.contains(&format!("Exception: Cannot {verb} ")))
}

/// `Error: could not load custom action class Things.Actions from assembly: Things`, with the exception on the next line.
fn not_loaded(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    let (class, library) = case
        .said
        .strip_prefix(CLASS_NOT_LOADED)?
        .split_once(" from assembly: ")?;
    let below = case.pick.fault?.end_line.plus(1);
    let said = lines.line(below);
    let (kind, message) = kind_and_message(&said);
    let why = if kind.ends_with("Exception") {
        format!(": {kind}: {}", sentence(&one_line(message)))
    } else {
        ".".to_owned()
    };
    Some(Words {
        headline: Some(format!(
            "{} failed: its class {class} could not be loaded from the library {}{why}",
            case.subject(),
            library.trim(),
        )),
        advice: remedy(kind, message).map(str::to_owned),
        more: vec![below],
        ..Words::default()
    })
}

/// What to do where the host could not load the library of the action.
fn remedy(kind: &str, message: &str) -> Option<&'static str> {
    match kind {
        "FileLoadException" if STRONG_NAME.iter().any(|result| message.contains(result)) => Some(
            "The library is not signed as it has to be, or was changed after it was signed: no setting of the machine helps, get \
             another build of the package from its publisher.",
        ),
        "BadImageFormatException" => Some(
            "The library is for another processor than the host of the custom action, or for a newer .NET, so its author \
             must build both for the same; an update of the package is all that helps here.",
        ),
        "FileNotFoundException" | "FileLoadException" | "TypeLoadException" => Some(
            "A library that the action needs is missing, has another version, or is blocked: the author must pack it with \
             the action; look whether security software took it away.",
        ),
        _ => None,
    }
}

/// What the strong name of a library that is not valid leads to: `CORSEC_E_INVALID_STRONGNAME` and
/// `FUSION_E_SIGNATURE_CHECK_FAILED`.
///
/// Source: <https://learn.microsoft.com/dotnet/api/system.io.fileloadexception>.
const STRONG_NAME: [&str; 2] = ["0x8013141A", "0x80131045"];
