//! Who or what stopped a bundle before its work was done.

use super::{cause, told};

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
            r"i300: Apply begin
              i010: Launching elevated engine process.
              e000: Error 0x80070642: Failed to actually elevate.
              i399: Apply complete, result: 0x80070642, restart: None, ba requested restart:  No
              i007: Exit code: 0x642, restarting: No",
            "The prompt for elevation was refused or not answered in time",
            "agree to the prompt",
        ),
        (
            r"i300: Apply begin
              e000: Error 0x80070642: UX aborted elevation requirement.
              e000: Error 0x80070642: Failed to actually elevate.
              i399: Apply complete, result: 0x80070642, restart: None, ba requested restart:  No
              i007: Exit code: 0x642, restarting: No",
            "The bundle was cancelled before any package was applied.",
            "let it finish",
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
    ]);
}

#[test]
fn who_closed_a_bundle_around_its_packages_is_told() {
    told(&[
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
            "e000: Error 0x81f40001: Bundle condition evaluated to false: Privileged <> 0",
            "A condition of the bundle was not met: Privileged <> 0.",
            "start it from an elevated prompt",
        ),
        (
            "e000: Error 0x81f40001: Bundle condition evaluated to false: NOT RebootPending or WixBundleInstalled
             i410: Variable: RebootPending = 1",
            "A condition of the bundle was not met",
            "restart Windows first. The log has RebootPending = 1.",
        ),
        (
            "e000: Error 0x81f40001: Bundle condition evaluated to false: Privileged AND NOT RebootPending
             i410: Variable: Privileged = 1
             i410: Variable: RebootPending = 0",
            "A condition of the bundle was not met",
            "then start the bundle again. The log has Privileged = 1, RebootPending = 0.",
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
            "install the product again",
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
fn a_bundle_that_was_cancelled_has_one_exit_code() {
    for (end, expected) in [("0x4c7", 1223), ("0x642", 1602)] {
        let cause = cause(&format!(
            "i300: Apply begin
             i010: Launching elevated engine process.
             e000: Error 0x800704c7: Failed to elevate.
             i007: Exit code: {end}, restarting: No"
        ));
        assert_eq!(cause.code, Some(expected), "{}", cause.headline);
    }
}
