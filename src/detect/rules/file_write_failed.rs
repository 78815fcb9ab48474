//! # What it finds
//!
//! A file that the package installs could not be written at its target.
//! Message 1310 has the file and the error of the system, 1304 and 1321 have the file, 2324, 2329, and 2330 are the
//! internal forms of it.
//!
//! # Why it matters
//!
//! The install is rolled back.
//! The number of the system error says which of several reasons it is: 5 is access, 32 another program, 112 a full
//! disk, 3 a folder that is not there.
//!
//! # What to do
//!
//! Follow the system error where there is one.
//! Without one look whether the install ran with the rights of an administrator, who owns the file, and whether a
//! scanner or controlled folder access holds it.
//! A file right in the root of a drive is there since no folder was given: give one before you try more rights.
//! Run `wilog operations` to see which action and which operation wrote the file.
//!
//! # Evidence
//!
//! The message with the file, as the last word before the script failed, and the `FileCopy` above it.
//! The final properties `Privileged`, `AdminUser`, and `MsiRunningElevated` tell whether the engine had rights.
//!
//! # When it is wrong
//!
//! System error 0 says nothing: the installer lost the reason.
//! A file that another program holds is told of as `file-locked`, and a full disk as `disk-full`.

use super::installed_in_drive_root::is_given;
use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::detect::message::arguments;
use crate::detect::prose::sentence;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI221",
    name: "file-write-failed",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A file on the target could not be made, written, opened, changed, or deleted: messages 1304, 1310, 1321, 2324, 2329, and 2330.",
    advice: "Look at the owner and the rights of the file and its folder, and exclude the folder from the scanner, then install again.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    if !case.is_message(&OF_TARGET) || is_locked(case) || is_full(case) {
        return None;
    }
    let advice = match case.argument("system error code") {
        Some(code) if NETWORK.contains(&code) => Some(OVER_NETWORK.to_owned()),
        None | Some("0" | "5") if is_in_chosen_root(case) => Some(IN_ROOT.to_owned()),
        None | Some("0" | "5") => without_rights(case).then(|| NOT_ELEVATED.to_owned()),
        // Any other error has nothing to do with rights, and its own remedy helps.
        Some(_) => arguments::system_remedy(&case.arguments()).map(then_again),
    };
    Some(Words {
        advice,
        ..Words::default()
    })
}

/// A remedy with the install behind it, where it does not speak of that, of another try, or of the author itself.
fn then_again(remedy: &str) -> String {
    let is_whole = ["again", "elevated", "report it"];
    if is_whole.iter().any(|words| remedy.contains(words)) {
        sentence(remedy)
    } else {
        sentence(&format!("{remedy}, then install again"))
    }
}

/// Messages about a file on the target, each with the system error and the file.
pub(super) const OF_TARGET: [u32; 6] = [1304, 1310, 1321, 2324, 2329, 2330];

/// What to do where the reason is plain.
const NOT_ELEVATED: &str = "The install ran without the rights of an administrator: run it elevated, or give it a folder that its user may write.";

/// What to do where the file would lie in the root of a drive: with more rights it would lie there.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/rootdrive>.
const IN_ROOT: &str = "The file goes right into the root of the drive, most likely because no folder was given: give one on the command line, such as \
     TARGETDIR=<folder>, before you try more rights, which would put the files there.";

/// System errors of a connection to a share: a path, a name, or a session that is gone
/// (<https://learn.microsoft.com/windows/win32/debug/system-error-codes--0-499->).
const NETWORK: [&str; 10] = [
    "51", "53", "54", "55", "59", "64", "65", "67", "121", "1231",
];

/// What to do where the file lies on a share.
const OVER_NETWORK: &str = "The file lies on a share, and the connection to it failed: look at the network and at the server of the share, or install to a \
     local disk and copy from there.";

/// `ERROR_SHARING_VIOLATION`, `ERROR_LOCK_VIOLATION`, `ERROR_DELETE_PENDING`, and `ERROR_USER_MAPPED_FILE`: another program has
/// the file.
pub(super) fn is_locked(case: &Case<'_>) -> bool {
    let code = case.argument("system error code");
    matches!(code, Some("32" | "33" | "303" | "1224"))
}

/// `ERROR_HANDLE_DISK_FULL`, `ERROR_DISK_FULL`, and `ERROR_DISK_QUOTA_EXCEEDED`.
pub(super) fn is_full(case: &Case<'_>) -> bool {
    let code = case.argument("system error code");
    matches!(code, Some("39" | "112" | "1295"))
}

/// Whether the file would lie in the root of a drive, `C:\avgate.dll`, and nobody gave that for a folder.
fn is_in_chosen_root(case: &Case<'_>) -> bool {
    let folder = case.argument("file").and_then(|path| path.get(..3));
    let in_root = folder.filter(|folder| {
        let behind = case.argument("file").unwrap_or_default();
        folder.ends_with(":\\") && !behind[folder.len()..].contains('\\')
    });
    let is_meant = |folder| {
        let engine = case.engine();
        engine.is_some_and(|(id, _)| is_given(case.trace, id, folder))
    };
    in_root.is_some_and(|folder| !is_meant(folder))
}

/// Whether the final dump shows an engine without the rights of an administrator. An access error may have
/// another reason then, but none is nearer.
fn without_rights(case: &Case<'_>) -> bool {
    let code = case.argument("system error code");
    let denied = matches!(code, None | Some("0" | "5"));
    denied && case.is_not_elevated()
}
