//! Records as log records and spans of OpenTelemetry, in the JSON form of OTLP.
//!
//! Source: <https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding>: ids are hexadecimal, 64-bit integers are
//! texts, and names are in camel case.

use std::io::{self, Write};

use serde_json::{Value as Json, json};

use super::field::{FIELDS, Value};
use super::id::root_span;
use super::record::{Record, What};
use super::{Common, Exporter};
use crate::finding::Tool;
use crate::render::tame;
use crate::trace::Outcome;

/// So many spans or log records are one request: a log of tens of thousands of actions takes no more memory than this.
const BATCH: usize = 1024;

/// Writes a line for each batch of the spans of a log, and then of its log records.
#[derive(Debug)]
pub(super) struct Otlp<'a> {
    common: &'a Common,
    logs: bool,
    traces: bool,
}

impl<'a> Otlp<'a> {
    pub(super) fn new(common: &'a Common, logs: bool, traces: bool) -> Self {
        Self {
            common,
            logs,
            traces,
        }
    }

    fn resource(&self) -> Json {
        let tool = Tool::this();
        let mut attributes = vec![
            attribute("service.name", &json!({ "stringValue": tool.name })),
            attribute("service.version", &json!({ "stringValue": tool.version })),
            attribute(
                "wilog.rules_version",
                &json!({ "stringValue": self.common.rules_version }),
            ),
        ];
        for (name, value) in &self.common.labels {
            let name = if name == "host" { "host.name" } else { name };
            attributes.push(attribute(name, &json!({ "stringValue": value })));
        }
        json!({ "attributes": attributes })
    }
}

impl Exporter for Otlp<'_> {
    fn log(&mut self, records: &[Record], out: &mut dyn Write) -> io::Result<()> {
        let scope = json!({ "name": Tool::this().name, "version": Tool::this().version });
        if self.traces {
            let mut spans = records.iter().filter_map(span).peekable();
            while spans.peek().is_some() {
                let batch: Vec<Json> = spans.by_ref().take(BATCH).collect();
                let scoped = json!([{ "scope": scope, "spans": batch }]);
                let line = json!({ "resourceSpans": [{ "resource": self.resource(), "scopeSpans": scoped }] });
                tame::line(&line, out)?;
            }
        }
        if self.logs {
            let mut logs = records.iter().filter_map(log_record).peekable();
            while logs.peek().is_some() {
                let batch: Vec<Json> = logs.by_ref().take(BATCH).collect();
                let scoped = json!([{ "scope": scope, "logRecords": batch }]);
                let line = json!({ "resourceLogs": [{ "resource": self.resource(), "scopeLogs": scoped }] });
                tame::line(&line, out)?;
            }
        }
        Ok(())
    }
}

/// A session, a phase, or an action as a span. One without a date or a clock has no place in time, and is none.
fn span(record: &Record) -> Option<Json> {
    let start = record.time?.nanoseconds();
    let trace = record.session_id.as_deref()?;
    let (id, parent, name, kind) = match record.what {
        What::Session => {
            let name = record.operation.as_deref().unwrap_or("session");
            (root_span(trace), None, name, "session")
        }
        What::Phase => (
            record.id.clone(),
            record.parent_id.as_deref(),
            record.phase?,
            "phase",
        ),
        What::Action => {
            let name = record.action.as_deref()?;
            (
                record.id.clone(),
                record.parent_id.as_deref(),
                name,
                "action",
            )
        }
        What::Log | What::Finding => return None,
    };
    let end = record
        .end_time
        .map_or(start, super::clock::Time::nanoseconds);
    let mut span = json!({
        "traceId": trace,
        "spanId": id,
        "name": name,
        // SPAN_KIND_INTERNAL.
        "kind": 1,
        "startTimeUnixNano": start.to_string(),
        "endTimeUnixNano": end.max(start).to_string(),
        "attributes": attributes(record),
        "status": status(record, kind),
    });
    if let Some(parent) = parent {
        // The session is the root, whose span has an id of its own.
        let of_session = (parent == trace).then(|| root_span(trace));
        span["parentSpanId"] = json!(of_session.as_deref().unwrap_or(parent));
    }
    Some(span)
}

/// The status: 1 is well, 2 an error, and nothing is not set.
fn status(record: &Record, kind: &str) -> Json {
    match record.outcome {
        Some(outcome) if outcome.is_success() => json!({ "code": 1 }),
        Some(Outcome::Failed | Outcome::Cancelled | Outcome::Blocked) => {
            let message = record.headline.as_deref().filter(|_| kind == "session");
            json!({ "code": 2, "message": message.unwrap_or_default() })
        }
        _ => json!({}),
    }
}

/// A log or a finding as a log record. One without a date has the time 0, which stands for unknown.
fn log_record(record: &Record) -> Option<Json> {
    let (number, text) = match (record.what, record.severity, record.outcome) {
        (What::Finding, Some("error"), _)
        | (What::Log, _, Some(Outcome::Failed | Outcome::Blocked)) => (17, "ERROR"),
        (What::Finding, Some("note"), _) => (9, "INFO"),
        (What::Log, _, Some(outcome)) if outcome.is_success() => (9, "INFO"),
        (What::Finding | What::Log, _, _) => (13, "WARN"),
        _ => return None,
    };
    let nanoseconds = record.time.map_or(0, super::clock::Time::nanoseconds);
    let mut log = json!({
        "timeUnixNano": nanoseconds.to_string(),
        "observedTimeUnixNano": nanoseconds.to_string(),
        "severityNumber": number,
        "severityText": text,
        "body": { "stringValue": record.headline.as_deref().unwrap_or_default() },
        "attributes": attributes(record),
        "eventName": format!("wilog.{}", record.what.name()),
    });
    if let Some(trace) = &record.session_id {
        log["traceId"] = json!(trace);
        let span = record.action_id.clone();
        log["spanId"] = json!(span.unwrap_or_else(|| root_span(trace)));
    }
    Some(log)
}

fn attributes(record: &Record) -> Vec<Json> {
    let fields = FIELDS.iter().filter_map(|field| {
        let value = match (field.value)(record) {
            Value::None => return None,
            Value::Text(text) => json!({ "stringValue": text }),
            Value::Number(number) => json!({ "intValue": number.to_string() }),
            Value::Flag(flag) => json!({ "boolValue": flag }),
        };
        // What has a place of its own in OTLP is not told twice.
        let has_place = matches!(field.name, "time" | "end_time" | "headline" | "session_id");
        (!has_place).then(|| attribute(&format!("wilog.{}", field.name), &value))
    });
    fields.collect()
}

fn attribute(key: &str, value: &Json) -> Json {
    json!({ "key": key, "value": value })
}
