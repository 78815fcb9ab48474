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

#[test]
fn a_try_that_never_opened_the_package_is_followed_by_one_that_did() {
    let header = "=== Verbose logging started: 25/02/2026  10:00:00  Build type: SHIP UNICODE 5.00.10011.00  Calling process: C:\\Windows\\system32\\msiexec.exe ===\r\n";
    let engine = |path: &str| {
        format!(
            "{header}MSI (s) (10:20) [10:00:01:000]: ******* RunEngine:\r\n           ******* Product: {path}\r\n           ******* Action: \r\n           ******* CommandLine: **********\r\n"
        )
    };
    let not_found = "MSI (s) (10:20) [10:00:01:000]: Note: 1: 2203 2: Z:\\gates.msi 3: -2147287038 \r\nMSI (s) (10:20) [10:00:01:000]: MainEngineThread is returning 2\r\n";
    let well = "MSI (s) (10:20) [10:00:02:000]: Product Code from property table after transforms:  '{5E0C7A41-98D2-4B36-8F1D-20A7C4B95E13}'\r\nMSI (s) (10:20) [10:00:02:000]: Doing action: INSTALL\r\nAction ended 10:00:02: INSTALL. Return value 1.\r\nMSI (s) (10:20) [10:00:02:000]: MainEngineThread is returning 0\r\n";
    let outcome = |text: String| {
        let mut source = Source::from_bytes(text, None);
        let report = detect::report(&mut source, "test.log").expect("memory reads");
        report.verdict.outcome.as_str()
    };
    let first = engine("Z:\\gates.msi") + not_found;
    assert_eq!(outcome(first.clone()), "failed");
    assert_eq!(
        outcome(first.clone() + &engine("\\\\nas\\Gates.msi") + well),
        "success"
    );
    // The next install is of another package, so the first one stays what it was.
    assert_eq!(outcome(first + &engine("C:\\doors.msi") + well), "failed");
}

/// `msiexec /l*+` appends a log that is not verbose.
#[test]
fn a_log_that_is_not_verbose_is_a_session_of_its_own_below_the_footer_of_a_verbose_one() {
    let verbose = "=== Verbose logging started: 25/02/2026  10:00:00  Build type: SHIP UNICODE 5.00.10011.00  Calling process: C:\\Windows\\system32\\msiexec.exe ===
MSI (s) (2C:A8) [10:00:01:000]: ******* RunEngine:
           ******* Product: C:\\Kits\\rowan.msi
           ******* Action:\x20
           ******* CommandLine: **********
=== Logging started: 25/02/2026  10:00:01 ===
MSI (s) (2C:A8) [10:00:02:000]: Doing action: INSTALL
Action ended 10:00:03: INSTALL. Return value 1.
MSI (s) (2C:A8) [10:00:03:500]: MainEngineThread is returning 0
=== Verbose logging stopped: 25/02/2026  10:00:03 ===
";
    let plain = |date: &str, time: &str| {
        format!(
            "=== Logging started: {date}  {time} ===
Action start {time}: INSTALL.
Action start {time}: InstallFiles.
Error 1310. Error writing to file: D:\\Birch\\birch.exe.
Action ended {time}: InstallFiles. Return value 3.
Action ended {time}: INSTALL. Return value 3.
=== Logging stopped: {date}  {time} ===
"
        )
    };
    let later = plain("25/02/2026", "10:20:00");
    let next_day = plain("26/02/2026", "8:20:00");
    // The session's own header, which its caller kept in a buffer.
    let late = "=== Logging started: 25/02/2026  10:00:01 ===\n";
    for (below, expected) in [
        (later.clone(), &["success", "failed"][..]),
        (next_day.clone(), &["success", "failed"]),
        ([later, next_day].concat(), &["success", "failed", "failed"]),
        (late.to_owned(), &["success"]),
    ] {
        let text = format!("{verbose}{below}");
        let mut source = Source::from_bytes(text.clone(), None);
        let report = detect::report(&mut source, "test.log").expect("memory reads");
        let sessions = report.sessions.iter();
        let outcomes: Vec<_> = sessions.map(|session| session.outcome.as_str()).collect();
        assert_eq!(outcomes, expected, "{text}");
        let worst = expected.iter().max_by_key(|outcome| **outcome == "failed");
        assert_eq!(Some(&report.verdict.outcome.as_str()), worst, "{text}");
    }
}
