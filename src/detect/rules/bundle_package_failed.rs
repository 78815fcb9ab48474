//! # What it finds
//!
//! A package of a bundle failed, and the bundle with it.
//!
//! # Why it matters
//!
//! The log of the bundle has the result of the package only; why it failed stands in the log of the package.
//! The bundle undoes the packages that it had installed before.
//!
//! # What to do
//!
//! Read the log of the package, which the bundle names; in a piece of its log look beside that for a name that ends with
//! `_<id>.log`.
//! Give both to wilog in one call, and it says by the log of the package why the bundle failed.
//! A package may be a program, and then `Process returned error: 0x<n>` has its exit code.
//! The codes of Windows Installer mean what they always mean, since such a program mostly runs a package; what another
//! number means only the program and its documentation know.
//! With 1638 another version of the package is there, and the bundle has not installed the rest.
//!
//! # Evidence
//!
//! `Applied execute package: <id>, result: 0x<n>` with a failure, and the variable `WixBundleLog_<id>` with the
//! path of its log.
//! Where the log ends before that, the first error of the thread that applied the package.
//! The bundles of Visual Studio also write the message that the package showed, and then that is the cause.
//!
//! # When it is wrong
//!
//! A package that is no vital part of the bundle may fail without stopping it, and such a one is not taken for the
//! cause.
//! In a log without its end the bundle may have gone on, since only its end tells whether it needs the package.

use super::{Check, Rule, Status};
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI008",
    name: "bundle-package-failed",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A package of a bundle failed, and the bundle with it.",
    advice: "Read the log of the package, which the bundle names.",
    link: "https://learn.microsoft.com/windows/win32/msi/error-codes",
    check: Check::Fallback,
};
