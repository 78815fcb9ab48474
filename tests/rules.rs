//! Rules that look beside the cause: each fires on some lines and is silent on lines that are as near to them as can be.

#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

use wilog::detect;
use wilog::finding::{Finding, Role};
use wilog::text::Source;

/// A rule, lines on which it fires, and the edit that makes it silent: a text and what to put in its place.
const CASES: &[(&str, &str, (&str, &str))] = &[
    (
        "file-removed-by-upgrade",
        "S Disallowing installation of component: {5F1C0B6E-0000-4000-8000-000000000001} since the same component with higher versioned keyfile exists
S Executing op: Header(Signature=1,ScriptType=1,)
S Executing op: FileRemove(,FileName=a.dll,,ComponentId={5F1C0B6E-0000-4000-8000-000000000001})",
        ("a.dll,,ComponentId={5F1C0B6E-0000-4000-8000-000000000001}", "a.dll,,ComponentId={5F1C0B6E-0000-4000-8000-000000000002}"),
    ),
    (
        "nothing-installed",
        "S Component: A; Installed: Local;   Request: Local;   Action: Null\nS Component: B; Installed: Local;   Request: Null;   Action: Null",
        ("Request: Local;   Action: Null", "Request: Local;   Action: Local"),
    ),
    (
        "rolled-back-with-transaction",
        "S MainEngineThread is returning 0
S Running installation inside multi-package transaction Suite
S ******* RunEngine:
S MainEngineThread is returning 0
S Executing op: Header(Signature=1,ScriptType=2,)
S ******* RunEngine:",
        ("ScriptType=2", "ScriptType=1"),
    ),
    (
        "rollback-incomplete",
        "S Executing op: Header(Signature=1,ScriptType=2,)
S Executing op: FileRemove(,FileName=C:\\a.dll,,)
S Error in rollback skipped.\tReturn: 5
S Executing op: End(Checksum=0,)",
        (
            "S Error in rollback skipped.\tReturn: 5\nS Executing op: End(Checksum=0,)",
            "S Executing op: End(Checksum=0,)\nS Error in rollback skipped.\tReturn: 5",
        ),
    ),
];

/// A log with a header and an engine around the lines.
fn log(lines: &str) -> String {
    let mut text = String::from(
        "=== Verbose logging started: 25/02/2026  10:00:00  Build type: SHIP UNICODE 5.00.10011.00  Calling process: C:\\a.exe ===\n\
         S ******* RunEngine:\n",
    );
    text.push_str(lines);
    text.push_str("\nS MainEngineThread is returning 0\n");
    // The last result counts, so a case that brings its own comes after.
    if lines.contains("returning 3010") {
        text = text.replace("S MainEngineThread is returning 0\n", "");
    }
    text.replace("\nS ", "\nMSI (s) (10:20) [10:00:00:000]: ")
}

fn findings(text: &str) -> Vec<Finding> {
    let report = detect::report(&mut Source::from_bytes(text, None), "log").unwrap();
    report
        .findings
        .into_iter()
        .filter(|finding| finding.role != Role::Cause)
        .collect()
}

#[test]
fn every_rule_fires_and_is_silent_on_the_nearest_log() {
    for (rule, lines, (from, to)) in CASES {
        let fires = findings(&log(lines));
        let finding = fires.iter().find(|finding| finding.name == *rule);
        let finding =
            finding.unwrap_or_else(|| panic!("{rule} is silent where it should fire: {fires:#?}"));
        assert!(!finding.evidence.is_empty(), "{rule} shows no line");
        let twin = lines.replace(from, to);
        assert_ne!(twin, *lines, "{rule}: the twin is the same log");
        let silent = findings(&log(&twin));
        assert!(
            silent.iter().all(|finding| finding.name != *rule),
            "{rule} fires on its twin: {silent:#?}"
        );
    }
}
