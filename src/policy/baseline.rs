//! A baseline: findings that are known, so that only new ones fail.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::finding::{Finding, LogCheck, Suppressed, SuppressedBy, fingerprint};

/// Findings that are known, by their fingerprints.
///
/// Logs are not told apart: an install that is logged again, somewhere else, has the same findings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    known: BTreeMap<String, Known>,
}

/// The file of a baseline.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// The version of this form, 1.
    schema_version: u32,
    findings: Vec<Known>,
}

/// A finding that is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    fingerprint: String,
    /// How often a log may have it.
    count: u32,
    /// The rule, for people.
    #[serde(default)]
    rule: String,
    /// What it says, for people.
    #[serde(default)]
    headline: String,
}

impl Baseline {
    /// The baseline in a text.
    ///
    /// # Errors
    ///
    /// What is wrong with the text, in a sentence.
    pub fn read(text: &str) -> Result<Self, String> {
        let file: File = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if file.schema_version != 1 {
            return Err(format!(
                "it has version {}, and this program reads version 1",
                file.schema_version
            ));
        }
        let by_fingerprint = |known: Known| (known.fingerprint.clone(), known);
        Ok(Self {
            known: file.findings.into_iter().map(by_fingerprint).collect(),
        })
    }

    /// Its text, in the order of the fingerprints.
    #[must_use]
    pub fn write(&self) -> String {
        let file = File {
            schema_version: 1,
            findings: self.known.values().cloned().collect(),
        };
        let mut text = serde_json::to_string_pretty(&file).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Whether it knows nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Learns the findings of a log, those that are suppressed by a baseline too.
    pub fn learn(&mut self, check: &LogCheck) {
        let known = check
            .suppressed
            .iter()
            .filter(|suppressed| suppressed.by == SuppressedBy::Baseline)
            .map(|suppressed| &suppressed.finding);
        let mut counts: BTreeMap<String, (u32, &Finding)> = BTreeMap::new();
        for finding in check.findings().chain(known) {
            counts.entry(fingerprint(finding)).or_insert((0, finding)).0 += 1;
        }
        for (fingerprint, (count, finding)) in counts {
            let known = self
                .known
                .entry(fingerprint.clone())
                .or_insert_with(|| Known {
                    fingerprint,
                    count: 0,
                    rule: finding.rule.clone(),
                    headline: finding.headline.clone(),
                });
            known.count = known.count.max(count);
        }
    }

    /// Takes out the findings of one log that are known, each as often as it is. `seen` counts them.
    pub(super) fn suppress(
        &self,
        seen: &mut BTreeMap<String, u32>,
        findings: &mut Vec<Finding>,
        suppressed: &mut Vec<Suppressed>,
    ) {
        if self.is_empty() {
            return;
        }
        let all = std::mem::take(findings);
        for finding in all {
            let id = fingerprint(&finding);
            let known = self.known.get(&id).map_or(0, |known| known.count);
            let seen = seen.entry(id).or_default();
            *seen += 1;
            if *seen > known {
                findings.push(finding);
            } else {
                suppressed.push(Suppressed {
                    finding,
                    by: SuppressedBy::Baseline,
                    reason: "The baseline knows it.".to_owned(),
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_no_baseline_is_refused() {
        for text in [
            "",
            "[]",
            "{}",
            r#"{"schema_version":2,"findings":[]}"#,
            r#"{"schema_version":1,"findings":[{"count":1}]}"#,
            r#"{"schema_version":1,"findings":[],"more":1}"#,
        ] {
            assert!(Baseline::read(text).is_err(), "{text}");
        }
    }
}
