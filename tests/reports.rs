//! Reports: every sample log gives what `sample-logs/cases.toml` says, the text is what a person has looked at,
//! and the JSON has the form that its schema describes.

#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

#[path = "common/logs.rs"]
mod logs;

use std::fs;
use std::path::Path;

use logs::root;
use serde::Deserialize;
use wilog::detect;
use wilog::finding::{Report, Reports};
use wilog::render::{self, Detail, Style};
use wilog::text::{LineNo, Source};

#[derive(Debug, Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Debug, Deserialize)]
struct Case {
    file: String,
    outcome: String,
    exit_code: Option<i32>,
    cause_line: Option<u32>,
    cause_line_to: Option<u32>,
    cause_action: Option<String>,
    cause_code: Option<String>,
    format: String,
    encoding: String,
    lines: u32,
}

fn report(path: &Path) -> Report {
    let mut source = Source::open(path, None).unwrap();
    let name = path.file_name().unwrap().to_string_lossy();
    detect::report(&mut source, &name).unwrap()
}

fn cases() -> Vec<Case> {
    let text = fs::read_to_string(root().join("sample-logs/cases.toml")).unwrap();
    toml::from_str::<Cases>(&text).unwrap().case
}

fn sample(name: &str) -> Report {
    report(&root().join("sample-logs").join(name))
}

fn text(report: &Report) -> String {
    let mut out = Vec::new();
    render::triage(report, Style::default(), Detail::default(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn json(reports: Vec<Report>) -> serde_json::Value {
    let mut out = Vec::new();
    render::json(&Reports::new(reports), &mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

#[test]
fn every_sample_log_has_a_case_and_every_case_a_log() {
    let logs: Vec<String> = logs::samples()
        .iter()
        .map(|log| log.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    let mut named: Vec<String> = cases().into_iter().map(|case| case.file).collect();
    named.sort();
    assert_eq!(
        logs, named,
        "sample-logs/cases.toml must list each log once"
    );
}

#[test]
fn sample_logs_end_as_their_cases_say() {
    for case in cases() {
        let report = sample(&case.file);
        let found = (
            report.verdict.outcome.as_str(),
            report.verdict.exit_code,
            report.input.format,
            report.input.encoding.as_str(),
            report.input.lines,
        );
        let expected = (
            case.outcome.as_str(),
            case.exit_code,
            case.format.as_str(),
            case.encoding.as_str(),
            case.lines,
        );
        assert_eq!(found, expected, "{}", case.file);
        assert_eq!(
            report.verdict.complete,
            case.outcome != "unknown",
            "{}",
            case.file
        );
        assert_eq!(
            report.input.unclassified_lines, 0,
            "{} has lines that nobody knows",
            case.file
        );
    }
}

#[test]
fn the_cause_of_each_sample_stands_where_its_case_says() {
    for case in cases() {
        let report = sample(&case.file);
        let ended_well = report.verdict.outcome.is_success();
        let (Some(from), false) = (case.cause_line, ended_well) else {
            assert!(report.cause.is_none(), "{}: {:?}", case.file, report.cause);
            continue;
        };
        let cause = report
            .cause
            .unwrap_or_else(|| panic!("{}: no cause", case.file));
        let lines = from..=case.cause_line_to.unwrap_or(from);
        assert!(
            lines.contains(&cause.line.get()),
            "{}: line {} is not in {lines:?}",
            case.file,
            cause.line
        );
        if case.cause_action.is_some() {
            assert_eq!(cause.action, case.cause_action, "{}", case.file);
        }
        let code = cause.code.map(|code| code.to_string());
        let in_hex = cause.code.map(|code| format!("0x{code:08X}"));
        if case.cause_code.is_some() {
            assert!(
                code == case.cause_code || in_hex == case.cause_code,
                "{}: {code:?}",
                case.file
            );
        }
    }
}

#[test]
fn reports_for_people() {
    for case in cases() {
        let name = case.file.trim_end_matches(".log");
        insta::assert_snapshot!(name, text(&sample(&case.file)));
    }
}

/// `UPDATE=1 cargo test` writes the schema anew.
#[test]
fn the_schema_of_reports_is_current_and_all_reports_have_its_form() {
    let path = root().join("grammars/schema/report.schema.json");
    let schema = schemars::schema_for!(Reports);
    let generated = serde_json::to_string_pretty(&schema).unwrap() + "\n";
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &generated).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        committed, generated,
        "run `UPDATE=1 cargo test --test reports`"
    );

    let validator = jsonschema::validator_for(&serde_json::to_value(schema).unwrap()).unwrap();
    let all = cases().iter().map(|case| sample(&case.file)).collect();
    let value = json(all);
    let errors: Vec<String> = validator
        .iter_errors(&value)
        .map(|error| error.to_string())
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn the_report_in_json_has_exactly_the_keys_of_version_1() {
    let value = json(vec![sample("file-access-denied.log")]);
    let keys = |value: &serde_json::Value| {
        value
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
            .join(" ")
    };
    let report = &value["reports"][0];
    assert_eq!(keys(&value), "reports schema_version tool");
    assert_eq!(keys(report), "cause findings input sessions verdict");
    assert_eq!(
        keys(&report["input"]),
        "bytes encoding facts_not_kept format lines path unclassified_lines unfolded"
    );
    assert_eq!(
        keys(&report["verdict"]),
        "complete exit_code headline outcome"
    );
    assert_eq!(
        keys(&report["cause"]),
        "action advice code code_space confidence evidence headline line rule"
    );
    assert_eq!(
        keys(&report["sessions"][0]),
        "computer duration_ms end_line exit_code failed_phase line operation outcome packages product start"
    );
    assert_eq!(keys(&report["sessions"][0]["product"]), "code name version");
    assert_eq!(
        keys(&report["sessions"][0]["packages"][0]),
        "bitness exit_code name operation outcome product_code version"
    );
    assert_eq!(
        keys(&report["findings"][0]),
        "advice confidence end_line evidence headline line name role rule severity"
    );
}

#[test]
fn nothing_of_a_log_reaches_a_terminal_raw() {
    let log = "=== Logging started: 1/2/2024  10:00:00 ===\r\n\
        Action start 10:00:00: INSTALL.\r\n\
        Action start 10:00:00: InstallFiles.\r\n\
        Error 1304. Error writing to file: C:\\\u{1b}[31m\u{202e}a.dll ##vso[task.x]y of the anvils that stand in the yard \
        behind the house ::add-mask::a ::add-mask::a ::add-mask::a ::add-mask::a ::add-mask::a ::add-mask::a.\r\n\
        Action ended 10:00:00: InstallFiles. Return value 3.\r\n\
        Action ended 10:00:00: INSTALL. Return value 3.\r\n\
        === Logging stopped: 1/2/2024  10:00:00 ===\r\n";
    let mut source = Source::from_bytes(log, None);
    let report = detect::report(&mut source, "evil\u{1b}[2J.log").unwrap();
    let text = text(&report);
    assert!(report.cause.is_some());
    assert!(
        !text.contains('\u{1b}') && !text.contains('\u{202e}'),
        "{text}"
    );
    // A program that runs builds looks for the one anywhere, and for the other at the start of a line.
    let begins = |line: &str| line.trim_start().starts_with("::");
    assert!(
        !text.contains("##vso[") && !text.lines().any(begins),
        "{text}"
    );
}

#[test]
fn text_that_is_no_installer_log_says_so() {
    for text in [
        "",
        "hello\nworld\n",
        "[05/15/15,13:12:37] Setup.exe: x\n",
        "Error 1310. Somebody else's error.\n",
    ] {
        let report = detect::report(&mut Source::from_bytes(text, None), "x").unwrap();
        assert_eq!(
            (report.input.format, report.verdict.outcome.as_str()),
            ("unknown", "unknown"),
            "{text:?}"
        );
        assert!(report.cause.is_none() && !report.verdict.complete);
    }
}

fn rows(path: &Path) -> Vec<Vec<String>> {
    let text = fs::read_to_string(path).unwrap();
    text.lines()
        .skip(1)
        .map(|line| line.split('\t').map(str::to_owned).collect())
        .collect()
}

#[test]
fn corpus_formats_are_recognised() {
    let Some(corpus) = logs::corpus() else { return };
    for row in rows(&corpus.join("manifest.tsv")) {
        let (file, encoding, kind) = (&row[0], &row[3], &row[4]);
        let report = report(&corpus.join("logs").join(file));
        let expected = match kind.as_str() {
            "other" => "unknown",
            _ if file.contains("not-verbose") => "msi",
            kind => kind,
        };
        assert_eq!(report.input.format, expected, "{file}");
        let encoding = if encoding == "ascii" {
            "utf-8"
        } else {
            encoding
        };
        assert_eq!(report.input.encoding, encoding, "{file}");
        assert_eq!(report.input.lines.to_string(), row[2], "{file}");
    }
}

#[test]
fn corpus_outcomes_are_those_of_the_labels() {
    let Some(corpus) = logs::corpus() else { return };
    for row in rows(&corpus.join("truth.tsv")) {
        let report = report(&corpus.join("logs").join(&row[0]));
        assert!(
            row[1]
                .split('/')
                .any(|label| label == report.verdict.outcome.as_str()),
            "{}: {}",
            row[0],
            report.verdict.outcome.as_str()
        );
        let code = report
            .verdict
            .exit_code
            .map(|code| code.to_string())
            .unwrap_or_default();
        assert!(
            row[2].is_empty() || row[2].split('/').any(|label| label == code),
            "{}: {code}",
            row[0]
        );
    }
}

#[test]
fn the_report_on_a_log_that_had_lost_its_lines_says_where_its_lines_are_counted() {
    let bytes = fs::read(root().join("sample-logs/file-access-denied.log")).unwrap();
    let plain = text(&detect::report(&mut Source::from_bytes(bytes.clone(), None), "a").unwrap());
    let mut source = Source::from_bytes(bytes, None);
    let mut lines = Vec::new();
    while let Some(line) = source.line(LineNo::FIRST.plus(lines.len() as u32)).unwrap() {
        lines.push(line);
    }
    let json = serde_json::json!({ "log": lines.join("\r\n") }).to_string();
    assert!(!plain.contains("had lost its lines"), "{plain}");
    for folded in [json, lines.join(" ")] {
        let report = detect::report(&mut Source::from_bytes(folded, None), "a").unwrap();
        let folded = text(&report);
        assert!(folded.contains("The log had lost its lines"), "{folded}");
        assert!(folded.contains("ledgerengine.dll"), "{folded}");
        assert_eq!(report.verdict.exit_code, Some(1603));
    }
}
