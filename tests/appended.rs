//! A log to which an install was appended again and again, as `msiexec /l*v+` does: what the rules read again of one
//! install is not taken for that of another.

#![expect(clippy::expect_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::Path;

use wilog::detect;
use wilog::finding::Finding;
use wilog::text::Source;

/// How often an install is appended. More would give more evidence than a finding keeps.
const COPIES: u32 = 3;

/// The headline of a finding, and the lines that show it.
type Told = (String, Vec<u32>);

fn told(text: &str, rule: &str) -> Vec<Finding> {
    let mut source = Source::from_bytes(text, None);
    let report = detect::report(&mut source, "test.log").expect("memory reads");
    let findings = report.findings.into_iter();
    findings.filter(|finding| finding.rule == rule).collect()
}

/// What the rule of a sample log tells of it, and of all copies one behind the other: first what is expected of those.
fn alone_and_appended(log: &str) -> (Vec<Told>, Vec<Told>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-logs/rules");
    let (rule, _) = log.split_once('-').expect("a code stands before the name");
    let text = fs::read_to_string(folder.join(log)).expect("the sample is there");
    let count = text.lines().count() as u32;
    let lines = |finding: &Finding| {
        finding
            .evidence
            .iter()
            .map(|line| line.line.get())
            .collect()
    };
    let alone = told(&text, rule);
    assert!(!alone.is_empty(), "{log}");
    let expected = (0..COPIES).flat_map(|nth| {
        alone.iter().map(move |finding| {
            let shown: Vec<u32> = lines(finding);
            let moved = shown.iter().map(|line| line + nth * count).collect();
            (finding.headline.clone(), moved)
        })
    });
    // Each run talks to a service of its own: of two in one process, a transaction of the same name goes on.
    let run = |nth| text.replace("MSI (s) (2C:", &format!("MSI (s) (3{nth}:"));
    let all = told(&(0..COPIES).map(run).collect::<String>(), rule);
    let all = all
        .iter()
        .map(|finding| (finding.headline.clone(), lines(finding)));
    (expected.collect(), all.collect())
}

#[test]
fn each_redirected_install_has_its_own_finding() {
    for log in [
        "MSI701-transaction-bitness-misorder/fires.log",
        "MSI702-folder-redirected/fires.log",
        "MSI702-folder-redirected/fires-custom-folder.log",
    ] {
        let (expected, found) = alone_and_appended(log);
        assert_eq!(found, expected, "{log}");
    }
}

/// One finding tells all files that are missing.
#[test]
fn each_missing_file_is_shown_by_the_upgrade_that_lost_it() {
    for log in [
        "MSI201-file-removed-by-upgrade/fires.log",
        "MSI201-file-removed-by-upgrade/fires-kept.log",
    ] {
        let lines = |told: Vec<Told>| {
            let mut lines: Vec<u32> = told.into_iter().flat_map(|(_, lines)| lines).collect();
            lines.sort_unstable();
            lines
        };
        let (expected, found) = alone_and_appended(log);
        assert_eq!(lines(found), lines(expected), "{log}");
    }
}
