//! Pieces of bundles' logs as people pass them on: what is told of them, and what is not.

use wilog::detect;
use wilog::finding::{Cause, Confidence, Report};
use wilog::text::Source;

use super::told;

/// The report on lines of a bundle that have their prefix where they do not begin with one.
fn report(lines: &str) -> Report {
    let lines = lines.lines().map(str::trim);
    let prefixed = lines.map(|line| {
        if line.starts_with('[') {
            format!("{line}\r\n")
        } else {
            format!("[1F38:20B4][2025-02-11T09:02:21]{line}\r\n")
        }
    });
    let text: String = prefixed.collect();
    detect::report(&mut Source::from_bytes(text, None), "bundle.log").expect("memory reads")
}

fn cause(lines: &str) -> Cause {
    report(lines).cause.expect("there is a cause")
}

#[test]
fn a_package_that_ended_with_1602_was_not_closed_by_somebody_before_it_began() {
    for (lines, headline, confidence) in [
        (
            "e000: Error 0x80070642: Process returned error: 0x642
             e000: Error 0x80070642: Failed to execute EXE package.",
            "A package of the bundle, which these lines do not name, ended with 1602",
            "medium",
        ),
        (
            "e000: Error 0x80070642: Failed to install MSI package.
             e000: Error 0x80070642: Failed to configure per-user MSI package.",
            "A package of the bundle, which these lines do not name, ended with 1602",
            "medium",
        ),
        (
            r"i301: Applying execute package: Heron, action: Install, path: C:\heron.exe, arguments: '/quiet'
              e000: Error 0x80070642: Process returned error: 0x642
              i319: Applied execute package: Heron, result: 0x80070642, restart: None",
            "The program of the package Heron ended with 1602",
            "medium",
        ),
        (
            "e000: Error 0x80070642: UX aborted MSI package execute progress.
             e000: Error 0x80070642: Failed to install MSI package.",
            "The bundle was cancelled while it applied its packages.",
            "high",
        ),
        (
            "i100: Detect begin, 2 packages
             i500: Shutting down, exit code: 0x642
             i007: Exit code: 0x642, restarting: No",
            "The user closed the bundle",
            "high",
        ),
        (
            "i500: Shutting down, exit code: 0x642
             i007: Exit code: 0x642, restarting: No",
            "The bundle ended with 1602, the exit code of an install that was cancelled, and these lines do not show why.",
            "medium",
        ),
    ] {
        let cause = cause(lines);
        assert!(cause.headline.starts_with(headline), "{}", cause.headline);
        assert_eq!(cause.confidence.as_str(), confidence, "{lines}");
        let is_asked = cause.advice.contains("a question that nobody could answer");
        assert_eq!(is_asked, confidence == "medium", "{}", cause.advice);
    }
}

#[test]
fn the_log_of_a_package_is_beside_that_of_the_bundle_unless_that_shows_that_there_is_none() {
    let begin = r"i301: Applying execute package: HeronMsi, action: Install, path: C:\heron.msi, arguments: ''
                  e000: Error 0x80070643: Failed to install MSI package.
                  i319: Applied execute package: HeronMsi, result: 0x80070643, restart: None";
    let planned = format!(
        "i000: Setting string variable 'WixBundleName' to value 'Heron'
         i200: Plan begin, 1 packages, action: Install
         {begin}"
    );
    told(&[
        (
            begin,
            "and this log does not say why",
            "a name that ends with _HeronMsi.log, which says why its install failed: run wilog on both",
        ),
        (
            &planned,
            "and this log does not say why",
            "Run the package alone with /l*vx! to see why its install failed.",
        ),
        (
            r"i301: Applying execute package: HeronMsi, action: Install, path: C:\heron.msi, arguments: ''
              i000: MUX:  ExecuteError: Package (HeronMsi) failed: Error Message Id: 1722 ErrorMessage: A program did not finish.
              i319: Applied execute package: HeronMsi, result: 0x80070643, restart: None",
            "failed with message 1722",
            "Run the command by hand",
        ),
    ]);
    for result in ["0x8007064c", "0x80070653"] {
        let cause = cause(&begin.replace("0x80070643", result));
        let advice = cause.advice;
        assert!(!advice.contains("log of its own"), "{advice}");
        assert!(!advice.contains("/l*vx!"), "{advice}");
    }
}

#[test]
fn a_path_that_is_too_long_for_the_log_of_a_package_is_the_cause() {
    let long = format!(r"C:\Users\Wren\{}\Marsh_000_HeronMsi.log", "a".repeat(240));
    let error = format!(
        "e000: Error 0x80070057: Failed to enable logging for package: HeronMsi to: {long}"
    );
    let begun = format!(
        r"i301: Applying execute package: HeronMsi, action: Install, path: C:\heron.msi, arguments: ''
          {error}
          e000: Error 0x80070057: Failed to execute MSI package.
          i319: Applied execute package: HeronMsi, result: 0x80070057, restart: None
          i007: Exit code: 0x57, restarting: No"
    );
    // The end of another package, whose files were called off too, stands above it.
    let below = format!(
        "e000: Error 0x80070057: Failed to configure per-machine MSI package.
         e000: Error 0x80070642: BA aborted verify of payload: plover.msi
         e314: Failed to cache payload: plover.msi from working path: C:\\Temp\\plover.msi, error: 0x80070642.
         {error}
         e000: Error 0x80070057: Failed to execute MSI package."
    );
    for (lines, line) in [(&error, 1), (&begun, 2), (&below, 4)] {
        let cause = cause(lines);
        assert_eq!(cause.line.get(), line, "{lines}");
        let headline = cause.headline;
        assert!(
            headline.contains("The package HeronMsi could not begin: ")
                && headline.contains("more than 259 characters"),
            "{headline}"
        );
        assert!(
            cause
                .advice
                .contains("a shorter path for its log with /log"),
            "{}",
            cause.advice
        );
    }
    told(&[(
        r"e000: Error 0x80070005: Failed to enable logging for package: HeronMsi to: D:\Logs\Marsh_000_HeronMsi.log",
        "since Windows Installer did not take its log (0x80070005): D:\\Logs\\Marsh_000_HeronMsi.log.",
        "Look whether the folder of that path is there",
    )]);
}

#[test]
fn a_file_that_is_not_the_one_the_bundle_was_built_with_is_named_with_where_it_came_from() {
    let mismatch = |actual: &str| {
        format!(
            "e000: Error 0x80091007: Hash mismatch for path: C:\\ProgramData\\Package Cache\\.unverified\\Heron, expected: 9A31, actual: {actual}
             e000: Error 0x80091007: Failed to verify hash of payload: Heron
             e310: Failed to verify payload: Heron at path: C:\\ProgramData\\Package Cache\\.unverified\\Heron, error: 0x80091007. Deleting file."
        )
    };
    let downloaded = "i338: Acquiring package: HeronRuntime, payload: Heron, download from: https://kits.example/heron.exe";
    let tried_again = format!(
        "{}
         e349: Application requested retry of payload: Heron, encountered error: 0x80091007. Retrying...
         {downloaded}",
        mismatch("31")
    );
    told(&[
        (
            &format!("{downloaded}\n{}", mismatch("31")),
            "The file Heron is not the one that the bundle was built with (0x80091007).",
            "another file at https://kits.example/heron.exe since the bundle was built, or a proxy or a virus scanner changes \
             what is downloaded: install Heron by hand",
        ),
        (
            &tried_again,
            "It was being tried again where the log ends.",
            "another file at https://kits.example/heron.exe",
        ),
        (
            &mismatch("DA39A3EE5E6B4B0D3255BFEF95601890AFD80709"),
            "built with, since it has no bytes (0x80091007).",
            "let nothing through",
        ),
        (
            &mismatch("31"),
            "The file Heron is not the one",
            "Get the bundle and the files beside it again",
        ),
    ]);
}

#[test]
fn a_process_that_is_gone_is_not_there_at_the_next_try() {
    let cause = cause(
        "e000: Error 0x800700e8: Failed to write message type to pipe.
         e349: Application requested retry of payload: heron.msi, encountered error: 0x800700e8. Retrying...
         e000: Error 0x800700e8: Failed to write message type to pipe.",
    );
    assert_eq!(cause.line.get(), 1);
    assert!(
        !cause.headline.contains("tried again"),
        "{}",
        cause.headline
    );
}

#[test]
fn only_what_a_program_returned_and_codes_of_installers_are_exit_codes_of_packages() {
    for (error, result, expected) in [
        (
            "Process returned error: 0x3",
            "0x80070003",
            "0x80070003, exit code 3",
        ),
        (
            "Failed to CreateProcess on path: a.exe",
            "0x80070003",
            "0x80070003",
        ),
        (
            "Failed to install MSI package.",
            "0x80070643",
            "0x80070643, exit code 1603",
        ),
    ] {
        let lines = format!(
            "i301: Applying execute package: Heron, action: Install, path: a.exe, arguments: ''
             e000: Error {result}: {error}
             i319: Applied execute package: Heron, result: {result}, restart: None"
        );
        let packages = report(&lines).context.packages;
        let results: Vec<_> = packages
            .iter()
            .map(|package| package.result.as_str())
            .collect();
        assert_eq!(results, [expected]);
    }
}

#[test]
fn one_line_of_the_engine_is_read_for_what_it_is() {
    let line = "Error 0x81f403e8: The Burn engine cannot run with an MBA under the .NET 4 CLR on Windows 7 RTM with .NET 4.5.2 (or greater) installed.";
    let report = detect::report(&mut Source::from_bytes(line.to_owned(), None), "a.log");
    let cause = report.expect("memory reads").cause;
    let cause = cause.expect("there is a cause");
    assert!(cause.advice.contains("service pack 1"), "{}", cause.advice);
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
    ] {
        let report = report(lines);
        assert_eq!(report.verdict.outcome, "unknown");
        assert!(report.cause.is_none(), "{:?}", report.cause);
    }
    told(&[
        (
            "e000: Error 0x8007064a: Failed to get extended product info.",
            "Failed to get extended product info",
            "",
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
fn exit_codes_that_are_results_of_windows_are_written_as_such() {
    let lines = |code: &str| {
        let result = format!("{code:0>8}").replacen("0000", "8007", 1);
        format!(
            "i301: Applying execute package: Heron, action: Install, path: C:\\Kits\\heron.exe, arguments: \"\"C:\\Kits\\heron.exe\" /quiet\"
             e000: Error 0x{result}: Process returned error: 0x{code}
             e000: Error 0x{result}: Failed to execute EXE package."
        )
    };
    for (code, words, number, space) in [
        ("80041234", "exit code 0x80041234", 0x8004_1234, "hresult"),
        ("ffffffff", "exit code -1", -1, "exit"),
        ("1388", "exit code 5000", 5000, "exit"),
    ] {
        let cause = cause(&lines(code));
        let expected = format!("its program heron.exe ended with {words}, whose meaning");
        assert!(cause.headline.contains(&expected), "{}", cause.headline);
        assert!(cause.advice.contains(words), "{}", cause.advice);
        assert_eq!(cause.code, Some(number));
        assert_eq!(
            cause.code_space.map(wilog::finding::CodeSpace::as_str),
            Some(space)
        );
    }
    told(&[(
        &lines("80041234").replace("heron.exe", "MicrosoftEdgeWebview2Setup.exe"),
        "MicrosoftEdgeWebview2Setup.exe ended with exit code 0x80041234",
        "MicrosoftEdgeUpdate.log",
    )]);
}

#[test]
fn programs_that_many_bundles_bring_are_known_by_where_they_write() {
    let lines = |file: &str| {
        format!(
            "i301: Applying execute package: Heron, action: Install, path: C:\\{file}, arguments: '/quiet'
             e000: Error 0x80070643: Process returned error: 0x643
             i319: Applied execute package: Heron, result: 0x80070643, restart: None"
        )
    };
    told(&[
        (
            &lines("NDP48-x86-x64-AllOS-ENU.exe"),
            "The package Heron failed: the install failed",
            "in files that begin with Microsoft .NET Framework",
        ),
        (
            &lines("VC_redist.x64.exe"),
            "The package Heron failed: the install failed",
            "in files that begin with dd_vcredist",
        ),
    ]);
    let advice = cause(&lines("heron.exe")).advice;
    assert!(!advice.contains("%TEMP%"), "{advice}");
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
fn a_package_is_named_by_the_line_that_tries_it_again() {
    let failed = "e000: Error 0x80070652: Failed to install MSI package.
                  w348: Application requested retry of package: HeronMsi, encountered error: 0x80070652. Retrying...";
    told(&[(
        &format!("{failed}\n{failed}\ne000: Error 0x80070652: Failed to install MSI package."),
        "The package HeronMsi failed: another installation is running",
        "Wait for the other install to end",
    )]);
    let went_well =
        format!("{failed}\ni319: Applied execute package: HeronMsi, result: 0x0, restart: None");
    assert!(report(&went_well).cause.is_none());
    let begun = format!(
        "i301: Applying execute package: HeronMsi, action: Install, path: a.msi, arguments: ''\n{failed}"
    );
    let ended = format!("{begun}\ni007: Exit code: 0x652, restarting: No");
    told(&[(
        &ended,
        "The package HeronMsi failed: another installation is running",
        "Wait",
    )]);
    let otherwise = format!("{begun}\ni007: Exit code: 0x2, restarting: No");
    let headline = cause(&otherwise).headline;
    assert!(!headline.contains("HeronMsi"), "{headline}");
}

#[test]
fn the_last_try_of_a_package_is_known_by_its_errors_alone() {
    let failed = "e000: Error 0x80070652: Failed to install MSI package.
                  e000: Error 0x80070652: Failed to configure per-user MSI package.";
    let again = "w348: Application requested retry of package: HeronMsi, encountered error: 0x80070652. Retrying...";
    let lines = format!(
        "{failed}\n{again}\n{failed}\n{again}\n{failed}
         e000: Error 0x80070652: Failed to uninstall MSI package."
    );
    let cause = cause(&lines);
    assert_eq!(cause.line.get(), 7);
    assert_eq!(cause.evidence.last().map(|last| last.line.get()), Some(8));
    let headline = "The package HeronMsi failed: another installation is running (0x80070652, exit code 1618). The bundle had \
                    tried it 2 times before.";
    assert_eq!(cause.headline, headline);
    let packages = report(&lines).context.packages;
    let results = packages.iter().map(|package| package.result.as_str());
    assert_eq!(
        results.collect::<Vec<_>>(),
        [
            "0x80070652, exit code 1618, tried again",
            "0x80070652, exit code 1618, tried again",
            "0x80070652, exit code 1618, the end is missing",
        ]
    );
    // Errors of something else show no next try.
    told(&[(
        &format!("{failed}\n{again}\ne000: Error 0x80070002: Failed to open the registry."),
        "It was being tried again where the log ends.",
        "Wait",
    )]);
    // With the end of the bundle nothing is tried again.
    let ended = format!("i007: Exit code: 0x652, restarting: No\n{failed}\n{again}");
    let headline = report(&ended).verdict.headline;
    assert!(!headline.contains("tried again"), "{headline}");
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
            "i319: Applied rollback package: Heron, result: 0x0, restart: None".to_owned(),
            "It was being rolled back at line 1, so it failed or was cancelled",
        ),
    ] {
        let verdict = report(&lines).verdict;
        assert_eq!(verdict.outcome, "unknown");
        assert!(verdict.headline.contains(words), "{}", verdict.headline);
    }
}

#[test]
fn what_winget_says_of_the_result_is_the_end_of_a_bundle_that_lacks_its_own() {
    let told = |number: &str| {
        format!("2025-02-11 09:02:21.104 [CLI ] ShellExecute installer failed: {number}\r\n")
    };
    let prefix = "[1F38:20B4][2025-02-11T09:02:21]";
    let errors = format!(
        "{prefix}e000: Error 0x80070661: Failed to install MSI package.\r\n\
         {prefix}w350: Applied non-vital package: HeronDocs, encountered error: 0x80070661. Continuing...\r\n\
         {prefix}e000: Error 0x80070661: Failed to install MSI package.\r\n"
    );
    let own_end = format!("{prefix}i007: Exit code: 0x652, restarting: No\r\n");
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
        let report = detect::report(&mut Source::from_bytes(text.clone(), None), "bundle.log");
        let report = report.expect("memory reads");
        let verdict = (report.verdict.outcome, report.verdict.exit_code);
        assert_eq!(verdict, (outcome, code), "{text}");
        let cause = report.cause.expect("there is a cause");
        if line.is_some() {
            assert_eq!(Some(cause.line.get()), line, "{text}");
        }
    }
    let begin = format!(
        "{prefix}i001: Burn v3.14.1.8722, Windows v10.0 (Build 22631: Service Pack 0), path: C:\\Marsh.exe\r\n"
    );
    let text = format!("Installer failed with exit code: 2147944002\r\n\r\n{begin}");
    let report = detect::report(&mut Source::from_bytes(text, None), "bundle.log");
    let cause = report.expect("memory reads").cause;
    let cause = cause.expect("there is a cause");
    assert!(
        cause.headline.contains("these lines do not show why"),
        "{}",
        cause.headline
    );
    assert_eq!(cause.confidence, Confidence::Medium);
    let text = format!("Installer failed with exit code: 2147942526\r\n\r\n{begin}");
    let report = detect::report(&mut Source::from_bytes(text, None), "bundle.log");
    let report = report.expect("memory reads");
    assert_eq!(report.verdict.outcome, "failed");
    assert!(
        report.verdict.headline.contains("a DLL was not found"),
        "{}",
        report.verdict.headline
    );
}

#[test]
fn what_the_engine_passes_over_and_what_a_rollback_meets_is_no_cause() {
    for lines in [
        "i420: Resuming automatic updates.
         e000: Error 0x800401f0: Failed to create instance of Microsoft.Update.AutoUpdate.
         e000: Error 0x800401f0: Failed to get the Automatic Updates service.
         e000: Error 0x800401f0: Failed to resume automatic updates after pausing them, continuing...",
        r"i301: Applying rollback package: Heron, action: Uninstall, path: C:\heron.exe, arguments: ''
          e000: Error 0x80070003: Failed to CreateProcess on path: C:\heron.exe
          i319: Applied rollback package: Heron, result: 0x80070003, restart: None
          e000: Error 0x80070003: Failed to execute EXE package.",
    ] {
        let cause = report(lines).cause;
        assert!(cause.is_none(), "{cause:?}");
    }
    told(&[(
        "e000: Error 0x80070002: Failed to open the registry.
         e000: Error 0x800401f0: Failed to resume automatic updates after pausing them, continuing...",
        "The last error of the bundle was: Failed to open the registry",
        "",
    )]);
}

#[test]
fn a_package_that_is_an_update_or_a_framework_is_known_by_what_it_says() {
    let update = r"i301: Applying execute package: HeronKb, action: Install, path: C:\heron-kb7.msu, arguments: '/quiet'";
    told(&[
        (
            &format!(
                "{update}
                 e000: Error 0x80070005: Failed to open WU service.
                 e000: Error 0x80070005: Failed to ensure WU service was enabled to install MSU package.
                 i319: Applied execute package: HeronKb, result: 0x80070005, restart: None"
            ),
            "The bundle could not use the service Windows Update while it applied the package HeronKb (0x80070005).",
            "sc.exe start wuauserv",
        ),
        (
            &format!("{update}\ne000: Error 0x800f0922: Failed to execute MSU package."),
            "The package HeronKb failed",
            r"C:\Windows\Logs\CBS\CBS.log",
        ),
        (
            r#"i301: Applying execute package: HeronNet, action: Install, path: C:\Kits\NDP48-x86-x64-AllOS-ENU.exe, arguments: '"C:\Kits\NDP48-x86-x64-AllOS-ENU.exe" /q /log "C:\Temp\Marsh_000_HeronNet.log.html"'
              e000: Error 0x800713ec: Process returned error: 0x13ec"#,
            "ended with exit code 5100: this machine does not meet its requirements.",
            r"a newer one is installed already, and whether this Windows takes this version or lacks an update for it. Its log says which: C:\Temp\Marsh_000_HeronNet.log.html",
        ),
        (
            "e000: Error 0x8007007e: WIXSTDBA: LoadBAFunctions() - Failed to load DLL C:\\Temp\\heron.dll",
            "A DLL of the bundle's own program could not be loaded",
            "Visual C++ Redistributable",
        ),
        (
            r"e000: Error 0x80070057: Failed to enable logging for package: Heron to: C:\Temp\Marsh_000_Heron_rollback.log
              e000: Error 0x80070057: Failed to enable logging for package: Plover to: C:\Temp\Marsh_001_Plover.log",
            "The package Plover could not begin",
            "Look whether the folder of that path is there",
        ),
        (
            r"e000: Error 0x80070057: Failed to enable logging for package: Heron to: C:\Temp\Marsh_000_Heron_rollback.log",
            "The package Heron could not be taken back",
            "Look whether the package was left behind",
        ),
    ]);
}

#[test]
fn the_part_of_a_packages_own_log_says_why_where_the_bundle_does_not() {
    let part = "[1F38:20B4][2025-02-11T09:02:21]e000: Error 0x80070643: Failed to install MSI package.\r\n\r\n\
                The log of the package says:\r\n\r\n\
                CustomAction CheckMarsh returned actual error code 1603\r\n\
                Action ended 09:02:20: CheckMarsh. Return value 3.\r\n";
    for (part, line, headline) in [
        (part.to_owned(), 5, "CheckMarsh"),
        (
            part.replace("643", "652"),
            1,
            "another installation is running",
        ),
    ] {
        let report = detect::report(&mut Source::from_bytes(part, None), "bundle.log");
        let cause = report.expect("memory reads").cause;
        let cause = cause.expect("there is a cause");
        assert!(cause.headline.contains(headline), "{}", cause.headline);
        assert_eq!(cause.line.get(), line, "{}", cause.headline);
        assert_eq!(
            cause.evidence.first().map(|first| first.line.get()),
            Some(1)
        );
    }
}

#[test]
fn a_package_is_what_its_errors_call_it_where_its_file_is_not_told() {
    let lines = |kind: &str| {
        format!(
            "i301: Applying execute package: Heron, action: Install, path: C:\\Package Cache
             e000: Error 0x80070643: Failed to execute {kind} package.
             i319: Applied execute package: Heron, result: 0x80070643, restart: None"
        )
    };
    told(&[
        (
            &lines("MSI"),
            "The package Heron failed",
            "ends with _Heron.log",
        ),
        (&lines("MSU"), "The package Heron failed", "CBS.log"),
        (
            &lines("EXE"),
            "The package Heron failed",
            "Read the log that the program writes",
        ),
    ]);
}

#[test]
fn a_plan_behind_the_end_of_applying_is_a_new_try() {
    let tried = "i300: Apply begin
                 i399: Apply complete, result: 0x80070002, restart: None, ba requested restart:  No";
    let again = format!("{tried}\ni200: Plan begin, 9 packages, action: Install");
    let ended = format!("{again}\ni007: Exit code: 0x0, restarting: No");
    for (lines, outcome) in [(tried, "failed"), (&again, "unknown"), (&ended, "success")] {
        assert_eq!(report(lines).verdict.outcome, outcome, "{lines}");
    }
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
    let prefix = "[1F38:20B4][2025-02-11T09:02:21]";
    for (lines, headline, advice) in [
        (
            format!(
                "{prefix}e054: Failed to resolve source for file:\nC:\\Users\\Wren\\AppData\\Local\\Package\n\
                 Cache\\{{5C}}\\Marsh.exe, error: 0x80070002.\n{prefix}e000: Error 0x80070002: Failed while caching, aborting\n\
                 execution.\n"
            ),
            r"Local\Package Cache\{5C}\Marsh.exe",
            "started from the package cache",
        ),
        (
            format!(
                "{prefix}e000: **The heron needs a marsh.**\n\
                 {prefix}e000: Error 0x81f40001: Bundle condition evaluated to false: **Marsh**\n"
            ),
            "was not met: The heron needs a marsh.",
            "It is: Marsh.",
        ),
    ] {
        let report = detect::report(&mut Source::from_bytes(lines, None), "bundle.log");
        let cause = report.expect("memory reads").cause;
        let cause = cause.expect("there is a cause");
        assert!(cause.headline.contains(headline), "{}", cause.headline);
        assert!(!cause.headline.contains('*'), "{}", cause.headline);
        assert!(cause.advice.contains(advice), "{}", cause.advice);
    }
}

#[test]
fn advice_on_files_fits_their_places_and_results() {
    told(&[
        (
            r"e054: Failed to resolve source for file: C:\Users\Wren\AppData\Local\Package Cache\{5C}\Marsh.exe, error: 0x80070002.",
            "Failed to resolve source for file",
            "started from the package cache, and its packages are not there any more",
        ),
        (
            r"e312: Failed to extract payloads from container: WixAttachedContainer to working path: C:\Temp\9A, error: 0x80070001.
              i399: Apply complete, result: 0x80070001, restart: None, ba requested restart:  No",
            "Failed to extract payloads",
            "its publisher signed it without taking the engine out first",
        ),
        (
            r"e000: Error 0x80070070: Failed attempt to copy payload from: 'D:\Kits\heron.cab' to: C:\Temp\{5C}\heron.
              e000: Error 0x80070070: Failed to copy payload: heron",
            "Failed attempt to copy payload",
            "into which the bundle copies its files first",
        ),
        (
            r"e000: Error 0x80070020: Failed to move C:\Temp\{5C}\heron.msi to C:\ProgramData\Package Cache\.unverified\heron.msi",
            "Failed to move",
            "let the scanner spare the bundle and the package cache",
        ),
        (
            r"e000: Error 0x80070005: Failed to secure cache directory: E:\Wide\Package Cache\
              e337: Failed to prepare package: HeronMsi, error: 0x80070005",
            "The bundle could not put its package HeronMsi into the package cache: Failed to secure",
            r"The folder of the package cache is E:\Wide\Package Cache for a bundle of the machine",
        ),
        (
            r"e000: Error 0x80070005: Failed to create cache directory: C:\Users\Wren\AppData\Local\Package Cache\
              e000: Error 0x80070005: Failed to cache payload: heron",
            "Failed to create cache directory",
            r"is C:\Users\Wren\AppData\Local\Package Cache for this user",
        ),
        (
            "e000: Error 0x80070005: Failed to load manifest as XML document.
             e000: Error 0x80070005: Failed to initialize core.",
            "Failed to load manifest",
            "regsvr32 msxml3.dll",
        ),
        (
            "e000: Error 0x80070005: Failed create working folder.",
            "Failed create working folder",
            "The bundle could not make the folder that it unpacks its files into",
        ),
        (
            "e000: Error 0x80070005: Failed create",
            "Failed create",
            "The error does not name what the bundle was refused",
        ),
        (
            r"i000: Setting string variable 'WixBundleLog' to value 'C:\Temp\Marsh_20250211.cleanroom.log'
              e000: Error 0x80070005: Failed create",
            "Failed create",
            "The bundle could not make the folder that it unpacks its files into",
        ),
        (
            r"e000: Error 0x80070005: Failed to open E:\Marsh\heron.msi",
            "Failed to open",
            "The error names what the bundle was refused",
        ),
        (
            r"i338: Acquiring package: Heron, payload: Heron, download from: https://kits.example/heron.exe
              e000: Error 0x80070490: Failed to find expected public key in certificate chain.
              e000: Error 0x80070490: Failed to verify signature of payload: Heron",
            "The file Heron is signed with another key than the bundle was built with (0x80070490).",
            "file at https://kits.example/heron.exe signed it anew after the bundle was built, which trusts the old key alone: \
             install Heron by hand",
        ),
        (
            "e000: Error 0x800700e5: Failed to wait for child to connect to pipe.
             e000: Error 0x800700e5: Failed to connect to elevated parent process.",
            "The two processes of the bundle, one of them elevated, did not connect",
            "start the setup itself from an elevated prompt",
        ),
    ]);
}

#[test]
fn what_the_program_of_a_bundle_wrote_down_of_a_package_is_the_cause_where_its_other_lines_are_missing()
 {
    told(&[
        (
            "i000: MUX:  P5 - HeronMsi
             i000: MUX:  P7 - 0x80070643
             i000: MUX:  P8 - The plover needs a nest.
             i399: Apply complete, result: 0x80070643, restart: None, ba requested restart:  No",
            "The package HeronMsi failed: The plover needs a nest.",
            "put right what it names, then start the bundle again. More may stand in the log of the package",
        ),
        (
            "i000: MUX:  ExecuteError: Package (HeronMsi) failed: Error Message Id: 1722 ErrorMessage: A program did not finish.",
            "The package HeronMsi failed with message 1722: A program did not finish.",
            "Run the command by hand",
        ),
    ]);
    for lines in [
        "i000: MUX:  P5 - HeronMsi
         i000: MUX:  P8 - ",
        "i000: MUX:  ExecuteError: Package (HeronMsi) failed: Error Message Id: 0 ErrorMessage: It is shy.
         i319: Applied execute package: HeronMsi, result: 0x0, restart: None",
        "i000: MUX:  ExecuteError: Package (HeronMsi) failed: Error Message Id: 0 ErrorMessage: It is shy.
         i399: Apply complete, result: 0x0, restart: None, ba requested restart:  No",
    ] {
        let cause = report(lines).cause;
        assert!(cause.is_none(), "{cause:?}");
    }
}

#[test]
fn the_end_of_applying_counts_without_its_last_words() {
    let lines = "e000: Error 0x80070643: Failed to install MSI package.
                 i399: Apply complete, result: 0x80070643";
    let verdict = report(lines).verdict;
    assert_eq!((verdict.outcome, verdict.exit_code), ("failed", Some(1603)));
}

#[test]
fn a_rollback_that_failed_is_told_where_its_end_is_missing() {
    let lines = r"i301: Applying rollback package: Plover, action: Uninstall, path: C:\plover.exe, arguments: ''
                  e000: Error 0x80070003: Failed to CreateProcess on path: C:\plover.exe";
    let findings = report(lines).findings;
    let headlines: Vec<_> = findings.iter().map(|finding| &finding.headline).collect();
    let expected = "failed for the package Plover, which is still installed";
    assert!(
        headlines.iter().any(|text| text.contains(expected)),
        "{headlines:?}"
    );
}

#[test]
fn a_bundle_that_goes_on_after_a_restart_in_the_same_log_needs_that_one_no_more() {
    let begin =
        r"i001: Burn v3.14.1.8722, Windows v10.0 (Build 22631: Service Pack 0), path: C:\Marsh.exe";
    let first = r"i301: Applying execute package: Heron, action: Install, path: C:\heron.exe, arguments: ''
                  i319: Applied execute package: Heron, result: 0x0, restart: Initiated";
    let end = "i399: Apply complete, result: 0x0, restart: Initiated, ba requested restart:  No
               i007: Exit code: 0x669, restarting: Yes";
    let append = r"i009: Command Line: '/quiet /burn.log.append C:\Temp\Marsh.log'";
    let second = r"i301: Applying execute package: Plover, action: Install, path: C:\plover.msi, arguments: ''
                   i319: Applied execute package: Plover, result: 0x0, restart: None
                   i399: Apply complete, result: 0x0, restart: None, ba requested restart:  No
                   i007: Exit code: 0x0, restarting: No";
    for (lines, outcome) in [
        (
            format!("{begin}\n{first}\n{end}"),
            "success-reboot-required",
        ),
        (
            format!("{begin}\n{first}\n{end}\n{begin}\n{append}\n{second}"),
            "success",
        ),
        (
            format!("{begin}\n{first}\n{end}\n{begin}\n{append}"),
            "unknown",
        ),
        (format!("{first}\n{append}\n{second}"), "success"),
        (format!("{begin}\n{second}\n{begin}"), "success"),
    ] {
        let verdict = report(&lines).verdict;
        assert_eq!(verdict.outcome, outcome, "{lines}");
        assert!(
            !verdict.headline.contains("begun at line"),
            "{}",
            verdict.headline
        );
    }
}

#[test]
fn what_follows_a_transaction_that_was_rolled_back_is_not_undone_with_it() {
    let report = report(
        r"i384: Starting a new MSI transaction, id: HeronBoundary
          i301: Applying execute package: HeronDocs, action: Install, path: C:\docs.msi, arguments: ''
          i319: Applied execute package: HeronDocs, result: 0x0, restart: None
          w386: Rolling back MSI transaction, id: HeronBoundary
          i301: Applying execute package: HeronTools, action: Install, path: C:\tools.msi, arguments: ''
          i319: Applied execute package: HeronTools, result: 0x0, restart: None",
    );
    let packages = report.context.packages.iter();
    let undone: Vec<_> = packages
        .map(|package| (&package.id[..], package.undone))
        .collect();
    assert_eq!(undone, [("HeronDocs", true), ("HeronTools", false)]);
}

#[test]
fn a_line_of_an_end_that_a_mail_has_broken_is_read() {
    const PREFIX: &str = "> [1F38:20B4][2025-02-11T09:02:21]";
    for end in [
        "i399: Apply complete, result: 0x80070643,\r\n> restart: None, ba requested restart:  No\r\n",
        "i007: Exit code: 0x643,\r\n> restarting: No\r\n",
    ] {
        let text = format!(
            "{PREFIX}i319: Applied execute package: Heron, result: 0x80070643,\r\n> restart: None\r\n{PREFIX}{end}"
        );
        let report = detect::report(&mut Source::from_bytes(text, None), "bundle.log");
        let report = report.expect("memory reads");
        assert_eq!(report.verdict.exit_code, Some(1603), "{end}");
        let cause = report.cause.expect("there is a cause");
        assert_eq!(cause.action.as_deref(), Some("Heron"), "{end}");
    }
}

#[test]
fn a_try_behind_one_that_failed_has_a_cause_of_its_own() {
    const FIRST: &str = r"i200: Plan begin, 2 packages, action: Install
        i301: Applying execute package: Heron, action: Install, path: C:\heron.msi, arguments: ''
        e000: Error 0x80070643: Failed to install MSI package.
        i319: Applied execute package: Heron, result: 0x80070643, restart: None
        i399: Apply complete, result: 0x80070643, restart: None
        i200: Plan begin, 2 packages, action: Install";
    let second = format!(
        "{FIRST}
         i301: Applying execute package: Heron, action: Install, path: C:\\heron.msi, arguments: ''
         i319: Applied execute package: Heron, result: 0x0, restart: None
         i301: Applying execute package: Marsh, action: Install, path: C:\\marsh.msi, arguments: ''
         i319: Applied execute package: Marsh, result: 0x80070652, restart: None
         i399: Apply complete, result: 0x80070652, restart: None"
    );
    // The bundle's own program may plan to take back what it had done.
    let back = format!(
        "{FIRST}
         i399: Apply complete, result: 0x0, restart: None
         i007: Exit code: 0x643, restarting: No"
    );
    // That may fail too, and then the exit code tells which of the two failures it is of.
    let clean_up = format!(
        "{}Uninstall
         i301: Applying execute package: Marsh, action: Uninstall, path: C:\\marsh.msi, arguments: ''
         i319: Applied execute package: Marsh, result: 0x80070652, restart: None
         i399: Apply complete, result: 0x80070652, restart: None",
        FIRST.trim_end_matches("Install")
    );
    let ended = |code: &str| format!("{clean_up}\ni007: Exit code: {code}, restarting: No");
    let (of_first, of_clean_up) = (ended("0x643"), ended("0x652"));
    for (lines, package) in [
        (second, "Marsh"),
        (back, "Heron"),
        (clean_up.clone(), "Heron"),
        (of_first, "Heron"),
        (of_clean_up, "Marsh"),
    ] {
        assert_eq!(cause(&lines).action.as_deref(), Some(package), "{lines}");
    }
}

#[test]
fn a_package_whose_beginning_is_missing_has_no_line_with_its_arguments() {
    const END: &str = "e000: Error 0x80070005: Process returned error: 0x5
        i319: Applied execute package: Heron, result: 0x80070005, restart: None";
    let begun = format!(
        "i301: Applying execute package: Heron, action: Install, path: (null), arguments: '/quiet'\n{END}"
    );
    for (lines, advice) in [
        (END, "or run it alone to see what it says."),
        (
            &begun,
            "or run it alone with the arguments of line 1 to see",
        ),
    ] {
        let cause = cause(lines);
        assert!(cause.advice.contains(advice), "{}", cause.advice);
    }
}

#[test]
fn what_an_earlier_try_took_back_is_not_told_of_the_one_behind_it() {
    let tried = "i319: Applied rollback package: Heron, result: 0x0, restart: None
                 i399: Apply complete, result: 0x80070643, restart: None, ba requested restart:  No";
    let again = r"i300: Apply begin
                  i301: Applying execute package: Plover, action: Install, path: C:\plover.exe, arguments: ''";
    let planned = format!("{tried}\ni200: Plan begin, 1 packages, action: Install\n{again}");
    let taken_back = format!("i200: Plan begin, 1 packages, action: Install\n{again}\n{tried}");
    for (lines, is_told) in [(&planned, false), (&taken_back, true)] {
        let said = format!("{:?}", report(lines));
        assert_eq!(
            said.contains("rolled back at line"),
            is_told,
            "{lines}\n{said}"
        );
    }
}
