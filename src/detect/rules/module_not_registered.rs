//! # What it finds
//!
//! The installer called the registration of a library, and it failed: message 1904, or 1905 for its removal.
//!
//! # Why it matters
//!
//! The code of the library runs here, so it fails for its own reasons, which the HRESULT tells.
//! Packages are better off with the registration in their tables, and then this cannot happen.
//!
//! # What to do
//!
//! 0x8007007E: a library that it needs is missing; 0x8007000B or 0x800700C1: it is made for another processor.
//! 0x8007007F: it has no function to register itself, or a library that it needs is of another version.
//! 0x80070005: it was refused access to a key; 0x80004005 says nothing.
//! Run `regsvr32` on it by hand, with that of `SysWOW64` for a 32-bit library.
//! Where a removal failed with 1905 and ended well all the same, nothing is to be done.
//!
//! # Evidence
//!
//! Message 1904 or 1905 with the module and its HRESULT.
//!
//! # When it is wrong
//!
//! The library may have been removed by another product before.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;
use crate::trace::MarkKind;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI305",
    name: "module-not-registered",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A library could not register itself, or take its registration away.",
    advice: "Register the library by hand with regsvr32 of the right processor to see the reason; install the runtime that it needs.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    if !case.is_message(&[1904, 1905]) {
        return None;
    }
    let result = case
        .argument("HRESULT")
        .and_then(|result| result.parse().ok());
    let result: Option<u32> = result.map(i32::cast_unsigned);
    if let Some(result) = result.filter(|result| OF_OTHER_PROCESSOR.contains(result)) {
        return Some(of_other_processor(case, result));
    }
    let advice = match result {
        _ if case.is_message(&[1905]) => Some(TAKE_AWAY),
        Some(0x8007_0005) => Some(GIVE_ACCESS),
        Some(0x8007_007F) => Some(OTHER_VERSION),
        Some(result) if result >> 16 != OF_WINDOWS => Some(ITS_OWN_REASON),
        _ => None,
    };
    Some(Words {
        advice: advice.map(str::to_owned),
        ..Words::default()
    })
}

/// The upper half of a result that is a system error, such as those of loading a library.
///
/// Source: <https://learn.microsoft.com/windows/win32/com/structure-of-com-error-codes>.
const OF_WINDOWS: u32 = 0x8007;

/// What to do about a library that was refused access to what it registers.
const GIVE_ACCESS: &str = "Start the install from an elevated prompt where it ran without. Else run regsvr32 of the right processor on the library by \
     hand with Process Monitor, which shows the key below HKEY_CLASSES_ROOT that it may not write; security software may \
     guard it.";

/// What to do about a library of which a function was not found.
const OTHER_VERSION: &str = "The library has no function to register itself, or one that it needs is there in another version: compare the libraries \
     beside it and in the runtime that it needs with those of a machine where it registers.";

/// What to do about a library that was loaded and gave a result of its own.
const ITS_OWN_REASON: &str = "The library was loaded and refused: register it by hand with regsvr32 of the right processor from an elevated prompt, which \
     may show more, and ask its author what its registration needs.";

/// What to do about a library that could not be unregistered.
const TAKE_AWAY: &str = "Run `regsvr32 /u` of the right processor on the library, which shows the reason: it refuses, or it or a file that it needs is \
     gone. Put what is missing back, by a repair or from another machine, then remove again.";

/// `ERROR_BAD_EXE_FORMAT`, and `COR_E_BADIMAGEFORMAT`, as results.
///
/// Source: <https://learn.microsoft.com/windows/win32/debug/system-error-codes--0-499->.
const OF_OTHER_PROCESSOR: [u32; 2] = [0x8007_00C1, 0x8007_000B];

/// No runtime helps a library of another kind of processor.
fn of_other_processor(case: &Case<'_>, result: u32) -> Words {
    let marks = case.above(&case.trace.marks, |mark| mark.line).iter();
    let refused = marks
        .filter(|mark| mark.kind == MarkKind::Component64On32Bit)
        .map(|mark| mark.line);
    let more: Vec<LineNo> = refused.take(MOST_SHOWN).collect();
    let module = case.argument("module").unwrap_or("a library");
    let is_32_bit_windows = !more.is_empty();
    let headline = if is_32_bit_windows {
        format!(
            "{} could not register the module {module}: the package has parts for 64 bits, and this Windows is one of 32 \
             bits (HRESULT 0x{result:08X}).",
            case.subject()
        )
    } else {
        format!(
            "{} could not register the module {module}: it is built for another kind of processor (HRESULT 0x{result:08X}).",
            case.subject()
        )
    };
    let advice = if is_32_bit_windows {
        "Take the package for 32 bits (x86): this one has nothing to do on this Windows."
    } else {
        "Take the package that is made for the processor of this machine; the author has to mark the components of 64-bit \
         libraries as such. A file that was cut short gives the same code, so compare it with the one of the package."
    };
    Words {
        headline: Some(headline),
        advice: Some(advice.to_owned()),
        more,
        ..Words::default()
    }
}

/// One such line shows it as well as hundreds do.
const MOST_SHOWN: usize = 2;
