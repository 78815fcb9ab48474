//! The text of a program around an install, which is no log: what it tells is said, and nothing is claimed of the install.

use super::{report, verdict};

#[test]
fn the_text_of_a_caller_tells_the_result_and_where_the_log_is() {
    for (text, words) in [
        (
            r"[Install] Executing [msiexec.exe /i ledger.msi /QN /L*V C:\Logs\ledger.log]
            [Install] Execution failed with exit code [1603].",
            r"Line 2 tells of an install that failed with 1603, and not why. The log that line 1 names says more, if it is there: run wilog on C:\Logs\ledger.log.",
        ),
        (
            "Running msiexec was not successful. Exit code was '1603'.",
            "Line 1 tells of an install that failed with 1603, and not why. Install again with `/l*vx! install.log`",
        ),
        (
            "Blockers: A newer version of Ledger has been detected on the machine.
            Final Result: Installation failed with error code: (0x000013EC), \"A StopBlock was hit or a System Requirement was not met. \" (Elapsed time: 0 00:00:00).",
            "Line 2 tells of a setup that ended with 5100: this machine does not meet its requirements. The lines with Blockers say why",
        ),
        (
            "Ledger: return code: 1625",
            "Line 1 tells of an install that ended with 1625: a policy forbids this install. `wilog explain 1625` tells what to do",
        ),
        (
            "Log with failure:  D:\\Logs\\gates_1.log\nThe setup of Gates did not end well.",
            r"The log that line 1 names says more, if it is there: run wilog on D:\Logs\gates_1.log.",
        ),
        (
            "Returning IDOK. INSTALLMESSAGE_ERROR [Error 1935.An error occurred during the installation of assembly 'Gates'.]
            MSI returned 0x643",
            "Line 1 tells of message 1935: an assembly could not be installed.",
        ),
        (
            // What Chocolatey proposes is no log that is there.
            r#"ERROR: Running ["C:\Kits\ledger.exe" /quiet] was not successful. Exit code was '1603'. Please see MSI log if available. If not, try again adding '--install-arguments="'/l*v c:\ledger_msi_install.log'"'. Then search the MSI Log for "Return Value 3"."#,
            "Line 1 tells of an install that failed with 1603, and not why. Install again with `/l*vx! install.log`, or with `/log install.log` where the program is a bundle",
        ),
        (
            "Installation failed with exit code -1978335226
            2026-02-25 10:00:06.000 [CLI ] ShellExecute installer failed: 3221225477",
            "Line 2 tells of an install that ended with 0xC0000005: the program crashed on a bad memory access. `wilog explain 0xC0000005` tells what to do.",
        ),
        (
            "Installation failed with exit code -2147467260",
            "ended with 0x80004004: the operation was broken off.",
        ),
        (
            r#"LogGates: Running C:/Kits/GatesSetup.exe /quiet /log "C:/users/ada/Saved/Logs/GatesSetup.log"
            LogGates: Error: GatesSetup executable failed with code 1603"#,
            "Line 2 tells of an install that failed with 1603, and not why. The log that line 1 names says more, if it is there: run wilog on C:/users/ada/Saved/Logs/GatesSetup.log.",
        ),
        (
            "[Install] :: Another MSI installation is already in progress and needs to be completed before proceeding with this installation.
            [Finalization] :: [Gates] install completed in [617] seconds with exit code [60001].",
            "Line 1 tells of an install that ended with 1618:",
        ),
        (
            r#"<![LOG[    Prepared command line: "C:\Windows\system32\msiexec.exe" /i "gates.msi" /q /l*v C:\Logs\gates.log]LOG]!>
            <![LOG[    Process 8812 terminated with exitcode: 0]LOG]!>
            <![LOG[++++++ Failed to enforce app. Error 0x87d00324. ++++++]LOG]!>"#,
            "Line 3 tells of a deployment that ended with 0x87D00324: the application was not detected after its installation. `wilog explain 0x87D00324` tells what to do.",
        ),
        (
            r"<![LOG[    Process 8812 terminated with exitcode: 3010]LOG]!>
            <![LOG[    Matched exit code 3010 to a PendingSoftReboot entry in exit codes table.]LOG]!>",
            "Line 2 tells of an install that ended with 3010:",
        ),
        (
            r"<![LOG[    Matched exit code 3010 to a PendingSoftReboot entry in exit codes table.]LOG]!>
            <![LOG[++++++ Failed to enforce app. Error 0x87d00325. ++++++]LOG]!>",
            "Line 2 tells of a deployment that ended with 0x87D00325:",
        ),
        (
            // What that log tells is why nobody waited any longer.
            r#"<![LOG[    Prepared command line: "C:\Windows\system32\msiexec.exe" /i "gates.msi" /q /l*v C:\Logs\gates.log]LOG]!>
            <![LOG[++++++ Failed to enforce app. Error 0x87d00213. ++++++]LOG]!>"#,
            "ended with 0x87D00213: Configuration Manager stopped waiting, since the time it gives was over. The log that line 1 names says more, if it is there: run wilog on C:\\Logs\\gates.log.",
        ),
        (
            // A later try that went well takes the place of one that failed, so that only the log is told.
            r#"<![LOG[    Prepared command line: "C:\Windows\system32\msiexec.exe" /i "gates.msi" /q /l*v C:\Logs\gates.log]LOG]!>
            <![LOG[++++++ Failed to enforce app. Error 0x87d00324. ++++++]LOG]!>
            <![LOG[    Matched exit code 0 to a Success entry in exit codes table.]LOG]!>
            <![LOG[++++++ App enforcement completed (12 seconds) for App DT "Gates" ++++++]LOG]!>"#,
            "no bundle log. The log that line 1 names says more, if it is there: run wilog on C:\\Logs\\gates.log.",
        ),
        (
            // Of several logs the one that stands nearest to the result is that of the install.
            "Log file: C:\\Logs\\setup.log\n\n\n\nGates ended with exit code 1619\nLog file: C:\\Logs\\gates.log",
            r"run wilog on C:\Logs\gates.log.",
        ),
    ] {
        verdict(text, "unknown", None, words);
        assert_eq!(report(text).0.findings.len(), 0, "{text}");
    }
}

#[test]
fn text_with_other_numbers_and_files_tells_nothing() {
    for text in [
        "The gates were opened 1603 times.",
        "Exit code: 0",
        "Exit code: 3010",
        "The build returned 1.",
        r"Copied C:\Logs\ledger.log to D:\Logs.",
        r"The spooler keeps its log at C:\Logs\spool.log",
        "The query returned 1603 rows.",
        "The bind failed with error code: 1722",
        "The download failed with code 404",
        "The build failed with exit code -2147467260",
        "ShellExecute installer failed: 2",
    ] {
        let (report, _) = report(text);
        let headline = report.verdict.headline;
        assert_eq!(
            headline, "This is no Windows Installer log and no bundle log.",
            "{text}"
        );
    }
}

#[test]
fn what_a_caller_tells_above_a_log_is_no_end_of_that_log() {
    let log = "Execution failed with exit code [1603].
        === Verbose logging started: 25/02/2026  10:00:00  Build type: SHIP UNICODE 5.00.10011.00  Calling process: C:\\a.exe ===
        S ******* RunEngine:";
    let (report, _) = report(log);
    assert!(
        !report.verdict.headline.contains("no Windows Installer log"),
        "{}",
        report.verdict.headline
    );
}
