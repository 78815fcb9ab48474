//! One log of a run, as every form takes it: with the gate's verdict or without, or not read at all.

use crate::finding::{
    Failure, Finding, LogCheck, NotChecked, Report, Severity, Suppressed, Tally, fingerprint,
};
use crate::text::LineNo;

/// One log of a run.
#[derive(Clone, Copy, Debug)]
pub enum Log<'a> {
    /// What `triage` says.
    Report(&'a Report),
    /// What `check` says.
    Check(&'a LogCheck),
    /// It could not be read.
    NotChecked(&'a NotChecked),
}

/// A finding with what it means for the gate.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told<'a> {
    pub(super) finding: &'a Finding,
    pub(super) taken: Taken<'a>,
}

/// What a finding means for the gate.
#[derive(Clone, Copy, Debug)]
pub(super) enum Taken<'a> {
    /// It closes the gate. Without a gate, every error does.
    Fails,
    /// It is told, and closes nothing.
    Passes,
    /// It does not count.
    Suppressed(&'a Suppressed),
}

impl<'a> Log<'a> {
    /// The path as given.
    #[must_use]
    pub fn path(self) -> &'a str {
        match self {
            Self::Report(report) => &report.input.path,
            Self::Check(check) => &check.report.input.path,
            Self::NotChecked(missing) => &missing.path,
        }
    }

    /// The report, if the log was read.
    #[must_use]
    pub fn report(self) -> Option<&'a Report> {
        match self {
            Self::Report(report) => Some(report),
            Self::Check(check) => Some(&check.report),
            Self::NotChecked(_) => None,
        }
    }

    /// Whether the log passes. Without a gate that is: the install ended well, and no rule found an error.
    #[must_use]
    pub fn passes(self) -> bool {
        match self {
            Self::Report(report) => ended_well(report) && !report.findings.iter().any(is_error),
            Self::Check(check) => check.passed,
            Self::NotChecked(_) => false,
        }
    }

    /// Why the log does not pass, beside its findings, in sentences.
    pub(super) fn reasons(self) -> Vec<String> {
        match self {
            Self::Report(report) if ended_well(report) => Vec::new(),
            Self::Report(report) => vec![report.verdict.headline.clone()],
            Self::Check(check) => {
                let reason = |failure: &Failure| match failure {
                    Failure::Finding { .. } => None,
                    Failure::Outcome { headline, .. } => Some(with_verdict(headline, check)),
                    Failure::Inconclusive { headline, .. } => Some(headline.clone()),
                };
                check.failed_by.iter().filter_map(reason).collect()
            }
            Self::NotChecked(missing) => vec![missing.reason.clone()],
        }
    }

    /// The line on which a reason that is no finding is shown: where the cause stands, else the last one, 1-based.
    pub(super) fn reason_line(self) -> LineNo {
        let Some(report) = self.report() else {
            return LineNo::FIRST;
        };
        let cause = report.cause.as_ref().map(|cause| cause.line);
        cause.unwrap_or_else(|| LineNo::new(report.input.lines.max(1)))
    }

    /// All findings: those that count in the order of the report, then those of the policy, then the suppressed ones.
    pub(super) fn findings(self) -> Vec<Told<'a>> {
        match self {
            Self::NotChecked(_) => Vec::new(),
            Self::Report(report) => {
                let told = |finding| Told {
                    finding,
                    taken: if is_error(finding) {
                        Taken::Fails
                    } else {
                        Taken::Passes
                    },
                };
                report.findings.iter().map(told).collect()
            }
            Self::Check(check) => {
                let told = |finding| Told {
                    finding,
                    taken: if closes(check, finding) {
                        Taken::Fails
                    } else {
                        Taken::Passes
                    },
                };
                let suppressed = check.suppressed.iter().map(|suppressed| Told {
                    finding: &suppressed.finding,
                    taken: Taken::Suppressed(suppressed),
                });
                check.findings().map(told).chain(suppressed).collect()
            }
        }
    }
}

/// What is wrong with the outcome, and how the log ended where no finding tells that.
fn with_verdict(headline: &str, check: &LogCheck) -> String {
    let verdict = &check.report.verdict.headline;
    let is_told = check.findings().any(|finding| finding.headline == *verdict);
    if is_told || verdict.is_empty() {
        headline.to_owned()
    } else {
        format!("{headline} {verdict}")
    }
}

/// The code and the name of a rule; the rules of a policy have a name alone, which stands for both.
pub(super) fn title(code: &str, name: &str) -> String {
    if code == name {
        name.to_owned()
    } else {
        format!("{code} {name}")
    }
}

fn ended_well(report: &Report) -> bool {
    report.verdict.outcome.is_success()
}

fn is_error(finding: &Finding) -> bool {
    finding.severity == Severity::Error
}

/// Whether a finding is among those that close the gate.
fn closes(check: &LogCheck, finding: &Finding) -> bool {
    check.failed_by.iter().any(|failure| match failure {
        Failure::Finding {
            rule,
            line,
            fingerprint: id,
            ..
        } => *rule == finding.rule && *line == finding.line && *id == fingerprint(finding),
        _ => false,
    })
}

impl Tally {
    /// Counts a log.
    pub(super) fn count(&mut self, log: Log<'_>) {
        match log {
            Log::NotChecked(_) => self.not_checked += 1,
            _ if log.passes() => self.passed += 1,
            _ => self.failed += 1,
        }
    }
}
