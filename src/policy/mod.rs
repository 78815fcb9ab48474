//! Policies: what a team allows and forbids, and the gate that a log must pass.
//!
//! A policy is a file in TOML, `wilog.toml`; `docs/policy.md` tells what it means.
//! A rule of a policy has one evaluator: while events stream by, each of its predicates collects what it matches, and
//! when the log has ended, the rule is judged on those lists and the trace.

mod baseline;
mod collect;
mod condition;
mod fact;
mod field;
mod gate;
mod judge;
mod level;
mod node;
mod predicate;
mod problem;
mod read;
mod reference;
mod report;
mod rule;
mod schema;
mod scope;
mod shape;
mod starter;
mod tell;
mod time;
mod trial;
mod vocabulary;

use std::collections::BTreeMap;
use std::io;

pub use baseline::Baseline;
pub use collect::{Collector, MOST_MATCHES};
pub use gate::Gate;
pub use level::Level;
pub use problem::{BrokenPolicy, Problem};
pub use reference::reference;
pub use schema::schema;
pub use shape::outcomes;
pub use starter::STARTER;
pub use trial::Tried;

use crate::finding::{Confidence, LogCheck, Report, Role, RuleInfo};
use crate::text::Source;
use crate::trace::Trace;
use rule::UserRule;

/// What a team allows and forbids.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// What makes a log fail.
    pub gate: Gate,
    /// How bad the findings of single rules are. Of several that fit, the last one counts.
    pub levels: Vec<Level>,
    rules: Vec<UserRule>,
}

impl Policy {
    /// A policy without rules of its own.
    #[must_use]
    pub fn of(gate: Gate, levels: Vec<Level>) -> Self {
        Self {
            gate,
            levels,
            rules: Vec::new(),
        }
    }

    /// Adds what another policy says; its gate and its levels go before those of this one.
    pub fn join(&mut self, other: Self) {
        self.gate = other.gate.or(std::mem::take(&mut self.gate));
        self.levels.extend(other.levels);
        self.rules.extend(other.rules);
    }

    /// The names of its own rules.
    pub fn rule_names(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|rule| rule.name.as_str())
    }

    /// Whether a level of the policy names this rule, by its code or its name, to see what it finds.
    #[must_use]
    pub fn asks_for(&self, code: &str, name: &str) -> bool {
        let mut levels = self.levels.iter();
        levels.any(|level| level.severity.is_some() && [code, name].contains(&level.rule.as_str()))
    }

    /// Its own rules, as outputs list them.
    pub fn rules(&self) -> impl Iterator<Item = RuleInfo> {
        self.rules.iter().map(|rule| RuleInfo {
            code: rule.name.clone(),
            name: rule.name.clone(),
            severity: rule.severity,
            confidence: Confidence::High,
            role: Role::Risk,
            about: rule.message.clone(),
            advice: rule.help.clone(),
            link: rule.link.clone(),
            page: String::new(),
        })
    }

    /// Judges a log by its report, and by what was collected of it.
    ///
    /// # Errors
    ///
    /// What the operating system says when the log cannot be read again.
    pub fn judge(
        &self,
        collector: Collector<'_>,
        trace: &Trace,
        source: &mut Source,
        mut report: Report,
        baseline: &Baseline,
    ) -> io::Result<LogCheck> {
        // What a baseline does not know may stand behind many findings that it does.
        let most = if baseline.is_empty() && !baseline.is_learning() {
            report::MOST_FINDINGS
        } else {
            MOST_MATCHES
        };
        let mut said = report::say(&self.rules, collector, trace, source, None, most)?;
        let mut suppressed = Vec::new();
        let mut seen = BTreeMap::new();
        let path = report.input.path.clone();
        for findings in [&mut report.findings, &mut said.findings] {
            level::apply(&self.levels, &path, findings, &mut suppressed);
            baseline.suppress(&mut seen, findings, &mut suppressed);
        }
        if !baseline.is_learning() {
            said.cap(report::MOST_FINDINGS);
        }
        if !baseline.is_empty() {
            said.open_untold();
        }
        level::apply_open(&self.levels, &path, &mut said.inconclusive);
        Ok(LogCheck {
            capped: said.capped,
            ..self
                .gate
                .judge(report, said.findings, said.inconclusive, suppressed)
        })
    }
}
