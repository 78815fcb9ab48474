//! `wilog events`.

use std::fs;

use serde_json::Value;

use super::{LOG, output, records, root, run_with, samples};

#[test]
fn events_cover_every_line_once() {
    for log in samples() {
        let records = records(&output(&["events", &log, "--raw"]));
        let [header, events @ .., end] = records.as_slice() else {
            panic!("{log} has no header and end");
        };
        assert_eq!(
            (&header["record"], &header["log"]),
            (&"header".into(), &log.as_str().into())
        );
        let mut next = 1;
        for event in events {
            assert_eq!(event["line"], next, "{log}");
            next += event["lines"].as_u64().unwrap();
        }
        assert_eq!(end["events"], events.len(), "{log}");
        assert_eq!(end["lines_read"], next - 1, "{log}");
        let text: String = events
            .iter()
            .map(|event| event["text"].as_str().unwrap())
            .collect();
        let lines: String = text.lines().flat_map(|line| [line, "\n"]).collect();
        assert_eq!(
            lines,
            output(&["cat", &log, "--no-numbers"]).replace('␀', "\0"),
            "{log}"
        );
    }
}

#[test]
fn events_pass_all_filters() {
    for (filters, expected) in [
        (&["--kind", "engine-returned"][..], "336 345"),
        (
            &[
                "--kind",
                "engine-returned, session-started",
                "--kind",
                "session-stopped",
            ],
            "1 336 345 346",
        ),
        (&["--kind", "engine-started", "--to", "6"], "4"),
        (
            &["--kind", "engine-started", "--from", "6", "--to", "6"],
            "4",
        ),
        (&["--from", "9:47:55.134", "--to", "9:47:55.142"], "9 10 11"),
        (&["--grep", r"^MSI \(c\).*returning \d+$"], "345"),
        (&["--grep", "(?i)MAINENGINETHREAD", "--kind", "policy"], ""),
    ] {
        let out = output(&[&["events", LOG], filters].concat());
        let lines: Vec<String> = records(&out)
            .iter()
            .filter(|record| record["record"] == "event")
            .map(|event| event["line"].to_string())
            .collect();
        assert_eq!(lines.join(" "), expected, "{filters:?}");
    }
}

#[test]
fn events_for_a_reader() {
    let kinds = "session-started,numbered-message,custom-action-returned,engine-returned";
    snapshot!(
        "commands__events",
        output(&["events", LOG, "--kind", kinds])
    );
    snapshot!(
        "commands__events_raw",
        output(&["events", LOG, "--from", "4", "--to", "8", "--raw"])
    );
}

#[test]
fn events_escape_what_a_terminal_would_act_on() {
    let run = run_with(
        &["events", "-", "--raw"],
        "a\x1b[31m\u{9b}\u{202e}\n".as_bytes(),
    );
    assert!(
        run.out.contains(r#""text":"a\u001b[31m\u009b\u202e\n""#),
        "{}",
        run.out
    );
}

/// The JSON Schema of a line of `wilog events`.
fn schema() -> Value {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    let generator = settings.into_generator();
    generator
        .into_root_schema_for::<wilog::render::events::Record<'static>>()
        .into()
}

#[test]
fn the_schema_of_events_is_current() {
    let path = root("grammars/schema/events.schema.json");
    let current = format!("{:#}\n", schema());
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &current).unwrap();
    }
    let stored = fs::read_to_string(&path)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    assert!(
        stored == current,
        "{} is out of date: run `UPDATE=1 cargo test --test commands` and look at the difference",
        path.display()
    );
}

#[test]
fn events_of_all_samples_keep_to_the_schema() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    for log in samples() {
        for options in [&[][..], &["--raw"]] {
            let out = output(&[&["events", &log], options].concat());
            for record in records(&out) {
                if let Err(error) = validator.validate(&record) {
                    panic!("{log}: {record}: {error}");
                }
            }
        }
    }
    for wrong in [
        r#"{"record":"event","line":1,"lines":1,"origin":"plain","event":{"kind":"no-such-kind"}}"#,
        r#"{"record":"event","line":1,"lines":1,"origin":"plain","event":{"kind":"engine-returned"}}"#,
        r#"{"record":"end","events":1}"#,
        r#"{"line":1}"#,
    ] {
        let wrong = serde_json::from_str(wrong).unwrap();
        assert!(!validator.is_valid(&wrong), "{wrong}");
    }
}
