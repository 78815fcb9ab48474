//! Installs that a condition, a dialog, a restart, or somebody's wish stopped.

use super::{check, frame, report, told};

#[test]
fn an_install_that_is_suspended_goes_on_after_the_restart() {
    told(
        &frame(
            "S Doing action: ForceReboot
            >Action ended 10:00:05: ForceReboot. Return value 4.",
            4,
            1604,
        ),
        "ForceReboot asked for a restart in the middle of the install",
        "Restart the machine",
    );
}

#[test]
fn an_install_that_a_restart_interrupts_is_not_done() {
    for (value, words, advice) in [
        (4, "was interrupted by a restart", "log on again"),
        (
            1,
            "a restart of the machine was begun",
            "Nothing is left to do",
        ),
    ] {
        let log = frame(
            &format!(
                "S Doing action: ForceReboot
                Action ended 10:00:05: ForceReboot. Return value {value}."
            ),
            value,
            1641,
        );
        let report = report(&log).0;
        assert!(
            report.verdict.headline.contains(words),
            "{}",
            report.verdict.headline
        );
        let finding = report.findings.iter().find(|hit| hit.rule == "MSI502");
        let told = &finding.unwrap().advice;
        assert!(told.contains(advice), "{told}");
    }
    // The session below it is how it went on.
    let begun = frame("S Doing action: ForceReboot", 4, 1641);
    let log = format!("{begun}\n{}", frame("S Doing action: InstallFiles", 1, 0));
    let findings = report(&log).0.findings;
    assert!(
        !findings
            .iter()
            .any(|hit| hit.advice.contains("log on again"))
    );
}

#[test]
fn a_setup_project_tells_the_condition_that_it_found_false() {
    let log = |said: &str| {
        frame(
            &format!(
                "S Doing action: VSDCA_VsdLaunchConditions
                {said}
                ERROR  : [02/25/2026 10:00:02:198] [VsdLaunchConditions                     ]: Custom Action failed with code: '1603'
                CustomAction VSDCA_VsdLaunchConditions returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
                Action ended 10:00:04: VSDCA_VsdLaunchConditions. Return value 3."
            ),
            3,
            1603,
        )
    };
    told(
        &log(
            "INFO   : [02/25/2026 10:00:02:198] [VsdLaunchConditions                     ]: Evaluating condition 'VersionNT>=600 OR GATES <> \"\"'...",
        ),
        "was not met: `VersionNT>=600 OR GATES <> \"\"` is false.",
        "a version of .NET",
    );
    told(
        &log(
            "INFO   : [02/25/2026 10:00:02:198] [VsdLaunchConditions                     ]: Custom Action is starting...",
        ),
        "was not met, and this log does not say which.",
        "with the user interface",
    );
}

#[test]
fn a_failure_that_was_asked_for_needs_no_cure() {
    told(
        "S Executing op: ActionStart(Name=Wix4FailWhenDeferred_X64,,)
        CustomAction Wix4FailWhenDeferred_X64 returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
        Action ended 10:00:05: InstallFinalize. Return value 3.",
        "because it was asked to",
        "WIXFAILWHENDEFERRED",
    );
}

#[test]
fn a_dialog_for_errors_that_is_built_wrong_hides_an_error() {
    told(
        "HEADER
        C ******* RunEngine:
        RUN Product: C:\\gates.msi
        C Doing action: INSTALL
        Action start 10:00:01: INSTALL.
        C Doing action: StopGates
        Action start 10:00:02: StopGates.
        DEBUG: Error 2869:  The dialog ErrorDialog has the error style bit set, but is not an error dialog
        The installer has encountered an unexpected error installing this package. This may indicate a problem with this package. The error code is 2869. The arguments are: ErrorDialog, ,\x20
        Action ended 10:00:05: StopGates. Return value 3.
        Action ended 10:00:05: INSTALL. Return value 3.
        C MainEngineThread is returning 1603",
        "wanted to show an error in StopGates, and its dialog for errors is built wrong",
        "the log has the text of the error",
    );
}

#[test]
fn a_failure_that_was_asked_for_is_stated_by_its_result() {
    check(
        &frame(
            "S Doing action: InstallFinalize
            Action start 10:00:02: InstallFinalize.
            CA: 10:00:02: StopGates. Service gates not found
            >CustomAction WixFailWhenDeferred returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
            Action ended 10:00:05: InstallFinalize. Return value 3.",
            3,
            1603,
        ),
        "failed",
        Some("WixFailWhenDeferred"),
        Some(1603),
        "because it was asked to",
    );
}

#[test]
fn a_cancel_in_the_box_about_files_in_use_names_the_program() {
    let log = |between: &str| {
        frame(
            &format!(
                "S Doing action: InstallValidate
                Info 1603.The file C:\\Gates\\keeper.exe is being held in use by the following process: Name: keeper, Id: 5120, Window Title: 'Keeper'. Close that application and retry.
                {between}Action ended 10:00:05: InstallValidate. Return value 2."
            ),
            2,
            1602,
        )
    };
    told(
        &log(""),
        "while a box showed programs that hold files: keeper (process 5120).",
        "Close keeper",
    );
    // The restart manager has a box too, unless nobody is to see one.
    let of_manager = |level: u32| {
        let holds = "S RESTART MANAGER: Detected that application with id 5120, friendly name 'Keeper', of type RmMainWindow and status 1 holds file[s] in use.";
        frame(
            &format!(
                "S Command Line: CLIENTUILEVEL={level} CLIENTPROCESSID=812\x20
                S Doing action: InstallValidate
                {holds}
                Action ended 10:00:05: InstallValidate. Return value 2."
            ),
            2,
            1602,
        )
    };
    told(
        &of_manager(0),
        "a box showed programs that hold files: Keeper (process 5120).",
        "Close Keeper",
    );
    told(
        &of_manager(3),
        "cancelled in InstallValidate.",
        "If this was not meant",
    );
    // What was cancelled long after is another matter.
    let later = "S Note: 1: 2205 2:  3: Gate\n".repeat(20);
    told(&log(&later), "cancelled", "If this was not meant");
}

/// The next install asks the same question, so that beginning again is no help.
#[test]
fn a_cancel_at_the_question_for_the_source_names_what_was_asked_for() {
    let log = |tried: &str, later: &str| {
        frame(
            &format!(
                "S Doing action: InstallFiles
                S SOURCEMGMT: Looking for sourcelist for product {{1B}}
                {tried}S Note: 1: 1706 2: -2147483647 3: gates.msi\x20
                S SOURCEMGMT: Prompting user for a valid source.
                S SOURCEMGMT: Failed to resolve source
                {later}Action ended 10:00:05: InstallFiles. Return value 2."
            ),
            2,
            1602,
        )
    };
    let tried = "S SOURCEMGMT: Trying source \\\\depot\\gates\\.\n";
    told(
        &log(tried, ""),
        "cancelled in InstallFiles while it asked for the source of gates.msi, which it did not find; tried \\\\depot\\gates\\.",
        "one of the places that were tried",
    );
    told(
        &log("", ""),
        "while it asked for the source of gates.msi, which it did not find.",
        "msiexec /fv",
    );
    // What was cancelled long after is another matter.
    let later = "S Note: 1: 2205 2:  3: Gate\n".repeat(60);
    told(&log(tried, &later), "cancelled", "If this was not meant");
}

#[test]
fn what_a_message_about_a_file_lacks_stands_above_it() {
    let log = |above: &str, error: &str| {
        format!(
            "HEADER
            S ******* RunEngine:
            RUN Product: C:\\gates.msi
            S Doing action: INSTALL
            S Doing action: InstallFinalize
            S Executing op: Header(Signature=1,ScriptType=1,)
            S Executing op: ActionStart(Name=InstallFiles,,)
            {above}
            {error}
            Action ended 10:00:05: InstallFinalize. Return value 3.
            Action ended 10:00:05: INSTALL. Return value 3.
            S MainEngineThread is returning 1603"
        )
    };
    let held = |file: &str| {
        format!(
            "Info 1603.The file {file} is being held in use by the following process: Name: keeper, Id: 5120, Window Title: 'Keeper'. Close that application and retry."
        )
    };
    let error = "Error 1306. Another application has exclusive access to the file 'C:\\Gates\\gate.dll'.  Please shut down all other applications, then click Retry.";
    told(
        &log(&held("C:\\GATES\\gate.dll"), error),
        "another program uses it",
        "Close keeper (process 5120)",
    );
    told(
        &log(&held("C:\\Gates\\hinge.dll"), error),
        "another program uses it",
        "Close the program",
    );
    told(
        &log(
            "S Note: 1: 1905 2: C:\\Gates\\gate.dll 3: -2147220472 ",
            "Error 1905. Module C:\\Gates\\gate.dll failed to unregister.  HRESULT -2147220472.  Contact your support personnel.",
        ),
        "could not unregister the module C:\\Gates\\gate.dll",
        "regsvr32 /u",
    );
}

#[test]
fn what_a_merge_module_found_has_no_part_in_a_launch_condition() {
    let log = |property: &str, value: &str| {
        format!(
            "HEADER
            S ******* RunEngine:
            RUN Product: C:\\gates.msi
            S Doing action: INSTALL
            S Doing action: AppSearch
            Action start 10:00:04: AppSearch.
            S PROPERTY CHANGE: Adding {property} property. Its value is '{value}'.
            Action ended 10:00:05: AppSearch. Return value 1.
            S Doing action: LaunchConditions
            Action start 10:00:08: LaunchConditions.
            S Product: Gates -- Close all gates first.

            Action ended 10:00:05: LaunchConditions. Return value 3.
            Action ended 10:00:05: INSTALL. Return value 3.
            S MainEngineThread is returning 1603"
        )
    };
    told(&log("WOOD", "oak"), "Close all gates", "found WOOD = oak.");
    told(
        &log("WOOD", "C:\\Gates\\"),
        "Close all gates",
        "found WOOD = C:\\Gates\\.",
    );
    // A folder of which the text has no word is another matter.
    for (property, value) in [
        ("WOOD.5C0E91A7_3D42_4F8B_9A16_70B2C4D8E935", "oak"),
        ("WOOD", "C:\\Oaks\\"),
    ] {
        let cause = report(&log(property, value)).0.cause;
        let advice = cause.expect("there is a cause").advice;
        assert!(!advice.contains("AppSearch"), "{advice}");
    }
}

#[test]
fn closing_the_dialog_of_a_failure_cancels_nothing() {
    check(
        "C Back from server. Return value: 1603
        >Action ended 10:00:03: ExecuteAction. Return value 3.
        C Doing action: FatalError
        Action start 10:00:03: FatalError.
        Action 10:00:03: FatalError. Dialog created
        Action ended 10:00:04: FatalError. Return value 2.
        Action ended 10:00:05: INSTALL. Return value 3.",
        "failed",
        Some("ExecuteAction"),
        None,
        "The install failed (1603)",
    );
}

#[test]
fn an_action_that_ended_as_if_cancelled_need_not_have_been() {
    told(
        "S Invoking remote custom action. DLL: C:\\Windows\\Installer\\MSI1A2B.tmp, Entrypoint: AskKeeper
        CustomAction AskKeeper returned actual error code 1602 (note this may not be 100% accurate if translation happened inside sandbox)",
        "Custom action AskKeeper ended with code 1602: it cancelled the install itself, or somebody did while it ran.",
        "Look for an error before the cancel",
    );
}

#[test]
fn a_condition_is_not_met_before_its_action_has_ended() {
    check(
        "=== Logging started: 25/02/2026  10:00:00 ===
        Action start 10:00:00: INSTALL.
        Action start 10:00:01: LaunchConditions.
        >S Product: Ledger -- A restart is pending on this computer.

        A restart is pending on this computer.",
        "unknown",
        Some("LaunchConditions"),
        None,
        "A restart is pending on this computer",
    );
}

#[test]
fn a_policy_whose_value_is_no_number_forbids_nothing() {
    for (value, forbids) in [("0\u{4d0d}\u{5300}", false), ("1", true)] {
        let log = format!(
            "HEADER
            S ******* RunEngine:
            RUN Product: C:\\Deploy\\lock-keeper.msi
            S Machine policy value 'DisableUserInstalls' is {value}
            S MainEngineThread is returning 1625"
        );
        let cause = report(&log).0.cause.expect("there is a cause");
        assert_eq!(cause.rule == "MSI604", forbids, "{cause:#?}");
    }
}

#[test]
fn an_action_that_ends_a_silent_install_as_cancelled_says_why_in_its_own_words() {
    let log = |said: &str| {
        format!(
            "HEADER
            S ******* RunEngine:
            S Command Line: REMOVE=ALL CLIENTUILEVEL=3\x20
            S Doing action: INSTALL
            S Doing action: AskKeeper
            {said}
            CustomAction AskKeeper returned actual error code 1602 (note this may not be 100% accurate if translation happened inside sandbox)
            Action ended 10:00:05: AskKeeper. Return value 2.
            Action ended 10:00:05: INSTALL. Return value 2.
            S MainEngineThread is returning 1602"
        )
    };
    let words = "AskKeeper: the word for the gate is wrong";
    let (report, _) = report(&log(words));
    let cause = report.cause.expect("there is a cause");
    assert!(cause.headline.contains(words), "{}", cause.headline);
    assert!(
        cause.advice.starts_with("Do what its own text asks for"),
        "{}",
        cause.advice
    );
    told(
        &log("S Creating MSIHANDLE (1) of type 790542 for thread 88"),
        "nobody could press a button.",
        "Look what the action checks",
    );
}

#[test]
fn who_lost_patience_with_a_restore_point_learns_what_took_so_long() {
    const CALL: &str = "Calling SRSetRestorePoint API. dwRestorePtType: 0, dwEventType: 102, llSequenceNumber: 0, szDescription: \"Installed Rota.\".";
    let log = |call: &str, seconds: u32, between: &str| {
        format!(
            "HEADER
            S ******* RunEngine:
            RUN Product: C:\\T\\rota.msi
            MSI (s) (01:02) [10:00:02:000]: {call}
            MSI (s) (01:02) [10:00:{seconds:02}:000]: The call to SRSetRestorePoint API succeeded. Returned status: 0, llSequenceNumber: 220.
            {between}
            MSI (s) (01:02) [10:00:{seconds:02}:050]: I/O on thread 3344 could not be cancelled. Error: 1168
            MSI (s) (01:02) [10:00:{seconds:02}:060]: MainEngineThread is returning 1602"
        )
    };
    let known = "when Windows had worked for 43.0 s on a restore point.";
    told(&log(CALL, 45, ""), known, "MSIFASTINSTALL=1");
    for (call, seconds, between) in [
        ("Some other call", 45, ""),
        (CALL, 5, ""),
        (
            CALL,
            45,
            "MSI (s) (01:02) [10:00:45:010]: Doing action: CostInitialize",
        ),
    ] {
        let cause = report(&log(call, seconds, between))
            .0
            .cause
            .expect("there is a cause");
        assert!(
            !cause.headline.contains("restore point"),
            "{}",
            cause.headline
        );
    }
}
