//! Lines of the engine, as it wrote them and as pages and mails pass them on.

use wilog::render::{Detail, Style, triage};
use wilog::trace::Trace;

use super::{PREFIX, cause, cause_of, read, report, told};

#[test]
fn the_command_line_behind_the_path_is_no_part_of_it() {
    let line = "[0D74:29C4][2014-01-20T04:18:10]i001: Burn v3.7.1224.0, Windows v6.1 (Build 7601: Service Pack 1), path: C:\\Heron\\setup.exe";
    for (rest, command_line) in [
        (", cmdline: '/quiet /log a.log'", "/quiet /log a.log"),
        ("", ""),
    ] {
        let trace = Trace::of_text(&format!("{line}{rest}\r\n"));
        let bundle = trace.bundle.expect("it is the log of a bundle");
        assert_eq!(bundle.path, "C:\\Heron\\setup.exe");
        assert_eq!(bundle.command_line, command_line);
    }
}

#[test]
fn what_a_bundle_has_too_many_of_is_counted() {
    let begin = |id: usize| {
        format!(
            "{PREFIX}i301: Applying execute package: P{id}, action: Install, path: a.msi, arguments: ''\r\n"
        )
    };
    let end = |id: usize| {
        format!("{PREFIX}i319: Applied execute package: P{id}, result: 0x0, restart: None\r\n")
    };
    let error = |_| format!("{PREFIX}e000: Error 0x80070005: Failed to open the file.\r\n");
    let variable = |id| format!("{PREFIX}i000: Setting string variable 'V{id}' to value 'a'\r\n");
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
        assert_eq!(Trace::of_text(&text).dropped(), dropped, "{kind}");
    }
}

#[test]
fn the_last_step_that_is_open_ends_first() {
    let begin = format!(
        "{PREFIX}i301: Applying execute package: P, action: Install, path: a.msi, arguments: ''\r\n"
    );
    let end = |result| {
        format!("{PREFIX}i319: Applied execute package: P, result: {result}, restart: None\r\n")
    };
    let text = format!("{begin}{begin}{}{}{}", end("0x1"), end("0x2"), end("0x3"));
    let bundle = Trace::of_text(&text).bundle;
    let bundle = bundle.expect("it is the log of a bundle");
    let results: Vec<_> = bundle.packages[0]
        .steps
        .iter()
        .map(|step| step.end.map(|(code, _)| code))
        .collect();
    assert_eq!(results, [Some(2), Some(1)]);
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
    let report = read(prefixed.concat());
    assert_eq!(report.verdict.outcome.as_str(), "failed");
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
fn of_many_packages_that_are_left_out_the_first_are_told_one_by_one() {
    let packages = (1..=9).map(|id| {
        format!(
            "{PREFIX}i301: Applying execute package: P{id}, action: Install, path: a.msi, arguments: ''\r\n\
             {PREFIX}w350: Applied non-vital package: P{id}, encountered error: 0x80070643. Continuing...\r\n"
        )
    });
    let text: String = packages.collect();
    let text = format!("{text}{PREFIX}i007: Exit code: 0x0, restarting: No\r\n");
    let findings = read(text).findings;
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
fn of_many_packages_those_that_went_well_are_counted() {
    for (all, told) in [
        (40, None),
        (41, Some("  41 that went well are shown with --all.")),
    ] {
        let packages = (1..=all).map(|id| {
            format!(
                "{PREFIX}i301: Applying execute package: P{id}, action: Install, path: a.msi, arguments: ''\r\n\
                 {PREFIX}i319: Applied execute package: P{id}, result: 0x0, restart: None\r\n"
            )
        });
        let text: String = packages.collect();
        let text = format!("{text}{PREFIX}i007: Exit code: 0x0, restarting: No\r\n");
        let report = read(text);
        let mut out = Vec::new();
        triage(&report, Style::default(), Detail::Usual, &mut out).expect("memory writes");
        let out = String::from_utf8(out).expect("text is UTF-8");
        let found = out.lines().find(|line| line.contains("--all"));
        assert_eq!(found, told);
        assert_eq!(out.contains("  P7 "), told.is_none());
    }
}

#[test]
fn one_line_of_the_engine_is_read_for_what_it_is() {
    let line = "Error 0x81f403e8: The Burn engine cannot run with an MBA under the .NET 4 CLR on Windows 7 RTM with .NET 4.5.2 (or greater) installed.";
    let cause = cause_of(line.to_owned());
    assert!(cause.advice.contains("service pack 1"), "{}", cause.advice);
}

#[test]
fn words_result_and_line_of_a_cause_are_those_of_one_error() {
    let dll =
        "[0B7C:1E08][2025-02-11T09:02:21]e000: Error 0x8007007e: WIXSTDBA: Failed to load DLL";
    let pipe = "[0B7C:1E08][2025-02-11T09:02:22]e000: Error 0x800700e8: Failed to wait for child to connect to pipe.";
    let package =
        "[2D10:04A4][2025-02-11T09:02:23]e000: Error 0x80070643: Failed to install MSI package.";
    for (lines, line, code, headline) in [
        (
            format!("{dll}\n{pipe}\n{package}"),
            3,
            0x8007_0643,
            "Failed to install MSI package",
        ),
        (
            format!("{dll}\n{pipe}"),
            2,
            0x8007_00E8,
            "Failed to wait for child",
        ),
        (dll.to_owned(), 1, 0x8007_007E, "Failed to load DLL"),
    ] {
        let cause = cause(&lines);
        assert_eq!((cause.line.get(), cause.code), (line, Some(code)));
        assert!(cause.headline.contains(headline), "{}", cause.headline);
    }
}

#[test]
fn what_is_not_there_and_what_is_only_cleaned_is_no_failure() {
    for lines in [
        "i100: Detect begin, 1 packages
         e000: Error 0x80070002: Failed to open the registry key \"Software\\Classes\\Installer\\Dependencies\\{5C}\". The dependency store is corrupt.
         e000: Error 0x80070645: Failed to get extended product info.",
        r"i301: Applying execute package: HeronMsi, action: Install, path: C:\heron.msi, arguments: ''
          i319: Applied execute package: HeronMsi, result: 0x0, restart: None
          e000: Error 0x80070006: Failed to write message type to pipe.
          e000: Error 0x80070006: Failed to write send message to pipe.
          e000: Error 0x80070006: Failed to send BURN_ELEVATION_MESSAGE_TYPE_CLEAN_PACKAGE message to per-machine process.",
        "i012: Connected to elevated engine.
         e000: Error 0x8007007e: Failed to load library with LOAD_LIBRARY_SEARCH_SYSTEM32 for: srclient.dll.",
    ] {
        let report = report(lines);
        assert_eq!(report.verdict.outcome.as_str(), "unknown");
        assert!(report.cause.is_none(), "{:?}", report.cause);
    }
    told(&[
        (
            "e000: Error 0x8007064a: Failed to get extended product info.",
            "Failed to get extended product info",
            "install the product again",
        ),
        (
            "e000: Error 0x800700e8: Failed to write message type to pipe.
             e000: Error 0x800700e8: Failed to send BURN_ELEVATION_MESSAGE_TYPE_CLEAN_PACKAGE message to per-machine process.",
            "The bundle lost its elevated process",
            "Application event log",
        ),
    ]);
}

#[test]
fn a_line_that_begins_a_package_may_be_cut_behind_what_is_done() {
    let report = report(
        "i301: Applying execute package: Heron, action: Install
         e000: Error 0x80070643: Failed to install MSI package.",
    );
    let packages = report.context.packages.iter();
    let packages: Vec<_> = packages
        .map(|package| (&package.id[..], &package.action[..]))
        .collect();
    assert_eq!(packages, [("Heron", "install")]);
}

#[test]
fn a_line_that_a_page_broke_or_set_in_bold_is_read_as_the_bundle_wrote_it() {
    for (lines, headline, advice) in [
        (
            format!(
                "{PREFIX}e054: Failed to resolve source for file:\nC:\\Users\\Wren\\AppData\\Local\\Package\n\
                 Cache\\{{5C}}\\Marsh.exe, error: 0x80070002.\n{PREFIX}e000: Error 0x80070002: Failed while caching, aborting\n\
                 execution.\n"
            ),
            r"Local\Package Cache\{5C}\Marsh.exe",
            "started from the package cache",
        ),
        (
            format!(
                "{PREFIX}e000: **The heron needs a marsh.**\n\
                 {PREFIX}e000: Error 0x81f40001: Bundle condition evaluated to false: **Marsh**\n"
            ),
            "was not met: The heron needs a marsh.",
            "It is: Marsh.",
        ),
        (
            format!(
                "**{PREFIX}e000**: Error 0x80070659: Failed to install MSI package.\n\
                 **{PREFIX}e000**: Error 0x80070659: Failed to execute MSI package.\n"
            ),
            "a policy forbids this install (0x80070659)",
            "DisableMSI",
        ),
    ] {
        let cause = cause_of(lines);
        assert!(cause.headline.contains(headline), "{}", cause.headline);
        assert!(!cause.headline.contains('*'), "{}", cause.headline);
        assert!(cause.advice.contains(advice), "{}", cause.advice);
    }
}
