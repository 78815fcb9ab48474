//! What the installer complains of and lives with is no cause where anything else is.

use super::beside::{ended, found};
use super::{check, frame, report};

/// The two lines that the engine writes of an internal error, and its note.
fn complaint(number: u32) -> String {
    format!(
        "S Note: 1: {number} 2: OpenGates 3: 1
        DEBUG: Error {number}:  A mistake of the package
        The installer has encountered an unexpected error installing this package. This may indicate a problem with this package. The error code is {number}. The arguments are: OpenGates, 1, "
    )
}

/// A server in which the custom action `OpenGates` runs and writes these lines, and what stands below them.
fn in_action(said: &str, below: &str) -> String {
    format!(
        "HEADER
        S ******* RunEngine:
        RUN Product: C:\\Deploy\\lock-keeper.msi
        S Doing action: INSTALL
        Action start 10:00:01: INSTALL.
        S Doing action: OpenGates
        Action start 10:00:02: OpenGates.
        S Invoking remote custom action. DLL: C:\\Windows\\Installer\\MSI1.tmp, Entrypoint: Open
        {said}
        {below}"
    )
}

#[test]
fn a_custom_action_is_told_in_its_own_words_although_the_engine_complains_of_it() {
    for number in [2769, 2826, 2835, 2911] {
        let said = format!(
            ">OpenGates: could not open the gate: access denied\n{}",
            complaint(number)
        );
        let log = in_action(
            &said,
            "CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
            Action ended 10:00:04: OpenGates. Return value 3.
            Action ended 10:00:04: INSTALL. Return value 3.
            S MainEngineThread is returning 1603",
        );
        let words = "could not open the gate: access denied";
        check(&log, "failed", Some("OpenGates"), Some(1603), words);
    }
}

/// A client in whose dialog the user has come to an end.
fn in_dialog(said: &str, value: u32) -> String {
    format!(
        "HEADER
        C ******* RunEngine:
        RUN Product: C:\\Deploy\\lock-keeper.msi
        C Doing action: INSTALL
        Action start 10:00:01: INSTALL.
        C Doing action: WelcomeDlg
        Action start 10:00:02: WelcomeDlg.
        {said}
        >Action ended 10:00:04: WelcomeDlg. Return value {value}.
        Action ended 10:00:04: INSTALL. Return value {value}."
    )
}

#[test]
fn a_user_who_cancels_in_a_dialog_that_is_built_wrong_has_cancelled() {
    for number in [2343, 2826, 2898] {
        let log = in_dialog(&complaint(number), 2);
        let log = format!("{log}\nC MainEngineThread is returning 1602");
        check(
            &log,
            "cancelled",
            Some("WelcomeDlg"),
            Some(1602),
            "The user cancelled in the dialog WelcomeDlg",
        );
    }
}

#[test]
fn a_log_that_is_cut_after_a_complaint_has_no_cause() {
    for number in [2769, 2826, 2911] {
        let log = in_dialog(&complaint(number), 1);
        let (log, _) = log.split_once("        >").expect("the dialog ends");
        let cause = report(log).0.cause;
        assert!(cause.is_none(), "{cause:#?}");
    }
}

#[test]
fn an_error_within_an_action_that_a_whole_log_shows_open_may_be_survived() {
    for said in [
        "OpenGates:  Error 0x80070002: failed to find the gate",
        "SFXCA: Binding to CLR version v4.0.30319
        Error: could not load custom action class Gates.Actions from assembly: Gates",
    ] {
        let log = in_action(said, "OpenGates: the above error is harmless");
        assert!(report(&log).0.cause.is_none(), "{said}");
    }
}

#[test]
fn what_somebody_tells_below_a_log_is_not_what_the_caller_writes() {
    for (said, is_told) in [
        (
            "Hi, but the gates fail to start with Gates.LockedException: it is locked.",
            false,
        ),
        ("Gates.LockedException: it is locked.", true),
        (
            "10:00:12 Failed: Gates.LockedException: it is locked.",
            true,
        ),
        (
            "The gates failed: Gates.LockedException: it is locked.
            at Gates.Setup.Main(String[] args)",
            true,
        ),
    ] {
        let log = format!("{}\n\n{said}", ended("S Doing nothing", 0));
        let (report, _) = report(&log);
        let told = report
            .findings
            .iter()
            .any(|finding| finding.rule == "MSI013");
        assert_eq!(told, is_told, "{said}");
    }
}

#[test]
fn an_error_that_was_passed_over_before_a_failure_is_a_note() {
    let log = |below: &str| {
        frame(
            &format!(
                "S Doing action: InstallFinalize
                Action start 10:00:02: InstallFinalize.
                S Executing op: Header(Signature=1,ScriptType=1,)
                S Executing op: ActionStart(Name=SelfRegModules,,)
                S Executing op: RegSelfReg(File=gate.dll,FileID=F1)
                >Error 1904. Module C:\\Gates\\gate.dll failed to register. HRESULT -2147024770. Contact your support personnel.
                {below}
                Action ended 10:00:04: InstallFinalize. Return value 3."
            ),
            3,
            1603,
        )
    };
    let went_on = log(
        "S Executing op: ActionStart(Name=OpenGates,,)
        S Executing op: CustomActionSchedule(Action=OpenGates,ActionType=3073,Source=BinaryData,Target=Open,)
        OpenGates: error: the class of the gate is not registered
        CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)",
    );
    let finding = found(&went_on, "MSI012");
    assert!(
        finding.headline.contains("went on and failed later"),
        "{}",
        finding.headline
    );
    let stopped = report(&log("")).0;
    assert!(
        stopped
            .findings
            .iter()
            .all(|finding| finding.rule != "MSI012"),
        "{:#?}",
        stopped.findings
    );
}

#[test]
fn a_failure_that_another_rule_tells_of_is_told_once() {
    for (below, is_told) in [
        ("the gate is as it was", true),
        (
            "Get-Gate : Cannot find the gate.
                + CategoryInfo          : ObjectNotFound: (x:String) [Get-Gate], GateException
                + FullyQualifiedErrorId : GateNotFound,Get-Gate",
            false,
        ),
        (
            "S Note: 1: 26204 2: -2147217900
            Error 26204. Error -2147217900: failed to execute SQL string",
            false,
        ),
    ] {
        let log = frame(
            &format!(
                "S Doing action: OpenGates
                S Invoking remote custom action. DLL: C:\\Windows\\Installer\\MSI1A2B.tmp, Entrypoint: OpenGates
                [SC] StartService FAILED 1053:
                {below}
                Action ended 10:00:04: OpenGates. Return value 1."
            ),
            1,
            0,
        );
        let findings = report(&log).0.findings;
        let found = findings.iter().any(|finding| finding.rule == "MSI131");
        assert_eq!(found, is_told, "{below}: {findings:#?}");
    }
}
