//! # What it finds
//!
//! Somebody or something stopped the install: a user in a dialog, or the program that had started it.
//!
//! # Why it matters
//!
//! Exit code 1602 says that the user cancelled, and for a silent install there was no user: then it was the caller,
//! such as a bundle or a management tool that ran out of patience.
//!
//! # What to do
//!
//! If it was not meant, begin the install again and let it finish.
//! For a silent install look for a time limit in the tool that runs it, and for the action that took so long.
//!
//! # Evidence
//!
//! The end of an action with 2, `I/O on thread <n> could not be cancelled. ...` where the caller asked for it, and
//! exit code 1602.
//! The first of these lines is where the cancel took place.
//!
//! # When it is wrong
//!
//! A silent caller answers a message box with cancel, and then the message is the cause; where such a message is
//! the last word of the action, it is reported in the place of the cancel.

use super::{Check, Rule, Status};
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI004",
    name: "install-cancelled",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "Somebody stopped the install: a user in a dialog, or the program that called the installer.",
    advice: "If this was not meant, start it again and let it finish.",
    link: "https://learn.microsoft.com/windows/win32/msi/error-codes",
    check: Check::Fallback,
};
