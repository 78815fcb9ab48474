//! # What it finds
//!
//! `RemoveExistingProducts` ran before `InstallInitialize`, so the removal of the old version was a transaction of its
//! own and was finished when the new version began.
//! Then the new version failed and was rolled back, and nothing brings the old one back.
//!
//! # Why it matters
//!
//! The machine is left without the product, and the exit code tells only that the new version failed.
//! A rollout that fails in this way takes the program from everybody who had it.
//!
//! # What to do
//!
//! Install the old version again, or mend the cause and install the new one.
//! As the author of the package, schedule `RemoveExistingProducts` directly behind `InstallInitialize`: then it is
//! rolled back together with the install.
//!
//! # Evidence
//!
//! The engine of the old product ended well inside `RemoveExistingProducts`, `InstallInitialize` of the new one came
//! later or never, and the new one failed.
//!
//! # When it is wrong
//!
//! If another copy of the old version was installed in another context, that one is still there.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::detect::prose::with_version;
use crate::event::{ReturnValue, Side};
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;
use crate::trace::{ActionRun, EngineId, Operation, Outcome, REMOVE_EXISTING_PRODUCTS, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI706",
    name: "old-version-gone",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Consequence,
    status: Status::Stable,
    about: "The old version was removed before the transaction of the new one began, and the new one failed: neither is installed.",
    advice: "Mend what stopped the new version and install it again, or install the old one again from its package. In the package, schedule RemoveExistingProducts behind InstallInitialize, so that a failure brings the old version back.",
    link: "https://learn.microsoft.com/windows/win32/msi/removeexistingproducts-action",
    check: Check::Trace(check),
};

fn check(trace: &Trace, _: &mut Lines<'_>) -> Vec<Hit> {
    let engines = trace.engine_ids();
    engines.filter_map(|old| hit(trace, old)).collect()
}

fn hit(trace: &Trace, old: EngineId) -> Option<Hit> {
    let run = &trace.engines[old.at()];
    let new = run.parent.filter(|_| run.side == Side::Nested)?;
    let is_removal = trace.operation(old) == Operation::Uninstall && run.script.is_some();
    let failed = matches!(
        trace.engine_verdict(new).outcome,
        Outcome::Failed | Outcome::Cancelled
    );
    if !is_removal || !failed || !ended_well(trace, old) {
        return None;
    }
    let around = removal_around(trace, new, run.line)?;
    let begun = actions_named(trace, new, "InstallInitialize")
        .next()
        .map(|begun| begun.line);
    // Where the transaction had begun before, the old product is rolled back with the new one.
    if begun.is_some_and(|begun| begun < run.line) || run.rollback.is_some() {
        return None;
    }
    let name = run
        .product_name()
        .or(run.product_code())
        .unwrap_or("The old version");
    let new_run = &trace.engines[new.at()];
    let new_name = new_run.product_name().unwrap_or("the new version");
    let headline = format!(
        "{} was removed for good before {} was installed, which failed: now neither is installed.",
        with_version(name, run.product_version()),
        with_version(new_name, new_run.product_version()),
    );
    let mut lines = vec![around.end_line.unwrap_or(run.end_line), run.line];
    lines.extend(begun);
    lines.extend(new_run.returned.map(|(_, line)| line));
    Some(Hit::new(headline, lines))
}

/// Whether the top action of an engine ended well; an inner engine prints no return.
fn ended_well(trace: &Trace, id: EngineId) -> bool {
    let top = trace.engines[id.at()]
        .top
        .map(|top| &trace.actions[top.at()]);
    let value = top.and_then(|top| top.value);
    value.is_some_and(ReturnValue::is_well)
}

/// The run of `RemoveExistingProducts` in which an inner engine began.
fn removal_around(trace: &Trace, outer: EngineId, line: LineNo) -> Option<&ActionRun> {
    let mut removals = actions_named(trace, outer, REMOVE_EXISTING_PRODUCTS);
    removals.find(|run| run.line < line && run.end_line.is_some_and(|end| end > line))
}

/// The runs of an action in an engine.
fn actions_named<'t>(
    trace: &'t Trace,
    engine: EngineId,
    name: &'static str,
) -> impl Iterator<Item = &'t ActionRun> {
    let actions = trace.actions_in(engine);
    actions.filter(move |run| trace.names.get(run.name) == name)
}
