//! What a success leaves behind: files that an upgrade took away, folders in the wrong place, and what waits for the restart.
//!
//! In a log `>` marks the line at which the finding stands.

use super::beside::{ended, found};
use super::{frame, report};

#[test]
fn what_the_old_product_took_away_is_missing_unless_it_came_back() {
    const COPY: &str = "S Executing op: Header(Signature=1,ScriptType=1,)
        S Executing op: SetTargetFolder(Folder=C:\\Locks\\)
        S Executing op: FileCopy(SourceName=a.dll,DestName=a.dll,FileSize=1,)
        S Executing op: FileCopy(SourceName=b.dll,DestName=b.dll,FileSize=1,)
        S Executing op: ServiceInstall(Name=Keeper,DisplayName=Keeper,ImagePath=C:\\Locks\\a.exe,)";
    const UNDONE: &str = "N MainEngineThread is returning 1603
            Action ended";
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
        // A removal that failed is rolled back, and the upgrade may go on.
        (
            format!("{COPY}\n{}", same.replace("Action ended", UNDONE)),
            None,
        ),
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
            "C:\\Windows\\CCM\\CcmExec.exe",
            "",
            "note",
            ", each begun by CcmExec.exe.",
            "its own log",
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
fn each_of_several_errors_with_one_number_is_told_once() {
    let error = |key: &str| {
        format!(
            "S Note: 1: 1402 2: HKEY_LOCAL_MACHINE\\SOFTWARE\\{key} 3: 5\x20
            Error 1402. Could not open key: HKEY_LOCAL_MACHINE\\SOFTWARE\\{key}.  System error 5.  Verify that you have sufficient access to that key, or contact your support personnel.
            S Product: Lock Keeper -- Error 1402. Could not open key: HKEY_LOCAL_MACHINE\\SOFTWARE\\{key}.  System error 5.  Verify that you have sufficient access to that key, or contact your support personnel.\n"
        )
    };
    let log = ended(&["Locks", "Keys", "Locks"].map(error).join("\n"), 0);
    let findings = report(&log).0.findings;
    let told = findings.iter().filter(|finding| finding.rule == "MSI012");
    assert_eq!(told.count(), 2, "{findings:#?}");
}

#[test]
fn what_the_removal_of_an_older_product_left_behind_is_a_note() {
    let log = |code: u32| {
        ended(
            &format!(
                "S Doing action: RemoveExistingProducts
                N ******* RunEngine:
                RUN Product: {{5F1C0B6E-0000-4000-8000-000000000001}}
                N Command Line: REMOVE=ALL
                N Product registered: entering maintenance mode
                N Executing op: Header(Signature=1,ScriptType=1,)
                N Executing op: ActionStart(Name=DeleteServices,,)
                Error 1922. Service 'Lock Keeper' (LockKeeper) could not be deleted.  Verify that you have sufficient privileges to remove system services.
                N MainEngineThread is returning {code}
                Action ended 10:00:03: RemoveExistingProducts. Return value 1."
            ),
            0,
        )
    };
    let finding = found(&log(0), "MSI012");
    assert_eq!(finding.severity.as_str(), "note", "{finding:#?}");
    let words = "In the removal of the older";
    assert!(finding.headline.starts_with(words), "{}", finding.headline);
    // What failed and was undone has left nothing.
    let undone = report(&log(1603)).0.findings;
    assert!(!undone.iter().any(|finding| finding.rule == "MSI012"));
}

#[test]
fn what_was_cancelled_behind_the_commit_stays_installed() {
    for (value, code, words) in [
        (3, 1603, "OilLocks failed"),
        (2, 1602, "OilLocks was cancelled"),
    ] {
        let log = frame(
            &format!(
                "S Doing action: InstallFinalize
                Action start 10:00:02: InstallFinalize.
                S Executing op: Header(Signature=1,ScriptType=1,)
                S Executing op: End(Checksum=0,ProgressTotalHDWord=0,ProgressTotalLDWord=0)
                Action ended 10:00:03: InstallFinalize. Return value 1.
                S Doing action: OilLocks
                Action start 10:00:03: OilLocks.
                Action ended 10:00:04: OilLocks. Return value {value}."
            ),
            value,
            code,
        );
        let finding = found(&log, "MSI117");
        assert!(finding.headline.contains(words), "{}", finding.headline);
    }
}

#[test]
fn what_newer_files_made_needless_is_a_note_and_asks_for_no_older_ones() {
    const NEWER: &str = "S Disallowing installation of component: {5F1C0B6E-0000-4000-8000-000000000001} since the same component with higher versioned keyfile exists";
    const REMOVED: &str = "S Doing action: RemoveExistingProducts
            N ******* RunEngine:
            RUN Product: {5F1C0B6E-0000-4000-8000-000000000002}
            N Command Line: REMOVE=ALL
            N Product registered: entering maintenance mode
            N MainEngineThread is returning 0
            Action ended 10:00:03: RemoveExistingProducts. Return value 1.";
    const OUT: &str = "S Component: Gate; Installed: Absent;   Request: Local;   Action: Null";
    for (said, severity, words, advice) in [
        (
            format!("{NEWER}\n{OUT}"),
            "note",
            "newer files are there already, so for its one component nothing is done",
            "older ones must not",
        ),
        (
            OUT.to_owned(),
            "warning",
            "was left as it was: for its one component",
            "REINSTALL=ALL",
        ),
        (
            format!("{NEWER}\n{OUT}\n{}", OUT.replace("Gate", "Lock")),
            "warning",
            "for none of its 2 components",
            "REINSTALL=ALL",
        ),
        // One component that is told of twice is one.
        (
            format!("{NEWER}\n{NEWER}\n{OUT}\n{}", OUT.replace("Gate", "Lock")),
            "warning",
            "for none of its 2 components",
            "REINSTALL=ALL",
        ),
        // The newer file is that of the older product.
        (
            format!("{NEWER}\n{OUT}\n{REMOVED}"),
            "warning",
            "was left as it was: for its one component",
            "REINSTALL=ALL",
        ),
    ] {
        let log = ended(
            &format!(
                "S Doing action: CostFinalize
                {said}
                Action ended 10:00:03: CostFinalize. Return value 1."
            ),
            0,
        );
        let finding = found(&log, "MSI202");
        assert_eq!(finding.severity.as_str(), severity, "{finding:#?}");
        assert!(finding.headline.contains(words), "{}", finding.headline);
        assert!(finding.advice.contains(advice), "{}", finding.advice);
    }
}

/// The transforms of a product are those of its first install; one in the package only picks an instance.
#[test]
fn a_transform_that_came_too_late_is_told() {
    const LATE: &str =
        "Transforms count at the first install only: if the product was installed without blue.mst";
    for (transforms, is_told) in [
        ("TRANSFORMS=C:\\Kits\\blue.mst", true),
        ("TRANSFORMS=:Second.mst MSINEWINSTANCE=1", false),
        ("CLIENTUILEVEL=3", false),
    ] {
        let log = ended(
            &format!(
                "S Command Line: {transforms}\x20
                S Product registered: entering maintenance mode
                S Doing action: CostFinalize
                S Component: Gate; Installed: Local;   Request: Null;   Action: Null
                Action ended 10:00:03: CostFinalize. Return value 1."
            ),
            0,
        );
        let finding = found(&log, "MSI202");
        assert_eq!(finding.advice.contains(LATE), is_told, "{}", finding.advice);
    }
}
