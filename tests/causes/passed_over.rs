//! What a success hides: what is missing, what waits for the restart, and what was passed over, told from what does no harm.
//!
//! In a log `>` marks the line at which the finding stands.

use super::beside::{ended, found};
use super::report;

#[test]
fn what_the_old_product_took_away_is_missing_unless_it_came_back() {
    const COPY: &str = "S Executing op: Header(Signature=1,ScriptType=1,)
        S Executing op: SetTargetFolder(Folder=C:\\Locks\\)
        S Executing op: FileCopy(SourceName=a.dll,DestName=a.dll,FileSize=1,)
        S Executing op: FileCopy(SourceName=b.dll,DestName=b.dll,FileSize=1,)
        S Executing op: ServiceInstall(Name=Keeper,DisplayName=Keeper,ImagePath=C:\\Locks\\a.exe,)";
    let removal = |folder: &str, service: &str, control: u32| {
        format!(
            "S Doing action: RemoveExistingProducts
            N ******* RunEngine:
            RUN Product: {{5F1C0B6E-0000-4000-8000-000000000001}}
            N Command Line: REMOVE=ALL
            N Product registered: entering maintenance mode
            N Executing op: Header(Signature=1,ScriptType=1,)
            N Executing op: ServiceControl(,Name={service},Action={control},Wait=1,)
            N Executing op: SetTargetFolder(Folder={folder})
            N Executing op: FileRemove(,FileName=A.dll,,ComponentId={{5F1C0B6E-0000-4000-8000-000000000002}})
            N Executing op: FileRemove(,FileName=old.dll,,ComponentId={{5F1C0B6E-0000-4000-8000-000000000003}})
            Action ended 10:00:03: RemoveExistingProducts. Return value 1."
        )
    };
    let same = removal("C:\\Locks\\", "keeper", 8);
    for (said, expected) in [
        (
            format!("{COPY}\n{same}"),
            Some(
                "The file A.dll and the service keeper are missing after the upgrade: installed with the new product",
            ),
        ),
        (
            format!("{COPY}\n{}", removal("C:\\Old\\", "Keeper", 8)),
            Some("The service Keeper is missing"),
        ),
        (
            format!("{COPY}\n{}", removal("C:\\Old\\", "Keeper", 2)),
            None,
        ),
        (format!("{same}\n{COPY}"), None),
        (format!("{COPY}\n{same}\n{COPY}"), None),
    ] {
        let findings = report(&ended(&said, 0)).0.findings;
        let lost = findings.iter().find(|finding| finding.rule == "MSI201");
        match (lost, expected) {
            (None, None) => {}
            (Some(lost), Some(words)) => {
                assert!(lost.headline.starts_with(words), "{}", lost.headline);
            }
            _ => panic!("{expected:?}: {lost:#?}"),
        }
    }
}

#[test]
fn a_folder_from_outside_is_no_fault_of_a_32_bit_package() {
    let log = |client: &str, command_line: &str, server: &str| {
        format!(
            "HEADER
            C ******* RunEngine:
            RUN Product: C:\\Deploy\\lock-keeper.msi
            C Doing action: INSTALL
            {client}
            S ******* RunEngine:
            RUN Product: C:\\Deploy\\lock-keeper.msi
            S Command Line: {command_line}
            S Product not registered: beginning first-time install
            S Doing action: INSTALL
            {server}
            S Executing op: Header(Signature=1,Version=500,Timestamp=1,LangId=1033,Platform=0,ScriptType=1,ScriptMajorVersion=21,ScriptMinorVersion=4,ScriptAttributes=1)
            S File: C:\\Program Files (x86)\\Locks\\lock.exe;\tTo be installed;\tWon't patch;\tNo existing file
            S MainEngineThread is returning 0
            C MainEngineThread is returning 0
            === Verbose logging stopped: 25/02/2026  10:00:09 ==="
        )
    };
    let moved = |side: &str| {
        format!(
            "{side} WIN64DUALFOLDERS: 'C:\\Program Files (x86)\\' will substitute 17 characters in 'C:\\Program Files\\Locks\\' \
             folder path. (mask argument = 0, the folder pair's iSwapAttrib member = 0)."
        )
    };
    let (of_client, of_server) = (moved("C"), moved("S"));
    for (client, command_line, server, severity, words) in [
        (
            "",
            "CLIENTUILEVEL=3",
            &of_server[..],
            "error",
            "that installs to a 64-bit folder",
        ),
        (
            "",
            "LOCKDIR=\"C:\\Program Files\\Locks\" CLIENTUILEVEL=3",
            &of_server,
            "warning",
            "so the folder that was given, C:\\Program Files\\Locks\\, became C:\\Program Files (x86)\\Locks\\",
        ),
        (
            "",
            "LOCKDIR=\"C:\\Program Files\\Lo\" CLIENTUILEVEL=3",
            &of_server,
            "error",
            "that installs to a 64-bit folder",
        ),
        (
            "",
            "ARPSYSTEMCOMPONENT=1 LOCKDIR=\"C:\\Program Files\\Locks\" CLIENTUILEVEL=3",
            &of_server,
            "note",
            "so the folder that was given",
        ),
        (
            &of_client,
            "LOCKDIR=\"C:\\Program Files (x86)\\Locks\" CLIENTUILEVEL=0",
            "",
            "warning",
            "so the folder that was asked for, C:\\Program Files\\Locks\\, became C:\\Program Files (x86)\\Locks\\.",
        ),
    ] {
        let finding = found(&log(client, command_line, server), "MSI702");
        assert_eq!(finding.severity.as_str(), severity, "{}", finding.headline);
        assert!(finding.headline.contains(words), "{}", finding.headline);
    }
}

#[test]
fn an_ignored_failure_to_tidy_up_what_is_not_there_is_no_finding() {
    for (command, said, result, expected) in [
        (
            "taskkill /f /im gates.exe",
            "ERROR: The process \"gates.exe\" not found.",
            "0x80070080",
            false,
        ),
        (
            "net stop gates",
            "More help is available by typing NET HELPMSG 3521.",
            "0x80070002",
            false,
        ),
        (
            "net stop gates",
            "More help is available by typing NET HELPMSG 3534.",
            "0x80070002",
            true,
        ),
        (
            "robocopy C:\\Gates C:\\Doors /e",
            "Files : 1",
            "0x80070001",
            false,
        ),
        (
            "robocopy C:\\Gates C:\\Doors /e",
            "Files : 1",
            "0x80070010",
            true,
        ),
    ] {
        let log = ended(
            &format!(
                "S Executing op: ActionStart(Name=CloseGates,,)
                S Executing op: CustomActionSchedule(Action=CloseGates,ActionType=3137,Source=BinaryData,Target=WixQuietExec,CustomActionData={command})
                WixQuietExec:  {said}
                WixQuietExec:  Error {result}: Command line returned an error.
                WixQuietExec:  Error {result}: QuietExec Failed
                CustomAction CloseGates returned actual error code 1603 but will be translated to success due to continue marking"
            ),
            0,
        );
        let findings = report(&log).0.findings;
        let is_told = findings.iter().any(|finding| finding.rule == "MSI101");
        assert_eq!(is_told, expected, "{command} {result}");
    }
}

#[test]
fn an_ignored_failure_that_leaves_something_missing_is_a_warning() {
    const QUIET: &str = "Action=OpenGates,ActionType=3137,Source=BinaryData,Target=WixQuietExec64,CustomActionData=";
    const PROGRAM: &str = "Action=OpenGates,ActionType=3170,Source=C:\\Locks\\,Target=";
    let log = |call: &str, said: &str, code: u32| {
        ended(
            &format!(
                "S Executing op: ActionStart(Name=OpenGates,,)
                S Executing op: CustomActionSchedule({call})
                {said}
                >CustomAction OpenGates returned actual error code {code} but will be translated to success due to continue marking"
            ),
            0,
        )
    };
    let failed = "WixQuietExec64:  Entering WixQuietExec64 in C:\\Windows\\Installer\\MSI1A2B.tmp, version 3.11.2318.0
        WixQuietExec64:  The gate does not open.
        WixQuietExec64:  Error 0x80070001: Command line returned an error.
        WixQuietExec64:  Error 0x80070001: QuietExec64 Failed";
    for (call, said, code, severity, words) in [
        (
            format!("{QUIET}\"schtasks.exe\" /Create /TN Gates"),
            failed,
            1603,
            "warning",
            "The gate does not open. It ran the command `\"schtasks.exe\" /Create /TN Gates`; the failure was ignored.",
        ),
        (
            format!("{QUIET}\"schtasks.exe\" /Delete /TN Gates"),
            failed,
            1603,
            "note",
            "The gate does not open. It ran the command `\"schtasks.exe\" /Delete /TN Gates`; the failure was ignored.",
        ),
        (
            format!("{PROGRAM}\"C:\\Locks\\vc_redist.x64.exe\" /quiet,"),
            "",
            1618,
            "warning",
            "its setup was turned away while this install was running (1618)",
        ),
        (
            format!("{PROGRAM}\"C:\\Locks\\vc_redist.x64.exe\" /quiet,"),
            "",
            1638,
            "note",
            "found another version of what it should install (1638)",
        ),
        (
            format!("{PROGRAM}\"C:\\Locks\\gates.exe\" /open,"),
            "",
            3010,
            "warning",
            "succeeded and asked for a restart (3010)",
        ),
        (
            format!("{PROGRAM}regsvr32.exe /s \"C:\\Locks\\gates.dll\","),
            "",
            3,
            "warning",
            "failed with 3, which was ignored: regsvr32 could not load the library, or one that it needs.",
        ),
        (
            format!("{PROGRAM}\"C:\\Locks\\gates.exe\" /close,"),
            "",
            2,
            "note",
            "failed with 2, which was ignored.",
        ),
    ] {
        let finding = found(&log(&call, said, code), "MSI101");
        assert_eq!(finding.severity.as_str(), severity, "{}", finding.headline);
        assert!(finding.headline.contains(words), "{}", finding.headline);
    }
}

#[test]
fn an_ignored_failure_is_a_warning_where_the_install_hides_it() {
    let log = |command: &str, code: u32, returned: u32| {
        ended(
            &format!(
                "S Executing op: ActionStart(Name=OpenGates,,)
                S Executing op: CustomActionSchedule(Action=OpenGates,ActionType=3170,Source=C:\\Locks\\,Target={command},)
                CustomAction OpenGates returned actual error code {code} but will be translated to success due to continue marking"
            ),
            returned,
        )
    };
    let makes = "\"schtasks.exe\" /Create /TN Gates";
    let opens = "\"C:\\Locks\\gates.exe\" /open";
    for (command, code, returned, severity) in [
        (makes, 1, 0, "warning"),
        (makes, 1, 1603, "note"),
        (makes, 183, 0, "note"),
        (opens, 3010, 0, "warning"),
        (opens, 3010, 3010, "note"),
        (opens, 3010, 1603, "note"),
    ] {
        let finding = found(&log(command, code, returned), "MSI101");
        let severity_of = finding.severity.as_str();
        assert_eq!(severity_of, severity, "{code} {}", finding.headline);
    }
    // Without a name it is the removal of an older product.
    let removal = ended(
        "CustomAction  returned actual error code 1612 but will be translated to success due to continue marking",
        0,
    );
    let findings = report(&removal).0.findings;
    assert!(findings.iter().all(|finding| finding.rule != "MSI101"));
}

#[test]
fn a_restart_names_the_files_that_wait_for_it_and_those_that_it_takes_away() {
    let delete = "Info 1903.Scheduling reboot operation: Deleting file C:\\Locks\\disk.img. Must reboot to complete operation.";
    let copy = "Info 1903.Scheduling reboot operation: Deleting file C:\\Config.Msi\\1a2b3c.rbf. Must reboot to complete \
                operation.";
    let rename = "Info 1902.Scheduling reboot operation: Renaming file C:\\Locks\\TBM1A.tmp to C:\\Locks\\lock.exe. Must reboot \
                  to complete operation.";
    let other = "Info 1903.Scheduling reboot operation: Deleting file C:\\Locks\\bolt.dll. Must reboot to complete operation.";
    let again = "Info 1902.Scheduling reboot operation: Renaming file C:\\Locks\\TBM1A.tmp to C:\\Locks\\disk.img. Must reboot \
                 to complete operation.";
    let keep = "S File: C:\\Locks\\Disk.img;\tWon't Overwrite;\tWon't patch;\tExisting file is unversioned and unmodified - hash \
                matches source file";
    let new = "S File: C:\\Locks\\disk.img;\tTo be installed;\tWon't patch;\tNo existing file";
    for (said, words, advice, is_harmful) in [
        (
            vec![rename],
            ": lock.exe is replaced then.",
            "Restart the machine; until",
            false,
        ),
        (
            vec![rename, delete],
            ": lock.exe is replaced then, and disk.img deleted.",
            "Restart the machine; until",
            false,
        ),
        (
            vec![copy],
            ": all new files are in place, and old copies of files in use go then.",
            "when it suits",
            false,
        ),
        (
            vec![delete, new],
            ": disk.img is deleted then.",
            "Restart the machine; until",
            false,
        ),
        (
            vec![keep, delete],
            ": disk.img is deleted then.",
            "Restart the machine; until",
            false,
        ),
        (
            vec![other, keep, delete],
            ": bolt.dll, disk.img are deleted then.",
            "Restart the machine; until",
            false,
        ),
        (
            vec![delete, keep, again],
            ": disk.img is replaced then.",
            "Restart the machine; until",
            false,
        ),
        (
            vec![delete, keep],
            ": disk.img is deleted then.",
            "then repair the product",
            true,
        ),
    ] {
        let log = ended(&said.join("\n"), 3010);
        let finding = found(&log, "MSI502");
        assert!(finding.headline.ends_with(words), "{}", finding.headline);
        assert!(finding.advice.contains(advice), "{}", finding.advice);
        let findings = report(&log).0.findings;
        let mut of_files = findings.iter().filter(|finding| finding.rule == "MSI201");
        assert_eq!(of_files.next().is_some(), is_harmful, "{said:?}");
    }
}

#[test]
fn who_calls_tells_a_loop_from_repairs_that_somebody_ordered() {
    let sample = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("sample-logs/rules/MSI512-self-repair-loop/fires.log");
    let sample = std::fs::read_to_string(sample).expect("the sample reads");
    let action = "Doing action: InstallValidate";
    let log = |caller: &str, component: &str| -> String {
        sample
            .replace("C:\\Windows\\System32\\wbem\\WmiPrvSE.exe", caller)
            .replace(action, &format!("{action}\n{component}"))
    };
    let missing = "MSI (s) (44:D0) [08:14:02:200]: Component: Key; Installed: Absent;   Request: Local;   Action: Local";
    for (caller, component, severity, words, advice) in [
        (
            "C:\\Windows\\system32\\msiexec.exe",
            "",
            "note",
            ", each by a call of msiexec.",
            "a script",
        ),
        (
            "C:\\Office\\OUTLOOK.EXE",
            missing,
            "warning",
            ", each begun by OUTLOOK.EXE: the component Key was missing each time.",
            "events 1001 and 1004",
        ),
        (
            "C:\\Windows\\System32\\wbem\\WmiPrvSE.exe",
            "",
            "warning",
            ", each begun by WmiPrvSE.exe.",
            "Win32_Product",
        ),
    ] {
        let finding = found(&log(caller, component), "MSI512");
        assert_eq!(finding.severity.as_str(), severity, "{caller}");
        assert!(finding.headline.ends_with(words), "{}", finding.headline);
        assert!(finding.advice.contains(advice), "{}", finding.advice);
    }
}

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
            "Start the service by hand, and read",
        ),
    ] {
        let finding = found(&ended(&said, 0), rule);
        assert_eq!(finding.severity.as_str(), severity, "{}", finding.headline);
        assert!(finding.headline.contains(headline), "{}", finding.headline);
        assert!(finding.advice.contains(advice), "{}", finding.advice);
    }
}

#[test]
fn a_chosen_folder_that_does_not_pass_to_the_server_is_a_warning() {
    let log = |used: &str| {
        format!(
            "HEADER
            C ******* RunEngine:
            RUN Product: C:\\Deploy\\lock-keeper.msi
            C Doing action: INSTALL
            C PROPERTY CHANGE: Modifying LOCKDIR property. Its current value is 'C:\\Locks\\'. Its new value: 'D:\\Locks\\'.
            S ******* RunEngine:
            RUN Product: C:\\Deploy\\lock-keeper.msi
            >S Ignoring disallowed property LOCKDIR
            S Product not registered: beginning first-time install
            S Doing action: INSTALL
            S Dir (target): Key: LOCKDIR\t, Object: {used}
            S MainEngineThread is returning 0
            C MainEngineThread is returning 0
            === Verbose logging stopped: 25/02/2026  10:00:09 ==="
        )
    };
    for (used, severity, words) in [
        (
            "C:\\Locks\\",
            "warning",
            "D:\\Locks\\ was wanted for LOCKDIR, and the folder became C:\\Locks\\",
        ),
        ("D:\\Locks\\", "note", "The property LOCKDIR was ignored"),
    ] {
        let finding = found(&log(used), "MSI523");
        assert_eq!(finding.severity.as_str(), severity, "{}", finding.headline);
        assert!(finding.headline.starts_with(words), "{}", finding.headline);
    }
}

#[test]
fn an_exception_that_an_action_caught_is_a_warning_where_something_was_not_made() {
    const DENIED: &str = "System.UnauthorizedAccessException: Access is denied.";
    let log = |command_line: &str, said: &str| {
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
    };
    for (said, expected) in [
        (
            format!(">CA: 10:00:02: OpenGates. Could not write the rota: {DENIED}"),
            Some(("warning", "Could not write the rota: Access is denied.")),
        ),
        (
            format!("The keeper could not be registered:\n>{DENIED}"),
            Some((
                "warning",
                "The keeper could not be registered: Access is denied.",
            )),
        ),
        (
            format!(
                ">Failed to start the gates: System.InvalidOperationException: Cannot start service gates. ---> {DENIED}"
            ),
            Some((
                "warning",
                "Failed to start the gates: Cannot start service gates. Access is denied.",
            )),
        ),
        (
            format!("Could not find a rota: {DENIED}\n>Failed to create a rota: {DENIED}"),
            Some(("warning", "Failed to create a rota: Access is denied.")),
        ),
        (
            format!(">Failed to write the rota, which is not critical: {DENIED}"),
            Some(("note", "Failed to write the rota, which is not critical")),
        ),
        (
            format!(">The gates: {DENIED}"),
            Some(("note", "The gates: Access is denied.")),
        ),
        (format!("Could not find a rota: {DENIED}"), None),
        (format!("Unable to delete the old rota: {DENIED}"), None),
        (
            format!("Failed to write the rota, retry 1 of 3: {DENIED}"),
            None,
        ),
        (
            format!("Failed to create the rota, which already exists: {DENIED}"),
            None,
        ),
        (format!("Failed to start telemetry: {DENIED}"), None),
        (
            "Failed to write the rota: Exception: denied".to_owned(),
            None,
        ),
        (
            format!("WixQuietExec:  Failed to write the rota: {DENIED}"),
            None,
        ),
        (
            format!(
                "Failed to write the rota: {DENIED}\nCustomAction OpenGates returned actual error code 1603 but will be translated to success due to continue marking"
            ),
            None,
        ),
    ] {
        let log = log("CLIENTUILEVEL=3", &said);
        let findings = report(&log).0.findings;
        let told = findings.iter().any(|finding| finding.rule == "MSI118");
        assert_eq!(told, expected.is_some(), "{said}: {findings:#?}");
        if let Some((severity, words)) = expected {
            let finding = found(&log, "MSI118");
            assert_eq!(finding.severity.as_str(), severity, "{said}");
            assert!(finding.headline.contains(words), "{}", finding.headline);
        }
    }
    let removed = log(
        "REMOVE=ALL",
        &format!(">Failed to write the rota: {DENIED}"),
    );
    assert_eq!(found(&removed, "MSI118").severity.as_str(), "note");
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
