//! What is advised about system errors and rights, and to whom: who ran elevated is not asked to elevate.

use super::{check, frame, report, script_failed, told};

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
    let key = "Give SYSTEM and Administrators full control of the key, inherited from the one above it, and look whether security software guards it. A key that TrustedInstaller owns is one of Windows, which no package may write: leave it as it is, and ask the author.";
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

/// What a remedy says beside the system error holds as well.
#[test]
fn a_file_of_windows_is_left_as_it_is() {
    advised(
        "Note: 1: 1326 2: 5 3: C:\\Windows\\gates.dll",
        "Error 1326. Error getting file security: C:\\Windows\\gates.dll GetLastError: 5",
        false,
        "gates.dll",
        "Run it elevated and give SYSTEM and Administrators full control of what the message names. Restore the rights of SYSTEM on the file, but leave files of Windows as they are.",
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
        &format!(
            "{file} It ran elevated already: give SYSTEM and Administrators full control of what the message names."
        ),
    );
    let log = |result: &str, told: &str| {
        frame(
            &format!(
                "{told}
                S Doing action: OpenGates
                OpenGates:  Error {result}: failed to open the gates
                CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
                Action ended 10:00:05: OpenGates. Return value 3."
            ),
            3,
            1603,
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
fn who_gave_no_folder_is_not_told_to_raise_rights_for_the_root_of_a_drive() {
    for (file, elevated, advice) in [
        ("C:\\avgate.dll", true, "The file goes right into the root"),
        ("C:\\avgate.dll", false, "The file goes right into the root"),
        ("C:\\Gates\\avgate.dll", true, "Look at the owner"),
    ] {
        let elevated = i32::from(elevated);
        let log = script_failed(
            "InstallFiles",
            &format!(
                "S Note: 1: 1310 2: 5 3: {file}\x20
            Error 1310. Error writing to file: {file}. System error 5.
            Property(S): MsiRunningElevated = {elevated}"
            ),
        );
        told(&log, "could not write", advice);
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
fn the_rights_of_a_file_are_looked_at_where_the_system_error_is_one_of_rights() {
    let rights = "Look at the owner and the rights";
    let hold = "Close the program or stop the service that holds the file";
    for (number, code, headline, advice) in [
        (1310, 3, "the folder was not found", "Check the path"),
        (1310, 5, "access was denied", rights),
        (
            1310,
            206,
            "too long",
            "Use a shorter path, then install again.",
        ),
        (1310, 225, "virus", "Check the file with the vendor"),
        (1310, 303, "being deleted", hold),
        (1310, 1224, "mapped into memory", hold),
        (2329, 32, "could not delete C:\\Gates\\a.dll", hold),
        (1310, 1295, "quota", "Free space on the volume"),
        (
            1310,
            1392,
            "damaged",
            "Run chkdsk on the volume, then install again.",
        ),
        (1310, 4390, "system error 4390", rights),
    ] {
        let log = script_failed(
            "InstallFiles",
            &format!(
                "S Note: 1: {number} 2: {code} 3: C:\\Gates\\a.dll\x20
                Error {number}. Error writing to file: C:\\Gates\\a.dll. System error {code}."
            ),
        );
        told(&log, headline, advice);
    }
}

#[test]
fn a_prompt_that_failed_was_not_declined() {
    for (result, headline) in [
        ("0x4c7", "the prompt for them was declined."),
        ("0x5", "Windows could not ask for them."),
    ] {
        let log = format!(
            "HEADER
            S ******* RunEngine:
            RUN Product: C:\\a.msi
            S MSI_LUA: Credential Request return = {result}
            S MainEngineThread is returning 1625"
        );
        told(&log, headline, "confirm the prompt");
    }
}

#[test]
fn a_removal_that_ran_elevated_is_not_asked_to_elevate() {
    let log = |elevated: &str| {
        frame(
            &format!(
                "S Command Line: REMOVE=ALL CLIENTUILEVEL=3\x20
                S Product registered: entering maintenance mode
                S {elevated}
                S Doing action: LaunchConditions
                S Product: Gates -- Who removes gates is an administrator.
                Action ended 10:00:05: LaunchConditions. Return value 3."
            ),
            3,
            1603,
        )
    };
    let headline = "Who removes gates";
    let elevated = "PROPERTY CHANGE: Adding MsiRunningElevated property. Its value is '1'.";
    told(
        &log("Doing nothing"),
        headline,
        "start the removal from an elevated prompt. If it asks",
    );
    let cause = report(&log(elevated)).0.cause.expect("there is a cause");
    assert!(
        cause.advice.starts_with("If it asks for a property"),
        "{}",
        cause.advice
    );
}

#[test]
fn a_registry_value_without_a_name_is_the_default_of_its_key() {
    advised(
        "Note: 1: 1406 2:  3: \\SOFTWARE\\Classes\\.gate 4: 5",
        "Error 1406. No se puede escribir el valor en la clave \\SOFTWARE\\Classes\\.gate.",
        true,
        "the value (Default) of the registry key \\SOFTWARE\\Classes\\.gate: access was denied",
        "Give SYSTEM and Administrators full control of the key, inherited from the one above it, and look whether security software guards it. A key that TrustedInstaller owns is one of Windows, which no package may write: leave it as it is, and ask the author.",
    );
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
    told(
        &log("0x0"),
        "The install was cancelled.",
        "If this was not meant, start it again",
    );
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
        ("E:\\Config.Msi\\", 5, "Give SYSTEM and Administrators"),
    ] {
        let log = script_failed(
            "RemoveFiles",
            &format!(
                "S Note: 1: 1926 2: {code} 3: {file}\x20
                Error 1926. Could not set file security for file '{file}'. Error: {code}.  Verify that you have sufficient privileges to modify the security permissions for this file."
            ),
        );
        told(
            &log,
            &format!("could not set the permissions of {file}"),
            advice,
        );
    }
}

#[test]
fn who_calls_a_product_that_is_there_learns_that_it_is() {
    const THERE: &str = "Product registered: entering maintenance mode";
    let log = |command: &str, registered: &str| {
        format!(
            "HEADER
            S ******* RunEngine:
            RUN Product: C:\\T\\rota.msi
            S {registered}
            S Command Line: {command} CLIENTUILEVEL=3\x20
            S MSI_LUA: Elevation prompt disabled for silent installs
            S Note: 1: 1729\x20
            S MainEngineThread is returning 1625"
        )
    };
    let is_told = |command: &str, registered: &str| {
        let cause = report(&log(command, registered))
            .0
            .cause
            .expect("there is a cause");
        assert!(cause.advice.contains("un it elevated"), "{}", cause.advice);
        cause.advice.contains("installed already")
    };
    assert!(is_told("CURRENTDIRECTORY=C:\\T", THERE));
    for command in [
        "REINSTALL=ALL",
        "REMOVE=ALL",
        "PATCH=C:\\T\\rota.msp",
        "MSIPATCHREMOVE={9D3A60F2-6B1C-4E85-A2F7-31C0B95E4D68}",
        "ADDLOCAL=Reeds",
    ] {
        assert!(!is_told(command, THERE), "{command}");
    }
    assert!(!is_told(
        "",
        "Product not registered: beginning first-time install"
    ));
}
