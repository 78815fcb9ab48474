//! # What it finds
//!
//! A bundle failed of itself, with no package that failed: a download, a hash that does not match, a condition, or
//! its own engine.
//!
//! # Why it matters
//!
//! No log of a package can tell, because no package ran.
//!
//! # What to do
//!
//! Read the first error of the log of the bundle.
//! For a download try the address by hand, for a condition do what it asks for.
//! For a hash get the bundle again, or install the file by hand where its publisher has replaced it behind its address.
//! Exit code 1638 says that a newer version or another one is installed already, so nothing needs to be done.
//! A program of the bundle that cannot be created is a fault of the bundle: its author should look at
//! `BootstrapperCore.config`, at the files that the bundle brings for it, and at the attribute of its assembly.
//!
//! # Evidence
//!
//! The first line with an error number or an HRESULT, and an exit code that is a failure.
//! Where the log ends before its exit code, the first error after which the bundle did not go on.
//!
//! # When it is wrong
//!
//! The bundle's own program may write errors that it then survives; the first error need not be the last word.
//! In a log without its end the bundle may have gone on after the last line.

use super::{Check, Rule, Status};
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI010",
    name: "bundle-failed",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A bundle failed of itself, with no package that failed: a download, a condition, or its own engine.",
    advice: "Read the first error of the log of the bundle.",
    link: "https://learn.microsoft.com/windows/win32/msi/error-codes",
    check: Check::Fallback,
};
