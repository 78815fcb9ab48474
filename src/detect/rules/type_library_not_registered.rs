//! # What it finds
//!
//! The installer could not register the type library of a file: message 1911, or 1912 for its removal.
//!
//! # Why it matters
//!
//! Programs that use the library over automation do not find it.
//!
//! # What to do
//!
//! Look whether the file is there and whether a library that it needs is.
//! A type library refers to others, and they must be registered first.
//! Check the rights on `HKEY_CLASSES_ROOT\TypeLib`, where another product may have locked its key.
//!
//! # Evidence
//!
//! Message 1911 or 1912 with the file.
//!
//! # When it is wrong
//!
//! For a removal it may be ignored: the file was gone before.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI306",
    name: "type-library-not-registered",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A type library could not be registered, or its registration could not be taken away.",
    advice: "Install what the library needs, check the rights on HKEY_CLASSES_ROOT\\TypeLib, and repair.",
    link: "https://learn.microsoft.com/windows/win32/msi/typelib-table",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    let what = match case.number?.0 {
        1911 => "register the type library of",
        1912 => "take away the registration of the type library of",
        _ => return None,
    };
    let file = case.argument("file").unwrap_or("a file");
    Some(Words {
        headline: Some(format!("{} could not {what} {file}.", case.subject())),
        ..Words::default()
    })
}
