//! Programs of packages: whether they were started, what they ended with, and where they wrote why.

use wilog::finding::CodeSpace;

use super::{cause, report, told};

#[test]
fn only_what_a_program_returned_and_codes_of_installers_are_exit_codes_of_packages() {
    for (error, result, expected) in [
        (
            "Process returned error: 0x3",
            "0x80070003",
            "0x80070003, exit code 3",
        ),
        (
            "Failed to CreateProcess on path: a.exe",
            "0x80070003",
            "0x80070003",
        ),
        (
            "Failed to install MSI package.",
            "0x80070643",
            "0x80070643, exit code 1603",
        ),
    ] {
        let lines = format!(
            "i301: Applying execute package: Heron, action: Install, path: a.exe, arguments: ''
             e000: Error {result}: {error}
             i319: Applied execute package: Heron, result: {result}, restart: None"
        );
        let packages = report(&lines).context.packages;
        let results: Vec<_> = packages
            .iter()
            .map(|package| package.result.as_str())
            .collect();
        assert_eq!(results, [expected]);
    }
}

#[test]
fn a_program_that_could_not_be_started_has_no_exit_code_and_no_log() {
    let lines = "i301: Applying execute package: Heron, action: Install, path: C:\\Kits\\heron.exe, arguments: '/quiet'
         e000: Error 0x800702e4: Failed to CreateProcess on path: C:\\Kits\\heron.exe
         e000: Error 0x800702e4: Failed to execute EXE package.
         i319: Applied execute package: Heron, result: 0x800702e4, restart: None";
    let cause = cause(lines);
    let expected =
        "its program heron.exe could not be started: the program needs elevation (0x800702E4).";
    assert!(cause.headline.contains(expected), "{}", cause.headline);
    assert!(cause.advice.contains("run it elevated"), "{}", cause.advice);
    assert!(!cause.advice.contains("Read the log"), "{}", cause.advice);
}

#[test]
fn the_log_of_a_program_is_named_with_quotes_and_without() {
    for (arguments, words) in [
        (
            r#"/q /log "C:\Heron Logs\heron.log""#,
            r"C:\Heron Logs\heron.log",
        ),
        (
            r"/q /log C:\Temp\heron.log /norestart",
            r"C:\Temp\heron.log",
        ),
        (r"/q /LOG=C:\Temp\heron.log", r"C:\Temp\heron.log"),
        (
            "/q /log verbose",
            "the documentation of the program heron.exe",
        ),
    ] {
        let lines = format!(
            "i301: Applying execute package: Heron, action: Install, path: C:\\Kits\\heron.exe, arguments: '{arguments}'
             e000: Error 0x80070007: Process returned error: 0x7
             i319: Applied execute package: Heron, result: 0x80070007, restart: None"
        );
        let advice = cause(&lines).advice;
        assert!(advice.contains(words), "{advice}");
    }
}

#[test]
fn a_first_install_has_nothing_to_repair() {
    for (action, words) in [
        ("Install", "get the setup again"),
        ("Uninstall", "let it repair"),
    ] {
        let lines = format!(
            "i301: Applying execute package: Heron, action: {action}, path: C:\\Kits\\heron.msi, arguments: ''
             e000: Error 0x80070653: Failed to configure per-machine MSI package.
             i319: Applied execute package: Heron, result: 0x80070653, restart: None"
        );
        let advice = cause(&lines).advice;
        assert!(advice.contains(words), "{advice}");
    }
}

#[test]
fn exit_codes_that_are_results_of_windows_are_written_as_such() {
    let lines = |code: &str| {
        let result = format!("{code:0>8}").replacen("0000", "8007", 1);
        format!(
            "i301: Applying execute package: Heron, action: Install, path: C:\\Kits\\heron.exe, arguments: \"\"C:\\Kits\\heron.exe\" /quiet\"
             e000: Error 0x{result}: Process returned error: 0x{code}
             e000: Error 0x{result}: Failed to execute EXE package."
        )
    };
    for (code, words, number, space) in [
        ("80041234", "exit code 0x80041234", 0x8004_1234, "hresult"),
        ("ffffffff", "exit code -1", -1, "exit"),
        ("1388", "exit code 5000", 5000, "exit"),
    ] {
        let cause = cause(&lines(code));
        let expected = format!("its program heron.exe ended with {words}, whose meaning");
        assert!(cause.headline.contains(&expected), "{}", cause.headline);
        assert!(cause.advice.contains(words), "{}", cause.advice);
        assert_eq!(cause.code, Some(number));
        assert_eq!(cause.code_space.map(CodeSpace::as_str), Some(space));
    }
    told(&[(
        &lines("80041234").replace("heron.exe", "MicrosoftEdgeWebview2Setup.exe"),
        "MicrosoftEdgeWebview2Setup.exe ended with exit code 0x80041234",
        "MicrosoftEdgeUpdate.log",
    )]);
}
