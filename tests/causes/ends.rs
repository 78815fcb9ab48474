//! What the lines tell with which a log or a part of one ends.

use wilog::detect;
use wilog::finding::Severity;
use wilog::text::Source;

use super::{check, report, verdict};

/// What is said of a part whose result alone is there.
const ABOVE: &str = "this part of the log does not say why";

#[test]
fn the_end_of_a_log_tells_how_the_install_ended() {
    for (log, outcome, code, words) in [
        ("S MainEngineThread is returning 1603", "failed", 1603, ABOVE),
        ("S MainEngineThread is returning 0", "success", 0, "succeeded"),
        (
            "S MainEngineThread is returning 1603
            C Back from server. Return value: 1603",
            "failed",
            1603,
            ABOVE,
        ),
        ("MainEngineThread is returning 1603", "failed", 1603, ABOVE),
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
            ABOVE,
        ),
    ] {
        verdict(log, outcome, Some(code), words);
    }
}

#[test]
fn an_end_without_an_exit_code_tells_how_the_install_ended() {
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
            ABOVE,
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
fn a_try_that_went_well_counts_where_the_one_above_has_lost_an_end() {
    const CODE: &str = "Property(S): ProductCode = {1D7C20B8-6E54-4A93-B0F1-93E5A8D2470C}";
    let first = format!(
        "S Doing action: InstallFiles
        Action ended 10:00:01: InstallFiles. Return value 3.
        Action ended 10:00:01: INSTALL. Return value 3.
        {CODE}
        S MainEngineThread is returning 1603
        === Verbose logging stopped: 25/02/2026  10:00:02 ===\n"
    );
    let killed = "HEADER
        S ******* RunEngine:
        RUN Product: C:\\gates.msi
        S Doing action: INSTALL
        S Doing action: InstallFiles\n";
    let second = |name: &str| {
        format!(
            "HEADER
            S ******* RunEngine:
            RUN Product: C:\\{name}.msi
            S Doing action: INSTALL
            Action ended 10:00:05: INSTALL. Return value 1.
            {CODE}
            S MainEngineThread is returning 0
            === Verbose logging stopped: 25/02/2026  10:00:09 ==="
        )
    };
    for (log, outcome, is_complete) in [
        (format!("{first}{}", second("gates")), "success", true),
        (format!("{killed}{}", second("gates")), "success", true),
        (
            format!("{first}{}", second("doors").replace("{1D", "{2D")),
            "failed",
            true,
        ),
        (format!("{killed}{}", second("doors")), "unknown", false),
    ] {
        let verdict = report(&log).0.verdict;
        assert_eq!(
            (verdict.outcome.as_str(), verdict.complete),
            (outcome, is_complete),
            "{log}"
        );
    }
}

#[test]
fn the_beginning_of_a_log_that_somebody_quotes_is_no_install_that_hung() {
    let begun = "HEADER
        S Doing action: INSTALL
        Action start 10:00:01: INSTALL.
        S Doing action: OpenGates
        Action start 10:00:02: OpenGates.
        ";
    let more = "S Note: 1: 2205 2:  3: Gates\n";
    let standard = begun.replace("OpenGates", "AppSearch");
    for (log, severity) in [
        (standard.clone(), Severity::Note),
        (format!("{standard}{}", more.repeat(44)), Severity::Note),
        (format!("{standard}{}", more.repeat(45)), Severity::Warning),
        // What is not the installer's own may hang at once.
        (begun.to_owned(), Severity::Warning),
    ] {
        let report = report(&log).0;
        let mut findings = report.findings.iter();
        let open = findings.find(|finding| finding.rule == "MSI801");
        assert_eq!(open.map(|finding| finding.severity), Some(severity));
    }
}

#[test]
fn a_part_that_begins_and_ends_within_a_script_names_the_action_at_work() {
    let begun = "S Executing op: FileCopy(SourceName=a.dll,)
        S Executing op: ActionStart(Name=MoveGates,,)
        S Executing op: CustomActionSchedule(Action=MoveGates,ActionType=3073,Source=BinaryData,Target=Move,)";
    let ended = format!("{begun}\nS Executing op: End(Checksum=0,ProgressTotal=0)");
    for (log, words) in [
        (begun, "the last open action is MoveGates"),
        (ended.as_str(), "ends before its result."),
    ] {
        verdict(log, "unknown", None, words);
    }
}

/// `/lv` leaves out all but the engine's own lines.
#[test]
fn actions_without_their_ends_are_not_none() {
    let log = |said: &str| {
        format!(
            "HEADER
            S ******* RunEngine:
            RUN Product: C:\\Deploy\\gates.msi
            S Doing action: INSTALL
            S Doing action: InstallFinalize
            S Executing op: CustomActionSchedule(Action=OpenGates,ActionType=1025,Source=BinaryData,Target=Open,)
            {said}S Executing op: Header(Signature=1,ScriptType=2,)
            >S MainEngineThread is returning 1603"
        )
    };
    let words = "failed, and this log does not say why";
    check(&log(""), "failed", None, None, words);
    let returned = "CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)\n";
    let whole = log(returned)
        .replace('>', "")
        .replace("CustomAction Op", ">CustomAction Op");
    check(
        &whole,
        "failed",
        Some("OpenGates"),
        Some(1603),
        "Custom action OpenGates failed",
    );
}
