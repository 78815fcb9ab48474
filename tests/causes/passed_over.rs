//! Failures that were caught or passed over: what leaves something missing is told from what does no harm.
//!
//! In a log `>` marks the line at which the finding stands.

use super::beside::{ended, found};
use super::report;

#[test]
fn what_was_passed_over_is_as_bad_as_what_it_leaves() {
    let unregister = "Error 1905. Module C:\\Locks\\lock.dll failed to unregister.  HRESULT -2147220472.  Contact your support \
                      personnel.";
    let removal = "S Command Line: REMOVE=ALL\nS Product registered: entering maintenance mode";
    for (said, rule, severity, headline, advice) in [
        (
            format!("{removal}\n{unregister}"),
            "MSI012",
            "note",
            "could not unregister the module C:\\Locks\\lock.dll, and the removal went on and ended with success.",
            "left behind",
        ),
        (
            format!("{removal}\nWarning 1910. Could not remove shortcut Lock.lnk.  Verify that the shortcut file exists and that you can access it."),
            "MSI208",
            "note",
            "The shortcut could not be removed (message 1910): Lock.lnk.",
            "by hand",
        ),
        (
            "Error 1310. Error writing to file: C:\\Locks\\lock.exe.  System error 5.  Verify that you have access to that directory."
                .to_owned(),
            "MSI012",
            "note",
            "could not write C:\\Locks\\lock.exe",
            "second try",
        ),
        (
            "Error 26204. Error -2147217900: failed to execute SQL string, error detail: Invalid object name 'dbo.Locks'., SQL key: AddLock SQL string: INSERT INTO dbo.Locks VALUES (1)"
                .to_owned(),
            "MSI012",
            "warning",
            "Invalid object name 'dbo.Locks'",
            "repair the product",
        ),
        (
            "Error 1920. Service 'Lock Keeper' (LockKeeper) failed to start.  Verify that you have sufficient privileges to start system services."
                .to_owned(),
            "MSI012",
            "warning",
            "could not start the service Lock Keeper (LockKeeper)",
            "Start the service by hand (sc.exe start",
        ),
        (
            "Warning 1920. Service 'Lock Keeper' (LockKeeper) failed to start.  Verify that you have sufficient privileges to start system services."
                .to_owned(),
            "MSI012",
            "warning",
            "could not start the service Lock Keeper (LockKeeper), and the install went on",
            "Start the service by hand (sc.exe start",
        ),
        (
            "S Note: 1: 1920 2: Lock Keeper 3: LockKeeper ".to_owned(),
            "MSI012",
            "note",
            "could not start the service Lock Keeper (LockKeeper), and the install went on",
            "Start the service by hand (sc.exe start",
        ),
        (
            "Warning 1931. The Windows Installer service cannot update the system file C:\\Windows\\System32\\lock.dll because the file is protected by Windows.  You may need to update your operating system for this program to work correctly. Package version: 1.0, OS Protected version: 2.0"
                .to_owned(),
            "MSI012",
            "note",
            "C:\\Windows\\System32\\lock.dll",
            "nothing is missing",
        ),
        (
            format!(
                "{removal}
                S Executing op: Header(Signature=1,ScriptType=1,)
                S Executing op: ActionStart(Name=RemoveRegistryValues,,)
                S Note: 1: 1402 2: HKEY_LOCAL_MACHINE\\SOFTWARE\\Locks 3: 5 "
            ),
            "MSI012",
            "note",
            "could not open the registry key HKEY_LOCAL_MACHINE\\SOFTWARE\\Locks: access was denied",
            "left behind",
        ),
    ] {
        let finding = found(&ended(&said, 0), rule);
        assert_eq!(finding.severity.as_str(), severity, "{}", finding.headline);
        assert!(finding.headline.contains(headline), "{}", finding.headline);
        assert!(finding.advice.contains(advice), "{}", finding.advice);
    }
}

#[test]
fn an_install_that_an_action_ended_early_has_done_nothing() {
    let log = |rest: &str| {
        format!(
            "HEADER
            S ******* RunEngine:
            RUN Product: C:\\Deploy\\lock-keeper.msi
            S Product not registered: beginning first-time install
            S Doing action: INSTALL
            Action start 10:00:01: INSTALL.
            {rest}
            Action ended 10:00:04: INSTALL. Return value 5.
            S MainEngineThread is returning 0
            === Verbose logging stopped: 25/02/2026  10:00:09 ==="
        )
    };
    let early = "S Doing action: FindLocks
        Action start 10:00:02: FindLocks.
        CustomAction FindLocks returned actual error code 259 (note this may not be 100% accurate if translation happened inside sandbox)
        >Action ended 10:00:02: FindLocks. Return value 5.";
    let finding = found(&log(early), "MSI202");
    let words = "FindLocks ended the install early (return value 5), so nothing was installed.";
    assert_eq!(finding.headline, words);
    let begun = "S Doing action: InstallInitialize
        Action start 10:00:02: InstallInitialize.
        Action ended 10:00:02: InstallInitialize. Return value 1.";
    let findings = report(&log(&format!("{begun}\n{early}"))).0.findings;
    assert!(!findings.iter().any(|finding| finding.rule == "MSI202"));
}

#[test]
fn records_of_what_was_only_looked_for_are_no_errors() {
    const KEY: &str = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Locks";
    for said in [
        format!("S Note: 1: 1402 2: {KEY} 3: 5 "),
        format!("S Executing op: ActionStart(Name=OilLocks,,)\nS Note: 1: 1402 2: {KEY} 3: 2 "),
        "Warning 1909. Could not create shortcut Lock.lnk.".to_owned(),
        "Warning 1946. Property 'Keeper' for shortcut 'Lock.lnk' could not be set.".to_owned(),
        // The older product goes, and its service with it.
        "N ******* RunEngine:\nN Note: 1: 1920 2: Lock Keeper 3: Locks ".to_owned(),
    ] {
        let findings = report(&ended(&said, 0)).0.findings;
        let told = findings.iter().find(|finding| finding.rule == "MSI012");
        assert!(told.is_none(), "{said}: {told:#?}");
    }
}

/// What Windows says in the exceptions below.
const DENIED: &str = "System.UnauthorizedAccessException: Access is denied.";

/// A managed custom action that writes some lines and ends well.
fn caught(command_line: &str, said: &str) -> String {
    format!(
            "HEADER
            S ******* RunEngine:
            RUN Product: C:\\Deploy\\lock-keeper.msi
            S Command Line: {command_line}
            S Doing action: INSTALL
            Action start 10:00:01: INSTALL.
            S Doing action: OpenGates
            Action start 10:00:02: OpenGates.
            S Invoking remote custom action. DLL: C:\\Windows\\Installer\\MSI1A2B.tmp, Entrypoint: OpenGates
            SFXCA: Binding to CLR version v4.0.30319
            {said}
            Action ended 10:00:04: OpenGates. Return value 1.
            Action ended 10:00:04: INSTALL. Return value 1.
            S MainEngineThread is returning 0
            === Verbose logging stopped: 25/02/2026  10:00:09 ==="
        )
}

#[test]
fn an_exception_that_an_action_caught_is_a_warning_where_something_was_not_made() {
    for (said, severity, words) in [
        (
            format!(">CA: 10:00:02: OpenGates. Could not write the rota: {DENIED}"),
            "warning",
            "Could not write the rota: Access is denied.",
        ),
        (
            format!("The keeper could not be registered:\n>{DENIED}"),
            "warning",
            "The keeper could not be registered: Access is denied.",
        ),
        (
            format!(
                ">Failed to start the gates: System.InvalidOperationException: Cannot start service gates. ---> {DENIED}"
            ),
            "warning",
            "Failed to start the gates: Cannot start service gates. Access is denied.",
        ),
        (
            format!("Could not find a rota: {DENIED}\n>Failed to create a rota: {DENIED}"),
            "warning",
            "Failed to create a rota: Access is denied.",
        ),
        (
            format!(">Failed to write the rota, which is not critical: {DENIED}"),
            "note",
            "Failed to write the rota, which is not critical",
        ),
        (
            format!(">The gates: {DENIED}"),
            "note",
            "The gates: Access is denied.",
        ),
        (
            format!(">Error settings file C:\\Gates\\old.config: {DENIED}"),
            "note",
            "Error settings file",
        ),
        (
            format!(">Exception creating the rota: {DENIED}"),
            "warning",
            "Exception creating the rota: Access is denied.",
        ),
    ] {
        let finding = found(&caught("CLIENTUILEVEL=3", &said), "MSI118");
        assert_eq!(finding.severity.as_str(), severity, "{said}");
        assert!(finding.headline.contains(words), "{}", finding.headline);
    }
    let removed = caught(
        "REMOVE=ALL",
        &format!(">Failed to write the rota: {DENIED}"),
    );
    assert_eq!(found(&removed, "MSI118").severity.as_str(), "note");
}

#[test]
fn an_exception_without_which_nothing_is_missing_is_not_told() {
    for said in [
        format!("Could not find a rota: {DENIED}"),
        format!("Unable to delete the old rota: {DENIED}"),
        format!("Failed to write the rota, retry 1 of 3: {DENIED}"),
        format!("Failed to create the rota, which already exists: {DENIED}"),
        format!("Failed to start telemetry: {DENIED}"),
        "Failed to write the rota: Exception: denied".to_owned(),
        format!("WixQuietExec:  Failed to write the rota: {DENIED}"),
        format!(
            "Failed to write the rota: {DENIED}\nCustomAction OpenGates returned actual error code 1603 but will be translated to success due to continue marking"
        ),
    ] {
        let findings = report(&caught("CLIENTUILEVEL=3", &said)).0.findings;
        let told = findings.iter().any(|finding| finding.rule == "MSI118");
        assert!(!told, "{said}: {findings:#?}");
    }
}

#[test]
fn what_an_action_wrote_whose_beginning_is_missing_is_its_own() {
    const ERROR: &str = "WixQuietExec:  Open-Gate : The gate is locked.
        WixQuietExec:  At C:\\Locks\\open.ps1:8 char:3
        WixQuietExec:  + Open-Gate -Name north
        WixQuietExec:  + ~~~~~~~~~
        WixQuietExec:      + CategoryInfo          : InvalidOperation: (north:String) [Open-Gate], LockException
        WixQuietExec:      + FullyQualifiedErrorId : GateLocked,Open-Gate";
    for (log, expected) in [
        (
            format!(
                "S Hello, I'm your 32bit Impersonated custom action server.
                >{ERROR}
                Action ended 10:00:03: OpenGates. Return value 1.
                Action ended 10:00:03: INSTALL. Return value 1."
            ),
            Some("Custom action OpenGates ended well"),
        ),
        (
            format!(
                "S Hello, I'm your 32bit Impersonated custom action server.
                >{ERROR}
                Action ended 10:00:03: InstallFinalize. Return value 1.
                Action ended 10:00:03: INSTALL. Return value 1."
            ),
            Some("A custom action that InstallFinalize ran ended well"),
        ),
        (
            format!(
                "S Hello, I'm your 32bit Impersonated custom action server.
                >{ERROR}
                Action ended 10:00:03: InstallFinalize. Return value 1."
            ),
            Some("A custom action that InstallFinalize ran ended well"),
        ),
        (
            format!(
                "S Hello, I'm your 32bit Impersonated custom action server.
                {ERROR}
                Action start 10:00:03: CloseGates.
                Action ended 10:00:03: CloseGates. Return value 1.
                Action ended 10:00:03: INSTALL. Return value 1."
            ),
            None,
        ),
    ] {
        let findings = report(&log).0.findings;
        let told = findings.iter().any(|finding| finding.rule == "MSI115");
        assert_eq!(told, expected.is_some(), "{findings:#?}");
        if let Some(words) = expected {
            let finding = found(&log, "MSI115");
            assert!(finding.headline.starts_with(words), "{}", finding.headline);
        }
    }
}

#[test]
fn a_failure_in_the_commit_phase_is_told_only_where_the_install_ended_well() {
    const OTHER: &str = "CustomAction OpenGates returned actual error code 1603";
    let log = |below: &str, code: u32| {
        let log = format!(
            "S Executing op: CustomActionSchedule(Action=DropKeys,ActionType=3585,Source=BinaryData,Target=Drop,)
        S Executing op: ActionStart(Name=OpenGates,,)
        S Executing op: CustomActionSchedule(Action=OpenGates,ActionType=3073,Source=BinaryData,Target=Open,)
        {below}"
        );
        ended(&log, code).replace(
            "TotalLDWord=0)",
            "TotalLDWord=0)
        S Invoking remote custom action. DLL: C:\\Windows\\Installer\\MSI2A10.tmp, Entrypoint: Drop
        CustomAction DropKeys returned actual error code 1603",
        )
    };
    for (log, told) in [
        (log("", 0), vec!["DropKeys"]),
        (log(OTHER, 0), vec!["DropKeys"]),
        (log("", 1603), vec![]),
    ] {
        let findings = report(&log).0.findings;
        let of_rule = findings.iter().filter(|finding| finding.rule == "MSI101");
        let names: Vec<&str> = of_rule
            .filter_map(|finding| finding.headline.split(' ').nth(2))
            .collect();
        assert_eq!(names, told, "{findings:#?}");
    }
}
