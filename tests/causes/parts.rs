//! Parts of logs, as people quote them: without a header, and often without the beginning or the end of an action.

use wilog::detect;
use wilog::finding::Confidence;
use wilog::text::Source;

use super::{check, headline, report, verdict};

#[test]
fn what_any_program_may_write_is_no_log_of_an_installer() {
    let none = "This is no Windows Installer log and no bundle log.";
    for (log, words) in [
        ("Gates: Ledger -- A newer version is there already.", ""),
        ("Source:        Gates\nLevel:        Error", ""),
        (
            "Error 1920. Service 'Gates' (gates) failed to start.",
            "Line 1 looks like its message 1920: the service did not start (`wilog explain 1920` says more).",
        ),
        (
            "Error 1603. Fatal error during installation",
            "`wilog explain 1603` tells its meanings",
        ),
    ] {
        verdict(log, "unknown", None, none);
        verdict(log, "unknown", None, words);
        assert_eq!(report(log).0.findings.len(), 0, "{log}");
    }
}

#[test]
fn an_action_whose_beginning_is_missing_failed_all_the_same() {
    check(
        "S Executing op: ActionStart(Name=InstallServices,,)
        >Error 1923. Service 'Gates' (gates) could not be installed.
        Action ended 10:00:05: InstallFinalize. Return value 3.
        Action ended 10:00:05: INSTALL. Return value 3.",
        "failed",
        Some("InstallServices"),
        Some(1923),
        "InstallServices",
    );
}

#[test]
fn a_description_without_its_last_blank_begins_no_action() {
    let (report, _) = report(
        "HEADER
        C Doing action: FatalError
        Action start 10:00:03: FatalError.
        Action 10:00:03: FatalError.
        Action ended 10:00:04: FatalError. Return value 1.
        Action ended 10:00:05: INSTALL. Return value 3.",
    );
    assert!(report.sessions[0].packages.is_empty());
    assert_eq!(report.verdict.outcome.as_str(), "failed");
}

#[test]
fn an_ignored_failure_keeps_no_blame_for_what_follows() {
    check(
        "Action start 10:00:03: InstallFinalize.
        WixQuietExec:  ERROR: The process \"gates.exe\" not found.
        WixQuietExec:  Error 0x80070080: Command line returned an error.
        CustomAction KillGates returned actual error code 1603 but will be translated to success due to continue marking
        S Product: Ledger -- Error 1920. Service 'Gates' (gates) failed to start. Verify that you have sufficient privileges to start system services.

        >Error 1920. Service 'Gates' (gates) failed to start. Verify that you have sufficient privileges to start system services.
        Action ended 10:00:05: InstallFinalize. Return value 3.
        Action ended 10:00:05: INSTALL. Return value 3.",
        "failed",
        Some("StartServices"),
        Some(1920),
        "could not start the service Gates",
    );
}

#[test]
fn what_a_custom_action_showed_says_more_than_what_it_tried_again() {
    check(
        "SFXCA: Binding to CLR version v4.0.30319
        Calling custom action Gates!Gates.CustomActions.CheckUser
        CA: 10:00:01: LookUp. User not found, trying again with the domain
        CA: 10:00:02: CheckUser. Error: Gates.InvalidUserException
        >S Product: Ledger -- A password is needed on a domain controller.
        CustomAction CheckUser returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
        Action ended 10:00:05: CheckUser. Return value 3.
        Action ended 10:00:05: INSTALL. Return value 3.",
        "failed",
        Some("CheckUser"),
        Some(1603),
        "A password is needed",
    );
}

#[test]
fn what_a_custom_action_went_on_after_is_not_why_it_failed() {
    for survived in [
        "Failed to read the setting Proxy, using default.",
        "Could not read the old settings, continuing without them.",
        "Cache not found, skipping it.",
        "Installing firewall exception2 Gates on port 443, protocol 6",
    ] {
        check(
            &format!(
                "SFXCA: Binding to CLR version v4.0.30319
                Calling custom action Gates!Gates.CustomActions.Open
                {survived}
                >Could not connect to the host of the gates.
                CustomAction Open returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
                Action ended 10:00:05: InstallFinalize. Return value 3."
            ),
            "failed",
            Some("Open"),
            Some(1603),
            "Could not connect to the host",
        );
    }
}

#[test]
fn what_a_program_wrote_is_known_in_a_log_that_is_not_verbose() {
    check(
        "=== Logging started: 25/02/2026  10:00:00 ===
        Action start 10:00:00: INSTALL.
        Action start 10:00:01: InstallFinalize.
        WixQuietExec64:  Command string must begin with quoted application name.
        WixQuietExec64:  Windows PowerShell
        WixQuietExec64:  Copyright (C) 2016 Microsoft Corporation
        >WixQuietExec64:  Error 0x80070057: invalid command line property value
        CustomAction InstallGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
        Action ended 10:00:02: InstallFinalize. Return value 3.
        Action ended 10:00:02: INSTALL. Return value 3.
        === Logging stopped: 25/02/2026  10:00:02 ===",
        "failed",
        Some("InstallGates"),
        Some(1603),
        "its command line was not accepted, and the last that it wrote was: Command string must begin",
    );
}

#[test]
fn an_error_in_the_log_of_another_program_makes_no_install() {
    let (report, _) = report(
        "Error 1920. Service 'Gates' (gates) failed to start.
        Loader:  failed to open the file",
    );
    assert_eq!(report.input.format, "unknown");
    assert!(report.cause.is_none());
}

#[test]
fn an_install_appended_to_a_part_leaves_the_part_its_cause() {
    let part = "S Executing op: ActionStart(Name=StartServices,,)
        >Error 1920. Service 'Gates' (gates) failed to start.";
    let install = "HEADER
        S ******* RunEngine:
        RUN Product: C:\\b.msi
        S Doing action: INSTALL
        Action start 10:00:03: INSTALL.
        S Executing op: Header(Signature=1,ScriptType=1,)
        S Executing op: ActionStart(Name=WriteRegistryValues,,)
        Action ended 10:00:05: INSTALL. Return value 1.
        S MainEngineThread is returning 0";
    let (alone, _) = report(part);
    let (both, marked) = report(&format!("{part}\n{install}"));
    let cause = both.cause.expect("the part has a cause");
    assert_eq!(Some(cause.line.get()), marked);
    assert_eq!(cause.headline, alone.cause.expect("the same").headline);
}

#[test]
fn of_much_text_above_a_part_the_nearest_is_read_and_the_rest_counted() {
    let far = "The gates failed to open.\n".repeat(37);
    let near = "Error: the gate directory failed\n".repeat(64);
    let part = "CustomAction RegisterGates returned actual error code 1603";
    let (report, _) = report(&format!("{far}{near}{part}"));
    let cause = report.cause.expect("there is a cause");
    assert!(
        cause.headline.contains("the gate directory failed"),
        "{}",
        cause.headline
    );
    assert_eq!(report.input.facts_not_kept, 37);
}

#[test]
fn a_part_names_its_product() {
    let failed = "S MainEngineThread is returning 1603";
    for (log, what) in [
        (
            "S Product: Ledger -- Installation failed.\n",
            "The install of Ledger",
        ),
        (
            "Property(S): REMOVE = ALL\nProperty(S): ProductName = Ledger\nProperty(S): ProductVersion = 4.2.0\n",
            "The uninstall of Ledger 4.2.0",
        ),
        (
            "S Windows Installer installed the product. Product Name: Ledger. Product Version: 4.2.0. Product Language: 1033. Manufacturer: Contoso. Installation success or error status: 1603.\n",
            "The install of Ledger 4.2.0",
        ),
    ] {
        let (report, _) = report(&format!("{log}{failed}"));
        assert!(
            report.verdict.headline.contains(what),
            "{}",
            report.verdict.headline
        );
    }
}

#[test]
fn undoing_the_work_is_no_sign_that_a_failure_was_survived() {
    for rollback in [
        "Action 10:00:05: Rollback. Rolling back action:
        Rollback: OpenGates
        S Executing op: ActionStart(Name=OpenGates,,)",
        "S Executing op: Header(Signature=1397708873,Version=500,ScriptType=2,)
        S Executing op: ActionStart(Name=OpenGates,,)",
    ] {
        check(
            &format!(
                "S Executing op: ActionStart(Name=OpenGates,,)
                >CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
                {rollback}
                S Executing op: ProductInfo(ProductName=Ledger,)
                Rollback: InstallFiles
                S Executing op: ActionStart(Name=InstallFiles,,)"
            ),
            "failed",
            Some("OpenGates"),
            Some(1603),
            "OpenGates failed",
        );
    }
}

#[test]
fn lines_of_the_first_installers_have_no_time() {
    let log = "=== Logging started: 8/6/2004  10:00:00 ===
        MSI (s) (F4:F0): Doing action: INSTALL
        Action start 10:00:00: INSTALL.
        MSI (s) (F4:F0): Doing action: StartServices
        Action start 10:00:01: StartServices.
        >MSI (s) (F4:F0): Product: Ledger -- Error 1920. Service 'Gates' (gates) failed to start.
        Action ended 10:00:01: StartServices. Return value 3.
        Action ended 10:00:01: INSTALL. Return value 3.
        MSI (s) (F4:F0): MainEngineThread is returning 1603";
    check(
        log,
        "failed",
        Some("StartServices"),
        Some(1920),
        "could not start the service Gates",
    );
    let (report, _) = report(log);
    let when = report
        .context
        .facts
        .iter()
        .find(|(label, _)| *label == "When");
    assert_eq!(
        when.map(|(_, text)| text.as_str()),
        Some("8/6/2004 (2004-06-08 or 2004-08-06) 10:00:00")
    );
}

#[test]
fn what_lines_without_a_time_did_took_what_the_lines_of_actions_say() {
    let log = "=== Logging started: 8/6/2004  18:00:00 ===
        MSI (s) (F4:F0): Doing action: INSTALL
        Action start 18:00:00: INSTALL.
        MSI (s) (F4:F0): Doing action: OpenGates
        Action start 18:00:01: OpenGates.
        MSI (s) (F4:F0): Creating MSIHANDLE (33) of type 790542 for thread 1234
        Action ended 18:00:07: OpenGates. Return value 1.
        Action ended 18:00:08: INSTALL. Return value 1.
        MSI (s) (F4:F0): MainEngineThread is returning 0";
    let (report, _) = report(log);
    let facts = report.context.facts.iter();
    let mut times = facts.filter(|(label, _)| *label == "Time");
    assert_eq!(
        times.next().map(|(_, text)| text.as_str()),
        Some("OpenGates 6.0 s")
    );
}

#[test]
fn what_stands_below_an_operation_is_not_a_part_of_it() {
    check(
        "S Executing op: CustomActionSchedule(Action=OpenGates,ActionType=3073,Source=BinaryData,Target=Open,CustomActionData=a (b)
c)
        >OpenGates: the hinge could not be moved, error 5 (access denied)
        CustomAction OpenGates returned actual error code 1603
        Action ended 10:00:05: InstallFinalize. Return value 3.",
        "failed",
        Some("OpenGates"),
        Some(1603),
        "the hinge could not be moved",
    );
    check(
        "S Executing op: ServiceControl(,Name=gates,Action=1,Wait=1,)
        StartServices: Service: Gates
        >Error 1920. Service 'Gates' (gates) failed to start.
        Action ended 10:00:05: InstallFinalize. Return value 3.",
        "failed",
        Some("StartServices"),
        Some(1920),
        "the service Gates",
    );
}

#[test]
fn a_message_that_stands_twice_is_told_once() {
    headline(
        "S Product: Ledger -- Install the keeper of the gates first.
        Install the keeper of the gates first.
        Action ended 10:00:05: LaunchConditions. Return value 3.",
        "A launch condition was not met: Install the keeper of the gates first.",
    );
}

#[test]
fn what_people_and_callers_write_above_a_log_is_not_what_a_custom_action_says() {
    let log = |above: &str| {
        format!(
            "{above}
            CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
            Action ended 10:00:05: InstallFinalize. Return value 3."
        )
    };
    let silent = "failed with code 1603, and this part of the log does not show what it wrote";
    for (above, words) in [
        ("It fails with a fatal error on each machine:\n", silent),
        (
            "Update Failed.
            Installation failed with exit code -1978335226
            2026-02-25 10:00:06.000 [CLI ] ShellExecute installer failed: 1603",
            silent,
        ),
        (
            "It fails with a fatal error on each machine:\n
            The gate could not be opened.",
            "failed; the text above it says: The gate could not be opened.",
        ),
        (
            "Hello, it fails with access denied. Here is the log:",
            silent,
        ),
        (
            "I get the error Locks.GateException: no key when I run it.",
            "the text above it says: I get the error",
        ),
        (
            "Gates: the gate could not be opened.",
            "its own message was: Gates: the gate could not be opened.",
        ),
        (
            "  InnerException:Exception: The gate could not be opened.\n
            at Locks.Gates.Open(String name)",
            "The gate could not be opened.",
        ),
    ] {
        headline(&log(above), words);
        let cause = report(&log(above)).0.cause.expect("there is a cause");
        let is_told = words.contains("the text above it says");
        assert_eq!(cause.confidence == Confidence::Medium, is_told, "{above}");
    }
}

#[test]
fn the_words_of_an_ignored_custom_action_are_not_those_of_the_one_below() {
    check(
        "Action start 10:00:03: InstallFinalize.
        WixQuietExec:  Error 0x80070080: Command line returned an error.
        CustomAction KillGates returned actual error code 1603 but will be translated to success due to continue marking
        >CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)",
        "unknown",
        Some("OpenGates"),
        Some(1603),
        "does not show what it wrote",
    );
}

#[test]
fn the_version_in_a_script_is_that_of_its_own_product() {
    let log = "S Executing op: ProductInfo(ProductKey={1D7C20B8-6E54-4A93-B0F1-93E5A8D2470C},ProductName=Keeper,PackageName=keeper.msi,Language=1033,Version=50331648,)
        Action ended 10:00:09: InstallFinalize. Return value 3.
        Property(S): ProductName = Locks";
    let facts = report(log).0.context.facts;
    assert_eq!(facts[0], ("What", "The install of Locks".to_owned()));
}

#[test]
fn handles_of_another_action_are_no_sign_of_a_crash() {
    for (name, may_have_crashed) in [("OpenGates", true), ("CloseGates", false)] {
        let log = format!(
            "S Doing action: {name}
            S Note: 1: 2769 2: {name} 3: 3\x20
            DEBUG: Error 2769:  Custom Action {name} did not close 3 MSIHANDLEs.
            Action ended 10:00:05: {name}. Return value {}.
            Action ended 10:00:05: OpenGates. Return value 3.",
            if may_have_crashed { 3 } else { 1 }
        );
        let cause = report(&log).0.cause.expect("OpenGates failed");
        let told = cause.advice.contains("may have crashed");
        assert_eq!(told, may_have_crashed, "{}", cause.advice);
    }
}

#[test]
fn a_process_that_ended_by_itself_has_a_code_of_its_own() {
    let log =
        "Action start 10:00:03: InstallFinalize.\r\nSFXCA: RUNDLL32 returned error code: 5\r\n";
    let report = detect::report(&mut Source::from_bytes(log, None), "test.log");
    let cause = report.expect("memory reads").cause;
    let headline = cause.expect("there is a cause").headline;
    assert_eq!(
        headline,
        "A custom action failed: its process ended with 5."
    );
}

#[test]
fn words_below_the_result_of_an_action_are_not_its_own() {
    for (result, is_its_own) in [
        ("", true),
        (
            "CustomAction CloseGates returned actual error code 1603 but will be translated to success due to continue marking",
            false,
        ),
    ] {
        let log = format!(
            "S Executing op: CustomActionSchedule(Action=CloseGates,ActionType=3073,Source=BinaryData,Target=Close,)
            {result}
            Gates:  Error 0x80070002: failed to find the gate"
        );
        let cause = report(&log).0.cause.expect("there is a cause");
        let is_told = cause.action.as_deref() == Some("CloseGates");
        assert_eq!(is_told, is_its_own, "{cause:#?}");
    }
}

#[test]
fn what_undoes_a_custom_action_did_not_fail() {
    for (operations, words) in [
        (
            "S Executing op: ActionStart(Name=OpenGates,,)",
            "OpenGates failed",
        ),
        (
            "S Executing op: ActionStart(Name=CloseGates,,)
            S Executing op: CustomActionRollback(Action=CloseGates,ActionType=3329,Source=BinaryData,Target=Close,)",
            "InstallFinalize failed",
        ),
    ] {
        headline(
            &format!(
                "Action ended 10:00:05: InstallFinalize. Return value 3.
                S Executing op: Header(Signature=1,ScriptType=2,)
                S Executing op: RollbackInfo(,RollbackAction=Rollback,)
                {operations}"
            ),
            words,
        );
    }
}

#[test]
fn a_sentence_without_its_number_is_told_as_it_is() {
    headline(
        "The installer has encountered an unexpected error installing this package.
        Action ended 10:00:05: InstallFinalize. Return value 3.",
        "InstallFinalize failed: The installer has encountered an unexpected error",
    );
}

#[test]
fn text_below_the_header_of_a_log_with_engine_lines_makes_no_install() {
    for (below, words) in [
        (
            "=== Logging stopped: 25/02/2026  10:00:09 ===",
            "The package stopped the install: The gates need a keeper.",
        ),
        (
            "S Note: 1: 2262 2: Keepers 3: -2147287038",
            "No install ran in this log.",
        ),
    ] {
        let log = format!(
            "=== Logging started: 25/02/2026  10:00:00 ===
            The gates need a keeper.
            {below}"
        );
        verdict(&log, "unknown", None, words);
    }
}
