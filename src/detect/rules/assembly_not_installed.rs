//! # What it finds
//!
//! An assembly could not be installed side by side or into the global assembly cache: message 1935, or 1936 to 1938
//! for its signature or its files.
//!
//! # Why it matters
//!
//! The store belongs to Windows, so what is broken is rarely the package.
//! The HRESULT tells which part.
//!
//! # What to do
//!
//! 0x80070BC9: the store waits for a restart.
//! 0x800736B3, 0x80073712, and others that begin with 0x80073: the store is damaged; `DISM /Online /Cleanup-Image
//! /RestoreHealth`, then restart.
//! 0x80131xxx: the .NET Framework is damaged; repair or update it.
//! 0x80131040 to 0x80131047 and 0x8013141A to 0x8013141E: the assembly or its signature is damaged, or was built so.
//! 0x8013101B: the assembly needs a newer .NET Framework.
//! 0x80070005 or 0x80070020: access was denied or a file is held, often by security software.
//! 0x80071A2C to 0x80071AF3: the transactions of the file system are stuck; `fsutil resource setautoreset true C:\`
//! and a restart help.
//! 0x80070070 and others of Windows itself, such as a full disk, say what is wrong.
//! 1936, 1937, and 1938 are mistakes of the package or of the machine's root certificates.
//!
//! # Evidence
//!
//! Message 1935, 1936, 1937, or 1938 with the component, the HRESULT, the function, and the name of the assembly.
//!
//! # When it is wrong
//!
//! An assembly may fail only because a library that it needs failed before it; the first one in the log counts.

use super::{Check, Rule, Status, Words};
use crate::catalog;
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::detect::message::arguments;
use crate::detect::prose::sentence;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI310",
    name: "assembly-not-installed",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "An assembly could not be installed into the store of Windows or into the global assembly cache.",
    advice: "Restart to finish pending updates of Windows, then repair the store (DISM /Online /Cleanup-Image /RestoreHealth, sfc /scannow) or .NET, and install again.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    if !case.is_message(&[1935, 1936, 1937, 1938]) {
        return None;
    }
    let result = case
        .argument("HRESULT")
        .and_then(|text| catalog::parse(text).ok());
    let of_store = || match advice_for(result?.value)? {
        REPAIR_STORE if is_windows_7(case) => Some(REPAIR_STORE_OF_7),
        advice => Some(advice),
    };
    let of_code = || {
        let is_plain = |result: &catalog::Number| SAYS_WHY.contains(&result.value);
        result.filter(is_plain)?;
        arguments::remedy_of_code(&case.arguments())
    };
    // What is wrong with the assembly itself no repair of the store can mend.
    let of_assembly = || {
        let number = case.number.filter(|number| number.0 != 1935)?;
        catalog::message(number.0).map(|known| known.remedy)
    };
    let advice = of_assembly().or_else(of_code).or_else(of_store);
    Some(Words {
        advice: advice.map(sentence),
        ..Words::default()
    })
}

/// Results that say themselves what to do: the disk is full, memory ran out, a service is disabled, Windows shuts down, and the
/// assembly needs a newer .NET Framework.
const SAYS_WHY: [u32; 6] = [
    0x8007_0027,
    0x8007_0070,
    0x8007_000E,
    0x8007_0422,
    0x8007_045B,
    0x8013_101B,
];

const REPAIR_STORE: &str = "Repair the store of Windows with DISM /Online /Cleanup-Image /RestoreHealth and sfc /scannow, restart, and install again.";

/// Windows 7 and Server 2008 have no `RestoreHealth`.
const REPAIR_STORE_OF_7: &str = "Repair the store of Windows with the System Update Readiness Tool (KB947821) and sfc /scannow, look into \
     C:\\Windows\\Logs\\CBS\\CheckSUR.log, restart, and install again.";

/// `VersionNT = 601`, or an engine of that Windows: `5.00.7601.00`.
fn is_windows_7(case: &Case<'_>) -> bool {
    let version = case.engine().and_then(|(_, run)| {
        let properties = &run.properties;
        properties
            .get("VersionNT64")
            .or_else(|| properties.get("VersionNT"))
    });
    let build = &case.trace.sessions[case.session.at()].build;
    match version {
        Some(version) => matches!(version.as_str(), "600" | "601"),
        None => build.contains("5.00.760"),
    }
}

/// What to do about a result of the store of Windows, of .NET, or of what lies below both.
fn advice_for(result: u32) -> Option<&'static str> {
    match result {
        // ERROR_SUCCESS_REBOOT_REQUIRED and ERROR_FAIL_REBOOT_REQUIRED.
        0x8007_0BC2 | 0x8007_0BC9 => Some(
            "Restart the machine, which finishes updates of Windows that hold the store, and install again.",
        ),
        0x8007_0005 | 0x8007_0020 => Some(
            "Something guards or holds the store: switch security software off for the install, or exclude C:\\Windows\\assembly, \
             C:\\Windows\\Microsoft.NET\\assembly, and C:\\Windows\\WinSxS.",
        ),
        // Errors of the transaction manager of Windows, 6700 to 6899.
        0x8007_1A2C..=0x8007_1AF3 => Some(
            "The transactions of the file system are stuck: run fsutil resource setautoreset true C:\\, restart, and install again.",
        ),
        // Errors of the side-by-side store, 14000 to 14999.
        0x8007_36B0..=0x8007_3A97 => Some(REPAIR_STORE),
        // References, modules, and strong names in CorError.h.
        0x8013_1040..=0x8013_1045 | 0x8013_1047 | 0x8013_141A..=0x8013_141E => Some(
            "Get the package again from its publisher, since the assembly or its signature is damaged or was built so; if that does \
             not help, the author has to build and sign the assembly anew.",
        ),
        0x8013_0000..=0x8013_FFFF => {
            Some("Repair or update the .NET Framework, restart, and install again.")
        }
        _ => None,
    }
}
