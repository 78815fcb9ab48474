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
//! 0x80070005: it was refused access to a key; 0x80004005 says nothing.
//! Run `regsvr32` on it by hand, with that of `SysWOW64` for a 32-bit library.
//! A removal that fails with 1905 may be ignored.
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
    if case.argument("HRESULT") == Some(BAD_FORMAT) {
        return Some(of_other_processor(case));
    }
    Some(Words {
        advice: case.is_message(&[1905]).then(|| TAKE_AWAY.to_owned()),
        ..Words::default()
    })
}

/// What to do about a library that could not be unregistered.
const TAKE_AWAY: &str = "Run `regsvr32 /u` of the right processor on the library, which shows the reason: it refuses, or it or a file that it needs is \
     gone. Put what is missing back, by a repair or from another machine, then remove again.";

/// `ERROR_BAD_EXE_FORMAT` as a result, as the message has it.
const BAD_FORMAT: &str = "-2147024703";

/// No runtime helps a library of another kind of processor.
fn of_other_processor(case: &Case<'_>) -> Words {
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
             bits (HRESULT 0x800700C1).",
            case.subject()
        )
    } else {
        format!(
            "{} could not register the module {module}: it is built for another kind of processor (HRESULT 0x800700C1).",
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
