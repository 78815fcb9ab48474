//! Patches: what was done with which, and its result where the sentence about the product is missing.

use super::{check, headline, report, told, verdict};

const FAILED: &str = "Product: Rowan Archive - Update 'Rowan KB7' could not be installed. Error code 1603. Additional information is available in the log file C:\\Logs\\rowan.log.";

#[test]
fn a_patch_is_named_and_its_sentence_tells_its_result() {
    for (log, code, words) in [
        (FAILED, 1603, "The patch 'Rowan KB7' of Rowan Archive failed (1603)"),
        (
            "Product: Rowan - East Wing - Update 'Rowan KB7' could not be removed. Error code 1646.",
            1646,
            "The removal of the patch 'Rowan KB7' of Rowan - East Wing failed: the patch cannot be removed (1646)",
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

/// The copy of a patch that is missing, and the search for its source without an end.
const LOST_COPY: &str =
    ">S Couldn't find local patch 'C:\\Windows\\Installer\\4c81.msp'. Looking for it at its source.
    S Resolving Patch source.
    S SOURCEMGMT: Trying source D:\\Updates\\.
    S Note: 1: 2203 2: D:\\Updates\\rowan-kb5.msp 3: -2147287037
    S SOURCEMGMT: Source is invalid due to missing/inaccessible package.
    S Note: 1: 1706 2: -2147483647 3: rowan-kb5.msp
    S SOURCEMGMT: Processing net source list.
    S SOURCEMGMT: Processing media source list.
    S Note: 1: 1706 2: -2147483647 3: rowan-kb5.msp
    S SOURCEMGMT: Resolved source to: 'rowan-kb5.msp'";

#[test]
fn a_patch_that_is_missing_is_named_in_a_part_of_a_log_too() {
    let words = "The cached copy C:\\Windows\\Installer\\4c81.msp of an earlier patch is missing, and no source has the original \
                 rowan-kb5.msp; tried D:\\Updates\\.";
    let advice = "copy it to exactly C:\\Windows\\Installer\\4c81.msp";
    for end in [
        "",
        "\n\nThis patch package could not be opened.",
        "\nS MainEngineThread is returning 1635",
        "\nS Product: Rowan Archive -- Installation failed.\nS MainEngineThread is returning 1635",
    ] {
        told(&format!("{LOST_COPY}{end}"), words, advice);
    }
    check(LOST_COPY, "unknown", None, None, words);
    // A search of which nothing is there may have gone well.
    let alone = LOST_COPY.lines().next().expect("it has lines");
    headline(alone, "4c81.msp of an earlier patch is missing.");
    let begun = format!("{alone}\nS MainEngineThread is returning 1612");
    headline(&begun, "is missing, and no source has the original.");
}

#[test]
fn a_registration_without_a_copy_is_told_without_the_head_of_its_line_too() {
    for head in ["", "S "] {
        let log = format!(
            "{head}Couldn't find local patch ''. Looking for it at its source.\n\nMainEngineThread is returning 1612"
        );
        told(
            &log,
            "The registration of an earlier patch names no cached copy",
            "Install the earlier update",
        );
    }
}

#[test]
fn a_patch_that_a_source_gave_back_is_no_cause() {
    for found in [
        "S SOURCEMGMT: Resolved source to: 'D:\\Updates\\rowan-kb5.msp'",
        "S Could not find source for missing patch {5B0C7D2E-41A9-4F36-9E58-0D7A6C13B2F4} -- orphaning this patch",
        "S Doing action: InstallValidate",
    ] {
        let (report, _) = report(&format!("{LOST_COPY}\n{found}"));
        assert!(report.cause.is_none(), "{found}");
    }
}

#[test]
fn what_the_sequencer_says_of_a_patch_is_the_cause() {
    let no_summary = ">S PATCH SEQUENCER ERROR: revision summary info property is missing from transform RTM.1 in C:\\T\\rowan.msp patch";
    let other_build = ">C PATCH SEQUENCER ERROR: failed to retrieve the upgrade code RTM.1 transform in C:\\T\\rowan.msp patch takes the product to! (1: 2253 2:  3: MsiDigitalSignature )";
    let no_order = ">C PATCH SEQUENCE ERROR: C:\\T\\rowan.msp patch is missing sequencing info!";
    for (line, below, outcome, code, words, advice) in [
        (
            no_summary,
            "S SequencePatches returns error 1648.
            S Product: Rowan Archive - Update '{F8}' could not be installed. Error code 1648.
            S MainEngineThread is returning 1648
            No valid sequence could be found for the set of patches.",
            "failed",
            Some(1648),
            "The patch was not accepted: revision summary info property is missing from transform RTM.1 in C:\\T\\rowan.msp patch (exit code 1648).",
            "Get that patch again",
        ),
        (
            other_build,
            "C PATCH SEQUENCER: minor upgrade patch C:\\T\\rowan.msp is not applicable.
            C SequencePatches returns error 1627.
            C Product: Rowan Archive - Update '{F8}' could not be installed. Error code 1603.",
            "failed",
            Some(1603),
            "failed to retrieve the upgrade code",
            "made from a build that has other tables",
        ),
        (
            no_order,
            "",
            "unknown",
            None,
            "The patch was not accepted: C:\\T\\rowan.msp patch is missing sequencing info.",
            "MsiPatchSequence",
        ),
    ] {
        let log = format!("{line}\n{below}");
        check(&log, outcome, None, code, words);
        told(&log, words, advice);
    }
    // What the installer went on after stopped nothing, and 1642 says that there is nothing to patch.
    for below in [
        "C Doing action: InstallValidate",
        "C PATCH SEQUENCER: minor upgrade patch C:\\T\\owl.msp is applicable.",
    ] {
        let survived = format!("{no_order}\n{below}");
        assert!(report(&survived).0.cause.is_none(), "{below}");
    }
    // Another result has another reason.
    headline(
        &format!(
            "{}\n>C Note: 1: 2203 2: C:\\T\\rota.msi 3: -2147287038\nC MainEngineThread is returning 1619",
            no_order.replace('>', "")
        ),
        "rota.msi was not found",
    );
    told(
        &format!(
            "{other_build}\nC PATCH SEQUENCER: QFE patch C:\\T\\rowan.msp is not applicable.\nC MainEngineThread is returning 1642"
        ),
        "The patch rowan.msp does not fit what is installed (exit code 1642)",
        "Install the version",
    );
}

/// A patch is no package, and of one that the command line names in full nobody has to ask for the path.
#[test]
fn a_patch_that_was_not_found_is_told_as_a_patch() {
    for (command, advice) in [
        ("CLIENTUILEVEL=3", "Give the full path of the patch;"),
        (
            "PATCH=C:\\Kits\\bolt.msp;C:\\Kits\\hinge.msp CLIENTUILEVEL=3",
            "The command line has the whole path",
        ),
        (
            "PATCH=hinge.msp CLIENTUILEVEL=3",
            "Give the full path of the patch;",
        ),
    ] {
        let log = format!(
            "HEADER
            S ******* RunEngine:
            RUN Product: C:\\Kits\\gates.msi
            RUN Action:\x20
            RUN CommandLine: **********
            S Command Line: {command}\x20
            S Note: 1: 2203 2: C:\\Kits\\hinge.msp 3: -2147287038\x20
            S MainEngineThread is returning 1635"
        );
        told(&log, "The patch C:\\Kits\\hinge.msp was not found", advice);
    }
}

#[test]
fn a_patch_that_cannot_be_read_is_told_as_a_patch() {
    let log = "HEADER
        S ******* RunEngine:
        RUN Product: C:\\Kits\\gates.msi
        RUN Action:\x20
        RUN CommandLine: **********
        S Note: 1: 2203 2: C:\\Kits\\hinge.msp 3: -2147286960\x20
        S MainEngineThread is returning 1636";
    told(
        log,
        "hinge.msp is no patch that can be read: the file is there but is not a storage (",
        "Get the patch again",
    );
}

#[test]
fn the_removal_of_a_patch_that_is_not_there_may_be_no_trouble() {
    let log = "HEADER
        S ******* RunEngine:
        RUN Product: {5F1C0B6E-0000-4000-8000-000000000002}
        RUN Action:\x20
        RUN CommandLine: **********
        S MainEngineThread is returning 1647";
    told(
        log,
        "the patch is not applied to this product",
        "nothing is to be done; else",
    );
}

/// The transform that a note 2745 to 2751 names beside 1642 is one that the patch was made with.
#[test]
fn what_a_patch_was_made_for_is_told_with_what_is_installed() {
    let sequencer = "C PATCH SEQUENCER: QFE patch C:\\T\\rowan.msp is not applicable.";
    let log = |notes: &str, below: &str| {
        format!(
            "HEADER
            C ******* RunEngine:
            RUN Product: {{9D3A60F2-6B1C-4E85-A2F7-31C0B95E4D68}}
            {notes}
            C Transform is invalid for this database.
            {below}
            C MainEngineThread is returning 1642"
        )
    };
    let note = |number: u32, [expected, found]: [&str; 2]| {
        format!("C Note: 1: {number} 2: RowanTransform 3: C:\\W\\3f.msi 4: {expected} 5: {found} ")
    };
    let newer = "nothing is to be done; a newer patch";
    for (number, versions, words, advice) in [
        (
            2749,
            ["22.1", "23.1"],
            "The patch rowan.msp is made for version 22.1, and 23.1 is installed (exit code 1642).",
            newer,
        ),
        (
            2749,
            ["23.1", "22.1"],
            "is made for version 23.1, and 22.1 is installed",
            "Install the version",
        ),
        (
            2750,
            ["23.1", "22.1"],
            "is made for versions from 23.1 on, and 22.1 is installed",
            "Install the version",
        ),
        (
            2747,
            ["22.1", "22.1"],
            "is made for versions below 22.1, and 22.1 is installed",
            "Install the version",
        ),
        (
            2745,
            ["1033", "1031"],
            "is made for the language 1033, and 1031 is installed",
            "Install the version",
        ),
    ] {
        told(&log(&note(number, versions), sequencer), words, advice);
    }
    // A patch for two versions was made for neither alone.
    let two = format!(
        "{}\n{}",
        note(2749, ["22.1", "23.1"]),
        note(2749, ["21.1", "23.1"])
    );
    told(
        &log(&two, sequencer),
        "The patch rowan.msp does not fit what is installed (exit code 1642).",
        "Install the version",
    );
    told(
        &log(&note(2749, ["22.1", "23.1"]), ""),
        "The patch is made for version 22.1, and 23.1 is installed",
        newer,
    );
    // Without a patch the transform is the user's.
    let own = log(&note(2749, ["22.1", "23.1"]), "").replace("1642", "1624");
    told(
        &own,
        "The transform RowanTransform does not fit",
        "Use the transform",
    );
}
