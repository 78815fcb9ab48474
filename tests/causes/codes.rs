//! What the codes of custom actions and of the programs that they run mean.

use super::{check, frame, report, script_failed, told};

#[test]
fn the_code_of_a_custom_action_is_told_in_words_where_windows_made_it() {
    for (code, words) in [
        ("1157", "with code 1157: a library needed"),
        ("-2147024891", "with code 0x80070005: access was denied"),
        ("1601", "1601"),
        // What a program of its own may return says nothing.
        ("2", "failed with code 2."),
        ("1603", "this part of the log does not show what it wrote"),
    ] {
        let result = format!(
            ">CustomAction OpenGates returned actual error code {code} (note this may not be 100% accurate if translation happened inside sandbox)
            Action ended 10:00:05: InstallFinalize. Return value 3."
        );
        let code = code.parse::<i64>().expect("it is a number");
        let code = Some(code);
        check(&result, "failed", Some("OpenGates"), code, words);
    }
}

#[test]
fn a_result_in_the_message_of_a_custom_action_is_told_in_words() {
    let log = |message: &str| {
        format!(
            ">SFXCA: {message}
            CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
            Action ended 10:00:05: InstallFinalize. Return value 3."
        )
    };
    check(
        &log("Failed to get requested CLR info. Error code 0x80131700"),
        "failed",
        Some("OpenGates"),
        Some(1603),
        "The code means: the .NET runtime could not be loaded",
    );
    // A program that was ended by Windows tells it with a sign.
    check(
        &log("RUNDLL32 returned error code: -1073741819"),
        "failed",
        Some("OpenGates"),
        Some(1603),
        "The code means: the program crashed",
    );
    check(
        &log("The group of the keepers was not made: error code 1379."),
        "failed",
        Some("OpenGates"),
        Some(1603),
        "The code means: the local group already exists",
    );
    let vague = report(&log("Failed to open the gates. Error code 0x80004005")).0;
    let cause = vague.cause.expect("there is a cause");
    assert!(!cause.headline.contains("means"), "{}", cause.headline);
}

#[test]
fn the_code_of_a_program_is_its_own() {
    for (code, words) in [
        (
            1602,
            "(1602; of an installer it means: the install was cancelled)",
        ),
        (-2_147_024_891, "(0x80070005: access was denied)"),
        (5, "(5)"),
    ] {
        let log = format!(
            "S Note: 1: 1722 2: OpenGates 3: C:\\A\\gates.exe 4: /open\x20
            CustomAction OpenGates returned actual error code {code} (note this may not be 100% accurate if translation happened inside sandbox)
            >S Product: Ledger -- Error 1722. There is a problem with this Windows Installer package.
            Action ended 10:00:05: InstallFinalize. Return value 3."
        );
        check(&log, "failed", Some("OpenGates"), Some(1722), words);
    }
}

#[test]
fn a_code_that_the_message_states_too_is_told_once() {
    let (report, _) = report(
        "S Note: 1: 1904 2: C:\\Gates\\gates.dll 3: -2147024703\x20
        CustomAction +gates.dll returned actual error code -2147024703 (note this may not be 100% accurate if translation happened inside sandbox)
        S Product: Ledger -- Error 1904. Module C:\\Gates\\gates.dll failed to register. HRESULT -2147024703. Contact your support personnel.
        Action ended 10:00:05: InstallFinalize. Return value 3.",
    );
    let headline = report.cause.expect("there is a cause").headline;
    assert_eq!(headline.matches("0x800700C1").count(), 1, "{headline}");
}

#[test]
fn a_result_in_a_message_of_the_packages_own_is_told_in_words() {
    for (text, words, advice) in [
        (
            "Error 26402. Failed to create user.  (-2147022651   gates   )",
            "The code means: the password does not meet the policy",
            "Choose a password",
        ),
        (
            "Error 25531. Failed to open XML file C:\\Gates\\gates.config, system error: -2147024894",
            "The code means: the file or key was not found",
            "Look for which file or key it is",
        ),
        // What a program writes without a result only its text tells.
        (
            "Error 1001. The gates are open already",
            "failed with message 1001: The gates are open already.",
            "do what its text asks for",
        ),
    ] {
        let log = format!(
            "CreateUser:  Error: the gates do not open
            >S Product: Ledger -- {text}

            CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
            Action ended 10:00:05: InstallFinalize. Return value 3."
        );
        let cause = report(&log).0.cause.expect("there is a cause");
        assert!(cause.headline.contains(words), "{}", cause.headline);
        assert!(cause.advice.contains(advice), "{}", cause.advice);
    }
}

#[test]
fn the_code_of_windows_that_a_command_passes_on_is_told_in_words() {
    let log = |code: u32| {
        format!(
            "WixQuietExec:  Keeper: Zuordnungen wurden nicht durchgefuehrt.
            WixQuietExec:
            WixQuietExec:  0 Tore erledigt, 1 Tor nicht.
            >WixQuietExec:  Error 0x{:08X}: Command line returned an error.
            WixQuietExec:  Error 0x{:08X}: QuietExec Failed
            CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
            Action ended 10:00:05: InstallFinalize. Return value 3.",
            0x8007_0000 + code,
            0x8007_0000 + code,
        )
    };
    for (code, words) in [
        (
            1332,
            "code 1332 (in Windows that code means: this machine knows no account or group of that name), and it wrote: Keeper: Zuordnungen",
        ),
        // What a program of its own may return says nothing.
        (
            2,
            "code 2, and it wrote: Keeper: Zuordnungen wurden nicht durchgefuehrt; 0 Tore erledigt, 1 Tor nicht.",
        ),
    ] {
        check(&log(code), "failed", Some("OpenGates"), Some(1603), words);
    }
}

/// A log in which a custom action ran a command without a window, with what that wrote and its result.
fn of_command(command: &str, said: &str, result: &str) -> String {
    let said = match said {
        "" => String::new(),
        said => format!("WixQuietExec:  {said}\n"),
    };
    script_failed(
        "OpenGates",
        &format!(
            "S Executing op: CustomActionSchedule(Action=OpenGates,ActionType=3073,Source=BinaryData,Target=WixQuietExec,CustomActionData={command})
            S Invoking remote custom action. DLL: C:\\Windows\\Installer\\MSI1.tmp, Entrypoint: WixQuietExec
            {said}WixQuietExec:  Error {result}: Command line returned an error.
            WixQuietExec:  Error {result}: QuietExec Failed
            CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)"
        ),
    )
}

#[test]
fn what_the_code_of_a_known_program_means_is_told() {
    for (command, said, result, words, advice) in [
        (
            "regsvr32 /s C:\\Gates\\gates.dll",
            "",
            "0x80070003",
            "OpenGates failed: regsvr32 could not load the library, or one that it needs (3). It ran",
            "install the runtime that it needs",
        ),
        (
            "C:\\Gates\\gates.exe /open",
            "Gates 4.2",
            "0xc0000135",
            "its command could not run, since a library that it needs was not found (0xC0000135), and",
            "Install the runtime",
        ),
        (
            "C:\\Gates\\gates.exe /open",
            "Framework: 'Microsoft.NETCore.App', version '8.0.0' (x64)",
            "0x80008096",
            "since the .NET runtime that it needs is not installed (0x80008096): Microsoft.NETCore.App 8.0.0 (x64)",
            "Install the .NET Runtime 8.0 for x64",
        ),
        (
            "C:\\Gates\\gates.exe /open",
            "You must install or update .NET to run this application.
            WixQuietExec:  Framework: 'Microsoft.WindowsDesktop.App', version '6.0.0' (x86)
            WixQuietExec:  The following frameworks were found:
            WixQuietExec:    8.0.1 at [C:\\Program Files (x86)\\dotnet\\shared\\Microsoft.WindowsDesktop.App]
            WixQuietExec:  Learn more:
            WixQuietExec:  https://aka.ms/dotnet/app-launch-failed",
            "0x80008096",
            "is not installed (0x80008096): Microsoft.WindowsDesktop.App 6.0.0 (x86).",
            "Install the .NET Desktop Runtime 6.0 for x86",
        ),
        (
            "C:\\Gates\\gates.exe /open",
            "Framework: 'Oak', version '8.0.0' (x64)",
            "0x80070001",
            "the last that it wrote was: Framework: 'Oak'",
            "",
        ),
        (
            "powershell.exe -File C:\\My Gates\\open.ps1",
            "",
            "0xfffd0000",
            "PowerShell did not find the script",
            "put the path in quotation marks",
        ),
        (
            "powershell.exe -File \"C:\\My Gates\\open.ps1\"",
            "",
            "0xfffd0000",
            "PowerShell did not find the script",
            "Look whether the script",
        ),
        (
            "msiexec /x {5B2C7D10-33AA-4B55-9A57-0D8E6B1F2C11} /qn",
            "",
            "0x80070645",
            "ended with code 1605 (in Windows that code means: ",
            "run the command by hand",
        ),
        (
            "msiexec /i C:\\Gates\\hinges.msi /qn",
            "",
            "0x80070652",
            "started another install, which was turned away (1618)",
            "may not start another msiexec",
        ),
        (
            "icacls C:\\Gates /grant Keepers:F",
            "C:\\Gates: No mapping between account names and security IDs was done.
            WixQuietExec:  Successfully processed 0 files; Failed processing 1 files",
            "0x80070534",
            "it wrote: C:\\Gates: No mapping",
            "by its SID",
        ),
        (
            "dism /online /enable-feature /featurename:Gates",
            "Error: 0x800f081f
            WixQuietExec:
            WixQuietExec:  The source files could not be found.
            WixQuietExec:  Use the \"Source\" option to specify the location of the files.",
            "0x800f081f",
            "it wrote: Error: 0x800f081f. The source files could not be found. It ran",
            "DISM /Source",
        ),
    ] {
        told(&of_command(command, said, result), words, advice);
    }
}

#[test]
fn a_command_that_did_its_work_is_told_from_one_that_failed() {
    for (command, said, result, words, advice) in [
        (
            "\"C:\\Gates\\vc_redist.x64.exe\" /quiet",
            "",
            "0x80070666",
            "ran a setup that found another version of what it installs (1638)",
            "take 1638 for a success",
        ),
        (
            "robocopy C:\\Gates C:\\Doors /e",
            "    Files :         3         3         0         0         0         0",
            "0x80070003",
            "ran robocopy, which did its work (3)",
            "8 or more",
        ),
        (
            "robocopy C:\\Gates C:\\Doors /e",
            "Total    Copied   Skipped  Mismatch    FAILED    Extras",
            "0x80070008",
            "ended with code 8, and the last that it wrote was: Total",
            "run the command by hand",
        ),
        (
            "taskkill /f /im gates.exe",
            "ERROR: The process \"gates.exe\" not found.",
            "0x80070080",
            "ran a command that had nothing to stop or to take away (128)",
            "must ignore",
        ),
        (
            "taskkill /f /im gates.exe",
            "ERROR: The process \"gates.exe\" with PID 5120 could not be terminated.",
            "0x80070001",
            "ended with code 1, and it wrote: ERROR",
            "run the command by hand",
        ),
        (
            "net stop gates",
            "The Gates service is not started.
            WixQuietExec:
            WixQuietExec:  More help is available by typing NET HELPMSG 3521.",
            "0x80070002",
            "had nothing to stop or to take away (2)",
            "must ignore",
        ),
        (
            "wusa.exe C:\\Gates\\gates.msu /quiet",
            "",
            "0x80240017",
            "ran wusa with an update that is not for this Windows as it is (0x80240017)",
            "Look at the page of the update",
        ),
        // Of several commands the last one gives the code.
        (
            "cmd /c sc stop gates & sc start gates",
            "[TC] OpenGate FAILED 77:",
            "0x80070424",
            "ended with code 1060",
            "",
        ),
        (
            "cmd /c robocopy C:\\Gates C:\\Doors /e & icacls C:\\Doors /grant Keepers:F",
            "The gate failed to open.",
            "0x80070005",
            "ended with code 5",
            "",
        ),
    ] {
        told(&of_command(command, said, result), words, advice);
    }
}

#[test]
fn what_a_number_means_stands_on_the_next_line_of_the_output() {
    for (number, meaning, words) in [
        (
            "[TC] OpenGate FAILED 77:",
            "The gate is not there.",
            "it wrote: [TC] OpenGate FAILED 77. The gate is not there.",
        ),
        (
            "System error 5 has occurred.",
            "Access is denied.",
            "it wrote: System error 5 has occurred. Access is denied.",
        ),
        // Without a number the next line is another matter.
        (
            "The gate could not be opened.",
            "Goodbye.",
            "it wrote: The gate could not be opened.",
        ),
    ] {
        let log = format!(
            ">WixQuietExec:  {number}
            WixQuietExec:
            WixQuietExec:  {meaning}
            WixQuietExec:  Error 0x80070001: Command line returned an error.
            CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
            Action ended 10:00:05: InstallFinalize. Return value 3."
        );
        check(&log, "failed", Some("OpenGates"), Some(1603), words);
        let (report, _) = report(&log);
        let headline = report.cause.expect("there is a cause").headline;
        assert!(!headline.contains("Goodbye"), "{headline}");
    }
}

#[test]
fn powershell_that_did_not_find_its_script_is_told_by_its_code() {
    let log = |program: &str| {
        format!(
            "S PROPERTY CHANGE: Deleting WixQuietExecCmdLine property. Its current value is '{program} -File C:\\Gates\\open.ps1'.
            WixQuietExec:  Error 0xfffd0000: Command line returned an error.
            WixQuietExec:  Error 0xfffd0000: QuietExec Failed
            CustomAction OpenGates returned actual error code 1603
            Action ended 10:00:05: OpenGates. Return value 3."
        )
    };
    told(
        &log("\"C:\\Windows\\powershell.exe\""),
        "PowerShell did not find the script, or did not understand its arguments (0xFFFD0000)",
        "behind InstallFiles",
    );
    told(
        &log("gates.exe"),
        "its command ended with 0xFFFD0000",
        "run the command by hand",
    );
}

#[test]
fn a_code_that_tells_that_nothing_was_left_to_do_is_no_failure() {
    for (command, code, headline, advice) in [
        (
            "\"C:\\Windows\\System32\\wusa.exe\" C:\\Gates\\keys.msu /quiet /norestart",
            2_359_302,
            "wusa, which found the update installed already (2359302)",
            "take 2359302 for a success",
        ),
        (
            "wusa.exe C:\\Gates\\keys.msu /quiet",
            2_359_301,
            "succeeded and asked for a restart (2359301)",
            "Restart the machine and install again",
        ),
        (
            "C:\\Gates\\keys.exe /quiet",
            3010,
            "succeeded and asked for a restart (3010)",
            "Restart the machine and install again",
        ),
        (
            "\"C:\\Windows\\System32\\sc.exe\" start gates",
            1056,
            "sc, which found the service running already (1056)",
            "take 1056 of sc for a success",
        ),
        // The same numbers of other programs may say anything.
        (
            "C:\\Gates\\keys.exe /quiet",
            2_359_302,
            "ended with an error",
            "",
        ),
        (
            "C:\\Gates\\keys.exe /quiet",
            1056,
            "ended with an error",
            "",
        ),
    ] {
        let log = frame(
            &format!(
                "S Doing action: OpenGates
                CustomAction OpenGates returned actual error code {code} (note this may not be 100% accurate if translation happened inside sandbox)
                S Note: 1: 1722 2: OpenGates 3: C:\\Gates\\ 4: {command}\x20
                >S Product: Gates -- Error 1722. A program run as part of the setup did not finish as expected.
                Action ended 10:00:05: OpenGates. Return value 3."
            ),
            3,
            1603,
        );
        told(&log, headline, advice);
    }
}
