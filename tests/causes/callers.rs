//! What the program that called the installer tells of its end.

use super::{check, verdict};

/// A custom action whose command had nothing to stop.
const QUIET: &str = "CAQuietExec:  ERROR: The process \"marsh.exe\" not found.
    CAQuietExec:  Error 0x80070080: Command line returned an error.";

#[test]
fn a_restart_that_the_caller_takes_for_a_failure_is_none() {
    let told = "Installation failed with exit code -1978334967
        2026-02-25 10:00:06.000 [CLI ] ShellExecute installer failed: 3010";
    let well = format!("{QUIET}\nS Product: Marsh -- Installation completed successfully.");
    for shown in ["S Doing action: InstallFiles", &well] {
        verdict(
            &format!("{told}\n{shown}"),
            "success-reboot-required",
            Some(3010),
            "succeeded, and the machine must be restarted.",
        );
    }
    // What speaks against a success, or a sentence of the installer itself, leaves in doubt whose code it is.
    for shown in [
        "Action ended 10:00:06: OpenGates. Return value 3.",
        "Action ended 10:00:06: OpenGates. Return value 2.",
        "S User cancelled installation.",
        "S I/O on thread 7196 could not be cancelled. Error: 1168",
        "S Executing op: Header(Signature=1397708873,Version=500,ScriptType=2,)",
        "S Executing op: CustomActionRollback(Action=CloseGates,ActionType=1281,)",
        "Action 10:00:06: Rollback. Rolling back action:",
        "S Note: 1: 1722 2: OpenGates 3: C:\\Gates\\open.exe 4: ",
        "S Product: Marsh -- Error 1920. Service Marsh failed to start.",
        "OpenGates: Error: cannot open the gate",
        QUIET,
    ] {
        let log = format!("{told}\nS Doing action: OpenGates\n{shown}");
        verdict(&log, "unknown", None, "");
    }
    let broken = "CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)";
    verdict(
        &format!("{told}\n{broken}"),
        "unknown",
        None,
        "OpenGates failed",
    );
    let failed = format!("{told}\nS Product: Marsh -- Installation failed.");
    verdict(&failed, "failed", None, "Marsh failed");
}

#[test]
fn a_failure_in_a_part_whose_caller_says_that_the_call_failed_ended_the_install() {
    let shown = ">CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)";
    for (told, outcome) in [
        (
            "6:35:20 PM: Install finished with exit code: -1978335226",
            "failed",
        ),
        ("Installation failed with exit code -1978335226", "failed"),
        ("Installation failed with exit code -1978335231", "unknown"),
        (
            "Installation failed with exit code -1978335226
            2026-02-25 10:00:06.000 [CLI ] ShellExecute installer failed: 1",
            "unknown",
        ),
    ] {
        check(
            &format!("{told}\n{shown}"),
            outcome,
            Some("OpenGates"),
            Some(1603),
            "Custom action OpenGates failed",
        );
    }
    // An error that was passed over did not end the install.
    for (told, below) in [
        ("", "S Doing action: InstallFinalize"),
        ("", "Action start 10:00:00: InstallFinalize."),
        ("", "Action ended 10:00:00: StartServices. Return value 1."),
        ("", "S Executing op: FileCopy(SourceName=marsh.dll,)"),
        (
            "\nInstaller failed with exit code: 3010\nInstaller failed with exit code: 1641",
            "",
        ),
    ] {
        let error = "S Product: Marsh -- Error 1920. Service Marsh failed to start.";
        verdict(
            &format!("Installation failed with exit code -1978335226{told}\n{error}\n{below}"),
            "unknown",
            None,
            "",
        );
    }
    verdict(
        "Installation failed with exit code -1978335226
        S Doing action: InstallValidate
        Action ended 10:00:00: InstallValidate. Return value 1.",
        "unknown",
        None,
        "",
    );
}

#[test]
fn the_dialog_that_tells_of_the_end_shows_that_an_action_stopped_the_install() {
    for (value, dialog, outcome) in [
        (3, "FatalError", "failed"),
        (2, "UserExit", "cancelled"),
        (3, "ExitDialog", "unknown"),
        (3, "WelcomeDlg", "unknown"),
        (1, "FatalError", "unknown"),
        // What goes on below the dialog was not stopped.
        (
            3,
            "FatalError.\nC Doing action: InstallFiles\nC Doing action: X",
            "unknown",
        ),
    ] {
        let begun = "HEADER
            C ******* RunEngine:
            C Doing action: INSTALL
            C Doing action: CheckGates\n";
        for (above, closed) in [
            ("", ""),
            ("", "\nAction ended 10:00:06: DIALOG. Return value 2."),
            // A log that somebody copied while the dialog was open.
            (begun, ""),
        ] {
            let log = format!(
                "{above}Action ended 10:00:05: CheckGates. Return value {value}.
                C Doing action: DIALOG
                Action start 10:00:05: DIALOG.{closed}"
            );
            verdict(&log.replace("DIALOG", dialog), outcome, None, "");
        }
    }
}
