//! Messages without the record that belongs to them, and logs that hold little else.

use wilog::syntax::events;

use super::{check, frame, headline, of_bytes, prepare, report, script_failed, told, verdict};

#[test]
fn a_log_of_messages_only_tells_what_the_user_was_shown() {
    let only = "has messages only, and does not say how it ended";
    for (log, words) in [
        (
            "=== Logging started: 25/02/2026  10:00:00 ===
            Ledger needs the runtime of Gates. Get it from its page.
            === Logging stopped: 25/02/2026  10:00:05 ===",
            "The package stopped the install: Ledger needs the runtime of Gates. Get it from its page.",
        ),
        (
            "=== Logging started: 25/02/2026  10:00:00 ===
            C Product: Ledger -- Ledger needs the runtime of Gates.
            === Logging stopped: 25/02/2026  10:00:05 ===",
            "The package stopped the install: Ledger needs the runtime of Gates.",
        ),
        (
            "Product: Ledger -- A newer version is there already.",
            "The package stopped the install: A newer version is there already.",
        ),
        (
            "Product: Ledger -- Error 1920. Service 'Gates' (gates) failed to start.",
            "could not start the service Gates",
        ),
    ] {
        verdict(log, "unknown", None, only);
        verdict(log, "unknown", None, words);
    }
}

#[test]
fn an_error_above_the_first_line_of_an_install_counts() {
    check(
        ">Error 1920. Service 'Gates' (gates) failed to start.
        Action ended 10:00:05: InstallFinalize. Return value 3.
        Action ended 10:00:05: INSTALL. Return value 3.
        Property(S): ProductName = Ledger",
        "failed",
        Some("StartServices"),
        Some(1920),
        "could not start the service Gates",
    );
}

#[test]
fn a_message_without_its_record_names_what_failed() {
    check(
        "Action start 10:00:03: RemoveExistingProducts.
        >Error 1714. The older version of Ledger 4.2 cannot be removed. Contact your technical support group. System Error 1612.
        Action ended 10:00:05: RemoveExistingProducts. Return value 3.",
        "unknown",
        Some("RemoveExistingProducts"),
        Some(1714),
        "The older version of Ledger 4.2 could not be removed: the source of the install was not found",
    );
}

#[test]
fn a_message_without_its_record_names_what_its_words_name() {
    for (message, words) in [
        (
            "1720. There is a problem with this Windows Installer package. A script required for this install to complete could not be run. Custom action OpenGates script error -2147217392, SWbemObjectSet: Invalid class  Line 378, Column 5,",
            "its script stopped in line 378, column 5 with \"SWbemObjectSet: Invalid class\" (script error 0x80041010",
        ),
        (
            "1720. There is a problem with this Windows Installer package. Custom action OpenGates script error -2147319779, :  Line 380, Column 5,",
            "its script stopped in line 380, column 5 (script error 0x8002801D",
        ),
        (
            "1334. The file 'gates.exe' cannot be installed because the file cannot be found in cabinet file 'gates.cab'.",
            "did not find the file gates.exe in the cabinet gates.cab",
        ),
        (
            "1402. Could not open key:
            UNKNOWN\\Components\\A\\B.
            System error 5.",
            "could not open the registry key UNKNOWN\\Components\\A\\B (in regedit HKEY_LOCAL_MACHINE",
        ),
    ] {
        let log = format!(
            "S Product: Gates -- Error {message}
            Action ended 10:00:05: InstallFinalize. Return value 3."
        );
        headline(&log, words);
    }
}

#[test]
fn a_service_that_refuses_the_caller_is_there() {
    check(
        "HEADER
        C ******* RunEngine:
        RUN Product: C:\\a.msi
        >C Failed to connect to server. Error: 0x80070005

        C Note: 1: 2774 2: 0x80070005\x20
        C Failed to connect to server.
        C MainEngineThread is returning 1601",
        "failed",
        None,
        Some(1601),
        "could not be reached: access was denied",
    );
}

#[test]
fn a_service_that_cannot_be_started_is_not_to_be_started() {
    for (code, advice) in [
        ("0x80070422", "sc.exe config msiserver start= demand"),
        ("0x8007043C", "Restart the machine in normal mode"),
        ("0x80080005", "Try again."),
    ] {
        let log = format!(
            "HEADER
            C ******* RunEngine:
            RUN Product: C:\\a.msi
            C Failed to connect to server. Error: {code}

            C MainEngineThread is returning 1601"
        );
        told(&log, "could not be reached", advice);
    }
}

#[test]
fn a_1603_before_any_action_is_no_other_lines_fault() {
    let log = "HEADER
        S ******* RunEngine:
        RUN Product: C:\\a.msi
        S MainEngineThread is returning 1603";
    let headline = "before its first action (1603), and this log does not say why.";
    told(log, headline, "Application event log");
}

#[test]
fn secure_repair_tells_a_missing_source_from_another_one() {
    for (note, words) in [
        ("2203 2: C:\\A\\a.msi 3: -2147287038", "it is not there"),
        ("2205 2:  3: Error", "is not the package"),
    ] {
        let log = &frame(
            "S Doing action: ProcessComponents
            Action start 10:00:03: ProcessComponents.
            S Note: 1: NOTE\x20
            S Note: 1: 1316 2: C:\\A\\a.msi\x20
            S SECREPAIR: Error determining package source type
            S SECUREREPAIR: SecureRepair Failed. Error code: 524D2AA7130
            >S Product: Ledger -- Error 1316. The specified account already exists.
            Action ended 10:00:05: ProcessComponents. Return value 3.",
            3,
            1603,
        );
        check(
            &log.replace("NOTE", note),
            "failed",
            Some("ProcessComponents"),
            Some(1316),
            words,
        );
    }
}

#[test]
fn the_result_below_the_message_of_a_custom_action_says_what_to_do() {
    check(
        ">DIFXAPP: ERROR: encountered while installing driver package 'C:\\Gates\\gates.inf'
        DIFXAPP: ERROR: InstallDriverPackages failed with error 0xE000024B
        CustomAction MsiInstallDrivers returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
        Action ended 10:00:05: InstallExecute. Return value 3.",
        "failed",
        Some("MsiInstallDrivers"),
        Some(1603),
        "It ended with 0xE000024B: a file of the driver package is not the one in its signed catalogue",
    );
}

#[test]
fn a_message_names_the_custom_action_that_the_log_does_not_show() {
    check(
        ">Error 1722. There is a problem with this Windows Installer package. A program run as part of the setup did not finish as expected. Contact your support personnel or package vendor. Action OpenGates, location: C:\\Gates\\, command: gates.exe /open
        CustomAction CloseGates returned actual error code 1618 but will be translated to success due to continue marking
        Action ended 10:00:05: InstallFinalize. Return value 3.",
        "failed",
        Some("OpenGates"),
        Some(1722),
        "Custom action OpenGates failed: the program `gates.exe /open`",
    );
}

#[test]
fn a_message_behind_the_product_is_known_by_its_number_in_each_language() {
    check(
        ">S Produkt: Ledger -- Fehler 1714. Die alte Version kann nicht entfernt werden. Systemfehler 1612.
        S Windows Installer installed the product. Product Name: Ledger. Product Version: 4.2.0. Product Language: 1031. Manufacturer: Contoso. Installation success or error status: 1603.",
        "failed",
        None,
        Some(1714),
        "older version",
    );
    check(
        ">S Produkt: Ledger -- Fehler 26402. Der Benutzer kann nicht angelegt werden.  (-2147022651   gates   )
        CustomAction CreateUser returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
        Aktion beendet um 10:00:05: InstallFinalize. Rückgabewert 3.",
        "failed",
        Some("CreateUser"),
        Some(26402),
        "The code means: the password does not meet the policy",
    );
}

#[test]
fn a_log_of_errors_or_summaries_only_has_an_install() {
    let status = "S Windows Installer reconfigured the product. Product Name: Ledger. Product Version: 4.2.0. Product Language: 1033.";
    for (manufacturer, code, outcome, words) in [
        (
            " Manufacturer: Contoso.",
            0,
            "success",
            "Ledger 4.2.0 succeeded",
        ),
        ("", 1638, "failed", "Another build is installed"),
        ("", 1603, "failed", ""),
    ] {
        let log = format!(
            "=== Logging started: 25/02/2026  10:00:00 ===
            {status}{manufacturer} Reconfiguration success or error status: {code}.
            === Logging stopped: 25/02/2026  10:00:02 ==="
        );
        verdict(&log, outcome, Some(code), words);
    }
    check(
        "=== Logging started: 25/02/2026  10:00:00 ===
        >Error 1925. You do not have sufficient privileges to complete this installation for all users of the machine.
        === Logging stopped: 25/02/2026  10:00:02 ===",
        "unknown",
        None,
        Some(1925),
        "has no rights",
    );
}

#[test]
fn a_command_of_arguments_only_has_its_program_in_the_location() {
    for (number, called, words) in [
        (
            1721,
            "C:\\A\\MSI1.tmp 4: /quiet",
            "could not start its program C:\\A\\MSI1.tmp, called with `/quiet`",
        ),
        (
            1722,
            "C:\\A\\MSI1.tmp 4: /quiet",
            "the program C:\\A\\MSI1.tmp, called with `/quiet`, ended with an error",
        ),
        (
            1722,
            "C:\\Windows\\System32\\net.exe 4: start gates",
            "the program C:\\Windows\\System32\\net.exe, called with `start gates`, ended with an error",
        ),
        (
            1722,
            "C:\\A\\gates.exe 4: ",
            "the program C:\\A\\gates.exe ended with an error",
        ),
        // The folder in which it runs.
        (
            1722,
            "C:\\A\\ 4: gates.exe /quiet",
            "the program `gates.exe /quiet` ended with an error",
        ),
    ] {
        let log = format!(
            "S Note: 1: {number} 2: OpenGates 3: {called}\x20
            >S Product: Ledger -- Error {number}. There is a problem with this Windows Installer package.
            Action ended 10:00:05: InstallFinalize. Return value 3."
        );
        check(&log, "failed", Some("OpenGates"), Some(number), words);
    }
}

#[test]
fn the_package_that_a_removal_lacks_is_named() {
    let log = "S Warning: Local cached package 'C:\\Windows\\Installer\\3a1.msi' is missing.
        S SOURCEMGMT: Failed to resolve source
        >Error 1714. The older version of Ledger cannot be removed. Contact your technical support group. System Error 1612.";
    let (report, marked) = report(log);
    let cause = report.cause.expect("there is a cause");
    assert_eq!(Some(cause.line.get()), marked);
    let words = "C:\\Windows\\Installer\\3a1.msi is missing";
    assert!(cause.advice.contains(words), "{}", cause.advice);
}

#[test]
fn a_record_without_a_prefix_is_no_part_of_the_message_above_it() {
    let (log, _) = prepare(
        "Error 26204. The gate is locked.
        Note: 1: 1708
        Action ended 10:00:05: InstallFinalize. Return value 3.",
    );
    let lines: Vec<u32> = events(&log).map(|event| event.lines).collect();
    assert_eq!(lines, [1, 1, 1]);
}

#[test]
fn the_event_of_a_success_is_one_in_other_languages_too() {
    for (said, outcome, words) in [
        (
            "S 製品: 門 -- インストールを正しく完了しました。",
            "success",
            "The install of 門 succeeded",
        ),
        (
            "S Product: Gates -- Installation completed successfully.",
            "success",
            "The install of Gates succeeded",
        ),
        (
            "S Produkt: Grindar -- Något annat än det som är känt.",
            "unknown",
            "The package says: Något",
        ),
        (
            "S Product: Gates -- A newer version is there.",
            "unknown",
            "The package stopped the install: A newer version is there.",
        ),
    ] {
        verdict(said, outcome, None, words);
    }
}

#[test]
fn an_exception_of_a_service_says_what_to_do_with_it() {
    for exception in [
        "System.ServiceProcess.TimeoutException: Time out has expired and the operation has not been completed.",
        "System.InvalidOperationException: Cannot stop GateKeeper service on computer '.'. ---> System.ComponentModel.Win32Exception: It cannot",
    ] {
        let log = frame(
            &format!(
                "S Doing action: StopGates
                >{exception}
                CustomAction StopGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
                Action ended 10:00:05: StopGates. Return value 3."
            ),
            3,
            1603,
        );
        told(&log, "StopGates", "start or stop it by hand");
    }
}

#[test]
fn what_only_the_functions_for_drivers_write_is_of_an_install() {
    let log = "DIFXAPP: INFO:   Could not open file C:\\Windows\\System32\\DriverStore\\FileRepository\\gates.inf_amd64_5de0\\gates.inf. (Error code 0x3: The system cannot find the path specified.)
DIFXAPP: ERROR:  PnP Install failed. (Error code 0x3EE: The volume for a file has been externally altered.)
DIFXAPP: INFO:   Attempting to rollback ...";
    for log in [log.to_owned(), format!("> {}", log.replace('\n', "\n> "))] {
        let cause = of_bytes(&log).cause.expect("there is a cause");
        assert_eq!(cause.line.get(), 2, "{log}");
        let package = "The driver package is C:\\Windows\\System32\\DriverStore\\FileRepository\\gates.inf_amd64_5de0\\gates.inf.";
        assert!(cause.headline.contains(package), "{}", cause.headline);
    }
    // Of a quotation the first line of a paragraph alone may have the mark.
    let log = format!(
        "> DIFXAPP: ERROR 0x2 encountered while opening persistent-info key for component '{{1}}'\n\
         DIFXAPP: UninstallDriverPackages failed with error 0x2\n{}",
        "CustomAction MsiUninstallDrivers returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)"
    );
    let cause = of_bytes(&log).cause.expect("there is a cause");
    assert!(
        cause
            .headline
            .contains("message was: ERROR 0x2 encountered"),
        "{}",
        cause.headline
    );
    let advice = "repair the installed version";
    assert!(cause.advice.contains(advice), "{}", cause.advice);
}

#[test]
fn the_package_of_a_product_that_is_removed_was_sound_once() {
    told(
        "S Note: 1: 2725\x20
        Fatal error during installation.
        Action ended 10:00:05: RemoveExistingProducts. Return value 3.",
        "RemoveExistingProducts failed: the tables of the package are not valid (message 2725)",
        "the copy below C:\\Windows\\Installer may be damaged",
    );
    told(
        "S Note: 1: 2725\x20
        Action ended 10:00:05: CostInitialize. Return value 3.",
        "CostInitialize failed: the tables of the package are not valid (message 2725)",
        "No machine can install the package",
    );
}

#[test]
fn what_odbc_says_stands_in_the_headline() {
    let log = |number: u32, fields: &str| {
        script_failed(
            "InstallODBC",
            &format!(
                "S Note: 1: {number} {fields}\x20
                S Product: Gates -- Error {number}. ODBC said no."
            ),
        )
    };
    for (number, fields, headline, advice) in [
        (
            1918,
            "2: 13 3: The setup routines for the Gate Driver ODBC driver could not be loaded due to system error code 126: The specified module could not be found. (C:\\Gates\\gate.dll). 4: Gate Driver",
            "the ODBC driver Gate Driver: The setup routines for the Gate Driver ODBC driver could not be loaded due to system error code 126",
            "A library that the driver needs is missing",
        ),
        (
            1919,
            "2: 6 3: Component not found in the registry 4: Gates",
            "the ODBC data source Gates: Component not found in the registry.",
            "install that driver first",
        ),
        (
            1918,
            "2: 11 3: Request failed 4: Gate Driver",
            "the ODBC driver Gate Driver: Request failed.",
            "Read the ODBC error",
        ),
    ] {
        told(&log(number, fields), headline, advice);
    }
}

/// What stands a second time below itself is one message, whatever lines it has.
#[test]
fn a_message_of_several_paragraphs_is_told_whole() {
    let of_action = |first: &str| {
        let message = format!(
            "{first}\n\nThe hinge is older than 4.\nSee C:\\Gates\\hinge.log for details.\n"
        );
        script_failed(
            "OpenGates",
            &format!(
                "S Product: Rowan Gates -- {message}
                {message}
                CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)"
            ),
        )
    };
    let whole =
        "The gates stay shut. The hinge is older than 4. See C:\\Gates\\hinge.log for details.";
    told(
        &of_action("The gates stay shut."),
        &format!("its own message was: {whole}"),
        "Read C:\\Gates\\hinge.log",
    );
    told(
        &of_action("Error 25001. The gates stay shut."),
        &format!("with message 25001: {whole}"),
        "The message is the package's own",
    );
    told(
        &frame(
            "S Doing action: LaunchConditions
            Action start 10:00:01: LaunchConditions.
            S Product: Rowan Gates -- Not on this machine.

            The hinge is older than 4.

            Not on this machine.

            The hinge is older than 4.
            Action ended 10:00:02: LaunchConditions. Return value 3.",
            3,
            1603,
        ),
        "A launch condition was not met: Not on this machine. The hinge is older than 4.",
        "Fulfil what the text asks for",
    );
}
