//! What reports on bundles say: the outcome, what states it, and advice that fits what failed.

#![expect(clippy::expect_used, reason = "a test stops at the first surprise")]

#[path = "bundles/pieces.rs"]
mod pieces;

use std::path::Path;

use wilog::detect;
use wilog::finding::{Cause, Confidence, Report, Severity};
use wilog::render::{Detail, Style, triage};
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
            "try the address by hand",
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
            "The bundle failed, and this log does not say why (0x80070643, exit code 1603).",
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
            "The file HeronMsi is signed with another key than the bundle was built with (0x80070490).",
            "install HeronMsi by hand",
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
        let report = report(log);
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
fn of_many_packages_that_are_left_out_the_first_are_told_one_by_one() {
    let prefix = "[1F38:20B4][2025-02-11T09:02:21]";
    let packages = (1..=9).map(|id| {
        format!(
            "{prefix}i301: Applying execute package: P{id}, action: Install, path: a.msi, arguments: ''\r\n\
             {prefix}w350: Applied non-vital package: P{id}, encountered error: 0x80070643. Continuing...\r\n"
        )
    });
    let text: String = packages.collect();
    let text = format!("{text}{prefix}i007: Exit code: 0x0, restarting: No\r\n");
    let report = detect::report(&mut Source::from_bytes(text, None), "bundle.log");
    let findings = report.expect("memory reads").findings;
    let headlines: Vec<&str> = findings
        .iter()
        .map(|found| found.headline.as_str())
        .collect();
    assert_eq!(headlines.len(), 5);
    assert_eq!(
        headlines[4],
        "5 more packages failed, and the bundle went on without them: P5, P6, P7, P8, and 1 more."
    );
}

#[test]
fn a_package_that_may_be_tried_again_below_is_less_surely_left_out() {
    let prefix = "[1F38:20B4][2025-02-11T09:02:21]";
    let text = format!(
        "{prefix}i301: Applying execute package: Heron, action: Install, path: a.msi, arguments: ''\r\n\
         {prefix}w350: Applied non-vital package: Heron, encountered error: 0x80070643. Continuing...\r\n"
    );
    let ended = format!("{text}{prefix}i007: Exit code: 0x0, restarting: No\r\n");
    for (text, sure) in [(text, Confidence::Medium), (ended, Confidence::High)] {
        let report = detect::report(&mut Source::from_bytes(text.clone(), None), "bundle.log");
        let findings = report.expect("memory reads").findings;
        let found = findings.iter().find(|found| found.rule == "MSI021");
        assert_eq!(found.map(|found| found.confidence), Some(sure), "{text}");
    }
}

#[test]
fn a_restart_is_told_with_the_package_that_asked_for_it() {
    let prefix = "[1F38:20B4][2025-02-11T09:02:21]";
    let text = format!(
        "{prefix}i301: Applying execute package: Heron, action: Install, path: a.msi, arguments: ''\r\n\
         {prefix}i319: Applied execute package: Heron, result: 0x0, restart: Required\r\n\
         {prefix}i007: Exit code: 0xbc2, restarting: No\r\n"
    );
    let report = detect::report(&mut Source::from_bytes(text, None), "bundle.log");
    let headline = report.expect("memory reads").verdict.headline;
    assert!(
        headline.ends_with("must be restarted. The package Heron asked for it."),
        "{headline}"
    );
}

#[test]
fn engines_before_3_7_write_no_numbers() {
    let lines = [
        r"Burn v3.6.3303.0, Windows v6.1 (Build 7600: Service Pack 0), path: C:\Heron\setup.exe, cmdline: '/quiet'",
        "Setting string variable 'WixBundleName' to value 'Heron'",
        "Detect 1 packages",
        "Registry key not found. Key = 'SOFTWARE\\Heron'",
        "Detected package: HeronMsi, state: Absent, cached: None",
        "Detect complete, result: 0x0",
        "Plan 1 packages, action: Install",
        "Plan complete, result: 0x0",
        "Apply begin",
        r"Applying package: HeronMsi, action: Install, path: C:\Heron\heron.msi, arguments: ' A=1'",
        "Error 0x80070643: Failed to install MSI package.",
        "Applied package: HeronMsi, result: 0x80070643, restart: None",
        "Apply complete, result: 0x80070643 restart: None",
        "Shutting down, exit code: 0x643",
        "Exit code: 0x643, restarting: No",
    ];
    let prefixed = lines.map(|line| format!("[0728:0144][2012-09-12T20:37:47]: {line}\r\n"));
    let source = &mut Source::from_bytes(prefixed.concat(), None);
    let report = detect::report(source, "bundle.log").expect("memory reads");
    assert_eq!(report.verdict.outcome, "failed");
    assert_eq!(report.verdict.exit_code, Some(1603));
    let cause = report.cause.expect("there is a cause");
    assert_eq!(cause.line.get(), 11);
    assert!(
        cause.headline.starts_with("The package HeronMsi failed"),
        "{}",
        cause.headline
    );
    let actions: Vec<_> = report
        .context
        .packages
        .iter()
        .map(|package| &package.action)
        .collect();
    assert_eq!(actions, ["install"]);
    assert_eq!(report.context.product.as_deref(), Some("Heron"));
}

#[test]
fn of_many_packages_those_that_went_well_are_counted() {
    let prefix = "[1F38:20B4][2025-02-11T09:02:21]";
    for (all, told) in [
        (40, None),
        (41, Some("  41 that went well are shown with --all.")),
    ] {
        let packages = (1..=all).map(|id| {
            format!(
                "{prefix}i301: Applying execute package: P{id}, action: Install, path: a.msi, arguments: ''\r\n\
                 {prefix}i319: Applied execute package: P{id}, result: 0x0, restart: None\r\n"
            )
        });
        let text: String = packages.collect();
        let text = format!("{text}{prefix}i007: Exit code: 0x0, restarting: No\r\n");
        let report = detect::report(&mut Source::from_bytes(text, None), "bundle.log");
        let report = report.expect("memory reads");
        let mut out = Vec::new();
        triage(&report, Style::default(), Detail::Usual, &mut out).expect("memory writes");
        let out = String::from_utf8(out).expect("text is UTF-8");
        let found = out.lines().find(|line| line.contains("--all"));
        assert_eq!(found, told);
        assert_eq!(out.contains("  P7 "), told.is_none());
    }
}

/// Lines behind the prefix of a bundle, and what is told of them.
type Told<'a> = (&'a str, &'a str, &'a str);

#[track_caller]
fn told(rows: &[Told<'_>]) {
    for (lines, headline, advice) in rows {
        let prefixed = lines
            .lines()
            .map(|line| format!("[1F38:20B4][2025-02-11T09:02:21]{}\r\n", line.trim()));
        let text: String = prefixed.collect();
        let report = detect::report(&mut Source::from_bytes(text, None), "bundle.log");
        let cause = report.expect("memory reads").cause;
        let cause = cause.expect("there is a cause");
        assert!(cause.headline.contains(headline), "{}", cause.headline);
        assert!(cause.advice.contains(advice), "{}", cause.advice);
    }
}

#[test]
fn a_result_that_says_why_leads_the_advice_on_the_bundles_files() {
    told(&[
        (
            r"e000: Error 0x80070020: Failed to move C:\Temp\heron.msi to C:\ProgramData\Package Cache\.unverified\heron.msi
              e000: Error 0x80070020: Failed to cache payload: heron.msi
              i007: Exit code: 0x80070020, restarting: No",
            "another program has the file open",
            "the same setup started twice",
        ),
        (
            r"e000: Error 0x80070003: Failed to move C:\Temp\heron.msi to C:\ProgramData\Package Cache\.unverified\heron.msi
              e000: Error 0x80070003: Failed while caching, aborting execution.
              i007: Exit code: 0x80070003, restarting: No",
            "Failed to move",
            "something cleans the temporary folder",
        ),
        (
            r"e000: Error 0x80070005: Failed to secure cache path: C:\ProgramData\Package Cache\
              i410: Variable: WixBundleElevated = 1
              i007: Exit code: 0x80070005, restarting: No",
            "Failed to secure cache path",
            "The folder of the package cache is",
        ),
        (
            r"e000: Error 0x80070005: Failed to secure cache path: C:\ProgramData\Package Cache\
              i410: Variable: WixBundleElevated = 0
              i007: Exit code: 0x80070005, restarting: No",
            "Failed to secure cache path",
            "start it as an administrator, or install its packages for the machine by themselves",
        ),
        (
            r"e000: Error 0x80070070: Failed to set end of file.
              e000: Error 0x80070070: Failed to extract all files from container, erf: 1:B:0
              e312: Failed to extract payloads from container: WixAttachedContainer to working path: D:\Temp\{1}\Marsh.exe, error: 0x80070070.
              i007: Exit code: 0x80070070, restarting: No",
            "the disk is full",
            r"It unpacks them to D:\Temp\{1}\Marsh.exe.",
        ),
        (
            r"e000: Error 0x80070570: Failed to extract all files from container, erf: 1:4:0
              i007: Exit code: 0x80070570, restarting: No",
            "Failed to extract all files",
            "Get the bundle again",
        ),
        (
            r"e054: Failed to resolve source for payload: heron.msi, package: Heron, container: WixAttachedContainer, error: 0x80070002.
              e000: Error 0x80070002: Failed while caching, aborting execution.
              i007: Exit code: 0x80070002, restarting: No",
            "Failed to resolve source for payload: heron.msi",
            "a folder that holds its other files too",
        ),
        (
            r"i001: Burn v3.14.1.8722, Windows v10.0 (Build 22631: Service Pack 0), path: C:\ProgramData\Package Cache\{1}\Marsh.exe
              e054: Failed to resolve source for file: C:\ProgramData\Package Cache\{1}\heron.msi, error: 0x80070002.
              i007: Exit code: 0x80070002, restarting: No",
            "Failed to resolve source for file",
            "the setup of the very version that is installed",
        ),
    ]);
}

#[test]
fn what_stood_in_the_way_of_a_download_leads_its_advice() {
    told(&[
        (
            "e000: Error 0x80072f7d: Failed to send request to URL: https://kits.marsh.example/heron.msi, trying to process HTTP status code anyway.
             i007: Exit code: 0x80072f7d, restarting: No",
            "heron.msi: a secure connection could not be set up (0x80072F7D).",
            "switch TLS 1.2 on. That a browser opens the address says little",
        ),
        (
            "e000: Error 0x80072ee7: Failed to send request to URL: https://kits.marsh.example/heron.msi
             i007: Exit code: 0x80072ee7, restarting: No",
            "the server name could not be resolved",
            "check the network, DNS and the proxy",
        ),
    ]);
}

#[test]
fn a_newer_version_that_the_log_names_is_named_once() {
    told(&[
        (
            "i102: Detected related bundle: {1}, type: Upgrade, scope: PerMachine, version: 4.2.0.0, operation: Downgrade
             e000: Error 0x80070666: Cannot install a product when a newer version is installed.
             i007: Exit code: 0x666, restarting: No",
            "The newer version 4.2.0.0 is installed already, so the bundle did nothing (0x80070666).",
            "nothing needs to be done",
        ),
        (
            "w224: Plan skipped due to related bundle of plan type Downgrade:
             w225:     id: {1}, version: 4.2.0.0
             e000: Error 0x80070666: A newer version is already installed.
             i007: Exit code: 0x666, restarting: No",
            "The newer version 4.2.0.0 is installed already",
            "nothing needs to be done",
        ),
        (
            "i102: Detected related bundle: {1}, type: Upgrade, scope: PerMachine, version: 4.0.0.0, operation: MajorUpgrade
             e000: Error 0x80070666: Cannot install a product when a newer version is installed.
             i007: Exit code: 0x666, restarting: No",
            "The bundle failed: Cannot install a product when a newer version is installed (0x80070666).",
            "nothing needs to be done",
        ),
    ]);
}

#[test]
fn what_the_engine_says_above_the_first_result_is_the_cause() {
    told(&[
        (
            "i052: Condition 'VersionNT >= v10.0' evaluates to false.
             e053: Bundle global condition check didn't succeed - aborting without loading application.
             i007: Exit code: 0x8007047e, restarting: No",
            "A condition of the bundle was not met: VersionNT >= v10.0.",
            "Fulfil what the condition asks for",
        ),
        (
            "e383: Windows Installer rollback is disabled on this computer. It must be enabled for this bundle to proceed.
             e000: Error 0x80070675: Failed to begin an MSI transaction
             i007: Exit code: 0x675, restarting: No",
            "rollback is disabled on this computer",
            "Remove the policy DisableRollback",
        ),
        (
            "w170: Detected bad configuration for product: {1}
             e000: Error 0x8007064a: Failed to get version for product in machine context: {1}
             e151: Detect failed for package: HeronMsi, error: 0x8007064a
             i007: Exit code: 0x8007064a, restarting: No",
            "The bundle could not find out whether its package HeronMsi is installed: Failed to get version",
            "Repair or reinstall the product",
        ),
        (
            "e000: Error 0x800700e8: Failed to pump messages from parent process.
             e000: Error 0x800700e8: Failed to run per-machine mode.",
            "The elevated process of the bundle lost the one that had started it",
            "read the one of the bundle itself",
        ),
    ]);
}

#[test]
fn a_result_of_a_package_that_says_why_leads_its_advice() {
    let begin =
        r"i301: Applying execute package: Heron, action: Uninstall, path: (null), arguments: ''";
    for (result, advice) in [
        ("0x8007064c", "neither the copy in C:\\Windows\\Installer"),
        ("0x80070654", "The file of the package is damaged"),
        ("0x80070659", "policy"),
    ] {
        let lines = format!(
            "{begin}
             e000: Error {result}: Failed to uninstall MSI package.
             i319: Applied execute package: Heron, result: {result}, restart: None
             i007: Exit code: {result}, restarting: No"
        );
        told(&[(&lines, "The package Heron failed: ", advice)]);
    }
    told(&[(
        r"i306: Applying package: HeronPatch, target: {5C}, action: Install, path: C:\heron.msp, arguments: ''
          i319: Applied execute package: HeronPatch, result: 0x8007066a, restart: None
          i007: Exit code: 0x66a, restarting: No",
        "the patch fits no installed product",
        "The bundle applied it to the product {5C}.",
    )]);
}

#[test]
fn who_stopped_a_bundle_and_what_it_was_doing_is_told() {
    told(&[
        (
            r"i300: Apply begin
              i010: Launching elevated engine process.
              e000: Error 0x800704c7: Failed to launch elevated child process: C:\Temp\.be\Marsh.exe
              e000: Error 0x80070642: Failed to elevate.
              i399: Apply complete, result: 0x80070642, restart: None, ba requested restart:  No
              i007: Exit code: 0x642, restarting: No",
            "The prompt for elevation was refused or not answered in time",
            "agree to the prompt",
        ),
        (
            r"i301: Applying execute package: Heron, action: Install, path: C:\heron.msi, arguments: ''
              i319: Applied execute package: Heron, result: 0x0, restart: None
              e000: Error 0x800704c7: Failed to launch elevated child process: C:\Temp\.be\Marsh.exe
              i007: Exit code: 0x642, restarting: No",
            "The prompt for elevation was refused or not answered in time.",
            "agree to the prompt",
        ),
        (
            r"i000: Setting string variable 'WixBundleLog_Heron' to value 'C:\Temp\heron.log'
              i301: Applying execute package: Heron, action: Install, path: C:\heron.msi, arguments: ''
              e000: Error 0x80070642: Failed to install MSI package.
              i319: Applied execute package: Heron, result: 0x80070642, restart: None
              i007: Exit code: 0x642, restarting: No",
            "The package Heron ended with 1602, the exit code of an install that was cancelled.",
            r"its log has that error: C:\Temp\heron.log",
        ),
        (
            r"i301: Applying execute package: Heron, action: Install, path: C:\heron.msi, arguments: ''
              e000: Error 0x80070642: UX aborted MSI package execute progress.
              e000: Error 0x80070642: Failed to install MSI package.
              i319: Applied execute package: Heron, result: 0x80070642, restart: None",
            "The bundle was cancelled while it applied the package Heron.",
            "let it finish",
        ),
        (
            r"i301: Applying execute package: Heron, action: Install, path: C:\heron.msi, arguments: ''
              e000: Error 0x80070642: Failed to install MSI package.",
            "The package Heron ended with 1602, the exit code of an install that was cancelled.",
            "a question that nobody could answer, as in a silent run. The package has a log of its own",
        ),
        (
            "i300: Apply begin
             e000: Error 0x80070642: UX aborted on download progress.
             e000: Error 0x80070642: Failed attempt to download URL: 'https://kits.marsh.example/heron.msi' to: 'C:\\Temp'
             i007: Exit code: 0x642, restarting: No",
            "while it downloaded its files, before any package was applied",
            "let it finish",
        ),
        (
            "i100: Detect begin, 2 packages
             i199: Detect complete, result: 0x0
             i500: Shutting down, exit code: 0x642
             i007: Exit code: 0x642, restarting: No",
            "The user closed the bundle before any package was applied.",
            "let it finish",
        ),
        (
            "i500: Shutting down, exit code: 0x642
             i007: Exit code: 0x642, restarting: No",
            "an install that was cancelled, and these lines do not show why",
            "a question that nobody could answer",
        ),
        (
            "i319: Applied rollback package: Heron, result: 0x0, restart: None
             i399: Apply complete, result: 0x80070642, restart: None, ba requested restart:  No",
            "The bundle was cancelled while it applied its packages.",
            "let it finish",
        ),
        (
            "e000: Error 0x80070642: UX aborted detect begin.
             i007: Exit code: 0x642, restarting: No",
            "The user closed the bundle before any package was applied.",
            "let it finish",
        ),
        (
            "e000: Error 0x80070642: BA aborted plan begin.
             i007: Exit code: 0x642, restarting: No",
            "The user closed the bundle before any package was applied.",
            "let it finish",
        ),
        (
            "e000: Error 0x80070642: UX aborted register begin.
             i007: Exit code: 0x642, restarting: No",
            "The bundle was called off, and these lines do not show what it was doing.",
            "let it finish",
        ),
        (
            "e000: Error 0x80070642: UX aborted MSI package execute progress.
             i007: Exit code: 0x642, restarting: No",
            "The bundle was cancelled while it applied its packages.",
            "let it finish",
        ),
    ]);
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

#[test]
fn the_table_says_that_a_package_was_undone_with_its_transaction() {
    let report = report("MSI704-rolled-back-with-transaction/fires-bundle.log");
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
    let row = "HeronDocs  install     ok, undone with its transaction  line 6";
    assert!(text.contains(row), "{text}");
}

#[test]
fn an_end_behind_a_rollback_says_where_the_cause_stands_and_1_is_no_reason() {
    let rollback = r"i301: Applying rollback package: Heron, action: Uninstall, path: C:\heron.exe, arguments: ''
        e000: Error 0x80070003: Failed to CreateProcess on path: C:\heron.exe
        i319: Applied rollback package: Heron, result: 0x80070003, restart: None";
    for (end, headline) in [
        (
            "i399: Apply complete, result: 0x80070001, restart: None",
            "The bundle failed (0x80070001, exit code 1). It was rolled back at line 1, and what failed stands above that line.",
        ),
        (
            "i007: Exit code: 0x643, restarting: No",
            "The bundle failed (exit code 1603). It was rolled back at line 1,",
        ),
        (
            "i007: Exit code: 0x8007045d, restarting: No",
            "The bundle failed: ",
        ),
    ] {
        told(&[(
            &format!("{rollback}\n{end}"),
            headline,
            "Read the whole log of the bundle",
        )]);
    }
    told(&[
        (
            "i101: Detected package: Heron, state: Absent, cached: None
             i007: Exit code: 0x1, restarting: No",
            "The bundle failed, and this log does not say why (exit code 1).",
            "says no more than that something failed",
        ),
        (
            "i301: Applying execute package: Heron, action: Install, path: (null), arguments: ''
             i319: Applied execute package: Heron, result: 0x80070001, restart: None",
            "The package Heron failed: the install failed, and this log does not say why (0x80070001, exit code 1).",
            "log of its own",
        ),
        (
            "i101: Detected package: Heron, state: Absent, cached: None
             i007: Exit code: 0x8007007e, restarting: No",
            "a DLL was not found",
            "mostly of the Visual C++ Redistributable",
        ),
    ]);
}

#[test]
fn what_follows_a_secure_connection_that_failed_is_its_echo() {
    let errors = "e000: Error 0x80072f7d: Failed to send request to URL: http://kits.marsh.example/heron, trying to process HTTP status code anyway.
        e000: Error 0x80072f76: Failed to get redirect url: http://kits.marsh.example/heron
        e000: Error 0x80072f76: Failed to send request to URL: http://kits.marsh.example/heron";
    let other =
        "e000: Error 0x80072f7d: Failed to send request to URL: http://kits.heron.example/marsh";
    let end = "i007: Exit code: 0x80072f76, restarting: No";
    let (connection, echoes) = errors.split_once('\n').expect("there are lines");
    let no_header = "kits.marsh.example/heron: the answer of the server lacks";
    told(&[
        (
            &format!("{errors}\n{end}"),
            "(0x80072F7D)",
            "a browser opens the address",
        ),
        // What fails below, or with another address above, is something else, and so is what another error stands between.
        (&format!("{echoes}\n{other}\n{end}"), no_header, "A proxy"),
        (&format!("{other}\n{echoes}\n{end}"), no_header, "A proxy"),
        (
            &format!("{connection}\ne000: Error 0x80070005: Failed to copy.\n{echoes}\n{end}"),
            no_header,
            "A proxy",
        ),
    ]);
}

#[test]
fn the_file_of_a_package_is_named_where_a_page_has_broken_its_path() {
    let log = "[1F38:20B4][2025-02-11T09:02:21]i301: Applying execute package: HeronUpdate, action: Install, path: C:\\ProgramData\\Package Cache\r\n\r\n\
               \\54AB\\Windows6.1-KB4000001-x64.msu, arguments: '\"C:\\Windows\\SysNative\\wusa.exe\" /quiet'\r\n\
               [1F38:20B4][2025-02-11T09:02:31]e000: Error 0x80240017: Failed to execute MSU package.\r\n";
    let cause = cause_of(log).expect("there is a cause");
    assert!(
        cause
            .advice
            .contains("The update Windows6.1-KB4000001-x64.msu does not apply"),
        "{}",
        cause.advice
    );
}

/// The cause of a log in memory.
fn cause_of(log: &str) -> Option<Cause> {
    let report = detect::report(&mut Source::from_bytes(log, None), "bundle.log");
    report.expect("memory reads").cause
}

#[test]
fn a_package_without_a_name_has_that_of_its_product_and_the_message_that_the_bundle_was_shown() {
    const ERRORS: &str = "[081C:01AC][2025-12-28T14:53:46]e000: Error 0x80070643: Failed to install MSI package.\r\n\
                          [196C:07E0][2025-12-28T14:53:46]e000: Error 0x80070643: Failed to execute MSI package.\r\n";
    const PRODUCT: &str =
        "MSI (s) (E8:24) [14:53:46:332]: Product: Heron Viewer 1.7 -- Installation failed.\r\n";
    const MESSAGE: &str = "[196C:0990][2025-12-28T14:53:47]e000: Apply has ended. Code: 0x80070643. Message: Service 'Heron Sync' \
                           (heronsync) failed to start..\r\n";
    for (log, headline, line) in [
        (
            format!("{PRODUCT}{ERRORS}"),
            "The package of Heron Viewer 1.7 failed: the install failed, and these lines do not say why (0x80070643, exit code 1603).",
            2,
        ),
        (
            format!("{PRODUCT}{ERRORS}{MESSAGE}"),
            "The package of Heron Viewer 1.7 failed: Service 'Heron Sync' (heronsync) failed to start.",
            4,
        ),
        (
            format!("{ERRORS}{MESSAGE}"),
            "the bundle's own program says why: Service 'Heron Sync' (heronsync) failed to start.",
            3,
        ),
        // The line of the package may stand below those of the bundle, and another product may have failed before.
        (
            format!(
                "{ERRORS}{}{PRODUCT}",
                PRODUCT
                    .replace("46:332", "43:332")
                    .replace("Viewer", "Reader")
            ),
            "The package of Heron Viewer 1.7 failed: ",
            1,
        ),
        (
            format!("{PRODUCT}{ERRORS}")
                .replace("Installation", "Removal")
                .replace("to install", "to uninstall"),
            "The package of Heron Viewer 1.7 failed: the uninstall failed, ",
            2,
        ),
        // What failed behind the error is another package.
        (
            format!(
                "{PRODUCT}{ERRORS}{}",
                PRODUCT
                    .replace("Viewer", "Reader")
                    .replace("53:46", "54:30")
            ),
            "The package of Heron Viewer 1.7 failed: ",
            2,
        ),
        (
            format!("{ERRORS}{}", PRODUCT.replace("53:46", "54:40")),
            "Failed to install MSI package",
            1,
        ),
        // What failed a minute before is another install.
        (
            format!("{}{ERRORS}", PRODUCT.replace("14:53", "14:52")),
            "Failed to install MSI package",
            2,
        ),
        (
            format!(
                "{}{ERRORS}",
                PRODUCT.replace("failed.", "completed successfully.")
            ),
            "Failed to install MSI package",
            2,
        ),
    ] {
        let cause = cause_of(&log).expect("there is a cause");
        assert!(cause.headline.contains(headline), "{}", cause.headline);
        assert_eq!(cause.line.get(), line, "{log}");
    }
}
