//! Records as documents of the Elastic Common Schema, in bulk requests.
//!
//! Source: <https://www.elastic.co/docs/reference/ecs> and
//! <https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-bulk>.

use std::io::{self, Write};

use serde_json::{Map, Value as Json, json};

use super::field::{FIELDS, Value};
use super::record::{Record, What};
use super::{Common, Exporter};
use crate::finding::Tool;
use crate::render::tame;
use crate::trace::Outcome;

/// The version of the schema to which the documents keep.
const VERSION: &str = "9.4.0";

/// What documents have beside [`FIELDS`]: name, type of Elasticsearch, and what it means.
pub const EXTRA: &[(&str, &str, &str)] = &[
    ("ecs.version", "keyword", "The version of the schema."),
    ("agent.type", "keyword", "`wilog`."),
    ("agent.version", "keyword", "The version of wilog."),
    (
        "event.kind",
        "keyword",
        "`alert` for a finding of severity `error`, else `event`.",
    ),
    ("event.category", "keyword", "`package`."),
    (
        "event.type",
        "keyword",
        "`installation`, `change`, or `deletion` by the operation; `info` for a finding, and where there is none.",
    ),
    ("event.module", "keyword", "`wilog`."),
    (
        "event.dataset",
        "keyword",
        "`wilog.` and the kind of the record.",
    ),
    (
        "event.outcome",
        "keyword",
        "`success`, `failure`, or `unknown`.",
    ),
    ("event.start", "date", "The same as `@timestamp`."),
    (
        "event.duration",
        "long",
        "How long it took, in nanoseconds.",
    ),
    (
        "event.timezone",
        "keyword",
        "The offset from UTC, where a time zone was named.",
    ),
    ("package.type", "keyword", "`msi`, or `bundle`."),
    (
        "span.id",
        "keyword",
        "The id of an action or a phase as a span of OTLP.",
    ),
    ("error.code", "keyword", "The exit code of what failed."),
    (
        "error.message",
        "match_only_text",
        "The headline of a log that failed, or of an error.",
    ),
    ("rule.version", "keyword", "The version of the rules."),
    ("host.name", "keyword", "The label `host`, if it is given."),
    ("labels", "object", "All other labels."),
];

/// Writes two lines a record: to which index it belongs under which id, and the document.
#[derive(Debug)]
pub(super) struct Ecs<'a> {
    pub(super) common: &'a Common,
}

impl Exporter for Ecs<'_> {
    fn log(&mut self, records: &[Record], out: &mut dyn Write) -> io::Result<()> {
        for record in records {
            let place = json!({ "_index": self.common.index, "_id": record.id });
            tame::line(&json!({ "index": place }), out)?;
            tame::line(&document(record, self.common), out)?;
        }
        Ok(())
    }
}

fn document(record: &Record, common: &Common) -> Json {
    let mut document = Map::new();
    for field in FIELDS {
        let value = match (field.value)(record) {
            Value::None => continue,
            Value::Text(text) => json!(text),
            Value::Number(number) => json!(number),
            Value::Flag(flag) => json!(flag),
        };
        put(&mut document, field.ecs, value);
    }
    for (name, value) in extras(record, common) {
        put(&mut document, name, value);
    }
    for (name, value) in &common.labels {
        match name.as_str() {
            "host" => put(&mut document, "host.name", json!(value)),
            _ => put(&mut document, &format!("labels.{name}"), json!(value)),
        }
    }
    Json::Object(document)
}

fn extras(record: &Record, common: &Common) -> Vec<(&'static str, Json)> {
    let is_error = record.severity == Some("error");
    let mut extras = vec![
        ("ecs.version", json!(VERSION)),
        ("agent.type", json!(Tool::this().name)),
        ("agent.version", json!(Tool::this().version)),
        (
            "event.kind",
            json!(if is_error { "alert" } else { "event" }),
        ),
        ("event.category", json!(["package"])),
        ("event.type", json!([event_type(record)])),
        ("event.module", json!("wilog")),
        (
            "event.dataset",
            json!(format!("wilog.{}", record.what.name())),
        ),
        ("event.outcome", json!(outcome(record))),
        ("rule.version", json!(common.rules_version)),
    ];
    if let Some(time) = record.time {
        extras.push(("event.start", json!(time.iso())));
        if time.zone() != "local" {
            extras.push(("event.timezone", json!(time.zone())));
        }
    }
    if let Some(ms) = record.duration_ms {
        extras.push(("event.duration", json!(ms.saturating_mul(1_000_000))));
    }
    if record.product.is_some() {
        let of_bundle = record.format == Some("burn");
        extras.push((
            "package.type",
            json!(if of_bundle { "bundle" } else { "msi" }),
        ));
    }
    if matches!(record.what, What::Phase | What::Action) {
        extras.push(("span.id", json!(record.id)));
    }
    if outcome(record) == "failure" {
        extras.extend(
            record
                .exit_code
                .map(|code| ("error.code", json!(code.to_string()))),
        );
        extras.extend(
            record
                .headline
                .as_ref()
                .map(|text| ("error.message", json!(text))),
        );
    }
    extras
}

/// The type of an event, one of those that go with the category `package`, by
/// <https://www.elastic.co/docs/reference/ecs/ecs-allowed-values-event-category>.
fn event_type(record: &Record) -> &'static str {
    match record.operation.as_deref() {
        _ if record.what == What::Finding => "info",
        Some("install" | "admin-install" | "advertise") => "installation",
        Some("uninstall" | "patch-removal") => "deletion",
        Some(_) => "change",
        None => "info",
    }
}

fn outcome(record: &Record) -> &'static str {
    match record.outcome {
        Some(Outcome::Success | Outcome::SuccessRebootRequired) => "success",
        Some(Outcome::Failed | Outcome::Cancelled | Outcome::Blocked) => "failure",
        Some(Outcome::Unknown) | None => "unknown",
    }
}

/// Puts a value below its dotted name.
fn put(document: &mut Map<String, Json>, name: &str, value: Json) {
    match name.split_once('.') {
        None => {
            document.insert(name.to_owned(), value);
        }
        Some((first, rest)) => {
            let inner = document.entry(first).or_insert_with(|| json!({}));
            if let Json::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}

/// An index template that gives each field its type, made from the table of fields.
#[must_use]
pub fn template() -> Json {
    let mut properties = Map::new();
    let own = FIELDS.iter().map(|field| (field.ecs, field.kind.elastic()));
    let extra = EXTRA.iter().map(|(name, kind, _)| (*name, *kind));
    for (name, kind) in own.chain(extra) {
        // A field of a document stands below `properties` of the object that holds it.
        let path = name.replace('.', ".properties.");
        let long_text = kind == "keyword";
        let value = if long_text {
            json!({ "type": kind, "ignore_above": 1024 })
        } else {
            json!({ "type": kind })
        };
        put(&mut properties, &path, value);
    }
    json!({
        "index_patterns": ["wilog*"],
        "priority": 200,
        "template": {
            "settings": { "index": { "number_of_shards": 1 } },
            "mappings": {
                "date_detection": false,
                "dynamic_templates": [
                    { "labels": { "path_match": "labels.*", "mapping": { "type": "keyword" } } }
                ],
                "properties": properties,
            },
        },
        "_meta": { "about": "Documents of `wilog export --to ecs`." },
    })
}
