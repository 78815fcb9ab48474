//! Commands that custom actions ran without a window: what they wrote of the reason, and what to do about it.

use super::{frame, report, script_failed, told};

/// The log of a command that an action ran, with the lines that it wrote and the result of the action.
fn ran(command: &str, output: &[&str], result: &str) -> String {
    let output: Vec<String> = output
        .iter()
        .map(|line| format!("WixQuietExec:  {line}"))
        .collect();
    let output = output.join("\n");
    script_failed(
        "OpenGates",
        &format!(
            "S Executing op: CustomActionSchedule(Action=OpenGates,ActionType=3073,Source=BinaryData,Target=WixQuietExec,CustomActionData={command})
            S Invoking remote custom action. DLL: C:\\Windows\\Installer\\MSI1.tmp, Entrypoint: WixQuietExec
            {output}
            WixQuietExec:  Error 0x{result}: Command line returned an error.
            WixQuietExec:  Error 0x{result}: QuietExec Failed
            CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)"
        ),
    )
}

const BY_HAND: &str = "run the command by hand with the same account";

#[test]
fn the_reason_on_the_line_below_a_heading_is_told() {
    let install_util = [
        "Beginning the Install phase of the installation.",
        "",
        "An exception occurred during the Install phase.",
        "System.ComponentModel.Win32Exception: The specified service already exists",
        "",
        "The Rollback phase of the installation is beginning.",
        "The Rollback phase completed successfully.",
        "",
        "The transacted install has completed.",
        "The installation failed, and the rollback has been performed.",
    ];
    told(
        &ran("\"InstallUtil.exe\" gates.exe", &install_util, "ffffffff"),
        "it wrote: An exception occurred during the Install phase. System.ComponentModel.Win32Exception: The specified service already exists. It ran",
        "sc.exe delete",
    );
    told(
        &ran(
            "\"InstallUtil.exe\" gates.exe",
            &[
                "An exception occurred during the Install phase.",
                "System.InvalidOperationException: Cannot open Service Control Manager on computer '.'. This operation might require other privileges.",
                "The inner exception System.ComponentModel.Win32Exception was thrown with the following error message: Access is denied.",
                "The installation failed, and the rollback has been performed.",
            ],
            "ffffffff",
        ),
        "error message: Access is denied. It ran",
        "from an elevated prompt",
    );
    told(
        &ran(
            "mofcomp.exe gates.mof",
            &[
                "Storing data in the repository...",
                "An error occurred while creating object 3 defined on lines 4 - 9:",
                "0X80041002 Class, instance, or property 'Gate' was not found.",
                "Compiler returned error 0x80041002",
            ],
            "80070003",
        ),
        "defined on lines 4 - 9. 0X80041002 Class, instance, or property 'Gate' was not found. It ran",
        "winmgmt /verifyrepository",
    );
}

#[test]
fn of_two_steps_of_a_command_the_last_failure_counts() {
    let advice = "Read the output of the command";
    for (command, output, result, words, advice) in [
        (
            "cmd.exe /c \"sc stop gates & sc create gates binPath= C:\\g.exe\"",
            &[
                "[SC] ControlService FAILED 1051:",
                "",
                "A stop control has been sent to a service that other running services are dependent on.",
                "",
                "[SC] CreateService FAILED 1073:",
                "",
                "The specified service already exists.",
            ][..],
            "80070431",
            "FAILED 1051. The last failure that it wrote of was: [SC] CreateService FAILED 1073",
            "sc.exe delete",
        ),
        (
            "cmd.exe /c \"sc create gates binPath= C:\\g.exe & gates.exe --license\"",
            &[
                "[SC] CreateService FAILED 1073:",
                "",
                "The specified service already exists.",
                "",
                "Error: the license of Gates has expired.",
            ],
            "80070017",
            "the license of Gates has expired",
            advice,
        ),
        (
            "cmd.exe /c \"appcmd delete site Gates & gates.exe --open\"",
            &[
                "ERROR ( message:Cannot find SITE object with identifier \"Gates\". )",
                "Error: the license of Gates has expired.",
            ],
            "80070017",
            "the license of Gates has expired",
            advice,
        ),
        (
            "gates.exe --init",
            &[
                "Login failed for user 'keeper', falling back to Windows logon",
                "Created the schema",
            ],
            "80070017",
            "",
            advice,
        ),
    ] {
        told(&ran(command, output, result), words, advice);
    }
}

#[test]
fn a_drive_at_the_end_of_a_line_is_no_heading() {
    let log = ran(
        "gatectl.exe",
        &["Error: no gate was found on G:", "Looked at 3 walls."],
        "80070001",
    );
    let cause = report(&log).0.cause.expect("there is a cause");
    assert!(!cause.headline.contains("3 walls"), "{}", cause.headline);
}

#[test]
fn the_program_of_a_command_tells_what_its_codes_ask_for() {
    for (command, output, result, advice) in [
        (
            "\"C:\\Windows\\System32\\netsh.exe\" http add urlacl url=http://+:9000/gates/ user=Keeper",
            &[
                "",
                "Url reservation add failed, Error: 183",
                "Cannot create a file when that file already exists.",
                "",
            ][..],
            "80070001",
            "netsh http show urlacl",
        ),
        (
            "appcmd.exe add apppool /name:Gates",
            &[
                "ERROR ( hresult:800700b7, message:Failed to add duplicate collection element \"Gates\".",
                ". )",
            ],
            "800700b7",
            "Remove the entry that an earlier install left in the manager of IIS",
        ),
        (
            "appcmd.exe set site /site.name:Gates /serverAutoStart:true",
            &["ERROR ( message:Cannot find SITE object with identifier \"Gates\". )"],
            "80070001",
            "whether the web site that the package builds on is there",
        ),
        (
            "certutil.exe -addstore Root gates.cer",
            &[
                "CertUtil: -addstore command FAILED: 0x80070005 (WIN32: 5 ERROR_ACCESS_DENIED)",
                "CertUtil: Access is denied.",
            ],
            "80070005",
            "from an elevated prompt; its author must run the action deferred",
        ),
        (
            "lodctr.exe gates.ini",
            &["Info: Unable to open driver registry key. Status: 2"],
            "80070002",
            "lodctr /R",
        ),
        (
            "netsh advfirewall firewall add rule name=Gates dir=in action=allow",
            &[
                "",
                "An error occurred while attempting to contact the  Windows Defender Firewall service. Make sure that the service is running and try your request again.",
                "",
            ],
            "80070001",
            "Start the service Windows Defender Firewall",
        ),
        (
            "netsh advfirewall firewall set rule name=Gates new enable=yes",
            &["", "No rules match the specified criteria.", ""],
            "80070001",
            "its author should not take a missing rule for a failure",
        ),
        (
            "\"sqlcmd.exe\" -S .\\GATES -i gates.sql",
            &[
                "Sqlcmd: Error: Microsoft ODBC Driver 17 for SQL Server : Login timeout expired.",
                "Sqlcmd: Error: Microsoft ODBC Driver 17 for SQL Server : A network-related or instance-specific error has occurred while establishing a connection to SQL Server.",
            ],
            "80070001",
            "whether SQL Server and SQL Server Browser run",
        ),
    ] {
        told(
            &ran(command, output, result),
            "its command ended with",
            advice,
        );
    }
}

#[test]
fn a_code_of_windows_in_the_output_counts_before_that_of_the_end() {
    for (command, output, result, advice) in [
        (
            "net.exe start gatekeeper",
            &[
                "The Gate Keeper service could not be started.",
                "",
                "System error 1060 has occurred.",
                "",
                "The specified service does not exist as an installed service.",
            ][..],
            "80070002",
            "repair the product that it belongs to",
        ),
        (
            "gatectl.exe open",
            &["Failed to open the gate: 0x80070490"],
            "80070001",
            BY_HAND,
        ),
        // Of two codes nobody knows which one counts.
        (
            "gatectl.exe open",
            &[
                "Failed to load the hinge: 0x80070002",
                "The gate failed to open: 0x80070020",
            ],
            "80070001",
            "Read the output of the command, which stands above the error",
        ),
    ] {
        told(
            &ran(command, output, result),
            "its command ended with",
            advice,
        );
    }
}

/// The log of an action that ended with a message of its package.
fn message(action: &str, said: &str) -> String {
    frame(
        &format!(
            "S Doing action: {action}
            S Product: Gates -- Error 25999. {said}
            Action ended 10:00:05: {action}. Return value 3."
        ),
        3,
        1603,
    )
}

#[test]
fn a_code_in_the_message_of_a_package_is_explained_by_what_it_works_on() {
    for (action, said, advice) in [
        (
            "OpenGates",
            "The file Gates.mof was not compiled. The error code is 80041002",
            "winmgmt /salvagerepository",
        ),
        (
            "MakeWmiNamespace",
            "The namespace Gates was not made. The error code is 80070422",
            "(Winmgmt) to Automatic",
        ),
        (
            "OpenGates",
            "The WMI namespace Gates was not made. The error code is 80041003",
            "wmimgmt.msc",
        ),
        (
            "OpenGates",
            "The performance counters of the gates were not installed. Error Code: -2147024894 (The system cannot find the file specified.).",
            "winmgmt /resyncperf",
        ),
        // For results without a meaning of their own the work tells what to do.
        (
            "OpenGates",
            "The performance counters of the gates were not installed. Error Code: 0x80004005",
            "winmgmt /resyncperf",
        ),
        (
            "MakeVirtualDirectories",
            "The directory Gates was not made. The error code is 800708CA",
            "IIS 6 Metabase Compatibility",
        ),
        (
            "OpenGates",
            "The gate was not opened. The error code is 80004005",
            "The message is the package's own",
        ),
    ] {
        told(&message(action, said), "message 25999", advice);
    }
}

#[test]
fn a_code_in_parentheses_counts_beside_the_words_of_windows_for_it() {
    for (said, headline, advice) in [
        (
            "The keeper of the gates did not start. The error is (1072) The specified service has been marked for deletion.",
            "The code means: the service waits to be deleted",
            "Close services.msc",
        ),
        (
            "The keeper did not start. The specified service does not exist as an installed service. (1060)",
            "The code means: the service is not installed",
            "repair the product that it belongs to",
        ),
        (
            "The keeper did not start. (1060)",
            "The keeper did not start. (1060)",
            "The message is the package's own",
        ),
    ] {
        told(&message("OpenGates", said), headline, advice);
    }
}

#[test]
fn the_trace_of_functions_that_ended_well_is_no_evidence() {
    let log = script_failed(
        "OpenGates",
        "S Invoking remote custom action. DLL: C:\\Windows\\Installer\\MSI1.tmp, Entrypoint: OpenGates
        <Func Name='OpenGates'>
        <EndFunc Name='FindKeeper' Return='T' GetLastError='203'>
        The gate is locked, error 7
        <EndFunc Name='OpenGates' Return='0' GetLastError='0'>
        CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)",
    );
    let cause = report(&log).0.cause.expect("there is a cause");
    assert!(
        cause.headline.contains("The gate is locked"),
        "{}",
        cause.headline
    );
    assert!(
        cause
            .evidence
            .iter()
            .all(|line| !line.text.contains("Func")),
        "{:?}",
        cause.evidence
    );
}

#[test]
fn what_went_wrong_may_stand_above_the_failure_that_is_told() {
    let pip = [
        "Looking in indexes: https://gates.example/simple",
        "WARNING: Retrying (Retry(total=0)) after connection broken by 'SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed (_ssl.c:997)'))': /simple/hinges/",
        "ERROR: Could not find a version that satisfies the requirement hinges (from versions: none)",
        "ERROR: No matching distribution found for hinges",
    ];
    let log = ran("\"python.exe\" -m pip install hinges", &pip, "80070001");
    told(
        &log,
        "it wrote: ERROR: Could not find a version",
        "bring their own",
    );
    let cause = report(&log).0.cause.expect("there is a cause");
    let words = ", above it, may tell the reason; if so: ";
    assert!(cause.advice.contains(words), "{}", cause.advice);
    assert!(
        cause
            .evidence
            .iter()
            .any(|line| line.text.contains("CERTIFICATE_VERIFY_FAILED")),
        "{:?}",
        cause.evidence
    );
    // A command may live with what it wrote of.
    told(
        &ran(
            "gates.exe",
            &[
                "Connecting failed: connect ECONNREFUSED 10.0.0.7:9000, trying the second gate",
                "ERROR: The hinge of the second gate is bent",
            ],
            "80070001",
        ),
        "it wrote:",
        BY_HAND,
    );
}

#[test]
fn a_text_of_a_library_has_its_advice_from_a_command() {
    for (command, output, advice) in [
        (
            "\"java.exe\" -cp gates.jar gates.Open",
            &[
                "Error: LinkageError occurred while loading main class gates.Open",
                "\tjava.lang.UnsupportedClassVersionError: gates/Open has been compiled by a more recent version of the Java Runtime (class file version 61.0)",
            ][..],
            "too old for the program",
        ),
        (
            "\"RegAsm.exe\" gates.dll",
            &[
                "RegAsm : error RA0000 : An error occurred while writing the registration information to the registry. You must have administrative credentials to perform this task. Contact your system administrator for assistance",
            ],
            "start the install from an elevated prompt",
        ),
        (
            "gates.exe",
            &["LoadLibrary failed: The specified module could not be found. (126)"],
            "Install the runtime the DLL needs",
        ),
        (
            "npm.cmd install",
            &[
                "npm ERR! network request to https://gates.example/hinges failed, reason: connect ETIMEDOUT 10.0.0.7:443",
                "",
                "npm ERR! A complete log of this run can be found in:",
                "npm ERR!     C:\\Gates\\_logs\\debug-0.log",
            ],
            "Read C:\\Gates\\_logs\\debug-0.log, which",
        ),
    ] {
        told(&ran(command, output, "80070001"), "its command", advice);
    }
}
