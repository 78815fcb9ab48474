//! Services: which pause is theirs, which account, and which number.

use super::{frame, of_bytes, script_failed, told};

const STARTING: &str =
    "MSI (s) (10:20) [10:00:20:000]: Executing op: ServiceControl(,Name=gates,Action=1,Wait=1,)";
const LOOK_UP: &str = "S Note: 1: 2205 2:  3: Error\x20";
const RECORD: &str = "S Note: 1: 1920 2: Gates 3: gates\x20";

/// A log of a service that did not start, with what stands between the start of the action and the message, and when.
fn log(between: &[(&str, &str)]) -> String {
    let mut said = String::new();
    for (at, line) in between {
        let line = line.replace("S ", &format!("MSI (s) (10:20) [{at}]: "));
        said.push_str(&line);
        said.push('\n');
    }
    frame(
        &format!(
            "S Doing action: InstallFinalize
            S Executing op: Header(Signature=1,ScriptType=1,)
            S Executing op: ActionStart(Name=StartServices,,)
            {said}>Error 1920. Service 'Gates' (gates) failed to start. Verify that you have sufficient privileges to start system services.
            Action ended 10:02:05: InstallFinalize. Return value 3."
        ),
        3,
        1603,
    )
}

#[test]
fn the_pause_behind_the_start_of_a_service_is_its_wait_and_that_of_a_dialog_is_not() {
    const PRODUCT: &str = "S Product: Gates -- Error 1920. Service 'Gates' (gates) failed to start. Verify that you have sufficient privileges to start system services.";
    const BEFORE: &str = "MSI (s) (10:20) [10:00:20:000]: Executing op: ServiceControl(,Name=locks,Action=1,Wait=1,)";
    let waited = "did not report within 30.0 s";
    let refused = "could not start the service Gates (gates).";
    for (between, words, advice) in [
        (
            vec![
                ("", STARTING),
                ("10:00:50:000", LOOK_UP),
                ("10:00:50:010", PRODUCT),
            ],
            waited,
            "the program of the service gates",
        ),
        (
            vec![
                ("", STARTING),
                ("10:00:50:000", RECORD),
                ("10:00:50:010", PRODUCT),
            ],
            waited,
            "hangs or ends",
        ),
        // The record alone, in a part of a log.
        (
            vec![
                (
                    "10:00:20:000",
                    "S Machine policy value 'DisableRollback' is 0",
                ),
                ("10:00:50:000", RECORD),
                ("10:00:50:010", PRODUCT),
            ],
            waited,
            "hangs or ends",
        ),
        // The user thought about the message.
        (
            vec![
                ("", STARTING),
                ("10:00:20:100", RECORD),
                ("10:00:50:100", PRODUCT),
            ],
            refused,
            "sc.exe start gates in an elevated prompt",
        ),
        (
            vec![
                ("", STARTING),
                ("10:00:20:100", LOOK_UP),
                ("10:00:50:100", PRODUCT),
            ],
            refused,
            "sc.exe start gates in an elevated prompt",
        ),
        // The service before it was slow.
        (
            vec![
                ("", BEFORE),
                (
                    "10:00:50:000",
                    "S Executing op: ServiceControl(,Name=gates,Action=1,Wait=1,)",
                ),
                ("10:00:50:010", RECORD),
                ("10:00:50:020", PRODUCT),
            ],
            refused,
            "sc.exe start gates in an elevated prompt",
        ),
    ] {
        told(&log(&between), words, advice);
    }
}

#[test]
fn nobody_knows_the_password_of_a_managed_account() {
    for (account, advice) in [
        ("CONTOSO\\gates$", "Test-ADServiceAccount gates"),
        ("CONTOSO\\gates", "its password is right"),
    ] {
        let install = format!(
            "S Executing op: ServiceInstall(Name=gates,DisplayName=Gates,StartName={account},Password=**********,)"
        );
        let between = [
            ("10:00:19:000", install.as_str()),
            ("", STARTING),
            ("10:00:20:010", RECORD),
        ];
        told(&log(&between), account, advice);
    }
}

#[test]
fn the_number_of_a_process_is_no_error_of_a_service() {
    for (said, words) in [
        (
            "Stopped the service gates (process 1072).",
            "Cannot write C:\\Gates\\a.cfg",
        ),
        (
            "Stopped the service gates, pid: 1072.",
            "Cannot write C:\\Gates\\a.cfg",
        ),
        ("CreateService failed with 1072.", "is marked for deletion"),
        (
            "Cannot make the service gates: error 1072",
            "is marked for deletion",
        ),
    ] {
        let said = format!(
            "S Doing action: OpenGates
            OpenGates:  {said}
            >OpenGates:  Error: Cannot write C:\\Gates\\a.cfg.
            CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
            Action ended 10:00:05: OpenGates. Return value 3."
        );
        told(&frame(&said, 3, 1603), words, "");
    }
}

#[test]
fn a_pause_of_the_commit_phase_is_that_of_its_custom_action() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/sample-logs/commit-custom-action.log"
    );
    let bytes = std::fs::read(path).unwrap();
    let pairs = bytes.chunks_exact(2);
    let units: Vec<u16> = pairs
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
        .collect();
    // The lines behind the custom action of the commit phase were written two minutes later.
    let log = String::from_utf16_lossy(&units).replace("[07:45:26:8", "[07:47:26:8");
    let findings = of_bytes(&log).findings;
    let slow = findings.iter().find(|finding| finding.rule == "MSI803");
    let headline = &slow.unwrap().headline;
    assert!(
        headline.contains("while DropOldSeats was at work"),
        "{headline}"
    );
}

#[test]
fn what_another_action_wrote_of_a_service_is_not_why_this_one_failed() {
    for (said, words) in [
        (
            "OpenGates: Cannot read C:\\Gates\\a.cfg.\n",
            "Cannot read C:\\Gates\\a.cfg",
        ),
        ("", "wrote nothing about why"),
    ] {
        let log = script_failed(
            "MakeService",
            &format!(
                "S Executing op: CustomActionSchedule(Action=MakeService,ActionType=3137,Source=BinaryData,Target=WixQuietExec,CustomActionData=)
                S Invoking remote custom action. DLL: C:\\Windows\\Installer\\MSI1.tmp, Entrypoint: WixQuietExec
                WixQuietExec:  [SC] CreateService FAILED 1072:
                WixQuietExec:  Error 0x80070430: Command line returned an error.
                CustomAction MakeService returned actual error code 1603 but will be translated to success due to continue marking
                S Executing op: ActionStart(Name=OpenGates,,)
                S Executing op: CustomActionSchedule(Action=OpenGates,ActionType=3073,Source=BinaryData,Target=OpenGates,CustomActionData=)
                S Invoking remote custom action. DLL: C:\\Windows\\Installer\\MSI2.tmp, Entrypoint: OpenGates
                {said}CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)"
            ),
        );
        told(&log, words, "");
    }
}
