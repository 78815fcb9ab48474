//! Patches: what was done with which, and its result where the sentence about the product is missing.

use super::{headline, report, told, verdict};

const FAILED: &str = "Product: Rowan Archive - Update 'Rowan KB7' could not be installed. Error code 1603. Additional information is available in the log file C:\\Logs\\rowan.log.";

#[test]
fn a_patch_is_named_and_its_sentence_tells_its_result() {
    for (log, code, words) in [
        (FAILED, 1603, "The patch 'Rowan KB7' of Rowan Archive failed (1603)"),
        (
            "Product: Rowan - East Wing - Update 'Rowan KB7' could not be removed. Error code 1646.",
            1646,
            "The removal of the patch 'Rowan KB7' of Rowan - East Wing failed: a patch cannot be removed (1646)",
        ),
        (
            "Product: Rowan Archive - Update 'Rowan KB7' could not be removed. Error code 1603.
            Product: Rowan Archive -- Configuration failed.
            Windows Installer reconfigured the product. Product Name: Rowan Archive. Product Version: 4.1. Product Language: 1033. Manufacturer: Alder. Reconfiguration success or error status: 1603.",
            1603,
            "The removal of the patch 'Rowan KB7' of Rowan Archive 4.1 failed (1603)",
        ),
        (
            "S Windows Installer installed an update. Product Name: Rowan Archive. Product Version: 4.1. Product Language: 1033. Manufacturer: Alder. Update Name: Rowan KB7. Installation success or error status: 1603.
            S Product: Rowan Archive -- Configuration failed.",
            1603,
            "The patch 'Rowan KB7' of Rowan Archive 4.1 failed (1603)",
        ),
        // An older patch is taken out first, and what went well with it is no result of the new one.
        (
            "S Product: Rowan Archive - Update 'Rowan KB6' could not be removed. Error code 1646.
            S Windows Installer removed an update. Product Name: Rowan Archive. Product Version: 4.1. Product Language: 1033. Manufacturer: Alder. Update Name: Rowan KB6. Removal success or error status: 0.
            S Product: Rowan Archive - Update 'Rowan KB7' could not be installed. Error code 1646.
            S Windows Installer removed an update. Product Name: Rowan Archive. Product Version: 4.1. Product Language: 1033. Manufacturer: Alder. Update Name: Rowan KB5. Removal success or error status: 0.",
            1646,
            "The patch 'Rowan KB7' of Rowan Archive",
        ),
    ] {
        verdict(log, "failed", Some(code), words);
    }
}

#[test]
fn what_ended_well_below_a_failed_update_tells_the_result() {
    let failed = |name: &str, done: &str| {
        format!(
            "S Product: Rowan Archive - Update '{name}' could not be {done}. Error code 1646.\n"
        )
    };
    let status = |done: &str, name: &str, code: i32| {
        format!(
            "S Windows Installer {done} an update. Product Name: Rowan Archive. Product Version: 4.1. Product Language: 1033. Manufacturer: Alder. Update Name: {name}. Installation success or error status: {code}.\n"
        )
    };
    let well = "S Product: Rowan Archive - Update 'KB7' installed successfully.\n";
    let installed = format!("{well}{}", status("installed", "KB7", 0));
    let failed_kb7 = format!(
        "{}{}",
        failed("KB7", "installed"),
        status("installed", "KB7", 1646)
    );
    let done = "S Product: Rowan Archive -- Installation completed successfully.";
    for (log, outcome, code, words) in [
        // The second try of the same update.
        (
            format!("{failed_kb7}{installed}"),
            "success",
            Some(0),
            "The patch 'KB7' of Rowan Archive 4.1 succeeded",
        ),
        (
            format!("{}{well}", failed("KB7", "installed")),
            "unknown",
            None,
            "",
        ),
        (
            format!("{}{installed}", failed("KB6", "removed")),
            "success",
            Some(0),
            "The patch 'KB7' of Rowan Archive 4.1 succeeded",
        ),
        (
            format!("{installed}{}", failed("KB6", "removed")),
            "failed",
            Some(1646),
            "The removal of the patch 'KB6' of Rowan Archive 4.1 failed",
        ),
        (
            format!("{installed}{}", status("removed", "KB6", 0)),
            "success",
            Some(0),
            "The patch 'KB7' of Rowan Archive 4.1 succeeded",
        ),
        (
            format!("{failed_kb7}{}", status("removed", "KB6", 0)),
            "failed",
            Some(1646),
            "The patch 'KB7' of Rowan Archive 4.1 failed",
        ),
        (
            format!("{}{done}", failed("KB7", "installed")),
            "success",
            None,
            "Rowan Archive",
        ),
        (
            failed("KB7", "installed").replace("1646", "0"),
            "unknown",
            None,
            "",
        ),
    ] {
        verdict(&log, outcome, code, words);
    }
}

#[test]
fn the_sentence_about_the_product_tells_more_than_that_about_its_patch() {
    let removed = "Windows Installer removed the product. Product Name: Rowan Archive. Product Version: 4.1. Product Language: 1033. Manufacturer: Alder. Removal success or error status: 0.";
    verdict(
        &format!(
            "Product: Rowan Archive - Update 'Rowan KB7' could not be removed. Error code 1603.\n{removed}"
        ),
        "success",
        Some(0),
        "The uninstall of Rowan Archive 4.1 succeeded.",
    );
}

#[test]
fn an_install_with_a_patch_beside_it_is_an_install() {
    let product = "Product: Rowan Archive -- Installation completed successfully.
        S Windows Installer installed the product. Product Name: Rowan Archive. Product Version: 4.1. Product Language: 1033. Manufacturer: Alder. Installation success or error status: 0.";
    let patch = "Product: Rowan Archive - Update 'Rowan KB7' installed successfully.
        S Windows Installer installed an update. Product Name: Rowan Archive. Product Version: 4.1. Product Language: 1033. Manufacturer: Alder. Update Name: Rowan KB7. Installation success or error status: 0.";
    for said in [
        format!("S {product}\nS {patch}"),
        format!("S {patch}\nS {product}"),
    ] {
        for log in [super::frame(&said, 1, 0), said] {
            verdict(
                &log,
                "success",
                Some(0),
                "The install of Rowan Archive 4.1 succeeded.",
            );
        }
    }
}

#[test]
fn a_patch_in_a_part_names_the_log_to_read_or_the_command_to_make_one() {
    told(FAILED, "Rowan KB7", "The log C:\\Logs\\rowan.log says more");
    let without_log = FAILED.split(" Additional").next().unwrap_or_default();
    told(
        without_log,
        "Rowan KB7",
        "msiexec /p \"<patch.msp>\" /l*vx!",
    );
    told(
        &without_log.replace("installed", "removed"),
        "Rowan KB7",
        "msiexec /i \"<package.msi>\" MSIPATCHREMOVE=\"<patch.msp>\" /l*vx!",
    );
}

#[test]
fn an_error_above_the_sentence_about_a_patch_is_the_cause() {
    let log = format!(
        "Product: Rowan Archive -- Error 1718.File C:\\Windows\\Installer\\5e1f0a.msp did not pass the digital signature check.
        {FAILED}"
    );
    headline(
        &log,
        "A signature policy of this machine refused a file (1718)",
    );
    assert_eq!(report(&log).0.verdict.exit_code, Some(1603));
}
