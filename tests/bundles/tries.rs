//! Tries of a bundle and of its packages, and what was rolled back between them.

use wilog::finding::Confidence;

use super::{PREFIX, cause, read, report, told};

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
fn a_plan_behind_the_end_of_applying_is_a_new_try() {
    let tried = "i300: Apply begin
                 i399: Apply complete, result: 0x80070002, restart: None, ba requested restart:  No";
    let again = format!("{tried}\ni200: Plan begin, 9 packages, action: Install");
    let ended = format!("{again}\ni007: Exit code: 0x0, restarting: No");
    for (lines, outcome) in [(tried, "failed"), (&again, "unknown"), (&ended, "success")] {
        assert_eq!(report(lines).verdict.outcome.as_str(), outcome, "{lines}");
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
fn a_bundle_that_a_restart_interrupts_is_not_done() {
    let planned = |package: &str, execute: &str| {
        format!(
            "i201: Planned package: {package}, state: Absent, default requested: Present, ba requested: Present, execute: {execute}, rollback: None, cache: No, uncache: No, dependency: Register"
        )
    };
    let log = |plover: &str| {
        format!(
            r"{}
              {}
              i301: Applying execute package: Heron, action: Install, path: C:\heron.exe, arguments: ''
              i319: Applied execute package: Heron, result: 0x0, restart: Initiated
              i399: Apply complete, result: 0x0, restart: Initiated, ba requested restart:  No
              i007: Exit code: 0x669, restarting: Yes",
            planned("Heron", "Install"),
            planned("Plover", plover),
        )
    };
    for (plover, words) in [
        (
            "Install",
            "was interrupted by a restart with 1 of 2 packages still to come",
        ),
        ("None", "succeeded, and a restart of the machine was begun"),
    ] {
        let headline = report(&log(plover)).verdict.headline;
        assert!(headline.contains(words), "{headline}");
    }
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
        assert_eq!(verdict.outcome.as_str(), outcome, "{lines}");
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
        "look for which file or key it is, and why it is not there.",
    )]);
}

#[test]
fn a_package_that_may_be_tried_again_below_is_less_surely_left_out() {
    let text = format!(
        "{PREFIX}i301: Applying execute package: Heron, action: Install, path: a.msi, arguments: ''\r\n\
         {PREFIX}w350: Applied non-vital package: Heron, encountered error: 0x80070643. Continuing...\r\n"
    );
    let ended = format!("{text}{PREFIX}i007: Exit code: 0x0, restarting: No\r\n");
    for (text, sure) in [(text, Confidence::Medium), (ended, Confidence::High)] {
        let findings = read(text.clone()).findings;
        let found = findings.iter().find(|found| found.rule == "MSI021");
        assert_eq!(found.map(|found| found.confidence), Some(sure), "{text}");
    }
}

#[test]
fn a_restart_is_told_with_the_package_that_asked_for_it() {
    let text = format!(
        "{PREFIX}i301: Applying execute package: Heron, action: Install, path: a.msi, arguments: ''\r\n\
         {PREFIX}i319: Applied execute package: Heron, result: 0x0, restart: Required\r\n\
         {PREFIX}i007: Exit code: 0xbc2, restarting: No\r\n"
    );
    let headline = read(text).verdict.headline;
    assert!(
        headline.ends_with("must be restarted. The package Heron asked for it."),
        "{headline}"
    );
}

#[test]
fn a_package_without_a_line_of_its_own_is_named_by_the_rollback_that_begins_with_it() {
    let failed = "e000: Error 0x80070643: Failed to execute MSI package.";
    let undone = "i318: Skipped rollback of package: HeronMsi, action: Uninstall, already: Absent
                  i319: Applied rollback package: HeronMsi, result: 0x0, restart: None";
    told(&[(
        &format!("{failed}\n{undone}"),
        "The package HeronMsi was rolled back first, so it is most likely the one that failed.",
        "ends with _HeronMsi.log",
    )]);
    // Of what failed there is nothing to take back.
    let other = undone.replace("rollback package: HeronMsi", "rollback package: OwlMsi");
    told(&[(
        &format!("{failed}\n{other}"),
        "The package HeronMsi was rolled back first, so it is most likely the one that failed.",
        "ends with _HeronMsi.log",
    )]);
    // What is permanent is not taken back, and then it is the one before it.
    let first = "i319: Applied rollback package: OwlMsi, result: 0x0, restart: None";
    told(&[(
        &format!("{failed}\n{first}"),
        "The package OwlMsi was rolled back first, so it may be the one that failed.",
        "ends with _OwlMsi.log",
    )]);
    let well =
        "i301: Applying execute package: HeronMsi, action: Install, path: h.msi, arguments: ''
                i319: Applied execute package: HeronMsi, result: 0x0, restart: None";
    // What stands far below, or below another error, was not applied last, and what went well did not fail.
    for lines in [
        format!("{well}\n{failed}\n{undone}"),
        format!("{failed}\ni000: A\ni000: B\ni000: C\n{undone}"),
        format!("e000: Error 0x80070643: Failed to open the gates.\n{undone}"),
    ] {
        let headline = cause(&lines).headline;
        assert!(!headline.contains("HeronMsi"), "{headline}");
    }
}
