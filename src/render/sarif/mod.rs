//! Results as SARIF 2.1.0.
//!
//! Source: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>.

mod model;

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::json;

use super::format::{Emitter, Run};
use super::log::{Log, Taken, Told};
use super::{path, tame};
use crate::finding::{NotChecked, Report, RuleInfo, Severity, SuppressedBy, Tool, fingerprint};
use model::{
    ArtifactLocation, CodeFlow, Fingerprints, Location, Message, PhysicalLocation, Properties,
    Region, Result, Suppression, ThreadFlow, ThreadFlowLocation,
};

/// The rule to which a result belongs that no finding explains: the install did not end well, or the gate is closed.
const GATE: &str = "MSI000";

/// Writes one document with one run, a result a line.
#[derive(Debug)]
pub(super) struct Sarif<'a> {
    rules: &'a [RuleInfo],
    gated: bool,
    results: usize,
    /// The logs, as lines of JSON.
    artifacts: Vec<String>,
    missing: Vec<NotChecked>,
}

impl<'a> Sarif<'a> {
    pub(super) fn new(run: Run<'a>) -> Self {
        Self {
            rules: run.rules,
            gated: run.gated,
            results: 0,
            artifacts: Vec::new(),
            missing: Vec::new(),
        }
    }

    fn write(&mut self, result: &Result<'_>, out: &mut dyn Write) -> io::Result<()> {
        write!(
            out,
            "{}\n        ",
            if self.results == 0 { "" } else { "," }
        )?;
        self.results += 1;
        out.write_all(compact(result)?.as_bytes())
    }

    /// A finding as a result.
    fn result<'f>(&self, told: &Told<'f>, log: Log<'_>, seen: &mut Seen) -> Result<'f> {
        let finding = told.finding;
        let print = fingerprint(finding);
        let at = |line, end, text| Location {
            physical_location: PhysicalLocation {
                artifact_location: self.artifact(log),
                region: Region::new(line, end, text),
            },
            message: None,
        };
        let (evidence, others): (Vec<_>, Vec<_>) = finding
            .evidence
            .iter()
            .partition(|evidence| evidence.line == finding.line);
        let text = evidence.first().map(|evidence| evidence.text.as_str());
        let place = at(finding.line, finding.line, text);
        let places = others
            .iter()
            .map(|evidence| at(evidence.line, evidence.line, Some(&evidence.text)));
        let (flow, related) = if finding.role == crate::finding::Role::Cause {
            let steps = std::iter::once(at(finding.line, finding.line, text)).chain(places);
            (Some(CodeFlow::of(steps)), Vec::new())
        } else {
            let related = places.map(|place| Location {
                message: Some(Message::new("Shows it too.")),
                ..place
            });
            (None, related.collect())
        };
        let rule_index = self.rules.iter().position(|rule| rule.code == finding.rule);
        Result {
            rule_id: &finding.rule,
            rule_index: rule_index.map(|at| at + 1),
            kind: "fail",
            level: level(finding.severity),
            message: Message::new(&finding.headline),
            locations: vec![place],
            partial_fingerprints: Fingerprints {
                line_hash: seen.line_hash(&print),
                finding: Some(print),
            },
            code_flows: flow.into_iter().collect(),
            related_locations: related,
            baseline_state: baseline_state(told.taken),
            suppressions: self.gated.then(|| suppressions(told.taken)),
            properties: Some(Properties {
                name: &finding.name,
                confidence: finding.confidence,
                role: finding.role,
                advice: &finding.advice,
            }),
        }
    }

    fn artifact(&self, log: Log<'_>) -> ArtifactLocation {
        ArtifactLocation {
            uri: path::uri(log.path()),
            index: self.artifacts.len(),
        }
    }
}

/// How often each fingerprint was seen in a log.
#[derive(Default)]
struct Seen(BTreeMap<String, u32>);

impl Seen {
    /// `0123456789abcdef:1`: what code scanning on GitHub knows a result by, beside the rule and the path of the log. Without
    /// it the upload hashes the line of the log, whose clock differs in each run, and each run would have new alerts alone.
    ///
    /// Source: <https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>.
    fn line_hash(&mut self, print: &str) -> String {
        let times = self.0.entry(print.to_owned()).or_default();
        *times += 1;
        format!("{print}:{times}")
    }
}

impl Emitter for Sarif<'_> {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let tool = Tool::this();
        writeln!(out, "{{")?;
        writeln!(
            out,
            "  \"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\","
        )?;
        writeln!(out, "  \"version\": \"2.1.0\",")?;
        writeln!(
            out,
            "  \"runs\": [\n    {{\n      \"tool\": {{\n        \"driver\": {{"
        )?;
        writeln!(out, "          \"name\": \"{}\",", tool.name)?;
        writeln!(out, "          \"semanticVersion\": \"{}\",", tool.version)?;
        write!(
            out,
            "          \"rules\": [\n            {}",
            compact(&gate_rule())?
        )?;
        for rule in self.rules {
            write!(out, ",\n            {}", compact(&descriptor(rule))?)?;
        }
        writeln!(out, "\n          ]\n        }}\n      }},")?;
        writeln!(out, "      \"columnKind\": \"unicodeCodePoints\",")?;
        write!(out, "      \"results\": [")
    }

    fn log(&mut self, log: Log<'_>, out: &mut dyn Write) -> io::Result<()> {
        if let Log::NotChecked(missing) = log {
            self.missing.push(missing.clone());
            return Ok(());
        }
        let mut closes = false;
        let mut seen = Seen::default();
        for told in log.findings() {
            closes |= matches!(told.taken, Taken::Fails);
            let result = self.result(&told, log, &mut seen);
            self.write(&result, out)?;
        }
        if !log.passes() && !closes {
            for reason in log.reasons() {
                let artifact = self.artifact(log);
                let hash = seen.line_hash(GATE);
                let result = Result::of_gate(GATE, &reason, artifact, log.reason_line(), hash);
                self.write(&result, out)?;
            }
        }
        if let Some(report) = log.report() {
            self.artifacts.push(compact(&artifact(report))?);
        }
        Ok(())
    }

    fn end(&mut self, _: u8, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}],", if self.results == 0 { "" } else { "\n      " })?;
        write!(out, "      \"artifacts\": [")?;
        for (at, artifact) in self.artifacts.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            write!(out, "{comma}\n        {artifact}")?;
        }
        let end = if self.artifacts.is_empty() {
            ""
        } else {
            "\n      "
        };
        writeln!(out, "{end}],")?;
        let invocation = compact(&invocation(&self.missing))?;
        writeln!(out, "      \"invocations\": [{invocation}]")?;
        writeln!(out, "    }}\n  ]\n}}")
    }
}

fn compact(value: &impl Serialize) -> io::Result<String> {
    let mut line = Vec::new();
    tame::line(value, &mut line)?;
    String::from_utf8(line.trim_ascii_end().to_vec()).map_err(io::Error::other)
}

fn level(severity: Severity) -> &'static str {
    severity.as_str()
}

fn gate_rule() -> serde_json::Value {
    json!({
        "id": GATE,
        "name": "gate",
        "shortDescription": { "text": "The install did not end well, or the gate is closed for another reason than a finding." },
        "help": { "text": "Look at the last lines of the log; a log that is cut short does not say how the install ended." },
        "defaultConfiguration": { "level": "error" },
    })
}

fn descriptor(rule: &RuleInfo) -> serde_json::Value {
    let mut descriptor = json!({
        "id": rule.code,
        "name": rule.name,
        "shortDescription": { "text": rule.about },
        "help": { "text": rule.advice },
        "defaultConfiguration": { "level": level(rule.severity) },
        "properties": {
            "precision": precision(rule),
            "tags": ["windows-installer", rule.role.as_str()],
        },
    });
    if !rule.page.is_empty() {
        descriptor["help"]["markdown"] = json!(rule.page);
    }
    if !rule.link.is_empty() {
        descriptor["helpUri"] = json!(rule.link);
    }
    descriptor
}

/// The word of code scanning on GitHub for how sure a rule is.
fn precision(rule: &RuleInfo) -> &'static str {
    rule.confidence.as_str()
}

fn artifact(report: &Report) -> serde_json::Value {
    json!({
        "location": { "uri": path::uri(&report.input.path) },
        "length": report.input.bytes,
        "mimeType": "text/plain",
        "encoding": encoding(&report.input.encoding),
        "roles": ["analysisTarget"],
    })
}

/// The name that IANA has for an encoding of a report: `utf-16le-bom` is `UTF-16LE`.
fn encoding(name: &str) -> String {
    name.trim_end_matches("-bom").to_uppercase()
}

fn invocation(missing: &[NotChecked]) -> serde_json::Value {
    let notifications: Vec<_> = missing
        .iter()
        .map(|missing| {
            json!({
                "level": "error",
                "message": { "text": format!("{} was not read: {}", missing.path, missing.reason) },
                "locations": [{ "physicalLocation": { "artifactLocation": { "uri": path::uri(&missing.path) } } }],
            })
        })
        .collect();
    json!({
        "executionSuccessful": missing.is_empty(),
        "toolExecutionNotifications": notifications,
    })
}

/// Only a gate has a baseline; what is not in it is new.
fn baseline_state(taken: Taken<'_>) -> Option<&'static str> {
    match taken {
        Taken::Suppressed(suppressed) if suppressed.by == SuppressedBy::Baseline => {
            Some("unchanged")
        }
        _ => None,
    }
}

fn suppressions(taken: Taken<'_>) -> Vec<Suppression<'_>> {
    match taken {
        Taken::Suppressed(suppressed) => vec![Suppression {
            kind: "external",
            status: "accepted",
            justification: &suppressed.reason,
        }],
        _ => Vec::new(),
    }
}

impl CodeFlow<'_> {
    fn of<'f>(steps: impl Iterator<Item = Location<'f>>) -> CodeFlow<'f> {
        let locations = steps.map(|location| ThreadFlowLocation { location });
        CodeFlow {
            thread_flows: vec![ThreadFlow {
                locations: locations.collect(),
            }],
        }
    }
}
