//! Why a package of a bundle failed, by the package's own log.
//!
//! A bundle runs each package in an install of its own, which writes a log of its own; the bundle's log has the path of
//! it in the variable `WixBundleLog_<id>`, and of the failure the result only. See
//! <https://docs.firegiant.com/wix/tools/burn/>.

use std::collections::BTreeMap;
use std::path::Path;

use crate::detect::rules::{bundle_package_failed, bundle_package_left_out};
use crate::finding::{AcrossFinding, CauseSummary, Confidence, FailedPackage, LogSummary, Place};
use crate::text::file_name;

/// Joins the packages that failed with what their logs say, in the order of the bundles' logs, and of each first the
/// package that stopped it.
pub(super) fn across(logs: &[LogSummary]) -> Vec<AcrossFinding> {
    let mut by_name: BTreeMap<String, Vec<(&LogSummary, &CauseSummary)>> = BTreeMap::new();
    for log in logs {
        if let Some(cause) = &log.cause {
            let name = file_name(&log.path).to_lowercase();
            by_name.entry(name).or_default().push((log, cause));
        }
    }
    let failed = logs.iter().flat_map(|log| {
        let mut packages: Vec<&FailedPackage> = log.failed_packages.iter().collect();
        packages.sort_by_key(|package| !package.stops_bundle);
        packages.into_iter().map(move |package| (log, package))
    });
    let found = failed.filter_map(|(bundle, package)| {
        let name = file_name(&package.log).to_lowercase();
        let (log, cause) = beside(bundle, by_name.get(&name)?)?;
        Some(finding(bundle, package, log, cause))
    });
    found.collect()
}

/// Of the logs with the name of a package's log the one that lies beside the bundle's, else the only one there is.
fn beside<'a>(
    bundle: &LogSummary,
    logs: &[(&'a LogSummary, &'a CauseSummary)],
) -> Option<(&'a LogSummary, &'a CauseSummary)> {
    let mut others = logs.iter().filter(|(log, _)| log.path != bundle.path);
    let same = others.clone().find(|(log, _)| lie_together(bundle, log));
    let only = others.next().filter(|_| others.next().is_none());
    same.or(only).copied()
}

fn lie_together(one: &LogSummary, other: &LogSummary) -> bool {
    Path::new(&one.path).parent() == Path::new(&other.path).parent()
}

fn finding(
    bundle: &LogSummary,
    package: &FailedPackage,
    log: &LogSummary,
    cause: &CauseSummary,
) -> AcrossFinding {
    let (rule, how) = if package.stops_bundle {
        (
            &bundle_package_failed::RULE,
            "failed because of its package",
        )
    } else {
        (
            &bundle_package_left_out::RULE,
            "went on without its package",
        )
    };
    let is_one_place = lie_together(bundle, log);
    let doubt = if is_one_place {
        ""
    } else {
        " This holds if both logs are of one machine."
    };
    let in_bundle = Place {
        path: bundle.path.clone(),
        line: package.line,
        end_line: package.end_line,
        what: format!("the package {} failed: {}", package.id, package.result),
    };
    let in_package = Place {
        path: log.path.clone(),
        line: cause.line,
        end_line: cause.line,
        what: cause.text.clone(),
    };
    AcrossFinding {
        rule: rule.code.to_owned(),
        name: rule.name.to_owned(),
        severity: rule.severity,
        confidence: if is_one_place {
            cause.confidence
        } else {
            cause.confidence.min(Confidence::Medium)
        },
        role: rule.role,
        headline: format!(
            "{} {how} {}: {}{doubt}",
            package.bundle, package.id, cause.headline
        ),
        advice: cause.advice.clone(),
        places: vec![in_bundle, in_package],
    }
}
