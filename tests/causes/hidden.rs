//! Damage that nobody is told of, and causes that stand in other words or at the other end of a call.
//!
//! In a log `>` marks the line at which the finding or the cause stands.

use wilog::finding::Severity;

use super::beside::{ended, found};
use super::{report, told};

/// What a rule finds in a log, where it finds anything.
fn headline_of(log: &str, rule: &str) -> Option<String> {
    let (report, _) = report(log);
    let mut findings = report.findings.into_iter();
    let found = findings.find(|finding| finding.rule == rule);
    found.map(|finding| finding.headline)
}

#[test]
fn a_service_that_was_not_started_is_missing_in_a_product_that_is_new() {
    let log = |command: &str, state: &str, said: &str| {
        ended(
            &format!(
                "S Product {{5F1C0B6E-0000-4000-8000-000000000001}} {state}
                S Executing op: ActionStart(Name=StartKeeper,,)
                S Executing op: CustomActionSchedule(Action=StartKeeper,ActionType=3138,Source=BinaryData,Target=/HideWindow \
                 \"C:\\Windows\\SysWOW64\\net.exe\" {command},)
                {said}
                >CustomAction StartKeeper returned actual error code 2 but will be translated to success due to continue marking"
            ),
            0,
        )
    };
    let new = "S Product not registered: beginning first-time install";
    let old = "S Product registered: entering maintenance mode";
    for (command, said, severity, words) in [
        (
            "start Lock.Keeper",
            new,
            Severity::Warning,
            "Custom action StartKeeper did not start the service Lock.Keeper: net start ended with 2, which was ignored.",
        ),
        (
            "start Lock.Keeper",
            old,
            Severity::Note,
            "Custom action StartKeeper did not start the service Lock.Keeper: net start ended with 2, which was ignored.",
        ),
        (
            "stop Lock.Keeper",
            new,
            Severity::Note,
            "Custom action StartKeeper failed with 2, which was ignored.",
        ),
    ] {
        let log = log(command, "is not managed.", said);
        let finding = found(&log, "MSI101");
        assert_eq!(
            (finding.severity, finding.headline.as_str()),
            (severity, words),
            "{command} {said}"
        );
    }
}

#[test]
fn a_file_that_was_not_written_is_told_where_nobody_was_asked() {
    let info = "S Note: 1: 1310 2: 0 3: C:\\Locks\\gate.png\x20
        Info 1310. Error writing to file: C:\\Locks\\gate.png.  System error 0.  Verify that you have access to that directory.";
    let finding = found(&ended(info, 0), "MSI012");
    assert_eq!(finding.severity, Severity::Note, "{finding:#?}");
    assert!(
        finding.headline.contains("C:\\Locks\\gate.png") && finding.headline.contains("went on"),
        "{}",
        finding.headline
    );
    let part = format!(
        "{info}
        S Executing op: FileCopy(SourceName=a.dll,DestName=a.dll,FileSize=1,)"
    );
    assert!(
        headline_of(&part, "MSI012").is_some_and(|told| told.ends_with("the install went on."))
    );
    // What was only looked at is not written.
    let other = info.replace("1310", "1314");
    assert_eq!(headline_of(&ended(&other, 0), "MSI012"), None);
}

#[test]
fn a_part_tells_what_the_restart_deletes() {
    let part = |error: u32, code: u32| {
        format!(
            "S Executing op: SetTargetFolder(Folder=C:\\Locks\\)
            S Executing op: FileRemove(,FileName=gate.png,,ComponentId={{5F1C0B6E-0000-4000-8000-000000000002}})
            S Note: 1: 2318 2: C:\\Config.Msi\\1a2b.rbf\x20
            S Note: 1: 2329 2: {error} 3: C:\\Locks\\gate.png\x20
            S Verifying accessibility of file: gate.png
            S Note: 1: 2205 2:  3: Error\x20
            S Note: 1: 2228 2:  3: Error 4: SELECT `Message` FROM `Error` WHERE `Error` = {code}\x20
            S Note: 1: 2318 2: "
        )
    };
    let told = headline_of(&part(32, 1903), "MSI510");
    assert_eq!(
        told.as_deref(),
        Some(
            "gate.png was in use and goes at the next restart, with what is put in its place until then."
        )
    );
    assert_eq!(headline_of(&part(5, 1903), "MSI510"), None);
    assert_eq!(headline_of(&part(32, 1306), "MSI510"), None);
}

#[test]
fn a_part_joins_what_was_left_out_with_what_was_removed() {
    let part = |folder: &str, copy: &str| {
        format!(
            "S Disallowing installation of component: {{5F1C0B6E-0000-4000-8000-000000000002}} since the same component with \
             higher versioned keyfile exists
            {folder}
            S Executing op: FileRemove(,FileName=Gate.exe,,ComponentId={{5F1C0B6E-0000-4000-8000-000000000003}})
            S Executing op: ComponentRegister(ComponentId={{5F1C0B6E-0000-4000-8000-000000000002}},KeyPath=c:\\Locks\\gate.exe,State=3,,)
            {copy}"
        )
    };
    let here = "S Executing op: SetTargetFolder(Folder=C:\\Locks\\)";
    let there = "S Executing op: SetTargetFolder(Folder=C:\\Old\\)";
    let copy = "S Executing op: FileCopy(SourceName=gate.exe,DestName=gate.exe,FileSize=1,)";
    let nothing = "S Verifying accessibility of file: gate.exe";
    for (folder, copied, expected) in [
        (nothing, nothing, true),
        (here, nothing, true),
        (there, nothing, false),
        (here, copy, false),
    ] {
        let told = headline_of(&part(folder, copied), "MSI207").unwrap_or_default();
        assert!(told.contains("gate.exe"), "{told}");
        let is_gone = told.ends_with("was removed after that, and may be missing now.");
        assert_eq!(is_gone, expected, "{folder} {copied}: {told}");
    }
}

#[test]
fn a_removal_that_failed_is_told_in_any_language() {
    for said in [
        "Produit : Ledger -- Erreur 1714. La version pr\u{e9}c\u{e9}dente de Ledger ne peut pas \u{ea}tre supprim\u{e9}e. Contactez votre \
         support. Erreur syst\u{e8}me : 1612.",
        "Produkt: Ledger -- Fehler 1714. Die \u{e4}ltere Version von Ledger 4 kann nicht entfernt werden. Systemfehler 1612.",
        "Product: Ledger -- Error 1714. The older version of Ledger cannot be removed. System Error 1612.",
    ] {
        told(
            &format!("S {said}"),
            "The older version of Ledger could not be removed: the source of the install was not found (exit code 1612).",
            "A removal by hand ends the same way",
        );
    }
}

#[test]
fn what_a_message_names_is_read_in_any_language() {
    for (said, headline, advice) in [
        (
            "Продукт: Ledger -- Ошибка 1402. Не удалось открыть раздел: UNKNOWN\\Components\\1A2B. Системная ошибка 5. Убедитесь в \
             наличии прав.",
            "UNKNOWN\\Components\\1A2B",
            "Give SYSTEM and Administrators full control of the key",
        ),
        (
            "Produkt: Ledger -- Fehler 1310. Fehler beim Schreiben in Datei: C:\\Tore\\ledger.dll.  Systemfehler 32.  Sehen Sie nach.",
            "C:\\Tore\\ledger.dll",
            "the program",
        ),
        (
            "Produkt: Ledger -- Fehler 1920. Dienst 'Gates (x64)' (gatesvc) konnte nicht gestartet werden. Sehen Sie nach.",
            "gatesvc",
            "service",
        ),
        (
            "Produkt: Ledger -- Fehler 1722. Ein Programm, das ausgeführt wird, endete nicht. Aktion OpenGates, Pfad: C:\\Tore\\, \
             Befehl: gates.exe /open",
            "Custom action OpenGates failed",
            "command",
        ),
    ] {
        told(&format!("S {said}"), headline, advice);
    }
}

#[test]
fn a_message_of_any_language_is_one_in_a_part_without_notes() {
    const END: &str = "Aktion beendet um 10:00:05: InstallFinalize. R\u{fc}ckgabewert 3.";
    for said in [
        "Fehler 1920. Dienst 'Gates' (gatesvc) konnte nicht gestartet werden. Sehen Sie nach.",
        "Error 1920. Service 'Gates' (gatesvc) failed to start. Verify that you have sufficient privileges to start system services.",
    ] {
        told(
            &format!("{said}\n{END}"),
            "could not start the service Gates (gatesvc)",
            "service",
        );
    }
    // Prose has numbers too.
    for other in [
        "Kapitel 1403. Von dem Tor.",
        "Seit 1999. war 'Gates' offen.",
        "Tor 1920 'Gates' (gatesvc) klemmt.",
    ] {
        let log = format!("{other}\n{END}");
        let cause = report(&log).0.cause.expect("there is a cause");
        assert_eq!(cause.line.get(), 2, "{other}: {cause:#?}");
    }
}

#[test]
fn a_setup_that_unpacked_the_package_is_its_source() {
    let log = |package: &str| {
        format!(
            "HEADER
            C ******* RunEngine:
            RUN Product: {package}
            S ******* RunEngine:
            RUN Product: {package}
            S SOURCEMGMT: Looking for sourcelist for product {{5F1C0B6E-0000-4000-8000-000000000001}}
            S SOURCEMGMT: Trying source C:\\a1b2\\.
            S Note: 1: 2203 2: C:\\a1b2\\lock_red.msi 3: -2147287037\x20
            S SOURCEMGMT: Source is invalid due to missing/inaccessible package.
            S Note: 1: 1706 2: -2147483647 3: lock_red.msi\x20
            S SOURCEMGMT: Failed to resolve source
            S MainEngineThread is returning 1612
            C MainEngineThread is returning 1612"
        )
    };
    told(
        &log("c:\\d3e4\\Lock_red.msi"),
        "No source was found for lock_red.msi",
        "msiexec /fv \"c:\\d3e4\\Lock_red.msi\"",
    );
    for other in [
        "c:\\d3e4\\gates.msi",
        "{5F1C0B6E-0000-4000-8000-000000000001}",
    ] {
        let cause = report(&log(other)).0.cause.expect("there is a cause");
        assert!(!cause.advice.contains("/fv"), "{}", cause.advice);
    }
}

#[test]
fn a_service_that_ended_at_once_is_seen_from_the_client() {
    const END: &str = "Action ended 10:00:00: ExecuteAction. Return value 3.
        Action ended 10:00:00: INSTALL. Return value 3.
        === Logging stopped: 25/02/2026  10:00:00 ===
        C Windows Installer installed the product. Product Name: Locks. Product Version: 1.0. Product Language: 1033. \
         Manufacturer: A. Installation success or error status: 1603.";
    told(
        &format!("Action start 10:00:00: ExecuteAction.\n{END}"),
        "ended the install before it ran any action of the package",
        "Restart the machine",
    );
    for said in [
        "Action start 10:00:00: ExecuteAction.
        Action start 10:00:00: INSTALL.
        Action ended 10:00:00: INSTALL. Return value 3.",
        "Action start 9:58:12: ExecuteAction.",
        "Action ended 10:00:00: OpenGates. Return value 1.",
    ] {
        let cause = report(&format!("{said}\n{END}")).0.cause;
        let headline = cause.map(|cause| cause.headline).unwrap_or_default();
        assert!(!headline.contains("before it ran"), "{said}: {headline}");
    }
}

#[test]
fn a_custom_action_that_a_part_shows_whole_wrote_nothing() {
    let log = |begun: &str| {
        format!(
            "Action start {begun}: FetchGates.
            MSI (c) (A0:14) [10:00:00:172]: Invoking remote custom action. DLL: C:\\Temp\\MSI1.tmp, Entrypoint: FetchGates
            MSI (c) (A0:68) [10:00:00:219]: Cloaking enabled.
            >Action ended 10:00:00: FetchGates. Return value 3.
            Action ended 10:00:00: WelcomeDlg. Return value 3."
        )
    };
    told(
        &log("10:00:00"),
        "FetchGates failed, and wrote nothing about why into this log.",
        "ask the author of the package",
    );
    told(
        &log("9:59:10"),
        "FetchGates failed, and this part of the log does not say why.",
        "Read the whole log",
    );
}

#[test]
fn net_that_may_not_start_a_service_names_the_service() {
    let log = |command: &str| {
        format!(
            "MSI (s) (D4!F8) [10:00:03:908]: PROPERTY CHANGE: Deleting WixQuietExecCmdLine property. Its current value is '{command}'.
            WixQuietExec:  System error 5 has occurred.
            WixQuietExec:  \x20
            WixQuietExec:  Access is denied.
            WixQuietExec:  Error 0x80070002: Command line returned an error.
            CustomAction StartKeeper returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
            Action ended 10:00:03: StartKeeper. Return value 3."
        )
    };
    told(
        &log("\"NET\" START \"Keeper\""),
        "It ran the command `\"NET\" START \"Keeper\"`.",
        "To start the service Keeper takes the rights of an administrator",
    );
    told(
        &log("\"gates.exe\" /open"),
        "It ran the command `\"gates.exe\" /open`.",
        "run the command by hand",
    );
}

#[test]
fn the_name_of_an_error_of_powershell_is_told_where_a_search_left_no_more() {
    let part = |result: u32| {
        format!(
            "WixQuietExec64:      + FullyQualifiedErrorId : Locks.Gates.OpenGatesCommand
            S Windows Installer installed the product. Product Name: Ledger. Product Version: 4.2. Product Language: 1033. Manufacturer: Contoso. Installation success or error status: {result}."
        )
    };
    let told = headline_of(&part(0), "MSI115");
    assert_eq!(
        told.as_deref(),
        Some(
            "A custom action ended well, but its PowerShell wrote an error: Locks.Gates.OpenGatesCommand."
        )
    );
    assert_eq!(headline_of(&part(1603), "MSI115"), None);
}
