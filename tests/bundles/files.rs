//! The files of a bundle: how they are found, fetched, unpacked, and verified.

use super::{cause, cause_of, check, report, sample, told};

#[test]
fn a_result_that_says_why_leads_the_advice_on_the_bundles_files() {
    told(&[
        (
            r"e000: Error 0x80070020: Failed to move C:\Temp\heron.msi to C:\ProgramData\Package Cache\.unverified\heron.msi
              e000: Error 0x80070020: Failed to cache payload: heron.msi
              i007: Exit code: 0x80070020, restarting: No",
            "another program has the file open",
            "the same setup started twice",
        ),
        (
            r"e000: Error 0x80070003: Failed to move C:\Temp\heron.msi to C:\ProgramData\Package Cache\.unverified\heron.msi
              e000: Error 0x80070003: Failed while caching, aborting execution.
              i007: Exit code: 0x80070003, restarting: No",
            "Failed to move",
            "something cleans the temporary folder",
        ),
        (
            r"e000: Error 0x80070005: Failed to secure cache path: C:\ProgramData\Package Cache\
              i410: Variable: WixBundleElevated = 1
              i007: Exit code: 0x80070005, restarting: No",
            "Failed to secure cache path",
            "The folder of the package cache is",
        ),
        (
            r"e000: Error 0x80070005: Failed to secure cache path: C:\ProgramData\Package Cache\
              i410: Variable: WixBundleElevated = 0
              i007: Exit code: 0x80070005, restarting: No",
            "Failed to secure cache path",
            "start it as an administrator, or install its packages for the machine by themselves",
        ),
        (
            r"e000: Error 0x80070070: Failed to set end of file.
              e000: Error 0x80070070: Failed to extract all files from container, erf: 1:B:0
              e312: Failed to extract payloads from container: WixAttachedContainer to working path: D:\Temp\{1}\Marsh.exe, error: 0x80070070.
              i007: Exit code: 0x80070070, restarting: No",
            "the disk is full",
            r"It unpacks them to D:\Temp\{1}\Marsh.exe.",
        ),
        (
            r"e000: Error 0x80070570: Failed to extract all files from container, erf: 1:4:0
              i007: Exit code: 0x80070570, restarting: No",
            "Failed to extract all files",
            "Get the bundle again",
        ),
        (
            r"e054: Failed to resolve source for payload: heron.msi, package: Heron, container: WixAttachedContainer, error: 0x80070002.
              e000: Error 0x80070002: Failed while caching, aborting execution.
              i007: Exit code: 0x80070002, restarting: No",
            "Failed to resolve source for payload: heron.msi",
            "This container is a part of the file of the bundle itself.",
        ),
        (
            r"i001: Burn v3.14.1.8722, Windows v10.0 (Build 22631: Service Pack 0), path: C:\ProgramData\Package Cache\{1}\Marsh.exe
              e054: Failed to resolve source for file: C:\ProgramData\Package Cache\{1}\heron.msi, error: 0x80070002.
              i007: Exit code: 0x80070002, restarting: No",
            "Failed to resolve source for file",
            "the setup of the very version that is installed",
        ),
    ]);
}

#[test]
fn what_stood_in_the_way_of_a_download_leads_its_advice() {
    told(&[
        (
            "e000: Error 0x80072f7d: Failed to send request to URL: https://kits.marsh.example/heron.msi, trying to process HTTP status code anyway.
             i007: Exit code: 0x80072f7d, restarting: No",
            "heron.msi: a secure connection could not be set up (0x80072F7D).",
            "switch TLS 1.2 on. That a browser opens the address says little",
        ),
        (
            "e000: Error 0x80072ee7: Failed to send request to URL: https://kits.marsh.example/heron.msi
             i007: Exit code: 0x80072ee7, restarting: No",
            "the server name could not be resolved",
            "check the network, DNS and the proxy",
        ),
    ]);
}

#[test]
fn a_file_that_lay_beside_the_bundle_is_named_where_it_is_another_one() {
    for (from, advice) in [
        (
            "copy from: C:\\Kits\\heron.msi",
            "C:\\Kits\\heron.msi was there",
        ),
        (
            "download from: https://kits.example/heron.msi",
            "proxy or a virus scanner",
        ),
    ] {
        let lines = format!(
            "i338: Acquiring package: Heron, payload: heron.msi, {from}
             e000: Error 0x80091007: Hash mismatch for path: C:\\ProgramData\\heron.msi, expected: 9A, actual: 31
             e000: Error 0x80091007: Failed to verify hash of payload: heron.msi"
        );
        let cause = cause(&lines);
        assert!(cause.advice.contains(advice), "{}", cause.advice);
    }
}

#[test]
fn what_a_result_means_stands_behind_the_words_of_an_error_and_leads_the_advice() {
    check(&[
        (
            "MSI010-bundle-failed/fires-secure-connection.log",
            "unknown",
            None,
            0x8009_0305,
            "https://kits.marsh.example/…/heron.msi",
            "TLS",
        ),
        (
            "MSI010-bundle-failed/fires-signature.log",
            "unknown",
            None,
            0x800B_010A,
            "the chain of certificates cannot be built (0x800B010A)",
            "import the certificates. Where the file was downloaded",
        ),
        (
            "MSI010-bundle-failed/fires-run-key.log",
            "unknown",
            None,
            0x8007_0005,
            "Failed to write run key value: access was denied (0x80070005)",
            "software that guards that key",
        ),
        (
            "MSI010-bundle-failed/fires-version-of-installed-product.log",
            "unknown",
            None,
            0x8007_0057,
            "2.4.0-beta",
            "remove that product",
        ),
    ]);
    let report = sample("MSI010-bundle-failed/fires-secure-connection.log");
    let cause = report.cause.expect("there is a cause");
    let whole = |text: &str| text.contains("/7a10c2f4-55de-4c1b-9e0a-1b6d0c7f2a93/heron.msi");
    assert!(cause.evidence.iter().any(|evidence| whole(&evidence.text)));
}

#[test]
fn what_follows_a_secure_connection_that_failed_is_its_echo() {
    let errors = "e000: Error 0x80072f7d: Failed to send request to URL: http://kits.marsh.example/heron, trying to process HTTP status code anyway.
        e000: Error 0x80072f76: Failed to get redirect url: http://kits.marsh.example/heron
        e000: Error 0x80072f76: Failed to send request to URL: http://kits.marsh.example/heron";
    let other =
        "e000: Error 0x80072f7d: Failed to send request to URL: http://kits.heron.example/marsh";
    let end = "i007: Exit code: 0x80072f76, restarting: No";
    let (connection, echoes) = errors.split_once('\n').expect("there are lines");
    let no_header = "kits.marsh.example/heron: the answer of the server lacks";
    told(&[
        (
            &format!("{errors}\n{end}"),
            "(0x80072F7D)",
            "a browser opens the address",
        ),
        // What fails below, or with another address above, is something else, and so is what another error stands between.
        (&format!("{echoes}\n{other}\n{end}"), no_header, "A proxy"),
        (&format!("{other}\n{echoes}\n{end}"), no_header, "A proxy"),
        (
            &format!("{connection}\ne000: Error 0x80070005: Failed to copy.\n{echoes}\n{end}"),
            no_header,
            "A proxy",
        ),
    ]);
}

#[test]
fn a_file_that_is_not_the_one_the_bundle_was_built_with_is_named_with_where_it_came_from() {
    let mismatch = |actual: &str| {
        format!(
            "e000: Error 0x80091007: Hash mismatch for path: C:\\ProgramData\\Package Cache\\.unverified\\Heron, expected: 9A31, actual: {actual}
             e000: Error 0x80091007: Failed to verify hash of payload: Heron
             e310: Failed to verify payload: Heron at path: C:\\ProgramData\\Package Cache\\.unverified\\Heron, error: 0x80091007. Deleting file."
        )
    };
    let downloaded = "i338: Acquiring package: HeronRuntime, payload: Heron, download from: https://kits.example/heron.exe";
    let tried_again = format!(
        "{}
         e349: Application requested retry of payload: Heron, encountered error: 0x80091007. Retrying...
         {downloaded}",
        mismatch("31")
    );
    told(&[
        (
            &format!("{downloaded}\n{}", mismatch("31")),
            "The file Heron is not the one that the bundle was built with (0x80091007).",
            "another file at https://kits.example/heron.exe since the bundle was built, or a proxy or a virus scanner changes \
             what is downloaded: install Heron by hand",
        ),
        (
            &tried_again,
            "It was being tried again where the log ends.",
            "another file at https://kits.example/heron.exe",
        ),
        (
            &mismatch("DA39A3EE5E6B4B0D3255BFEF95601890AFD80709"),
            "built with, since it has no bytes (0x80091007).",
            "let nothing through",
        ),
        (
            &mismatch("31"),
            "The file Heron is not the one",
            "Get the bundle and the files beside it again",
        ),
    ]);
}

#[test]
fn advice_on_files_fits_their_places_and_results() {
    told(&[
        (
            r"e054: Failed to resolve source for file: C:\Users\Wren\AppData\Local\Package Cache\{5C}\Marsh.exe, error: 0x80070002.",
            "Failed to resolve source for file",
            "started from the package cache, and its packages are not there any more",
        ),
        (
            "e054: Failed to resolve source for payload: (null), package: (null), container: WixAttachedContainer, error: 0x80070002.
             e000: Error 0x80070002: Failed to acquire container: WixAttachedContainer",
            "Failed to resolve source for container: WixAttachedContainer, error: 0x80070002.",
            "signed it without taking the engine out first",
        ),
        (
            "e054: Failed to resolve source for payload: n/a, package: n/a, container: MarshCab, error: 0x80070002.",
            "Failed to resolve source for container: MarshCab",
            "Start the bundle from a folder that holds its other files too",
        ),
        (
            r"e312: Failed to extract payloads from container: WixAttachedContainer to working path: C:\Temp\9A, error: 0x80070001.
              i399: Apply complete, result: 0x80070001, restart: None, ba requested restart:  No",
            "Failed to extract payloads",
            "its publisher signed it without taking the engine out first",
        ),
        (
            r"e000: Error 0x80070070: Failed attempt to copy payload from: 'D:\Kits\heron.cab' to: C:\Temp\{5C}\heron.
              e000: Error 0x80070070: Failed to copy payload: heron",
            "Failed attempt to copy payload",
            "into which the bundle copies its files first",
        ),
        (
            r"e000: Error 0x80070020: Failed to move C:\Temp\{5C}\heron.msi to C:\ProgramData\Package Cache\.unverified\heron.msi",
            "Failed to move",
            "let the scanner spare the bundle and the package cache",
        ),
    ]);
}

#[test]
fn advice_on_what_a_bundle_was_refused_fits_its_place() {
    told(&[
        (
            r"e000: Error 0x80070005: Failed to secure cache directory: E:\Wide\Package Cache\
              e337: Failed to prepare package: HeronMsi, error: 0x80070005",
            "The bundle could not put its package HeronMsi into the package cache: Failed to secure",
            r"The folder of the package cache is E:\Wide\Package Cache for a bundle of the machine",
        ),
        (
            r"e000: Error 0x80070005: Failed to create cache directory: C:\Users\Wren\AppData\Local\Package Cache\
              e000: Error 0x80070005: Failed to cache payload: heron",
            "Failed to create cache directory",
            r"is C:\Users\Wren\AppData\Local\Package Cache for this user",
        ),
        (
            "e000: Error 0x80070005: Failed to load manifest as XML document.
             e000: Error 0x80070005: Failed to initialize core.",
            "Failed to load manifest",
            "regsvr32 msxml3.dll",
        ),
        (
            "e000: Error 0x80070005: Failed create working folder.",
            "Failed create working folder",
            "The bundle could not make the folder that it unpacks its files into",
        ),
        (
            "e000: Error 0x80070005: Failed create",
            "Failed create",
            "The error does not name what the bundle was refused",
        ),
        (
            r"i000: Setting string variable 'WixBundleLog' to value 'C:\Temp\Marsh_20250211.cleanroom.log'
              e000: Error 0x80070005: Failed create",
            "Failed create",
            "The bundle could not make the folder that it unpacks its files into",
        ),
        (
            r"e000: Error 0x80070005: Failed to open E:\Marsh\heron.msi",
            "Failed to open",
            "The error names what the bundle was refused",
        ),
        (
            r"i338: Acquiring package: Heron, payload: Heron, download from: https://kits.example/heron.exe
              e000: Error 0x80070490: Failed to find expected public key in certificate chain.
              e000: Error 0x80070490: Failed to verify signature of payload: Heron",
            "The file Heron is signed with another key than the bundle was built with (0x80070490).",
            "file at https://kits.example/heron.exe signed it anew after the bundle was built, which trusts the old key alone: \
             install Heron by hand",
        ),
        (
            "e000: Error 0x800700e5: Failed to wait for child to connect to pipe.
             e000: Error 0x800700e5: Failed to connect to elevated parent process.",
            "The two processes of the bundle, one of them elevated, did not connect",
            "start the setup itself from an elevated prompt",
        ),
    ]);
}

#[test]
fn a_download_that_failed_is_told_where_another_thread_begins_a_package_below_it() {
    let failed = "[17F0:09E0][2025-02-11T09:02:21]e000: Error 0x80072f8a: Failed attempt to download URL: 'https://heron.example/a.msi' to: 'C:\\T\\A'";
    let begun = "i301: Applying execute package: B, action: Install, path: b.exe, arguments: ''";
    let beside = format!(
        "{failed}\n[0A20:14D4][2025-02-11T09:02:21]{begun}\n[17F0:1544][2025-02-11T09:02:21]i319: Applied execute package: B, result: 0x0, restart: None"
    );
    told(&[(
        &beside,
        "Failed attempt to download URL",
        "look at the certificate of the address",
    )]);
    for went_on in [
        "[17F0:09E0][2025-02-11T09:02:23]i305: Verified acquired payload: A at path: a.msi, moving to: b.msi.",
        "[17F0:09E0][2025-02-11T09:02:23]i301: Applying execute package: A, action: Install, path: a.msi, arguments: ''",
    ] {
        assert!(
            report(&format!("{beside}\n{went_on}")).cause.is_none(),
            "{went_on}"
        );
    }
    // It is fetched from elsewhere, or left out.
    for answered in [
        "[17F0:09E0][2025-02-11T09:02:23]i338: Acquiring package: A, payload: A, download from: https://owl.example/a.msi",
        "[17F0:1544][2025-02-11T09:02:23]w309: Skipping apply of package: A due to cache error: 0x80072f8a. Continuing...",
    ] {
        let next = "[0A20:14D4][2025-02-11T09:02:24]i301: Applying execute package: C, action: Install, path: c.exe, arguments: ''";
        let log = format!("{beside}\n{answered}\n{next}");
        assert!(report(&log).cause.is_none(), "{answered}");
    }
    // What another thread could not do says nothing of the thread that applies packages.
    let other = failed.replace("Failed attempt to download URL", "Failed to look at");
    assert!(
        report(&format!("{other}\n[0A20:14D4][2025-02-11T09:02:21]{begun}"))
            .cause
            .is_none()
    );
}

#[test]
fn one_line_that_only_bundles_write_is_known_for_one() {
    for (line, words) in [
        (
            "Error 0x80091007: Hash mismatch for path: C:\\ProgramData\\Package Cache\\.unverified\\Heron.exe, expected: 75F1AEE6, actual: 3155CB0F",
            "Heron.exe",
        ),
        (
            "Error 0x80070666: Cannot install a product when a newer version is installed.",
            "newer version",
        ),
    ] {
        let headline = cause_of(line).headline;
        assert!(headline.contains(words), "{headline}");
    }
}
