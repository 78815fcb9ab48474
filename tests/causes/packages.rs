//! What stops the installer at a package: its file, its source, its transforms, and its patches.

use super::{frame, report, told};

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
fn a_record_of_a_product_that_is_damaged_is_told_with_its_key() {
    let key = "HKLM\\Software\\Classes\\Installer\\Products\\E2D7C0B59A1463F4E985D0A7C6312B4F\\SourceList";
    let damage =
        format!("Unexpected or missing value (name: 'PackageName', value: '') in key '{key}'");
    told(
        &frame(
            &format!(
                "S Doing action: RemoveExistingProducts
                S {damage}
                CustomAction  returned actual error code 1610 (note this may not be 100% accurate if translation happened inside sandbox)
                S Note: 1: 1714 2: Gates 3: 1610\x20
                >Error 1714. The older version of Gates cannot be removed.  Contact your technical support group.  System Error 1610.
                Action ended 10:00:05: RemoveExistingProducts. Return value 3."
            ),
            3,
            1603,
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
fn services_of_security_software_are_not_stopped_by_hand() {
    const GUARDED: &str = "Turn the self-protection of that security software off";
    const BY_HAND: &str = "Stop the service or end its process by hand";
    for (service, advice) in [
        ("mfemms", GUARDED),
        ("CSFalconService", GUARDED),
        ("Sophos MCS Agent", GUARDED),
        ("McAfeeFramework", GUARDED),
        ("Sense", GUARDED),
        ("sophossps", GUARDED),
        ("SophosFIM", GUARDED),
        ("Sophosed", GUARDED),
        ("SepMasterServiceMig", GUARDED),
        ("GateSvc", BY_HAND),
        ("SenseOfGates", BY_HAND),
        ("Gates ekrn", BY_HAND),
        ("smcservicehost", BY_HAND),
        ("tmlistenOfGates", BY_HAND),
        ("sophosgates", BY_HAND),
    ] {
        told(
            &format!(
                "HEADER
                S ******* RunEngine:
                S Command Line: CLIENTUILEVEL=3\x20
                S Doing action: INSTALL
                S Doing action: InstallFinalize
                S Executing op: Header(Signature=1,ScriptType=1,)
                S Executing op: ActionStart(Name=StopServices,,)
                S Note: 1: 1921 2: Gates 3: {service}\x20
                >Error 1921. Service 'Gates' ({service}) could not be stopped.  Verify that you have sufficient privileges to stop system services.
                Action ended 10:00:05: InstallFinalize. Return value 3.
                Action ended 10:00:05: INSTALL. Return value 3.
                S MainEngineThread is returning 1603"
            ),
            "could not stop the service",
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
fn keys_that_were_given_are_not_what_secure_repair_lacks() {
    told(
        &frame(
            "S Doing action: ProcessComponents
            S SECREPAIR: CryptAcquireContext succeeded
            S SECREPAIR: Failed to open the file:C:\\gates-1.msi for computing its hash. Error:2
            S Note: 1: 2203 2: C:\\gates-1.msi 3: -2147287038\x20
            S SECUREREPAIR: SecureRepair Failed. Error code: 524E23F5DE8
            S Note: 1: 1316 2: C:\\gates-1.msi\x20
            >S Product: Gates -- Error 1316. The specified account already exists.
            Action ended 10:00:05: ProcessComponents. Return value 3.",
            3,
            1603,
        ),
        "needs C:\\gates-1.msi, from which the product was installed, and it is not there",
        "under that name",
    );
}

#[test]
fn a_damaged_package_in_the_cache_stops_the_removal_of_the_version_that_it_is_of() {
    told(
        &frame(
            "S Doing action: RemoveExistingProducts
            S Note: 1: 2203 2: C:\\Windows\\Installer\\inprogressinstallinfo.ipi 3: -2147287038\x20
            S Note: 1: 2203 2: C:\\WINDOWS\\Installer\\4a1b2.msi 3: -2147287008\x20
            S Note: 1: 1714 2: Gates 3: 1620\x20
            >S Product: Gates -- Error 1714. The older version of Gates cannot be removed. Contact your technical support group. System Error 1620.
            Action ended 10:00:05: RemoveExistingProducts. Return value 3.",
            3,
            1603,
        ),
        "its cached package C:\\WINDOWS\\Installer\\4a1b2.msi is damaged (exit code 1620)",
        "msiexec /fv PACKAGE",
    );
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
fn what_the_engine_ended_with_before_its_first_action_says_why() {
    for (code, headline, advice) in [
        (
            112,
            "ended before its first action (112): the disk is full.",
            "Free space",
        ),
        (1450, "ended before its first action (1450): ", ""),
    ] {
        told(
            &format!(
                "HEADER
                S ******* RunEngine:
                S MainEngineThread is returning {code}
                === Verbose logging stopped: 25/02/2026  10:00:05 ==="
            ),
            headline,
            advice,
        );
    }
}

#[test]
fn what_the_caller_gave_is_the_package_whatever_its_ending() {
    for (package, advice) in [
        ("C:\\Kits\\gates.msi", "Give the full path"),
        ("C:\\Kits\\my", "ends at the first blank"),
        ("C:\\Kits\\gates.msi\"", "between two quotation marks"),
        (
            "5B2E8C10-7D44-4E0B-A1C9-3F6D5E2B7A90",
            "give {5B2E8C10-7D44-4E0B-A1C9-3F6D5E2B7A90}",
        ),
    ] {
        let log = format!(
            "HEADER
            S ******* RunEngine:
            RUN Product: {package}
            RUN Action:\x20
            RUN CommandLine: **********
            S Note: 1: 2203 2: {package} 3: -2147287038\x20
            S MainEngineThread is returning 2"
        );
        told(
            &log,
            &format!("The package {package} was not found"),
            advice,
        );
    }
}

#[test]
fn what_holds_a_package_is_no_damage_of_it() {
    for (code, end, words) in [
        (-2_147_287_007, 1619, "another program holds it"),
        (-2_147_287_008, 1620, "another program holds it"),
        (-2_147_287_035, 1620, "access was denied"),
        (-2_147_286_960, 1620, "no package that can be read"),
    ] {
        let log = format!(
            "HEADER
            S ******* RunEngine:
            RUN Product: C:\\Kits\\gates.msi
            RUN Action:\x20
            RUN CommandLine: **********
            S Note: 1: 2203 2: C:\\Kits\\gates.msi 3: {code}\x20
            S MainEngineThread is returning {end}"
        );
        told(&log, words, "");
    }
}

#[test]
fn a_share_is_read_by_the_account_of_the_computer() {
    for (package, code, advice) in [
        ("\\\\depot\\kits\\gates.msi", 5, "Domain Computers"),
        ("\\\\depot\\kits\\gates.msi", 53, "reaches the share"),
        ("D:\\Kits\\gates.msi", 5, "Give SYSTEM the right"),
        ("D:\\Kits\\gates.msi", 3, "D: is a drive that is mapped"),
        ("D:\\Kits\\gates.msi", 2, "there for every user"),
    ] {
        let log = format!(
            "HEADER
            C ******* RunEngine:
            RUN Product: {package}
            RUN Action:\x20
            RUN CommandLine: **********
            C Note: 1: 2755 2: {code} 3: {package}\x20
            C MainEngineThread is returning {code}"
        );
        told(&log, "could not open or copy", advice);
    }
}

/// The server is called with the whole path in any case.
#[test]
fn who_gave_the_whole_path_is_not_told_to_give_it() {
    for (given, advice) in [
        ("gates.msi", "Give the full path"),
        ("C:\\Kits\\gates.msi", "The whole path was given"),
    ] {
        let log = format!(
            "HEADER
            C ******* RunEngine:
            RUN Product: {given}
            RUN Action:\x20
            RUN CommandLine: **********
            S ******* RunEngine:
            RUN Product: C:\\Kits\\gates.msi
            RUN Action:\x20
            RUN CommandLine: **********
            S Note: 1: 2203 2: C:\\Kits\\gates.msi 3: -2147287038\x20
            S MainEngineThread is returning 2
            C MainEngineThread is returning 2"
        );
        told(
            &log,
            "The package C:\\Kits\\gates.msi was not found",
            advice,
        );
    }
}
