//! # What it finds
//!
//! A registry key could not be made, opened, written, or deleted, for another reason than access: messages 1401 to
//! 1406.
//!
//! # Why it matters
//!
//! The name of the key and the system error together tell nearly always why.
//!
//! # What to do
//!
//! System error 2 or 3: a key that the package counts on is not there, such as that of another product.
//! 1018: the key is marked for deletion, so close what holds it open, or restart.
//! 1450 or 1392: the registry itself is full or damaged.
//! A key with an empty part, such as `\Products\`, was made of a property that is empty, which is a mistake of the
//! package.
//!
//! # Evidence
//!
//! Message 1401, 1402, 1403, 1404, 1405, or 1406 with the key and the system error.
//!
//! # When it is wrong
//!
//! Many packages survive such an error; it is the cause only where the action failed.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::detect::message::arguments;
use crate::detect::prose::sentence;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI302",
    name: "registry-not-changed",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A registry key or value could not be read or changed.",
    advice: "Look at the system error and at the key. Where none is stated, start the install elevated, from a prompt of an administrator, if it was not, and look whether SYSTEM and Administrators have full control of the key; restart the machine when something else has the key open or has deleted it.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    if !case.is_message(&[1401, 1402, 1403, 1404, 1405, 1406]) {
        return None;
    }
    let advice = match case.argument("system error code") {
        Some("2" | "3") => Some(NOT_THERE.to_owned()),
        Some("1018") => Some(KEY_DELETED.to_owned()),
        Some(_) => arguments::system_remedy(&case.arguments()).map(sentence),
        None => None,
    };
    Some(Words {
        advice,
        ..Words::default()
    })
}

/// What to do where the key is not there.
const NOT_THERE: &str = "The key is not there: look what should have made it, such as another product that has to be installed first, and whether \
     its name in the message is whole.";

/// What to do where the key is marked for deletion.
const KEY_DELETED: &str = "Close what has the key open, such as regedit or the product itself, or restart the machine, then install again.";
