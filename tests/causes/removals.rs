//! What to do about a product that cannot be removed.

use super::{frame, report};

/// The last way to be rid of a product whose own package keeps it.
const WAY_OUT: &str = "troubleshooter for programs that cannot be removed";

/// Microsoft's troubleshooter takes the registration away alone, so it is nothing for what has services, and no way around a
/// package that means to stay.
#[test]
fn a_removal_that_the_package_itself_keeps_from_its_end_has_a_way_out() {
    const REMOVE: &str =
        "S Command Line: REMOVE=ALL\nS Product registered: entering maintenance mode";
    const INSTALL: &str = "S Product not registered: beginning first-time install";
    const PROGRAM: &str = "Error 1722. There is a problem with this Windows Installer package. A program run as part of the setup did not finish as expected. Contact your support personnel or package vendor.  Action";
    for (operation, action, said, is_told) in [
        (
            REMOVE,
            "OilLocks",
            format!("{PROGRAM} OilLocks, location: C:\\Gates\\oil.exe, command: /off"),
            true,
        ),
        (
            INSTALL,
            "OilLocks",
            format!("{PROGRAM} OilLocks, location: C:\\Gates\\oil.exe, command: /on"),
            false,
        ),
        (
            REMOVE,
            "StopService",
            format!("{PROGRAM} StopService, location: C:\\Gates\\oil.exe, command: /off"),
            false,
        ),
        (
            REMOVE,
            "AskPassword",
            "AskPassword:  the gate stays shut".to_owned(),
            false,
        ),
        (
            REMOVE,
            "OilLocks",
            "OilLocks:  Error: no oil".to_owned(),
            true,
        ),
    ] {
        let log = frame(
            &format!(
                "{operation}
                S Doing action: {action}
                Action start 10:00:02: {action}.
                {said}
                CustomAction {action} returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
                Action ended 10:00:04: {action}. Return value 3."
            ),
            3,
            1603,
        );
        let cause = report(&log).0.cause.expect("there is a cause");
        assert_eq!(
            cause.advice.contains(WAY_OUT),
            is_told,
            "{operation}: {cause:#?}"
        );
    }
}
