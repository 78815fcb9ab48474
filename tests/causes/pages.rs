//! What pages have made of the lines of a log hides nothing of what they say.

use wilog::event::{EventKind, ExitCode};
use wilog::syntax::events;
use wilog::text::Source;
use wilog::trace::Trace;

use crate::{of_bytes, prepare, told, verdict};

#[test]
fn blanks_at_the_end_of_a_line_keep_no_operation_open() {
    let log = "MSI (s) (10:20) [10:00:00:000]: Executing op: CustomActionSchedule(Action=CountGates,ActionType=3170,Source=C:\\Kits\\,Target=C:\\Kits\\count.exe /all,)  \r\n\
        MSI (s) (10:20) [10:00:00:000]: PROPERTY CHANGE: Adding GATES property. Its value is 'two'.  \r\n\
        WriteGates:  Error 0x80070005: failed to open the gate\r\n\
        CustomAction WriteGates returned actual error code 1603\r\n";
    let kinds: Vec<_> = events(log).map(|event| event.kind.name()).collect();
    assert_eq!(
        kinds,
        [
            "operation",
            "property-change",
            "custom-action-text",
            "custom-action-returned"
        ]
    );
    let cause = of_bytes(log).cause.expect("there is a cause");
    assert_eq!(cause.line.get(), 3, "{cause:#?}");
}

#[test]
fn a_result_that_a_page_has_wrapped_is_read_as_a_whole() {
    for (rest, lines, ignored) in [
        (
            "\r\n   but will be translated to success due to continue marking",
            2,
            true,
        ),
        (
            " but will be translated\r\nto success due to continue marking",
            2,
            true,
        ),
        (
            " (note this may not be 100% accurate if translation\r\nhappened inside sandbox)",
            2,
            false,
        ),
        ("\r\nbut the gate is shy", 1, false),
        (
            " but will be translated to success due to continue marking\r\nto success",
            1,
            true,
        ),
    ] {
        let log = format!("CustomAction OpenGates returned actual error code 1618{rest}\r\n");
        let result = events(&log).next().expect("there is an event");
        let expected = EventKind::CustomActionReturned {
            name: "OpenGates",
            code: ExitCode(1618),
            ignored,
        };
        assert_eq!((result.lines, result.kind), (lines, expected), "{log}");
    }
}

#[test]
fn lines_of_the_toolset_alone_are_a_part_of_a_log_where_they_are_indented() {
    for indentation in ["", " ", "     ", "\t"] {
        let log = format!(
            "{indentation}WriteGates:  Error 0x80070002: there is no gate\r\n{indentation}WriteGates:  Error 0x80070002: failed to write\r\n"
        );
        let cause = of_bytes(&log).cause.expect("there is a cause");
        assert!(
            cause
                .headline
                .contains("WriteGates wrote of an error last: Error 0x80070002: there is no gate"),
            "{}",
            cause.headline
        );
    }
}

#[test]
fn marks_around_whole_lines_do_not_hide_what_they_say() {
    told(
        "*Error 26204. The gate is locked.*

        *MSI (s) (10:20) [Time]: User policy value 'DisableRollback' is 0*
        *Action ended Time: InstallExecute. Return value 3.*",
        "failed with message 26204: The gate is locked.",
        "",
    );
    told(
        "Info: Action start 10:00:04: OpenGates.
        **Info: SFXCA: Failed to create temp directory. Error code 5**
        Info: CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
        Info: Action ended 10:00:05: OpenGates. Return value 3.",
        "Custom action OpenGates could not make its temporary folder: access was denied",
        "",
    );
}

#[test]
fn what_stands_behind_the_mark_of_a_quotation_is_read_where_other_lines_have_none() {
    told(
        "> [INFO] Gates.LockedException: gates.msi failed
        >
        > Action start 10:00:04: OpenGates.
        CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
        Action ended 10:00:05: OpenGates. Return value 3.
        Action ended 10:00:05: INSTALL. Return value 3.",
        "Custom action OpenGates failed with code 1603",
        "",
    );
}

#[test]
fn a_page_that_took_the_times_away_left_the_actions() {
    for (start, end) in [
        (
            "Action start Time: OpenGates.",
            "Action ended Time: OpenGates. Return value 3.",
        ),
        (
            "Action start[Time]: OpenGates.",
            "Action ended[Time]: OpenGates. Return value 3",
        ),
        (
            "Action start 10:00:01: OpenGates.",
            "Action ended 10:00:01: OpenGates. Return value 3",
        ),
    ] {
        let log = format!(
            "{start}
            OpenGates: could not open the gate: access denied
            {end}
            MSI (s) (10:20)Time: MainEngineThread is returning 1603."
        );
        verdict(&log, "failed", Some(1603), "could not open the gate");
    }
}

#[test]
fn a_page_that_shows_two_blanks_as_one_left_who_wrote_a_line() {
    verdict(
        "WixCreateGateShortcuts: Entering WixCreateGateShortcuts in C:\\Windows\\Installer\\MSI1A2B.tmp, version 3.11.2318.0

        WixCreateGateShortcuts: Error 0x80070057: failed to set the target of the gate",
        "unknown",
        None,
        "Custom action WixCreateGateShortcuts wrote of an error last: Error 0x80070057: failed to set",
    );
    told(
        "CAQuietExec64: The gate is locked.
        CAQuietExec64: Error 0x80070001: Command line returned an error.
        CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)",
        "its command ended with code 1, and the last that it wrote was: The gate is locked.",
        "which stands above the error of the custom action, and run the command by hand",
    );
}

#[test]
fn a_page_that_set_the_dashes_or_lost_the_beginning_left_the_outcome() {
    for (said, outcome, code, words) in [
        (
            "Product: Ledger — Configuration failed.
            Reconfiguration success or error status: 1638.",
            "failed",
            Some(1638),
            "The change of Ledger failed: another version",
        ),
        (
            "S Product: Ledger – Installation completed successfully.",
            "success",
            None,
            "The install of Ledger succeeded.",
        ),
        (
            "S Windows Installer removed the product. Product Name: Ledger. Product Version: 4.2\\. Product Language: 1033\\. Manufacturer: Contoso. Removal success or error status: 0.",
            "success",
            Some(0),
            "The uninstall of Ledger 4.2 succeeded.",
        ),
    ] {
        verdict(said, outcome, code, words);
    }
}

#[test]
fn what_a_page_made_of_a_prefix_is_not_what_windows_says() {
    for (said, kind) in [
        ("Windows was restarted.", "system-message"),
        (
            "MSI [c] (40:50) [10:00:05:000]: Decrementing counter to disable shutdown.",
            "message",
        ),
    ] {
        let (text, _) = prepare(&format!("S MainEngineThread is returning 1603\n{said}"));
        let last = events(&text).last().expect("there are two events");
        assert_eq!(last.kind.name(), kind, "{text}");
    }
}

#[test]
fn empty_lines_of_a_page_leave_the_block_of_an_engine_whole() {
    for joint in ["\n", "\n\n", "\n\n\n"] {
        let log = [
            "S ******* RunEngine:",
            "RUN Product: {7C8908D6-0000-0000-0000-000000000000}",
            "RUN Action: ",
            "RUN CommandLine: **********",
            "S Machine policy value 'Debug' is 0",
        ];
        let what = "The log of the call for {7C8908D6-0000-0000-0000-000000000000} ends";
        verdict(&log.join(joint), "unknown", None, what);
    }
}

#[test]
fn a_time_that_a_page_took_away_is_not_midnight() {
    let (text, _) = prepare(
        "HEADER
        S Doing action: OpenGates
        Action start 10:00:00: OpenGates.
        S Opened the gates.
        Action ended: OpenGates. Return value 1.
        Action ended 10:00:05: INSTALL. Return value 1.",
    );
    let trace = Trace::read(&mut Source::from_bytes(text, None)).expect("memory reads");
    let longest = trace.timed_actions().map(|action| action.milliseconds);
    assert!(longest.max().is_some_and(|longest| longest < 60_000));
}
