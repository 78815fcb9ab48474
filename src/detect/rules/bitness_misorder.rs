//! A 64-bit package after a 32-bit one in one transaction: its folders are redirected to the 32-bit tree.
//!
//! Source: "Installation sequence restrictions for multi-package transactions", the founding article on the subject:
//! within one transaction the 64-bit packages must come first.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;
use crate::trace::{Bitness, EngineId, MarkKind, Trace, Transaction};

pub(super) const RULE: Rule = Rule {
    code: "MSI701",
    name: "transaction-bitness-misorder",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Risk,
    status: Status::Stable,
    about: "A 64-bit package was installed after a 32-bit one in the same transaction, so its 64-bit folders were redirected to the 32-bit tree.",
    advice: "Install all 64-bit packages of a transaction before its 32-bit packages, or give them transactions of their own. Remove the package that landed in the wrong tree, and install it again.",
    link: "https://learn.microsoft.com/windows/win32/msi/multiple-package-installations",
    check: Check::Trace(check),
};

fn check(trace: &Trace, _: &mut Lines<'_>) -> Vec<Hit> {
    trace
        .transactions
        .iter()
        .flat_map(|transaction| in_transaction(trace, transaction))
        .collect()
}

fn in_transaction(trace: &Trace, transaction: &Transaction) -> Vec<Hit> {
    let bitness = |id: &EngineId| trace.engines[id.0].bitness();
    let name = |id: EngineId| {
        trace.engines[id.0]
            .product_name()
            .unwrap_or(&trace.engines[id.0].product)
            .to_owned()
    };
    let Some(first_x86) = transaction
        .packages
        .iter()
        .position(|id| bitness(id) == Some(Bitness::X86))
    else {
        return Vec::new();
    };
    let later = transaction.packages[first_x86 + 1..].iter().copied();
    later
        .filter(|id| bitness(id) == Some(Bitness::X64))
        .filter_map(|id| {
            let lines = redirections(trace, id);
            let before = name(transaction.packages[first_x86]);
            let headline = format!(
                "{} is a 64-bit package and was installed after the 32-bit {before} in the transaction {}, so its files went to the 32-bit tree.",
                name(id),
                transaction.name,
            );
            (!lines.is_empty()).then_some(Hit::new(headline, lines))
        })
        .collect()
}

/// The lines in which folders of a package were redirected.
pub(super) fn redirections(trace: &Trace, engine: EngineId) -> Vec<LineNo> {
    let is_redirection = |kind| {
        matches!(
            kind,
            MarkKind::Redirected | MarkKind::FolderProperty64Redirected
        )
    };
    let marks = trace
        .marks
        .iter()
        .filter(|mark| mark.engine == Some(engine) && is_redirection(mark.kind));
    marks.map(|mark| mark.line).collect()
}
