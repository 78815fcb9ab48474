//! Rules and all that must go with them: a code, a name, a page, logs on which they fire and on which they are silent,
//! and a place in the table of signatures.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests stop at the first surprise and say when they skip"
)]

#[path = "common/logs.rs"]
mod logs;
#[path = "parity/pages.rs"]
mod pages;
#[path = "parity/signatures.rs"]
mod signatures;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use logs::root;
use serde::Deserialize;
use wilog::detect;
use wilog::detect::rules::{RULES, Rule};
use wilog::finding::{Finding, Input, Report, Severity};
use wilog::text::Source;
use wilog::trace::Trace;

/// A silent log that differs from each log on which its rule fires in more lines than this is not near to any.
const MOST_DIFFERENT_LINES: usize = 24;

/// What a log of a rule should give.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    /// Where the finding stands.
    line: Option<u32>,
    /// Why there is none.
    why: Option<String>,
    /// How many lines another program wrote, which no parser knows.
    #[serde(default)]
    foreign: u32,
}

fn label(rule: &Rule) -> String {
    format!("{}-{}", rule.code, rule.name)
}

fn folder(rule: &Rule) -> PathBuf {
    root().join("sample-logs/rules").join(label(rule))
}

/// The report on a log by all rules, those in preview too.
fn report(source: &mut Source) -> Report {
    let trace = Trace::read(source).unwrap();
    let input = Input {
        unclassified_lines: trace.unclassified,
        ..Input::default()
    };
    detect::with_rules(&trace, source, input, &|_| true)
}

fn findings_of<'r>(report: &'r Report, rule: &'r Rule) -> impl Iterator<Item = &'r Finding> {
    report
        .findings
        .iter()
        .filter(|finding| finding.rule == rule.code)
}

/// The logs of a rule by the stem of their name.
fn logs(rule: &Rule) -> BTreeMap<String, PathBuf> {
    let entries = fs::read_dir(folder(rule))
        .unwrap_or_else(|error| panic!("{}: {error}", folder(rule).display()));
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "log"))
        .map(|path| {
            (
                path.file_stem().unwrap().to_string_lossy().into_owned(),
                path,
            )
        })
        .collect()
}

fn expectations(rule: &Rule) -> BTreeMap<String, Expected> {
    let path = folder(rule).join("case.toml");
    let text =
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn codes_and_names_are_unique_and_in_order() {
    assert!(
        RULES.is_sorted_by(|one, next| one.code < next.code),
        "the table of rules stands in the order of codes, each once: {:?}",
        RULES.iter().map(|rule| rule.code).collect::<Vec<_>>()
    );
    let names: BTreeSet<&str> = RULES.iter().map(|rule| rule.name).collect();
    assert_eq!(names.len(), RULES.len(), "two rules have one name");
    for rule in RULES {
        let digits = rule.code.strip_prefix("MSI").unwrap();
        assert!(
            digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit()),
            "{}",
            rule.code
        );
        assert!(
            rule.name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'),
            "{}",
            rule.name
        );
        assert!(
            rule.about.ends_with('.') && rule.advice.ends_with('.'),
            "{}: about and advice are sentences",
            rule.code
        );
        assert!(
            rule.link.starts_with("https://"),
            "{} needs the page that backs it",
            rule.code
        );
    }
}

#[test]
fn every_rule_stands_in_a_file_of_its_own_name() {
    let files = sources_below(&root().join("src/detect/rules"));
    let mut wrong: BTreeSet<&str> = RULES.iter().map(|rule| rule.name).collect();
    for file in files.iter().filter(|file| !file.ends_with("mod.rs")) {
        let name = file
            .file_stem()
            .unwrap()
            .to_string_lossy()
            .replace('_', "-");
        let rule = RULES.iter().find(|rule| rule.name == name);
        let rule = rule.unwrap_or_else(|| panic!("no rule has the name of {}", file.display()));
        let text = fs::read_to_string(file).unwrap();
        assert!(
            text.contains(&format!("code: \"{}\"", rule.code)),
            "{} holds another rule than {}",
            file.display(),
            label(rule)
        );
        wrong.remove(rule.name);
    }
    assert!(wrong.is_empty(), "these stand in no file: {wrong:?}");
}

/// The argument of a message is asked for by its name in the catalogue: under another name a rule would find none in
/// any log, and be silent for no reason that a log shows.
#[test]
fn every_argument_that_is_asked_for_is_one_of_a_message() {
    const ASKS: [&str; 3] = ["argument(\"", "arguments.get(\"", "arguments().get(\""];
    let messages = wilog::catalog::codes(wilog::catalog::Space::Message);
    let known: BTreeSet<&str> = messages
        .iter()
        .flat_map(|message| message.arguments.iter().copied())
        .collect();
    let mut asked = BTreeSet::new();
    for file in sources_below(&root().join("src/detect")) {
        // A chain of calls may stand on several lines.
        let text: String = fs::read_to_string(file)
            .unwrap()
            .lines()
            .map(str::trim)
            .collect();
        for asks in ASKS {
            let names = text.split(asks).skip(1);
            asked.extend(names.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
        }
    }
    assert!(asked.len() > 30, "nobody asks in these words: {asked:?}");
    asked.retain(|name| !known.contains(name.as_str()));
    assert!(asked.is_empty(), "no message has the arguments {asked:?}");
}

/// The files of Rust in a folder and in those below it.
fn sources_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut sources = Vec::new();
    for path in paths {
        if path.is_dir() {
            sources.extend(sources_below(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push(path);
        }
    }
    sources
}

#[test]
fn every_rule_fires_on_its_logs_and_is_silent_on_their_twins() {
    for rule in RULES {
        let logs = logs(rule);
        let expected = expectations(rule);
        assert!(
            logs.keys().eq(expected.keys()),
            "{}: case.toml has a table for each log: {:?}",
            label(rule),
            logs.keys()
        );
        for prefix in ["fires", "silent"] {
            assert!(
                logs.keys().any(|name| name.starts_with(prefix)),
                "{} needs {prefix}.log",
                label(rule)
            );
        }
        for (name, path) in logs {
            let place = format!("{}/{name}.log", label(rule));
            let report = report(&mut Source::open(&path, None).unwrap());
            let lines: Vec<u32> = findings_of(&report, rule)
                .map(|finding| finding.line.get())
                .collect();
            let expected = &expected[&name];
            if name.starts_with("fires") {
                let line = expected
                    .line
                    .unwrap_or_else(|| panic!("{place} needs its line"));
                assert!(
                    lines.contains(&line),
                    "{place} should fire at line {line}, and fires at {lines:?}: {:#?}",
                    report.findings
                );
                assert!(
                    findings_of(&report, rule).all(|finding| !finding.evidence.is_empty()),
                    "{place} shows no line"
                );
            } else {
                assert!(
                    expected.why.as_ref().is_some_and(|why| why.ends_with('.')),
                    "{place} needs a reason to be silent"
                );
                assert!(
                    lines.is_empty(),
                    "{place} should be silent, and fires at {lines:?}"
                );
            }
            assert_eq!(
                report.input.unclassified_lines, expected.foreign,
                "{place} has lines that nobody knows"
            );
        }
    }
}

#[test]
fn silent_logs_are_near_to_those_that_fire() {
    let lines = |path: &Path| {
        let mut source = Source::open(path, None).unwrap();
        let mut counts: BTreeMap<String, i64> = BTreeMap::new();
        let mut window = source
            .lines(
                wilog::text::LineNo::FIRST,
                wilog::text::LineNo::FIRST.plus(100_000),
            )
            .unwrap();
        for (_, line) in window.drain(..) {
            *counts.entry(line).or_default() += 1;
        }
        counts
    };
    for rule in RULES {
        let logs = logs(rule);
        let of = |prefix: &'static str| {
            logs.iter()
                .filter(move |(name, _)| name.starts_with(prefix))
        };
        for (name, silent) in of("silent") {
            let silent = lines(silent);
            let nearest = of("fires").map(|(_, path)| {
                let fires = lines(path);
                let all: BTreeSet<&String> = fires.keys().chain(silent.keys()).collect();
                all.into_iter()
                    .map(|line| {
                        (fires.get(line).unwrap_or(&0) - silent.get(line).unwrap_or(&0))
                            .unsigned_abs() as usize
                    })
                    .sum::<usize>()
            });
            let nearest = nearest.min().unwrap();
            assert!(
                nearest <= MOST_DIFFERENT_LINES,
                "{}/{name}.log differs in {nearest} lines",
                label(rule)
            );
        }
    }
}

#[test]
fn every_folder_of_sample_logs_belongs_to_a_rule() {
    let rules: BTreeSet<String> = RULES.iter().map(label).collect();
    let folders: BTreeSet<String> = fs::read_dir(root().join("sample-logs/rules"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(folders, rules);
}

/// Logs of real installs that ended well give no error, and few warnings.
#[test]
fn corpus_logs_that_ended_well_are_quiet() {
    let Some(corpus) = logs::corpus() else { return };
    let mut warnings: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut logs = 0;
    for folder in [
        "success",
        "bundles/python-3.6.5",
        "bundles/redball",
        "bundles/windows-sdk",
    ] {
        for path in logs::below(&corpus.join("logs").join(folder)) {
            let report = detect::report(&mut Source::open(&path, None).unwrap(), "log").unwrap();
            logs += 1;
            for finding in report.findings {
                assert!(
                    finding.severity < Severity::Error,
                    "{}: {finding:#?}",
                    path.display()
                );
                if finding.severity == Severity::Warning {
                    warnings
                        .entry(path.file_name().unwrap().to_string_lossy().into_owned())
                        .or_default()
                        .push(format!("{} {}", finding.rule, finding.headline));
                }
            }
        }
    }
    println!(
        "{logs} logs that ended well, with warnings in {}: {warnings:#?}",
        warnings.len()
    );
}
