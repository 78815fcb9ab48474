//! Packages of a bundle: what they are, what they end with, and where they tell why.

use super::{cause, cause_of, report, told};

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
        let cause = cause_of(log.as_str());
        assert!(cause.headline.contains(headline), "{}", cause.headline);
        assert_eq!(cause.line.get(), line, "{log}");
    }
}

#[test]
fn the_file_of_a_package_is_named_where_a_page_has_broken_its_path() {
    let log = "[1F38:20B4][2025-02-11T09:02:21]i301: Applying execute package: HeronUpdate, action: Install, path: C:\\ProgramData\\Package Cache\r\n\r\n\
               \\54AB\\Windows6.1-KB4000001-x64.msu, arguments: '\"C:\\Windows\\SysNative\\wusa.exe\" /quiet'\r\n\
               [1F38:20B4][2025-02-11T09:02:31]e000: Error 0x80240017: Failed to execute MSU package.\r\n";
    let cause = cause_of(log);
    assert!(
        cause
            .advice
            .contains("The update Windows6.1-KB4000001-x64.msu does not apply"),
        "{}",
        cause.advice
    );
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
            "which says why its install failed: run wilog on both",
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
fn a_package_that_finds_another_version_stops_the_bundle_and_one_without_a_log_needs_a_place_for_it()
 {
    told(&[
        (
            "e000: Error 0x80070666: Process returned error: 0x666
             e000: Error 0x80070666: Failed to execute EXE package.",
            "Process returned error: 0x666",
            "did not install the rest",
        ),
        (
            r"i301: Applying execute package: HeronMsi, action: Install, path: C:\heron.msi, arguments: ''
              e000: Error 0x80070656: Failed to install MSI package.
              i319: Applied execute package: HeronMsi, result: 0x80070656, restart: None",
            "the log file could not be opened",
            "another and a shorter path with /log",
        ),
    ]);
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
        let cause = cause_of(part);
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
fn what_stands_in_the_way_is_told_by_the_program_of_a_bundle() {
    told(&[
        (
            "i052: Condition 'MarshPending = 1' evaluates to true.
             i000: MUX:  Stop Block: NeedsRestart : The marsh needs a restart before setup can continue.",
            "The bundle did not begin: The marsh needs a restart before setup can continue.",
            "Do what the text asks for",
        ),
        (
            "i000: MUX:  Stop Block: OldWindows : The marsh needs a !$!https://marsh.example/a?b=1!,!newer Windows!@! or !$!https://marsh.example/c!,!another reed!@!.
             i500: Shutting down, exit code: 0x80044000
             i007: Exit code: 0x80044000, restarting: No",
            "The bundle did not begin: The marsh needs a newer Windows or another reed.",
            "then start the bundle again",
        ),
        (
            // Who reads of a block closes the window.
            "i000: MUX:  Stop Block: NeedsRestart : The marsh needs a restart.
             i500: Shutting down, exit code: 0x642
             i007: Exit code: 0x642, restarting: No",
            "The bundle did not begin: The marsh needs a restart.",
            "then start the bundle again",
        ),
        (
            // A block that was passed over is no cause.
            "i000: MUX:  Stop Block: NeedsRestart : The marsh needs a restart.
             i200: Plan begin, 1 packages, action: Install
             i300: Apply begin
             e000: Error 0x80070570: Failed to extract payload: heron from container: WixAttachedContainer
             i399: Apply complete, result: 0x80070570, restart: None, ba requested restart:  No",
            "Failed to extract payload: heron",
            "damaged",
        ),
        (
            "i000: MUX:  Stop Block: NeedsRestart : The marsh needs a restart.
             e000: Error 0x80070570: Failed to extract payload: heron from container: WixAttachedContainer
             i007: Exit code: 0x80070570, restarting: No",
            "Failed to extract payload: heron",
            "damaged",
        ),
    ]);
    let survived = report(
        "i000: MUX:  Stop Block: NeedsRestart : The marsh needs a restart.
         i007: Exit code: 0x0, restarting: No",
    );
    assert!(survived.cause.is_none(), "{:?}", survived.cause);
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
            "The package has a log of its own",
        ),
        (
            "i000: MUX:  ExecuteError: Package (HeronMsi) failed: Error Message Id: 1722 ErrorMessage: A program did not finish. Action OpenGates, location: C:\\Gates\\, command: gates.exe",
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
