//! # What it finds
//!
//! The install ended well, and for not one of its components was anything done.
//!
//! # Why it matters
//!
//! Whoever called it believes that the product was installed or renewed.
//! Mostly its product code was registered already, so `msiexec /i` was maintenance without a request: a package that
//! was built again under the same code, or a registration that an incomplete removal left behind.
//!
//! # What to do
//!
//! Look at `Product registered: entering maintenance mode` and at the version that is installed.
//! To put all files back, repair with `REINSTALL=ALL REINSTALLMODE=amus`; to install a new build, remove the old one
//! first.
//! As the author of the package, give each release a product code or a version of its own.
//!
//! # Evidence
//!
//! Lines of components in costing, every one with `Action: Null`, in an install that was to install or repair and that
//! ended well.
//!
//! # When it is wrong
//!
//! A patch or a change of features that were so already has nothing to do; neither has a second run of the same
//! deployment.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::event::Side;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::{Operation, Trace};

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
    let hits = trace.engine_ids().filter_map(|id| {
        let run = &trace.engines[id.at()];
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
