//! What a code means, and what to do about it, where it is known who met it.

use super::{frame, headline, report, script_failed, told};

#[test]
fn a_command_that_did_not_start_is_told_why_and_not_sent_to_its_output() {
    for (code, headline, advice) in [
        (
            "d8",
            "another kind of processor (system error 216)",
            "for the processor of this machine",
        ),
        (
            "4ec",
            "a policy forbids the program (system error 1260)",
            "AppLocker",
        ),
        ("02", "(system error 2)", "looked for in PATH only"),
    ] {
        let log = format!(
            "CAQuietExec:  Error 0x8007{code:0>4}: Command failed to execute.
            CAQuietExec:  Error 0x8007{code:0>4}: QuietExec Failed
            CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
            Action ended 10:00:05: InstallFinalize. Return value 3."
        );
        told(&log, headline, advice);
        let cause = report(&log).0.cause.expect("there is a cause");
        assert!(!cause.advice.contains("output"), "{}", cause.advice);
    }
}

#[test]
fn the_error_of_an_object_that_a_script_uses_is_told_in_words() {
    let log = |code: &str, text: &str| {
        format!(
            "S Note: 1: 1720 2: CountGates 3: {code} 4: SWbemObjectSet 5: {text}  6: 12 7: 5\x20
            S Product: Ledger -- Error 1720. There is a problem with this Windows Installer package.
            Action ended 10:00:05: CountGates. Return value 3."
        )
    };
    told(
        &log("-2147217392", "Invalid class"),
        "(script error 0x80041010: the class of WMI does not exist)",
        "winmgmt /verifyrepository",
    );
    // What the script itself meets has a number of its own, and a failure without detail says nothing.
    told(
        &log("-2146827859", "ActiveX component can't create object"),
        "(script error 429)",
        "Report the line",
    );
    told(
        &log("-2147467259", "Unspecified error"),
        "(script error 0x80004005)",
        "Report the line",
    );
}

#[test]
fn a_key_of_the_32_bit_view_is_named_as_regedit_knows_it_and_the_advice_stands_once() {
    let log = "S Note: 1: 1402 2: HKEY_LOCAL_MACHINE32\\SOFTWARE\\Gates\\Main 3: 5\x20
        S Product: Ledger -- Error 1402. Could not open key: HKEY_LOCAL_MACHINE32\\SOFTWARE\\Gates\\Main. System error 5.
        Action ended 10:00:05: InstallFinalize. Return value 3.";
    told(
        log,
        "(in regedit HKEY_LOCAL_MACHINE\\SOFTWARE\\WOW6432Node\\Gates\\Main)",
        "full control of the key",
    );
    let advice = report(log).0.cause.expect("there is a cause").advice;
    assert_eq!(advice.matches("full control").count(), 1, "{advice}");
}

#[test]
fn a_network_that_takes_no_more_filters_is_told_in_words() {
    told(
        "GateFilter: INetCfgClassSetup::Install failed: 0x8004a029
        CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
        Action ended 10:00:05: InstallFinalize. Return value 3.",
        "as many network filter drivers as Windows allows",
        "MaxNumFilters",
    );
}

/// A part of a log with what a custom action wrote above its result, and its name.
fn custom_action(name: &str, wrote: &str) -> String {
    format!(
        "S Executing op: ActionStart(Name={name},,)
        S Executing op: CustomActionSchedule(Action={name},ActionType=3073,Source=BinaryData,Target={name},)
        S Invoking remote custom action. DLL: C:\\Windows\\Installer\\MSI1.tmp, Entrypoint: {name}
        {wrote}
        CustomAction {name} returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
        Action ended 10:00:05: InstallFinalize. Return value 3."
    )
}

#[test]
fn a_result_means_what_it_means_to_the_work_of_the_custom_action() {
    for (name, wrote, headline, advice) in [
        (
            "WixExecFirewallExceptionsInstall",
            "ExecFirewallExceptions:  Error 0x800706d9: failed trying to find existing app",
            "The code means: the service of Windows Firewall does not run",
            "MpsSvc",
        ),
        (
            "TakeFirewallExceptionBack",
            "TakeFirewallExceptionBack: Taking back the rule Gates
            TakeFirewallExceptionBack: the rule Gates was not found: 0x80070002",
            "was not found: 0x80070002. The code means: the firewall rule that it asked for does not exist",
            "Make a rule of that name",
        ),
        (
            "CreateUser",
            "CreateUser:  Error 0x800706ba: failed to create user: keeper",
            "no domain controller answers for the domain of the account",
            "must not be installed by SYSTEM",
        ),
        (
            "CreatePrinterPort",
            "CreatePrinterPort: OpenPrinter failed for the desk (0x800706BA)",
            "The code means: the service Print Spooler does not run",
            "Set the service Print Spooler to Automatic",
        ),
        (
            "ExecXmlFile",
            "S Product: Ledger -- Error 25531. Failed to open XML file C:\\Gates\\gates.config, system error: -2147024786",
            "the XML file is not there, cannot be opened",
            "whether its component is installed",
        ),
        (
            "ConfigureIIs",
            "S Product: Ledger -- Error 26032. Failed to schedule install of IIS Web Sites.  (-2147024883            )",
            "the settings of IIS cannot be read",
            "inetpub\\history",
        ),
        (
            "Wix4CreateDatabase_X86",
            "S Product: Ledger -- Error 26201. Error -2147221164: failed to create SQL database: Gates, error detail: unknown error.",
            "the OLE DB driver for SQL Server",
            "Microsoft OLE DB Driver",
        ),
        (
            "ExecSecureObjects_64",
            "ExecSecureObjects:  Error 0x80070534: failed to get sid for account: BUILTIN\\Users",
            "this machine knows no account or group of that name",
            "by its SID",
        ),
        (
            "Wix4RemoveFoldersEx_X64",
            "WixRemoveFoldersEx:  Error 0x80070057: Missing folder property: gatesFolder for row: Gates",
            "the property that should hold the folder is empty",
            "where the package takes the property from",
        ),
        // A result that says nothing leaves it to the number of the message.
        (
            "CreateDatabase",
            "S Product: Ledger -- Error 26201. Error -2147467259: failed to create SQL database: Gates, error detail: unknown error.",
            "failed to create SQL database: Gates",
            "Check the name of the server and the instance",
        ),
        // To others the codes mean what they always mean, and a number is the package's own.
        (
            "OpenGates",
            "OpenGates:  Error 0x800706ba: failed to ask the keeper",
            "the service on the other end cannot be reached",
            "Start the service",
        ),
        (
            "OpenGates",
            "S Product: Ledger -- Error 26201. The gates are shut",
            "The gates are shut",
            "The message is the package's own",
        ),
    ] {
        told(&custom_action(name, wrote), headline, advice);
    }
}

#[test]
fn a_number_before_a_colon_is_that_of_a_program_and_not_of_the_installer() {
    let installshield = "Error 1608: Unable to create InstallDriver instance, Return code: -2147024156
            S Product: Ledger -- Error 1608: Unable to create InstallDriver instance, Return code: -2147024156
";
    let log = custom_action("ISMsiServerStartup", installshield);
    told(
        &log,
        "Unable to create InstallDriver instance, Return code: -2147024156. The code means: the engine of InstallShield, IDriver.exe, needs elevation",
        "from an elevated prompt",
    );
    let cause = report(&log).0.cause.expect("there is a cause");
    assert_eq!(cause.code, Some(1603), "{cause:#?}");
    // A note of the engine tells that the number is its own all the same.
    let noted = "S Note: 1: 1304 2: C:\\Gates\\gates.dll\x20
        S Product: Ledger -- Error 1304: Error writing to file: C:\\Gates\\gates.dll.
        Action ended 10:00:05: InstallFiles. Return value 3.";
    told(
        noted,
        "could not write C:\\Gates\\gates.dll",
        "Look at the owner and the rights of the file",
    );
}

#[test]
fn a_note_of_the_same_number_about_another_thing_is_not_that_of_the_message() {
    let log = |above: &str, below: &str| {
        frame(
            &format!(
                "S Doing action: ProcessComponents
                {above}
                S Note: 1: 1402 2: UNKNOWN\\Components\\0A1B 3: 2\x20
                {below}
                S Product: Ledger -- Error 1402. Could not open key: UNKNOWN\\Components\\2C3D. System error 5. Verify that you have access.
                Action ended 10:00:05: ProcessComponents. Return value 3."
            ),
            3,
            1603,
        )
    };
    let its_own = "S Note: 1: 1402 2: UNKNOWN\\Components\\2C3D 3: 5\x20";
    for log in [log("", ""), log("", its_own), log(its_own, "")] {
        told(&log, "Components\\2C3D", "full control");
        told(
            &log,
            "access was denied (system error 5)",
            "full control of the key",
        );
    }
}

#[test]
fn what_a_custom_action_wrote_last_is_shown_in_any_language() {
    let wrote = |text: &str| custom_action("OpenGates", text);
    told(
        &wrote("OpenGates: Das Tor C:\\Tore\\tor.dll klemmt, Code 7"),
        "The last that it wrote: OpenGates: Das Tor C:\\Tore\\tor.dll klemmt, Code 7.",
        "Read what the custom action wrote",
    );
    told(
        &wrote("Entering OpenGates in C:\\Windows\\Installer\\MSI1.tmp, version 3.11.0.0"),
        "wrote nothing about why",
        "look for a log of its own",
    );
}

#[test]
fn messages_in_a_log_without_notes_have_their_numbers_in_any_language() {
    let log = |message: &str| {
        format!(
            "=== Protokollierung gestartet: 22/05/2026  10:27:51 ===
            Aktion gestartet um 10:27:51: INSTALL.
            Aktion gestartet um 10:27:51: InstallFinalize.
            {message}
            Aktion beendet um 10:27:52: InstallFinalize. R\u{fc}ckgabewert 3.
            Aktion beendet um 10:27:52: INSTALL. R\u{fc}ckgabewert 3."
        )
    };
    for (message, words) in [
        (
            "Fehler 1310. Fehler beim Schreiben in Datei C:\\Tore\\tor.dll.",
            "(message 1310: Fehler beim Schreiben in Datei C:\\Tore\\tor.dll).",
        ),
        (
            "\u{9519}\u{8bef} 1335\u{3002}\u{5927}\u{95e8}",
            "(message 1335: \u{5927}\u{95e8}).",
        ),
    ] {
        headline(&log(message), words);
    }
    headline(&log("Tor 1310 von 1400"), "InstallFinalize failed");
}

#[test]
fn a_dump_that_is_not_whole_does_not_tell_that_nobody_was_elevated() {
    const DUMP: &str = "Property(S): ProductCode = {9D3A60F2-6B1C-4E85-A2F7-31C0B95E4D68}";
    const CHANGE: &str = "S PROPERTY CHANGE: Adding MsiRunningElevated property. Its value is '1'.";
    const END: &str = "S MainEngineThread is returning 0";
    let log = |said: &str| {
        format!(
            "HEADER
            S ******* RunEngine:
            S Doing action: INSTALL
            Action ended 10:00:05: INSTALL. Return value 1.
            {said}"
        )
    };
    for (said, rights) in [
        (format!("{DUMP}\n{END}"), Some("not elevated")),
        (DUMP.to_owned(), None),
        (format!("Property(S): Gates = 1\n{END}"), None),
        (format!("{CHANGE}\n{DUMP}\n{END}"), Some("elevated")),
        (CHANGE.to_owned(), Some("elevated")),
    ] {
        let facts = report(&log(&said)).0.context.facts;
        let told = facts.iter().find(|(label, _)| *label == "Rights");
        assert_eq!(told.map(|(_, rights)| rights.as_str()), rights, "{said}");
    }
}

#[test]
fn the_last_operation_is_shown_where_nothing_says_why_it_failed() {
    let log = script_failed(
        "WriteRegistryValues",
        "S Executing op: RegOpenKey(,Key=SOFTWARE\\Gates,,,,)
        S Executing op: RegAddValue(Name=Hinge,Value=3,)",
    );
    let cause = report(&log).0.cause.expect("there is a cause");
    let shown = cause.evidence.iter();
    let shown: Vec<&str> = shown.map(|line| line.text.as_str()).collect();
    assert!(
        shown.iter().any(|text| text.contains("Name=Hinge")),
        "{shown:?}"
    );
    assert!(
        !shown.iter().any(|text| text.contains("RegOpenKey")),
        "{shown:?}"
    );
}
