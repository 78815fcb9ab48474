//! Parts of logs, as people quote them: without a header, and often without the beginning or the end of an action.

use super::{check, report, told, verdict};
use wilog::detect;
use wilog::finding::Confidence;
use wilog::text::Source;

#[test]
fn the_end_of_a_log_tells_how_the_install_ended() {
    let above = "this part of the log does not say why";
    for (log, outcome, code, words) in [
        ("S MainEngineThread is returning 1603", "failed", 1603, above),
        ("S MainEngineThread is returning 0", "success", 0, "succeeded"),
        (
            "S MainEngineThread is returning 1603
            C Back from server. Return value: 1603",
            "failed",
            1603,
            above,
        ),
        ("MainEngineThread is returning 1603", "failed", 1603, above),
        (
            "Windows Installer installed the product. Product Name: Ledger. Product Version: 4.2.0. Product Language: 1033. Manufacturer: Contoso. Installation success or error status: 0.",
            "success",
            0,
            "The install of Ledger 4.2.0 succeeded",
        ),
        (
            "C MainEngineThread is returning 1602",
            "cancelled",
            1602,
            "cancelled",
        ),
        (
            "S Windows Installer installed the product. Product Name: Ledger. Product Version: 4.2.0. Product Language: 1033. Manufacturer: Contoso. Installation success or error status: 1603.
            === Verbose logging stopped: 25/02/2026  10:00:01 ===",
            "failed",
            1603,
            above,
        ),
    ] {
        verdict(log, outcome, Some(code), words);
    }
    for (log, outcome, words) in [
        (
            "Action ended 10:00:01: INSTALL. Return value 1.",
            "success",
            "succeeded",
        ),
        (
            "S Note: 1: 1707\x20
            S Product: Ledger -- Installation completed successfully.",
            "success",
            "The install of Ledger succeeded",
        ),
        (
            "S Note: 1: 1708\x20
            S Product: Ledger -- Installation failed.",
            "failed",
            above,
        ),
        (
            "Source:        MsiInstaller
            Event ID:      11708
            Description:
            Product: Ledger -- Installation operation failed.",
            "failed",
            "The install of Ledger failed",
        ),
        (
            "Product: Ledger -- Removal completed successfully.",
            "success",
            "Ledger succeeded",
        ),
        (
            "Product: Ledger -- Advertisement completed successfully.",
            "success",
            "Ledger succeeded",
        ),
        (
            "Product: Ledger -- Advertisement failed.",
            "failed",
            "Ledger failed",
        ),
        // It may be the older product that an upgrade removes.
        (
            "S Note: 1: 1724\x20
            S Product: Ledger -- Removal completed successfully.",
            "unknown",
            "ends before its result",
        ),
    ] {
        verdict(log, outcome, None, words);
    }
}

#[test]
fn a_log_of_messages_only_tells_what_the_user_was_shown() {
    let only = "has messages only, and does not say how it ended";
    for (log, words) in [
        (
            "=== Logging started: 25/02/2026  10:00:00 ===
            Ledger needs the runtime of Gates. Get it from its page.
            === Logging stopped: 25/02/2026  10:00:05 ===",
            "The package stopped the install: Ledger needs the runtime of Gates. Get it from its page.",
        ),
        (
            "=== Logging started: 25/02/2026  10:00:00 ===
            C Product: Ledger -- Ledger needs the runtime of Gates.
            === Logging stopped: 25/02/2026  10:00:05 ===",
            "The package stopped the install: Ledger needs the runtime of Gates.",
        ),
        (
            "Product: Ledger -- A newer version is there already.",
            "The package stopped the install: A newer version is there already.",
        ),
        (
            "Product: Ledger -- Error 1920. Service 'Gates' (gates) failed to start.",
            "could not start the service Gates",
        ),
    ] {
        verdict(log, "unknown", None, only);
        verdict(log, "unknown", None, words);
    }
}

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
fn an_error_above_the_first_line_of_an_install_counts() {
    check(
        ">Error 1920. Service 'Gates' (gates) failed to start.
        Action ended 10:00:05: InstallFinalize. Return value 3.
        Action ended 10:00:05: INSTALL. Return value 3.
        Property(S): ProductName = Ledger",
        "failed",
        Some("StartServices"),
        Some(1920),
        "could not start the service Gates",
    );
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
    assert_eq!(report.verdict.outcome, "failed");
}

#[test]
fn a_custom_action_whose_result_is_the_last_line_is_the_cause() {
    check(
        ">RegisterGates:  Error 0x80072ee7: the gate directory was not found
        CustomAction RegisterGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)",
        "unknown",
        Some("RegisterGates"),
        Some(1603),
        "the gate directory was not found",
    );
}

#[test]
fn a_log_that_ends_while_an_error_is_shown_has_a_cause() {
    let log = "HEADER
        S ******* RunEngine:
        RUN Product: C:\\a.msi
        S Doing action: INSTALL
        Action start 10:00:03: INSTALL.
        S Doing action: RemoveExistingProducts
        Action start 10:00:05: RemoveExistingProducts.
        S Note: 1: 1714 2: Ledger 3: 1612\x20
        >Error 1714. The older version of Ledger cannot be removed. System Error 1612.";
    check(
        log,
        "unknown",
        Some("RemoveExistingProducts"),
        Some(1714),
        "could not be removed",
    );
    let (report, _) = report(log);
    let incomplete = report
        .findings
        .iter()
        .find(|finding| finding.rule == "MSI801")
        .expect("the log is incomplete");
    assert!(
        incomplete.headline.contains("behind a failure"),
        "{}",
        incomplete.headline
    );
}

#[test]
fn a_part_that_ends_with_what_a_custom_action_showed_tells_it() {
    let log = |sign: char| {
        format!(
            "S Invoking remote custom action. DLL: C:\\Windows\\Installer\\MSI1A2B.tmp, Entrypoint: OpenGates
            MSI (s) (10{sign}20) [10:00:01:000]: Note: 1: 2205 2:  3: Error\x20
            MSI (s) (10{sign}20) [10:00:01:000]: Product: Ledger -- The gate is shut."
        )
    };
    verdict(
        &log('!'),
        "unknown",
        None,
        "The package says: The gate is shut.",
    );
    // It may be the sentence of a success in any language.
    assert_eq!(report(&log(':')).0.cause.map(|cause| cause.headline), None);
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
fn a_message_without_its_record_names_what_failed() {
    check(
        "Action start 10:00:03: RemoveExistingProducts.
        >Error 1714. The older version of Ledger 4.2 cannot be removed. Contact your technical support group. System Error 1612.
        Action ended 10:00:05: RemoveExistingProducts. Return value 3.",
        "unknown",
        Some("RemoveExistingProducts"),
        Some(1714),
        "The older version of Ledger 4.2 could not be removed: the source of the install was not found",
    );
}

#[test]
fn a_service_that_refuses_the_caller_is_there() {
    check(
        "HEADER
        C ******* RunEngine:
        RUN Product: C:\\a.msi
        >C Failed to connect to server. Error: 0x80070005

        C Note: 1: 2774 2: 0x80070005\x20
        C Failed to connect to server.
        C MainEngineThread is returning 1601",
        "failed",
        None,
        Some(1601),
        "could not be reached: access was denied",
    );
}

#[test]
fn secure_repair_tells_a_missing_source_from_another_one() {
    for (note, words) in [
        ("2203 2: C:\\A\\a.msi 3: -2147287038", "it is not there"),
        ("2205 2:  3: Error", "is not the package"),
    ] {
        let log = "HEADER
            S ******* RunEngine:
            RUN Product: C:\\a.msi
            S Doing action: INSTALL
            Action start 10:00:03: INSTALL.
            S Doing action: ProcessComponents
            Action start 10:00:03: ProcessComponents.
            S Note: 1: NOTE\x20
            S Note: 1: 1316 2: C:\\A\\a.msi\x20
            S SECREPAIR: Error determining package source type
            S SECUREREPAIR: SecureRepair Failed. Error code: 524D2AA7130
            >S Product: Ledger -- Error 1316. The specified account already exists.
            Action ended 10:00:05: ProcessComponents. Return value 3.
            Action ended 10:00:05: INSTALL. Return value 3.
            S MainEngineThread is returning 1603";
        check(
            &log.replace("NOTE", note),
            "failed",
            Some("ProcessComponents"),
            Some(1316),
            words,
        );
    }
}

#[test]
fn the_result_below_the_message_of_a_custom_action_says_what_to_do() {
    check(
        ">DIFXAPP: ERROR: encountered while installing driver package 'C:\\Gates\\gates.inf'
        DIFXAPP: ERROR: InstallDriverPackages failed with error 0xE000024B
        CustomAction MsiInstallDrivers returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
        Action ended 10:00:05: InstallExecute. Return value 3.",
        "failed",
        Some("MsiInstallDrivers"),
        Some(1603),
        "It ended with 0xE000024B: a file of the driver package is not the one in its signed catalogue",
    );
}

#[test]
fn a_message_names_the_custom_action_that_the_log_does_not_show() {
    check(
        ">Error 1722. There is a problem with this Windows Installer package. A program run as part of the setup did not finish as expected. Contact your support personnel or package vendor. Action OpenGates, location: C:\\Gates\\, command: gates.exe /open
        CustomAction CloseGates returned actual error code 1618 but will be translated to success due to continue marking
        Action ended 10:00:05: InstallFinalize. Return value 3.",
        "failed",
        Some("OpenGates"),
        Some(1722),
        "Custom action OpenGates failed: the program `gates.exe /open`",
    );
}

#[test]
fn a_message_behind_the_product_is_known_by_its_number_in_each_language() {
    check(
        ">S Produkt: Ledger -- Fehler 1714. Die alte Version kann nicht entfernt werden. Systemfehler 1612.
        S Windows Installer installed the product. Product Name: Ledger. Product Version: 4.2.0. Product Language: 1031. Manufacturer: Contoso. Installation success or error status: 1603.",
        "failed",
        None,
        Some(1714),
        "older version",
    );
    check(
        ">S Produkt: Ledger -- Fehler 26402. Der Benutzer kann nicht angelegt werden.  (-2147022651   gates   )
        CustomAction CreateUser returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
        Aktion beendet um 10:00:05: InstallFinalize. Rückgabewert 3.",
        "failed",
        Some("CreateUser"),
        Some(26402),
        "The code means: the password does not meet the policy",
    );
}

#[test]
fn a_log_of_errors_or_summaries_only_has_an_install() {
    let status = "S Windows Installer reconfigured the product. Product Name: Ledger. Product Version: 4.2.0. Product Language: 1033.";
    for (manufacturer, code, outcome, words) in [
        (
            " Manufacturer: Contoso.",
            0,
            "success",
            "Ledger 4.2.0 succeeded",
        ),
        ("", 1638, "failed", "Another build is installed"),
        ("", 1603, "failed", ""),
    ] {
        let log = format!(
            "=== Logging started: 25/02/2026  10:00:00 ===
            {status}{manufacturer} Reconfiguration success or error status: {code}.
            === Logging stopped: 25/02/2026  10:00:02 ==="
        );
        verdict(&log, outcome, Some(code), words);
    }
    check(
        "=== Logging started: 25/02/2026  10:00:00 ===
        >Error 1925. You do not have sufficient privileges to complete this installation for all users of the machine.
        === Logging stopped: 25/02/2026  10:00:02 ===",
        "unknown",
        None,
        Some(1925),
        "has no rights",
    );
}

#[test]
fn a_command_of_arguments_only_has_its_program_in_the_location() {
    for (number, called, words) in [
        (
            1721,
            "C:\\A\\MSI1.tmp 4: /quiet",
            "could not start its program C:\\A\\MSI1.tmp, called with `/quiet`",
        ),
        (
            1722,
            "C:\\A\\MSI1.tmp 4: /quiet",
            "the program C:\\A\\MSI1.tmp, called with `/quiet`, ended with an error",
        ),
        (
            1722,
            "C:\\Windows\\System32\\net.exe 4: start gates",
            "the program C:\\Windows\\System32\\net.exe, called with `start gates`, ended with an error",
        ),
        (
            1722,
            "C:\\A\\gates.exe 4: ",
            "the program C:\\A\\gates.exe ended with an error",
        ),
        // The folder in which it runs.
        (
            1722,
            "C:\\A\\ 4: gates.exe /quiet",
            "the program `gates.exe /quiet` ended with an error",
        ),
    ] {
        let log = format!(
            "S Note: 1: {number} 2: OpenGates 3: {called}\x20
            >S Product: Ledger -- Error {number}. There is a problem with this Windows Installer package.
            Action ended 10:00:05: InstallFinalize. Return value 3."
        );
        check(&log, "failed", Some("OpenGates"), Some(number), words);
    }
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
fn the_engine_around_a_removal_has_the_last_word() {
    let log = "S ******* RunEngine:
        RUN Product: {7A1F4E0B-93D2-4C55-8F0A-1B2C3D4E5F60}
        S Warning: Local cached package 'C:\\Windows\\Installer\\3a1.msi' is missing.
        S MainEngineThread is returning 1612
        N Product: Ledger -- Error 1714. The older version of Ledger cannot be removed. System Error 1612.
        Action ended 10:00:05: RemoveExistingProducts. Return value 3.
        Action ended 10:00:05: INSTALL. Return value 3.
        N MainEngineThread is returning 1603";
    let (report, _) = report(log);
    assert_eq!(report.verdict.exit_code, Some(1603));
}

#[test]
fn the_package_that_a_removal_lacks_is_named() {
    let log = "S Warning: Local cached package 'C:\\Windows\\Installer\\3a1.msi' is missing.
        S SOURCEMGMT: Failed to resolve source
        >Error 1714. The older version of Ledger cannot be removed. Contact your technical support group. System Error 1612.";
    let (report, marked) = report(log);
    let cause = report.cause.expect("there is a cause");
    assert_eq!(Some(cause.line.get()), marked);
    let words = "C:\\Windows\\Installer\\3a1.msi is missing";
    assert!(cause.advice.contains(words), "{}", cause.advice);
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
        told(&log(above), words, "");
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
fn a_part_without_its_cause_names_the_product_and_not_the_action_around_all_others() {
    for action in ["INSTALL", "ExecuteAction"] {
        let log = format!(
            ">Action ended 10:00:05: {action}. Return value 3.
            Property(S): ProductName = Ledger
            Property(S): ProductVersion = 4.2.0
            S MainEngineThread is returning 1603"
        );
        check(
            &log,
            "failed",
            Some(action),
            None,
            "The install of Ledger 4.2.0 failed (1603), and this part of the log does not say why.",
        );
    }
}

#[test]
fn a_log_that_ends_between_actions_names_the_last_one_that_ended() {
    let log = "=== Logging started: 25/02/2026  10:00:00 ===
        Action start 10:00:00: INSTALL.
        Action start 10:00:01: CostFinalize.
        Action ended 10:00:02: CostFinalize. Return value 1.";
    let (report, _) = report(log);
    let mut found = report.findings.iter();
    let incomplete = found.find(|finding| finding.rule == "MSI801");
    let headline = &incomplete.expect("the log is incomplete").headline;
    assert!(headline.contains("behind CostFinalize"), "{headline}");
}

#[test]
fn a_log_that_ends_within_its_rollback_shows_no_box() {
    let log = "HEADER
        S ******* RunEngine:
        S Doing action: INSTALL
        S Doing action: InstallFinalize
        S Executing op: Header(Signature=1,ScriptType=1,)
        S Executing op: ActionStart(Name=InstallFiles,,)
        S Note: 1: 1304 2: C:\\A\\a.dll\x20
        >Error 1304. Error writing to file: C:\\A\\a.dll.
        Action ended 10:00:05: InstallFinalize. Return value 3.
        S Executing op: Header(Signature=1,ScriptType=2,)
        S Executing op: ActionStart(Name=InstallFiles,,)";
    let (report, _) = report(log);
    let mut found = report.findings.iter();
    let incomplete = found.find(|finding| finding.rule == "MSI801");
    let headline = &incomplete.expect("the log is incomplete").headline;
    assert!(headline.contains("within the rollback"), "{headline}");
}

#[test]
fn the_text_with_which_a_log_ends_is_told_as_what_its_custom_action_says() {
    let log = |below: &str| {
        format!(
            "Action start 10:00:03: CheckGates.
            S Note: 1: 2262 2: Error 3: -2147287038\x20
            >S Product: Ledger -- The gate keeper is not installed.{below}"
        )
    };
    check(
        &log(""),
        "unknown",
        Some("CheckGates"),
        None,
        "Custom action CheckGates says: The gate keeper is not installed.",
    );
    for below in [
        "\nAction ended 10:00:04: CheckGates. Return value 1.",
        "\nAction start 10:00:04: CostInitialize.",
        &"\nS Note: 1: 2262 2: Error 3: -2147287038\x20".repeat(9),
    ] {
        assert!(report(&log(below)).0.cause.is_none(), "{below}");
    }
}

#[test]
fn a_part_that_ends_with_the_error_of_a_custom_action_tells_it() {
    let call = "S Executing op: ActionStart(Name=OpenGates,,)
        S Executing op: CustomActionSchedule(Action=OpenGates,ActionType=3073,Source=BinaryData,Target=OpenGates,)
        S Invoking remote custom action. DLL: C:\\Windows\\Installer\\MSI1.tmp, Entrypoint: OpenGates";
    for (said, action, words) in [
        (
            ">OpenGates:  Error 0x80070005: failed to open the gate directory
            S Closing MSIHANDLE (931) of type 790531 for thread 4396
            S Creating MSIHANDLE (932) of type 790531 for thread 4396
            S Closing MSIHANDLE (932) of type 790531 for thread 4396
            S Creating MSIHANDLE (933) of type 790531 for thread 4396
            S Closing MSIHANDLE (933) of type 790531 for thread 4396
            OpenGates:  Error 0x80070005: failed to schedule the gates
            S Closing MSIHANDLE (934) of type 790531 for thread 4396",
            Some("OpenGates"),
            "Custom action OpenGates wrote of an error last: Error 0x80070005: failed to open the gate directory.",
        ),
        (
            ">WixQuietExec:  Error 0x80070021: Command line returned an error.
            All this tells that the install of the gates has failed.",
            Some("OpenGates"),
            "Custom action OpenGates failed: its command ended with code 33.",
        ),
    ] {
        check(&format!("{call}\n{said}"), "unknown", action, None, words);
    }
    for below in [
        "S Executing op: ActionStart(Name=CloseGates,,)",
        "Action start 10:00:06: CloseGates.",
        "CustomAction OpenGates returned actual error code 1603 but will be translated to success due to continue marking",
        "Action ended 10:00:06: InstallFinalize. Return value 1.",
    ] {
        let log = format!("{call}\nOpenGates:  Error 0x80070005: failed to open the gate\n{below}");
        assert!(report(&log).0.cause.is_none(), "{below}");
    }
}

#[test]
fn a_managed_custom_action_with_whose_crash_a_part_ends_is_told() {
    for (above, who) in [
        (
            "SFXCA: Binding to CLR version v4.0.30319",
            "A custom action",
        ),
        (
            "Calling custom action Gates!Gates.Setup.Actions.OpenGates",
            "Custom action OpenGates",
        ),
    ] {
        let log = format!(
            "Action start 10:00:03: InstallFinalize.\r\n{above}\r\n\
            SFXCA: RUNDLL32 returned error code: -1073741819 .\r\n"
        );
        let report = detect::report(&mut Source::from_bytes(log, None), "test.log");
        let cause = report.expect("memory reads").cause;
        let headline = cause.expect("there is a cause").headline;
        let words = "failed: its process ended with 0xC0000005: the program crashed on a bad memory access.";
        assert_eq!(headline, format!("{who} {words}"));
    }
}

#[test]
fn an_action_that_ended_as_if_cancelled_need_not_have_been() {
    told(
        "S Invoking remote custom action. DLL: C:\\Windows\\Installer\\MSI1A2B.tmp, Entrypoint: AskKeeper
        CustomAction AskKeeper returned actual error code 1602 (note this may not be 100% accurate if translation happened inside sandbox)",
        "Custom action AskKeeper ended with code 1602: it cancelled the install itself, or somebody did while it ran.",
        "",
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
fn a_copy_that_is_gone_is_the_cause_only_where_a_part_ends_with_it() {
    for (below, is_last) in [(1, true), (6, false)] {
        let notes = "\nS Note: 1: 2262 2: Error 3: -2147287038\x20".repeat(below);
        let log = format!(
            "S Warning: Local cached package 'C:\\Windows\\Installer\\3a1.msi' is missing.{notes}"
        );
        let cause = report(&log).0.cause;
        assert_eq!(cause.is_some(), is_last, "{cause:#?}");
    }
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
