//! Programs, commands, and libraries that custom actions run: who failed, with what, and what to do about it.

use super::{frame, report, told};

#[test]
fn a_library_that_is_not_run_is_told_by_the_code_of_its_action() {
    for (code, headline, advice) in [
        (1157, "is missing on this machine (1157)", "vc_redist"),
        (1154, "damaged, or too old for it (1154)", "Visual C++"),
        (127, "lacks a function that is called (127)", "author"),
        (193, "another kind of processor (193)", "processor"),
        (
            225,
            "security software blocked the library as unwanted (225)",
            "protection history",
        ),
        (
            4551,
            "application control does not let the library run (4551)",
            "CodeIntegrity (3077",
        ),
        (87, "has no such function (87).", "Visual C++ or .NET"),
        (1603, "has no such function.", "Visual C++ or .NET"),
    ] {
        told(
            &frame(
                &format!(
                    "S Doing action: CheckGates
                    S Note: 1: 1723 2: CheckGates 3: LookAtGates 4: C:\\Windows\\Installer\\MSI2A10.tmp\x20
                    CustomAction CheckGates returned actual error code {code} (note this may not be 100% accurate if translation happened inside sandbox)
                    >Error 1723. There is a problem with this Windows Installer package. A DLL required for this install to complete could not be run. Contact your support personnel or package vendor. Action CheckGates, entry: LookAtGates, library: C:\\Windows\\Installer\\MSI2A10.tmp
                    Action ended 10:00:05: CheckGates. Return value 3."
                ),
                3,
                1603,
            ),
            headline,
            advice,
        );
    }
}

#[test]
fn a_library_for_another_processor_needs_no_runtime() {
    let log = |remark: &str| {
        frame(
            &format!(
                "S Doing action: InstallFinalize
                S Executing op: Header(Signature=1,ScriptType=1,)
                S {remark}
                S Executing op: ActionStart(Name=SelfRegModules,,)
                S Note: 1: 1904 2: C:\\Gates\\menu.dll 3: -2147024703\x20
                >Error 1904. Module C:\\Gates\\menu.dll failed to register.  HRESULT -2147024703.  Contact your support personnel.
                Action ended 10:00:05: InstallFinalize. Return value 3."
            ),
            3,
            1603,
        )
    };
    told(
        &log("Executing op: End(Checksum=0,)"),
        "another kind of processor",
        "processor of this machine",
    );
    told(
        &log(
            "Error: cannot register 64 bit component {5B0C7D2E-41A9-4F36-9E58-0D7A6C13B2F4} on 32 bit system. KeyPath: 00:\\.gate",
        ),
        "this Windows is one of 32 bits",
        "(x86)",
    );
}

#[test]
fn a_program_that_came_out_of_the_package_cannot_be_run_by_hand() {
    let log = |number: u32, text: &str| {
        frame(
            &format!(
                "S Doing action: InstallFinalize
                S Note: 1: {number} 2: OpenGates 3: C:\\Windows\\Installer\\MSI4A1B.tmp 4: /silent\x20
                S Product: Gates -- Error {number}. {text} Action OpenGates, location: C:\\Windows\\Installer\\MSI4A1B.tmp, command: /silent\x20
                Action ended 10:00:05: InstallFinalize. Return value 3."
            ),
            3,
            1603,
        )
    };
    told(
        &log(
            1722,
            "A program run as part of the setup did not finish as expected.",
        ),
        "MSI4A1B.tmp",
        "cannot be run by hand",
    );
    told(
        &log(
            1721,
            "A program required for this install to complete could not be run.",
        ),
        "could not start its program",
        "security software",
    );
}

#[test]
fn a_command_that_failed_is_shown() {
    told(
        "S Executing op: ActionStart(Name=OpenGates,,)
        S Executing op: CustomActionSchedule(Action=OpenGates,ActionType=3073,Source=BinaryData,Target=WixQuietExec,CustomActionData=\"gatectl.exe\" open /all)
        S Invoking remote custom action. DLL: C:\\Windows\\Installer\\MSI1.tmp, Entrypoint: WixQuietExec
        WixQuietExec:  ERROR ( code:80070021, message:The gates are not open.
        WixQuietExec:  Somebody leans on them.
        WixQuietExec:  Error 0x80070021: Command line returned an error.
        WixQuietExec:  Error 0x80070021: QuietExec Failed
        CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
        Action ended 10:00:05: InstallFinalize. Return value 3.",
        "message:The gates are not open. Somebody leans on them. It ran the command `\"gatectl.exe\" open /all`.",
        "which stands above the error of the custom action, and run the command by hand",
    );
}

#[test]
fn an_exception_whose_reason_lies_on_the_machine_has_advice_for_the_machine() {
    let log = |exception: &str, property: &str| {
        format!(
            "HEADER
            S ******* RunEngine:
            S Doing action: INSTALL
            S Doing action: OpenGates
            >Exception thrown by custom action:
            System.Reflection.TargetInvocationException: It was thrown. ---> {exception}
               at System.ServiceProcess.ServiceController.WaitForStatus(ServiceControllerStatus desiredStatus)
            CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
            Action ended 10:00:05: OpenGates. Return value 3.
            {property} = 1
            S MainEngineThread is returning 1603"
        )
    };
    let denied = "System.UnauthorizedAccessException: Access to the path 'C:\\Gates' is denied.";
    let late = "System.ServiceProcess.TimeoutException: Time out has expired.";
    for (exception, property, advice) in [
        (
            denied,
            "Property(S): ProductCode",
            "ran without elevated rights",
        ),
        (
            denied,
            "Property(S): Privileged",
            "Give the account of the action",
        ),
        (
            denied,
            "S PROPERTY CHANGE: Adding MsiRunningElevated property. Its value is '1'.\nProperty(S): Gates",
            "Give the account of the action",
        ),
        (
            denied,
            "Property(S): Gates",
            "where it ran without; else give the account",
        ),
        (
            late,
            "Property(S): Gates",
            "The service did not start or stop",
        ),
        (
            "Gates.GateException: The gate is stuck.",
            "Property(S): Gates",
            "report both to the author",
        ),
    ] {
        told(&log(exception, property), "unhandled", advice);
    }
}

#[test]
fn texts_that_say_what_is_wrong_have_advice_whoever_passes_them_on() {
    for (wrote, advice) in [
        (
            "OpenGates: Error: C:\\gates.ps1 cannot be loaded. See about_Execution_Policies.",
            "Get-ExecutionPolicy -List",
        ),
        (
            "S Product: Gates -- Error 1001. The source was not found, but some logs could not be searched. Inaccessible logs: Security.",
            "from an elevated prompt",
        ),
        (
            "OpenGates:  Error 0x8007065a: Failed MsiDoAction on deferred action",
            "bring in the whole extension of WiX",
        ),
    ] {
        let log = frame(
            &format!(
                "S Doing action: OpenGates
                S Invoking remote custom action. DLL: C:\\Windows\\Installer\\MSI1.tmp, Entrypoint: OpenGates
                {wrote}
                CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
                Action ended 10:00:05: OpenGates. Return value 3."
            ),
            3,
            1603,
        );
        told(&log, "", advice);
    }
}

#[test]
fn a_program_that_was_launched_failed_and_not_its_launcher() {
    let log = |command: &str| {
        format!(
            "S Note: 1: 1722 2: OpenGates 3: C:\\Windows\\Installer\\MSI4A1B.tmp 4: {command}\x20
            S Product: Gates -- Error 1722. A program run as part of the setup did not finish as expected.
            Action ended 10:00:05: InstallFinalize. Return value 3."
        )
    };
    for (command, headline, advice) in [
        (
            "/HideWindow \"C:\\Windows\\SysWOW64\\net.exe\" start gates",
            "the program `\"C:\\Windows\\SysWOW64\\net.exe\" start gates` ended with an error",
            "The service gates did not start",
        ),
        (
            "/RunAsAdmin /DontWait C:\\Gates\\keeper.exe /open",
            "the program `C:\\Gates\\keeper.exe /open` ended with an error",
            "Run the command by hand",
        ),
        (
            "/silent \"C:\\Gates\\keeper.xml\"",
            "MSI4A1B.tmp",
            "cannot be run by hand",
        ),
    ] {
        told(&log(command), headline, advice);
    }
}

#[test]
fn the_setup_of_webview_is_known_by_its_names_and_by_the_action_that_calls_it() {
    let log = |action: &str, command: &str| {
        format!(
            "S Note: 1: 1722 2: {action} 3: C:\\Windows\\Installer\\MSI4A1B.tmp 4: {command}\x20
            S Product: Gates -- Error 1722. A program run as part of the setup did not finish as expected.
            Action ended 10:00:05: InstallFinalize. Return value 3."
        )
    };
    for (action, command, advice) in [
        ("InvokeBootstrapper", "/silent /install", "Evergreen"),
        (
            "InvokeWebview2Bootstrapper",
            "/silent /install",
            "Evergreen",
        ),
        (
            "OpenGates",
            "/c MicrosoftEdgeWebview2Setup.exe /silent",
            "Evergreen",
        ),
        ("InvokeBootstrapper", "/open", "cannot be run by hand"),
        ("OpenGates", "/silent /install", "cannot be run by hand"),
    ] {
        told(&log(action, command), "", advice);
    }
}

#[test]
fn what_only_the_author_can_mend_is_not_to_be_run_by_hand() {
    for (error, advice) in [
        (
            "Error 0x80070057: failed to get command line data",
            "set the property with the name of the custom action",
        ),
        (
            "Error 0x80070057: invalid command line property value",
            "put the program of the command in quotes",
        ),
    ] {
        let log = format!(
            "WixQuietExec:  {error}
            WixQuietExec:  Error 0x80070057: failed to get Command Line
            CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
            Action ended 10:00:05: InstallFinalize. Return value 3."
        );
        told(&log, "Custom action OpenGates failed", advice);
    }
}

#[test]
fn the_code_of_regsvr32_and_a_library_that_needs_no_runtime_are_known() {
    let log = |number: u32, fields: &str, code: i32| {
        format!(
            "CustomAction OpenGates returned actual error code {code} (note this may not be 100% accurate if translation happened inside sandbox)
            S Note: 1: {number} 2: OpenGates {fields}\x20
            S Product: Gates -- Error {number}. There is a problem with this Windows Installer package.
            Action ended 10:00:05: InstallFinalize. Return value 3."
        )
    };
    told(
        &log(1722, "3: C:\\Gates\\ 4: regsvr32.exe /s gates.dll", 3),
        "regsvr32 could not load the library, or one that it needs (3)",
        "install the runtime",
    );
    told(
        &log(1722, "3: C:\\Gates\\ 4: gatectl.exe /s gates.dll", 3),
        "ended with an error (3)",
        "Run the command by hand",
    );
    told(
        &log(
            1723,
            "3: WixQuietExec 4: C:\\Windows\\Installer\\MSI1.tmp",
            1603,
        ),
        "could not run `WixQuietExec`",
        "application control",
    );
    told(
        &log(
            1723,
            "3: OpenGates 4: C:\\Windows\\Installer\\MSI1.tmp",
            1603,
        ),
        "could not run `OpenGates`",
        "Install the runtime",
    );
}

#[test]
fn an_error_of_powershell_without_its_text_is_known_by_its_name() {
    told(
        "WixQuietExec:      + CategoryInfo          : SecurityError: (:) [], PSSecurityException
        WixQuietExec:      + FullyQualifiedErrorId : UnauthorizedAccess
        WixQuietExec:  Error 0x80070001: Command line returned an error.
        WixQuietExec:  Error 0x80070001: QuietExec Failed
        CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
        Action ended 10:00:05: InstallFinalize. Return value 3.",
        "PowerShell wrote: SecurityError: (:) [], PSSecurityException.",
        "The execution policy of PowerShell forbids the script",
    );
}

#[test]
fn a_result_of_a_custom_action_is_explained_by_what_it_works_on() {
    let log = |said: &str| {
        frame(
            &format!(
                "S Doing action: OpenGates
                Action start 10:00:02: OpenGates.
                S Invoking remote custom action. DLL: C:\\Windows\\Installer\\MSI1A2B.tmp, Entrypoint: OpenGates
                {said}
                CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
                Action ended 10:00:05: OpenGates. Return value 3."
            ),
            3,
            1603,
        )
    };
    for (said, headline, advice) in [
        (
            "OpenGates: failed to open the gate. Result: 0x80070005",
            "access was denied",
            "does not name what was denied",
        ),
        (
            "OpenGates: failed to open C:\\Locks\\gate.dat. Result: 0x80070005",
            "access was denied",
            "Run it elevated",
        ),
        (
            "Error 25999. The gate could not be opened.\nThe error code is 80041002",
            "WMI does not have the object",
            "Check the name",
        ),
        (
            "ComPlusInstallExecute:  ExceptionInfo: Code='0', Source='Gates', Description='Could not load the 'Gates' library.', HelpFile='', HelpContext='0'
            ComPlusInstallExecute:  Error 0x80020009: Failed to register .NET assembly",
            "own message was: Could not load the 'Gates' library.",
            "description of the exception",
        ),
        (
            "Exception thrown by custom action:
            System.InvalidOperationException: This implementation is not part of the Windows Platform FIPS validated cryptographic algorithms.
            \x20  at System.Security.Cryptography.RijndaelManaged..ctor()",
            "unhandled InvalidOperationException",
            "Use FIPS compliant algorithms",
        ),
        (
            "WixQuietExec:  The channel is not enabled. The interface is unknown.

            WixQuietExec:  Error 0x800706b5: Command line returned an error.
            WixQuietExec:  Error 0x800706b5: WixQuietExec Failed",
            "The channel is not enabled. The interface is unknown.",
            "Windows Event Log",
        ),
    ] {
        told(&log(said), headline, advice);
    }
}

#[test]
fn an_action_that_left_handles_and_no_result_may_have_crashed() {
    told(
        "S Note: 1: 2769 2: OpenGates 3: 3\x20
        DEBUG: Error 2769:  Custom Action OpenGates did not close 3 MSIHANDLEs.
        Action ended 10:00:05: OpenGates. Return value 3.",
        "OpenGates failed, and this part of the log does not say why",
        "look into the Application event log",
    );
    let (report, _) = report("Action ended 10:00:05: OpenGates. Return value 3.");
    let advice = report.cause.expect("there is a cause").advice;
    assert!(!advice.contains("Application event log"), "{advice}");
}

#[test]
fn a_command_that_is_shown_before_it_runs_is_not_what_it_wrote() {
    let command = "CAQuietExec:  \"gates.exe\" open \"C:\\Gates\\gates.xml\"";
    let (report, _) = report(&format!(
        "{command}
        CAQuietExec:  The gates were opened, but two are locked.
        CAQuietExec:  Error 0x80070001: Command line returned an error.
        CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)"
    ));
    let headline = report.cause.expect("there is a cause").headline;
    assert!(
        headline.contains("was: The gates were opened"),
        "{headline}"
    );
    let (report, _) = super::report(
        "CAQuietExec:  \"C:\\Gates\\gates.exe\" needs the runtime 6.0 on this machine.
        CAQuietExec:  Error 0x80070001: Command line returned an error.
        CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)",
    );
    let headline = report.cause.expect("there is a cause").headline;
    assert!(headline.contains("needs the runtime 6.0"), "{headline}");
}

#[test]
fn what_the_client_of_a_script_runs_is_not_known_to_be_silent() {
    told(
        "Action start 10:00:01: InstallFinalize.
        CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
        Action ended 10:00:05: InstallFinalize. Return value 3.",
        "this part of the log does not show what it wrote",
        "Read the whole log above this line",
    );
}

#[test]
fn of_the_failures_that_a_command_wrote_of_the_last_is_told_too() {
    let log = |last: &str| {
        format!(
            "CAQuietExec:  Error! The gate is for horses only.
            CAQuietExec:  Looking for a keeper.
            CAQuietExec:  {last}
            CAQuietExec:  Error 0x80070001: Command line returned an error.
            CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)"
        )
    };
    for (last, words) in [
        (
            "Error! The hinge failed with error 216.",
            "it wrote: Error! The gate is for horses only. The last failure that it wrote of was: Error! The hinge failed with error 216.",
        ),
        (
            "Error! The gate is for horses only.",
            "it wrote: Error! The gate is for horses only.",
        ),
        (
            "0 errors, 0 failed.",
            "it wrote: Error! The gate is for horses only.",
        ),
    ] {
        let headline = report(&log(last))
            .0
            .cause
            .expect("there is a cause")
            .headline;
        assert!(headline.ends_with(words), "{headline}");
    }
}

#[test]
fn what_a_certificate_could_not_be_read_or_kept_for_is_told() {
    for (code, headline, advice) in [
        (
            "80090010",
            "may not write to the store",
            "from an elevated prompt",
        ),
        ("80092002", "no certificate with its key", ".pfx"),
    ] {
        let log = format!(
            "InstallCertificates:  Error 0x{code}: Failed to open PFX file.
            CustomAction InstallCertificates returned actual error code 1603"
        );
        told(&log, headline, advice);
    }
}
