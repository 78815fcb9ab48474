//! # What it finds
//!
//! Somebody began a transaction with a name of its own, and rollback is switched off on this machine.
//! A transaction promises that all of its packages are undone when one fails, which cannot be kept without rollback.
//!
//! # Why it matters
//!
//! No package of the transaction is installed.
//! A bundle that uses transactions fails on such a machine before its first package.
//!
//! # What to do
//!
//! Remove the policy `DisableRollback`, of the machine and of the user, and the property `DISABLEROLLBACK` from the
//! command lines.
//! Where the policy has to stay, install the packages without a transaction.
//!
//! # Evidence
//!
//! Exit code 1653, and mostly `DisableRollback` with the value 1.
//!
//! # When it is wrong
//!
//! The code has no other meaning.

use super::{Check, Rule, Status, Words};
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::event::ExitCode;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::MarkKind;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI705",
    name: "transaction-without-rollback",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "A transaction of several packages could not be begun because rollback is switched off: exit code 1653.",
    advice: "Remove the policy DisableRollback of the machine and of the user (SOFTWARE\\Policies\\Microsoft\\Windows\\Installer in HKLM and HKCU), or install the packages one by one, each in a transaction of its own.",
    link: "https://learn.microsoft.com/windows/win32/msi/multiple-package-installations",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    if case.exit_code != Some(ExitCode(1653)) {
        return None;
    }
    let marks = case.trace.marks.iter();
    let off = marks.filter(|mark| matches!(mark.kind, MarkKind::RollbackDisabled(_)));
    let transactions = case.trace.transactions.iter();
    let mut real = transactions.filter(|transaction| transaction.real);
    let which = real
        .next_back()
        .map(|transaction| format!(" {}", transaction.name))
        .unwrap_or_default();
    Some(Words {
        headline: Some(format!(
            "The transaction{which} was not begun, because rollback is switched off (exit code 1653)."
        )),
        more: off.map(|mark| mark.line).collect(),
        confidence: Some(Confidence::High),
        ..Words::default()
    })
}
