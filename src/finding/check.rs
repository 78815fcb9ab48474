//! What the gate says of logs: `wilog check`.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Finding, Report, Severity, Tool};
use crate::text::LineNo;
use crate::trace::Outcome;

/// The gate's verdicts on all logs of one call; `wilog check` writes this form without ever holding it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Checks {
    /// The version of this form, 1.
    pub schema_version: u32,
    /// Who made it.
    pub tool: Tool,
    /// The policy files that were used, the later ones going before the earlier ones.
    pub policies: Vec<String>,
    /// Every log that could be checked, in the order given, those of a folder in the order of their names.
    pub logs: Vec<LogCheck>,
    /// Every file that could not be checked, in the same order.
    pub not_checked: Vec<NotChecked>,
    /// How many logs passed.
    pub tally: Tally,
    /// The exit status: 0 when all logs passed, 1 when one did not, 2 when something could not be checked.
    pub exit_status: u8,
}

/// The gate's verdict on one log, and the report it rests on.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LogCheck {
    /// Whether the log passed.
    pub passed: bool,
    /// Why it did not; empty for a log that passed.
    pub failed_by: Vec<Failure>,
    /// The report. Its findings have the severities of the policy, and those that were suppressed are not among them.
    pub report: Report,
    /// What the rules of the policy found.
    pub user_findings: Vec<Finding>,
    /// Rules of the policy that the log can neither keep nor break.
    pub inconclusive: Vec<Inconclusive>,
    /// Findings that do not count.
    pub suppressed: Vec<Suppressed>,
    /// What was too much to be kept.
    pub capped: Vec<Capped>,
}

impl LogCheck {
    /// All findings that count: those of the report, then those of the policy.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.report.findings.iter().chain(&self.user_findings)
    }
}

/// Why a log did not pass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "by", rename_all = "kebab-case")]
pub enum Failure {
    /// A finding at or above the gate.
    Finding {
        /// The code of the rule, or the name of a rule of the policy.
        rule: String,
        /// The name of the rule.
        name: String,
        /// How bad.
        severity: Severity,
        /// First line, 1-based.
        line: LineNo,
        /// One sentence for people.
        headline: String,
        /// The id of the finding, see [`super::fingerprint()`].
        fingerprint: String,
    },
    /// How the install ended.
    Outcome {
        /// `failed`, `cancelled`, `blocked`, `unknown`; one of the successes where something else was expected.
        outcome: Outcome,
        /// The exit code, where the log has one.
        exit_code: Option<i32>,
        /// One sentence for people.
        headline: String,
    },
    /// A rule that the log can neither keep nor break, for a rule at or above the gate.
    Inconclusive {
        /// The rule.
        rule: String,
        /// One sentence for people.
        headline: String,
    },
}

impl Failure {
    /// One sentence for people.
    #[must_use]
    pub fn headline(&self) -> &str {
        match self {
            Self::Finding { headline, .. }
            | Self::Outcome { headline, .. }
            | Self::Inconclusive { headline, .. } => headline,
        }
    }
}

/// A rule of the policy that a log can neither keep nor break.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Inconclusive {
    /// The rule.
    pub rule: String,
    /// How bad a finding of it would be.
    pub severity: Severity,
    /// Why, in a sentence.
    pub reason: String,
}

/// A finding that does not count, and why.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Suppressed {
    /// The finding.
    pub finding: Finding,
    /// Who said so.
    pub by: SuppressedBy,
    /// Why, in the words of the policy; for the others in those of wilog.
    pub reason: String,
}

/// Who said that a finding does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SuppressedBy {
    /// A level of the policy.
    Policy,
    /// `--allow`.
    CommandLine,
    /// The baseline knows it.
    Baseline,
    /// It tells of an outcome that is wanted: `--expect`, `--success-codes`.
    Outcome,
}

/// Something of which a log has more than is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Capped {
    /// The rule of the policy.
    pub rule: String,
    /// What was too much, in a sentence.
    pub what: String,
}

/// A file that could not be checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NotChecked {
    /// Its path, or the pattern that nothing matched.
    pub path: String,
    /// Why, in a sentence without a full stop.
    pub reason: String,
}

/// How many logs passed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Tally {
    /// Logs that passed.
    pub passed: usize,
    /// Logs that did not.
    pub failed: usize,
    /// Files that could not be checked.
    pub not_checked: usize,
}

impl Tally {
    /// 2 when something could not be checked or nothing was, else 1 when a log failed, else 0.
    #[must_use]
    pub fn exit_status(self) -> u8 {
        match self {
            Self { not_checked, .. } if not_checked > 0 => 2,
            Self { failed, .. } if failed > 0 => 1,
            Self { passed: 0, .. } => 2,
            _ => 0,
        }
    }
}
