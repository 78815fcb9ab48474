//! # What it finds
//!
//! An upgrade took away a version of the product that was newer than the one that it put in.
//!
//! # Why it matters
//!
//! The install ends with 0, and the machine has an older version than before.
//! Data and settings that the newer version has changed may be more than the older one can read.
//! Mostly an old package was rolled out once more, or a management tool has the wrong one.
//!
//! # What to do
//!
//! Where it was not meant, install the newer version again, and look at who installs the older one.
//! The author can keep it from happening: `MajorUpgrade` without `AllowDowngrades`, or a row of the Upgrade table that finds
//! newer versions, with a launch condition on it.
//!
//! # Evidence
//!
//! Both versions, from the engine of the old product inside `RemoveExistingProducts` and from that of the new one.
//! Only the first three fields count, as for the installer.
//!
//! # When it is wrong
//!
//! A package that allows downgrades was perhaps called to go back.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::event::Side;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::{EngineId, EngineRun, Operation, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI715",
    name: "newer-version-replaced",
    severity: Severity::Note,
    confidence: Confidence::High,
    role: Role::Context,
    status: Status::Stable,
    about: "An upgrade put an older version of the product in the place of a newer one.",
    advice: "Where it was not meant, install the newer version again, and look at who installs the older one. The author should let the package refuse newer versions: MajorUpgrade without AllowDowngrades.",
    link: "https://learn.microsoft.com/windows/win32/msi/preventing-an-old-package-from-installing-over-a-newer-version",
    check: Check::Trace(check),
};

fn check(trace: &Trace, _: &mut Lines<'_>) -> Vec<Hit> {
    let engines = trace.engine_ids();
    engines.filter_map(|old| hit(trace, old)).collect()
}

fn hit(trace: &Trace, old: EngineId) -> Option<Hit> {
    let run = &trace.engines[old.at()];
    let new = run.parent.filter(|_| run.side == Side::Nested)?;
    let new_run = &trace.engines[new.at()];
    let (was, is) = (run.product_version()?, new_run.product_version()?);
    let is_older = version(is)? < version(was)? && is_same(run, new_run)?;
    let is_upgrade = || {
        let is_removal = trace.operation(old) == Operation::Uninstall;
        let is_put_in = trace.operation(new) != Operation::Uninstall;
        let went_well = trace.engine_verdict(new).outcome.is_success()
            && trace.session_verdict(run.session).outcome.is_success();
        is_removal && is_put_in && went_well && run.rollback.is_none()
    };
    (is_older && is_upgrade()).then(|| {
        let name = new_run.product_name().unwrap_or("the product");
        Hit::new(
            format!("The newer version {was} of {name} was removed, and the older {is} was put in its place."),
            vec![run.line],
        )
    })
}

/// Whether both are versions of one product: they have the same name but for what stands in it of the version.
fn is_same(old: &EngineRun, new: &EngineRun) -> Option<bool> {
    let name = |name: &str| {
        name.to_lowercase()
            .replace(|c: char| !c.is_alphabetic(), "")
    };
    Some(name(old.product_name()?) == name(new.product_name()?))
}

/// The three fields of a version that the installer compares.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/productversion>
pub(super) fn version(text: &str) -> Option<[u32; 3]> {
    let mut fields = text.split('.').map(|field| field.trim().parse().ok());
    let mut next = || fields.next().unwrap_or(Some(0));
    Some([next()?, next()?, next()?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fourth_field_of_a_version_does_not_count() {
        for (text, expected) in [
            ("1.2.3.4", Some([1, 2, 3])),
            ("1.2", Some([1, 2, 0])),
            ("1.x.3", None),
            ("", None),
        ] {
            assert_eq!(version(text), expected, "{text}");
        }
    }
}
