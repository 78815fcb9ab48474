//! What a rule is.

use super::case::Case;
use super::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;
use crate::trace::Trace;

/// What a rule is called, what it says when it finds something, and how it looks.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// `MSI` and three digits: 0xx outcome and cause, 1xx custom actions, 2xx files and media, 3xx registry,
    /// 4xx services, 5xx sequence, locks, and restarts, 6xx policy and rights, 7xx patches, upgrades, and transactions,
    /// 8xx time, 9xx hygiene and secrets.
    pub code: &'static str,
    /// Names what is found, so that `allow = ["restart-pending"]` reads well.
    pub name: &'static str,
    /// How bad, unless a hit says otherwise.
    pub severity: Severity,
    /// How sure, unless a hit says otherwise.
    pub confidence: Confidence,
    /// What part it plays.
    pub role: Role,
    /// Whether it rests on lines that were seen.
    pub status: Status,
    /// What it finds, in a sentence.
    pub about: &'static str,
    /// What to do about it.
    pub advice: &'static str,
    /// The page that backs it.
    pub link: &'static str,
    pub(super) check: Check,
}

/// What the shapes of lines that a rule looks for rest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Real logs, pages of Microsoft, or public quotations word for word.
    Stable,
    /// Less than that, so the rule is silent unless somebody asks for it.
    Preview,
}

/// How a rule looks.
#[derive(Clone, Copy, Debug)]
pub(super) enum Check {
    /// At the whole trace, for what is worth telling beside the cause.
    Trace(fn(&Trace, &mut Lines<'_>) -> Vec<Hit>),
    /// At the case of a failure whose line is found: whether it is this rule's, and in which words. The first rule in
    /// the order of codes that knows the case names it.
    Cause(fn(&Case<'_>, &mut Lines<'_>) -> Option<Words>),
    /// Not at all: it names the causes of a kind that no other rule knows better.
    Fallback,
}

/// Something that a rule found.
#[derive(Clone, Debug)]
pub(super) struct Hit {
    /// One sentence for people.
    pub(super) headline: String,
    /// The lines that show it; the first is the one that states it.
    pub(super) lines: Vec<LineNo>,
    /// How bad, where it is not what the rule says.
    pub(super) severity: Option<Severity>,
    /// How sure, where it is not what the rule says.
    pub(super) confidence: Option<Confidence>,
    /// What to do, where that is not what the rule says.
    pub(super) advice: Option<String>,
}

impl Hit {
    /// A hit as bad and as sure as its rule says.
    pub(super) fn new(headline: impl Into<String>, lines: Vec<LineNo>) -> Self {
        Self {
            headline: headline.into(),
            lines,
            severity: None,
            confidence: None,
            advice: None,
        }
    }

    /// The hit with another severity than its rule's, such as a note that something else corroborates.
    pub(super) fn severity(self, severity: Severity) -> Self {
        let severity = Some(severity);
        Self { severity, ..self }
    }

    /// The hit with another confidence than its rule's.
    pub(super) fn confidence(self, confidence: Confidence) -> Self {
        let confidence = Some(confidence);
        Self { confidence, ..self }
    }

    /// The hit with advice of its own.
    pub(super) fn advice(self, advice: impl Into<String>) -> Self {
        let advice = Some(advice.into());
        Self { advice, ..self }
    }
}

/// What a rule says of the cause that it knows. What it leaves out is said in general words.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    /// The line that states it, where that is another one than the decision found over the trace alone.
    pub(super) line: Option<LineNo>,
    /// One sentence for people.
    pub(super) headline: Option<String>,
    /// What to do, where that is not what the rule says.
    pub(super) advice: Option<String>,
    /// How sure, where it is not what the decision about the line says.
    pub(super) confidence: Option<Confidence>,
    /// More lines that show it.
    pub(super) more: Vec<LineNo>,
}

impl Rule {
    /// Whether it looks for the cause, not for something beside it.
    #[must_use]
    pub fn names_a_cause(&self) -> bool {
        !matches!(self.check, Check::Trace(_))
    }
}
