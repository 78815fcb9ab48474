//! # What it finds
//!
//! The installer could not find the file of the package, so nothing was begun.
//!
//! # Why it matters
//!
//! The exit code is 2, 3, or 1619, which deployment tools report without the path.
//! The path in the log is the one that the service looked for, and it may not be the one that was meant.
//!
//! # What to do
//!
//! Compare the path in the line with where the package lies.
//! Quote a path with blanks, give the full path, and use the path of the share in place of a mapped drive.
//! For a share, the computer account needs rights to read, since the service reads as SYSTEM.
//! Where the whole path was given already, look whether the file is still there under that name.
//! A path that ends where a word ends was cut off at its first blank; one with a quotation mark at its end had a backslash
//! before that mark, which takes the mark for a part of the path.
//! A product code stands in braces, else it is taken for the name of a file.
//!
//! # Evidence
//!
//! `Note: 1: 2203` with the package and -2147287038 (file not found) or -2147287037 (path not found), and no action
//! before or after it.
//!
//! # When it is wrong
//!
//! The same note for `inprogressinstallinfo.ipi` is normal in every install, and is not looked at.

use super::product_code_malformed::flaw_of;
use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::detect::pick::Reason;
use crate::event::Side;
use crate::finding::{Confidence, Role, Severity};
use crate::text::file_name;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI210",
    name: "package-not-found",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The package was not found: message 2203 with a storage code that says so, before any action.",
    advice: "Give the full path of the package; a name without one is looked for in the current folder of the caller, and a mapped drive of the user does not exist for the installer service.",
    link: "https://learn.microsoft.com/windows/win32/msi/error-codes",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    let is_missing = matches!(
        case.argument("storage error code"),
        Some("-2147287038" | "-2147287037")
    );
    if case.pick.reason != Reason::BeforeActions || !case.is_message(&[2203]) || !is_missing {
        return None;
    }
    let package = package(case)?;
    let what = kind(package);
    let given_in_full = || {
        if is_on_command_line(case, package) {
            Some(NOT_THERE_OF_COMMAND_LINE)
        } else {
            is_given_in_full(case, package).then_some(NOT_THERE)
        }
    };
    Some(Words {
        headline: Some(format!("The {what} {package} was not found.")),
        advice: advice(package)
            .or_else(|| given_in_full().map(str::to_owned))
            .or_else(|| of_patch(package, RULE.advice)),
        ..Words::default()
    })
}

/// The advice of a rule about packages, for a patch.
pub(super) fn of_patch(path: &str, advice: &str) -> Option<String> {
    (kind(path) == PATCH).then(|| advice.replace("package", PATCH))
}

/// What a file is to people, by its ending.
pub(super) fn kind(path: &str) -> &'static str {
    if path.to_ascii_lowercase().ends_with(".msp") {
        PATCH
    } else {
        "package"
    }
}

const PATCH: &str = "patch";

/// The package or the patch that could not be opened, of `Note: 1: 2203 2: C:\Kits\rowan.msi 3: -2147287038 `: the very path
/// that an engine was called with, whatever its ending, or one that ends as they do.
pub(super) fn package<'c>(case: &'c Case<'_>) -> Option<&'c str> {
    let path = case.argument("database")?;
    let mut engines = case.trace.engines_of(case.session);
    let mut is_called = || engines.any(|(_, run)| run.product.eq_ignore_ascii_case(path));
    (is_package(path) || is_called()).then_some(path)
}

/// What to do where the path shows what is wrong with the call.
fn advice(path: &str) -> Option<String> {
    // A name without a folder is looked for in the current one.
    let name = file_name(path);
    if flaw_of(&format!("{{{name}}}")).is_none() {
        return Some(format!(
            "A product code stands in braces, else it is taken for the name of a file: give {{{name}}}."
        ));
    }
    if path.ends_with('"') {
        return Some(BEHIND_BACKSLASH.to_owned());
    }
    (!name.contains(['.', '/'])).then(|| CUT_OFF.to_owned())
}

/// Whether the caller gave the whole path. The server has it in any case, so that only the client's engine tells.
fn is_given_in_full(case: &Case<'_>, path: &str) -> bool {
    let mut engines = case.trace.engines_of(case.session);
    has_folder(path)
        && engines
            .any(|(_, run)| run.side == Side::Client && run.product.eq_ignore_ascii_case(path))
}

/// Whether the whole path stands on the command line among the patches that the install is to bring along, `PATCH=C:\Kits\a.msp;C:\Kits\b.msp`.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/patch>.
fn is_on_command_line(case: &Case<'_>, path: &str) -> bool {
    let mut engines = case.trace.engines_of(case.session);
    engines.any(|(_, run)| {
        let patches = run.property("PATCH").unwrap_or_default();
        let mut patches = patches
            .split(';')
            .map(|patch| patch.trim_matches([' ', '"']));
        has_folder(path) && patches.any(|patch| patch.eq_ignore_ascii_case(path))
    })
}

/// Whether a path begins with a drive or a share.
fn has_folder(path: &str) -> bool {
    path.get(1..3) == Some(":\\") || path.starts_with("\\\\")
}

/// What to do where the whole path of a patch stands on the command line.
const NOT_THERE_OF_COMMAND_LINE: &str = "The command line has the whole path, and the service finds no such file: look whether the name and its ending are right and \
     the file is still there; a mapped drive of the user does not exist for the service, and of a share the computer account needs \
     rights to read.";

/// What to do where the whole path was given.
const NOT_THERE: &str = "The whole path was given, and the service finds no such file: look whether the name and its ending are right and the file is still \
     there; a mapped drive of the user does not exist for the service, and of a share the computer account needs rights to read.";

/// What to do about a path that ends with a quotation mark.
///
/// Source: <https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments>.
const BEHIND_BACKSLASH: &str = "The path ends with a quotation mark: a backslash stood before the mark in the call, or its partner is missing. Give the full \
     path of the package between two quotation marks.";

/// What to do about a path that does not end as packages do.
const CUT_OFF: &str = "The path does not end with .msi: one with blanks that stands in no quotation marks ends at the first blank. Give the full \
     path of the package with its ending, in quotation marks.";

/// Whether a path is that of a package or of a patch, not of a transform or of a file of the installer.
fn is_package(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    [".msi", ".msp", ".msm"]
        .iter()
        .any(|extension| path.ends_with(extension))
}
