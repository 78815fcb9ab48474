//! Parts of logs among the words of those who quote them, and with what pages have made of them.

use wilog::finding::Confidence;
use wilog::syntax::events;

use crate::{prepare, report, told, verdict};

#[test]
fn what_somebody_wrote_below_the_outcome_is_no_part_of_it() {
    for (log, outcome, exit_code, words) in [
        (
            "S Product: Ledger -- Installation completed successfully.
            Thanks,
            Bob",
            "success",
            None,
            "The install of Ledger succeeded.",
        ),
        (
            "S Product: Ledger -- Installation failed.
            Any ideas?",
            "failed",
            None,
            "The install of Ledger failed",
        ),
        (
            "Product: Ledger -- Error 1304. Error writing to file: C:\\A\\a.dll.
            MainEngineThread is returning 1603
            ```",
            "failed",
            Some(1603),
            "C:\\A\\a.dll",
        ),
        (
            ">> Product: Ledger -- Error 1304. Error writing to file: C:\\A\\a.dll.

            What can I do?",
            "unknown",
            None,
            "C:\\A\\a.dll",
        ),
        (
            "S Product: Ledger -- Configuration failed.
            S Windows Installer reconfigured the product. Product Name: Ledger. Product Version: 4.2. Product Language: 1033. Manufacturer: Contoso. Reconfiguration success or error status: 1638.`**",
            "failed",
            Some(1638),
            "The change of Ledger 4.2 failed",
        ),
    ] {
        verdict(log, outcome, exit_code, words);
    }
}

#[test]
fn the_outcome_says_what_was_done() {
    for (log, words) in [
        (
            "Product: Ledger -- Removal completed successfully.",
            "The uninstall of Ledger succeeded",
        ),
        (
            "S Note: 1: 1728\x20
            S Product: Ledger -- Configuration completed successfully.",
            "The change of Ledger succeeded",
        ),
        (
            "S Windows Installer removed the product. Product Name: Ledger. Product Version: 4.2. Product Language: 1033. Manufacturer: Contoso. Removal success or error status: 0.",
            "The uninstall of Ledger 4.2 succeeded",
        ),
        // Of what an upgrade removes first nothing is left.
        (
            "S Note: 1: 1724\x20
            S Product: Ledger -- Removal completed successfully.
            S Note: 1: 1707\x20
            S Product: Ledger -- Installation completed successfully.",
            "The install of Ledger succeeded",
        ),
    ] {
        let outcome = report(log).0.verdict.outcome.as_str();
        let exit_code = log.contains("status: 0.").then_some(0);
        verdict(log, outcome, exit_code, words);
    }
}

#[test]
fn a_part_ends_as_its_last_standard_action_did() {
    for (log, outcome) in [
        (
            "Action ended 10:00:05: InstallFinalize. Return value 3.",
            "failed",
        ),
        ("操作終了 10:00:05: LaunchConditions。 戻り値 3。", "failed"),
        (
            "Action ended 10:00:05: InstallExecute. Return value 2.",
            "cancelled",
        ),
        // It may be told to go on after a custom action, and an upgrade after the removal of the older product.
        (
            "Action ended 10:00:05: OpenGates. Return value 3.",
            "unknown",
        ),
        (
            "Action start 10:00:03: RemoveExistingProducts.
            Action start 10:00:03: InstallFinalize.
            Action ended 10:00:05: InstallFinalize. Return value 3.",
            "unknown",
        ),
        (
            "Action ended 10:00:05: InstallFinalize. Return value 3.
            Action ended 10:00:06: InstallFiles. Return value 1.",
            "unknown",
        ),
    ] {
        let log = format!("Action ended 10:00:01: CostFinalize. Return value 1.\n{log}");
        let verdict = report(&log).0.verdict;
        assert_eq!(
            (verdict.outcome.as_str(), verdict.complete),
            (outcome, false),
            "{log}"
        );
    }
    // What was done is undone after a failure.
    let undone = "CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
        Action 10:00:05: Rollback. Rolling back action:
        S Executing op: ActionStart(Name=OpenGates,,)";
    for (head, outcome) in [
        ("Action start 10:00:01: InstallFinalize.", "failed"),
        ("Action start 10:00:01: RemoveExistingProducts.", "unknown"),
        (
            "HEADER\nS ******* RunEngine:\nS Doing action: INSTALL",
            "unknown",
        ),
    ] {
        let verdict = report(&format!("{head}\n{undone}")).0.verdict;
        assert_eq!(verdict.outcome.as_str(), outcome, "{head}");
    }
    // A log with its beginning has been cut, and may have gone on.
    verdict(
        "HEADER
        S Doing action: INSTALL
        S Doing action: InstallFinalize
        Action ended 10:00:05: InstallFinalize. Return value 3.",
        "unknown",
        None,
        "ends before its result",
    );
}

#[test]
fn a_text_of_a_host_of_custom_actions_is_part_of_a_log() {
    for log in [
        "SFXCA: Binding to CLR version v4.0.30319",
        "Info: SFXCA: Binding to CLR version v4.0.30319",
        "CAQuietExec:  The gate is open.",
    ] {
        assert_eq!(report(log).0.input.format, "msi", "{log}");
    }
    let error = "Error: could not open the gate";
    assert_eq!(report(error).0.input.format, "unknown");
}

#[test]
fn an_install_below_the_end_of_another_is_one_of_its_own() {
    let uninstall = "S Windows Installer removed the product. Product Name: Ledger. Product Version: 4.2. Product Language: 1033. Manufacturer: Contoso. Removal success or error status: 1605.";
    let install = "=== Logging started: 25/02/2026  10:00:00 ===
        Action start 10:00:00: INSTALL.
        Action ended 10:00:05: INSTALL. Return value 1.
        === Logging stopped: 25/02/2026  10:00:05 ===";
    let (both, _) = report(&format!("{uninstall}\n\nGates.log:\n{install}"));
    let outcomes: Vec<&str> = both
        .sessions
        .iter()
        .map(|session| session.outcome.as_str())
        .collect();
    assert_eq!(outcomes, ["failed", "success"]);
}

#[test]
fn a_script_within_an_operation_ends_where_its_parentheses_do() {
    let script = "S Executing op: CustomActionSchedule(Action=OpenGates,ActionType=1126,Source=BinaryData,Target=Set gates = Nothing
        Set gates = CreateObject(\"Gates.Keeper\")
        If gates.Failed(1) Then gates.Error(\"no gate could be opened\")
        End If,,CustomActionData=C:\\A)
        S Product: Ledger -- Error 1720. There is a problem with this Windows Installer package.
        CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
        Action ended 10:00:05: InstallFinalize. Return value 3.";
    // One that is left open in a text of the script ends with the last line that may be its end.
    let unbalanced = script.replace("Nothing", "\":(\"");
    for script in [script, &unbalanced] {
        let (text, _) = prepare(script);
        let lines: Vec<u32> = events(&text).map(|event| event.lines).collect();
        assert_eq!(lines, [4, 1, 1, 1], "{text}");
        let cause = report(script).0.cause.expect("there is a cause");
        assert_eq!(cause.code, Some(1720), "{cause:#?}");
    }
}

#[test]
fn an_unexpected_error_below_a_line_for_authors_is_a_message_of_its_own() {
    let log = "DEBUG: Error 2738:  Could not access VBScript runtime for custom action\x20
        The installer has encountered an unexpected error installing this package. This may indicate a problem with this package. The error code is 2738. The arguments are: , ,\x20
        CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
        Action ended 10:00:05: InstallFinalize. Return value 3.";
    let cause = report(log).0.cause.expect("there is a cause");
    assert_eq!(
        (cause.line.get(), cause.code),
        (2, Some(2738)),
        "{cause:#?}"
    );
}

#[test]
fn the_exit_code_that_the_caller_was_given_is_that_of_the_install() {
    let failed = "CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)";
    let ended = "S Product: Ledger -- Installation failed.";
    let cancelled = "Action ended 10:00:05: WelcomeDlg. Return value 2.
        Action ended 10:00:05: INSTALL. Return value 2.";
    for (caller, said, outcome, code) in [
        (
            "Installer failed with exit code: 1603",
            failed,
            "failed",
            Some(1603),
        ),
        (
            "2026-02-25 10:00:00.000 [CLI ] ShellExecute installer failed: 2147944003",
            ended,
            "failed",
            Some(1603),
        ),
        (
            "Installation failed with exit code -1978335226",
            ended,
            "failed",
            None,
        ),
        // A program around the package ends with codes of its own.
        (
            "Installer failed with exit code: 1",
            failed,
            "unknown",
            None,
        ),
        (
            "Installer failed with exit code: 87",
            failed,
            "unknown",
            None,
        ),
        // What the log says comes first.
        (
            "Installer failed with exit code: 1603",
            cancelled,
            "cancelled",
            None,
        ),
    ] {
        let verdict = report(&format!("{caller}\n{said}")).0.verdict;
        assert_eq!(
            (verdict.outcome.as_str(), verdict.exit_code),
            (outcome, code),
            "{caller}"
        );
    }
    let of_program = format!("Installer failed with exit code: 87\n{failed}");
    let words = "Line 1 says that what was called ended with exit code 87.";
    verdict(&of_program, "unknown", None, words);
}

#[test]
fn words_of_the_caller_are_not_those_of_a_custom_action() {
    for caller in [
        "Installer failed with exit code: 1603",
        "2026-02-25 10:00:00.000 [CLI ] ShellExecute installer failed: 1603
        Error occurred while trying to capture the screen. Win32Exception (6): The handle is invalid.",
        "Install finished with exit code: -1978335226
        Install failed.",
        "ledger not installed. An error occurred during installation: ledger was not successful. Exit code was '1603'.",
    ] {
        let (report, _) = report(&format!(
                "{caller}
                SFXCA: Failed to create temp directory. Error code 5
                CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)"
        ));
        let headline = report.cause.expect("there is a cause").headline;
        assert!(
            headline.contains("could not make its temporary folder"),
            "{headline}"
        );
    }
}

#[test]
fn errors_of_the_wix_toolset_alone_are_of_an_install() {
    verdict(
        "CreateGateShortcuts:  Error 0x80070057: failed to set the target of the gate",
        "unknown",
        None,
        "failed to set the target of the gate",
    );
    // An error of the log's end is no word of Windows, wherever it stands.
    let (report, _) = report(
        "    MSI (s) (10:20) [10:00:05:000]: MainEngineThread is returning 1603
        \u{20}   === Logging stopped: 25/02/2026  10:00:05 ===",
    );
    let cause = report.cause.expect("there is a cause");
    assert!(!cause.headline.contains("==="), "{}", cause.headline);
}

#[test]
fn a_copy_that_is_gone_is_told_where_a_log_ends_with_it() {
    let (report, _) = report(
        "Action start 10:00:01: RemoveExistingProducts.
        S Warning: Local cached package 'C:\\Windows\\Installer\\246556.msi' is missing.",
    );
    let cause = report.cause.expect("there is a cause");
    assert_eq!(
        (cause.headline.as_str(), cause.code),
        (
            "The cached package C:\\Windows\\Installer\\246556.msi is missing.",
            None
        )
    );
}

#[test]
fn who_wrote_the_last_words_is_named() {
    for (said, words) in [
        (
            "ConfigureGates:  Error 0x8007000d: failed to read the list of gates",
            "Custom action ConfigureGates wrote of an error last: Error 0x8007000d: failed to read",
        ),
        (
            "WixQuietExec:  Error 0x80070001: Command line returned an error.",
            "A custom action failed: its command ended with code 1",
        ),
        (
            "CreateGates:  Error 0x80004005: failed to make the database: 'gates'
            Error 26201. Error -2147467259: failed to create SQL database: gates",
            "Custom action CreateGates failed with message 26201",
        ),
    ] {
        verdict(said, "unknown", None, words);
    }
}

#[test]
fn indented_text_is_part_of_the_block_of_an_engine_only_right_below_it() {
    let (head, _) = prepare(
        "S ******* RunEngine:
        RUN Product: C:\\Kits\\gates.msi
        RUN Action: ",
    );
    for (between, lines) in [("", 4), ("\r\n", 3), (" \r\n\r\n", 3)] {
        let log = format!("{head}{between}    The gate is locked.\r\n");
        let block = events(&log).next().map(|event| event.lines);
        assert_eq!(block, Some(lines), "{log}");
    }
}

#[test]
fn a_script_names_the_product_of_a_part() {
    let info = |name: &str| {
        format!(
            "S Executing op: ProductInfo(ProductKey={{7C8908D6-0000-0000-0000-000000000000}},ProductName={name},PackageName=a.msi,Language=1033,Version=67239941,Assignment=1,ObsoleteArg=0,,)"
        )
    };
    let rollback = "S Executing op: Header(Signature=1397708873,Version=500,Timestamp=1,LangId=1033,Platform=0,ScriptType=2,ScriptMajorVersion=21,)";
    let (old, new) = (info("Ledger 3"), info("Ledger"));
    for (log, product) in [
        (new.clone(), "Ledger 4.2.5"),
        (format!("{old}\n{new}"), "Ledger 4.2.5"),
        (format!("{rollback}\n{new}\n{old}"), "Ledger 4.2.5"),
        (
            format!("{old}\nS Product: Locks -- the gate is shut"),
            "Locks",
        ),
        (format!("Property(S): ProductName = Locks\n{old}"), "Locks"),
    ] {
        let what = format!("The log of the install of {product} ends");
        verdict(&log, "unknown", None, &what);
    }
}

#[test]
fn a_log_of_labels_may_be_indented() {
    told(
        "    Info: ExecuteSqlStrings:  Error 0x80004005: failed to connect to database: 'gates'
        \u{20}   Error: Failed to connect to SQL database.  (-2147467259   gates      )
        \u{20}   Info: CustomAction ExecuteSqlStrings returned actual error code 1603 (note this may not be",
        "Custom action ExecuteSqlStrings failed; its own message was: Error 0x80004005",
        "Check the name of the server",
    );
}

#[test]
fn what_cannot_stop_a_script_is_not_blamed_for_it() {
    for (kind, who) in [
        (3073, "Custom action OpenGates failed"),
        (3329, "InstallFinalize failed"),
        (3585, "InstallFinalize failed"),
        (3137, "InstallFinalize failed"),
    ] {
        let log = format!(
            "S Executing op: CustomActionSchedule(Action=OpenGates,ActionType={kind},Source=BinaryData,Target=Open,)
            Action ended 10:00:05: InstallFinalize. Return value 3."
        );
        verdict(&log, "failed", None, who);
    }
}

#[test]
fn a_cancel_that_the_caller_alone_tells_of_has_no_place() {
    let (report, _) = report(
        "Installer failed with exit code: 1602
        Action start 10:00:01: InstallFiles.",
    );
    let cause = report.cause.expect("there is a cause");
    assert_eq!(
        (cause.headline.as_str(), cause.confidence),
        ("The install was cancelled.", Confidence::Medium)
    );
}

#[test]
fn a_message_of_the_package_above_the_first_line_of_the_installer_says_why() {
    for number in [25_001, 26_204, 27_555, 30_001] {
        for between in ["", "\n\n"] {
            let log = format!(
                "Error {number}. The gate is locked.{between}
                Action ended 10:00:05: InstallFinalize. Return value 3."
            );
            told(
                &log,
                &format!("failed with message {number}: The gate is locked."),
                "",
            );
        }
    }
    for log in [
        "Error 404. The gate is not there.
        Action ended 10:00:05: InstallFinalize. Return value 3.",
        "Action ended 10:00:05: InstallFinalize. Return value 3.
        Removal success or error status: 1603.",
    ] {
        told(log, "and this part of the log does not say why", "");
    }
    verdict(
        "Error 26204. The gate is locked.",
        "unknown",
        None,
        "no Windows Installer log",
    );
}

#[test]
fn what_stands_above_the_beginning_of_an_action_is_none_of_its_words() {
    let above = "[ERROR] Gates.LockedException: the install of gates.msi failed";
    let result = "CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)";
    for (between, words) in [
        (
            "Action start 10:00:04: OpenGates.\n",
            "failed with code 1603",
        ),
        ("", "Gates.LockedException"),
    ] {
        let log = format!(
            "{above}\n{between}{result}\nAction ended 10:00:05: OpenGates. Return value 3."
        );
        told(&log, words, "");
    }
}

#[test]
fn the_end_of_the_sentence_with_the_result_says_what_was_done() {
    for (said, words) in [
        (
            "Windows Installer removed the product. ... Removal success or error status: 1603.",
            "The uninstall failed (1603)",
        ),
        (
            "Removal success or error status: 1603.",
            "The uninstall failed (1603)",
        ),
        (
            "Reconfiguration success or error status: 1603.",
            "The change failed (1603)",
        ),
        (
            "Installation success or error status: 1603.",
            "The install failed (1603)",
        ),
    ] {
        verdict(said, "failed", Some(1603), words);
    }
}

#[test]
fn a_user_interface_that_is_given_the_header_of_the_server_too_logs_one_install() {
    let header =
        |second: u32| format!("Info: === Logging started: 25/02/2026  10:00:0{second} ===");
    let server = "Info: Action start 10:00:05: INSTALL.
        Info: Action start 10:00:06: OpenGates.
        Info: CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
        Info: Action ended 10:00:07: OpenGates. Return value 3.
        Info: Action ended 10:00:07: INSTALL. Return value 3.";
    let install = "Info: Action start 10:00:01: INSTALL.";
    let waits = "Info: Action start 10:00:02: ExecuteAction.";
    let works = "Info: Action start 10:00:02: CostFinalize.\nInfo: Action ended 10:00:02: CostFinalize. Return value 1.";
    for (client, sessions) in [
        (install.to_owned(), 1),
        (format!("{install}\n{works}\n{waits}"), 1),
        // One that ended there was followed by another one.
        (format!("{install}\n{works}"), 2),
        (
            format!(
                "{install}\n{waits}\nInfo: Action ended 10:00:03: ExecuteAction. Return value 1."
            ),
            2,
        ),
    ] {
        let log = format!("{}\n{client}\n{}\n{server}", header(1), header(5));
        let report = report(&log).0;
        assert_eq!(report.sessions.len(), sessions, "{log}");
    }
}
