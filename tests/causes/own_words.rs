//! Which of the lines of a custom action states why it failed.

use super::{check, frame, headline, of_bytes, report, script_failed, told};

const RETURNED: &str = "CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
    Action ended 10:00:05: InstallFinalize. Return value 3.";

/// The reason of an action that wrote these lines, where `>` marks the one that states it.
#[track_caller]
pub(super) fn check_words(said: &str, words: &str) {
    let log = format!("{said}\n{RETURNED}");
    check(&log, "failed", Some("OpenGates"), Some(1603), words);
}

/// The same in a log that shows the action from its beginning to its end.
#[track_caller]
fn check_run(said: &str, words: &str) {
    let log = frame(
        &format!(
            "S Doing action: InstallFinalize
            S Executing op: Header(Signature=1,ScriptType=1,)
            S Executing op: ActionStart(Name=OpenGates,,)
            S Executing op: CustomActionSchedule(Action=OpenGates,ActionType=3073,Source=BinaryData,Target=Open,)
            S Invoking remote custom action. DLL: C:\\Windows\\Installer\\MSI1.tmp, Entrypoint: Open
            {said}"
        ),
        3,
        1603,
    );
    check(&log, "failed", Some("OpenGates"), Some(1603), words);
}

#[test]
fn the_last_exception_is_the_one_that_was_not_survived() {
    check_words(
        "SFXCA: Binding to CLR version v4.0.30319
        Calling custom action Gates!Gates.Actions.Open
        GateKeeper: no key kept: System.ComponentModel.Win32Exception (0x80004005): The file cannot be found
        >GateKeeper: Gates.Actions.NotConfiguredException: A keeper is needed on this machine.",
        "Gates.Actions.NotConfiguredException: A keeper is needed on this machine.",
    );
}

#[test]
fn the_result_that_the_action_names_as_its_own_is_looked_for_above() {
    check_words(
        "GateLog: Redirection: Disable returned 1056: An instance of the service cannot be started twice.
        GateLog: Redirection: Revert returned 2: The system cannot find the file specified.
        GateLog: Copying the hinges ended with :false
        >GateLog: Hinges: CopyFile returned 2: The system cannot find the file specified.
        GateLog: OpenGates returned 2: The system cannot find the file specified.",
        "Hinges: CopyFile returned 2",
    );
}

/// Codes of drivers that the catalogue does not have. Others of programs, which begin so, are none of Windows.
#[test]
fn a_code_of_a_driver_that_nobody_knows_leads_to_the_log_of_drivers() {
    const SETUPAPI: &str = "Read C:\\Windows\\INF\\setupapi.dev.log";
    const GENERAL: &str = "Read what the custom action wrote above its end";
    for (said, advice) in [
        (
            "OpenGates: Error 0xE00003F1: failed to take the driver of the hinge",
            SETUPAPI,
        ),
        (
            "OpenGates: Error: SetupCopyOEMInf failed with 0x800F02F1",
            SETUPAPI,
        ),
        (
            "OpenGates: Error 0xE1000001: failed to ask the keeper",
            GENERAL,
        ),
        (
            "OpenGates: Error 0xE0000001: failed to take the driver",
            GENERAL,
        ),
    ] {
        told(
            &script_failed("OpenGates", &format!("{said}\n{RETURNED}")),
            "failed",
            advice,
        );
    }
}

#[test]
fn an_empty_line_of_a_page_stands_between_no_results() {
    check_words(
        ">OpenGates:  Error 0x80070534: failed to find the keeper

        OpenGates:  Error 0x80070534: failed to ask the keeper

        OpenGates:  Error 0x80070534: OpenGates failed.",
        "failed to find the keeper",
    );
}

#[test]
fn the_last_result_that_is_passed_on_is_the_cause() {
    check_words(
        "OpenGates:  Error 0xe000020b: no gate at north
        OpenGates:  Error 0xe000020b: Error -536870389
        OpenGates:  Looking at south.
        >OpenGates:  Error 0x80070005: failed to open the gate at south
        OpenGates:  Error 0x80070005: Error -2147024891
        OpenGates:  Error 0x80004005: failed to open gates",
        "failed to open the gate at south. The code means: access was denied.",
    );
    // One result from first to last: nothing was survived.
    check_words(
        ">OpenGates:  Error 0x80070534: failed to find the keeper
        OpenGates:  Error 0x80070534: failed to open gates",
        "failed to find the keeper",
    );
}

#[test]
fn a_code_of_windows_on_the_line_above_is_told_in_words() {
    let said = "GateLog: Calling NetUserAdd.
        GateLog: NetUserAdd. 2245
        >GateLog: Failed to make the keeper";
    check_words(
        said,
        "The line above it has the code 2245: the password does not meet the policy.",
    );
    // A number that no function returned is none.
    for line in ["GateLog: Gates in all 2245", "GateLog: pid: 2245"] {
        let (report, _) = report(&format!(
            "{}\n{RETURNED}",
            said.replace("GateLog: NetUserAdd. 2245", line)
        ));
        let headline = report.cause.expect("there is a cause").headline;
        assert!(!headline.contains("2245"), "{headline}");
    }
}

#[test]
fn a_class_that_could_not_be_loaded_is_told_with_its_exception() {
    check_words(
        "SFXCA: Binding to CLR version v4.0.30319
        Calling custom action Gates!Gates.Actions.Open
        >Error: could not load custom action class Gates.Actions from assembly: Gates
        System.BadImageFormatException: Die Datei oder Assembly \"Gates\" wurde nicht gefunden.",
        "its class Gates.Actions could not be loaded from the library Gates: BadImageFormatException: Die Datei",
    );
}

#[test]
fn a_custom_action_that_wrote_nothing_is_told_with_what_it_ran() {
    let log = |call: &str| {
        frame(
            &format!(
                "S Doing action: InstallFinalize
                S Executing op: Header(Signature=1,ScriptType=1,)
                S Executing op: ActionStart(Name=OpenGates,,)
                S Executing op: CustomActionSchedule(Action=OpenGates,ActionType=3073,Source=BinaryData,{call})
                S Invoking remote custom action. DLL: C:\\Windows\\Installer\\MSI1.tmp, Entrypoint: Open
                >CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
                Action ended 10:00:09: InstallFinalize. Return value 3."
            ),
            3,
            1603,
        )
    };
    for (call, words) in [
        (
            "Target=CAQuietExec,CustomActionData=\"C:\\Gates\\open.cmd\" /all, /now",
            "failed with code 1603 after 2.0 s, and wrote nothing about why into this log. It ran the command `\"C:\\Gates\\open.cmd\" /all, /now`.",
        ),
        (
            "Target=OpenThem,CustomActionData=north",
            "It called the function OpenThem with `north`.",
        ),
        (
            "Target=OpenThem,CustomActionData=**********",
            "It called the function OpenThem.",
        ),
    ] {
        check(&log(call), "failed", Some("OpenGates"), Some(1603), words);
    }
}

#[test]
fn a_heading_is_told_with_the_line_below_it() {
    check_words(
        "SFXCA: Binding to CLR version v4.0.30319
        >The gates stay closed because of the error:
        The hinge is rusty.",
        "its own message was: The gates stay closed because of the error: The hinge is rusty.",
    );
    check_words(
        "SFXCA: Binding to CLR version v4.0.30319
        >The gates stay closed because of the error:",
        "its own message was: The gates stay closed because of the error.",
    );
    let said = "SFXCA: Binding to CLR version v4.0.30319
        The gates stay closed because of the error:
        The hinge is rusty.";
    let (report, _) = report(&format!("{said}\n{RETURNED}"));
    let shown = report.cause.expect("there is a cause").evidence;
    assert!(
        shown
            .iter()
            .any(|line| line.text.contains("The hinge is rusty.")),
        "{shown:#?}"
    );
}

#[test]
fn a_closing_phrase_is_no_reason() {
    for (said, words) in [
        (
            ">OpenGates: gate 3 is held by the keeper of the north
            OpenGates: Setup cannot continue.",
            "The last that it wrote: OpenGates: gate 3 is held by the keeper of the north.",
        ),
        // A failure that stands beside it comes first.
        (
            "OpenGates: failed
            >OpenGates: could not open gate 3
            OpenGates: giving up",
            "could not open gate 3",
        ),
        (">OpenGates: Error", "OpenGates: Error"),
        (
            "OpenGates: looking for the keeper
            >OpenGates: Setup cannot continue.",
            "its own message was: Setup cannot continue.",
        ),
    ] {
        check_run(&format!("{said}\n{RETURNED}"), words);
    }
    // In a part of a log the line above may be anybody's, unless it has the name of the action.
    check_words(
        "I tried it twice
        >OpenGates: Setup cannot continue.",
        "Setup cannot continue.",
    );
    check_words(
        ">OpenGates: gate 3 is held by the keeper of the north
        OpenGates: Setup cannot continue.",
        "gate 3 is held by the keeper of the north.",
    );
}

#[test]
fn an_error_comes_before_a_warning() {
    check_words(
        "OpenGates:  Warning: Cannot open C:\\Gates\\keys.txt
        >OpenGates:  Error: the keeper was stopped by signal 11",
        "the keeper was stopped by signal 11",
    );
    check_words(
        ">OpenGates:  Warning: Cannot open C:\\Gates\\keys.txt",
        "Cannot open C:\\Gates\\keys.txt",
    );
}

#[test]
fn a_single_exception_at_the_end_is_the_one_that_was_not_survived() {
    let said = "CA: 10:00:01: LookupKeeper. Error: 1789
        >CA: 10:00:01: OpenGates. Error in the gates: Gates.Actions.NoKeyException: A key was not given.
        CA: 10:00:01: OpenGates. Custom action failed";
    check_words(said, "A key was not given.");
    let (report, _) = report(&format!("{said}\n{RETURNED}").replace('>', ""));
    let headline = report.cause.expect("there is a cause").headline;
    assert!(!headline.contains("1789"), "{headline}");
}

#[test]
fn the_last_line_counts_where_no_word_tells_of_a_failure() {
    for said in [
        ">OpenGates: HTTP 403: the key has expired\n OpenGates: done, result = false",
        ">OpenGates: das Tor klemmt (7)\n OpenGates: Abbruch.",
        ">gates: line 14: did not see a hinge\n OpenGates: exit status 1",
        // The engine of InstallScript writes around what the script says.
        "InstallShield 10:00:01: Invoking script function OpenGates
        1: Looking at gate 3
        >1: A keeper holds gate 3, the install is stopped
        InstallShield 10:00:01: Returning script function result
        InstallShield 10:00:01: CallScriptFunctionFromMsiCA() ends, result 0x80070643
        InstallShield 10:00:01: Cleaning up temp file C:\\Gates\\setup.inx",
        // What to do stands below what was refused.
        ">OpenGates: gate 3 is in use by the keeper\n OpenGates: choose another gate with GATE=",
    ] {
        check_run(
            &format!("{said}\n{RETURNED}"),
            "failed with code 1603 after",
        );
    }
    // What it was about to do is no reason, and neither is what another action wrote.
    for (said, words) in [
        (
            "OpenGates: waiting for the gate (2/60)",
            "The last that it wrote: OpenGates: waiting for the gate (2/60).",
        ),
        (
            "OilHinges:  das Tor klemmt (7)
            CustomAction OilHinges returned actual error code 1603 but will be translated to success due to continue marking",
            "wrote nothing about why",
        ),
    ] {
        check_run(&format!("{said}\n>{RETURNED}"), words);
    }
}

#[test]
fn the_words_of_windows_are_told_with_those_of_the_exception_around_them() {
    let thrown = |chain: &str| {
        format!(
            ">Exception thrown by custom action:
            System.Reflection.TargetInvocationException: It was passed on. ---> {chain}
               at Gates.Actions.Open(Session session)
            {RETURNED}"
        )
    };
    check_run(
        &thrown(
            "Gates.GateException: The gate of the north is shut ---> System.ComponentModel.Win32Exception: The file cannot be found",
        ),
        "unhandled GateException: The gate of the north is shut. The file cannot be found.",
    );
    check_run(
        &thrown("System.ComponentModel.Win32Exception: The file cannot be found"),
        "unhandled Win32Exception: The file cannot be found.",
    );
}

#[test]
fn of_a_long_chain_the_end_is_told() {
    let outer = "the gate ".repeat(40);
    check_words(
        &format!(
            ">OpenGates:  Unhandled Exception: Gates.OuterException: {outer} ---> Gates.KeyException: The key of line 150 is bent."
        ),
        "its own message was: Gates.KeyException: The key of line 150 is bent.",
    );
}

#[test]
fn what_an_error_is_about_is_told_from_the_lines_beside_it() {
    check_words(
        ">OpenGates:  Error 0x80070424: Failed to get handle to service.
        OpenGates:  Error 0x80070424: Failed to configure service: GateKeeper",
        "Failed to get handle to service. Failed to configure service: GateKeeper.",
    );
    check_words(
        "DIFXAPP: INFO:   Installing INF file \"C:\\Program Files\\Gates\\gates.inf\" (Plug and Play).
        >DIFXAPP: ERROR: Encountered an error while verifying the driver package's signature (Error code 0xE000024B.)",
        "The driver package is C:\\Program Files\\Gates\\gates.inf.",
    );
}

#[test]
fn numbers_of_windows_are_told_in_words() {
    for (said, words) in [
        (
            ">OpenGates: CreateFile(\\\\.\\Gates) could not be done, GetLastError=577",
            "The code means: Windows could not verify the signature of a file.",
        ),
        (
            ">OpenGates: ERROR: RegCreateKeyEx failed with 1018",
            "The code means: the registry key is marked for deletion.",
        ),
    ] {
        check_words(said, words);
    }
}

#[test]
fn the_record_of_what_a_custom_action_ran_says_more_than_its_result() {
    let result = "CustomAction OpenGates returned actual error code 5";
    let note = "Note: 1: 1722 2: OpenGates 3: C:\\Windows\\System32\\cmd.exe 4: /c open.cmd\x20";
    for prefix in ["", "S "] {
        for ended in ["ended 10:00:05", "ended Time", "ended"] {
            told(
                &format!("{result}\n{prefix}{note}\nAction {ended}: OpenGates. Return value 3."),
                "the program C:\\Windows\\System32\\cmd.exe, called with `/c open.cmd`, ended with an error (5)",
                "Run the command by hand",
            );
        }
    }
}

#[test]
fn a_number_alone_is_no_message_of_a_custom_action() {
    told(
        "CustomAction OpenGates returned actual error code 1
        Error 1722
        MainEngineThread is returning 1603",
        "Custom action OpenGates failed with code 1.",
        "",
    );
}

#[test]
fn a_program_that_the_installer_starts_has_no_function() {
    for (schedule, words) in [
        (
            "ActionType=3106,Source=C:\\Kits\\,Target=open.exe /all,",
            "It ran the command `open.exe /all`.",
        ),
        (
            "ActionType=3122,Source=C:\\Kits\\open.exe,Target=/all,",
            "It ran the command `\"C:\\Kits\\open.exe\" /all`.",
        ),
        (
            "ActionType=3073,Source=BinaryData,Target=OpenAll,",
            "It called the function OpenAll.",
        ),
        (
            "ActionType=3074,Source=BinaryData,Target=/all,",
            "failed with code 9.",
        ),
    ] {
        let log = format!(
            "S Executing op: CustomActionSchedule(Action=OpenGates,{schedule})
            CustomAction OpenGates returned actual error code 9 (note this may not be 100% accurate if translation happened inside sandbox)
            Action ended 10:00:05: InstallFinalize. Return value 3."
        );
        let headline = report(&log).0.cause.expect("there is a cause").headline;
        assert!(headline.ends_with(words), "{headline}");
    }
}

#[test]
fn a_line_for_authors_is_told_where_nothing_else_says_why() {
    let ended = "Action ended 10:00:05: InstallValidate. Return value 3.";
    let told_of = |log: String| report(&log).0.cause.expect("there is a cause").code;
    for (line, code) in [
        (
            "DEBUG: Error 2318:  File does not exist: C:\\Gates\\gates.log",
            Some(2318),
        ),
        // What the engine survives, and what only a dialog does wrong.
        (
            "DEBUG: Error 2769:  Custom Action OpenGates did not close 3 MSIHANDLEs.",
            None,
        ),
        (
            "DEBUG: Error 2826:  Control Line on dialog Gates extends beyond the boundaries",
            None,
        ),
    ] {
        assert_eq!(told_of(format!("{line}\n{ended}")), code, "{line}");
        // A log with the lines of the engine has its records as well.
        assert_eq!(
            told_of(format!("S Note: 1: 2205 2:  3: Error\x20\n{line}\n{ended}")),
            None
        );
    }
}

#[test]
fn what_powershell_says_above_a_place_in_its_script_is_an_error() {
    let said = "WixQuietExec:  Move-Item : Access to the gate is denied.";
    let place = "WixQuietExec:  At C:\\Gates\\open.ps1:48 char:5";
    let cause = of_bytes(&format!("{said}\r\n{place}\r\n")).cause;
    let headline = cause.expect("there is a cause").headline;
    assert_eq!(
        headline,
        "A custom action wrote of an error last: Move-Item : Access to the gate is denied."
    );
    assert!(of_bytes(&format!("{said}\r\n")).cause.is_none());
    let ended = "WixQuietExec:  The gate is open.\r\n".repeat(4);
    assert!(
        of_bytes(&format!("{said}\r\n{ended}{place}\r\n"))
            .cause
            .is_none()
    );
}

#[test]
fn the_first_error_says_what_a_message_with_a_result_alone_does_not() {
    for (error, words) in [
        (
            "Error 0x8007007a: Failed to copy the name of the gate",
            "The first error that it wrote: Failed to copy the name of the gate. The code means",
        ),
        (
            "Error 0x8007007a: failed to write gates: North",
            "). The code means",
        ),
        (
            "Error 0x80070005: Failed to look at the gate",
            "). The code means",
        ),
    ] {
        let log = format!(
            "WriteGates:  {error}
            WriteGates:  Error 0x8007007a: failed to write gates
            S Product: Locks -- Error 29002. Failed to write gates.  (-2147024774   )
            Action ended 10:00:05: InstallFinalize. Return value 3."
        );
        let headline = report(&log).0.cause.expect("there is a cause").headline;
        assert!(headline.contains(words), "{headline}");
    }
}

#[test]
fn a_function_that_says_with_what_it_ends_does_not_say_why() {
    headline(
        &script_failed(
            "OpenGates",
            "OpenGates:  Info: Enter
            OpenGates:  Info: Exit code for the hinge : 0x80.
            OpenGates:  Info: Leave OpenGates: 0x80004005.
            CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)",
        ),
        "failed; its own message was: Info: Exit code for the hinge : 0x80.",
    );
}
