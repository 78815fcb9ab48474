//! What is found beside the cause, and in installs that ended well: its words, its line, and what to do.
//!
//! In a log `>` marks the line at which the finding stands.

use wilog::finding::Finding;

use super::{frame, report};

/// Checks that a rule finds something at the marked line, and gives it.
#[track_caller]
pub(super) fn found(log: &str, rule: &str) -> Finding {
    let (report, marked) = report(log);
    let of_rule = |finding: &&Finding| {
        finding.rule == rule && marked.is_none_or(|line| finding.line.get() == line)
    };
    let found = report.findings.iter().find(of_rule).cloned();
    assert!(
        found.is_some(),
        "{rule} at line {marked:?}: {:#?}",
        report.findings
    );
    found.expect("it was found")
}

/// A custom action that was ignored, in a script that ends well.
fn ignored(said: &str) -> String {
    ended(
        &format!(
            "S Executing op: ActionStart(Name=WarnKeeper,,)
            S Executing op: CustomActionSchedule(Action=WarnKeeper,ActionType=3137,Source=BinaryData,Target=Warn,)
            WarnKeeper:  The bell failed to ring.
            S Executing op: ActionStart(Name=OpenGates,,)
            S Executing op: CustomActionSchedule(Action=OpenGates,ActionType=3137,Source=BinaryData,Target=Open,)
            {said}
            >CustomAction OpenGates returned actual error code 1603 but will be translated to success due to continue marking"
        ),
        0,
    )
}

#[test]
fn a_failure_that_was_ignored_is_told_in_the_words_of_the_custom_action() {
    for (said, headline) in [
        (
            "S Doing nothing",
            "Custom action OpenGates failed with 1603, which was ignored.",
        ),
        (
            "WixQuietExec:  Reservation of the gate failed, Error: 1332
            WixQuietExec:  No mapping between account names and security IDs was done.
            WixQuietExec:  Error 0x80070001: Command line returned an error.
            WixQuietExec:  Error 0x80070001: QuietExec Failed",
            "Custom action OpenGates failed: its command ended with code 1, and it wrote: Reservation of the gate failed, \
             Error: 1332. No mapping between account names and security IDs was done; the failure was ignored.",
        ),
        (
            "S Note: 1: 1722 2: OpenGates 3: C:\\Locks\\gates.exe 4: /open ",
            "Custom action OpenGates failed: the program C:\\Locks\\gates.exe, called with `/open`, ended with an error (1603); \
             the failure was ignored.",
        ),
        (
            "Exception thrown by custom action:
            System.UnauthorizedAccessException: Access to the path 'C:\\Locks' is denied.
            at Keeper.Gates.Open(Session session)",
            "Custom action OpenGates failed with an unhandled UnauthorizedAccessException: Access to the path 'C:\\Locks' is \
             denied; the failure was ignored.",
        ),
        (
            "ExecFirewallExceptions:  Error 0x800706d9: failed to add the firewall exception",
            "Custom action OpenGates failed; its own message was: Error 0x800706d9: failed to add the firewall exception. The \
             code means: the service of Windows Firewall does not run; the failure was ignored.",
        ),
    ] {
        assert_eq!(found(&ignored(said), "MSI101").headline, headline);
    }
}

#[test]
fn the_codes_of_the_program_for_extensions_of_visual_studio_are_known() {
    const PROGRAM: &str = "C:\\Studio\\Common7\\IDE\\VSIXInstaller.exe";
    let log = |call: &str, code: u32| {
        ended(
            &format!(
                "S Executing op: ActionStart(Name=AddHinges,,)
                S Executing op: CustomActionSchedule(Action=AddHinges,{call})
                CustomAction AddHinges returned actual error code {code} but will be translated to success due to continue marking"
            ),
            0,
        )
    };
    let apart = format!("ActionType=3186,Source={PROGRAM},Target=/q /u:Hinges,");
    let whole = format!(
        "ActionType=3170,Source=C:\\Studio\\,Target=\"{PROGRAM}\" /q C:\\Gates\\hinges.vsix,CustomActionData="
    );
    for (call, code, words) in [
        (&apart, 1002, ": the extension is not in Visual Studio."),
        (
            &whole,
            2003,
            ": no Visual Studio is installed that the extension is for.",
        ),
        (&whole, 7, "failed with 7, which was ignored."),
    ] {
        let headline = found(&log(call, code), "MSI101").headline;
        assert!(headline.contains(words), "{headline}");
    }
    let findings = report(&log(&whole, 1001)).0.findings;
    assert!(!findings.iter().any(|finding| finding.rule == "MSI101"));
}

#[test]
fn an_error_that_was_passed_over_is_told_once_and_in_the_words_of_a_cause() {
    let log = |end: &str| {
        format!(
            "HEADER
            S ******* RunEngine:
            RUN Product: C:\\Deploy\\lock-keeper.msi
            S Doing action: INSTALL
            Action start 10:00:01: INSTALL.
            S Doing action: InstallFinalize
            Action start 10:00:02: InstallFinalize.
            S Executing op: ActionStart(Name=SelfRegModules,Description=Registering modules,Template=File: [1])
            S Executing op: RegSelfReg(File=lock.ocx,FileID=lock.ocx)
            >Error 1904. Module C:\\Locks\\lock.ocx failed to register.  HRESULT -2147024770.  Contact your support personnel.
            S Product: Lock Keeper -- Error 1904. Module C:\\Locks\\lock.ocx failed to register.  HRESULT -2147024770.  Contact \
             your support personnel.
            {end}
            === Verbose logging stopped: 25/02/2026  10:00:09 ==="
        )
    };
    let ended = |value, code| {
        log(&format!(
            "S Executing op: End(Checksum=0,ProgressTotalHDWord=0,ProgressTotalLDWord=0)
            Action ended 10:00:04: InstallFinalize. Return value {value}.
            Action ended 10:00:04: INSTALL. Return value {value}.
            S MainEngineThread is returning {code}"
        ))
    };
    let finding = found(&ended(1, 0), "MSI012");
    let headline = "SelfRegModules could not register the module C:\\Locks\\lock.ocx: a DLL was not found (HRESULT \
                    0x8007007E), and the install went on and ended with success.";
    assert_eq!(finding.headline, headline);
    let all = |log: &str| {
        let findings = report(log).0.findings;
        findings
            .iter()
            .filter(|finding| finding.rule == "MSI012")
            .count()
    };
    assert_eq!(
        (
            all(&ended(1, 0)),
            all(&ended(1, 3010)),
            all(&ended(3, 1603))
        ),
        (1, 1, 0)
    );
}

/// A server engine whose script runs these lines and ends well, with an exit code.
pub(super) fn ended(said: &str, code: u32) -> String {
    let said = format!(
        "S Doing action: InstallFinalize
        Action start 10:00:02: InstallFinalize.
        {said}
        S Executing op: End(Checksum=0,ProgressTotalHDWord=0,ProgressTotalLDWord=0)
        Action ended 10:00:04: InstallFinalize. Return value 1."
    );
    let stopped = "=== Verbose logging stopped: 25/02/2026  10:00:09 ===";
    format!("{}\n{stopped}", frame(&said, 1, code))
}

#[test]
fn a_font_is_no_shortcut() {
    for (said, headline, advice) in [
        (
            "Warning 1907. Could not register font Lock Sans.  Verify that you have sufficient permissions to install fonts, \
             and that the system supports this font.",
            "The font could not be registered (message 1907): Lock Sans.",
            "fonts",
        ),
        (
            "Warning 1909. Could not create Shortcut Lock.lnk.  Verify that the destination folder exists and that you can \
             access it.",
            "The shortcut could not be made (message 1909): Lock.lnk.",
            "shortcut",
        ),
    ] {
        let finding = found(&ended(said, 0), "MSI208");
        assert_eq!(finding.headline, headline);
        let about = finding.advice.to_lowercase();
        let others = ["fonts", "shortcut"]
            .iter()
            .filter(|word| about.contains(**word));
        assert_eq!(others.collect::<Vec<_>>(), [&advice], "{about}");
    }
}

#[test]
fn a_restart_that_was_begun_is_not_asked_for_again() {
    let (begun, _) = report(&ended("", 1641));
    assert_eq!(begun.verdict.outcome.as_str(), "success-reboot-required");
    assert!(
        begun
            .verdict
            .headline
            .ends_with("a restart of the machine was begun.")
    );
    let finding = found(&ended("", 1641), "MSI502");
    assert!(!finding.advice.starts_with("Restart"), "{}", finding.advice);
    let finding = found(&ended("", 3010), "MSI502");
    assert!(finding.advice.starts_with("Restart"), "{}", finding.advice);
}

#[test]
fn to_move_the_removal_is_advised_where_it_helps() {
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("sample-logs/rules/MSI201-file-removed-by-upgrade");
    for (log, helps) in [("fires.log", false), ("fires-kept.log", true)] {
        let mut source =
            wilog::text::Source::open(&samples.join(log), None).expect("the sample opens");
        let report = wilog::detect::report(&mut source, log).expect("the sample reads");
        let finding = report
            .findings
            .iter()
            .find(|finding| finding.rule == "MSI201");
        let advice = &finding.expect("it is found").advice;
        assert_eq!(
            advice.contains("directly behind InstallInitialize"),
            helps,
            "{advice}"
        );
        assert_eq!(advice.contains("REINSTALLMODE=amus"), !helps, "{advice}");
    }
}

#[test]
fn the_program_that_holds_a_file_is_named() {
    let message = "Info 1603.The file C:\\Locks\\lock.exe is being held in use by the following process: Name: lock, Id: 812, \
                   Window Title: '(not determined yet)'.  Close that application and retry.";
    let manager = "S RESTART MANAGER: Detected that application with id 5120, friendly name 'Windows Explorer', of type \
                   RmExplorer and status 1 holds file[s] in use.";
    let critical = "S RESTART MANAGER: Did detect that a critical application holds file[s] in use, so a reboot will be \
                    necessary.";
    for (said, rule, headline) in [
        (
            message.to_owned(),
            "MSI503",
            "lock (process 812) held C:\\Locks\\lock.exe, which the install wanted to replace.",
        ),
        (
            manager.to_owned(),
            "MSI503",
            "Windows Explorer (process 5120) held files that the install wanted to replace.",
        ),
        (
            format!("{manager}\n{critical}"),
            "MSI510",
            "The install ended with 0 although files that Windows Explorer (process 5120) held wait for a restart.",
        ),
        (
            critical.to_owned(),
            "MSI510",
            "The install ended with 0 although files wait for a restart.",
        ),
    ] {
        assert_eq!(found(&ended(&said, 0), rule).headline, headline);
    }
}

#[test]
fn what_a_rollback_could_not_put_back_is_named_although_it_is_only_information() {
    let finding = found(
        &frame(
            "S Doing action: InstallFinalize
            S Executing op: Header(Signature=1,ScriptType=1,)
            S Executing op: ActionStart(Name=WriteRegistryValues,,)
            S Product: Gates -- Error 1406. Could not write value A to key \\SOFTWARE\\Gates. System error 5.
            Action ended 10:00:05: InstallFinalize. Return value 3.
            S Executing op: Header(Signature=1,ScriptType=2,)
            S Executing op: ActionStart(Name=WriteRegistryValues,,)
            S Executing op: RegOpenKey(Root=-2147483646,Key=SOFTWARE\\Gates,,,,)
            S Executing op: RegRemoveValue(Name=A,,)
            >Info 1403.Could not delete value A from key \\SOFTWARE\\Gates. System error 5.
            S Executing op: End(Checksum=0,ProgressTotalHDWord=0,ProgressTotalLDWord=0)
            S Error in rollback skipped.\tReturn: 5",
            3,
            1603,
        ),
        "MSI703",
    );
    assert!(
        finding
            .headline
            .contains("could not remove HKLM\\SOFTWARE\\Gates"),
        "{finding:#?}"
    );
}

#[test]
fn what_a_custom_action_wrote_last_is_told_of_a_log_that_ends_with_it() {
    let finding = found(
        "HEADER
        S ******* RunEngine:
        S Doing action: INSTALL
        S Doing action: InstallFinalize
        S Executing op: Header(Signature=1,ScriptType=1,)
        S Executing op: ActionStart(Name=OpenGates,,)
        S Executing op: CustomActionSchedule(Action=OpenGates,ActionType=3073,Source=BinaryData,Target=OpenGates,)
        S Invoking remote custom action. DLL: C:\\Windows\\Installer\\MSI1.tmp, Entrypoint: OpenGates
        OpenGates:  Waiting for the keeper, try 1.
        >OpenGates:  Waiting for the keeper, try 2.",
        "MSI801",
    );
    for words in [
        "OpenGates was open at the last line (10:00:07.000): ",
        "try 2.",
    ] {
        assert!(finding.headline.contains(words), "{finding:#?}");
    }
}

#[test]
fn a_service_that_net_did_not_start_is_named_where_the_failure_was_ignored() {
    let log = ignored("S Doing nothing").replace(
        "Action=OpenGates,ActionType=3137,Source=BinaryData,Target=Open,",
        "Action=OpenGates,ActionType=3138,Source=BinaryData,Target=/HideWindow \"C:\\Windows\\SysWOW64\\net.exe\" start gates,",
    );
    let advice = found(&log, "MSI101").advice;
    assert!(
        advice.contains("whether the service gates runs"),
        "{advice}"
    );
}

#[test]
fn a_part_with_the_decision_alone_tells_of_the_component_that_was_left_out() {
    let ruled = "S Disallowing installation of component: {2B7C1A90-5D34-4E86-9A11-6C0F3D8E7B52} since the same component with higher versioned keyfile exists";
    let registered = "S Executing op: ComponentRegister(ComponentId={2B7C1A90-5D34-4E86-9A11-6C0F3D8E7B52},KeyPath=C:\\Gates\\gates.exe,State=3,,Disk=1,SharedDllRefCount=2,BinaryType=0)";
    for (log, words) in [
        (
            format!(">{ruled}"),
            "of its key file: {2B7C1A90-5D34-4E86-9A11-6C0F3D8E7B52}.",
        ),
        (
            format!(">{ruled}\n{registered}"),
            "of its key file: gates.exe.",
        ),
    ] {
        let headline = found(&log, "MSI207").headline;
        assert!(headline.contains(words), "{headline}");
    }
    for log in [
        // The install failed, so nothing is there anyhow.
        format!("{ruled}\nAction ended 10:00:05: INSTALL. Return value 3."),
        // The list of components tells that the feature was not asked for.
        format!("{ruled}\nS Component: Gates; Installed: Absent;   Request: Null;   Action: Null"),
        registered.to_owned(),
    ] {
        let findings = report(&log).0.findings;
        let of_rule = findings.iter().find(|finding| finding.rule == "MSI207");
        assert!(of_rule.is_none(), "{of_rule:#?}");
    }
}

#[test]
fn a_custom_action_that_failed_in_a_rollback_has_not_undone_its_work() {
    let finding = found(
        "S Executing op: ActionStart(Name=UndoGates,,)
        S Executing op: CustomActionRollback(Action=UndoGates,ActionType=3329,Source=BinaryData,Target=Undo,)
        >CustomAction UndoGates returned actual error code 1603 but will be translated to success due to continue marking",
        "MSI101",
    );
    assert_eq!(
        finding.headline,
        "Custom action UndoGates failed with 1603 in the rollback: what it undoes may be left behind."
    );
}

#[test]
fn the_variable_that_setx_cut_off_is_named_with_whose_it_is() {
    for (command, words) in [
        (
            "\"C:\\Windows\\System32\\setx.exe\" PATH \"C:\\Gates;C:\\Locks\" /M",
            "cut the variable PATH of the machine off",
        ),
        ("setx GATES C:\\Gates", "cut the variable GATES off"),
        (
            "setx /M GATES C:\\Gates",
            "cut the variable GATES of the machine off",
        ),
        (
            "cmd /c C:\\Gates\\keys.cmd",
            "an environment variable, most likely PATH,",
        ),
    ] {
        let said = format!(
            "S Executing op: ActionStart(Name=PutIn,,)
            S Executing op: CustomActionSchedule(Action=PutIn,ActionType=3137,Source=BinaryData,Target=WixQuietExec,CustomActionData={command})
            S Invoking remote custom action. DLL: C:\\Windows\\Installer\\MSI7C9E.tmp, Entrypoint: WixQuietExec
            WixQuietExec:  WARNING: The data being saved is truncated to 1024 characters."
        );
        let finding = found(&ended(&said, 0), "MSI312");
        assert!(finding.headline.contains(words), "{}", finding.headline);
    }
}

#[test]
fn what_a_removal_passes_over_is_not_to_be_repaired() {
    let action = "S Executing op: ActionStart(Name=DropDatabase,,)
        S Executing op: CustomActionSchedule(Action=DropDatabase,ActionType=1025,Source=BinaryData,Target=DropDatabase,)
        S Invoking remote custom action. DLL: C:\\Windows\\Installer\\MSI7C9E.tmp, Entrypoint: DropDatabase
        DropDatabase:  Error 0x80004005: failed to drop SQL database but continuing, error: no right, Database: Gates";
    let removal = "S Command Line: REMOVE=ALL\nS Product registered: entering maintenance mode";
    for (said, severity, advice) in [
        (action.to_owned(), "warning", "repair the product"),
        (format!("{removal}\n{action}"), "note", "delete it by hand"),
    ] {
        let finding = found(&ended(&said, 0), "MSI119");
        assert_eq!(finding.severity.as_str(), severity);
        assert!(finding.advice.contains(advice), "{}", finding.advice);
    }
}
