//! Custom actions that PowerShell, .NET, or a command of Windows runs: what those wrote, as whom they ran, and what to do.

use wilog::finding::Severity;

use super::beside::found;
use super::{check, frame, of_bytes, script_failed, told};

/// The custom action `OpenGates`, which .NET runs, fails with an exception.
pub(super) fn unhandled(exception: &str) -> String {
    format!(
        "S Doing action: OpenGates
        Exception thrown by custom action:
        {exception}
           at Gates.Actions.Open(Session session)
        CustomAction OpenGates returned actual error code 1603
        Action ended 10:00:05: OpenGates. Return value 3."
    )
}

#[test]
fn what_the_system_itself_was_denied_no_elevated_prompt_mends() {
    for (kind, privileged, advice) in [
        (3122, 1, "SYSTEM itself was denied access"),
        (1074, 1, "from an elevated prompt"),
        (3122, 0, "from an elevated prompt"),
    ] {
        let log = frame(
            &format!(
                "S Doing action: InstallFinalize
                S Executing op: Header(Signature=1,ScriptType=1,)
                S Executing op: ActionStart(Name=OpenGates,,)
                S Executing op: CustomActionSchedule(Action=OpenGates,ActionType={kind},Source=C:\\Kits\\sc.exe,Target=start gates,)
                CustomAction OpenGates returned actual error code 5
                S Note: 1: 1722 2: OpenGates 3: C:\\Kits\\sc.exe 4: start gates\x20
                Action ended 10:00:05: InstallFinalize. Return value 3.
                Property(S): ProductName = Gates
                Property(S): Privileged = {privileged}"
            ),
            3,
            1603,
        );
        told(&log, "ended with an error (5)", advice);
    }
}

#[test]
fn an_error_of_powershell_7_is_read_from_below_its_statement() {
    let log = script_failed(
        "OpenGates",
        "S Invoking remote custom action. DLL: C:\\Windows\\Installer\\MSI1.tmp, Entrypoint: WixQuietExec
        >WixQuietExec:  Open-Gate: C:\\Gates\\open.ps1:3
        WixQuietExec:  Line |
        WixQuietExec:     3 |  Open-Gate -Force -ErrorAction Stop
        WixQuietExec:       |  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
        WixQuietExec:       | The gate is stuck.
        WixQuietExec:  Error 0x80070001: Command line returned an error.
        CustomAction OpenGates returned actual error code 1603",
    );
    check(
        &log,
        "failed",
        Some("OpenGates"),
        Some(1603),
        "PowerShell wrote at C:\\Gates\\open.ps1:3: Open-Gate: The gate is stuck.",
    );
}

#[test]
fn a_script_that_security_software_or_a_policy_stops_is_not_damaged() {
    for (id, advice) in [
        ("ScriptContainedMaliciousContent", "(AMSI)"),
        (
            "CannotCreateTypeConstrainedLanguage,Gates.Open",
            "AppLocker",
        ),
        ("UnexpectedToken", "cannot read the script"),
    ] {
        let log = frame(
            &format!(
                "S Doing action: OpenGates
                WixQuietExec:  At C:\\Gates\\open.ps1:1 char:1
                WixQuietExec:  + Open-Gate
                WixQuietExec:  + ~~~~~~~~~
                WixQuietExec:  The gate is stuck.
                WixQuietExec:      + CategoryInfo          : ParserError: (:) [], ParentContainsErrorRecordException
                WixQuietExec:      + FullyQualifiedErrorId : {id}
                WixQuietExec:  Error 0x80070001: Command line returned an error.
                CustomAction OpenGates returned actual error code 1603
                Action ended 10:00:05: OpenGates. Return value 3."
            ),
            3,
            1603,
        );
        told(&log, "The gate is stuck", advice);
    }
}

#[test]
fn what_is_there_already_or_was_only_looked_for_is_no_loss_of_a_script() {
    const LOG: &str =
        include_str!("../../sample-logs/rules/MSI115-powershell-error-passed-over/fires.log");
    const ID: &str = "HRESULT 0x80070534,Register-ScheduledTask";
    for (id, expected) in [
        (ID, Severity::Warning),
        ("HRESULT 0x800700b7,Register-ScheduledTask", Severity::Note),
        (
            "DirectoryExist,Microsoft.PowerShell.Commands.NewItemCommand",
            Severity::Note,
        ),
        (
            "NewItemIOError,Microsoft.PowerShell.Commands.NewItemCommand",
            Severity::Warning,
        ),
        (
            "System.Management.Automation.PSArgumentException,Microsoft.PowerShell.Commands.GetItemPropertyCommand",
            Severity::Note,
        ),
        (
            "System.Management.Automation.PSArgumentException,Microsoft.PowerShell.Commands.GetItemCommand",
            Severity::Warning,
        ),
    ] {
        let log = LOG.replace(ID, id);
        assert_eq!(found(&log, "MSI115").severity, expected, "{id}");
    }
}

#[test]
fn a_library_that_cannot_be_loaded_while_an_action_runs_is_told_as_one() {
    for (exception, advice) in [
        (
            "System.IO.FileNotFoundException: Could not load file or assembly 'Hinges, Version=1.0.0.0' or one of its dependencies.",
            "must pack it with the action",
        ),
        (
            "System.BadImageFormatException: An attempt was made to load a program with an incorrect format.",
            "another processor",
        ),
        (
            "System.IO.FileNotFoundException: Could not find file 'C:\\Gates\\gates.xml'.",
            "report both to the author",
        ),
        (
            "System.InvalidOperationException: Cannot open Service Control Manager on computer '.'.",
            "from an elevated prompt",
        ),
    ] {
        let log = frame(&unhandled(exception), 3, 1603);
        told(&log, "failed with an unhandled", advice);
    }
}

#[test]
fn why_a_managed_action_could_not_begin_leads_to_what_helps() {
    for (said, words, advice) in [
        (
            "Failed to create temp directory. Error code 5",
            "access was denied (system error 5)",
            "icacls",
        ),
        (
            "Failed to create temp directory. Error code 112",
            "the disk is full",
            "Make room",
        ),
        (
            "Failed to extract to temporary directory. Cabinet error code 3.",
            "its cabinet is damaged",
            "get the package again",
        ),
    ] {
        let log = format!(
            "S Doing action: OpenGates
            SFXCA: {said}
            CustomAction OpenGates returned actual error code 1603
            Action ended 10:00:05: OpenGates. Return value 3."
        );
        told(&frame(&log, 3, 1603), words, advice);
    }
}

#[test]
fn what_net_was_denied_is_known_by_its_number_in_any_language() {
    let log = frame(
        "S Doing action: OpenGates
        WixQuietExec:  Systemfehler 5 aufgetreten.
        WixQuietExec:  Zugriff verweigert
        WixQuietExec:  Error 0x80070002: Command line returned an error.
        CustomAction OpenGates returned actual error code 1603
        Action ended 10:00:05: OpenGates. Return value 3.",
        3,
        1603,
    );
    let log = log.replace(
        "S Doing action: OpenGates",
        "S Doing action: InstallFinalize
        S Executing op: Header(Signature=1,ScriptType=1,)
        S Executing op: ActionStart(Name=OpenGates,,)
        S Executing op: CustomActionSchedule(Action=OpenGates,ActionType=1025,Source=BinaryData,Target=WixQuietExec,CustomActionData=net start gates)",
    );
    told(
        &log,
        "Systemfehler 5 aufgetreten; Zugriff verweigert",
        "takes the rights of an administrator",
    );
}

#[test]
fn which_of_several_commands_failed_nobody_knows() {
    for (command, advice) in [
        ("/c net stop gates", "The service gates did not stop"),
        (
            "/c net stop gates & C:\\Gates\\gates.exe",
            "Run the command by hand",
        ),
    ] {
        let log = format!(
            "CustomAction OpenGates returned actual error code 2
            S Note: 1: 1722 2: OpenGates 3: C:\\Kits\\cmd.exe 4: {command}\x20
            Action ended 10:00:05: OpenGates. Return value 3."
        );
        told(&log, "ended with an error (2)", advice);
    }
}

#[test]
fn a_code_that_the_catalogue_does_not_know_stands_alone() {
    let log = |code: u32| {
        of_bytes(&format!(
            "Action start 10:00:00: OpenGates.\r\n\
             SFXCA: Failed to create new CA process via RUNDLL32. Error code: {code}\r\n\
             CustomAction OpenGates returned actual error code 1603\r\n\
             Action ended 10:00:05: OpenGates. Return value 3.\r\n"
        ))
    };
    for (code, words) in [
        (
            4551,
            "rundll32: application control blocked the file (system error 4551)",
        ),
        (4569, "rundll32 (system error 4569)"),
    ] {
        let cause = log(code).cause.expect("there is a cause");
        assert!(cause.headline.contains(words), "{}", cause.headline);
        assert!(
            cause.advice.contains("security software"),
            "{}",
            cause.advice
        );
    }
}

#[test]
fn a_program_of_windows_that_was_denied_access_needs_more_rights() {
    const FAILED: &str = "ended with an error";
    const ELEVATE: &str = "from an elevated prompt";
    const BY_HAND: &str = "Run the command by hand";
    for (command, code, words, advice) in [
        (
            "cmd.exe 4: /c icacls C:\\Gates /grant keeper:F",
            5,
            FAILED,
            ELEVATE,
        ),
        ("sc.exe 4: start gates", 5, FAILED, ELEVATE),
        ("gates.exe 4: /open", 5, FAILED, BY_HAND),
        ("cmd.exe 4: /c sc start a & gates", 1060, FAILED, BY_HAND),
        ("sc.exe 4: start", 1639, FAILED, BY_HAND),
        (
            "sc.exe 4: start gates",
            1060,
            "the service is not installed (1060)",
            "",
        ),
        (
            "icacls.exe 4: C:\\Gates /grant Keepers:F",
            1332,
            "no account or group of that name (1332)",
            "by its SID",
        ),
        ("gates.exe 4: /open", 1332, FAILED, BY_HAND),
        (
            "powershell.exe 4: -File C:\\Gates\\a.ps1",
            -196_608,
            "did not find the script, or did not understand its arguments (0xFFFD0000)",
            "Look whether the script",
        ),
        (
            "gates.exe 4: /open",
            -2_147_450_730,
            "the .NET runtime that it needs is not installed (0x80008096)",
            "Install the .NET runtime",
        ),
    ] {
        let log = format!(
            "CustomAction OpenGates returned actual error code {code}
            S Note: 1: 1722 2: OpenGates 3: C:\\Kits\\{command}\x20
            Action ended 10:00:05: OpenGates. Return value 3."
        );
        told(&log, words, advice);
    }
}
