//! What several logs tell together and none of them alone.

mod holders;
mod packages;
mod repairs;

use super::rules::install_in_progress::ASKS_FOR_LOGS;
use crate::finding::{AcrossFinding, LogSummary, Report};

/// Compares the logs of a call: why the packages of bundles failed by their own logs, who held the execution mutex when
/// another install was turned away, and which product was repaired again and again.
#[must_use]
pub fn across(logs: &[LogSummary]) -> Vec<AcrossFinding> {
    let mut findings = packages::across(logs);
    findings.extend(holders::across(logs));
    findings.extend(repairs::across(logs));
    findings
}

/// Takes from the advice about one log of several what asks for more logs in one call.
pub fn beside_others(report: &mut Report) {
    let of_findings = report
        .findings
        .iter_mut()
        .map(|finding| &mut finding.advice);
    let of_cause = report.cause.iter_mut().map(|cause| &mut cause.advice);
    for advice in of_findings.chain(of_cause) {
        if let Some(at) = advice.find(ASKS_FOR_LOGS) {
            advice.replace_range(at..at + ASKS_FOR_LOGS.len(), "");
        }
    }
}
