//! Ends of bundles' logs: what an end alone tells, and a log that lacks its own.

use wilog::finding::Confidence;

use super::{PREFIX, cause, cause_of, read, report, told};

#[test]
fn the_end_of_a_bundle_alone_tells_where_the_cause_stands() {
    told(&[
        (
            "i399: Apply complete, result: 0x80070643, restart: None, ba requested restart:  No",
            "The bundle failed, and this log does not say why (0x80070643, exit code 1603).",
            "The package has a log of its own",
        ),
        (
            "e000: Error 0x80070652: Failed to install MSI package.",
            "The last error of the bundle was: Failed to install MSI package: another installation is running (0x80070652).",
            "Wait for the other install to end",
        ),
        (
            "e000: Error 0x80070002: Failed to send request to URL: https://kits.marsh.example/heron.msi",
            "Failed to send request to URL",
            "The server answered that it has no such file",
        ),
        (
            "e000: Error 0x80070490: Failed to find expected public key in certificate chain.
             e310: Failed to verify payload: HeronMsi at path: C:\\heron.msi, error: 0x80070490. Deleting file.",
            "The file HeronMsi is signed with another key than the bundle was built with (0x80070490).",
            "install HeronMsi by hand",
        ),
        (
            "e000: Error 0x8007015e: Failed to execute MSU package.",
            "Failed to execute MSU package",
            "restart the machine",
        ),
        (
            "i301: Applying execute package: HeronMsu, action: Install, path: C:\\heron.msu, arguments: ''
             e000: Error 0x80240017: Failed to execute MSU package.",
            "The package HeronMsu failed",
            "does not apply to this Windows",
        ),
    ]);
}

#[test]
fn a_log_without_its_end_says_how_far_it_came() {
    let begin = r"i301: Applying execute package: Heron, action: Install, path: C:\heron.exe, arguments: ''";
    let end =
        |restart| format!("i319: Applied execute package: Heron, result: 0x0, restart: {restart}");
    for (lines, words) in [
        (
            begin.to_owned(),
            "the last package is Heron, begun at line 1.",
        ),
        (
            format!("{begin}\n{}", end("None")),
            "the last package that it shows, Heron, went well at line 2.",
        ),
        (
            format!("{begin}\n{}", end("Initiated")),
            "went well at line 2 and asked for a restart, behind which the bundle goes on.",
        ),
        (
            format!("{begin}\n{}", end("Required")),
            "went well at line 2 and needs a restart when the bundle has ended.",
        ),
        // `None`, cut off.
        (
            format!("{begin}\n{}", end("N")),
            "the last package that it shows, Heron, went well at line 2.",
        ),
        (
            "i319: Applied rollback package: Gates, result: 0x0, restart: None\ni200: Plan begin, 1 packages, action: Install"
                .to_owned(),
            "ends before its result.",
        ),
        (
            end("Required"),
            "ends before its result. The machine must be restarted. The package Heron asked for it.",
        ),
        (
            "i319: Applied rollback package: Heron, result: 0x0, restart: None".to_owned(),
            "It was being rolled back at line 1, so it failed or was cancelled",
        ),
    ] {
        let verdict = report(&lines).verdict;
        assert_eq!(verdict.outcome.as_str(), "unknown");
        assert!(verdict.headline.contains(words), "{}", verdict.headline);
    }
}

#[test]
fn what_winget_says_of_the_result_is_the_end_of_a_bundle_that_lacks_its_own() {
    let told = |number: &str| {
        format!("2025-02-11 09:02:21.104 [CLI ] ShellExecute installer failed: {number}\r\n")
    };
    let errors = format!(
        "{PREFIX}e000: Error 0x80070661: Failed to install MSI package.\r\n\
         {PREFIX}w350: Applied non-vital package: HeronDocs, encountered error: 0x80070661. Continuing...\r\n\
         {PREFIX}e000: Error 0x80070661: Failed to install MSI package.\r\n"
    );
    let own_end = format!("{PREFIX}i007: Exit code: 0x652, restarting: No\r\n");
    for (text, outcome, code, line) in [
        (told("1633") + &errors, "failed", Some(1633), Some(4)),
        (told("2147944033") + &errors, "failed", Some(1633), Some(4)),
        (
            told("1633") + &errors + &own_end,
            "blocked",
            Some(1618),
            None,
        ),
        // A success, a result of winget's own, and two that differ say nothing.
        (told("3010") + &errors, "unknown", None, Some(4)),
        (told("2316632070") + &errors, "unknown", None, Some(4)),
        (
            told("1633") + &told("1603") + &errors,
            "unknown",
            None,
            Some(5),
        ),
    ] {
        let report = read(text.clone());
        let verdict = (report.verdict.outcome.as_str(), report.verdict.exit_code);
        assert_eq!(verdict, (outcome, code), "{text}");
        let cause = report.cause.expect("there is a cause");
        if line.is_some() {
            assert_eq!(Some(cause.line.get()), line, "{text}");
        }
    }
    let begin = format!(
        "{PREFIX}i001: Burn v3.14.1.8722, Windows v10.0 (Build 22631: Service Pack 0), path: C:\\Marsh.exe\r\n"
    );
    let text = format!("Installer failed with exit code: 2147944002\r\n\r\n{begin}");
    let cause = cause_of(text);
    assert!(
        cause.headline.contains("these lines do not show why"),
        "{}",
        cause.headline
    );
    assert_eq!(cause.confidence, Confidence::Medium);
    let text = format!("Installer failed with exit code: 2147942526\r\n\r\n{begin}");
    let report = read(text);
    assert_eq!(report.verdict.outcome.as_str(), "failed");
    assert!(
        report.verdict.headline.contains("a DLL was not found"),
        "{}",
        report.verdict.headline
    );
}

#[test]
fn an_engine_that_gives_up_has_ended() {
    let given_up = "e000: Error 0x80070490: Failed to create UX.
                    e000: Error 0x80070490: Failed to load UX.";
    let last = "\n e000: Error 0x80070490: Failed while running ";
    let whole = "\n i007: Exit code: 0x652, restarting: No";
    for (lines, outcome, code) in [
        (given_up.to_owned(), "failed", Some(1168)),
        (format!("{given_up}{last}"), "failed", Some(1168)),
        (last.trim_start().to_owned(), "failed", Some(1168)),
        (format!("{given_up}{last}{whole}"), "blocked", Some(1618)),
        (
            "e000: Error 0x80070490: Failed to create UX.".to_owned(),
            "unknown",
            None,
        ),
        (last.trim_start().replace("0490", "0BC2"), "unknown", None),
        (
            format!("{given_up}\n i100: Detect begin, 1 packages"),
            "unknown",
            None,
        ),
    ] {
        let verdict = report(&lines).verdict;
        assert_eq!(
            (verdict.outcome.as_str(), verdict.exit_code),
            (outcome, code),
            "{lines}"
        );
    }
}

#[test]
fn an_error_that_says_it_is_none_is_no_cause() {
    let lines = "e000: HeronApp: Nothing to take away from the gate. This is not an error. Gate: North, 0x80070490
                 e000: HeronApp: Nothing to take away from the gate. This is not an error. Gate: South, 0x80070490";
    let report = report(lines);
    assert_eq!(report.verdict.outcome.as_str(), "unknown");
    assert!(report.cause.is_none(), "{:#?}", report.cause);
    let code = "2025-02-11 09:02:21.104 [CLI ] ShellExecute installer failed: 2317879826";
    let cause_of_code = cause_of(format!("{code}\r\n{PREFIX}i000: The gate is there.\r\n"));
    assert_eq!(
        cause_of_code.headline,
        "The bundle failed, and this log does not say why (0x8A280A12)."
    );
    assert!(
        cause_of_code.advice.contains("Read the whole log"),
        "{}",
        cause_of_code.advice
    );
    let told = format!("{lines}\ne000: Error 0x80070005: Failed to open the gate.");
    assert!(cause(&told).headline.contains("Failed to open the gate"));
    let above = format!("e000: Error 0x80070490: Failed to open the gate.\n{lines}");
    assert!(cause(&above).headline.contains("Failed to open the gate"));
}

#[test]
fn the_end_of_applying_counts_without_its_last_words() {
    let lines = "e000: Error 0x80070643: Failed to install MSI package.
                 i399: Apply complete, result: 0x80070643";
    let verdict = report(lines).verdict;
    assert_eq!(
        (verdict.outcome.as_str(), verdict.exit_code),
        ("failed", Some(1603))
    );
}

#[test]
fn a_line_of_an_end_that_a_mail_has_broken_is_read() {
    for end in [
        "i399: Apply complete, result: 0x80070643,\r\n> restart: None, ba requested restart:  No\r\n",
        "i007: Exit code: 0x643,\r\n> restarting: No\r\n",
    ] {
        let text = format!(
            "> {PREFIX}i319: Applied execute package: Heron, result: 0x80070643,\r\n> restart: None\r\n> {PREFIX}{end}"
        );
        let report = read(text);
        assert_eq!(report.verdict.exit_code, Some(1603), "{end}");
        let cause = report.cause.expect("there is a cause");
        assert_eq!(cause.action.as_deref(), Some("Heron"), "{end}");
    }
}
