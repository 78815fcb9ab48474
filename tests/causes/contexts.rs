//! What a code means, and what to do about it, where it is known who met it.

use super::report;

/// Words that the headline and the advice have for the cause of a part of a log.
#[track_caller]
fn says(log: &str, headline: &str, advice: &str) {
    let cause = report(log).0.cause.expect("there is a cause");
    assert!(cause.headline.contains(headline), "{}", cause.headline);
    assert!(cause.advice.contains(advice), "{}", cause.advice);
}

#[test]
fn a_command_that_did_not_start_is_told_why_and_not_sent_to_its_output() {
    for (code, headline, advice) in [
        (
            "d8",
            "another kind of processor (system error 216)",
            "for the processor of this machine",
        ),
        (
            "4ec",
            "a policy forbids the program (system error 1260)",
            "AppLocker",
        ),
        ("02", "(system error 2)", "looked for in PATH only"),
    ] {
        let log = format!(
            "CAQuietExec:  Error 0x8007{code:0>4}: Command failed to execute.
            CAQuietExec:  Error 0x8007{code:0>4}: QuietExec Failed
            CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
            Action ended 10:00:05: InstallFinalize. Return value 3."
        );
        says(&log, headline, advice);
        let cause = report(&log).0.cause.expect("there is a cause");
        assert!(!cause.advice.contains("output"), "{}", cause.advice);
    }
}

#[test]
fn the_error_of_an_object_that_a_script_uses_is_told_in_words() {
    let log = |code: &str, text: &str| {
        format!(
            "S Note: 1: 1720 2: CountGates 3: {code} 4: SWbemObjectSet 5: {text}  6: 12 7: 5\x20
            S Product: Ledger -- Error 1720. There is a problem with this Windows Installer package.
            Action ended 10:00:05: CountGates. Return value 3."
        )
    };
    says(
        &log("-2147217392", "Invalid class"),
        "(script error 0x80041010: the class of WMI does not exist)",
        "winmgmt /verifyrepository",
    );
    // What the script itself meets has a number of its own, and a failure without detail says nothing.
    says(
        &log("-2146827859", "ActiveX component can't create object"),
        "(script error 429)",
        "Report the line",
    );
    says(
        &log("-2147467259", "Unspecified error"),
        "(script error 0x80004005)",
        "Report the line",
    );
}

#[test]
fn a_key_of_the_32_bit_view_is_named_as_regedit_knows_it_and_the_advice_stands_once() {
    let log = "S Note: 1: 1402 2: HKEY_LOCAL_MACHINE32\\SOFTWARE\\Gates\\Main 3: 5\x20
        S Product: Ledger -- Error 1402. Could not open key: HKEY_LOCAL_MACHINE32\\SOFTWARE\\Gates\\Main. System error 5.
        Action ended 10:00:05: InstallFinalize. Return value 3.";
    says(
        log,
        "(in regedit HKEY_LOCAL_MACHINE\\SOFTWARE\\WOW6432Node\\Gates\\Main)",
        "full control of the key",
    );
    let advice = report(log).0.cause.expect("there is a cause").advice;
    assert_eq!(advice.matches("full control").count(), 1, "{advice}");
}

#[test]
fn a_network_that_takes_no_more_filters_is_told_in_words() {
    says(
        "GateFilter: INetCfgClassSetup::Install failed: 0x8004a029
        CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
        Action ended 10:00:05: InstallFinalize. Return value 3.",
        "as many network filter drivers as Windows allows",
        "MaxNumFilters",
    );
}
