//! # What it finds
//!
//! A bundle was closed or cancelled before its packages were done.
//! It may have been stopped in its own window, in that of a package, or at the prompt for elevation.
//!
//! # Why it matters
//!
//! Its exit code is 1602 or its form 0x80070642, and no package has another error.
//!
//! # What to do
//!
//! If this was not meant, begin the bundle again and let it finish.
//! For a silent run look for a time limit in the tool that ran it, and for a package whose program asks something.
//! Where the prompt for elevation was refused, start the bundle as an administrator.
//!
//! # Evidence
//!
//! `Exit code: 0x642` or a cancel in the log of the bundle, without a package that failed before it.
//! `Process returned error: 0x642` says that the program of a package ended so by itself, and then this is less sure.
//! `Error 0x800704c7: Failed to launch elevated child process: <path>` is what a refused prompt leaves.
//!
//! # When it is wrong
//!
//! A bundle that shows an error of its own and is then closed by the user ends in the same way.
//! A package whose error was answered with Cancel does too, and then its own log has that error.

use super::{Check, Rule, Status};
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI009",
    name: "bundle-cancelled",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A bundle was closed or cancelled before its packages were done.",
    advice: "If this was not meant, start the bundle again and let it finish.",
    link: "https://learn.microsoft.com/windows/win32/msi/error-codes",
    check: Check::Fallback,
};
