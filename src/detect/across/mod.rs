//! What several logs tell together and none of them alone.

mod holders;
mod packages;
mod repairs;

use crate::finding::{AcrossFinding, LogSummary};

/// Compares the logs of a call: why the packages of bundles failed by their own logs, who held the execution mutex when
/// another install was turned away, and which product was repaired again and again.
#[must_use]
pub fn across(logs: &[LogSummary]) -> Vec<AcrossFinding> {
    let mut findings = packages::across(logs);
    findings.extend(holders::across(logs));
    findings.extend(repairs::across(logs));
    findings
}
