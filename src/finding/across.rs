//! What several logs tell together and none of them alone.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Confidence, Role, Severity};
use crate::text::LineNo;

/// Something that a rule found by comparing logs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AcrossFinding {
    /// The code of the rule.
    pub rule: String,
    /// The name of the rule.
    pub name: String,
    /// How bad.
    pub severity: Severity,
    /// How sure; less where the dates of logs are ambiguous.
    pub confidence: Confidence,
    /// What part it plays.
    pub role: Role,
    /// One sentence for people, then what makes it less sure.
    pub headline: String,
    /// What to do.
    pub advice: String,
    /// The places that show it, in order of time.
    pub places: Vec<Place>,
}

/// Lines of one of the logs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Place {
    /// The log, by its path as given.
    pub path: String,
    /// First line, 1-based.
    pub line: LineNo,
    /// Last line, 1-based.
    pub end_line: LineNo,
    /// What happened there, in words.
    pub what: String,
}
