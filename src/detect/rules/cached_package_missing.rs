//! # What it finds
//!
//! The installer keeps a copy of each package below `C:\Windows\Installer`, and the list of places it came from.
//! The copy of this product is missing, and no place of the list had the package either.
//!
//! # Why it matters
//!
//! The product can be neither repaired, changed, patched, nor removed until the package is back, and an upgrade that
//! has to remove it fails with 1714 or 1603.
//! Often other products of the same machine have lost their copies too: somebody cleaned the folder.
//!
//! # What to do
//!
//! Find the package of the build that is installed: the package code must be the same, a newer build of the same
//! version will not do.
//! Put it under the name that the line with 1706 has into one of the places that were tried, or run `msiexec /fv
//! <package>`, which makes a new copy.
//! Where the package is lost, the uninstaller of the maker or the troubleshooter of Microsoft for installs takes the
//! registration away.
//!
//! # Evidence
//!
//! `Warning: Local cached package '...' is missing.` in the engine, then the places that were tried with `SOURCEMGMT`,
//! and `SOURCEMGMT: Failed to resolve source` or exit code 1612.
//!
//! # When it is wrong
//!
//! Where a source had the package, the copy is made again, and this rule is silent.

use super::source_missing;
use super::source_missing::{of_older, package_name, tried};
use super::source_of_other_build::other_build;
use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::FaultKind;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI214",
    name: "cached-package-missing",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The copy of the package that the installer keeps is gone from C:\\Windows\\Installer, and no source gave it back.",
    advice: "Put the original package of the installed build, under its original name, where the source list looks, or install over it with msiexec /fv and that package; never clean C:\\Windows\\Installer by hand.",
    link: "https://learn.microsoft.com/windows/win32/msi/source-resiliency",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    if !source_missing::is_it(case) {
        return None;
    }
    // A part of a log may have no engine.
    let engine = case.engine().map(|(id, _)| id);
    let mut faults = case.trace.faults_of(case.session).iter();
    let warning =
        faults.find(|fault| fault.kind == FaultKind::CacheMissing && fault.engine == engine)?;
    let (places, mut more) = tried(case, lines);
    let of_older = of_older(case, !more.is_empty());
    let said = lines.line(warning.line);
    let package = said.split('\'').nth(1).unwrap_or("of the product");
    let name = package_name(case, lines)
        .map(|name| format!(" {name}"))
        .unwrap_or_default();
    more.push(warning.line);
    let other = other_build(case, lines);
    more.extend(other);
    let found = match other {
        Some(_) => format!("the{name} that a source has is another build{places}"),
        None => format!("no source has the original{name}{places}"),
    };
    // A log may end before a source is looked for.
    let found = if case.has_looked_for_source() {
        format!(", and {found}")
    } else {
        String::new()
    };
    Some(Words {
        headline: Some(format!("The cached package {package} is missing{found}.")),
        advice: other.map(|_| OTHER_BUILD.to_owned()).or(of_older),
        more,
        ..Words::default()
    })
}

/// What to do where a file of that name is there.
const OTHER_BUILD: &str = "Find the very build that is installed, the file of that name in the same version and not a newer one, and put it there; else \
     install over it with msiexec /fv and that package, or let Microsoft's troubleshooter for programs that cannot be \
     installed or removed take the product away. Never clean C:\\Windows\\Installer by hand.";
