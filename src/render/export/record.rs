//! One record of an export: flat, with the fields that its kind has.

use super::clock::Time;
use crate::trace::Outcome;

/// What a record is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A log, with its verdict and its cause.
    #[default]
    Log,
    /// A session of a log.
    Session,
    /// A phase of an engine of a session.
    Phase,
    /// A run of an action, in a sequence or in a script.
    Action,
    /// What a rule found.
    Finding,
}

impl What {
    /// All kinds.
    pub const ALL: [Self; 5] = [
        Self::Log,
        Self::Session,
        Self::Phase,
        Self::Action,
        Self::Finding,
    ];

    /// Its name: `log`, `session`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Log => "log",
            Self::Session => "session",
            Self::Phase => "phase",
            Self::Action => "action",
            Self::Finding => "finding",
        }
    }
}

/// A record. [`super::FIELDS`] says what each field means.
#[derive(Clone, Debug, Default)]
#[expect(
    missing_docs,
    reason = "the table of fields documents each of them, once"
)]
pub struct Record {
    pub what: What,
    pub id: String,
    pub parent_id: Option<String>,
    pub log_id: String,
    pub session_id: Option<String>,
    pub action_id: Option<String>,
    pub log: String,
    pub computer: Option<String>,
    pub line: u32,
    pub end_line: u32,
    pub time: Option<Time>,
    pub end_time: Option<Time>,
    pub duration_ms: Option<u64>,
    pub outcome: Option<Outcome>,
    pub exit_code: Option<i64>,
    pub operation: Option<String>,
    pub product: Option<String>,
    pub product_version: Option<String>,
    pub product_code: Option<String>,
    pub package: Option<String>,
    pub architecture: Option<&'static str>,
    pub failed_phase: Option<&'static str>,
    pub phase: Option<&'static str>,
    pub side: Option<&'static str>,
    pub action: Option<String>,
    pub place: Option<&'static str>,
    pub return_value: Option<i64>,
    pub rule: Option<String>,
    pub rule_name: Option<String>,
    pub severity: Option<&'static str>,
    pub confidence: Option<&'static str>,
    pub role: Option<&'static str>,
    pub signature: Option<String>,
    pub fingerprint: Option<String>,
    pub code: Option<i64>,
    pub code_space: Option<&'static str>,
    pub headline: Option<String>,
    pub advice: Option<String>,
    pub evidence: Option<String>,
    pub format: Option<&'static str>,
    pub encoding: Option<String>,
    pub bytes: Option<u64>,
    pub lines: Option<u32>,
    pub unclassified_lines: Option<u32>,
    pub complete: Option<bool>,
}
