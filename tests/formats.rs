//! Formats: each shows the same results, has the form that its readers expect, and gives no text of a log a meaning.

#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

#[path = "common/logs.rs"]
mod logs;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use logs::root;
use regex::Regex;
use serde_json::Value;
use wilog::detect;
use wilog::finding::{
    Checks, Confidence, Finding, Inconclusive, LogCheck, NotChecked, Report, Reports, Role,
    RuleInfo, Severity, Suppressed, SuppressedBy,
};
use wilog::policy::Gate;
use wilog::render::format::{Format, Run, write};
use wilog::render::jsonl::Line;
use wilog::render::{Detail, Log, Style};
use wilog::text::{LineNo, Source};

fn sample(name: &str) -> Report {
    let mut source = Source::open(&root().join("sample-logs").join(name), None).unwrap();
    detect::report(&mut source, &format!("logs/{name}")).unwrap()
}

fn of_text(text: &str, path: &str) -> Report {
    let mut source = Source::spool(text.as_bytes(), None).unwrap();
    detect::report(&mut source, path).unwrap()
}

fn missing() -> NotChecked {
    NotChecked {
        path: "logs/gone.log".to_owned(),
        reason: "cannot open logs/gone.log: it is not there".to_owned(),
    }
}

/// Success, failure, cancel, damage at exit code 0, a bundle, and a log that is cut short.
fn reports() -> Vec<Report> {
    let names = [
        "success-silent.log",
        "file-access-denied.log",
        "cancelled-full-ui.log",
        "success-x86-package-64-bit-folder.log",
        "burn-bundle-failed.log",
        "truncated-killed.log",
    ];
    names.map(sample).into()
}

/// What the gate makes of a report: redirected folders are known, and a rule of a policy finds something in each log that
/// is whole, and cannot tell of one that is cut short.
fn check(mut report: Report) -> LogCheck {
    let (known, new) = std::mem::take(&mut report.findings)
        .into_iter()
        .partition(|finding| finding.name == "folder-redirected");
    report.findings = new;
    let known: Vec<Finding> = known;
    let suppressed = known.into_iter().map(|finding| Suppressed {
        finding,
        by: SuppressedBy::Baseline,
        reason: "The baseline knows it.".to_owned(),
    });
    let suppressed = suppressed.collect();
    if report.verdict.complete {
        let finding = of_policy(report.input.lines);
        Gate::default().judge(report, vec![finding], Vec::new(), suppressed)
    } else {
        let open = Inconclusive {
            rule: "must-tell-its-end".to_owned(),
            severity: Severity::Error,
            reason: "The log is cut short.".to_owned(),
        };
        Gate::default().judge(report, Vec::new(), vec![open], suppressed)
    }
}

/// All rules, and the one of the policy.
fn rules_of_gate() -> Vec<RuleInfo> {
    let finding = of_policy(1);
    let mut rules = detect::all_rules();
    rules.push(RuleInfo {
        code: finding.rule,
        name: finding.name,
        severity: finding.severity,
        confidence: finding.confidence,
        role: finding.role,
        about: "A log must tell its end.".to_owned(),
        advice: finding.advice,
        link: String::new(),
        page: String::new(),
    });
    rules
}

/// What a rule of a policy finds in the last line of a log.
fn of_policy(lines: u32) -> Finding {
    let line = LineNo::new(lines.max(1));
    Finding {
        rule: "must-tell-its-end".to_owned(),
        name: "must-tell-its-end".to_owned(),
        severity: Severity::Note,
        confidence: Confidence::High,
        role: Role::Context,
        line,
        end_line: line,
        headline: "The log tells its end.".to_owned(),
        advice: "Nothing needs to be done.".to_owned(),
        evidence: Vec::new(),
    }
}

fn written(format: Format, rules: &[RuleInfo], gated: bool, logs: &[Log<'_>]) -> String {
    let run = Run {
        rules,
        style: Style::default(),
        detail: Detail::Usual,
        logs: logs.len(),
        gated,
        policies: &[],
    };
    let mut out = Vec::new();
    write(format, run, logs, 2, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The results of `triage` and those of `check` on the same logs, one of which was not read.
fn both(format: Format, reports: &[Report]) -> [String; 2] {
    let rules = detect::all_rules();
    let gate_rules = rules_of_gate();
    let missing = missing();
    let checks: Vec<LogCheck> = reports.iter().cloned().map(check).collect();
    let plain = reports.iter().map(Log::Report);
    let gated = checks.iter().map(Log::Check);
    let last = || std::iter::once(Log::NotChecked(&missing));
    [
        written(
            format,
            &rules,
            false,
            &plain.chain(last()).collect::<Vec<_>>(),
        ),
        written(
            format,
            &gate_rules,
            true,
            &gated.chain(last()).collect::<Vec<_>>(),
        ),
    ]
}

#[test]
fn every_format_from_the_same_reports() {
    let reports = reports();
    // The rules change often, and their list is in the documentation.
    let index = Regex::new(r#""ruleIndex":[1-9]\d*"#).unwrap();
    for format in Format::all() {
        let [triage, check] = both(format, &reports);
        let without_rules = |text: String| match format {
            Format::Junit | Format::Sarif => text
                .lines()
                .filter(|line| !line.contains("\"defaultConfiguration\"") && !is_silent(line))
                .map(|line| index.replace_all(line, "\"ruleIndex\":N"))
                .collect::<Vec<_>>()
                .join("\n"),
            _ => text,
        };
        insta::assert_snapshot!(format!("triage_{}", format.name()), without_rules(triage));
        insta::assert_snapshot!(format!("check_{}", format.name()), without_rules(check));
    }
}

/// A suite, or a case of a rule that found nothing.
fn is_silent(line: &str) -> bool {
    let line = line.trim();
    line.starts_with("<testcase") && line.ends_with("/>") || line.starts_with("<testsuite ")
}

/// Text that would mean something to a terminal, a page, a spreadsheet, a parser, or a runner of workflows.
const HOSTILE: &str = "=cmd|' /C calc'!A0 \u{1b}]0;x\u{7} \u{9b}31m \u{202e}gpj.exe <script>alert(1)</script> ]]> \
    ``` | @all #1 https://evil.example [a](javascript:b) {0} %0A::error::x ::error::y \u{0} \
    \u{ffff} ##vso[task.setvariable variable=a]b ##[add-mask]c ;=1+1";

/// A log that says all of that in its names, its paths, and its messages.
fn hostile() -> Report {
    let log = format!(
        "=== Logging started: 13/2/2024  10:00:00 ===\r\n\
        Action start 10:00:00: INSTALL.\r\n\
        Action start 10:00:00: InstallFiles.\r\n\
        Error 1310. Error writing to file: {HOSTILE}. System error 5.\r\n\
        Action ended 10:00:01: InstallFiles. Return value 3.\r\n\
        Action ended 10:00:01: INSTALL. Return value 3.\r\n\
        MSI (s) (1C:90) [10:14:02:638]: Product: {HOSTILE} -- Installation failed.\r\n\
        MSI (s) (1C:90) [10:14:02:638]: Windows Installer installed the product. Product Name: {HOSTILE}. \
        Product Version: {HOSTILE}. Product Language: 1033. Manufacturer: {HOSTILE}. \
        Installation success or error status: 1603.\r\n\
        === Logging stopped: 13/2/2024  10:00:01 ===\r\n"
    );
    of_text(&log, "logs/=a,b\u{1b}[31m\n::error::z|`c`.log")
}

#[test]
fn nothing_of_a_log_reaches_an_output_raw() {
    for format in Format::all() {
        for text in both(format, &[hostile()]) {
            let raw = text
                .chars()
                .find(|c| c.is_control() && !matches!(c, '\n' | '\r') || *c == '\u{202e}');
            assert_eq!(raw, None, "{}: {text}", format.name());
            let is_no_xml = |c: char| matches!(c, '\u{fffe}' | '\u{ffff}');
            assert!(!text.contains(is_no_xml), "{}: {text}", format.name());
            // What a program that runs builds looks for anywhere in a line, and at the start of one.
            for command in ["##vso[", "##["] {
                assert!(!text.contains(command), "{}: {text}", format.name());
            }
            let begins = |line: &str| line.trim_start().starts_with("::");
            let is_command = format != Format::Github && text.lines().any(begins);
            assert!(!is_command, "{}: {text}", format.name());
            assert!(
                text.contains("could not write"),
                "{}: the test log has lost its message",
                format.name()
            );
        }
    }
}

#[test]
fn markdown_gives_text_of_a_log_no_meaning() {
    let [text, _] = both(Format::Markdown, &[hostile()]);
    let mut fence = None;
    for line in text.lines() {
        let run = line.chars().take_while(|c| *c == '`').count();
        match fence {
            None if run >= 3 => fence = Some(run),
            Some(open) if run >= open && line.len() == run => fence = None,
            Some(_) => {}
            // Code spans hold what they like.
            None => {
                let prose: String = line.split('`').step_by(2).collect();
                for sign in ["<script", "@all", "#1", "https://", "](", "::error"] {
                    let is_there = prose.contains(sign) && sign != "::error";
                    assert!(!is_there, "{sign} in {line}");
                }
            }
        }
    }
    assert_eq!(fence, None, "a block is not closed: {text}");
}

#[test]
fn markdown_folds_away_what_passed_and_fits_a_comment() {
    let [few, _] = both(Format::Markdown, &reports());
    assert!(!few.contains("logs passed</summary>"), "{few}");
    let mut many = vec![sample("success-silent.log"); 1500];
    many.extend(reports());
    let [text, _] = both(Format::Markdown, &many);
    let (shown, hidden) = text.split_once("<summary>1501 logs passed").unwrap();
    assert!(shown.contains("file-access-denied.log"));
    assert!(!shown.contains("success-silent.log"), "{shown}");
    assert!(hidden.contains("| ✅ | success | `logs/success-silent.log` |"));
    assert!(hidden.contains("The table leaves out"), "{hidden}");
    assert!(hidden.contains("### `logs/file-access-denied.log`: failed (1603)"));
    assert!(text.len() < 60_500, "{}", text.len());
    let [failed, _] = both(
        Format::Markdown,
        &vec![sample("file-access-denied.log"); 300],
    );
    let sections = failed.matches("\n### ").count();
    let rest = format!("leaves out the sections of {} more logs", 301 - sections);
    assert!(failed.contains(&rest), "{rest}: {failed}");
}

#[test]
fn a_long_name_leaves_room_for_the_other_rows_of_markdown() {
    let mut long = sample("file-access-denied.log");
    long.context.product = Some("x".repeat(70_000));
    let [text, _] = both(Format::Markdown, &[long, sample("cancelled-full-ui.log")]);
    assert!(text.contains("| `logs/cancelled-full-ui.log` |"), "{text}");
    assert!(!text.contains("leaves out"), "{text}");
}

#[test]
fn spreadsheets_find_no_formula() {
    for text in both(Format::Csv, &[hostile(), sample("file-access-denied.log")]) {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let columns = reader.headers().unwrap().len();
        assert_eq!(columns, wilog::render::csv::COLUMNS.len());
        for row in reader.records() {
            let row = row.unwrap();
            for cell in &row {
                let is_number = cell.parse::<i64>().is_ok();
                let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
                assert!(is_number || !is_formula, "{cell}");
            }
        }
    }
}

#[test]
fn runners_of_workflows_find_no_command_of_a_log() {
    for text in both(Format::Github, &[hostile()]) {
        for line in text.lines() {
            let (properties, message) = line[2..].split_once("::").unwrap();
            let (kind, properties) = properties.split_once(' ').unwrap();
            assert!(["error", "warning", "notice"].contains(&kind), "{line}");
            let names: Vec<&str> = properties
                .split(',')
                .map(|property| property.split_once('=').unwrap().0)
                .collect();
            assert_eq!(names, ["file", "line", "title"], "{line}");
            assert!(!message.is_empty());
        }
    }
}

#[test]
fn github_shows_ten_of_a_kind_and_is_told_of_the_rest() {
    let reports = vec![sample("file-access-denied.log"); 13];
    let [text, _] = both(Format::Github, &reports);
    let errors = text.lines().filter(|line| line.starts_with("::error"));
    assert_eq!(errors.count(), 10);
    assert!(text.contains("4 more of the kind `error`"), "{text}");
}

#[test]
fn gitlab_finds_no_two_issues_with_one_fingerprint() {
    let reports = vec![sample("file-access-denied.log"); 3];
    let [text, _] = both(Format::Gitlab, &reports);
    let issues: Vec<Value> = serde_json::from_str(&text).unwrap();
    let ids: BTreeSet<&str> = issues
        .iter()
        .map(|issue| issue["fingerprint"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), issues.len());
    assert_eq!(issues.len(), 4);
}

fn schema(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn assert_valid(schema: &Value, value: &Value, what: &str) {
    let validator = jsonschema::validator_for(schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{what}: {errors:#?}");
}

/// Every result of the sample logs, and of one that means harm.
fn all_reports() -> Vec<Report> {
    let mut reports: Vec<Report> = logs::samples()
        .iter()
        .map(|path| sample(&path.file_name().unwrap().to_string_lossy()))
        .collect();
    reports.push(hostile());
    reports
}

/// The published pattern for languages closes a bracket that it does not open; wilog writes no language.
fn without_broken_patterns(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            members.retain(|key, value| key != "pattern" || !value.to_string().ends_with("]?$\""));
            members.values_mut().for_each(without_broken_patterns);
        }
        Value::Array(elements) => elements.iter_mut().for_each(without_broken_patterns),
        _ => {}
    }
}

#[test]
fn sarif_and_gitlab_have_the_forms_of_their_schemas() {
    let schemas = root().join("tests/schemas");
    let reports = all_reports();
    for (format, file) in [
        (Format::Sarif, "sarif-2.1.0.schema.json"),
        (Format::Gitlab, "gitlab-code-quality.schema.json"),
    ] {
        let mut schema = schema(&schemas.join(file));
        without_broken_patterns(&mut schema);
        for text in both(format, &reports) {
            let value = serde_json::from_str(&text).unwrap();
            assert_valid(&schema, &value, format.name());
        }
        for gated in [false, true] {
            let empty = written(format, &[], gated, &[]);
            let value = serde_json::from_str(&empty).unwrap();
            assert_valid(&schema, &value, format.name());
        }
    }
}

/// `UPDATE=1 cargo test` writes the schemas anew.
#[test]
fn the_schemas_of_checks_and_lines_are_current() {
    let reports = all_reports();
    let [plain, gated] = both(Format::Json, &reports);
    let report_schema = root().join("grammars/schema/report.schema.json");
    assert_valid(
        &schema(&report_schema),
        &serde_json::from_str(&plain).unwrap(),
        "reports",
    );
    for (name, generated, documents) in [
        ("check", schemars::schema_for!(Checks), vec![gated]),
        (
            "report-line",
            schemars::schema_for!(Line),
            both(Format::Jsonl, &reports)
                .iter()
                .flat_map(|text| text.lines())
                .map(str::to_owned)
                .collect(),
        ),
    ] {
        let path = root().join(format!("grammars/schema/{name}.schema.json"));
        let text = serde_json::to_string_pretty(&generated).unwrap() + "\n";
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, &text).unwrap();
        }
        let committed = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(committed, text, "run `UPDATE=1 cargo test --test formats`");
        let value: Value = serde_json::from_str(&text).unwrap();
        for document in documents {
            assert_valid(&value, &serde_json::from_str(&document).unwrap(), name);
        }
    }
}

#[test]
fn the_document_is_the_one_that_is_made_at_once() {
    for count in [0, 1, 6] {
        let reports = reports()[..count].to_vec();
        let logs: Vec<Log<'_>> = reports.iter().map(Log::Report).collect();
        let mut whole = Vec::new();
        wilog::render::json(&Reports::new(reports.clone()), &mut whole).unwrap();
        let parts = written(Format::Json, &[], false, &logs);
        assert_eq!(parts, String::from_utf8(whole).unwrap());
    }
}

#[test]
fn sarif_lists_every_rule_and_knows_that_of_each_result() {
    let rules = [detect::all_rules(), rules_of_gate()];
    for (text, rules) in both(Format::Sarif, &all_reports()).iter().zip(rules) {
        let sarif: Value = serde_json::from_str(text).unwrap();
        let run = &sarif["runs"][0];
        let listed = run["tool"]["driver"]["rules"].as_array().unwrap();
        assert_eq!(listed.len(), rules.len() + 1, "all rules and the gate");
        let results = run["results"].as_array().unwrap();
        assert!(results.len() > 30, "{}", results.len());
        let mut known = BTreeSet::new();
        for result in results {
            let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
            // GitHub knows an alert by these.
            let print = &result["partialFingerprints"]["primaryLocationLineHash"];
            assert!(print.as_str().unwrap().contains(':'), "{result}");
            let alert = [uri, &result["ruleId"], print].map(Value::to_string);
            assert!(known.insert(alert), "{result}");
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(listed[index]["id"], result["ruleId"]);
            let place = &result["locations"][0]["physicalLocation"]["artifactLocation"];
            let artifact = usize::try_from(place["index"].as_u64().unwrap()).unwrap();
            assert_eq!(run["artifacts"][artifact]["location"]["uri"], place["uri"]);
        }
        assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    }
}

#[test]
fn junit_has_a_suite_a_log_and_a_case_a_rule() {
    let rules = [detect::all_rules(), rules_of_gate()];
    for (text, rules) in both(Format::Junit, &all_reports()).iter().zip(rules) {
        let parsed = quick_junit::Report::deserialize_from_str(text).unwrap();
        assert_eq!(parsed.test_suites.len(), all_reports().len() + 1);
        for suite in &parsed.test_suites {
            let cases = suite.test_cases.len();
            let is_missing = suite.name.as_str() == "logs/gone.log";
            let expected = if is_missing { 1 } else { rules.len() + 1 };
            assert_eq!(cases, expected, "{:?}", suite.name);
        }
    }
}

#[test]
fn every_finding_belongs_to_a_rule_that_is_listed() {
    let rules = detect::all_rules();
    for report in all_reports() {
        for finding in &report.findings {
            let is_listed = rules
                .iter()
                .any(|rule| rule.code == finding.rule && rule.name == finding.name);
            assert!(is_listed, "{} {}", finding.rule, finding.name);
        }
    }
}
