//! What a headline and its advice make of the codes that stand beside a message.

use super::report;

/// Checks words that the headline and the advice of a log have.
#[track_caller]
fn told(log: &str, headline: &str, advice: &str) {
    let cause = report(log).0.cause.expect("there is a cause");
    assert!(cause.headline.contains(headline), "{}", cause.headline);
    assert!(cause.advice.contains(advice), "{}", cause.advice);
}

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
