//! Packages and transforms that could not be read, and where they were looked for.

use super::{frame, report, told};

#[test]
fn secure_repair_says_why_the_source_could_not_be_read() {
    for (above, source, words, advice) in [
        (
            "Note: 1: 2203 2: C:\\A\\{1B}\\gates.msi 3: -2147287037",
            "C:\\A\\{1B}\\gates.msi",
            "needs C:\\A\\{1B}\\gates.msi, from which the product was installed, and it is not there.",
            "there again",
        ),
        (
            "Note: 1: 2203 2: \\\\depot\\a\\gates.msi 3: -2147024843",
            "\\\\depot\\a\\gates.msi",
            "it is not there.",
            "there again",
        ),
        (
            "SECREPAIR: Failed to open the file:C:\\A\\gates.msi for computing its hash. Error:3",
            "gates.msi",
            "needs C:\\A\\gates.msi",
            "there again",
        ),
        (
            "SECREPAIR: Failed to open the file:C:\\A\\gates.msi for computing its hash. Error:5",
            "gates.msi",
            "could not read C:\\A\\gates.msi, from which the product was installed: access was denied.",
            "SYSTEM read the package",
        ),
        // Another file of the source, and the same name at another place of the source list.
        (
            "SECREPAIR: Failed to open the file:C:\\A\\gates.cab for computing its hash. Error:2",
            "gates.msi",
            "refused gates.msi: it is not the package",
            "very package",
        ),
        (
            "Note: 1: 2203 2: C:\\A\\gates.msi 3: -2147287038",
            "D:\\A\\gates.msi",
            "refused D:\\A\\gates.msi: it is not the package",
            "very package",
        ),
    ] {
        let said = format!(
            "S Doing action: ProcessComponents
            S {above}\x20
            S SECUREREPAIR: SecureRepair Failed. Error code: 524E23F5DE8
            S Note: 1: 1316 2: {source}\x20
            >S Product: Gates -- Error 1316. The specified account already exists.
            Action ended 10:00:05: ProcessComponents. Return value 3."
        );
        told(&frame(&said, 3, 1603), words, advice);
    }
}

#[test]
fn a_transform_that_may_not_be_read_is_there() {
    for (code, words, advice) in [
        (
            "-2147287038",
            "The transform C:\\A\\de.mst was not found.",
            "where TRANSFORMS says",
        ),
        (
            "-2147287037",
            "The transform C:\\A\\de.mst was not found.",
            "where TRANSFORMS says",
        ),
        (
            "-2147287035",
            "could not open the transform C:\\A\\de.mst: access was denied",
            "to a local drive",
        ),
        (
            "-2147287008",
            "another program has it open",
            "to a local drive",
        ),
        (
            "-2147286960",
            "could not open the transform C:\\A\\de.mst (storage error -2147286960).",
            "Get the transform again",
        ),
    ] {
        let log = format!(
            "HEADER
            S ******* RunEngine:
            >S Note: 1: 2203 2: C:\\A\\de.mst 3: {code}\x20
            S MainEngineThread is returning 1624"
        );
        told(&log, words, advice);
    }
}

#[test]
fn the_message_alone_names_the_package_that_has_no_source() {
    for (said, words) in [
        (
            "Error 1706. An installation package for the product Gates cannot be found. Try the installation again using a valid copy of the installation package 'gates.msi'.",
            "No source was found for gates.msi of Gates.",
        ),
        (
            "Error 1706.No valid source could be found for product Gates.  The Windows Installer cannot continue.",
            "No source was found for Gates.",
        ),
    ] {
        let log = format!(
            "=== Logging started: 25/02/2026  10:00:00 ===
            Action start 10:00:02: INSTALL.
            Action start 10:00:02: InstallFiles.
            >{said}
            Action ended 10:00:05: InstallFiles. Return value 3.
            Action ended 10:00:05: INSTALL. Return value 3."
        );
        told(&log, words, "msiexec /fv");
    }
}

#[test]
fn the_place_of_the_other_build_is_named_and_many_places_are_not() {
    let places: Vec<String> = (1..=20)
        .map(|number| format!("S SOURCEMGMT: Trying source \\\\depot{number}\\gates\\."))
        .collect();
    let invalid =
        "S SOURCEMGMT: Source is invalid due to invalid package code (product code doesn't match).";
    for (at, words) in [
        (
            Some(7),
            "at \\\\depot7\\gates\\ is another build than the installed one: its package code differs; tried \\\\depot1\\gates\\, \\\\depot2\\gates\\, \\\\depot3\\gates\\, \\\\depot4\\gates\\, and 16 more.",
        ),
        (None, "\\\\depot4\\gates\\, and 16 more."),
    ] {
        let mut tried = places.clone();
        if let Some(at) = at {
            tried.insert(at, invalid.to_owned());
        }
        let said = format!(
            "S Doing action: InstallFiles
            {}
            >S SOURCEMGMT: Failed to resolve source
            Action ended 10:00:05: InstallFiles. Return value 3.",
            tried.join("\n")
        );
        told(&frame(&said, 3, 1612), words, "package");
    }
}

#[test]
fn a_share_that_keeps_the_install_out_needs_no_full_control_of_this_machine() {
    for (file, code, advice) in [
        (
            "\\\\depot\\gates\\gates.dll",
            "5",
            "the account of this computer (Domain Computers)",
        ),
        ("\\\\depot\\gates\\gates.dll", "64", "Copy the whole source"),
        ("C:\\A\\gates.dll", "5", "Copy the whole source"),
    ] {
        let said = format!(
            "S Doing action: InstallFiles
            S Note: 1: 1309 2: {code} 3: {file}\x20
            >Error 1309. Error reading from file: {file}.  System error {code}.  Verify that the file exists and that you can access it.
            Action ended 10:00:05: InstallFiles. Return value 3."
        );
        told(&frame(&said, 3, 1603), "gates.dll", advice);
    }
}

#[test]
fn the_package_of_the_new_version_is_no_source_of_the_older_one() {
    let log = "HEADER
        S ******* RunEngine:
        RUN Product: C:\\New\\lock_red.msi
        S Product Code from property table after transforms:  '{5F1C0B6E-0000-4000-8000-000000000002}'
        S Doing action: INSTALL
        S Doing action: RemoveExistingProducts
        N ******* RunEngine:
        RUN Product: {5F1C0B6E-0000-4000-8000-000000000001}
        RUN CommandLine: **********
        N SOURCEMGMT: Looking for sourcelist for product {5F1C0B6E-0000-4000-8000-000000000001}
        N SOURCEMGMT: Trying source C:\\Old\\.
        N SOURCEMGMT: Source is invalid due to missing/inaccessible package.
        N Note: 1: 1706 2: -2147483647 3: lock_red.msi\x20
        N SOURCEMGMT: Failed to resolve source
        S Note: 1: 1714 2: Locks 3: 1612\x20
        Error 1714. The older version of Locks cannot be removed.  Contact your technical support group.  System Error 1612.
        Action ended 10:00:05: RemoveExistingProducts. Return value 3.
        Action ended 10:00:05: INSTALL. Return value 3.
        S MainEngineThread is returning 1603";
    let cause = report(log).0.cause.expect("there is a cause");
    let advice = cause.advice;
    assert!(!advice.contains("C:\\New"), "{advice}");
    for words in [
        "installed ({5F1C0B6E-0000-4000-8000-000000000001})",
        "msiexec /fv with its path",
        "is another product",
        "troubleshooter",
    ] {
        assert!(advice.contains(words), "{advice}");
    }
}
