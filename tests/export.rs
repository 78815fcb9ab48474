//! Exports: the same things have the same ids whatever the log is called and however far it has grown, every field is
//! documented, and every form tells the same.

#![cfg(feature = "cli")]
#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

#[path = "export/sessions.rs"]
mod sessions;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use wilog::render::export::{EXTRA, FIELDS, To, What, template};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn export(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_wilog"))
        .arg("export")
        .args(arguments)
        .current_dir(root().join("sample-logs"))
        .output()
        .unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    String::from_utf8(output.stdout).unwrap()
}

fn records(arguments: &[&str]) -> Vec<Value> {
    let text = export(&[&["--to", "jsonl"], arguments].concat());
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// A log that failed, one with two sessions, a bundle, and one whose date is ambiguous.
const LOGS: [&str; 4] = [
    "file-access-denied.log",
    "two-sessions-appended.log",
    "burn-bundle-failed.log",
    "ambiguous-date.log",
];

const USUAL: &[&str] = &[
    "--timezone",
    "Europe/Berlin",
    "--label",
    "host=PC1,ring=pilot",
];

#[test]
fn every_form_from_the_same_logs() {
    for to in To::all() {
        let short = ["mutex-1618.log", "not-verbose-failed.log"];
        let text = export(&[&["--to", to.name()], USUAL, &short].concat());
        // The version of the rules changes with every rule.
        let version = wilog::detect::rules_version();
        insta::assert_snapshot!(to.name(), text.replace(&version, "RULES"));
    }
}

#[test]
fn a_log_that_has_grown_has_the_same_ids() {
    let folder = tempfile::tempdir().unwrap();
    let whole = fs::read(root().join("sample-logs/two-sessions-appended.log")).unwrap();
    let text = wilog::text::Source::spool(&whole[..], None);
    let mut source = text.unwrap();
    let mut lines = Vec::new();
    let mut pass = wilog::text::LineNo::FIRST;
    while let Some(line) = source.line(pass).unwrap() {
        lines.push(line);
        pass = pass.plus(1);
    }
    let keys = |text: &str| -> BTreeMap<String, (String, u64)> {
        let path = folder.path().join("grown.log");
        fs::write(&path, text).unwrap();
        let records = records(&[
            path.to_str().unwrap(),
            "--records",
            "log,session,phase,action",
        ]);
        let key = |record: &Value| {
            let what = record["record"].as_str().unwrap().to_owned();
            (
                record["id"].as_str().unwrap().to_owned(),
                (what, record["line"].as_u64().unwrap()),
            )
        };
        records.iter().map(key).collect()
    };
    let all = keys(&lines.join("\r\n"));
    for cut in [20, 40, lines.len() / 3, lines.len() / 2, lines.len() - 1] {
        let part = keys(&lines[..cut].join("\r\n"));
        assert!(part.len() >= 3, "{cut}: {part:?}");
        for (id, what) in &part {
            assert_eq!(all.get(id), Some(what), "cut after {cut} lines");
        }
    }
}

#[test]
fn ids_come_from_the_text_not_from_its_path_or_encoding() {
    let folder = tempfile::tempdir().unwrap();
    let raw = fs::read(root().join("sample-logs/file-access-denied.log")).unwrap();
    let mut units = raw
        .chunks_exact(2)
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    assert_eq!(units.next(), Some(0xFEFF), "the sample is UTF-16");
    let text = String::from_utf16(&units.collect::<Vec<u16>>()).unwrap();
    let other = folder.path().join("other.log");
    fs::write(&other, text).unwrap();
    let ids = |path: &str| -> Vec<Value> {
        let records = records(&[path]);
        records.iter().map(|record| record["id"].clone()).collect()
    };
    assert_eq!(ids("file-access-denied.log"), ids(other.to_str().unwrap()));
}

#[test]
fn a_label_that_is_given_twice_is_named() {
    let given = [
        "export",
        "--to",
        "jsonl",
        "--label",
        "host=PC1,ring=pilot",
        "--label",
        "ring=broad",
        "a.log",
    ];
    let out = Command::new(env!("CARGO_BIN_EXE_wilog"))
        .args(given)
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&out.stderr);
    assert_eq!(out.status.code(), Some(2), "{error}");
    assert!(error.contains("the label `ring` is given twice"), "{error}");
}

#[test]
fn the_host_tells_logs_with_the_same_lines_apart() {
    let ids = |labels: &str| -> Vec<Value> {
        let records = records(&["not-verbose-failed.log", "--label", labels]);
        records.iter().map(|record| record["id"].clone()).collect()
    };
    let one = ids("host=PC1");
    assert!(ids("host=PC2").iter().all(|id| !one.contains(id)));
    assert_eq!(one, ids("host=PC1,ring=pilot"), "a ring is no machine");
}

#[test]
fn no_two_records_have_one_id_and_all_that_is_referred_to_is_there() {
    let records = records(&LOGS);
    let mut ids = BTreeSet::new();
    for record in &records {
        assert!(ids.insert(record["id"].as_str().unwrap()), "{record}");
    }
    let spans = export(&[&["--to", "otlp-traces", "--timezone", "UTC"], &LOGS[..]].concat());
    let spans: Vec<Value> = spans
        .lines()
        .flat_map(|line| {
            let line: Value = serde_json::from_str(line).unwrap();
            line["resourceSpans"][0]["scopeSpans"][0]["spans"]
                .as_array()
                .unwrap()
                .clone()
        })
        .collect();
    let known: BTreeSet<&str> = spans
        .iter()
        .map(|span| span["spanId"].as_str().unwrap())
        .collect();
    for span in &spans {
        if let Some(parent) = span["parentSpanId"].as_str() {
            assert!(known.contains(parent), "{span}");
        }
    }
    for record in &records {
        for key in ["log_id", "session_id", "action_id"] {
            if let Some(id) = record[key].as_str() {
                assert!(ids.contains(id), "{key} of {record}");
            }
        }
        let undated = record["time_zone"] == "none";
        if record["record"] == "action" && !undated {
            assert!(known.contains(record["id"].as_str().unwrap()), "{record}");
        }
    }
}

/// An upgrade has a client, a server, and the removal inside of it, each with phases of its own.
#[test]
fn an_action_has_a_phase_of_its_engine() {
    let records = records(&["rules/MSI201-file-removed-by-upgrade/fires.log"]);
    let of = |kind: &'static str| {
        records
            .iter()
            .filter(move |record| record["record"] == kind)
    };
    let number = |record: &Value, key: &str| record[key].as_u64().unwrap();
    let mut sides = BTreeSet::new();
    for action in of("action").filter(|action| action["place"] == "sequence") {
        let line = number(action, "line");
        let is_around = |phase: &&Value| {
            (number(phase, "line")..=number(phase, "end_line")).contains(&line)
                && phase["side"] == action["side"]
                && phase["phase"] == action["phase"]
        };
        assert!(of("phase").any(|phase| is_around(&phase)), "{action}");
        sides.insert(action["side"].as_str().unwrap());
    }
    assert_eq!(sides, BTreeSet::from(["nested", "server"]));
}

#[test]
fn an_index_has_a_name_that_elasticsearch_takes() {
    for (name, is_good) in [
        ("wilog-2024.05", true),
        ("Wilog", false),
        ("_wilog", false),
        ("a b", false),
        ("..", false),
        ("", false),
    ] {
        let given = [
            "export",
            "--to",
            "ecs",
            "--index",
            name,
            "success-silent.log",
        ];
        let out = Command::new(env!("CARGO_BIN_EXE_wilog"))
            .args(given)
            .current_dir(root().join("sample-logs"))
            .output()
            .unwrap();
        assert_eq!(out.status.success(), is_good, "{name}");
    }
}

#[test]
fn a_log_without_a_certain_date_says_so_until_somebody_settles_it() {
    let undated = records(&["ambiguous-date.log", "--timezone", "UTC"]);
    assert!(undated.iter().all(|record| record["time_zone"] == "none"));
    assert!(undated.iter().all(|record| record.get("time").is_none()));
    let days: Vec<String> = ["day-first", "month-first"]
        .map(|order| {
            let records = records(&["ambiguous-date.log", "--date-order", order]);
            assert_eq!(records[0]["time_zone"], "local");
            records[0]["time"].as_str().unwrap()[..10].to_owned()
        })
        .into();
    assert_ne!(days[0], days[1]);
}

#[test]
fn a_folder_is_the_logs_in_it() {
    let folder = tempfile::tempdir().unwrap();
    for name in LOGS {
        fs::copy(
            root().join("sample-logs").join(name),
            folder.path().join(name),
        )
        .unwrap();
    }
    fs::write(folder.path().join("notes.txt"), "no log\n").unwrap();
    let run = |threads: &str, arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_wilog"))
            .args(["export", "--to", "jsonl"])
            .args(arguments)
            .env("RAYON_NUM_THREADS", threads)
            .current_dir(folder.path())
            .output()
            .unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
            err,
        )
    };
    let (status, all, err) = run("1", &["."]);
    assert_eq!(status, Some(0));
    assert!(
        err.contains("notes.txt is no Windows Installer log"),
        "{err}"
    );
    assert_eq!(run("2", &["."]).1, all, "threads do not show");
    let mut names = LOGS.to_vec();
    names.sort_unstable();
    assert_eq!(run("2", &names).1, all);
    assert_eq!(run("2", &["*.log"]).1, all);
    let (status, _, err) = run("2", &["*.log", "gone/**/*.log"]);
    assert_eq!(status, Some(2));
    assert!(err.contains("no file matches this pattern"), "{err}");
}

#[test]
fn records_can_be_chosen() {
    for what in What::ALL {
        let records = records(&["file-access-denied.log", "--records", what.name()]);
        assert!(!records.is_empty(), "{}", what.name());
        assert!(records.iter().all(|record| record["record"] == what.name()));
    }
}

#[test]
fn every_record_has_the_fields_of_its_kind_alone() {
    let mut seen: BTreeSet<(&str, String)> = BTreeSet::new();
    // One that lists its properties, with the name of its machine.
    let listed = "rules/MSI005-install-in-progress/three-jobs/reader.log";
    for record in records(&[&LOGS[..], &[listed]].concat()) {
        let what = record["record"].as_str().unwrap();
        for key in record.as_object().unwrap().keys() {
            let Some(field) = FIELDS.iter().find(|field| field.name == key) else {
                assert!(
                    ["wilog_version", "rules_version"].contains(&key.as_str()),
                    "{key}"
                );
                continue;
            };
            let is_documented = field.records.iter().any(|kind| kind.name() == what);
            assert!(is_documented, "{what} has {key}");
            seen.insert((field.name, what.to_owned()));
        }
    }
    for field in FIELDS {
        let is_seen = seen.iter().any(|(name, _)| *name == field.name);
        assert!(is_seen, "no record has {}", field.name);
    }
}

/// Text that would mean something to a terminal, a spreadsheet, a query, or a parser of metrics.
const HOSTILE: &str = "=cmd|' /C calc'!A0 \u{1b}]0;x\u{7} \u{9b}31m \u{202e}gpj.exe <script>x</script> \
    \\\" } 1\\n# TYPE wilog_logs counter ${jndi:ldap://x} ../../etc {{x}} \u{0} \u{ffff} \
    ##vso[task.setvariable variable=a]b ##[add-mask]c ;=1+1";

/// A log that says all of that as its product and in its cause.
fn hostile(folder: &Path) -> String {
    let path = folder.join("=a,b.log");
    let log = format!(
        "=== Logging started: 13/2/2024  10:00:00 ===\r\n\
        Action start 10:00:00: INSTALL.\r\n\
        Action start 10:00:00: InstallFiles.\r\n\
        Error 1310. Error writing to file: {HOSTILE}. System error 5.\r\n\
        Action ended 10:00:01: InstallFiles. Return value 3.\r\n\
        Action ended 10:00:01: INSTALL. Return value 3.\r\n\
        MSI (s) (1C:90) [10:00:01:638]: Product: {HOSTILE} -- Installation failed.\r\n\
        === Logging stopped: 13/2/2024  10:00:01 ===\r\n"
    );
    fs::write(&path, log).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn nothing_of_a_log_reaches_an_export_raw() {
    let folder = tempfile::tempdir().unwrap();
    let log = hostile(folder.path());
    for to in To::all() {
        let text = export(&["--to", to.name(), "--timezone", "UTC", &log]);
        let raw = text
            .chars()
            .find(|c| c.is_control() && !matches!(c, '\n' | '\r') || *c == '\u{202e}');
        assert_eq!(raw, None, "{}: {text}", to.name());
        for command in ["##vso[", "##["] {
            assert!(!text.contains(command), "{}: {text}", to.name());
        }
        match to {
            To::Csv => {
                let mut table = csv::Reader::from_reader(text.as_bytes());
                for row in table.records() {
                    for cell in &row.unwrap() {
                        let is_formula = cell.starts_with(['=', '+', '-', '@', '|', '%']);
                        assert!(!is_formula || cell.parse::<i64>().is_ok(), "{cell}");
                        assert!(!cell.contains(";="), "{cell}");
                    }
                }
            }
            To::Prometheus => {
                let sample = r#"^wilog_\w+(\{(\w+="([^"\\]|\\[\\"n])*",?)*\})? [0-9.]+$"#;
                let sample = regex::Regex::new(sample).unwrap();
                for line in text.lines() {
                    let is_head = line.starts_with("# HELP wilog_") || line.starts_with("# TYPE ");
                    assert!(is_head || sample.is_match(line), "{line}");
                }
                assert!(!text.contains("\n# TYPE wilog_logs counter"));
            }
            _ => {
                for line in text.lines() {
                    assert!(serde_json::from_str::<Value>(line).unwrap().is_object());
                }
            }
        }
    }
}

/// Type families that Elasticsearch may search together.
fn is_like(ours: &str, theirs: &str) -> bool {
    ours == theirs
        || matches!(
            (ours, theirs),
            ("match_only_text", "text" | "wildcard" | "keyword")
        )
}

#[test]
fn documents_keep_to_the_common_schema() {
    let path = root().join("tests/schemas/ecs-9.4.0-fields.json");
    let schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let own = FIELDS.iter().map(|field| (field.ecs, field.kind.elastic()));
    let extra = EXTRA.iter().map(|(name, kind, _)| (*name, *kind));
    let mut known: BTreeMap<&str, &str> = BTreeMap::new();
    for (name, kind) in own.chain(extra) {
        assert!(known.insert(name, kind).is_none(), "{name} stands twice");
        if !name.starts_with("wilog.") {
            let theirs = schema["fields"][name].as_str().unwrap_or_default();
            assert!(is_like(kind, theirs), "{name} is {kind}, not {theirs}");
        }
    }
    let text = export(&[&["--to", "ecs"], USUAL, &LOGS].concat());
    for (at, line) in text.lines().enumerate() {
        let line: Value = serde_json::from_str(line).unwrap();
        if at % 2 == 0 {
            assert_eq!(line["index"]["_index"], "wilog");
            continue;
        }
        for (name, _) in leaves("", &line) {
            let is_known = known.contains_key(name.as_str()) || name.starts_with("labels.");
            assert!(is_known, "{name}");
        }
    }
}

/// The dotted names of all values that are no objects.
fn leaves(above: &str, value: &Value) -> Vec<(String, Value)> {
    match value {
        Value::Object(members) => members
            .iter()
            .flat_map(|(key, value)| {
                let dot = if above.is_empty() { "" } else { "." };
                leaves(&format!("{above}{dot}{key}"), value)
            })
            .collect(),
        _ => vec![(above.to_owned(), value.clone())],
    }
}

/// Compares a file with what it should be, or writes it.
fn check_generated(path: &str, generated: &str) {
    let path = root().join(path);
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, generated).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        committed.replace("\r\n", "\n"),
        generated,
        "run `UPDATE=1 cargo test --test export`"
    );
}

#[test]
fn the_index_template_is_current() {
    let text = serde_json::to_string_pretty(&template()).unwrap() + "\n";
    check_generated("docs/dashboards/elasticsearch-index-template.json", &text);
}

/// `UPDATE=1 cargo test` writes the tables of `docs/formats.md` anew.
#[test]
fn every_field_is_documented() {
    let path = root().join("docs/formats.md");
    let page = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
    let mut fields =
        String::from("| field | ECS | values | records | what it means |\n|---|---|---|---|---|\n");
    for field in FIELDS {
        let kinds: Vec<&str> = field.records.iter().map(|kind| kind.name()).collect();
        let kinds = if kinds.len() == What::ALL.len() {
            "all".to_owned()
        } else {
            kinds.join(", ")
        };
        let (name, ecs, values) = (field.name, field.ecs, field.kind.name());
        let about = field.about;
        writeln!(
            fields,
            "| `{name}` | `{ecs}` | {values} | {kinds} | {about} |"
        )
        .unwrap();
    }
    let mut extra = String::from("| field | type | what it means |\n|---|---|---|\n");
    for (name, kind, about) in EXTRA {
        writeln!(extra, "| `{name}` | {kind} | {about} |").unwrap();
    }
    let page = with_table(&page, "fields", &fields);
    let page = with_table(&page, "ecs", &extra);
    check_generated("docs/formats.md", &page);
}

/// The page with a table between its two marks.
fn with_table(page: &str, name: &str, table: &str) -> String {
    let (begin, end) = (
        format!("<!-- begin {name} -->\n"),
        format!("<!-- end {name} -->"),
    );
    let (before, rest) = page.split_once(&begin).unwrap();
    let (_, after) = rest.split_once(&end).unwrap();
    format!("{before}{begin}{table}{end}{after}")
}
