//! # What it finds
//!
//! A package inside a multi-package transaction asks for a restart: with the action `ForceReboot` or
//! `ScheduleReboot`, or by its exit code.
//!
//! # Why it matters
//!
//! A restart in the middle would break the transaction, so Windows Installer cannot do it before the transaction
//! has ended.
//! Microsoft says that a package with these actions cannot be installed together with others; a bundle stops with `e387`.
//! Packages that come after it find the old files still in use.
//!
//! # What to do
//!
//! Take the actions out of the package or give them a condition, let the chainer restart after the transaction, or
//! install the package before or after it.
//! Where the code alone asks for it, files were in use: stop the programs that hold them before the transaction.
//!
//! # Evidence
//!
//! The name of a transaction that is neither a path nor a product code, two packages or more in it, and one of them
//! that ran `ForceReboot` or `ScheduleReboot` or ended with 3010 or 1641.
//!
//! # When it is wrong
//!
//! Where files in use are the reason, the restart may be needed only on this machine.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::detect::restart;
use crate::detect::span;
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;
use crate::trace::{EngineId, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI511",
    name: "restart-in-transaction",
    severity: Severity::Warning,
    confidence: Confidence::High,
    role: Role::Risk,
    status: Status::Stable,
    about: "A package of a multi-package transaction asks for a restart, which a transaction cannot give.",
    advice: "Take ForceReboot and ScheduleReboot out of the packages of the transaction, and let the chainer restart after it.",
    link: "https://learn.microsoft.com/windows/win32/msi/multiple-package-installations",
    check: Check::Trace(check),
};

fn check(trace: &Trace, _: &mut Lines<'_>) -> Vec<Hit> {
    let chains = trace.transactions.iter();
    let chains = chains.filter(|chain| chain.real && chain.packages.len() > 1);
    let hits = chains.flat_map(|chain| {
        chain.packages.iter().filter_map(|id| {
            let run = &trace.engines[id.at()];
            let (line, how, advice) = asked(trace, *id)?;
            let name = run.called();
            let headline = format!(
                "{name} asks for a restart ({how}) inside the transaction {}.",
                chain.name
            );
            Some(Hit::new(headline, vec![line, chain.line]).advice(advice))
        })
    });
    hits.collect()
}

/// What to do where no action of the package asks for the restart.
const FILES_IN_USE: &str = "Mostly files were in use: stop the programs and services that hold them before the transaction, or let the chainer \
     restart after it.";

/// Where a package asked for a restart, how, and what to do about it.
fn asked(trace: &Trace, id: EngineId) -> Option<(LineNo, String, &'static str)> {
    let engine = &trace.engines[id.at()];
    let mut actions = span::of(&trace.actions, engine, |run| run.line);
    let by_action = actions.find_map(|run| {
        let name = trace.names.get(run.name);
        let is_it = restart::asks(name) && run.engine == Some(id);
        is_it.then(|| (run.line, name.to_owned(), RULE.advice))
    });
    let by_code = || {
        let (code, line) = engine.returned?;
        code.needs_restart()
            .then(|| (line, format!("it ended with {code}"), FILES_IN_USE))
    };
    by_action.or_else(by_code)
}
