//! A package that reported success and was undone later, with the rest of its transaction.
//!
//! Source: <https://learn.microsoft.com/windows/win32/msi/multiple-package-installations>: the packages of a
//! transaction are installed together, or rolled back together.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::Trace;

pub(super) const RULE: Rule = Rule {
    code: "MSI704",
    name: "rolled-back-with-transaction",
    severity: Severity::Warning,
    confidence: Confidence::High,
    role: Role::Consequence,
    status: Status::Stable,
    about: "A package ended with success and was undone later, because the transaction around it was rolled back.",
    advice: "Mend what stopped the transaction, then install all of its packages again.",
    link: "https://learn.microsoft.com/windows/win32/msi/multiple-package-installations",
    check: Check::Trace(check),
};

fn check(trace: &Trace, _: &mut Lines<'_>) -> Vec<Hit> {
    let undone = trace
        .transactions
        .iter()
        .filter_map(|transaction| Some((transaction, transaction.rolled_back?)));
    let hits = undone.filter_map(|(transaction, line)| {
        let well = transaction
            .packages
            .iter()
            .filter(|id| trace.engine_verdict(**id).outcome.is_success());
        let names: Vec<&str> = well
            .map(|id| {
                trace.engines[id.0]
                    .product_name()
                    .unwrap_or(&trace.engines[id.0].product)
            })
            .collect();
        let verb = if names.len() == 1 { "was" } else { "were" };
        let headline = format!(
            "{} {verb} installed and then undone with the transaction {}.",
            names.join(" and "),
            transaction.name
        );
        (!names.is_empty()).then_some(Hit::new(headline, vec![line]))
    });
    hits.collect()
}
