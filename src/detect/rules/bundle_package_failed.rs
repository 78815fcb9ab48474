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
//! Read the log of the package, which the bundle names; give both to wilog in one call.
//!
//! # Evidence
//!
//! `Applied execute package: <id>, result: 0x<n>` with a failure, and the variable `WixBundleLog_<id>` with the
//! path of its log.
//!
//! # When it is wrong
//!
//! A package that is no vital part of the bundle may fail without stopping it, and such a one is not taken for the
//! cause.

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
