//! A file that an upgrade did not install, because a higher version was there, and then removed with the old product.
//!
//! Source: <https://learn.microsoft.com/windows/win32/msi/removeexistingproducts-action> and the default file versioning
//! rules: the decision is made in costing, before the old product and its file are gone.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::{MarkKind, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI201",
    name: "file-removed-by-upgrade",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Risk,
    status: Status::Stable,
    about: "A component was not installed because a higher version of its file was there, and the removal of the old product then deleted that file: it is missing after the upgrade.",
    advice: "Repair the product to bring the file back. In the package, never lower the version of a file, or move RemoveExistingProducts before costing decides, or force the file with REINSTALLMODE=amus.",
    link: "https://learn.microsoft.com/windows/win32/msi/removeexistingproducts-action",
    check: Check::Trace(check),
};

fn check(trace: &Trace, _: &mut Lines<'_>) -> Vec<Hit> {
    let of = |kind| {
        trace
            .marks
            .iter()
            .filter(move |mark| mark.kind == kind)
            .map(|mark| mark.line)
    };
    let removed: Vec<_> = of(MarkKind::DisallowedFileRemoved).collect();
    if removed.is_empty() {
        return Vec::new();
    }
    let what = if removed.len() == 1 {
        "A file is".to_owned()
    } else {
        format!("{} files are", removed.len())
    };
    let headline = format!(
        "{what} missing after the upgrade: not installed because a higher version was there, then removed with the old product."
    );
    let lines = of(MarkKind::InstallDisallowed)
        .take(5)
        .chain(removed.into_iter().take(5))
        .collect();
    vec![Hit::new(headline, lines)]
}
