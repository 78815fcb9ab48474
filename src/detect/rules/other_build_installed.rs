//! # What it finds
//!
//! The product code of the package is installed already, and the package that is installed has another package code.
//! Windows Installer takes two packages with one product code for the same product, and does not replace one by the
//! other unless it is told to.
//!
//! # Why it matters
//!
//! Nothing was changed: the old build stays.
//! Deployment tools often count 1638 as a failure although the product is there.
//!
//! # What to do
//!
//! Look at the version that is installed.
//! Is it the same or a newer one, nothing is to be done, and the caller should take 1638 for success.
//! Is it older, then install with `REINSTALL=ALL REINSTALLMODE=vomus`, or remove it first.
//! As the author of the package, give each version that is to replace another a product code of its own, and each build
//! a package code.
//!
//! # Evidence
//!
//! Exit code 1638, `Product registered: entering maintenance mode`, and no action.
//!
//! # When it is wrong
//!
//! A bundle may return 1638 itself where a newer version of the whole bundle is installed; its own log tells.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::text::file_name;
use crate::trace::EngineRun;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI709",
    name: "other-build-installed",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "Another build of the product is installed under the same product code: exit code 1638.",
    advice: "Remove the installed build first, or install over it with msiexec /i PACKAGE REINSTALL=ALL REINSTALLMODE=vomus if the package is a small or a minor update of it.",
    link: "https://learn.microsoft.com/windows/win32/msi/patching-and-upgrades",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    if !case.ended_at_once_with(&[1638]) {
        return None;
    }
    let run = case.package();
    let package = run.map_or("the package", |run| file_name(&run.product));
    let code = run.and_then(EngineRun::product_code);
    let code = code.map(|code| format!(" {code}")).unwrap_or_default();
    let installed = run.and_then(|run| {
        let version = run.product_version()?;
        Some(format!("{} {version}", run.product_name()?))
    });
    let build = format!("the product code{code} of {package}");
    Some(Words {
        headline: Some(match installed {
            Some(installed) => format!(
                "{installed} is installed under {build}, which is another build (exit code 1638)."
            ),
            None => format!("Another build is installed under {build} (exit code 1638)."),
        }),
        confidence: Some(Confidence::High),
        ..Words::default()
    })
}
