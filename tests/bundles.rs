//! What reports on bundles say: the outcome, what states it, and advice that fits what failed.

#![expect(clippy::expect_used, reason = "a test stops at the first surprise")]

#[path = "bundles/ends.rs"]
mod ends;
#[path = "bundles/files.rs"]
mod files;
#[path = "bundles/lines.rs"]
mod lines;
#[path = "bundles/packages.rs"]
mod packages;
#[path = "bundles/prerequisites.rs"]
mod prerequisites;
#[path = "bundles/programs.rs"]
mod programs;
#[path = "bundles/stopped.rs"]
mod stopped;
#[path = "bundles/tries.rs"]
mod tries;

use std::path::Path;

use wilog::detect;
use wilog::finding::{Cause, Report, Severity};
use wilog::render::{Detail, Style, triage};
use wilog::text::Source;

/// The beginning of a line of a bundle.
const PREFIX: &str = "[1F38:20B4][2025-02-11T09:02:21]";

/// The report on a log below `sample-logs/rules`.
fn sample(log: &str) -> Report {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-logs/rules");
    let mut source = Source::open(&folder.join(log), None).expect("the sample log is there");
    detect::report(&mut source, log).expect("a sample log can be read")
}

/// The report on a text as it is.
fn read(text: impl Into<Vec<u8>>) -> Report {
    detect::report(&mut Source::from_bytes(text, None), "bundle.log").expect("memory reads")
}

/// The cause of a text as it is.
#[track_caller]
fn cause_of(text: impl Into<Vec<u8>>) -> Cause {
    read(text).cause.expect("there is a cause")
}

/// The report on lines of a bundle, which have their prefix where they do not begin with one.
fn report(lines: &str) -> Report {
    let lines = lines.lines().map(str::trim);
    let prefixed = lines.map(|line| {
        let prefix = if line.starts_with('[') { "" } else { PREFIX };
        format!("{prefix}{line}\r\n")
    });
    read(prefixed.collect::<String>())
}

/// The cause that lines of a bundle tell.
#[track_caller]
fn cause(lines: &str) -> Cause {
    report(lines).cause.expect("there is a cause")
}

/// A log, its outcome and exit code, the code of its cause, and words of the headline of its cause and of its advice.
type Row<'a> = (&'a str, &'a str, Option<i32>, i64, &'a str, &'a str);

#[track_caller]
fn check(rows: &[Row<'_>]) {
    for (log, outcome, exit_code, code, headline, advice) in rows {
        let report = sample(log);
        assert_eq!(
            (report.verdict.outcome.as_str(), report.verdict.exit_code),
            (*outcome, *exit_code),
            "{log}"
        );
        let cause = report.cause.expect("there is a cause");
        assert_eq!(cause.code, Some(*code), "{log}");
        assert!(
            cause.headline.contains(headline),
            "{log}: {}",
            cause.headline
        );
        assert!(cause.advice.contains(advice), "{log}: {}", cause.advice);
    }
}

/// Lines of a bundle, and words of the headline and of the advice that are told of them.
type Told<'a> = (&'a str, &'a str, &'a str);

#[track_caller]
fn told(rows: &[Told<'_>]) {
    for (lines, headline, advice) in rows {
        let cause = cause(lines);
        assert!(cause.headline.contains(headline), "{}", cause.headline);
        assert!(cause.advice.contains(advice), "{}", cause.advice);
    }
}

#[test]
fn a_package_that_is_a_program_ends_with_a_code_of_its_own_or_with_one_of_installers() {
    check(&[
        (
            "MSI008-bundle-package-failed/fires-program.log",
            "failed",
            Some(1),
            1,
            "its program heron-tool.exe ended with exit code 1, whose meaning is its own",
            "Read the log or the documentation of the program heron-tool.exe",
        ),
        (
            "MSI008-bundle-package-failed/fires-program-of-installer.log",
            "failed",
            Some(1603),
            0x8007_0643,
            "the install failed",
            "the packages that it installs",
        ),
        (
            "MSI008-bundle-package-failed/fires.log",
            "failed",
            Some(1603),
            0x8007_0643,
            "the install failed",
            "Read the log of the package",
        ),
    ]);
}

#[test]
fn advice_fits_what_failed_in_a_bundle() {
    check(&[
        (
            "MSI010-bundle-failed/fires-newer-version.log",
            "failed",
            Some(1638),
            0x8007_0666,
            "a newer version is installed",
            "nothing needs to be done, and a script may take exit code 1638 for a success",
        ),
        (
            "MSI010-bundle-failed/fires-condition.log",
            "failed",
            Some(1),
            0x81F4_0001,
            "A condition of the bundle was not met: WixBundleInstalled or SkipChecks",
            "The log has WixBundleInstalled = 0, SkipChecks = 0, MarshServer = asleep.",
        ),
        (
            "MSI010-bundle-failed/fires-condition-with-text.log",
            "failed",
            Some(-2_114_715_647),
            0x81F4_0001,
            "A condition of the bundle was not met: Marsh Setup needs a Marsh Server",
            "It is: WixBundleInstalled or SkipChecks = \"1\" or MarshServer = \"ready\".",
        ),
        (
            "MSI010-bundle-failed/fires-program-file-missing.log",
            "failed",
            Some(2),
            0x8007_0002,
            "The bundle's own program could not be loaded",
            "Here a file is missing",
        ),
        (
            "MSI010-bundle-failed/fires-program-attribute-missing.log",
            "failed",
            Some(-2_146_233_080),
            0x8013_1508,
            "The bundle's own program could not be loaded",
            "BootstrapperCore.config",
        ),
        (
            "MSI010-bundle-failed/fires.log",
            "failed",
            Some(-2_146_889_721),
            0x8009_1007,
            "The file HeronMsi is not the one that the bundle was built with",
            "Get the bundle and the files beside it again",
        ),
    ]);
}

#[test]
fn a_prompt_for_a_missing_file_that_was_not_answered_is_no_mere_cancellation() {
    check(&[(
        "MSI010-bundle-failed/fires-own-file-missing.log",
        "cancelled",
        Some(1602),
        1602,
        "asked for its own file, which is not at C:\\Users\\Wren\\Downloads\\MarshSetup.exe any more",
        "starting again alone asks for it again",
    )]);
}

#[test]
fn a_bundle_whose_processes_lost_each_other_says_which_and_where_to_look() {
    check(&[
        (
            "MSI010-bundle-failed/fires-not-elevated.log",
            "failed",
            Some(232),
            0x8007_00E8,
            "The two processes of the bundle, one of them elevated, did not connect",
            "Let the virus scanner spare the bundle",
        ),
        (
            "MSI010-bundle-failed/fires-elevated-process-gone.log",
            "failed",
            Some(232),
            0x8007_00E8,
            "The bundle lost its elevated process",
            "Application event log",
        ),
        (
            "MSI008-bundle-package-failed/fires-elevated-process-gone.log",
            "failed",
            Some(232),
            0x8007_00E8,
            "The bundle lost its elevated process while it applied the package HeronMsi (0x800700E8).",
            "packages that were applied before may have stayed",
        ),
        (
            "MSI010-bundle-failed/fires-own-program-gone.log",
            "failed",
            Some(128),
            0x8007_0080,
            "The program that shows the bundle's windows ended before it connected",
            "crash of that program",
        ),
        (
            "MSI010-bundle-failed/fires-outer-bundle-gone.log",
            "unknown",
            None,
            0x8007_00E8,
            "The bundle lost the one that it runs inside of",
            "install this bundle by itself first",
        ),
    ]);
}

#[test]
fn a_message_that_the_package_showed_is_the_cause() {
    check(&[(
        "MSI008-bundle-package-failed/fires-message.log",
        "failed",
        Some(1603),
        1920,
        "failed with message 1920: Service Heron Feed (heronfeed) failed to start.",
        "System event log",
    )]);
}

#[test]
fn a_log_without_its_end_names_the_package_after_which_nothing_went_on_and_says_so() {
    without_end(&[
        (
            "MSI008-bundle-package-failed/fires-retried.log",
            "unknown",
            None,
            0x8007_0652,
            "another installation is running (0x80070652, exit code 1618). The bundle had tried it 2 times before.",
            "Wait for the other install to end",
        ),
        (
            "MSI008-bundle-package-failed/fires-tried-again-without-end.log",
            "unknown",
            None,
            0x8007_0652,
            "(0x80070652, exit code 1618). It was being tried again where the log ends.",
            "Wait for the other install to end",
        ),
        (
            "MSI008-bundle-package-failed/fires-second-try-without-end.log",
            "unknown",
            None,
            0x8007_0652,
            "It was being tried again where the log ends.",
            "Wait for the other install to end",
        ),
        (
            "MSI008-bundle-package-failed/fires-without-end.log",
            "unknown",
            None,
            5,
            "ended with exit code 5",
            "documentation",
        ),
    ]);
}

#[test]
fn a_log_without_its_end_names_the_file_after_which_nothing_went_on_and_says_so() {
    without_end(&[
        (
            "MSI010-bundle-failed/fires-tried-again-without-end.log",
            "unknown",
            None,
            0x8007_2EE7,
            "It was being tried again where the log ends.",
            "try the address by hand",
        ),
        (
            "MSI010-bundle-failed/fires-download-without-end.log",
            "unknown",
            None,
            0x8007_2EE7,
            "Failed attempt to download URL",
            "try the address by hand",
        ),
        (
            "MSI010-bundle-failed/fires-download-while-a-package-runs.log",
            "unknown",
            None,
            0x8007_2EE7,
            "Failed attempt to download URL",
            "try the address by hand",
        ),
        (
            "MSI010-bundle-failed/fires-source-without-end.log",
            "unknown",
            None,
            0x8007_0002,
            "Failed to resolve source for file",
            "a folder that holds its other files too",
        ),
        (
            "MSI010-bundle-failed/fires-extraction-without-end.log",
            "unknown",
            None,
            0x8000_4005,
            "Failed to extract all files",
            "Get the bundle again",
        ),
    ]);
}

/// Checks logs whose end is missing, of which nobody may say that the bundle failed.
#[track_caller]
fn without_end(rows: &[Row<'_>]) {
    check(rows);
    for (log, ..) in rows {
        let verdict = sample(log).verdict;
        assert!(!verdict.complete, "{log}");
        let headline = verdict.headline;
        assert!(
            headline.contains("ends before its result. The "),
            "{log}: {headline}",
        );
        assert!(!headline.contains("The bundle failed"), "{log}: {headline}");
    }
}

#[test]
fn what_was_survived_is_no_cause_in_a_log_without_its_end() {
    for log in [
        "MSI008-bundle-package-failed/silent-retried.log",
        "MSI010-bundle-failed/silent-download-survived.log",
        "MSI010-bundle-failed/silent-replaced-bundle-fails.log",
        "MSI010-bundle-failed/silent-connected-at-last.log",
        "MSI010-bundle-failed/silent-related-bundle-left-out.log",
    ] {
        let report = sample(log);
        assert_eq!(report.verdict.outcome.as_str(), "unknown", "{log}");
        assert!(report.cause.is_none(), "{log}: {:?}", report.cause);
    }
}

#[test]
fn each_attempt_of_a_package_has_its_result() {
    let report = sample("MSI008-bundle-package-failed/fires-retried.log");
    let packages = report.context.packages.iter();
    let results: Vec<&str> = packages.map(|package| package.result.as_str()).collect();
    assert_eq!(
        results,
        [
            "0x80070652, exit code 1618, tried again",
            "0x80070652, exit code 1618, tried again",
            "0x80070652, exit code 1618, the end is missing",
        ]
    );
}

#[test]
fn a_bundle_that_did_nothing_says_so_and_one_that_did_something_does_not() {
    for (log, words, severity) in [
        (
            "fires-and-nothing-is-done.log",
            "ended with exit code 0 without an install",
            Severity::Warning,
        ),
        ("fires-and-goes-on.log", "succeeded", Severity::Note),
        (
            "fires.log",
            "up to there no package was applied",
            Severity::Warning,
        ),
    ] {
        let report = sample(&format!("MSI011-bundle-host-not-loaded/{log}"));
        assert!(
            report.verdict.headline.contains(words),
            "{log}: {}",
            report.verdict.headline
        );
        let found: Vec<Severity> = report
            .findings
            .iter()
            .map(|finding| finding.severity)
            .collect();
        assert_eq!(found, [severity], "{log}");
    }
}

#[test]
fn a_success_that_left_something_undone_says_what_and_for_whom() {
    for (log, verdict, finding, severity) in [
        (
            "MSI020-bundle-nothing-done/fires.log",
            "ended with exit code 0. Nothing was removed, since Sedge Designer depends on the bundle.",
            "Nothing was removed",
            Severity::Warning,
        ),
        (
            "MSI020-bundle-nothing-done/fires-package-kept.log",
            "succeeded.",
            "The package HeronRuntime stays, since Sedge Designer depends on it.",
            Severity::Note,
        ),
        (
            "MSI020-bundle-nothing-done/fires-newer-version.log",
            "ended with exit code 0. Nothing was installed, since the newer version 4.2.0.0 is there",
            "Nothing was installed",
            Severity::Note,
        ),
        (
            "MSI021-bundle-package-left-out/fires.log",
            "succeeded.",
            "its program heron-tools.exe ended with exit code 7, whose meaning is its own. The bundle went on without it.",
            Severity::Warning,
        ),
        (
            "MSI021-bundle-package-left-out/fires-older-bundle.log",
            "succeeded.",
            "of version 1.4.0.0 and installed before, failed:",
            Severity::Warning,
        ),
    ] {
        let report = sample(log);
        let headline = report.verdict.headline;
        assert!(headline.contains(verdict), "{log}: {headline}");
        let found: Vec<_> = report.findings.iter().collect();
        assert_eq!(found.len(), 1, "{log}");
        assert!(
            found[0].headline.contains(finding),
            "{log}: {}",
            found[0].headline
        );
        assert_eq!(found[0].severity, severity, "{log}");
    }
}

#[test]
fn a_log_that_begins_within_a_package_or_has_its_exit_code_alone_names_the_package() {
    check(&[
        (
            "MSI008-bundle-package-failed/fires-begin-missing.log",
            "unknown",
            None,
            0x8007_0643,
            "The package HeronMsi failed",
            "The package has a log of its own",
        ),
        (
            "MSI008-bundle-package-failed/fires-exit-code-translated.log",
            "unknown",
            None,
            0x8007_0666,
            "The package HeronRuntime failed: another version of this product is already installed",
            "remove that version under Apps",
        ),
    ]);
}

#[test]
fn the_table_says_that_a_package_was_undone_with_its_transaction() {
    let report = sample("MSI704-rolled-back-with-transaction/fires-bundle.log");
    let rows: Vec<(&str, &str, bool)> = report
        .context
        .packages
        .iter()
        .map(|package| (&package.id[..], &package.result[..], package.undone))
        .collect();
    assert_eq!(
        rows,
        [
            ("HeronDocs", "undone with its transaction", true),
            ("HeronMsi", "0x80070643, exit code 1603", false),
        ]
    );
    let mut text = Vec::new();
    triage(&report, Style::default(), Detail::Usual, &mut text).expect("memory can be written to");
    let text = String::from_utf8(text).expect("reports are UTF-8");
    let row = "HeronDocs  install  ok, undone with its transaction  line 6";
    assert!(text.contains(row), "{text}");
}
