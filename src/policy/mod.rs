//! Policies: what a team allows and forbids, and the gate that a log must pass.
//!
//! A policy is a file in TOML, `wilog.toml`; `docs/policy.md` tells what it means.
//! A rule of a policy has one evaluator: while events stream by, each of its predicates collects what it matches, and
//! when the log has ended, the rule is judged on those lists and the trace.

mod baseline;
#[expect(dead_code, reason = "the rules of policies need the rest")]
mod fact;
#[cfg_attr(not(test), expect(dead_code, reason = "the rules of policies need it"))]
mod field;
mod gate;
mod level;
mod node;
mod problem;
mod read;
#[expect(dead_code, reason = "the rules of policies need the rest")]
mod shape;
#[expect(dead_code, reason = "the rules of policies need it")]
mod vocabulary;

use std::collections::BTreeMap;

pub use baseline::Baseline;
pub use gate::Gate;
pub use level::Level;
pub use problem::{BrokenPolicy, Problem};

use crate::finding::{LogCheck, Report};

/// What a team allows and forbids.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// What makes a log fail.
    pub gate: Gate,
    /// How bad the findings of single rules are. Of several that fit, the last one counts.
    pub levels: Vec<Level>,
}

impl Policy {
    /// Adds what another policy says; its gate and its levels go before those of this one.
    pub fn join(&mut self, other: Self) {
        self.gate = other.gate.or(std::mem::take(&mut self.gate));
        self.levels.extend(other.levels);
    }

    /// The names of its own rules.
    pub fn rule_names(&self) -> impl Iterator<Item = &str> {
        std::iter::empty()
    }

    /// Whether a level of the policy names this rule, by its code or its name, to see what it finds.
    #[must_use]
    pub fn asks_for(&self, code: &str, name: &str) -> bool {
        let mut levels = self.levels.iter();
        levels.any(|level| level.severity.is_some() && [code, name].contains(&level.rule.as_str()))
    }

    /// Judges a report.
    #[must_use]
    pub fn judge(&self, mut report: Report, baseline: &Baseline) -> LogCheck {
        let mut suppressed = Vec::new();
        let mut user_findings = Vec::new();
        let mut seen = BTreeMap::new();
        let path = report.input.path.clone();
        for findings in [&mut report.findings, &mut user_findings] {
            level::apply(&self.levels, &path, findings, &mut suppressed);
            baseline.suppress(&mut seen, findings, &mut suppressed);
        }
        self.gate
            .judge(report, user_findings, Vec::new(), suppressed)
    }
}
