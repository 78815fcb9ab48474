//! An install that succeeded and did nothing: every component was left as it was.
//!
//! Source: <https://learn.microsoft.com/windows/win32/msi/checking-the-installation-of-features-components-files>.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::event::Side;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::{EngineId, Operation, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI202",
    name: "nothing-installed",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    role: Role::Risk,
    status: Status::Stable,
    about: "The install succeeded and changed no component, mostly because the product was there already and was taken for maintenance.",
    advice: "To install anew, remove the product first or repair it with REINSTALL=ALL REINSTALLMODE=amus; a new build needs a new product code or version.",
    link: "https://learn.microsoft.com/windows/win32/msi/checking-the-installation-of-features-components-files",
    check: Check::Trace(check),
};

fn check(trace: &Trace, _: &mut Lines<'_>) -> Vec<Hit> {
    let hits = (0..trace.engines.len()).map(EngineId).filter_map(|id| {
        let run = &trace.engines[id.0];
        let (costed, changed) = run.components;
        let is_meant_to_install = matches!(
            trace.operation(id),
            Operation::Install | Operation::Upgrade | Operation::Repair | Operation::Modify
        );
        let did_nothing = costed > 0
            && changed == 0
            && is_meant_to_install
            && trace.engine_verdict(id).outcome.is_success();
        let line = run
            .component_line
            .filter(|_| did_nothing && run.side == Side::Server)?;
        let name = run.product_name().unwrap_or(&run.product);
        let headline = format!(
            "{name} was left as it was: for none of its {costed} components is anything done."
        );
        Some(Hit::new(headline, vec![line]))
    });
    hits.collect()
}
