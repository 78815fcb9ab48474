//! Custom actions that say themselves what is to be done: the log that they name, and the text that they show.

use super::{report, told};

#[test]
fn a_log_that_a_custom_action_names_is_to_be_read_first() {
    let log = |said: &str| {
        format!(
            "S Doing action: OpenGates
            S Invoking remote custom action. DLL: C:\\Windows\\Installer\\MSI1A2B.tmp, Entrypoint: OpenGates
            {said}
            CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
            Action ended 10:00:05: OpenGates. Return value 3."
        )
    };
    let read = "Read C:\\Gates\\open.log, which the custom action names. ";
    for said in [
        "OpenGates: The gate did not open. See C:\\Gates\\open.log for details.",
        "OpenGates:  Execute string: cmd.exe /c \"\"C:\\Gates\\gatectl.exe\" /open >> \"C:\\Gates\\open.log\" 2>&1\"
        OpenGates:  Error 0x80004005: Failed to open the gates.",
        "WixQuietExec64:  The gate did not open. Details: C:\\Gates\\open.log
        WixQuietExec64:  Error 0x80070001: Command line returned an error.",
    ] {
        told(&log(said), "Custom action OpenGates failed", read);
    }
    let cause = report(&log(
        "OpenGates: Could not open log file C:\\Gates\\open.log.",
    ));
    let advice = cause.0.cause.expect("there is a cause").advice;
    assert!(!advice.contains("open.log"), "{advice}");
}

#[test]
fn what_a_custom_action_shows_to_the_user_is_to_be_done() {
    told(
        "S Doing action: CheckGates
        S Product: Gates -- The gates cannot be removed while somebody leans on them.

        The gates cannot be removed while somebody leans on them.
        CustomAction CheckGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
        Action ended 10:00:05: CheckGates. Return value 3.",
        "while somebody leans on them",
        "Do what the text asks for, then install again",
    );
}
