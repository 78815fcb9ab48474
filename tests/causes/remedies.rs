//! What a headline and its advice make of the codes that stand beside a message.

use super::{check, report, told};

#[test]
fn a_package_that_the_service_cannot_read_is_told_by_the_code_of_the_service() {
    for (code, headline, advice) in [
        (3, "(3); the service has no drive Z:", "UNC path"),
        (5, "access was denied (5)", "Give SYSTEM the right to read"),
        (110, "could not be opened (110)", "not encrypted"),
        (1632, "temporary folder", "C:\\Windows\\Installer"),
        (1625, "(1625)", "AppLocker"),
    ] {
        let log = format!(
            "HEADER
            C ******* RunEngine:
            RUN Product: Z:\\gates.msi
            C Doing action: INSTALL
            C Doing action: ExecuteAction
            S ******* RunEngine:
            RUN Product: Z:\\gates.msi
            S Note: 1: 2203 2: Z:\\gates.msi 3: -2147287037\x20
            S MainEngineThread is returning {code}
            C Note: 1: 2755 2: {code} 3: Z:\\gates.msi\x20
            >The installer has encountered an unexpected error installing this package. This may indicate a problem with this package. The error code is 2755. The arguments are: {code}, Z:\\gates.msi,\x20
            Action ended 10:00:05: ExecuteAction. Return value 3.
            Action ended 10:00:05: INSTALL. Return value 3.
            C MainEngineThread is returning 1603"
        );
        told(&log, headline, advice);
        let cause = report(&log).0.cause.expect("there is a cause");
        let shown = |words: &str| cause.evidence.iter().any(|line| line.text.contains(words));
        assert!(shown("1: 2203") && shown("is returning"), "{cause:#?}");
    }
}

#[test]
fn a_transform_that_a_policy_refuses_is_named_where_the_message_names_the_package() {
    told(
        "HEADER
        C ******* RunEngine:
        RUN Product: C:\\gates.msi
        C Doing action: INSTALL
        C Doing action: ExecuteAction
        S ******* RunEngine:
        RUN Product: C:\\gates.msi
        S SOFTWARE RESTRICTION POLICY: Verifying transform --> 'C:\\Temp\\1033' against software restriction policy
        S SOFTWARE RESTRICTION POLICY: C:\\Temp\\1033 is not digitally signed
        S SOFTWARE RESTRICTION POLICY: C:\\Temp\\1033 is not permitted to run at the 'unrestricted' authorization level.
        S MainEngineThread is returning 1625
        C Note: 1: 2755 2: 1625 3: C:\\gates.msi\x20
        >The installer has encountered an unexpected error installing this package. This may indicate a problem with this package. The error code is 2755. The arguments are: 1625, C:\\gates.msi,\x20
        Action ended 10:00:05: ExecuteAction. Return value 3.
        Action ended 10:00:05: INSTALL. Return value 3.
        C MainEngineThread is returning 1603",
        "refused the transform C:\\Temp\\1033, which is not signed (1625)",
        "Allow the file",
    );
}

#[test]
fn a_library_that_is_not_run_is_told_by_the_code_of_its_action() {
    for (code, headline, advice) in [
        (1157, "is missing on this machine (1157)", "vc_redist"),
        (1154, "damaged, or too old for it (1154)", "Visual C++"),
        (127, "lacks a function that is called (127)", "author"),
        (193, "another kind of processor (193)", "processor"),
        (1603, "has no such function.", "Visual C++ or .NET"),
    ] {
        told(
            &format!(
                "HEADER
                S ******* RunEngine:
                RUN Product: C:\\gates.msi
                S Doing action: INSTALL
                S Doing action: CheckGates
                S Note: 1: 1723 2: CheckGates 3: LookAtGates 4: C:\\Windows\\Installer\\MSI2A10.tmp\x20
                CustomAction CheckGates returned actual error code {code} (note this may not be 100% accurate if translation happened inside sandbox)
                >Error 1723. There is a problem with this Windows Installer package. A DLL required for this install to complete could not be run. Contact your support personnel or package vendor. Action CheckGates, entry: LookAtGates, library: C:\\Windows\\Installer\\MSI2A10.tmp
                Action ended 10:00:05: CheckGates. Return value 3.
                Action ended 10:00:05: INSTALL. Return value 3.
                S MainEngineThread is returning 1603"
            ),
            headline,
            advice,
        );
    }
}

#[test]
fn a_package_below_the_current_folder_is_asked_for_with_its_full_path() {
    told(
        "HEADER
        C ******* RunEngine:
        RUN Product: .\\gates.msi
        RUN Action:
        RUN CommandLine: **********
        C Note: 1: 1324 2: . 3: 1\x20
        C MainEngineThread is returning 2",
        "was given as .\\gates.msi",
        "\\gates.msi\"",
    );
}

#[test]
fn a_repair_that_needs_an_administrator_is_not_called_a_removal() {
    let log = |command: &str| {
        format!(
            "HEADER
            S ******* RunEngine:
            RUN Product: {{9D3A60F2-6B1C-4E85-A2F7-31C0B95E4D68}}
            S Product registered: entering maintenance mode
            S Command Line: {command} CLIENTUILEVEL=3\x20
            S MSI_LUA: Installation UI level is silent but Credential prompt required as the user is running repair and deployment compliance state is 2 so failing in future
            S Doing action: INSTALL
            S Doing action: InstallInitialize
            S MSI_LUA: Elevation prompt disabled for silent installs
            S Note: 1: 1730\x20
            >Error 1730. You must be an Administrator to remove this application.
            Action ended 10:00:05: InstallInitialize. Return value 3.
            Action ended 10:00:05: INSTALL. Return value 3.
            S MainEngineThread is returning 1603"
        )
    };
    told(
        &log("REINSTALL=ALL REINSTALLMODE=u"),
        "A repair needs an administrator",
        "SecureRepairWhitelist",
    );
    told(&log("REMOVE=ALL"), "may remove this product", "elevated");
}

/// Checks the whole advice of a script whose action fails with a message.
#[track_caller]
fn advised(note: &str, message: &str, elevated: bool, headline: &str, advice: &str) {
    let elevated = if elevated {
        "Property(S): MsiRunningElevated = 1"
    } else {
        "Property(S): Manufacturer = Keepers"
    };
    let log = format!(
        "HEADER
        S ******* RunEngine:
        S Doing action: INSTALL
        S Doing action: InstallFinalize
        S Executing op: Header(Signature=1,ScriptType=1,)
        S Executing op: ActionStart(Name=InstallFiles,,)
        S {note}\x20
        {message}
        Action ended 10:00:05: InstallFinalize. Return value 3.
        Action ended 10:00:05: INSTALL. Return value 3.
        Property(S): ProductCode = {{9D3A60F2-6B1C-4E85-A2F7-31C0B95E4D68}}
        {elevated}
        S MainEngineThread is returning 1603"
    );
    let cause = report(&log).0.cause.expect("there is a cause");
    assert!(cause.headline.contains(headline), "{}", cause.headline);
    assert_eq!(cause.advice, advice);
}

#[test]
fn what_is_to_be_done_about_a_system_error_is_said_once() {
    let key = "Give SYSTEM and Administrators full control of the key and of the keys above it, and look whether security software guards it.";
    for elevated in [true, false] {
        advised(
            "Note: 1: 1406 2: Port 3: \\SOFTWARE\\Gates 4: 5",
            "Error 1406. Could not write value Port to key \\SOFTWARE\\Gates. System error 5.",
            elevated,
            "access was denied",
            key,
        );
    }
    advised(
        "Note: 1: 1305 2: \\\\depot\\gates\\gates.cab 3: 64",
        "Error 1305. Error reading from file: \\\\depot\\gates\\gates.cab. System error 64.",
        true,
        "connection to the share was lost",
        "Copy the whole source to a local disk, compare its hashes, and install from there.",
    );
}

#[test]
fn an_elevated_install_is_not_asked_to_elevate() {
    let file = "Look at the owner and the rights of the file and its folder, and exclude the folder from the scanner, then install again.";
    advised(
        "Note: 1: 1310 2: 5 3: C:\\Gates\\a.dll",
        "Error 1310. Error writing to file: C:\\Gates\\a.dll. System error 5.",
        true,
        "access was denied",
        &format!("{file} It ran elevated already: give SYSTEM and Administrators full control."),
    );
    let log = |result: &str, told: &str| {
        format!(
            "HEADER
            S ******* RunEngine:
            S Doing action: INSTALL
            {told}
            S Doing action: OpenGates
            OpenGates:  Error {result}: failed to open the gates
            CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
            Action ended 10:00:05: OpenGates. Return value 3.
            S MainEngineThread is returning 1603"
        )
    };
    let elevated = "S PROPERTY CHANGE: Adding MsiRunningElevated property. Its value is '1'.";
    for (result, told_above, advice) in [
        ("0x800702E4", elevated, "It ran elevated already: look what"),
        ("0x800702E4", "", "Run it elevated."),
    ] {
        told(&log(result, told_above), "failed to open the gates", advice);
    }
}

#[test]
fn a_share_that_is_written_to_is_no_source_to_be_copied() {
    advised(
        "Note: 1: 1310 2: 59 3: \\\\depot\\gates\\a.dll",
        "Error 1310. Error writing to file: \\\\depot\\gates\\a.dll. System error 59.",
        true,
        "network error",
        "The file lies on a share, and the connection to it failed: look at the network and at the server of the share, or install to a local disk and copy from there.",
    );
}

#[test]
fn a_registry_value_without_a_name_is_the_default_of_its_key() {
    advised(
        "Note: 1: 1406 2:  3: \\SOFTWARE\\Classes\\.gate 4: 5",
        "Error 1406. No se puede escribir el valor en la clave \\SOFTWARE\\Classes\\.gate.",
        true,
        "the value (Default) of the registry key \\SOFTWARE\\Classes\\.gate: access was denied",
        "Give SYSTEM and Administrators full control of the key and of the keys above it, and look whether security software guards it.",
    );
}

#[test]
fn a_share_that_refuses_the_package_is_told_with_the_account_that_reads_it() {
    for (path, code, headline, advice) in [
        (
            "\\\\depot\\gates.msi",
            "-2147287035",
            "access was denied",
            "Domain Computers",
        ),
        (
            "C:\\gates.msi",
            "-2147287035",
            "access was denied",
            "Give SYSTEM",
        ),
        (
            "C:\\gates.msi",
            "-2147287008",
            "another program holds it",
            "Close the program",
        ),
    ] {
        told(
            &format!(
                "HEADER
                S ******* RunEngine:
                RUN Product: {path}
                >S Note: 1: 2203 2: {path} 3: {code}\x20
                S MainEngineThread is returning 5"
            ),
            headline,
            advice,
        );
    }
}

#[test]
fn a_library_for_another_processor_needs_no_runtime() {
    let log = |remark: &str| {
        format!(
            "HEADER
            S ******* RunEngine:
            S Doing action: INSTALL
            S Doing action: InstallFinalize
            S Executing op: Header(Signature=1,ScriptType=1,)
            S {remark}
            S Executing op: ActionStart(Name=SelfRegModules,,)
            S Note: 1: 1904 2: C:\\Gates\\menu.dll 3: -2147024703\x20
            >Error 1904. Module C:\\Gates\\menu.dll failed to register.  HRESULT -2147024703.  Contact your support personnel.
            Action ended 10:00:05: InstallFinalize. Return value 3.
            Action ended 10:00:05: INSTALL. Return value 3.
            S MainEngineThread is returning 1603"
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
fn a_record_of_a_product_that_is_damaged_is_told_with_its_key() {
    let key = "HKLM\\Software\\Classes\\Installer\\Products\\E2D7C0B59A1463F4E985D0A7C6312B4F\\SourceList";
    let damage =
        format!("Unexpected or missing value (name: 'PackageName', value: '') in key '{key}'");
    told(
        &format!(
            "HEADER
            S ******* RunEngine:
            S Doing action: INSTALL
            S Doing action: RemoveExistingProducts
            S {damage}
            CustomAction  returned actual error code 1610 (note this may not be 100% accurate if translation happened inside sandbox)
            S Note: 1: 1714 2: Gates 3: 1610\x20
            >Error 1714. The older version of Gates cannot be removed.  Contact your technical support group.  System Error 1610.
            Action ended 10:00:05: RemoveExistingProducts. Return value 3.
            Action ended 10:00:05: INSTALL. Return value 3.
            S MainEngineThread is returning 1603"
        ),
        &format!("the value PackageName of the key {key} is missing"),
        &format!("into the value PackageName of {key}"),
    );
    told(
        &format!(
            "HEADER
            C ******* RunEngine:
            RUN Product: {{9D3A60F2-6B1C-4E85-A2F7-31C0B95E4D68}}
            C {damage}
            >C MainEngineThread is returning 1610"
        ),
        key,
        "ends with the same 1610",
    );
}

#[test]
fn who_removes_or_repairs_a_product_is_not_asked_to_install_it() {
    for (command, again) in [
        ("REMOVE=ALL", "then start the removal again"),
        (
            "REINSTALL=ALL REINSTALLMODE=omus",
            "then start the repair again",
        ),
    ] {
        told(
            &format!(
                "HEADER
                S ******* RunEngine:
                S Product registered: entering maintenance mode
                S Command Line: {command} CLIENTUILEVEL=3\x20
                S Doing action: INSTALL
                S Doing action: InstallFinalize
                S Executing op: Header(Signature=1,ScriptType=1,)
                S Executing op: ActionStart(Name=StopServices,,)
                S Note: 1: 1921 2: Gates 3: GateSvc\x20
                >Error 1921. Service 'Gates' (GateSvc) could not be stopped.  Verify that you have sufficient privileges to stop system services.
                Action ended 10:00:05: InstallFinalize. Return value 3.
                Action ended 10:00:05: INSTALL. Return value 3.
                S MainEngineThread is returning 1603"
            ),
            "could not stop the service",
            again,
        );
    }
}

#[test]
fn a_service_that_waits_for_its_deletion_is_no_matter_of_rights() {
    let message = "Error 1923. Service 'Gates' (GateSvc) could not be installed.  Verify that you have sufficient privileges to install system services.";
    advised(
        "Note: 1: 1923 2: Gates 3: GateSvc 4: 1072",
        message,
        true,
        "marked for deletion",
        "Close the Services window and other tools that have the old service open, or restart the machine, and install again.",
    );
}

#[test]
fn windows_7_has_no_restorehealth() {
    for (version, advice) in [("601", "System Update Readiness Tool"), ("603", "DISM")] {
        told(
            &format!(
                "HEADER
                S ******* RunEngine:
                S Doing action: INSTALL
                S Doing action: InstallFinalize
                S Executing op: Header(Signature=1,ScriptType=1,)
                S Executing op: ActionStart(Name=InstallFiles,,)
                S Note: 1: 1935 2: {{9BAE13A2-E7AF-D6C3-FF1F-C8B3B9A1E18E}} 3: 0x80073701 4: IAssemblyCacheItem 5: Commit 6: Gates.Runtime\x20
                >Error 1935. An error occurred during the installation of assembly 'Gates.Runtime'. HRESULT: 0x80073701. assembly interface: IAssemblyCacheItem, function: Commit, component: {{9BAE13A2-E7AF-D6C3-FF1F-C8B3B9A1E18E}}
                Action ended 10:00:05: InstallFinalize. Return value 3.
                Action ended 10:00:05: INSTALL. Return value 3.
                Property(S): ProductCode = {{9D3A60F2-6B1C-4E85-A2F7-31C0B95E4D68}}
                Property(S): VersionNT = {version}
                S MainEngineThread is returning 1603"
            ),
            "0x80073701",
            advice,
        );
    }
}

#[test]
fn a_package_of_another_name_needs_the_mode_that_takes_it_into_the_cache() {
    told(
        "HEADER
        S ******* RunEngine:
        RUN Product: {9D3A60F2-6B1C-4E85-A2F7-31C0B95E4D68}
        S Original package ==> C:\\gates-2.msi
        S Package we're running from ==> C:\\Windows\\Installer\\4f1a2.msi
        S Command Line: REINSTALL=ALL REINSTALLMODE=omus CLIENTUILEVEL=3\x20
        S Doing action: INSTALL
        S Doing action: InstallFiles
        S Note: 1: 1316 2: C:\\gates-1.msi\x20
        >Error 1316. A network error occurred while attempting to read from the file: C:\\gates-1.msi
        Action ended 10:00:05: InstallFiles. Return value 3.
        Action ended 10:00:05: INSTALL. Return value 3.
        S MainEngineThread is returning 1603",
        "looked for the package C:\\gates-1.msi",
        "REINSTALLMODE=vomus",
    );
}

#[test]
fn a_source_of_another_build_does_not_give_back_the_cached_package() {
    told(
        "HEADER
        S ******* RunEngine:
        RUN Product: {9D3A60F2-6B1C-4E85-A2F7-31C0B95E4D68}
        S Warning: Local cached package 'C:\\Windows\\Installer\\49aa.msi' is missing.
        S SOURCEMGMT: Trying source C:\\temp\\.
        >S SOURCEMGMT: Source is invalid due to invalid package code (product code doesn't match).
        S Note: 1: 1706 2: -2147483647 3: gates.msi\x20
        S SOURCEMGMT: Failed to resolve source
        S MainEngineThread is returning 1612",
        "49aa.msi is missing, and the gates.msi that a source has is another build",
        "very build that is installed",
    );
}

#[test]
fn an_install_that_is_suspended_goes_on_after_the_restart() {
    told(
        "HEADER
        S ******* RunEngine:
        S Doing action: INSTALL
        S Doing action: ForceReboot
        >Action ended 10:00:05: ForceReboot. Return value 4.
        Action ended 10:00:05: INSTALL. Return value 4.
        S MainEngineThread is returning 1604",
        "ForceReboot asked for a restart in the middle of the install",
        "Restart the machine",
    );
}

#[test]
fn a_code_of_patches_has_the_advice_for_that_code_and_others_are_none() {
    let log = |policy: u32, code: u32| {
        format!(
            "HEADER
            S ******* RunEngine:
            RUN Product: C:\\gates.msi
            S Machine policy value 'DisablePatch' is {policy}
            >S MainEngineThread is returning {code}"
        )
    };
    for (policy, code, headline, advice) in [
        (
            1,
            1643,
            "the policy DisablePatch forbids patches",
            "by the policy that forbids them",
        ),
        (
            0,
            1643,
            "a policy forbids this patch",
            "by the policy that forbids them",
        ),
        (0, 1636, "not a valid patch", "compare its hash"),
        (
            0,
            1645,
            "before its first action (1645): installing over remote desktop",
            "console",
        ),
    ] {
        told(&log(policy, code), headline, advice);
    }
}

#[test]
fn a_program_that_came_out_of_the_package_cannot_be_run_by_hand() {
    let log = |number: u32, text: &str| {
        format!(
            "HEADER
            S ******* RunEngine:
            S Doing action: INSTALL
            S Doing action: InstallFinalize
            S Note: 1: {number} 2: OpenGates 3: C:\\Windows\\Installer\\MSI4A1B.tmp 4: /silent\x20
            S Product: Gates -- Error {number}. {text} Action OpenGates, location: C:\\Windows\\Installer\\MSI4A1B.tmp, command: /silent\x20
            Action ended 10:00:05: InstallFinalize. Return value 3.
            S MainEngineThread is returning 1603"
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
fn keys_that_were_given_are_not_what_secure_repair_lacks() {
    told(
        "HEADER
        S ******* RunEngine:
        S Doing action: INSTALL
        S Doing action: ProcessComponents
        S SECREPAIR: CryptAcquireContext succeeded
        S SECREPAIR: Failed to open the file:C:\\gates-1.msi for computing its hash. Error:2
        S Note: 1: 2203 2: C:\\gates-1.msi 3: -2147287038\x20
        S SECUREREPAIR: SecureRepair Failed. Error code: 524E23F5DE8
        S Note: 1: 1316 2: C:\\gates-1.msi\x20
        >S Product: Gates -- Error 1316. The specified account already exists.
        Action ended 10:00:05: ProcessComponents. Return value 3.
        Action ended 10:00:05: INSTALL. Return value 3.
        S MainEngineThread is returning 1603",
        "needs C:\\gates-1.msi, from which the product was installed, and it is not there",
        "under that name",
    );
}

#[test]
fn a_prompt_for_rights_that_was_refused_is_why_the_install_was_cancelled() {
    let log = |answer: &str| {
        format!(
            "HEADER
            C ******* RunEngine:
            C Doing action: INSTALL
            C Doing action: ExecuteAction
            S ******* RunEngine:
            S MSI_LUA: Elevation required to install product, will prompt for credentials
            S MSI_LUA: Credential Request return = {answer}
            S MainEngineThread is returning 1602
            Action ended 10:00:05: ExecuteAction. Return value 2.
            Action ended 10:00:05: INSTALL. Return value 2.
            C MainEngineThread is returning 1602"
        )
    };
    told(
        &log("0x4c7"),
        "the prompt for them was declined",
        "confirm the prompt",
    );
    told(&log("0x0"), "The install was cancelled.", "");
}

#[test]
fn a_damaged_package_in_the_cache_stops_the_removal_of_the_version_that_it_is_of() {
    told(
        "HEADER
        S ******* RunEngine:
        S Doing action: INSTALL
        S Doing action: RemoveExistingProducts
        S Note: 1: 2203 2: C:\\Windows\\Installer\\inprogressinstallinfo.ipi 3: -2147287038\x20
        S Note: 1: 2203 2: C:\\WINDOWS\\Installer\\4a1b2.msi 3: -2147287008\x20
        S Note: 1: 1714 2: Gates 3: 1620\x20
        >S Product: Gates -- Error 1714. The older version of Gates cannot be removed. Contact your technical support group. System Error 1620.
        Action ended 10:00:05: RemoveExistingProducts. Return value 3.
        Action ended 10:00:05: INSTALL. Return value 3.
        S MainEngineThread is returning 1603",
        "its cached package C:\\WINDOWS\\Installer\\4a1b2.msi is damaged (exit code 1620)",
        "msiexec /fv PACKAGE",
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
        "",
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
            "A service did not start or stop",
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
    ] {
        let log = format!(
            "HEADER
            S ******* RunEngine:
            S Doing action: INSTALL
            S Doing action: OpenGates
            S Invoking remote custom action. DLL: C:\\Windows\\Installer\\MSI1.tmp, Entrypoint: OpenGates
            {wrote}
            CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
            Action ended 10:00:05: OpenGates. Return value 3.
            S MainEngineThread is returning 1603"
        );
        told(&log, "", advice);
    }
}

#[test]
fn a_language_that_the_package_has_no_transform_for_is_named() {
    told(
        "HEADER
        S ******* RunEngine:
        RUN Product: C:\\gates.msi
        S Looking for storage transform: 3082
        >S Note: 1: 2203 2: 3082 3: -2147287038\x20
        S MainEngineThread is returning 1624",
        "The transform for the language 3082",
        "out of TRANSFORMS",
    );
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
fn a_setup_project_tells_the_condition_that_it_found_false() {
    let log = |said: &str| {
        format!(
            "HEADER
            S ******* RunEngine:
            S Doing action: INSTALL
            S Doing action: VSDCA_VsdLaunchConditions
            {said}
            ERROR  : [02/25/2026 10:00:02:198] [VsdLaunchConditions                     ]: Custom Action failed with code: '1603'
            CustomAction VSDCA_VsdLaunchConditions returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
            Action ended 10:00:04: VSDCA_VsdLaunchConditions. Return value 3.
            Action ended 10:00:04: INSTALL. Return value 3.
            S MainEngineThread is returning 1603"
        )
    };
    told(
        &log(
            "INFO   : [02/25/2026 10:00:02:198] [VsdLaunchConditions                     ]: Evaluating condition 'VersionNT>=600 OR GATES <> \"\"'...",
        ),
        "was not met: `VersionNT>=600 OR GATES <> \"\"` is false.",
        "a version of .NET",
    );
    told(
        &log(
            "INFO   : [02/25/2026 10:00:02:198] [VsdLaunchConditions                     ]: Custom Action is starting...",
        ),
        "was not met, and this log does not say which.",
        "with the user interface",
    );
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
fn a_failure_that_was_asked_for_needs_no_cure() {
    told(
        "S Executing op: ActionStart(Name=Wix4FailWhenDeferred_X64,,)
        CustomAction Wix4FailWhenDeferred_X64 returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
        Action ended 10:00:05: InstallFinalize. Return value 3.",
        "because it was asked to",
        "WIXFAILWHENDEFERRED",
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
        told(&log, words, "");
    }
}

#[test]
fn a_service_that_waits_to_be_deleted_is_told_by_an_action_below_the_message() {
    check(
        "S Doing nothing
        CA: 10:00:01: FindKeeper. Could not find the keeper
        >S Product: Locks -- Error 1923. Service 'Keeper' (keeper) could not be installed. Verify that you have sufficient privileges to install system services.

        Error 1923. Service 'Keeper' (keeper) could not be installed. Verify that you have sufficient privileges to install system services.
        SFXCA: Binding to CLR version v4.0.30319
        ExecServiceConfig:  Error 0x80070430: Cannot change service configuration. Error: The specified service has been marked for deletion.
        ExecServiceConfig:  Error 0x80070430: Failed to configure service: keeper
        CustomAction ExecServiceConfig returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
        Action ended 10:00:05: InstallFinalize. Return value 3.",
        "failed",
        Some("InstallServices"),
        Some(1923),
        "could not install the service Keeper: the old one is marked for deletion",
    );
}

#[test]
fn a_drive_of_the_user_is_told_from_rights() {
    for (file, code, advice) in [
        ("E:\\Config.Msi\\", 3, "does not see this drive"),
        ("C:\\Config.Msi\\", 3, "what takes them away"),
        ("C:\\Locks\\a.dll", 2, "what takes them away"),
        ("E:\\Config.Msi\\", 5, "Check that the accounts"),
    ] {
        let log = format!(
            "HEADER
            S ******* RunEngine:
            RUN Product: C:\\gates.msi
            S Doing action: INSTALL
            S Doing action: InstallFinalize
            S Executing op: Header(Signature=1,ScriptType=1,)
            S Executing op: ActionStart(Name=RemoveFiles,,)
            S Note: 1: 1926 2: {code} 3: {file}\x20
            Error 1926. Could not set file security for file '{file}'. Error: {code}.  Verify that you have sufficient privileges to modify the security permissions for this file.
            Action ended 10:00:05: InstallFinalize. Return value 3.
            Action ended 10:00:05: INSTALL. Return value 3.
            S MainEngineThread is returning 1603"
        );
        told(
            &log,
            &format!("could not set the permissions of {file}"),
            advice,
        );
    }
}

#[test]
fn a_dialog_for_errors_that_is_built_wrong_hides_an_error() {
    told(
        "HEADER
        C ******* RunEngine:
        RUN Product: C:\\gates.msi
        C Doing action: INSTALL
        Action start 10:00:01: INSTALL.
        C Doing action: StopGates
        Action start 10:00:02: StopGates.
        DEBUG: Error 2869:  The dialog ErrorDialog has the error style bit set, but is not an error dialog
        The installer has encountered an unexpected error installing this package. This may indicate a problem with this package. The error code is 2869. The arguments are: ErrorDialog, ,\x20
        Action ended 10:00:05: StopGates. Return value 3.
        Action ended 10:00:05: INSTALL. Return value 3.
        C MainEngineThread is returning 1603",
        "wanted to show an error in StopGates, and its dialog for errors is built wrong",
        "the log has the text of the error",
    );
}

#[test]
fn a_result_of_a_custom_action_is_explained_by_what_it_works_on() {
    let log = |said: &str| {
        format!(
            "HEADER
            S ******* RunEngine:
            RUN Product: C:\\gates.msi
            S Doing action: INSTALL
            Action start 10:00:01: INSTALL.
            S Doing action: OpenGates
            Action start 10:00:02: OpenGates.
            S Invoking remote custom action. DLL: C:\\Windows\\Installer\\MSI1A2B.tmp, Entrypoint: OpenGates
            {said}
            CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
            Action ended 10:00:05: OpenGates. Return value 3.
            Action ended 10:00:05: INSTALL. Return value 3.
            S MainEngineThread is returning 1603"
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
fn a_failure_that_was_asked_for_is_stated_by_its_result() {
    check(
        "HEADER
        S ******* RunEngine:
        RUN Product: C:\\gates.msi
        S Doing action: INSTALL
        Action start 10:00:01: INSTALL.
        S Doing action: InstallFinalize
        Action start 10:00:02: InstallFinalize.
        CA: 10:00:02: StopGates. Service gates not found
        >CustomAction WixFailWhenDeferred returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
        Action ended 10:00:05: InstallFinalize. Return value 3.
        Action ended 10:00:05: INSTALL. Return value 3.
        S MainEngineThread is returning 1603",
        "failed",
        Some("WixFailWhenDeferred"),
        Some(1603),
        "because it was asked to",
    );
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
fn a_cancel_in_the_box_about_files_in_use_names_the_program() {
    let log = |between: &str| {
        format!(
            "HEADER
            S ******* RunEngine:
            RUN Product: C:\\gates.msi
            S Doing action: INSTALL
            S Doing action: InstallValidate
            Info 1603.The file C:\\Gates\\keeper.exe is being held in use by the following process: Name: keeper, Id: 5120, Window Title: 'Keeper'. Close that application and retry.
            {between}Action ended 10:00:05: InstallValidate. Return value 2.
            Action ended 10:00:05: INSTALL. Return value 2.
            S MainEngineThread is returning 1602"
        )
    };
    told(
        &log(""),
        "while a box showed programs that hold files: keeper (process 5120).",
        "Close keeper",
    );
    // What was cancelled long after is another matter.
    let later = "S Note: 1: 2205 2:  3: Gate\n".repeat(20);
    told(&log(&later), "cancelled", "If this was not meant");
}

#[test]
fn what_a_merge_module_found_has_no_part_in_a_launch_condition() {
    let log = |property: &str| {
        format!(
            "HEADER
            S ******* RunEngine:
            RUN Product: C:\\gates.msi
            S Doing action: INSTALL
            S Doing action: AppSearch
            Action start 10:00:04: AppSearch.
            S PROPERTY CHANGE: Adding {property} property. Its value is 'oak'.
            Action ended 10:00:05: AppSearch. Return value 1.
            S Doing action: LaunchConditions
            Action start 10:00:08: LaunchConditions.
            S Product: Gates -- Close all gates first.

            Action ended 10:00:05: LaunchConditions. Return value 3.
            Action ended 10:00:05: INSTALL. Return value 3.
            S MainEngineThread is returning 1603"
        )
    };
    told(&log("WOOD"), "Close all gates", "found WOOD = oak.");
    let cause = report(&log("WOOD.5C0E91A7_3D42_4F8B_9A16_70B2C4D8E935"));
    let advice = cause.0.cause.expect("there is a cause").advice;
    assert!(!advice.contains("AppSearch"), "{advice}");
}
