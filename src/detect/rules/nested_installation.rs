//! # What it finds
//!
//! A custom action of type 7, 23, or 39 installs another package inside this install, with an engine of its own in
//! the same process.
//!
//! # Why it matters
//!
//! Microsoft names what does not work then: updates and upgrades of the inner product, its disk costs, the progress
//! bar, advertised features, and components that both products would share.
//! The inner product is mostly left behind when the outer one is removed.
//! An administrative install must not contain a nested one at all.
//!
//! # What to do
//!
//! Install the packages one after the other from a bundle or a script, or in one multi-package transaction where
//! both must succeed or fail together.
//!
//! # Evidence
//!
//! A second `******* RunEngine:` on another thread of the server while a custom action is open, and a property dump
//! marked `Property(N)`.
//!
//! # When it is wrong
//!
//! The removal of an older version by `RemoveExistingProducts` has the same form and is meant, so it is not
//! reported.

use super::{Check, Hit, Rule, Status};
use crate::catalog;
use crate::detect::lines::Lines;
use crate::event::Side;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::{EngineId, Operation, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI505",
    name: "nested-installation",
    severity: Severity::Note,
    confidence: Confidence::High,
    role: Role::Risk,
    status: Status::Stable,
    about: "A custom action installs another package inside this install (a nested installation), which Microsoft advises against.",
    advice: "Install the packages one after the other, or in one multi-package transaction, in the place of a nested installation: its components are not shared, its costs are not counted, and updates and upgrades of it may not work.",
    link: "https://learn.microsoft.com/windows/win32/msi/nested-installation-actions",
    check: Check::Trace(check),
};

fn check(trace: &Trace, _: &mut Lines<'_>) -> Vec<Hit> {
    let inner = trace.engines.iter().enumerate().filter_map(|(at, run)| {
        let outer = run.parent.filter(|_| run.side == Side::Nested)?;
        let by = trace.actions[trace.actions[run.top?.at()].parent?.at()].name;
        let by = trace.names.get(by);
        if catalog::standard_action(by).is_some() {
            return None;
        }
        let name = run.called();
        let what = trace.operation(EngineId::new(at)).as_str();
        let headline =
            format!("Custom action {by} ran a nested installation: the {what} of {name}.");
        Some(restricted(trace, outer, Hit::new(headline, vec![run.line])))
    });
    inner.collect()
}

/// What Microsoft forbids in an install around a nested one is worth a warning.
fn restricted(trace: &Trace, outer: EngineId, hit: Hit) -> Hit {
    let around = match trace.operation(outer) {
        Operation::AdminInstall => "An administrative installation",
        Operation::Advertise => "An advertisement",
        Operation::Patch | Operation::PatchRemoval => "A patch",
        _ => return hit,
    };
    let headline = format!("{} {around} cannot contain one.", hit.headline);
    Hit { headline, ..hit }.severity(Severity::Warning)
}
