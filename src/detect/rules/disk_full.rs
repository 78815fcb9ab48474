//! # What it finds
//!
//! `InstallValidate` found less space on a volume than the costs of the package, or a file ran into the end of the
//! volume.
//!
//! # Why it matters
//!
//! Nothing was changed when `InstallValidate` says so; later the install is rolled back.
//! The installer needs more than the files of the product: the cache of the package, and copies of what it replaces
//! until the transaction ends.
//!
//! # What to do
//!
//! Free the space that the message names, and some more.
//! For an upgrade count both versions.
//! A folder that the user chose may lie on another volume than the message names: the cached package lies on the drive
//! of Windows, and the backup of each file that is replaced on the drive of that file, in its folder `Config.Msi`.
//!
//! # Evidence
//!
//! Message 1601 or 1605 with the volume, the space that is needed, and the space that is free, in kilobytes; message
//! 1307 with a file; or a message about a file with system error 112, or 1295 for a quota.
//! `MainEngineThread is returning 112` before any action, where the copy of the package found no room.
//!
//! # When it is wrong
//!
//! A quota of the user looks like a full volume.

use super::file_write_failed::is_full;
use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::text::grouped;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI225",
    name: "disk-full",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A volume lacks the space that the install needs: messages 1307, 1601, and 1605, or system error 112 or 1295.",
    advice: "Free space on the volume, or install to another one; count in the cached package on the drive of Windows, and the backup of each replaced file on the drive of that file (its folder Config.Msi).",
    link: "https://learn.microsoft.com/windows/win32/msi/installvalidate-action",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    let is_early = case.ended_at_once_with(&[39, 112]);
    if !(case.is_message(&[1307, 1601, 1605]) || is_full(case) || is_early) {
        return None;
    }
    let headline = short_of(case);
    Some(Words {
        headline,
        ..Words::default()
    })
}

/// What is needed and what is there, where the message tells.
fn short_of(case: &Case<'_>) -> Option<String> {
    let of = |name| megabytes(case.argument(name)?);
    let volume = case.argument("volume")?.trim_end_matches(['\\', ':']);
    let drive = if volume.starts_with("\\\\") {
        ""
    } else {
        "drive "
    };
    // Message 1605 says that without a rollback the space is enough.
    let with = if case.is_message(&[1605]) {
        " with the backup for a rollback"
    } else {
        ""
    };
    Some(format!(
        "{} found too little space on {drive}{volume}: {} needed{with}, {} free.",
        case.subject(),
        of("kilobytes needed")?,
        of("kilobytes free")?
    ))
}

/// `2411724` kilobytes are `2,356 MB`; the text of the message has them as `2,411,724`, with the separators of its language.
fn megabytes(kilobytes: &str) -> Option<String> {
    let digits = kilobytes.split([',', '.', ' ', '\'', '\u{a0}', '\u{202f}']);
    let kilobytes: u64 = digits.collect::<String>().parse().ok()?;
    Some(format!("{} MB", grouped(kilobytes.div_ceil(1024))))
}
