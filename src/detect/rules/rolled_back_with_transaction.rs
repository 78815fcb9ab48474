//! # What it finds
//!
//! Several packages were installed in one transaction, this one ended well, and a later one did not.
//! The transaction was rolled back as a whole, so what had been installed was undone.
//!
//! # Why it matters
//!
//! The log of this package says success, and the product is not there.
//! Who collects the results of single packages counts it as installed.
//!
//! # What to do
//!
//! Look for the package that failed: it is the last of the transaction, here or in the log of its own that its caller
//! made.
//! Mend that, then run all packages of the transaction again.
//! A package that others do not need may be installed outside of the transaction.
//!
//! # Evidence
//!
//! A rollback script that begins after the engine of the package returned success, in a transaction with a name of its
//! own, and that names the product.
//! In the log of a bundle, `Rolling back MSI transaction, id: <name>` below the packages that it had applied.
//!
//! # When it is wrong
//!
//! Whoever began the transaction may have rolled it back on purpose, with no package that failed.

use super::{Check, Hit, Rule, Status};
use crate::detect::bundle::rolled_back;
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;
use crate::trace::{EngineId, Trace, Transaction};

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

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    let undone = trace
        .transactions
        .iter()
        .filter_map(|transaction| Some((transaction, transaction.rolled_back?)));
    let of_bundle = trace.bundle.as_ref();
    let of_bundle = of_bundle.map(|bundle| rolled_back::with_transaction(bundle, lines));
    undone
        .filter_map(|(transaction, line)| hit(trace, transaction, line))
        .chain(of_bundle.into_iter().flatten())
        .collect()
}

fn hit(trace: &Trace, transaction: &Transaction, line: LineNo) -> Option<Hit> {
    let name = |id: EngineId| {
        let run = &trace.engines[id.at()];
        run.called()
    };
    let well: Vec<EngineId> = transaction
        .packages
        .iter()
        .copied()
        .filter(|id| trace.engine_verdict(*id).outcome.is_success())
        .collect();
    let names: Vec<&str> = well.iter().map(|id| name(*id)).collect();
    let names = match names.as_slice() {
        [] => return None,
        [one] => format!("{one} was"),
        [most @ .., last] => format!("{} and {last} were", most.join(", ")),
    };
    let mut lines = vec![line];
    let returned = well.iter().filter_map(|id| trace.engines[id.at()].returned);
    lines.extend(returned.map(|(_, line)| line));
    lines.extend(transaction.undone.iter().map(|script| script.line));
    Some(Hit::new(
        format!(
            "{names} installed and then undone with the transaction {}.",
            transaction.name
        ),
        lines,
    ))
}
