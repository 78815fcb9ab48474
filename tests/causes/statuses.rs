//! What the sentence with the status says of an install, and what stands around it.

use super::{report, told, verdict};

const REMOVED: &str = "S Windows Installer removed the product. Product Name: Rowan Gates. Product Version: 1.4. Product Language: 1033. Manufacturer: Rowan. Removal success or error status: 0.";

/// A log that is not verbose has no line of the engine that removed the older product.
#[test]
fn the_removal_of_an_older_product_is_no_result_of_an_upgrade_that_goes_on() {
    for (below, outcome, words) in [
        (
            "Action start 10:00:03: InstallFiles.",
            "unknown",
            "ends before its result",
        ),
        (
            "Error 1310. The gates are shut.
            Action ended 10:00:04: InstallFinalize. Return value 3.
            Action ended 10:00:04: INSTALL. Return value 3.",
            "failed",
            "failed",
        ),
    ] {
        let log = format!(
            "=== Logging started: 25/02/2026  10:00:00 ===
            Action start 10:00:01: INSTALL.
            Action start 10:00:02: RemoveExistingProducts.
            {REMOVED}
            Action ended 10:00:03: RemoveExistingProducts. Return value 1.
            {below}"
        );
        verdict(&log, outcome, None, words);
    }
    // The client ends behind the server.
    let log = format!(
        "{REMOVED}
        Action ended 10:00:04: ExecuteAction. Return value 1.
        Action start 10:00:04: ExitDialog.
        Action ended 10:00:05: INSTALL. Return value 1."
    );
    verdict(&log, "success", Some(0), "The uninstall of Rowan Gates 1.4");
}

/// The sentence with the status has 0 where a restart is needed, and another one follows that says so.
#[test]
fn a_log_without_its_exit_code_tells_of_the_restart_that_is_needed() {
    for (restart, code) in [("2", 3010), ("1", 1641)] {
        let log = format!(
            "{REMOVED}
            S Windows Installer requires a system restart. Product Name: Rowan Gates. Product Version: 1.4. Product Language: 1033. Manufacturer: Rowan. Type of System Restart: {restart}. Reason for Restart: 1.
            S Product: Rowan Gates. Restart required."
        );
        let words = "The uninstall of Rowan Gates 1.4";
        verdict(&log, "success-reboot-required", Some(code), words);
        // The restart of another product is none of this one's.
        let other = log.replace(
            "restart. Product Name: Rowan Gates",
            "restart. Product Name: Heron",
        );
        verdict(&other, "success", Some(0), words);
    }
}

/// Two ends in one text, or events of which the newest stands first.
#[test]
fn a_success_of_something_else_takes_no_failure_back() {
    let status = |did: &str, product: &str, code: u32| {
        format!(
            "Windows Installer {did} the product. Product Name: {product}. Product Version: 1.4. Product Language: 1033. Manufacturer: Rowan. {} success or error status: {code}.\n",
            if did == "removed" {
                "Removal"
            } else {
                "Installation"
            }
        )
    };
    let failed = status("installed", "Rowan Gates", 1603);
    for (other, code, words) in [
        (
            status("installed", "Rowan Fence", 0),
            1603,
            "The install of Rowan Gates 1.4 failed",
        ),
        (
            status("removed", "Rowan Gates", 0),
            1603,
            "The install of Rowan Gates 1.4 failed",
        ),
        // Nor do several, or one that was cancelled.
        (
            [1641, 0, 1602]
                .map(|code| status("installed", "Rowan Fence", code))
                .concat(),
            1603,
            "The install of Rowan Gates 1.4 failed",
        ),
        // A second try counts.
        (
            status("installed", "Rowan Gates", 0),
            0,
            "The install of Rowan Gates 1.4 succeeded",
        ),
    ] {
        let outcome = if code == 0 { "success" } else { "failed" };
        verdict(&format!("{failed}\n{other}"), outcome, Some(code), words);
    }
}

/// Of each product and operation the last end counts, and of these the worst, whatever stands between them.
#[test]
fn the_worst_of_the_last_ends_is_that_of_a_text() {
    for (ends, outcome, code, name) in [
        (
            &[("Gates", 1603), ("Fence", 1619), ("Fence", 0)][..],
            "failed",
            1603,
            "Gates",
        ),
        (
            &[("Gates", 1603), ("Fence", 1602), ("Gates", 0)],
            "cancelled",
            1602,
            "Fence",
        ),
        (
            &[("Gates", 1603), ("Fence", 0), ("Lock", 1602), ("Gates", 0)],
            "cancelled",
            1602,
            "Lock",
        ),
        (
            &[("Gates", 1603), ("Fence", 1602), ("Lock", 0)],
            "failed",
            1603,
            "Gates",
        ),
        (
            &[("Gates", 1602), ("Gates", 1603), ("Gates", 1602)],
            "cancelled",
            1602,
            "Gates",
        ),
        (
            &[("Gates", 1603), ("Fence", 1619), ("Lock", 0)],
            "failed",
            1619,
            "Fence",
        ),
        (
            &[("Gates", 3010), ("Fence", 0)],
            "success-reboot-required",
            3010,
            "Gates",
        ),
        (
            &[("Gates", 1603), ("Fence", 1619), ("Gates", 0), ("Fence", 0)],
            "success",
            0,
            "Fence",
        ),
    ] {
        let told = |(name, code): &(&str, u32)| {
            format!(
                "Windows Installer installed the product. Product Name: {name}. Product Version: 1.4. Product Language: 1033. Manufacturer: Rowan. Installation success or error status: {code}.\n"
            )
        };
        let log: String = ends.iter().map(told).collect();
        let words = match outcome {
            "cancelled" => "The install was cancelled".to_owned(),
            _ => format!("The install of {name} 1.4"),
        };
        verdict(&log, outcome, Some(code), &words);
        let session = &report(&log).0.sessions[0];
        let product = session
            .product
            .as_ref()
            .map(|product| product.name.as_str());
        assert_eq!(product, Some(name), "{log}");
    }
}

/// A log without headers may be the ends of two that somebody quotes.
#[test]
fn two_ends_of_logs_are_two_sessions() {
    let end = |process: &str, product: &str, status: u32, value: u32| {
        format!(
            "MSI (s) ({process}:20) [10:00:01:000]: Executing op: End(Checksum=0,ProgressTotalHDWord=0,ProgressTotalLDWord=0)
            Action ended 10:00:01: INSTALL. Return value {value}.
            Property(S): ProductName = {product}
            MSI (s) ({process}:20) [10:00:01:000]: Windows Installer installed the product. Product Name: {product}. Product Version: 1.4. Product Language: 1033. Manufacturer: Rowan. Installation success or error status: {status}.
            MSI (s) ({process}:20) [10:00:01:000]: MainEngineThread is returning {status}"
        )
    };
    let (failed, went_well) = (end("10", "Rowan Gates", 1603, 3), end("14", "Heron", 0, 1));
    let footer = "=== Logging stopped: 25/02/2026  10:00:01 ===\nMSI (c) (40:50) [10:00:01:000]: MainEngineThread is returning";
    for log in [
        format!("{failed}\n{went_well}"),
        format!("{went_well}\n{failed}"),
        format!("{failed}\n{footer} 1603\n\n{went_well}\n{footer} 0"),
    ] {
        verdict(&log, "failed", Some(1603), "Rowan Gates 1.4");
        assert_eq!(report(&log).0.sessions.len(), 2, "{log}");
    }
    // A transaction that is taken back goes on below the return of a package.
    let log = format!(
        "{failed}
        MSI (s) (10:20) [10:00:01:000]: Executing op: Header(Signature=1397708873,ScriptType=2)
        MSI (s) (10:20) [10:00:01:000]: Executing op: FileRemove(,FileName=C:\\A\\a.dll,,)"
    );
    assert_eq!(report(&log).0.sessions.len(), 1);
}

/// The threads of a server write late, inner engines return too, and a page may have the end of a log above its beginning.
#[test]
fn one_process_below_its_return_goes_on_with_one_install() {
    let action = "MSI (s) (10:20) [10:00:00:000]: Doing action: OpenGates
        CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
        Action ended 10:00:01: OpenGates. Return value 3.";
    let returned = "MSI (s) (10:20) [10:00:02:000]: MainEngineThread is returning 1603";
    let status = |process: &str, time: &str| {
        format!(
            "MSI (s) ({process}:20) [10:00:{time}:000]: Windows Installer installed the product. Product Name: Rowan Gates. Product Version: 1.4. Product Language: 1033. Manufacturer: Rowan. Installation success or error status: 1603."
        )
    };
    let late = |time: &str| {
        format!(
            "MSI (s) (10:24) [10:00:{time}:000]: Executing op: FileRemove(,FileName=C:\\A\\a.dll,,)"
        )
    };
    let footer = "=== Verbose logging stopped: 25/02/2026  10:00:02 ===";
    for log in [
        format!("{action}\n{returned}\n{}", status("10", "02")),
        format!("{action}\n{returned}\n{}", status("14", "02")),
        format!("{action}\n{returned}\n{}\n{returned}", status("10", "02")),
        format!("{returned}\n{action}\n{}\n{returned}", status("10", "02")),
        format!(
            "{action}\n{returned}\n{}\n{}",
            late("02"),
            status("10", "03")
        ),
        format!(
            "{action}\n{}\n{returned}\n{}",
            status("10", "02"),
            late("01")
        ),
        format!(
            "{action}\n{}\n{returned}\n{footer}\n{}",
            status("10", "02"),
            late("01")
        ),
    ] {
        let report = report(&log).0;
        assert_eq!(report.sessions.len(), 1, "{log}");
        let cause = report.cause.expect("there is a cause");
        assert!(cause.headline.contains("OpenGates"), "{log}{cause:#?}");
    }
}

/// The server is one process for as long as installs follow one another.
#[test]
fn another_product_below_the_return_is_another_install_of_one_process() {
    let end = |product: &str, code: u32, time: &str| {
        format!(
            "MSI (s) (10:20) [10:00:{time}:000]: Windows Installer installed the product. Product Name: {product}. Product Version: 1.4. Product Language: 1033. Manufacturer: Rowan. Installation success or error status: {code}.
            MSI (s) (10:20) [10:00:{time}:000]: MainEngineThread is returning {code}"
        )
    };
    let work = "MSI (s) (10:20) [10:00:01:000]: Executing op: End(Checksum=0,ProgressTotalHDWord=0,ProgressTotalLDWord=0)";
    for between in ["", work] {
        let log = [&end("Gates", 1603, "02"), between, &end("Fence", 0, "02")].join("\n");
        assert_eq!(report(&log).0.sessions.len(), 2, "{log}");
        verdict(&log, "failed", Some(1603), "The install of Gates");
    }
}

/// A part of a log has neither a header nor notes, but lines that tell that a custom action runs.
#[test]
fn the_result_of_an_install_within_a_custom_action_is_none_of_the_part_around_it() {
    let nested = |status: u32| {
        format!(
            "Windows Installer installed the product. Product Name: Rowan. Product Version: 4.2. Product Language: 1033. Manufacturer: Heron. Installation success or error status: {status}."
        )
    };
    for source in ["MSI001", "OpenGates"] {
        let part = |status: u32, value: u32| {
            format!(
                "Action start 10:00:02: OpenGates.
                {source}:  starting the package Rowan
                {}
                Action ended 10:00:03: OpenGates. Return value {value}.
                Action ended 10:00:03: INSTALL. Return value {value}.",
                nested(status)
            )
        };
        verdict(&part(0, 3), "failed", None, "failed");
        verdict(&part(1603, 1), "success", None, "succeeded");
    }
    let returned = format!(
        "CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)
        OpenGates:  starting the package Rowan
        {}",
        nested(0)
    );
    verdict(&returned, "unknown", None, "");
}

/// `msiexec /le` writes errors only.
#[test]
fn a_log_of_errors_only_that_has_none_is_a_log() {
    let log = "=== Logging started: 25/02/2026  10:00:00 ===
        === Logging stopped: 25/02/2026  10:00:09 ===";
    verdict(log, "unknown", None, "Make a log with /l*v");
    verdict(
        &format!("{log}\n{log}"),
        "unknown",
        None,
        "Make a log with /l*v",
    );
}

#[test]
fn an_exception_on_a_page_with_a_blank_line_below_each_is_read() {
    let lines = [
        "SFXCA: Binding to CLR version v4.0.30319",
        "Calling custom action Gates!Gates.Actions.Open",
        "Exception thrown by custom action:",
        "System.Reflection.TargetInvocationException: Exception has been thrown by the target of an invocation. ---> System.UnauthorizedAccessException: Access to the path 'C:\\Gates\\a.cfg' is denied.",
        "   at Gates.Actions.Open(Session session)",
        "CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate if translation happened inside sandbox)",
        "Action ended 10:00:05: InstallFinalize. Return value 3.",
    ];
    told(
        &lines.join("\n\n"),
        "Access to the path 'C:\\Gates\\a.cfg' is denied",
        "access",
    );
}
