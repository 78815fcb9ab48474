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
    /// Whether findings are to be learned, so that none may be left out.
    is_learning: bool,
}

/// The version of the form of baselines.
const VERSION: u32 = 1;

/// What a file of any version has.
#[derive(Debug, Deserialize)]
struct Form {
    schema_version: u32,
}

/// The file of a baseline.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// [`VERSION`].
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
        // What another version of this form has beside its version is not known.
        if let Ok(Form { schema_version }) = serde_json::from_str(text)
            && schema_version != VERSION
        {
            return Err(format!(
                "it has version {schema_version}, and this program reads version {VERSION}"
            ));
        }
        let file: File = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let mut baseline = Self::default();
        for known in file.findings {
            baseline.add(known);
        }
        Ok(baseline)
    }

    /// Knows a finding; of two counts the larger one, as where two branches were merged.
    fn add(&mut self, known: Known) {
        let count = known.count;
        let entry = self.known.entry(known.fingerprint.clone());
        let entry = entry.or_insert(known);
        entry.count = entry.count.max(count);
    }

    /// Its text, in the order of the fingerprints.
    #[must_use]
    pub fn write(&self) -> String {
        let file = File {
            schema_version: VERSION,
            findings: self.known.values().cloned().collect(),
        };
        let mut text = serde_json::to_string_pretty(&file).unwrap_or_default();
        text.push('\n');
        text
    }

    /// A baseline that knows nothing yet and is to learn from logs.
    #[must_use]
    pub fn to_learn() -> Self {
        Self {
            is_learning: true,
            ..Self::default()
        }
    }

    /// Whether findings are to be learned, so that none may be left out.
    pub(super) fn is_learning(&self) -> bool {
        self.is_learning
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
            self.add(Known {
                fingerprint,
                count,
                rule: finding.rule.clone(),
                headline: finding.headline.clone(),
            });
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

    #[test]
    fn a_file_of_another_version_is_told_as_that() {
        let text = r#"{"schema_version":2,"made_by":"oak","known":[]}"#;
        assert_eq!(
            Baseline::read(text),
            Err("it has version 2, and this program reads version 1".to_owned())
        );
    }

    #[test]
    fn of_a_finding_that_stands_twice_the_larger_count_holds() {
        for counts in [[1, 3], [3, 1]] {
            let findings = counts.map(|count| {
                format!(r#"{{"fingerprint":"f","count":{count},"rule":"r","headline":"h"}}"#)
            });
            let text = format!(
                r#"{{"schema_version":1,"findings":[{}]}}"#,
                findings.join(",")
            );
            assert!(
                Baseline::read(&text)
                    .unwrap()
                    .write()
                    .contains("\"count\": 3")
            );
        }
    }
}
