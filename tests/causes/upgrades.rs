//! The removal of an older product within an upgrade, in logs that have lost their beginning or their end.

use wilog::finding::Severity;

use super::beside::found;
use super::{check, frame, report, told, verdict};

/// The beginning of an upgrade with the engine's own block.
const BEGIN: &str = "HEADER
        S ******* RunEngine:
        RUN Product: C:\\a.msi
        S Doing action: INSTALL\n";

/// The removal of an older product, in which a custom action fails.
const REMOVAL: &str = "S Doing action: RemoveExistingProducts
        Action start 10:00:01: RemoveExistingProducts.
        N ******* RunEngine:
        RUN Product: {1D7C20B8-6E54-4A93-B0F1-93E5A8D2470C}
        N Command Line: UPGRADINGPRODUCTCODE={6B1F4E0A-93C2-4D7E-A05F-7C28D1E6B940} REMOVE=ALL\x20
        N Doing action: INSTALL
        N Doing action: CloseGates
        >CustomAction CloseGates returned actual error code 1603
        Action ended 10:00:02: CloseGates. Return value 3.
        Action ended 10:00:02: INSTALL. Return value 3.\n";

const WENT_ON: &str = "Action ended 10:00:03: RemoveExistingProducts. Return value 1.
        S Doing action: InstallFiles\n";

#[test]
fn a_removal_that_failed_and_was_survived_is_no_cause_where_the_log_is_cut() {
    for begin in [BEGIN, ""] {
        let log = format!("{begin}{REMOVAL}{WENT_ON}");
        verdict(
            &log,
            "unknown",
            None,
            "the last open action is InstallFiles",
        );
    }
}

#[test]
fn a_removal_with_which_a_log_ends_is_told_as_a_part_of_the_upgrade() {
    for (begin, is_whole) in [(BEGIN, true), ("", false)] {
        let log = format!("{begin}{REMOVAL}");
        let findings = report(&log).0.findings;
        // Nobody knows how the log went on of which somebody quotes a part.
        let is_cut = findings.iter().any(|finding| finding.rule == "MSI801");
        assert_eq!(is_cut, is_whole, "{findings:#?}");
        let action = Some("CloseGates");
        check(
            &log,
            "unknown",
            action,
            Some(1603),
            "In the removal of the older",
        );
    }
}

#[test]
fn the_result_of_a_part_is_that_of_the_upgrade() {
    let end = "Action ended 10:00:04: INSTALL. Return value 1.
        S MainEngineThread is returning 0";
    let log = format!("{REMOVAL}{WENT_ON}{end}");
    verdict(&log, "success", Some(0), "The upgrade succeeded");
    let end = "Action ended 10:00:03: RemoveExistingProducts. Return value 3.
        Action ended 10:00:03: INSTALL. Return value 3.
        S MainEngineThread is returning 1603";
    let log = format!("{REMOVAL}{end}");
    let action = Some("CloseGates");
    check(
        &log,
        "failed",
        action,
        Some(1603),
        "In the removal of the older",
    );
}

/// What the engine of the removal tells the event log, which is no result of the upgrade around it.
#[test]
fn the_status_of_a_removal_is_not_that_of_its_upgrade() {
    let status = "N Windows Installer removed the product. Product Name: Rowan Archive. Product Version: 3.9. Product Language: 1033. Manufacturer: Alder. Removal success or error status: 0.\n";
    let removal = "S Doing action: RemoveExistingProducts
        N ******* RunEngine:
        RUN Product: {1D7C20B8-6E54-4A93-B0F1-93E5A8D2470C}
        N Doing action: INSTALL
        Action ended 10:00:02: INSTALL. Return value 1.\n";
    for above in [BEGIN, ""] {
        let log = format!("{above}{removal}{status}");
        verdict(&log, "unknown", None, "");
    }
    let goes_on = format!(
        "Action ended 10:00:02: INSTALL. Return value 1.
        {status}Action ended 10:00:03: RemoveExistingProducts. Return value 1.
        S Doing action: CreateShortcuts\n"
    );
    let words = "the last open action is CreateShortcuts";
    verdict(&goes_on, "unknown", None, words);
    let failed = format!("{goes_on}Action ended 10:00:04: CreateShortcuts. Return value 3.");
    verdict(&failed, "failed", None, "CreateShortcuts");
}

#[test]
fn a_removal_that_returns_to_its_upgrade_does_not_end_it() {
    let log = "S Doing action: RemoveExistingProducts
        N ******* RunEngine:
        RUN Product: {1D7C20B8-6E54-4A93-B0F1-93E5A8D2470C}
        N MainEngineThread is returning 1605
        Action ended 10:00:03: RemoveExistingProducts. Return value 1.
        S Doing action: InstallFiles";
    verdict(log, "unknown", None, "the last open action is InstallFiles");
}

#[test]
fn a_part_of_a_change_or_a_removal_is_told_as_that_although_its_sequence_looks_for_older_products()
{
    let sequence = "S Doing action: RemoveExistingProducts
        Action start 10:00:01: RemoveExistingProducts.
        Action ended 10:00:02: RemoveExistingProducts. Return value 1.\n";
    for (end, words) in [
        (
            "S Product: Ledger -- Configuration completed successfully.",
            "The change of Ledger succeeded",
        ),
        (
            "Property(S): REMOVE = ALL
            Property(S): ProductName = Ledger",
            "The uninstall of Ledger succeeded",
        ),
    ] {
        let log = format!("{sequence}{end}\n S MainEngineThread is returning 0");
        verdict(&log, "success", Some(0), words);
    }
}

#[test]
fn a_bundle_whose_log_quotes_a_removal_stays_a_bundle() {
    let log = "[1A2C:0B40][2025-06-03T14:05:09]i001: Burn v3.14.1.8722, Windows v10.0 (Build 19045: Service Pack 0), path: C:\\setup.exe
        S Doing action: RemoveExistingProducts
        [1A2C:0B40][2025-06-03T14:05:12]i007: Exit code: 0x643, restarting: No";
    let (report, _) = report(log);
    assert_eq!(
        (report.verdict.outcome.as_str(), report.verdict.exit_code),
        ("failed", Some(1603))
    );
}

#[test]
fn the_end_of_a_removal_is_no_result_of_an_upgrade_whose_beginning_is_lost() {
    let log = "S Doing action: RemoveExistingProducts
        Action start 10:00:01: RemoveExistingProducts.
        Action ended 10:00:02: RemoveExistingProducts. Return value 1.
        S Doing action: InstallFiles";
    let (report, _) = report(log);
    let mut packages = report.sessions.iter().flat_map(|session| &session.packages);
    assert!(packages.all(|package| package.outcome.as_str() == "unknown"));
}

#[test]
fn a_part_with_a_removal_says_what_other_parts_say() {
    let sequence = "S Doing action: RemoveExistingProducts
        Action start 10:00:01: RemoveExistingProducts.
        Action ended 10:00:02: RemoveExistingProducts. Return value 1.
        S Doing action: InstallFinalize";
    check(
        &format!(
            "{sequence}
        >The gate could not be opened: fatal error of the lock.
        CustomAction OpenGates returned actual error code 1603
        Action ended 10:00:09: InstallFinalize. Return value 3."
        ),
        "failed",
        Some("OpenGates"),
        Some(1603),
        "its own message was: The gate could not be opened",
    );
    let (report, _) = report(&format!(
        "{sequence}
        Product: Ledger -- Error 1920. Service 'Keeper' (keeper) failed to start.
        Action ended 10:00:09: InstallFinalize. Return value 3."
    ));
    let facts = &report.context.facts;
    assert_eq!(facts[0], ("What", "The install of Ledger".to_owned()));
}

#[test]
fn an_error_that_the_removal_survived_is_no_cause_of_what_fails_below_it() {
    let (report, marked) = report(
        "Action start 10:00:00: INSTALL.
        N Doing action: InstallFinalize
        Action start 10:00:00: InstallFinalize.
        N Executing op: ActionStart(Name=RemoveFiles,,)
        N Product: Gates -- Error 1905. Module C:\\Gates\\gate.dll failed to unregister. HRESULT -2147220472. Contact your support personnel.
        N Executing op: ActionStart(Name=PublishProduct,,)
        Action ended 10:00:01: InstallFinalize. Return value 1.
        Action ended 10:00:01: INSTALL. Return value 1.
        Action ended 10:00:02: RemoveExistingProducts. Return value 1.
        S Doing action: InstallFiles
        Action start 10:00:02: InstallFiles.
        S Doing action: StartServices
        Action ended 10:00:02: InstallFiles. Return value 1.
        Action start 10:00:02: StartServices.
        S Doing action: InstallFinalize
        Action ended 10:00:02: StartServices. Return value 1.
        Action start 10:00:02: InstallFinalize.
        S Executing op: ActionStart(Name=StartServices,,)
        S Executing op: ServiceControl(,Name=keeper,Action=1,Wait=1,)
        >S Product: Gates -- Error 1920. Service 'Keeper' (keeper) failed to start. Verify that you have sufficient privileges to start system services.
        Action ended 10:00:03: InstallFinalize. Return value 3.
        Action ended 10:00:03: INSTALL. Return value 3.
        S MainEngineThread is returning 1603",
    );
    let cause = report.cause.expect("there is a cause");
    assert_eq!(Some(cause.line.get()), marked, "{cause:#?}");
}

#[test]
fn a_feature_that_an_action_left_out_is_a_note() {
    const LOG: &str = include_str!("../../sample-logs/rules/MSI237-feature-lost/fires.log");
    const COSTED: &str = "MSI (s) (2C:A8) [11:26:02:460]: Doing action: CostFinalize";
    for (change, expected) in [
        (
            "Adding ADDLOCAL property. Its value is 'Core'.",
            Severity::Note,
        ),
        (
            "Adding REMOVE property. Its value is 'Plotter'.",
            Severity::Note,
        ),
        (
            "Modifying INSTALLLEVEL property. Its current value is '3'. Its new value: '1'.",
            Severity::Note,
        ),
        (
            "Adding INSTALLLEVEL property. Its value is '1'.",
            Severity::Warning,
        ),
        (
            "Adding GATES property. Its value is 'Core'.",
            Severity::Warning,
        ),
    ] {
        let change = format!("MSI (s) (2C:A8) [11:26:02:460]: PROPERTY CHANGE: {change}");
        let log = LOG.replacen(COSTED, &format!("{change}\n{COSTED}"), 1);
        assert_eq!(found(&log, "MSI237").severity, expected, "{change}");
    }
}

#[test]
fn what_the_code_of_the_removal_asks_for_is_told_with_the_product() {
    for (code, value, advice) in [
        (
            1603,
            "{1D7C20B8-6E54-4A93-B0F1-93E5A8D2470C}",
            "msiexec /x {1D7C20B8-",
        ),
        (
            1603,
            "{1D7C20B8-6E54-4A93-B0F1-93E5A8D2470C};{2E8D31C9-6E54-4A93-B0F1-93E5A8D2470C}",
            "msiexec /x PRODUCTCODE",
        ),
        (
            1605,
            "{1D7C20B8-6E54-4A93-B0F1-93E5A8D2470C}",
            "Remove it as the user who has it",
        ),
        (
            1612,
            "{1D7C20B8-6E54-4A93-B0F1-93E5A8D2470C}",
            "A removal by hand ends the same way",
        ),
        (
            1620,
            "{1D7C20B8-6E54-4A93-B0F1-93E5A8D2470C}",
            "msiexec /fv",
        ),
    ] {
        let log = format!(
            "S Doing action: FindRelatedProducts
            Action start 10:00:01: FindRelatedProducts.
            S PROPERTY CHANGE: Adding OLDGATES property. Its value is '{value}'.
            Action ended 10:00:01: FindRelatedProducts. Return value 1.
            S Doing action: RemoveExistingProducts
            S Note: 1: 1714 2: Gates 3: {code}\x20
            Error 1714. The older version of Gates cannot be removed. Contact your technical support group. System Error {code}.
            Action ended 10:00:05: RemoveExistingProducts. Return value 3."
        );
        told(&frame(&log, 3, 1603), "could not be removed", advice);
    }
}

#[test]
fn a_newer_version_that_the_client_found_stops_an_action_of_the_server() {
    let log = frame(
        "C Doing action: FindRelatedProducts
        Action start 10:00:01: FindRelatedProducts.
        C PROPERTY CHANGE: Adding NEWERGATES property. Its value is '{5B2E8C10-7D44-4E0B-A1C9-3F6D5E2B7A90}'.
        Action ended 10:00:01: FindRelatedProducts. Return value 1.
        S Doing action: FindRelatedProducts
        Action start 10:00:02: FindRelatedProducts.
        S Skipping FindRelatedProducts action: already done on client side
        Action ended 10:00:02: FindRelatedProducts. Return value 0.
        S Doing action: KeepGates
        Action start 10:00:03: KeepGates.
        >S Product: Gates -- A newer version of Gates is already installed.
        Action ended 10:00:03: KeepGates. Return value 3.",
        3,
        1603,
    );
    told(
        &log,
        "A newer version is installed ({5B2E8C10-",
        "Nothing needs to be installed",
    );
}

#[test]
fn a_newer_version_is_the_reason_by_its_property_or_by_the_text() {
    const LOG: &str =
        include_str!("../../sample-logs/rules/MSI520-newer-version-installed/fires.log");
    const NEWER: &str = "NEWERVERSIONDETECTED";
    const TEXT: &str = "A newer version of Ruff Studio is already installed.";
    for (property, text, words, advice) in [
        (
            NEWER,
            TEXT,
            "the package does not replace it",
            "Nothing needs",
        ),
        (
            "RUFF1",
            TEXT,
            "the package does not replace it",
            "Nothing needs",
        ),
        (
            NEWER,
            "Ruff Studio needs Windows 11.",
            "a condition stopped the package",
            "Else fulfil",
        ),
        (
            "RUFF1",
            "Ruff Studio needs Windows 11.",
            "A launch condition was not met",
            "Fulfil",
        ),
        (
            "RUFF1",
            "Ruff Studio needs a newer version of Windows.",
            "A launch condition was not met",
            "Fulfil",
        ),
    ] {
        let log = LOG.replace(NEWER, property).replace(TEXT, text);
        told(&log, words, advice);
    }
}

#[test]
fn an_install_that_its_user_interface_sequence_ended_early_did_nothing() {
    const EXECUTED: &str = "C Doing action: ExecuteAction
            Action start 10:00:01: ExecuteAction.
            Action ended 10:00:01: ExecuteAction. Return value 1.";
    let log = |begun: &str| {
        format!(
            "HEADER
            C ******* RunEngine:
            RUN Product: C:\\Kits\\gates.msi
            C Product not registered: beginning first-time install
            C Doing action: INSTALL
            Action start 10:00:00: INSTALL.
            C Running UISequence
            {begun}
            C Doing action: LookAround
            Action start 10:00:02: LookAround.
            Action ended 10:00:03: LookAround. Return value 5.
            Action ended 10:00:03: INSTALL. Return value 5.
            C MainEngineThread is returning 0"
        )
    };
    for (begun, expected) in [("C Doing action: CostFinalize", true), (EXECUTED, false)] {
        let (report, _) = report(&log(begun));
        let is_told = report.findings.iter().any(|found| found.rule == "MSI202");
        assert_eq!(is_told, expected, "{begun}: {:#?}", report.verdict);
    }
}

#[test]
fn an_older_product_that_never_told_its_name_has_that_of_the_message_about_it() {
    let log = |above: &str, within: &str| {
        frame(
            &format!(
                "{above}S Doing action: RemoveExistingProducts
                N ******* RunEngine:
                RUN Product: {{5F1C0B6E-0000-4000-8000-000000000001}}
                {within}>N SOURCEMGMT: Failed to resolve source
                S Note: 1: 1714 2: Rowan Gates 1.4 3: 1612\x20
                Error 1714. The older version of Rowan Gates 1.4 cannot be removed. System Error 1612.
                Action ended 10:00:03: RemoveExistingProducts. Return value 3."
            ),
            3,
            1603,
        )
    };
    told(
        &log("", ""),
        "In the removal of the older Rowan Gates 1.4: No source was found for the package.",
        "run msiexec /fv",
    );
    // A removal before it that failed and was survived has a name of its own.
    told(
        &log("S Note: 1: 1714 2: Rowan Fence 1.0 3: 1605\x20\n", ""),
        "In the removal of the older Rowan Gates 1.4: ",
        "run msiexec /fv",
    );
    // Where the copy of its package is missing, the package that brings it back is the older one too.
    let cached = "N Warning: Local cached package 'C:\\Windows\\Installer\\49aa.msi' is missing.\n";
    told(
        &log("", cached),
        "In the removal of the older Rowan Gates 1.4: The cached package",
        "The package of the new version is another product and does not serve",
    );
    // The message behind another removal is about that one.
    let another = "S Doing action: RemoveExistingProducts
        N ******* RunEngine:
        RUN Product: {5F1C0B6E-0000-4000-8000-000000000002}
        >N SOURCEMGMT: Failed to resolve source
        N MainEngineThread is returning 1612
        N ******* RunEngine:
        RUN Product: {5F1C0B6E-0000-4000-8000-000000000003}
        N MainEngineThread is returning 1603
        S Note: 1: 1714 2: Rowan Fence 1.0 3: 1603\x20
        Action ended 10:00:03: RemoveExistingProducts. Return value 3.";
    let (report, _) = report(&frame(another, 3, 1603));
    let headline = report.cause.expect("there is a cause").headline;
    assert!(!headline.contains("Rowan Fence"), "{headline}");
}
