//! Counts over all logs of a run, as text for the textfile collector of the node exporter.
//!
//! Source: <https://prometheus.io/docs/instrumenting/exposition_formats/>. The collector takes no sample with a time of
//! its own, and whoever writes its file replaces the one before, so all are gauges.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::record::{Record, What};
use super::{Common, Exporter};
use crate::finding::Tool;
use crate::text::one_line;
use crate::trace::Outcome;

/// Bounds of durations in milliseconds, as seconds in the text.
const BOUNDS: [u64; 9] = [
    5_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000,
];

/// Names and values of the labels of a sample.
type LabelSet = Vec<(&'static str, String)>;

/// Counts, and writes them at the end.
#[derive(Debug)]
pub(super) struct Prometheus<'a> {
    common: &'a Common,
    /// Logs that were counted: one that is given under two names counts once.
    seen: BTreeSet<String>,
    logs: BTreeMap<LabelSet, u64>,
    sessions: BTreeMap<LabelSet, u64>,
    causes: BTreeMap<LabelSet, u64>,
    findings: BTreeMap<LabelSet, u64>,
    durations: BTreeMap<LabelSet, Durations>,
    last: BTreeMap<LabelSet, i64>,
}

/// Sessions by how long they took.
#[derive(Clone, Debug, Default)]
struct Durations {
    /// How many took up to each of [`BOUNDS`].
    up_to: [u64; BOUNDS.len()],
    count: u64,
    milliseconds: u64,
}

impl<'a> Prometheus<'a> {
    pub(super) fn new(common: &'a Common) -> Self {
        Self {
            common,
            seen: BTreeSet::new(),
            logs: BTreeMap::new(),
            sessions: BTreeMap::new(),
            causes: BTreeMap::new(),
            findings: BTreeMap::new(),
            durations: BTreeMap::new(),
            last: BTreeMap::new(),
        }
    }

    fn count(&mut self, record: &Record) {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let outcome = ("outcome", text(record.outcome.map(Outcome::as_str)));
        let product = ("product", text(record.product.as_deref()));
        let version = ("product_version", text(record.product_version.as_deref()));
        match record.what {
            What::Log => {
                let format = ("format", text(record.format));
                *self.logs.entry(vec![format, outcome]).or_default() += 1;
                if let Some(signature) = &record.signature {
                    let labels = vec![
                        product,
                        version,
                        ("rule", text(record.rule.as_deref())),
                        ("rule_name", text(record.rule_name.as_deref())),
                        ("signature", signature.clone()),
                    ];
                    *self.causes.entry(labels).or_default() += 1;
                }
            }
            What::Session => {
                let operation = ("operation", text(record.operation.as_deref()));
                let labels = vec![operation.clone(), outcome.clone(), product.clone(), version];
                *self.sessions.entry(labels).or_default() += 1;
                if let Some(ms) = record.duration_ms {
                    let labels = vec![operation, outcome.clone()];
                    self.durations.entry(labels).or_default().add(ms);
                }
                // A local time in an unknown zone is no instant.
                let instant = record.time.filter(|time| time.zone() != "local");
                if let Some(time) = instant {
                    let seconds = time.nanoseconds() / 1_000_000_000;
                    let last = self.last.entry(vec![outcome, product]).or_insert(seconds);
                    *last = seconds.max(*last);
                }
            }
            What::Finding => {
                let labels = vec![
                    ("rule", text(record.rule.as_deref())),
                    ("rule_name", text(record.rule_name.as_deref())),
                    ("severity", text(record.severity)),
                ];
                *self.findings.entry(labels).or_default() += 1;
            }
            What::Phase | What::Action => {}
        }
    }
}

impl Durations {
    fn add(&mut self, milliseconds: u64) {
        self.count += 1;
        self.milliseconds += milliseconds;
        for (count, bound) in self.up_to.iter_mut().zip(BOUNDS) {
            *count += u64::from(milliseconds <= bound);
        }
    }
}

impl Exporter for Prometheus<'_> {
    fn log(&mut self, records: &[Record], _: &mut dyn Write) -> io::Result<()> {
        let is_new = records
            .first()
            .is_some_and(|record| self.seen.insert(record.log_id.clone()));
        if is_new {
            for record in records {
                self.count(record);
            }
        }
        Ok(())
    }

    fn end(&mut self, unread: usize, out: &mut dyn Write) -> io::Result<()> {
        let own = &self.common.labels;
        let version = vec![
            ("rules", self.common.rules_version.clone()),
            ("version", Tool::this().version.to_owned()),
        ];
        head(
            "wilog_info",
            "gauge",
            "The version of wilog and of its rules.",
            out,
        )?;
        sample("wilog_info", own, &version, 1, out)?;
        head(
            "wilog_logs_unread",
            "gauge",
            "Logs that could not be read.",
            out,
        )?;
        sample("wilog_logs_unread", own, &Vec::new(), unread, out)?;
        for (name, about, counts) in [
            ("wilog_logs", "Logs by format and outcome.", &self.logs),
            (
                "wilog_sessions",
                "Sessions by operation, outcome, product, and its version.",
                &self.sessions,
            ),
            (
                "wilog_causes",
                "Causes of failed installs by product, its version, rule, and signature.",
                &self.causes,
            ),
            (
                "wilog_findings",
                "Findings by rule and severity, causes included.",
                &self.findings,
            ),
        ] {
            head(name, "gauge", about, out)?;
            for (labels, count) in counts {
                sample(name, own, labels, count, out)?;
            }
        }
        let name = "wilog_last_session_timestamp_seconds";
        head(
            name,
            "gauge",
            "When the last session began, where a time zone was named.",
            out,
        )?;
        for (labels, seconds) in &self.last {
            sample(name, own, labels, seconds, out)?;
        }
        self.histogram(out)
    }
}

impl Prometheus<'_> {
    fn histogram(&self, out: &mut dyn Write) -> io::Result<()> {
        let own = &self.common.labels;
        let name = "wilog_session_duration_seconds";
        head(
            name,
            "histogram",
            "How long sessions took, by operation and outcome.",
            out,
        )?;
        for (labels, durations) in &self.durations {
            let bounds = BOUNDS.iter().map(|bound| (bound / 1000).to_string());
            let counts = durations.up_to.iter().copied();
            let last = std::iter::once(("+Inf".to_owned(), durations.count));
            for (bound, count) in bounds.zip(counts).chain(last) {
                let mut labels = labels.clone();
                labels.push(("le", bound));
                sample(&format!("{name}_bucket"), own, &labels, count, out)?;
            }
            let (seconds, rest) = (durations.milliseconds / 1000, durations.milliseconds % 1000);
            let sum = format!("{seconds}.{rest:03}");
            sample(&format!("{name}_sum"), own, labels, sum, out)?;
            sample(&format!("{name}_count"), own, labels, durations.count, out)?;
        }
        Ok(())
    }
}

fn head(name: &str, kind: &str, about: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# HELP {name} {about}\n# TYPE {name} {kind}")
}

fn sample(
    name: &str,
    own: &[(String, String)],
    labels: &LabelSet,
    value: impl std::fmt::Display,
    out: &mut dyn Write,
) -> io::Result<()> {
    let own = own.iter().map(|(name, value)| (name.as_str(), value));
    let all = own.chain(labels.iter().map(|(name, value)| (*name, value)));
    let all: Vec<String> = all
        .map(|(name, value)| format!("{name}=\"{}\"", escaped(value)))
        .collect();
    if all.is_empty() {
        writeln!(out, "{name} {value}")
    } else {
        writeln!(out, "{name}{{{}}} {value}", all.join(","))
    }
}

/// The value of a label: a backslash, a quote, and a line end are escaped.
fn escaped(value: &str) -> String {
    let value = one_line(value).replace('\\', "\\\\");
    value.replace('"', "\\\"").replace('\n', "\\n")
}
