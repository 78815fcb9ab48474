//! All rules as outputs list them.

use super::rule::Rule;
use super::rules::{RULES, Status, page};
use crate::finding::{RuleInfo, digest};

/// All rules that are on by default, in the order of their codes.
#[must_use]
pub fn rules() -> Vec<RuleInfo> {
    rules_that(&|rule| rule.status == Status::Stable)
}

/// The rules that are on, in the order of their codes.
#[must_use]
pub fn rules_that(is_on: &dyn Fn(&Rule) -> bool) -> Vec<RuleInfo> {
    let on = RULES.iter().filter(|rule| is_on(rule));
    let rules = on.map(|rule| RuleInfo {
        code: rule.code.to_owned(),
        name: rule.name.to_owned(),
        severity: rule.severity,
        confidence: rule.confidence,
        role: rule.role,
        about: rule.about.to_owned(),
        advice: rule.advice.to_owned(),
        link: rule.link.to_owned(),
        page: page(rule),
    });
    rules.collect()
}

/// The version of the rules: that of the program, and eight digits that change when a rule comes, goes, or is called
/// or rated otherwise: `0.1.0+1c9e03b7`.
#[must_use]
pub fn rules_version() -> String {
    let texts = RULES.iter().flat_map(|rule| {
        [
            rule.code,
            rule.name,
            rule.severity.as_str(),
            rule.confidence.as_str(),
            rule.role.as_str(),
            rule.about,
        ]
    });
    let id = digest(texts);
    format!("{}+{}", env!("CARGO_PKG_VERSION"), &id[..8])
}
