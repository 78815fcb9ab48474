//! What reports on bundles say: the outcome, what states it, and advice that fits what failed.

#![expect(clippy::expect_used, reason = "a test stops at the first surprise")]

use std::path::Path;

use wilog::detect;
use wilog::finding::{Report, Severity};
use wilog::text::Source;

/// The report on a log below `sample-logs/rules`.
fn report(log: &str) -> Report {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-logs/rules");
    let mut source = Source::open(&folder.join(log), None).expect("the sample log is there");
    detect::report(&mut source, log).expect("a sample log can be read")
}

/// A log, its outcome and exit code, the code of its cause, and words of the headline of its cause and of its advice.
type Row<'a> = (&'a str, &'a str, Option<i32>, i64, &'a str, &'a str);

#[track_caller]
fn check(rows: &[Row<'_>]) {
    for (log, outcome, exit_code, code, headline, advice) in rows {
        let report = report(log);
        assert_eq!(
            (report.verdict.outcome, report.verdict.exit_code),
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
            "Failed to verify payload",
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
            "from a prompt that is elevated already",
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
fn a_log_without_its_end_names_the_error_after_which_nothing_went_on_and_says_so() {
    let rows = [
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
            "MSI010-bundle-failed/fires-tried-again-without-end.log",
            "unknown",
            None,
            0x8007_2EE7,
            "It was being tried again where the log ends.",
            "Try the address by hand",
        ),
        (
            "MSI008-bundle-package-failed/fires-without-end.log",
            "unknown",
            None,
            5,
            "ended with exit code 5",
            "documentation",
        ),
        (
            "MSI010-bundle-failed/fires-download-without-end.log",
            "unknown",
            None,
            0x8007_2EE7,
            "Failed attempt to download URL",
            "Try the address by hand",
        ),
        (
            "MSI010-bundle-failed/fires-download-while-a-package-runs.log",
            "unknown",
            None,
            0x8007_2EE7,
            "Failed attempt to download URL",
            "Try the address by hand",
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
    ];
    check(&rows);
    for (log, ..) in rows {
        let verdict = report(log).verdict;
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
        let report = report(log);
        assert_eq!(report.verdict.outcome, "unknown", "{log}");
        assert!(report.cause.is_none(), "{log}: {:?}", report.cause);
    }
}

#[test]
fn each_attempt_of_a_package_has_its_result() {
    let report = report("MSI008-bundle-package-failed/fires-retried.log");
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
        let report = report(&format!("MSI011-bundle-host-not-loaded/{log}"));
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
fn the_command_line_behind_the_path_is_no_part_of_it() {
    let line = "[0D74:29C4][2014-01-20T04:18:10]i001: Burn v3.7.1224.0, Windows v6.1 (Build 7601: Service Pack 1), path: C:\\Heron\\setup.exe";
    for (rest, command_line) in [
        (", cmdline: '/quiet /log a.log'", "/quiet /log a.log"),
        ("", ""),
    ] {
        let trace = wilog::trace::Trace::of_text(&format!("{line}{rest}\r\n"));
        let bundle = trace.bundle.expect("it is the log of a bundle");
        assert_eq!(bundle.path, "C:\\Heron\\setup.exe");
        assert_eq!(bundle.command_line, command_line);
    }
}

#[test]
fn what_a_bundle_has_too_many_of_is_counted() {
    let prefix = "[1F38:20B4][2025-02-11T09:02:21]";
    let begin = |id: usize| {
        format!(
            "{prefix}i301: Applying execute package: P{id}, action: Install, path: a.msi, arguments: ''\r\n"
        )
    };
    let end = |id: usize| {
        format!("{prefix}i319: Applied execute package: P{id}, result: 0x0, restart: None\r\n")
    };
    let error = |_| format!("{prefix}e000: Error 0x80070005: Failed to open the file.\r\n");
    let variable = |id| format!("{prefix}i000: Setting string variable 'V{id}' to value 'a'\r\n");
    for (kind, text, dropped) in [
        (
            "packages",
            (0..10_002)
                .map(|id| begin(id) + &end(id))
                .collect::<String>(),
            4,
        ),
        ("steps", (0..10_003).map(|_| begin(0)).collect(), 3),
        ("errors", (0..10_001).map(error).collect(), 1),
        ("variables", (0..10_005).map(variable).collect(), 5),
    ] {
        assert_eq!(
            wilog::trace::Trace::of_text(&text).dropped(),
            dropped,
            "{kind}"
        );
    }
}

#[test]
fn the_last_step_that_is_open_ends_first() {
    let prefix = "[1F38:20B4][2025-02-11T09:02:21]";
    let begin = format!(
        "{prefix}i301: Applying execute package: P, action: Install, path: a.msi, arguments: ''\r\n"
    );
    let end = |result| {
        format!("{prefix}i319: Applied execute package: P, result: {result}, restart: None\r\n")
    };
    let text = format!("{begin}{begin}{}{}{}", end("0x1"), end("0x2"), end("0x3"));
    let bundle = wilog::trace::Trace::of_text(&text).bundle;
    let bundle = bundle.expect("it is the log of a bundle");
    let results: Vec<_> = bundle.packages[0]
        .steps
        .iter()
        .map(|step| step.end.map(|(code, _)| code))
        .collect();
    assert_eq!(results, [Some(2), Some(1)]);
}

#[test]
fn the_end_of_a_bundle_alone_tells_where_the_cause_stands() {
    let prefix = "[1F38:20B4][2025-02-11T09:02:21]";
    for (text, headline, advice) in [
        (
            format!(
                "{prefix}i399: Apply complete, result: 0x80070643, restart: None, ba requested restart:  No\r\n"
            ),
            "The bundle failed: the install failed",
            "The package has a log of its own",
        ),
        (
            format!("{prefix}e000: Error 0x80070652: Failed to install MSI package.\r\n"),
            "The last error of the bundle was: Failed to install MSI package: another installation is running (0x80070652).",
            "Wait for the other install to end",
        ),
        (
            format!(
                "{prefix}e000: Error 0x80070002: Failed to send request to URL: https://kits.marsh.example/heron.msi\r\n"
            ),
            "Failed to send request to URL",
            "The server answered that it has no such file",
        ),
        (
            format!(
                "{prefix}e000: Error 0x80070490: Failed to find expected public key in certificate chain.\r\n\
                 {prefix}e310: Failed to verify payload: HeronMsi at path: C:\\heron.msi, error: 0x80070490. Deleting file.\r\n"
            ),
            "Failed to find expected public key",
            "install that file by hand",
        ),
        (
            format!("{prefix}e000: Error 0x8007015e: Failed to execute MSU package.\r\n"),
            "Failed to execute MSU package",
            "Restart the machine",
        ),
        (
            format!(
                "{prefix}i301: Applying execute package: HeronMsu, action: Install, path: C:\\heron.msu, arguments: ''\r\n\
                 {prefix}e000: Error 0x80240017: Failed to execute MSU package.\r\n"
            ),
            "The package HeronMsu failed",
            "does not apply to this Windows",
        ),
    ] {
        let report = detect::report(&mut Source::from_bytes(text, None), "bundle.log");
        let cause = report
            .expect("memory reads")
            .cause
            .expect("there is a cause");
        assert!(cause.headline.contains(headline), "{}", cause.headline);
        assert!(cause.advice.contains(advice), "{}", cause.advice);
    }
}

#[test]
fn a_file_that_lay_beside_the_bundle_is_named_where_it_is_another_one() {
    let prefix = "[1F38:20B4][2025-02-11T09:02:21]";
    for (from, advice) in [
        (
            "copy from: C:\\Kits\\heron.msi",
            "C:\\Kits\\heron.msi was there",
        ),
        (
            "download from: https://kits.example/heron.msi",
            "proxy or a virus scanner",
        ),
    ] {
        let text = format!(
            "{prefix}i338: Acquiring package: Heron, payload: heron.msi, {from}\r\n\
             {prefix}e000: Error 0x80091007: Hash mismatch for path: C:\\ProgramData\\heron.msi, expected: 9A, actual: 31\r\n\
             {prefix}e000: Error 0x80091007: Failed to verify hash of payload: heron.msi\r\n"
        );
        let report = detect::report(&mut Source::from_bytes(text, None), "bundle.log");
        let cause = report
            .expect("memory reads")
            .cause
            .expect("there is a cause");
        assert!(cause.advice.contains(advice), "{}", cause.advice);
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
            "nothing needs to be done",
        ),
    ]);
}

#[test]
fn what_a_result_means_stands_behind_the_words_of_an_error_and_leads_the_advice() {
    check(&[
        (
            "MSI010-bundle-failed/fires-secure-connection.log",
            "unknown",
            None,
            0x8009_0305,
            "https://kits.marsh.example/…/heron.msi",
            "TLS",
        ),
        (
            "MSI010-bundle-failed/fires-signature.log",
            "unknown",
            None,
            0x800B_010A,
            "the chain of certificates cannot be built (0x800B010A)",
            "import the certificates. Where the file was downloaded",
        ),
        (
            "MSI010-bundle-failed/fires-run-key.log",
            "unknown",
            None,
            0x8007_0005,
            "Failed to write run key value: access was denied (0x80070005)",
            "software that guards that key",
        ),
        (
            "MSI010-bundle-failed/fires-version-of-installed-product.log",
            "unknown",
            None,
            0x8007_0057,
            "2.4.0-beta",
            "remove that product",
        ),
    ]);
    let report = report("MSI010-bundle-failed/fires-secure-connection.log");
    let cause = report.cause.expect("there is a cause");
    let whole = |text: &str| text.contains("/7a10c2f4-55de-4c1b-9e0a-1b6d0c7f2a93/heron.msi");
    assert!(cause.evidence.iter().any(|evidence| whole(&evidence.text)));
}
