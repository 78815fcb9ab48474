//! A bundle that installs what its own program needs, and then begins anew with that program.

use super::{report, told};

const NEEDED: &str = "i001: Burn v3.14.1.8722, Windows v10.0 (Build 22631: Service Pack 0), path: C:\\Kits\\MarshSetup.exe
                      i000: Loading prerequisite bootstrapper application because managed host could not be loaded, error: 0x80070490.
                      i200: Plan begin, 1 packages, action: Install
                      i300: Apply begin
                      i301: Applying execute package: NetFx48, action: Install, path: C:\\ndp48.exe, arguments: '/q'
                      i319: Applied execute package: NetFx48, result: 0x0, restart: None
                      i399: Apply complete, result: 0x0, restart: None, ba requested restart:  No";

const QUIT: &str = "i500: Shutting down, exit code: 0x0";

const SAID: &str = "i000: The prerequisites were successfully installed. The bootstrapper application will be reloaded.";

const RELOADED: &str = "i006: Bootstrapper application requested to be reloaded.";

const OWN: &str = "i100: Detect begin, 2 packages
                   i200: Plan begin, 2 packages, action: Install
                   i301: Applying execute package: HeronMsi, action: Install, path: C:\\heron.msi, arguments: ''
                   i319: Applied execute package: HeronMsi, result: 0x0, restart: None
                   i399: Apply complete, result: 0x0, restart: None, ba requested restart:  No";

/// Outcome and headline of lines in a row.
fn verdict(lines: &[&str]) -> (&'static str, String) {
    let verdict = report(&lines.join("\n")).verdict;
    (verdict.outcome.as_str(), verdict.headline)
}

#[test]
fn what_the_own_program_needs_is_not_the_product() {
    let alone = "it installed what its own program needs, and none of its own packages.";
    for (lines, headline) in [
        (
            &[NEEDED][..],
            "the last package that it shows, NetFx48, went well",
        ),
        (
            &[NEEDED, QUIT],
            "the last package that it shows, NetFx48, went well",
        ),
        (&[NEEDED, QUIT, SAID], alone),
        (&[NEEDED, QUIT, RELOADED], alone),
        (&[NEEDED, QUIT, SAID, RELOADED], alone),
        (
            &[NEEDED, QUIT, RELOADED, "i100: Detect begin, 2 packages"],
            alone,
        ),
        // What began above the lines is known by what is said of its end.
        (
            &[
                "i399: Apply complete, result: 0x0, restart: Initiated, ba requested restart:  No",
                QUIT,
                SAID,
            ],
            "Restart the machine, and start the bundle again if it does not go on by itself.",
        ),
    ] {
        let (outcome, told) = verdict(lines);
        assert_eq!(outcome, "unknown", "{told}");
        assert!(told.contains(headline), "{told}");
    }
}

#[test]
fn what_comes_behind_what_is_needed_is_the_end() {
    let (outcome, headline) = verdict(&[NEEDED, QUIT, SAID, RELOADED, OWN]);
    assert_eq!(
        (outcome, headline.as_str()),
        ("success", "Install of the bundle succeeded.")
    );
    let failed = OWN.replace("result: 0x0", "result: 0x80070643");
    assert_eq!(
        verdict(&[NEEDED, QUIT, SAID, RELOADED, &failed]).0,
        "failed"
    );
    assert_eq!(
        verdict(&[&NEEDED.replace("result: 0x0", "result: 0x80070643")]).0,
        "failed"
    );
    // One that may not be loaded anew has ended.
    let not_again = "i000: The prerequisites were already installed. The bootstrapper application will not be reloaded to prevent an infinite loop.
                     i007: Exit code: 0x0, restarting: No";
    assert_eq!(verdict(&[NEEDED, QUIT, not_again]).0, "success");
}

#[test]
fn a_restart_for_what_is_needed_is_not_the_end_of_the_install() {
    let restart = "i000: The prerequisites scheduled a restart. The bootstrapper application will be reloaded after the computer is restarted.
                   i007: Exit code: 0xbc2, restarting: No";
    let (outcome, headline) = verdict(&[&NEEDED.replace("None", "Required"), restart]);
    assert_eq!(outcome, "success-reboot-required");
    assert!(
        headline.contains("and none of its own packages"),
        "{headline}"
    );
    let (_, headline) = verdict(&[
        &OWN.replace("None", "Required"),
        "i007: Exit code: 0xbc2, restarting: No",
    ]);
    assert!(
        headline.contains("succeeded, and the machine must be restarted"),
        "{headline}"
    );
}

#[test]
fn the_code_that_a_bundle_shuts_down_with_is_its_end_where_no_other_line_says_it() {
    for (lines, outcome, exit_code) in [
        (
            "i500: Shutting down, exit code: 0x642",
            "cancelled",
            Some(1602),
        ),
        ("i500: Shutting down, exit code: 0x0", "success", Some(0)),
        (
            "i500: Shutting down, exit code: 0x642\ni007: Exit code: 0x80070643, restarting: No",
            "failed",
            Some(1603),
        ),
        ("i500: Shutting down", "unknown", None),
    ] {
        let verdict = report(lines).verdict;
        assert_eq!(
            (verdict.outcome.as_str(), verdict.exit_code),
            (outcome, exit_code),
            "{lines}"
        );
    }
}

#[test]
fn a_framework_is_known_by_the_name_of_its_package_where_its_path_is_missing() {
    let lines = |package: &str| {
        format!(
            "i301: Applying execute package: {package}, action: Install, ...
             e000: Error 0x800713ec: Process returned error: 0x13ec
             e000: Error 0x800713ec: Failed to execute EXE package."
        )
    };
    told(&[
        (
            &lines("NetFx48Web"),
            "ended with exit code 5100: this machine does not meet its requirements.",
            "the same .NET Framework or a newer one",
        ),
        (
            &lines("Heron"),
            "ended with exit code 5100, whose meaning is its own",
            "Read the log",
        ),
    ]);
}

#[test]
fn the_setup_of_sql_server_is_known_by_its_file_or_by_its_package() {
    let lines = |package: &str, file: &str, code: &str| {
        format!(
            "i301: Applying execute package: {package}, action: Install, path: C:\\Kits\\{file}, arguments: '\"C:\\Kits\\{file}\" /q'
             e000: Error 0x{code}: Process returned error: 0x{code}
             e000: Error 0x{code}: Failed to execute EXE package."
        )
    };
    told(&[
        (
            &lines("Heron", "SQLEXPR_x64_ENU.exe", "84be0bc2"),
            "the machine has to be restarted before SQL Server can be installed.",
            "Restart the machine, then install again.",
        ),
        (
            &lines("SqlExpress2019", "x.exe", "851a001a"),
            "the new instance of SQL Server did not start.",
            "Summary.txt",
        ),
        (
            &lines("SqlExpress2019", "x.exe", "84b30001"),
            "whose meaning is its own",
            "Summary.txt",
        ),
        (
            &lines("Heron", "x.exe", "84be0bc2"),
            "whose meaning is its own",
            "Read the log or the documentation",
        ),
    ]);
}
