//! # What it finds
//!
//! An action of the installer failed, and a message with a number is the last thing that it said.
//! No rule knows more of that number, so the catalogue names it.
//!
//! # Why it matters
//!
//! The message is the cause, and all that follows it in the log is a consequence: the actions around the failed one
//! end with 3, the install is rolled back, and the client repeats the exit code 1603.
//! 1603 says only that something failed.
//!
//! # What to do
//!
//! Read the message with its file, key, or service, and do what the report says of the system error in it.
//! `wilog explain` and the number tell what Microsoft says of it.
//!
//! # Evidence
//!
//! The engine's own record of the message (`Note: 1: <number> ...`), the message, and the end of the action with 3.
//! A message after which work went on was survived and is not the cause.
//!
//! # When it is wrong
//!
//! A package has numbers of its own from 25000 on, and their text is all that is known.
//! Where a custom action does what an action of the installer could do, the message may come from its program and
//! not from Windows.

use super::{Check, Rule, Status};
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI001",
    name: "action-failed",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "An action failed, and the last thing it said states why.",
    advice: "Read the message and the lines above it.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Fallback,
};
