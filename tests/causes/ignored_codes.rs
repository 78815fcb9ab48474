//! What is told of a code with which a custom action ended whose failure was ignored.

use super::beside::found;
use super::ignored::of_program;

#[test]
fn an_ignored_code_is_told_with_its_meaning_and_what_to_do() {
    const KEYS: &str = "\"C:\\Locks\\keys.exe\" -install \"C:\\Locks\\keys.inf\" KEYS";
    const PNPUTIL: &str = "\"C:\\Windows\\System32\\pnputil.exe\" /add-driver keys.inf /install";
    const RUNTIME: &str = "\"C:\\Locks\\vc_redist.x64.exe\" /quiet";
    const REMOVAL: &str = "\"C:\\Locks\\keys.exe\" /uninstall KEYS";
    for (call, code, severity, headline, advice) in [
        (
            KEYS,
            -536_870_353,
            "warning",
            "failed with 0xE000022F, which was ignored: the driver package has no signed catalogue.",
            "setupapi.dev.log",
        ),
        (
            KEYS,
            -536_870_389,
            "note",
            "failed with 0xE000020B, which was ignored: the device does not exist.",
            "setupapi.dev.log",
        ),
        (
            PNPUTIL,
            -536_870_352,
            "warning",
            "failed with 0xE0000230, which was ignored.",
            "What the action should have made is missing. Read C:\\Windows\\INF\\setupapi.dev.log",
        ),
        (
            KEYS,
            -1_073_741_515,
            "warning",
            "failed with 0xC0000135, which was ignored: its program could not run, since a library that it needs was not found.",
            "of its processor, then repair the product.",
        ),
        (
            RUNTIME,
            1603,
            "warning",
            "failed with 1603, which was ignored.",
            "in files that begin with dd_vcredist.",
        ),
        (
            KEYS,
            -300,
            "note",
            "failed with -300, which was ignored.",
            "Check whether",
        ),
        (
            KEYS,
            1722,
            "note",
            "failed with 1722, which was ignored.",
            "Check whether",
        ),
        (
            KEYS,
            1619,
            "note",
            "failed with 1619, which was ignored: of an installer it means: ",
            "Check whether",
        ),
        (
            REMOVAL,
            -536_870_353,
            "note",
            "failed with 0xE000022F, which was ignored: the driver package has no signed catalogue.",
            "setupapi.dev.log",
        ),
        // In a removal nothing is refused.
        (
            REMOVAL,
            -536_870_352,
            "note",
            "failed with 0xE0000230, which was ignored.",
            "names the driver package and what went wrong with it",
        ),
        (
            KEYS,
            -536_870_324,
            "note",
            "failed with 0xE000024C, which was ignored",
            "",
        ),
        (
            "\"C:\\Locks\\VSTOInstaller.exe\" /s /i keys.vsto",
            -300,
            "note",
            "failed with -300, which was ignored: the publisher of the add-in is not trusted.",
            "among the trusted publishers",
        ),
    ] {
        is_told((call, code), severity, headline, advice);
    }
}

#[track_caller]
fn is_told((call, code): (&str, i32), severity: &str, headline: &str, advice: &str) {
    let finding = found(&of_program(call, code, "S Doing nothing"), "MSI101");
    let severity_of = finding.severity.as_str();
    assert_eq!(severity_of, severity, "{code} {}", finding.headline);
    assert!(finding.headline.contains(headline), "{}", finding.headline);
    assert!(finding.advice.contains(advice), "{}", finding.advice);
    assert!(!finding.advice.contains("mend what it says"));
}

#[test]
fn an_ignored_end_of_devcon_is_told_as_what_devcon_means_by_it() {
    const NO_DEVCON: &str = "\"C:\\Locks\\devcontrol.exe\" install keys.inf";
    const DEVCON: &str = "\"C:\\Locks\\devcon.exe\" update keys.inf root\\keys";
    for (call, code, severity, headline, advice) in [
        (
            NO_DEVCON,
            1,
            "note",
            "failed with 1, which was ignored.",
            "Check whether",
        ),
        (
            DEVCON,
            1,
            "warning",
            "ran devcon, which did its work, and a restart is needed (1), which was ignored.",
            "Restart the machine, since",
        ),
        (
            DEVCON,
            2,
            "warning",
            "failed with 2, which was ignored: devcon could not do its work.",
            "setupapi.dev.log",
        ),
    ] {
        is_told((call, code), severity, headline, advice);
    }
}
