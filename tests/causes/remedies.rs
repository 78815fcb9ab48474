//! What to do follows the code that stands beside a message.

use super::hosts::unhandled;
use super::{frame, script_failed, told};

#[test]
fn a_storage_code_says_what_to_do_where_the_message_does_not() {
    let log = |code: &str| {
        format!(
            "=== Logging started: 25/02/2026  10:00:00 ===
            The installer has encountered an unexpected error installing this package. This may indicate a problem with this package. The error code is 2203. The arguments are: C:\\gates.msi, {code}, 
            === Logging stopped: 25/02/2026  10:00:01 ==="
        )
    };
    told(
        &log("-2147287008"),
        "another program has the file open",
        "Wait and retry; exclude the file in the scanner.",
    );
    told(
        &log("-2147280000"),
        "C:\\gates.msi",
        "Check that SYSTEM can reach the path",
    );
}

#[test]
fn a_location_that_is_a_folder_is_where_the_program_was_to_be_started() {
    let message = |location: &str| {
        format!(
            "Error 1721. There is a problem with this Windows Installer package. A program required for this install to complete could not be run. Contact your support personnel or package vendor. Action: StopGates, location: {location}, command: taskkill /f /im gates.exe\n\
             === Logging stopped: 25/02/2026  10:00:01 ==="
        )
    };
    told(
        &message("C:\\Program Files\\Gates\\"),
        "Custom action StopGates could not start its program `taskkill /f /im gates.exe`",
        "and the folder C:\\Program Files\\Gates\\ in which",
    );
    told(
        &message("C:\\Program Files\\Gates\\gates.exe"),
        "could not start its program",
        "Check that the program is at the place",
    );
}

#[test]
fn a_library_whose_strong_name_is_not_valid_is_not_missing() {
    let log = |message: &str| {
        format!(
            "SFXCA: Binding to CLR version v4.0.30319
            Error: could not load custom action class Gates.Actions from assembly: Gates
            System.IO.FileLoadException: Could not load file or assembly 'Gates'. {message}
            CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)"
        )
    };
    told(
        &log("Strong name validation failed. (Exception from HRESULT: 0x8013141A)"),
        "its class Gates.Actions could not be loaded",
        "get another build of the package",
    );
    told(
        &log("The system cannot find the file specified."),
        "its class Gates.Actions could not be loaded",
        "is missing, has another version, or is blocked",
    );
}

#[test]
fn each_engine_of_scripts_and_each_policy_has_its_own_remedy() {
    for (message, words, advice) in [
        (
            "Error 2738. Could not access VBScript run time for custom action OpenGates.",
            "VBScript",
            "VBSCRIPT~~~~",
        ),
        (
            "Error 2739. Could not access JScript run time for custom action OpenGates.",
            "JScript",
            "regsvr32 jscript.dll",
        ),
        (
            "Error 1934. User installations are disabled through policy on the machine.",
            "The policy DisableUserInstalls of this machine",
            "ALLUSERS=1",
        ),
        (
            "Error 2741. Configuration information for product {EA00551C-54E1-4400-B191-DE62A03D3814} was corrupt. Invalid info: 12.",
            "data of a product is damaged",
            "troubleshooter",
        ),
        (
            "Error 2745. Transform C:\\A\\de.mst invalid for package C:\\A\\gates.msi. Expected language 1031, found language 1033.",
            "for another language",
            "Use the transform",
        ),
        (
            "Error 2613. RemoveExistingProducts action sequenced incorrectly.",
            "at a wrong place",
            "Remove the older product first",
        ),
    ] {
        let said = format!(
            "S Doing action: OpenGates
            >S Product: Gates -- {message}
            Action ended 10:00:05: OpenGates. Return value 3."
        );
        told(&frame(&said, 3, 1603), words, advice);
    }
}

#[test]
fn what_helps_a_key_stands_in_the_system_error() {
    for (field, advice) in [
        (" 4: 2 ", "The key is not there"),
        (" 4: 1018 ", "Close what has the key open"),
        (" ", "Look at the system error and at the key"),
    ] {
        let said = format!(
            "S Note: 1: 1406 2: Version 3: HKEY_LOCAL_MACHINE\\Software\\Gates{field}\x20
            Error 1406. Could not write value Version to key \\Software\\Gates."
        );
        told(&script_failed("WriteRegistryValues", &said), "", advice);
    }
}

#[test]
fn a_location_that_is_not_reached_may_be_the_source() {
    for (location, advice) in [
        ("\\\\depot\\kits\\", "The package itself lies there"),
        ("\\\\depot\\kit\\", "User Shell Folders"),
        ("%APPDATA%\\", "User Shell Folders"),
    ] {
        let log = format!(
            "HEADER
            S ******* RunEngine:
            RUN Product: \\\\depot\\kits\\gates.msi
            RUN Action:\x20
            RUN CommandLine: **********
            S Doing action: INSTALL
            S Doing action: CostFinalize
            S Note: 1: 1606 2: {location}\x20
            Error 1606. Could not access network location {location}.
            Action ended 10:00:05: CostFinalize. Return value 3.
            Action ended 10:00:05: INSTALL. Return value 3.
            S MainEngineThread is returning 1603"
        );
        told(&log, "could not reach", advice);
    }
}

#[test]
fn what_is_to_be_done_about_an_assembly_follows_its_number_and_its_result() {
    for (number, result, headline, advice) in [
        (
            1935,
            "0x80070070",
            "Gates.Runtime: the disk is full",
            "Free space",
        ),
        (1935, "0x80070002", "Gates.Runtime", "DISM"),
        (1935, "0x80131045", "Gates.Runtime", "Get the package again"),
        (
            1935,
            "0x80131107",
            "Gates.Runtime",
            "Repair or update the .NET Framework",
        ),
        (1935, "0x80070490", "Gates.Runtime", "DISM"),
        (
            1936,
            "0x8013141E",
            "found the assembly Gates.Runtime without a strong name",
            "Report it to the author",
        ),
        (
            1937,
            "0x800B0109",
            "could not verify the signature or the catalogue of the assembly Gates.Runtime",
            "root certificates",
        ),
        (
            1938,
            "0x80070002",
            "did not find a module of the assembly Gates.Runtime",
            "Report it to the author",
        ),
    ] {
        told(
            &script_failed(
                "InstallFiles",
                &format!(
                    "S Note: 1: {number} 2: {{9BAE13A2-E7AF-D6C3-FF1F-C8B3B9A1E18E}} 3: {result} 4: IAssemblyCacheItem 5: Commit 6: Gates.Runtime\x20
                    >Error {number}. An error occurred during the installation of assembly 'Gates.Runtime'. HRESULT: {result}. assembly interface: IAssemblyCacheItem, function: Commit, component: {{9BAE13A2-E7AF-D6C3-FF1F-C8B3B9A1E18E}}"
                ),
            ),
            headline,
            advice,
        );
    }
}

#[test]
fn what_helps_a_library_that_was_not_registered_stands_in_its_result() {
    for (number, result, words, advice) in [
        (1904, -2_147_024_770, "", "install the runtime"),
        (
            1904,
            -2_147_024_891,
            "access was denied",
            "HKEY_CLASSES_ROOT",
        ),
        (
            1904,
            -2_147_024_885,
            "another kind of processor (HRESULT 0x8007000B)",
            "of this machine",
        ),
        (1904, -2_147_467_259, "", "was loaded and refused"),
        (1905, -2_147_467_259, "", "regsvr32 /u"),
    ] {
        let said = format!(
            "S Note: 1: {number} 2: C:\\Gates\\gate.dll 3: {result}\x20
            Error {number}. Module C:\\Gates\\gate.dll failed to register. HRESULT {result}. Contact your support personnel."
        );
        told(&script_failed("SelfRegModules", &said), words, advice);
    }
}

#[test]
fn a_cabinet_without_a_signature_is_told_from_one_with_a_bad_one() {
    for (message, headline, advice) in [
        (
            "1329. A file that is required cannot be installed because the cabinet file C:\\Gates\\gates.cab is not digitally signed.  This may indicate that the cabinet file is corrupt.",
            "needs a signature on the cabinet C:\\Gates\\gates.cab",
            "MsiDigitalSignature",
        ),
        (
            "1330. A file that is required cannot be installed because the cabinet file C:\\Gates\\gates.cab has an invalid digital signature.  This may indicate that the cabinet file is corrupt.  Error -2146762487 was returned by WinVerifyTrust.",
            "C:\\Gates\\gates.cab: the root certificate is not trusted",
            "Update or import the root certificates. Get the cabinet",
        ),
    ] {
        told(
            &frame(
                &format!(
                    "S Doing action: InstallFiles
                    Error {message}
                    Action ended 10:00:05: InstallFiles. Return value 3."
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
fn an_account_that_is_not_there_is_told_by_its_name() {
    for (note, account, headline, advice) in [
        (
            "",
            "Users",
            "could not find the account Users.",
            "LockPermissions",
        ),
        (
            "",
            "Everyone",
            "could not find the account Everyone.",
            "connection to the domain",
        ),
        (
            "",
            "GATES\\Domain Users",
            "Domain Users.",
            "connection to the domain",
        ),
        (
            "S Note: 1: 1609 2: GATES\\Keepers 3: 1355\x20",
            "GATES\\Keepers",
            "could not find the account GATES\\Keepers: ",
            "connection to the domain",
        ),
    ] {
        told(
            &script_failed(
                "InstallFiles",
                &format!(
                    "{note}
                    Error 1609. An error occurred while applying security settings. {account} is not a valid user or group. This could be a problem with the package, or a problem connecting to a domain controller on the network."
                ),
            ),
            headline,
            advice,
        );
    }
}

#[test]
fn the_arguments_of_an_unexpected_error_name_what_its_record_would() {
    told(
        "The installer has encountered an unexpected error installing this package. This may indicate a problem with this package. The error code is 2755. The arguments are: 110, R:\\Kits\\gates.msi,\x20
        === Logging stopped: 25/02/2026  10:00:05 ===",
        "could not open or copy R:\\Kits\\gates.msi: the file or device could not be opened (110)",
        "local folder",
    );
}

#[test]
fn an_exception_whose_words_are_known_leads_to_what_helps_on_the_machine() {
    for (exception, headline, advice) in [
        (
            "Gates.OuterException: passed on ---> System.Data.SqlClient.SqlException (0x80131904): Login failed for user 'GATES\\NORTH$'.",
            "unhandled SqlException (0x80131904): Login failed for user",
            "one that ends in $ is a computer",
        ),
        (
            "System.Runtime.InteropServices.COMException (0x80080005): The keeper could not be called (0x80080005).",
            "unhandled COMException",
            "The server crashes or has no rights to start: look for a crash",
        ),
        (
            "System.Runtime.InteropServices.COMException (0x80070005): Access is denied. (Exception from HRESULT: 0x80070005 (E_ACCESSDENIED))",
            "unhandled COMException",
            "does not name what was denied",
        ),
        (
            "System.ComponentModel.Win32Exception (0x80004005): Access is denied",
            "unhandled Win32Exception",
            "does not name what was denied",
        ),
        (
            "System.InvalidOperationException: Cannot start service Gates on computer '.'. ---> System.ComponentModel.Win32Exception: The service did not start due to a logon failure",
            "unhandled InvalidOperationException: Cannot start service Gates",
            "no right to log on as a service: correct the password",
        ),
        (
            "System.Security.SecurityException: The source was not found, but some or all event logs could not be searched.  Inaccessible logs: Security.",
            "unhandled SecurityException",
            "Only an elevated process may look for a source of the event log",
        ),
        (
            "System.IO.IOException: The process cannot access the file 'C:\\Gates\\gates.xml' because it is being used by another process.",
            "unhandled IOException",
            "the Resource Monitor",
        ),
        (
            "System.IO.IOException (0x80131620): The gate is stuck.",
            "unhandled IOException",
            "report both to the author",
        ),
    ] {
        let log = format!(
            "S Doing action: OpenGates
            Exception thrown by custom action:
            System.Reflection.TargetInvocationException: It was passed on. ---> {exception}
               at Gates.Actions.Open(Session session)
            CustomAction OpenGates returned actual error code 1603
            Action ended 10:00:05: OpenGates. Return value 3."
        );
        told(&frame(&log, 3, 1603), headline, advice);
        // The same that the action caught and wrote itself.
        let written = log.replace("Exception thrown by custom action:\n", "");
        let written = written.replace(
            "System.Reflection.TargetInvocationException: It was passed on. ---> ",
            "",
        );
        if advice.contains("source of the event log") {
            told(&frame(&written, 3, 1603), "OpenGates", advice);
        }
    }
}

#[test]
fn the_message_of_an_exception_may_have_several_lines() {
    for (exception, headline, advice) in [
        (
            "System.Reflection.TargetInvocationException: It was passed on. ---> System.IO.FileNotFoundException: Filename: \\\\?\\C:\\Windows\\system32\\inetsrv\\config\\applicationHost.config
            Error: Cannot read configuration file
            ",
            "applicationHost.config; Error: Cannot read configuration file.",
            "whether IIS with its management tools is installed",
        ),
        (
            "Gates.GateException: The gate is shut.
            Parameter name: gate",
            "unhandled GateException: The gate is shut. Parameter name: gate.",
            "report both to the author",
        ),
        (
            "System.Reflection.TargetInvocationException: It was passed on.
             ---> Gates.GateException: The gate is shut.",
            "unhandled GateException: The gate is shut.",
            "report both to the author",
        ),
    ] {
        told(&frame(&unhandled(exception), 3, 1603), headline, advice);
    }
}

#[test]
fn a_message_of_the_package_with_known_words_leads_to_what_helps() {
    for (message, advice) in [
        (
            "Error 1001. Error 1001. The savedState dictionary does not contain the expected values and might have been corrupted.",
            "the file that ends with .InstallState",
        ),
        (
            "Error 1001. Error 1001. An exception occurred while uninstalling. --> Could not find file 'C:\\Gates\\Gates.InstallState'.",
            "the file that ends with .InstallState",
        ),
        (
            "Error 1001. Error 1001. CREATE DATABASE permission denied in database 'master'.",
            "the role dbcreator",
        ),
        (
            "Error 27552. The database of the gates was not made. Server=. (Login failed for user 'keeper'.)",
            "check the password, and whether the server takes SQL logins",
        ),
        (
            "Error 27999. The gates were not opened: The trust relationship between this workstation and the primary domain failed.",
            "Test-ComputerSecureChannel",
        ),
        (
            "Error 27999. The gates were not opened: the keeper is away.",
            "do what its text asks for",
        ),
    ] {
        let log = script_failed(
            "OpenGates",
            &format!("{message}\nCustomAction OpenGates returned actual error code 1603"),
        );
        told(&log, "failed with message", advice);
    }
}

#[test]
fn the_last_words_of_an_action_are_asked_for_advice() {
    for (said, advice) in [
        (
            "The RPC server is unavailable.",
            "start the service or the machine",
        ),
        (
            "The 'Gates.OLEDB.1' provider is not registered on the local machine.",
            "as 32-bit or 64-bit",
        ),
        (
            "The RPC server is unavailable, trying again.",
            "Read what the custom action wrote",
        ),
        (
            "The gates are counted.",
            "Read what the custom action wrote",
        ),
    ] {
        let log = script_failed(
            "OpenGates",
            &format!(
                "S Executing op: CustomActionSchedule(Action=OpenGates,ActionType=3073,Source=BinaryData,Target=**********,CustomActionData=)
                S Invoking remote custom action. DLL: C:\\Windows\\Installer\\MSI1.tmp, Entrypoint: OpenGates
                Counting the gates
                {said}
                CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)"
            ),
        );
        told(&log, "The last that it wrote: ", advice);
        // The schedule hides the function, and the line of its call does not.
        told(&log, "It called the function OpenGates.", advice);
    }
}

#[test]
fn a_code_behind_the_word_for_a_failure_is_one_of_windows() {
    for (said, headline, advice) in [
        (
            "NetUserAdd failed: 2245",
            "The code means: the password does not meet the policy",
            "meets the policy of this machine",
        ),
        (
            "Gates failed: 7",
            "Gates failed: 7",
            "Read what the custom action wrote",
        ),
    ] {
        let log = script_failed(
            "OpenGates",
            &format!(
                "S Executing op: CustomActionSchedule(Action=OpenGates,ActionType=3073,Source=BinaryData,Target=OpenGates,CustomActionData=)
                S Invoking remote custom action. DLL: C:\\Windows\\Installer\\MSI1.tmp, Entrypoint: OpenGates
                {said}
                CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)"
            ),
        );
        told(&log, headline, advice);
    }
}
