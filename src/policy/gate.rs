//! The gate: whether a log passes.

use crate::finding::{
    Failure, Finding, Inconclusive, LogCheck, Report, Role, Severity, Suppressed, SuppressedBy,
    fingerprint,
};
use crate::trace::Outcome;

/// What makes a log fail. What is not set is as it is without a policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gate {
    /// A finding that is as bad as this, or worse, fails the log. Without it: an error.
    pub fail_on: Option<Severity>,
    /// The exit codes that are a success. Without it the outcome decides.
    pub success_codes: Option<Vec<i32>>,
    /// The outcome that a log must have. Without it: one of the two successes.
    pub expect: Option<Outcome>,
    /// Whether a log without a result may pass. Without it: no.
    pub allow_unknown: Option<bool>,
}

impl Gate {
    /// This gate, and where it does not say, the `other`.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            fail_on: self.fail_on.or(other.fail_on),
            success_codes: self.success_codes.or(other.success_codes),
            expect: self.expect.or(other.expect),
            allow_unknown: self.allow_unknown.or(other.allow_unknown),
        }
    }

    /// Judges a log whose findings have their levels already.
    #[must_use]
    pub fn judge(
        &self,
        mut report: Report,
        user_findings: Vec<Finding>,
        inconclusive: Vec<Inconclusive>,
        mut suppressed: Vec<Suppressed>,
    ) -> LogCheck {
        let mut failed_by = Vec::new();
        match self.outcome(&report) {
            Err(headline) => failed_by.push(Failure::Outcome {
                outcome: report.verdict.outcome,
                exit_code: report.verdict.exit_code,
                headline,
            }),
            Ok(wanted) => suppressed.extend(take_wanted(&mut report, wanted)),
        }
        let least = self.fail_on.unwrap_or(Severity::Error);
        let counts = report.findings.iter().chain(&user_findings);
        failed_by.extend(
            counts
                .filter(|finding| finding.severity >= least)
                .map(failure),
        );
        let open = inconclusive.iter().filter(|rule| rule.severity >= least);
        failed_by.extend(open.map(|rule| Failure::Inconclusive {
            rule: rule.rule.clone(),
            headline: rule.reason.clone(),
        }));
        LogCheck {
            passed: failed_by.is_empty(),
            failed_by,
            report,
            user_findings,
            inconclusive,
            suppressed,
            capped: Vec::new(),
        }
    }

    /// Whether the outcome is one that passes, with what is said of it where the gate names it; else what is wrong.
    fn outcome(&self, report: &Report) -> Result<Option<String>, String> {
        let verdict = &report.verdict;
        let found = match verdict.exit_code {
            Some(code) => format!("{} ({code})", verdict.outcome),
            None => verdict.outcome.to_string(),
        };
        let is_unknown = verdict.outcome == Outcome::Unknown;
        let listed = verdict.exit_code.zip(self.success_codes.as_ref());
        let listed = listed.map(|(code, codes)| codes.contains(&code));
        match (self.expect, listed) {
            _ if is_unknown && self.allow_unknown == Some(true) => Ok(None),
            _ if is_unknown => {
                Err("The log has no result, so nobody knows how it ended.".to_owned())
            }
            (Some(expected), _) if expected == verdict.outcome => {
                Ok(Some(format!("The outcome {expected} is expected.")))
            }
            (Some(expected), _) => Err(format!(
                "The outcome is {found}, and {expected} was expected."
            )),
            (None, Some(true)) => Ok(verdict
                .exit_code
                .map(|code| format!("Exit code {code} is one of the success codes."))),
            (None, Some(false)) => Err(format!(
                "The outcome is {found}, and that exit code is not one of the success codes."
            )),
            (None, None) if verdict.outcome.is_success() => Ok(None),
            (None, None) => Err(format!("The outcome is {found}.")),
        }
    }
}

/// Takes the findings that only tell why the outcome is what is wanted out of the report.
fn take_wanted(report: &mut Report, wanted: Option<String>) -> Vec<Suppressed> {
    let Some(reason) = wanted else {
        return Vec::new();
    };
    let tells = |finding: &Finding| matches!(finding.role, Role::Cause | Role::Consequence);
    let (gone, stay) = std::mem::take(&mut report.findings)
        .into_iter()
        .partition(tells);
    report.findings = stay;
    let suppress = |finding| Suppressed {
        finding,
        by: SuppressedBy::Outcome,
        reason: reason.clone(),
    };
    let gone: Vec<Finding> = gone;
    gone.into_iter().map(suppress).collect()
}

fn failure(finding: &Finding) -> Failure {
    Failure::Finding {
        rule: finding.rule.clone(),
        name: finding.name.clone(),
        severity: finding.severity,
        line: finding.line,
        headline: finding.headline.clone(),
        fingerprint: fingerprint(finding),
    }
}
