//! Rules: what a support engineer looks for beside the cause, one file each.
//!
//! A rule is a function over the trace. It never prints, and it reads a line again only to quote it.

mod always_install_elevated;
mod bitness_misorder;
mod custom_action_failure_ignored;
mod file_in_use;
mod file_removed_by_upgrade;
mod folder_redirected;
mod nothing_installed;
mod restart_pending;
mod restart_required;
mod rollback_disabled;
mod rollback_incomplete;
mod rolled_back_with_transaction;

use super::lines::Lines;
use crate::finding::{Confidence, Finding, Role, Severity};
use crate::text::LineNo;
use crate::trace::Trace;

/// What a rule is called, and what it says when it finds something.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// `MSI` and three digits: 1xx custom actions, 2xx files, 5xx restarts and locks, 6xx rights and policy,
    /// 7xx upgrades and transactions.
    pub code: &'static str,
    /// Names what is found, so that `allow = ["restart-pending"]` reads well.
    pub name: &'static str,
    /// How bad.
    pub severity: Severity,
    /// How sure.
    pub confidence: Confidence,
    /// What part it plays.
    pub role: Role,
    /// What it finds, in a sentence.
    pub about: &'static str,
    /// What to do about it.
    pub advice: &'static str,
    check: fn(&Trace, &mut Lines<'_>) -> Vec<Hit>,
}

/// Something that a rule found.
#[derive(Clone, Debug)]
struct Hit {
    /// One sentence for people.
    headline: String,
    /// The lines that show it; the first is the one that states it.
    lines: Vec<LineNo>,
}

/// All rules, in the order of their codes.
pub const RULES: &[Rule] = &[
    custom_action_failure_ignored::RULE,
    file_removed_by_upgrade::RULE,
    nothing_installed::RULE,
    restart_pending::RULE,
    restart_required::RULE,
    file_in_use::RULE,
    rollback_disabled::RULE,
    always_install_elevated::RULE,
    bitness_misorder::RULE,
    folder_redirected::RULE,
    rollback_incomplete::RULE,
    rolled_back_with_transaction::RULE,
];

/// What all rules find in a trace, worst first, then in the order of the log.
pub(super) fn findings(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for rule in RULES {
        for hit in (rule.check)(trace, lines) {
            findings.extend(finding(rule, hit, lines));
        }
    }
    findings.sort_by_key(|finding| (std::cmp::Reverse(finding.severity), finding.line));
    findings
}

fn finding(rule: &Rule, hit: Hit, lines: &mut Lines<'_>) -> Option<Finding> {
    let line = *hit.lines.first()?;
    Some(Finding {
        rule: rule.code.to_owned(),
        name: rule.name.to_owned(),
        severity: rule.severity,
        confidence: rule.confidence,
        role: rule.role,
        line,
        end_line: hit.lines.iter().copied().max().unwrap_or(line).max(line),
        headline: hit.headline,
        advice: rule.advice.to_owned(),
        evidence: lines.evidence(hit.lines),
    })
}

/// One hit for all marks of a kind, where there is any.
fn one_hit_for(
    trace: &Trace,
    is_wanted: impl Fn(&crate::trace::MarkKind) -> bool,
    headline: impl Fn(usize) -> String,
) -> Vec<Hit> {
    let lines: Vec<LineNo> = trace
        .marks
        .iter()
        .filter(|mark| is_wanted(&mark.kind))
        .map(|mark| mark.line)
        .collect();
    if lines.is_empty() {
        Vec::new()
    } else {
        vec![Hit {
            headline: headline(lines.len()),
            lines,
        }]
    }
}
