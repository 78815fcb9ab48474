//! What to do follows what stands around a message: the action, the lines above it, the product, or the place.

use super::{frame, script_failed, told};

#[test]
fn the_messages_of_installshields_own_actions_say_what_to_do() {
    let log = |action: &str, said: &str| {
        script_failed(
            action,
            &format!(
                "S Product: Rowan -- Error {said}
                Error {said}
                CustomAction {action} returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)"
            ),
        )
    };
    for (action, said, advice) in [
        (
            "ISSQLServerInstall",
            "27506. Error executing SQL script Fence.sql. Line 12. There is already an object named 'GATES' in the database. (2714)",
            "SQL Server has one of that name already",
        ),
        (
            "ISSQLServerInstall",
            "27506. Error executing SQL script Fence.sql. Line 12. Invalid column name 'hinge'. (207)",
            "SQL Server refused that line of the package's script",
        ),
        (
            "ISSQLServerInitialize",
            "27502. Could not connect to Microsoft SQL Server 'DEPOT'. SQL Server does not exist or access denied. (17)",
            "whether SQL Server and, for a named instance,",
        ),
        (
            "ISSQLServerInitialize",
            "27502. Could not connect to Microsoft SQL Server 'DEPOT'. Login failed for user 'rowan'. (18456)",
            "SQL Server refused the account",
        ),
        (
            "ISLockPermissionsInstall",
            "27555. Error attempting to apply permissions to object 'C:\\Gates'. System error: No mapping between account names and security IDs was done. (1332)",
            "on a Windows in another language",
        ),
        (
            "caExtractIISSuppFiles",
            "27500. This setup requires Internet Information Server for configuring IIS Virtual Roots. Please make sure that you have IIS installed.",
            "IIS 6 Metabase Compatibility",
        ),
        // A number that another author has for a message of his own.
        (
            "OpenGates",
            "27500. The gate is locked. (17)",
            "The message is the package's own",
        ),
    ] {
        told(&log(action, said), &said[..5], advice);
    }
}

#[test]
fn a_signature_that_could_not_be_checked_was_refused_by_no_policy() {
    let log = |above: &str| {
        frame(
            &format!(
                "{above}>S Note: 1: 1718 2: C:\\Windows\\Installer\\5e1f0a.msp\x20
                S Product: Rowan -- Error 1718.File C:\\Windows\\Installer\\5e1f0a.msp was rejected by digital signature policy."
            ),
            3,
            1718,
        )
    };
    told(
        &log(
            "S SOFTWARE RESTRICTION POLICY: SaferIdentifyLevel reported failure.  Assuming untrusted. . . (GetLastError returned 8)\n",
        ),
        "The signature of C:\\Windows\\Installer\\5e1f0a.msp could not be checked (system error 8)",
        "No policy refused it",
    );
    told(
        &log(
            "S The installation of C:\\Windows\\Installer\\5e1f0a.msp is not permitted due to an error in software restriction policy processing. The object cannot be trusted.\n",
        ),
        "could not be checked, so Windows Installer",
        "No policy refused it",
    );
    // The check of another file failed, and this one was refused.
    told(
        &log(
            "S SOFTWARE RESTRICTION POLICY: SaferIdentifyLevel reported failure.  Assuming untrusted. . . (GetLastError returned 8)
            S SOFTWARE RESTRICTION POLICY: Verifying package --> 'C:\\Windows\\Installer\\5e1f0a.msp' against software restriction policy\n",
        ),
        "A signature policy of this machine refused",
        "Sign the package",
    );
    told(
        &log(
            "S SOFTWARE RESTRICTION POLICY: SaferIdentifyLevel reported failure.  Assuming untrusted. . . (GetLastError returned -2146762496)\n",
        ),
        "could not be checked, so Windows Installer",
        "No policy refused it",
    );
    told(
        &log("S SOFTWARE RESTRICTION POLICY: C:\\T\\rowan.msp has a digital signature\n"),
        "A signature policy of this machine refused C:\\Windows\\Installer\\5e1f0a.msp (1718).",
        "Sign the package",
    );
}

#[test]
fn a_patch_that_failed_at_a_temporary_file_names_the_file_that_it_was_for() {
    let log = |operation: &str, file: &str| {
        script_failed(
            "InstallFiles",
            &format!(
                "S Executing op: SetTargetFolder(Folder=C:\\Program Files\\Rowan\\)
                S Executing op: {operation}
                S Note: 1: 1328 2: {file} 3: -1072807676\x20
                S Product: Rowan -- Error 1328.Error applying patch to file {file}.  It has probably been updated by other means, and can no longer be modified by this patch.  For more information contact your patch vendor.  System Error: -1072807676"
            ),
        )
    };
    let patch = "PatchApply(PatchName=F1,TargetName=hinge.dll,PatchSize=43,TargetSize=78,PerTick=6,,IsCompressed=1)";
    let advice = "Repair the product";
    told(
        &log(patch, "C:\\Config.Msi\\PT12.tmp"),
        "InstallFiles could not patch C:\\Program Files\\Rowan\\hinge.dll: something else changed it before (system error 0xC00E4104).",
        advice,
    );
    // The file is not the reason where the patch itself is.
    for file in [
        "C:\\Config.Msi\\PT12.tmp",
        "C:\\Program Files\\Rowan\\hinge.dll",
    ] {
        told(
            &log(patch, file).replace("-1072807676", "-1072807678"),
            "could not patch C:\\Program Files\\Rowan\\hinge.dll: the data of the patch are damaged (system error 0xC00E4102).",
            "Get the patch again",
        );
    }
    told(
        &log(patch, "C:\\Program Files\\Rowan\\bolt.dll"),
        "could not patch C:\\Program Files\\Rowan\\bolt.dll",
        advice,
    );
    told(
        &log(
            "FileRemove(FileName=bolt.dll,,)",
            "C:\\Config.Msi\\PT12.tmp",
        ),
        "could not patch C:\\Config.Msi\\PT12.tmp",
        advice,
    );
}

#[test]
fn an_office_of_click_to_run_takes_no_patch() {
    let log = |name: &str| {
        format!(
            "HEADER
            C ******* RunEngine:
            RUN Product: {{90160000-008C-0000-1000-0000000FF1CE}}
            C PROPERTY CHANGE: Adding ProductName property. Its value is '{name}'.
            Property(C): ProductName = {name}
            Property(C): ProductVersion = 16.0.1
            >C MainEngineThread is returning 1642"
        )
    };
    told(
        &log("Office 16 Click-to-Run Extensibility Component"),
        "1642",
        "takes no patches of Windows Installer",
    );
    told(&log("Rowan Office 16"), "1642", "Install the version");
}

#[test]
fn a_source_on_a_share_is_read_as_the_computer_by_system() {
    let log = |place: &str| {
        format!(
            "HEADER
            S ******* RunEngine:
            RUN Product: {{5F1C0B6E-0000-4000-8000-000000000001}}
            S SOURCEMGMT: Trying source {place}.
            S SOURCEMGMT: Source is invalid due to missing/inaccessible package.
            >S SOURCEMGMT: Failed to resolve source
            S MainEngineThread is returning 1612"
        )
    };
    told(
        &log("\\\\depot\\kits\\"),
        "tried \\\\depot\\kits\\",
        "let Domain Computers read it",
    );
    let (report, _) = super::report(&log("C:\\Kits\\"));
    let advice = report.cause.expect("there is a cause").advice;
    assert!(!advice.contains("Domain Computers"), "{advice}");
}

#[test]
fn a_download_of_urlmon_says_what_stood_in_its_way() {
    told(
        &script_failed(
            "FetchGates",
            "FetchGates:  Error 0x800c0006: failed to download the gates
            CustomAction FetchGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)",
        ),
        "the file to download could not be found on its server",
        "check whether a proxy blocks the address",
    );
}

#[test]
fn a_call_of_a_product_that_is_there_says_that_nothing_was_done() {
    let log = |action: &str| {
        format!(
            "HEADER
            S ******* RunEngine:
            RUN Product: C:\\Kits\\rowan.msi
            S Product registered: entering maintenance mode
            S Doing action: INSTALL
            S Feature: Main; Installed: Local;   Request: Null;   Action: {action}
            S Component: Gate; Installed: Local;   Request: Null;   Action: {action}
            Action ended 10:00:03: INSTALL. Return value 1.
            S MainEngineThread is returning 0"
        )
    };
    let (nothing, _) = super::report(&log("Null"));
    assert_eq!(
        nothing.verdict.headline,
        "The maintenance of rowan.msi succeeded, but changed none of its components."
    );
    let (something, _) = super::report(&log("Local"));
    assert_eq!(
        something.verdict.headline,
        "The maintenance of rowan.msi succeeded."
    );
}
