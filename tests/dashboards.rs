//! The dashboards ask for what exports have, and the documentation names all of it.

#![cfg(feature = "cli")]
#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use regex::Regex;
use serde_json::Value;
use wilog::render::export::{EXTRA, FIELDS};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path))
        .unwrap()
        .replace("\r\n", "\n")
}

/// The metrics of an export with the names of their labels. Those of a histogram have its name.
fn metrics() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO_BIN_EXE_wilog"))
        .args(["export", "--to", "prometheus", "--timezone", "UTC"])
        .args(["file-access-denied.log", "success-silent.log"])
        .current_dir(root().join("sample-logs"))
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let label = Regex::new(r#"(\w+)="(?:[^"\\]|\\.)*""#).unwrap();
    let mut metrics: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            metrics.insert(
                rest.split(' ').next().unwrap().to_owned(),
                BTreeSet::default(),
            );
        } else if !line.starts_with('#') {
            let name = line.split(['{', ' ']).next().unwrap();
            let of = metrics.keys().rfind(|key| name.starts_with(*key)).cloned();
            let names = label.captures_iter(line).map(|found| found[1].to_owned());
            metrics.get_mut(&of.unwrap()).unwrap().extend(names);
        }
    }
    metrics
}

/// All texts below a member of this name.
fn texts(value: &Value, member: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                match value.as_str() {
                    Some(text) if name == member => found.push(text.to_owned()),
                    _ => texts(value, member, found),
                }
            }
        }
        Value::Array(elements) => elements
            .iter()
            .for_each(|value| texts(value, member, found)),
        _ => {}
    }
}

#[test]
fn grafana_asks_for_metrics_and_labels_that_are_there() {
    let dashboard: Value = serde_json::from_str(&read("docs/dashboards/grafana.json")).unwrap();
    let mut queries = Vec::new();
    texts(&dashboard, "expr", &mut queries);
    assert!(queries.len() > 10, "{queries:?}");
    let metrics = metrics();
    let name = Regex::new(r"wilog_\w+").unwrap();
    let by = Regex::new(r"by \(([^)]*)\)|\{(\w+)=").unwrap();
    let mut shown = BTreeSet::new();
    for query in &queries {
        let name = name.find(query).unwrap().as_str();
        let (metric, labels) = metrics
            .iter()
            .rfind(|(metric, _)| name.starts_with(*metric))
            .unwrap();
        let rest = name.strip_prefix(metric.as_str()).unwrap();
        assert!(["", "_bucket"].contains(&rest), "{query}");
        shown.insert(metric.as_str());
        for found in by.captures_iter(query) {
            let names = found.get(1).or(found.get(2)).unwrap().as_str();
            for label in names.split(", ") {
                assert!(labels.contains(label), "{metric} has no {label}: {query}");
            }
        }
    }
    let all: BTreeSet<&str> = metrics.keys().map(String::as_str).collect();
    assert_eq!(shown, all, "a metric that no panel shows");
}

#[test]
fn kibana_asks_for_fields_that_are_there() {
    let file = read("docs/dashboards/kibana.ndjson");
    let objects: Vec<Value> = file
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let own = FIELDS.iter().map(|field| field.ecs);
    let known: BTreeSet<&str> = own.chain(EXTRA.iter().map(|(name, _, _)| *name)).collect();
    let in_query = Regex::new(r"([@\w.]+) : ").unwrap();
    let mut asked = 0;
    for object in &objects {
        let mut fields = Vec::new();
        texts(object, "sourceField", &mut fields);
        texts(object, "timeFieldName", &mut fields);
        let mut queries = Vec::new();
        texts(object, "query", &mut queries);
        for query in &queries {
            let names = in_query.captures_iter(query);
            fields.extend(names.map(|found| found[1].to_owned()));
        }
        for field in fields.iter().filter(|field| *field != "___records___") {
            assert!(known.contains(field.as_str()), "there is no {field}");
            asked += 1;
        }
    }
    assert!(asked > 30, "{asked}");
}

#[test]
fn kibana_finds_all_objects_that_others_refer_to() {
    let file = read("docs/dashboards/kibana.ndjson");
    let objects: Vec<Value> = file
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let key = |object: &Value| (object["type"].clone(), object["id"].clone());
    let there: Vec<_> = objects.iter().map(key).collect();
    let mut referred = Vec::new();
    for object in &objects {
        for reference in object["references"].as_array().unwrap() {
            assert!(there.contains(&key(reference)), "{reference}");
            referred.push(key(reference));
        }
    }
    for object in &objects {
        let is_shown = referred.contains(&key(object)) || object["type"] == "dashboard";
        assert!(is_shown, "nothing shows {}", object["id"]);
    }
}

#[test]
fn every_metric_and_its_labels_are_documented() {
    let page = read("docs/formats.md");
    for (metric, mut labels) in metrics() {
        labels.remove("le");
        let labels: Vec<String> = labels.iter().map(|label| format!("`{label}`")).collect();
        let row = format!("| `{metric}` | {} |", labels.join(", ")).replace("|  |", "| |");
        assert!(page.contains(&row), "docs/formats.md lacks {row}");
    }
}

#[test]
fn every_column_of_the_table_of_findings_is_documented() {
    let columns: Vec<String> = wilog::render::csv::COLUMNS
        .iter()
        .map(|column| format!("`{column}`"))
        .collect();
    let sentence = format!("Columns: {}.", columns.join(", "));
    let page = read("docs/formats.md");
    assert!(page.contains(&sentence), "docs/formats.md lacks {sentence}");
}

#[test]
fn every_form_is_documented() {
    let page = read("docs/formats.md");
    let formats = wilog::render::format::Format::all().map(wilog::render::format::Format::name);
    let exports = wilog::render::export::To::all().map(wilog::render::export::To::name);
    for name in formats.chain(exports) {
        let has_row = page
            .lines()
            .any(|line| line.starts_with("| `") && line.contains(&format!("`{name}`")));
        assert!(has_row, "docs/formats.md has no row for {name}");
    }
}
