//! Which lines of a custom action are marked as errors by its logger, and which only look so.

use super::own_words::check_words;

#[test]
fn what_is_marked_as_information_is_no_failure() {
    check_words(
        "DIFXAPP: INFO:   Could not open file C:\\Windows\\System32\\DriverStore\\gates.inf. (Error code 0x3: The system cannot find the path specified.)
        >DIFXAPP: ERROR:  PnP Install failed. (Error code 0x3EE: The volume for a file has been externally altered.)
        DIFXAPP: INFO:   RETURN: DriverPackageInstallW  (0x3EE)
        DIFXAPP: RETURN: InstallDriverPackages() 1006 (0x3EE)",
        "PnP Install failed.",
    );
}

#[test]
fn the_level_of_a_logger_tells_which_line_is_the_error() {
    for [information, warning, error] in [
        [
            "level=info msg=\"error handler set\"",
            "level=warning msg=\"failed to read the old gate\"",
            "level=error msg=\"gate 12 is newer\"",
        ],
        [
            "{\"level\":\"info\",\"msg\":\"error handler set\"}",
            "{\"level\":\"warn\",\"msg\":\"failed to read the old gate\"}",
            "{\"level\":\"error\",\"msg\":\"gate 12 is newer\"}",
        ],
        [
            "[10:00:01 INF] Error page registered",
            "[10:00:01 WRN] Failed to read the old gate",
            "[10:00:02 FTL] gate 12 is newer",
        ],
        [
            "2026-03-02 10:00:01|INFO|Boot|error log opened",
            "2026-03-02 10:00:01|WARN|Boot|failed to read the old gate",
            "2026-03-02 10:00:02|FATAL|Boot|gate 12 is newer",
        ],
    ] {
        for (writer, end) in [
            ("OpenGates: ", ""),
            (
                "WixQuietExec64:  ",
                "WixQuietExec64:  Error 0x80070001: Command line returned an error.\n",
            ),
        ] {
            check_words(
                &format!("{writer}{information}\n{writer}{warning}\n>{writer}{error}\n{end}"),
                "gate 12 is newer",
            );
        }
    }
}

#[test]
fn of_tries_the_last_one_tells_why_the_action_gave_up() {
    check_words(
        "OpenGates: attempt 1 of 2 failed: no answer
        >OpenGates: attempt 2 of 2 failed: the key has expired
        OpenGates: giving up",
        "the key has expired",
    );
    check_words(
        "WixQuietExec:  Try 1/2: failed, no answer
        >WixQuietExec:  Try 2/2: failed, the key has expired
        WixQuietExec:  Error 0x80070001: Command line returned an error.",
        "the key has expired",
    );
}

#[test]
fn a_level_alone_does_not_take_the_place_of_words() {
    const REASON: &str = "OpenGates: Could not open the gate: no key";
    for said in [
        "ALERT: the service was started",
        "<1> Copying gates",
        "Registering category [Alert]",
        "CRITICAL SECTION ENTERED",
        "CRITICAL: the gate is warm",
        "[10:00:01 ERR] Gate 12",
        "Information: the error page was set",
    ] {
        check_words(&format!("{said}\n>{REASON}"), "Could not open the gate");
        check_words(&format!(">{REASON}\n{said}"), "Could not open the gate");
    }
}

#[test]
fn information_is_told_where_an_action_wrote_nothing_else() {
    for said in [
        "Information: Connecting failed: server not found",
        "OpenGates: Info: Exception occurred: System.IO.IOException: The file is locked",
        "level=info msg=\"could not connect\"",
        "{\"@t\":\"2026-03-02\",\"@mt\":\"Setup failed\",\"@x\":\"System.IO.IOException: locked\"}",
    ] {
        check_words(&format!(">{said}"), "OpenGates");
    }
}
