//! The packages of a bundle that failed, for whoever has their logs too.

use super::result::numbers;
use crate::finding::FailedPackage;
use crate::text::file_name;
use crate::trace::{Bundle, BundlePackage, Outcome, exit_code_of};

/// More failed packages than this have one reason, and it is told by then.
const MOST: usize = 100;

/// The packages whose last try failed and whose logs the bundle names, in the order in which they were first applied.
/// What the user cancelled has not failed.
pub(in crate::detect) fn failed_packages(bundle: &Bundle) -> Vec<FailedPackage> {
    let packages = bundle.packages.iter();
    let failed = packages.filter_map(|package| failed(bundle, package));
    failed.take(MOST).collect()
}

fn failed(bundle: &Bundle, package: &BundlePackage) -> Option<FailedPackage> {
    let mut tries = package.steps.iter().rev();
    let step = tries.find(|step| !step.rollback)?;
    let (result, end_line) = step.result()?;
    if Outcome::of_result(result).is_success() || exit_code_of(result).0 == 1602 {
        return None;
    }
    let log = bundle.log_of(&package.id)?;
    let stopped_by = bundle
        .failed_step()
        .filter(|_| !bundle.verdict().outcome.is_success());
    Some(FailedPackage {
        line: step.line,
        end_line,
        id: package.id.clone(),
        result: numbers(result),
        bundle: name(bundle),
        stops_bundle: stopped_by.is_some_and(|(_, by, _)| by.line == step.line),
        log: log.clone(),
    })
}

/// The name of the bundle, else that of its file.
fn name(bundle: &Bundle) -> String {
    match bundle.name() {
        "" => file_name(&bundle.path).to_owned(),
        name => name.to_owned(),
    }
}
