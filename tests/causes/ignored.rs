//! Custom actions whose failure was ignored: what leaves something missing is told from what does no harm.
//!
//! In a log `>` marks the line at which the finding stands.

use super::beside::{ended, found};
use super::report;

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
            "schtasks /Delete /TN Gates /F",
            "ERROR: The system cannot find the file specified.",
            "0x80070001",
            false,
        ),
        (
            "schtasks /Delete /TN Gates /F",
            "ERROR: Access is denied.",
            "0x80070001",
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
        (
            "net stop gates",
            "The service name is invalid.
                WixQuietExec:
                WixQuietExec:  More help is available by typing NET HELPMSG 2185.",
            "0x80070002",
            false,
        ),
        (
            "netsh advfirewall firewall delete rule name=Gates",
            "No rules match the specified criteria.",
            "0x80070001",
            false,
        ),
        (
            "netsh http delete urlacl url=http://+:4180/",
            "Reservation of the gate failed, Error: 2
                WixQuietExec:  The system cannot find the file specified.",
            "0x80070001",
            false,
        ),
        ("wusa.exe C:\\Gates\\gates.msu", "", "0x80240017", true),
        // Of several commands the last one gives the code.
        (
            "cmd /c sc stop gates & sc start gates",
            "[SC] StartService: OpenService FAILED 1060:",
            "0x80070424",
            true,
        ),
        (
            "cmd /c sc stop gates & sc delete gates",
            "[SC] OpenService FAILED 1060:",
            "0x80070424",
            false,
        ),
        (
            "cmd /c taskkill /f /im gates.exe & C:\\Gates\\gates.exe /open",
            "The gate does not open.",
            "0x80070080",
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

/// A custom action whose call returned a code, which was ignored.
fn ignored(call: &str, said: &str, code: u32) -> String {
    ended(
            &format!(
                "S Executing op: ActionStart(Name=OpenGates,,)
                S Executing op: CustomActionSchedule({call})
                {said}
                >CustomAction OpenGates returned actual error code {code} but will be translated to success due to continue marking"
            ),
            0,
        )
}

#[test]
fn an_ignored_failure_that_leaves_something_missing_is_a_warning() {
    const QUIET: &str = "Action=OpenGates,ActionType=3137,Source=BinaryData,Target=WixQuietExec64,CustomActionData=";
    let failed = "WixQuietExec64:  Entering WixQuietExec64 in C:\\Windows\\Installer\\MSI1A2B.tmp, version 3.11.2318.0
        WixQuietExec64:  The gate does not open.
        WixQuietExec64:  Error 0x80070001: Command line returned an error.
        WixQuietExec64:  Error 0x80070001: QuietExec64 Failed";
    for (call, severity, words) in [
        (
            format!("{QUIET}\"schtasks.exe\" /Create /TN Gates"),
            "warning",
            "The gate does not open. It ran the command `\"schtasks.exe\" /Create /TN Gates`; the failure was ignored.",
        ),
        (
            format!("{QUIET}\"schtasks.exe\" /Delete /TN Gates"),
            "note",
            "The gate does not open. It ran the command `\"schtasks.exe\" /Delete /TN Gates`; the failure was ignored.",
        ),
    ] {
        let finding = found(&ignored(&call, failed, 1603), "MSI101");
        assert_eq!(finding.severity.as_str(), severity, "{}", finding.headline);
        assert!(finding.headline.contains(words), "{}", finding.headline);
    }
}

#[test]
fn an_ignored_success_asks_for_a_restart_and_not_for_its_work() {
    const QUIET: &str = "Action=OpenGates,ActionType=3137,Source=BinaryData,Target=WixQuietExec64,CustomActionData=";
    let call = format!("{QUIET}\"C:\\Gates\\vc_redist.x64.exe\" /quiet");
    let said = "WixQuietExec64:  Error 0x80070bc2: Command line returned an error.
        WixQuietExec64:  Error 0x80070bc2: QuietExec64 Failed";
    let finding = found(&ignored(&call, said, 1603), "MSI101");
    assert_eq!(finding.severity.as_str(), "warning");
    assert!(finding.headline.contains("asked for a restart (3010)"));
    assert!(finding.headline.ends_with(", which was ignored."));
    assert!(finding.advice.starts_with("Restart the machine"));
}

#[test]
fn what_is_there_already_is_a_note_by_the_line_below_its_number() {
    const QUIET: &str = "Action=OpenGates,ActionType=3137,Source=BinaryData,Target=WixQuietExec64,CustomActionData=";
    for (meaning, severity) in [
        (
            "Cannot create a gate when that gate already exists.",
            "note",
        ),
        ("The gate is locked.", "warning"),
    ] {
        let call = format!("{QUIET}netsh http add urlacl url=http://+:4180/ user=Keeper");
        let said = format!(
            "WixQuietExec64:
            WixQuietExec64:  Reservation of the gate failed, Error: 183
            WixQuietExec64:  {meaning}
            WixQuietExec64:
            WixQuietExec64:  Error 0x80070001: Command line returned an error.
            WixQuietExec64:  Error 0x80070001: QuietExec64 Failed"
        );
        let finding = found(&ignored(&call, &said, 1603), "MSI101");
        assert_eq!(finding.severity.as_str(), severity, "{}", finding.headline);
    }
}

#[test]
fn an_ignored_failure_is_told_once() {
    let message = |action: &str| {
        format!(
            "Info 1722. There is a problem with this Windows Installer package. A program run as part of the setup did not finish as expected. Contact your support personnel or package vendor. Action {action}, location: C:\\Locks\\, command: gates.exe /open"
        )
    };
    let (open, close) = (message("OpenGates"), message("CloseGates"));
    let log = ended(
        &format!(
            "S Executing op: ActionStart(Name=OpenGates,,)
            S Executing op: CustomActionSchedule(Action=OpenGates,ActionType=3170,Source=C:\\Locks\\,Target=gates.exe /open,)
            CustomAction OpenGates returned actual error code 7 but will be translated to success due to continue marking
            S Note: 1: 1722 2: OpenGates 3: C:\\Locks\\ 4: gates.exe /open\x20
            {open}
            S Product: Gates -- {open}
            {close}
            S Product: Gates -- {close}"
        ),
        0,
    );
    let findings = report(&log).0.findings;
    let told = findings.iter().filter(|finding| finding.rule == "MSI101");
    assert_eq!(told.count(), 2, "{findings:#?}");
}

#[test]
fn an_ignored_code_of_a_program_is_as_bad_as_what_it_means() {
    const PROGRAM: &str = "Action=OpenGates,ActionType=3170,Source=C:\\Locks\\,Target=";
    for (call, code, severity, words) in [
        (
            format!("{PROGRAM}\"C:\\Locks\\vc_redist.x64.exe\" /quiet,"),
            1618,
            "warning",
            "its setup was turned away while this install was running (1618)",
        ),
        (
            format!("{PROGRAM}\"C:\\Locks\\vc_redist.x64.exe\" /quiet,"),
            1638,
            "note",
            "found another version of what it should install (1638)",
        ),
        (
            format!("{PROGRAM}\"C:\\Locks\\gates.exe\" /open,"),
            3010,
            "warning",
            "succeeded and asked for a restart (3010)",
        ),
        (
            format!("{PROGRAM}regsvr32.exe /s \"C:\\Locks\\gates.dll\","),
            3,
            "warning",
            "failed with 3, which was ignored: regsvr32 could not load the library, or one that it needs.",
        ),
        (
            format!("{PROGRAM}\"C:\\Locks\\gates.exe\" /close,"),
            2,
            "note",
            "failed with 2, which was ignored.",
        ),
    ] {
        let finding = found(&ignored(&call, "", code), "MSI101");
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

/// An install of a new product whose custom action ran a program that ended with a code, which was ignored.
pub(super) fn of_program(call: &str, code: i32, said: &str) -> String {
    let log = ended(
        &format!(
            "S Executing op: ActionStart(Name=OpenGates,,)
            S Executing op: CustomActionSchedule(Action=OpenGates,ActionType=3170,Source=C:\\Locks\\,Target={call},)
            {said}
            >CustomAction OpenGates returned actual error code {code} but will be translated to success due to continue marking"
        ),
        0,
    );
    log.replace(
        "S Doing action: INSTALL",
        "S Product not registered: beginning first-time install
        S Doing action: INSTALL",
    )
}

#[test]
fn an_ignored_program_that_the_log_names_is_weighed_by_its_code_too() {
    let note = "S Note: 1: 1722 2: OpenGates 3: C:\\Locks\\ 4: \"C:\\Locks\\keys.exe\" /open ";
    for (code, severity, advice) in [
        (-536_870_353, "warning", "setupapi.dev.log"),
        (
            -1_073_741_515,
            "warning",
            "Visual C++ redistributable of its processor, then repair the product.",
        ),
        (7, "note", "Check whether"),
    ] {
        let log = of_program("\"C:\\Locks\\keys.exe\" /open", code, note);
        let finding = found(&log, "MSI101");
        let severity_of = finding.severity.as_str();
        assert_eq!(severity_of, severity, "{code} {}", finding.headline);
        assert!(finding.headline.ends_with("; the failure was ignored."));
        assert!(finding.advice.contains(advice), "{}", finding.advice);
    }
}

#[test]
fn an_ignored_code_of_a_library_is_not_that_of_a_program() {
    let log = of_program("OpenGates", -1_073_741_515, "S Doing nothing");
    let log = log.replace(
        "ActionType=3170,Source=C:\\Locks\\",
        "ActionType=3137,Source=BinaryData",
    );
    let finding = found(&log, "MSI101");
    assert_eq!(finding.severity.as_str(), "note");
    assert!(
        finding.headline.contains("0xC0000135"),
        "{}",
        finding.headline
    );
    assert!(
        !finding.headline.contains("its program"),
        "{}",
        finding.headline
    );
}

#[test]
fn a_driver_that_an_ignored_action_wrote_of_is_missing() {
    for (said, severity) in [
        (
            "DIFXAPP: ERROR: InstallDriverPackages failed with error 0xE0000242",
            "warning",
        ),
        (
            "DIFXAPP: ERROR: InstallDriverPackages failed with error 0xE000020B",
            "note",
        ),
    ] {
        let log = of_program("OpenGates", 1603, said);
        let log = log.replace(
            "ActionType=3170,Source=C:\\Locks\\",
            "ActionType=3137,Source=BinaryData",
        );
        let finding = found(&log, "MSI101");
        let severity_of = finding.severity.as_str();
        assert_eq!(severity_of, severity, "{}", finding.headline);
    }
}

#[test]
fn who_removes_a_product_is_not_asked_to_repair_it() {
    let log = of_program(
        "\"C:\\Locks\\keys.exe\" /close",
        -536_870_334,
        "S Doing nothing",
    );
    let log = log.replace("beginning first-time install", "nothing");
    let log = log.replace(
        "S Product not registered: nothing",
        "S Command Line: REMOVE=ALL",
    );
    let finding = found(&log, "MSI101");
    assert_eq!(finding.severity.as_str(), "note", "{}", finding.headline);
    assert!(
        finding.headline.contains("0xE0000242"),
        "{}",
        finding.headline
    );
    assert!(
        !finding.advice.contains("repair the product"),
        "{}",
        finding.advice
    );
    assert!(
        !finding.advice.contains("install again"),
        "{}",
        finding.advice
    );
}

#[test]
fn an_ignored_command_that_did_its_work_is_no_finding() {
    for (call, code) in [
        ("\"C:\\Locks\\dpinst64.exe\" /q /sw", 256),
        ("pnputil.exe /add-driver keys.inf /install", 259),
    ] {
        let log = of_program(call, code, "S Doing nothing").replace(">Cus", "Cus");
        let findings = report(&log).0.findings;
        assert!(
            findings.iter().all(|finding| finding.rule != "MSI101"),
            "{call}"
        );
    }
}
