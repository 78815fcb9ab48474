//! Logs whose head is lost, as somebody pastes the end of one: who failed, and the line that says why.

use super::{check, report};

/// The actions of a sequence, of which the next begins before the last has ended, as the engine writes it.
const SEQUENCE: &str = "S Doing action: InstallFiles
    Action ended 10:00:01: CostFinalize. Return value 1.
    Action start 10:00:01: InstallFiles.
    S Doing action: PublishProduct
    Action ended 10:00:02: InstallFiles. Return value 1.
    Action start 10:00:02: PublishProduct.
    S Doing action: InstallFinalize
    Action ended 10:00:03: PublishProduct. Return value 1.
    Action start 10:00:03: InstallFinalize.";

const FAILURE: &str = "S Note: 1: 1920 2: Gates 3: gates\x20
    >Error 1920. Service 'Gates' (gates) failed to start.
    S Product: Ledger -- Error 1920. Service 'Gates' (gates) failed to start.
    Action ended 10:00:05: InstallFinalize. Return value 3.";

const ROLLBACK: &str = "S Executing op: Header(Signature=1,ScriptType=2,)
    S Executing op: ActionStart(Name=StartServices,Description=Starting services,)
    S Executing op: ActionStart(Name=InstallFiles,Description=Copying new files,)
    S Executing op: FileRemove(,FileName=C:\\A\\a.dll,)
    S Executing op: End(Checksum=0,ProgressTotalHDWord=0,ProgressTotalLDWord=0)
    Action ended 10:00:06: INSTALL. Return value 3.
    S MainEngineThread is returning 1603";

#[test]
fn the_next_action_of_a_sequence_is_not_inside_the_last() {
    let starts = "S Executing op: Header(Signature=1,ScriptType=1,)
        S Executing op: ActionStart(Name=StartServices,Description=Starting services,)";
    for head in [SEQUENCE, "S Doing action: InstallFinalize"] {
        check(
            &format!("{head}\n{starts}\n{FAILURE}\n{ROLLBACK}"),
            "failed",
            Some("StartServices"),
            Some(1920),
            "StartServices could not start the service Gates",
        );
    }
}

#[test]
fn the_rollback_begins_with_the_action_that_failed() {
    for log in [
        format!("{FAILURE}\n{ROLLBACK}"),
        format!("{SEQUENCE}\n{FAILURE}\n{ROLLBACK}"),
        // Not even the end of the action that ran the script is there.
        format!(
            "{}\n{ROLLBACK}",
            FAILURE.lines().take(3).collect::<Vec<_>>().join("\n")
        ),
    ] {
        check(
            &log,
            "failed",
            Some("StartServices"),
            Some(1920),
            "StartServices could not start the service Gates",
        );
    }
}

#[test]
fn an_error_that_work_followed_was_survived() {
    check(
        &format!(
            "S Executing op: ActionStart(Name=WriteRegistryValues,,)
            S Note: 1: 1406 2: Version 3: HKEY_LOCAL_MACHINE\\Software\\A\x20
            Error 1406. Could not write value Version.
            S Executing op: ActionStart(Name=StartServices,,)
            {FAILURE}"
        ),
        "failed",
        Some("StartServices"),
        Some(1920),
        "StartServices could not start the service Gates",
    );
}

#[test]
fn a_wait_has_a_length_where_its_beginning_is_there() {
    let turned_away = "S Failed to grab execution mutex. System error 258.
        S MainEngineThread is returning 1618";
    for (log, words) in [
        (turned_away.to_owned(), "so this one was turned away."),
        (
            format!("S Counter after decrement: -1\n{turned_away}"),
            "so this one was turned away after a wait of 1.0 s.",
        ),
    ] {
        let cause = report(&log).0.cause.expect("there is a cause");
        assert!(cause.headline.ends_with(words), "{}", cause.headline);
    }
}

#[test]
fn the_removal_of_an_older_version_is_known_by_its_command_line() {
    check(
        "Action start 10:00:00: RemoveExistingProducts.
        N ******* RunEngine:
        RUN Product: {EA00551C-54E1-4400-B191-DE62A03D3815}
        RUN Action:\x20
        RUN CommandLine: **********
        N Command Line: UPGRADINGPRODUCTCODE={EA00551C-54E1-4400-B191-DE62A03D3814} REMOVE=ALL
        N Doing action: INSTALL
        N Doing action: InstallFinalize
        N Executing op: ActionStart(Name=StopServices,,)
        N Note: 1: 1921 2: Gates 3: gates\x20
        >Error 1921. Service 'Gates' (gates) could not be stopped.
        Action ended 10:00:05: InstallFinalize. Return value 3.
        Action ended 10:00:05: INSTALL. Return value 3.
        Action ended 10:00:06: RemoveExistingProducts. Return value 3.
        Action ended 10:00:06: INSTALL. Return value 3.
        Property(S): ProductName = Ledger
        Property(S): ProductVersion = 4.2.0
        S MainEngineThread is returning 1603",
        "failed",
        Some("StopServices"),
        Some(1921),
        "In the removal of the older Ledger: StopServices could not stop",
    );
}

#[test]
fn the_server_that_ended_at_once_is_known_without_the_client() {
    check(
        "S Running installation inside multi-package transaction C:\\Deploy\\ledger.msi
        S Grabbed execution mutex.
        >S MainEngineThread is returning 1603
        S User policy value 'DisableRollback' is 0
        C Back from server. Return value: 1603
        Action ended 10:00:06: ExecuteAction. Return value 3.
        C Doing action: FatalError
        Action ended 10:00:09: INSTALL. Return value 3.
        C Product: Ledger -- Installation failed.
        C MainEngineThread is returning 1603",
        "failed",
        None,
        Some(1603),
        "ended the install before it opened the package (1603)",
    );
}

/// A page wraps lines behind a blank, or anywhere.
#[test]
fn an_operation_in_a_wrapped_line_is_the_same() {
    for start in [
        "S Executing op:\nActionStart(Name=StartServices,Description=Starting\nservices,Template=Service: [1])",
        "S Executing op: ActionStart(Name=StartServices,Des\ncription=Starting services,)",
        "S Executing op: ActionStart(Name=StartSer\nvices,Description=Starting services,)",
    ] {
        let log = format!(
            "{start}
            {FAILURE}
            S Executing op: Header(Signature=1,ScriptType=2,)
            S Executing op: FileRemove(,FileName=C:\\A\\a.dll,)
            S Executing op:
            End(Checksum=0,ProgressTotalHDWord=0,ProgressTotalLDWord=0)
            S Error in rollback skipped.\tReturn: 5
            S MainEngineThread is returning 1603"
        );
        check(
            &log,
            "failed",
            Some("StartServices"),
            Some(1920),
            "StartServices could not start the service Gates",
        );
        let (report, _) = report(&log);
        let mut rules = report.findings.iter().map(|finding| finding.rule.as_str());
        assert!(
            !rules.any(|rule| rule == "MSI703"),
            "{:#?}",
            report.findings
        );
    }
}
