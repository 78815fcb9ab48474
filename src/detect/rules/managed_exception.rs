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
//! A text that Windows, .NET, IIS, or SQL Server has for one thing only, such as `Login failed for user`, and the code of Windows
//! behind an exception of COM tell what to do on this machine.
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
use crate::detect::custom_action::exception_chain::{chain_of, inwards, kind_and_message, telling};
use crate::detect::custom_action::result_in_text::{VAGUE, result_in};
use crate::detect::known_text::{
    remedy_of_code_in, remedy_of_denial, remedy_of_own_words, remedy_of_windows,
};
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
    let chain = chain_of(case.said.lines().skip(1));
    let (kind, message) = telling(Some(chain.as_str()).filter(|chain| !chain.is_empty())?);
    let subject = case.subject();
    let headline = if message.is_empty() {
        format!("{subject} failed with an unhandled {kind}.")
    } else {
        format!(
            "{subject} failed with an unhandled {kind}: {}",
            sentence(&one_line(&message))
        )
    };
    let of_library = remedy(kind, &message).filter(|_| is_of_library(kind, &message));
    // An exception further in says more than those that pass it on.
    let of_words = inwards(&chain).find_map(|one| {
        let known = remedy_of_own_words(one);
        known.or_else(|| remedy_of_windows(one))
    });
    let advice = of_library
        .map(str::to_owned)
        .or(of_words)
        .or_else(|| remedy_of_thrown(case, kind).map(str::to_owned))
        .or_else(|| remedy_of_result(case, &chain))
        .or_else(|| remedy_of_denial(&chain));
    Some(Words {
        headline: Some(headline),
        advice,
        ..Words::default()
    })
}

/// What to do about the result that the innermost exception of a chain names, as those of COM do: `(Exception from HRESULT:
/// 0x800706BA)`. Those of .NET itself say no more than the exception.
fn remedy_of_result(case: &Case<'_>, chain: &str) -> Option<String> {
    let tells = |code: &u32| !VAGUE.contains(code) && code >> 16 != OF_DOT_NET;
    let code = inwards(chain).find_map(|said| result_in(said).filter(tells))?;
    let special = case.work.and_then(|work| work.special(code));
    special
        .map(|special| sentence(special.remedy))
        .or_else(|| remedy_of_code_in(chain, code))
}

/// The upper half of the results of .NET: `COR_E_EXCEPTION` is 0x80131500.
///
/// Source: <https://learn.microsoft.com/dotnet/framework/interop/how-to-map-hresults-and-exceptions>.
const OF_DOT_NET: u32 = 0x8013;

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
    let of_kind = remedy_of_thrown(case, kind).filter(|_| kind.ends_with("Exception"))?;
    // What the words say of the machine is narrower than the kind.
    let advice = remedy_of_own_words(&case.said)
        .or_else(|| remedy_of_windows(&case.said))
        .unwrap_or_else(|| of_kind.to_owned());
    Some(Words {
        advice: Some(advice),
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
