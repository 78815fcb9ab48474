//! # What it finds
//!
//! The installer looks for the package of an installed product, finds a file of the right name, and refuses it: its
//! package code is another one.
//!
//! # Why it matters
//!
//! The repair, the change, or the removal fails although the package seems to be there.
//! This is what happens when a build is replaced by another under the same name, or when the same version is built
//! twice.
//!
//! # What to do
//!
//! Find the package from which the product was installed: each build has a package code of its own.
//! Or install the new build over it with `REINSTALL=ALL REINSTALLMODE=vomus`, which takes the new package into the
//! cache.
//! Never ship two builds under one product code and version.
//!
//! # Evidence
//!
//! `SOURCEMGMT: Source is invalid due to invalid package code`, and no source after it that was taken.
//!
//! # When it is wrong
//!
//! Where a later place of the list has the right build, this rule is silent.

use super::source_missing::{self, place_at, tried, tries};
use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;
use crate::trace::FaultKind;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI215",
    name: "source-of-other-build",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A source has a package of that name, and it is another build than the one that is installed.",
    advice: "Provide the package of the build that is installed, or go over to the new one: msiexec /i <package> REINSTALL=ALL REINSTALLMODE=vomus for the same product code, a removal first for another.",
    link: "https://learn.microsoft.com/windows/win32/msi/source-resiliency",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    if !source_missing::is_it(case) {
        return None;
    }
    let other = other_build(case, lines)?;
    let last = tries(case).take_while(|line| *line < other).last();
    let place = last.and_then(|line| place_at(line, lines));
    let (places, mut more) = tried(case, lines);
    more.push(other);
    Some(Words {
        headline: Some(format!(
            "The package at {} is another build than the installed one: its package code differs{places}.",
            place.as_deref().unwrap_or("a source")
        )),
        more,
        ..Words::default()
    })
}

/// `SOURCEMGMT: Source is invalid due to invalid package code (product code doesn't match).` of the engine that looked for
/// its source.
pub(super) fn other_build(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<LineNo> {
    let (engine, _) = case.engine()?;
    let faults = case.trace.faults_of(case.session).iter();
    let sources =
        faults.filter(|fault| fault.kind == FaultKind::Source && fault.engine == Some(engine));
    sources
        .map(|fault| fault.line)
        .find(|line| lines.line(*line).contains("package code"))
}
