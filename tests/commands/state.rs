//! `wilog properties`, `folders`, `features`, `files`, `operations`, and `policies`.

use serde_json::Value;

use super::{output, run, run_with, samples, wilog};

/// The commands that show state.
const COMMANDS: [&str; 6] = [
    "properties",
    "folders",
    "features",
    "files",
    "operations",
    "policies",
];

const REDIRECTED: &str = "sample-logs/transaction-x86-before-x64.log";
const SERVICE: &str = "sample-logs/service-start-1920.log";
const REPAIR: &str = "sample-logs/success-repair.log";

#[test]
fn properties_for_a_reader() {
    let final_values = ["properties", REDIRECTED, "*Folder", "UILevel"];
    snapshot!("commands__properties", output(&final_values));
    let history = [
        "properties",
        REDIRECTED,
        "programfiles64folder",
        "--history",
    ];
    snapshot!("commands__properties_history", output(&history));
    let at = [
        "properties",
        REDIRECTED,
        "ProgramFiles64Folder",
        "INSTALL*",
        "--at",
        "247",
    ];
    snapshot!("commands__properties_at", output(&at));
}

#[test]
fn folders_for_a_reader() {
    snapshot!("commands__folders", output(&["folders", REDIRECTED]));
    let json = output(&["folders", REDIRECTED, "--redirected", "--format", "json"]);
    snapshot!("commands__folders_json", json);
}

#[test]
fn the_other_views_for_a_reader() {
    snapshot!("commands__features", output(&["features", REPAIR]));
    snapshot!("commands__files", output(&["files", REPAIR]));
    snapshot!("commands__operations", output(&["operations", SERVICE]));
    snapshot!(
        "commands__operations_rollback",
        output(&["operations", SERVICE, "--rollback", "--op", "*Remove*"])
    );
    snapshot!(
        "commands__timeline_of_bundle",
        output(&["timeline", "sample-logs/burn-bundle-failed.log"])
    );
    snapshot!(
        "commands__policies",
        output(&["policies", "sample-logs/policy-1625.log"])
    );
}

#[test]
fn packages_for_a_reader() {
    let upgrade = "sample-logs/success-major-upgrade.log";
    snapshot!("commands__packages", output(&["packages", upgrade]));
    let patch = ["packages", "--evidence", "sample-logs/patch-install.log"];
    snapshot!("commands__packages_evidence", output(&patch));
    let undone = "sample-logs/transaction-rolled-back.log";
    let several = output(&["packages", undone, REDIRECTED]);
    snapshot!("commands__packages_of_several", several);
}

/// The output of a run as it would be on a page of eighty columns.
fn page(arguments: &[&str]) -> String {
    let run = wilog(arguments)
        .env("COLUMNS", "80")
        .output()
        .expect("the program runs");
    assert_eq!(run.status.code(), Some(0), "{arguments:?}");
    String::from_utf8(run.stdout).expect("output is UTF-8")
}

#[test]
fn the_views_of_every_sample_log() {
    for log in samples() {
        for command in COMMANDS {
            let text = page(&[command, &log]);
            let widest = text.lines().map(|line| line.chars().count()).max();
            assert!(widest <= Some(80), "{command} {log}: {widest:?} columns");
            let json = output(&[command, &log, "--format", "json"]);
            let json: Value = serde_json::from_str(&json).unwrap();
            assert_eq!(json["schema_version"], 1, "{command} {log}");
            assert_eq!(json["tool"]["name"], "wilog");
            assert_eq!(json["log"], log.as_str());
            assert_eq!(json["rows_not_kept"], 0);
        }
    }
}

#[test]
fn views_of_nothing() {
    for command in COMMANDS {
        let run = run_with(&[command, "-"], b"");
        assert_eq!((run.status, run.err.as_str()), (Some(0), ""), "{command}");
        assert_eq!(run.out.lines().count(), 1, "{command}: {}", run.out);
        let run = super::run(&[command, "sample-logs/missing.log"]);
        assert_eq!((run.status, run.out.as_str()), (Some(2), ""), "{command}");
    }
    assert_eq!(run(&["properties", REPAIR, "--at", "0"]).status, Some(2));
}

#[test]
fn values_show_what_a_terminal_would_act_on() {
    let input = "MSI (s) (18:F4) [12:02:17:950]: PROPERTY CHANGE: Adding A\x1b[31m property. Its value is '\u{202e}x\x1b'.\r\n";
    let run = run_with(&["properties", "-", "--history"], input.as_bytes());
    assert!(!run.out.contains(['\x1b', '\u{202e}']), "{:?}", run.out);
    assert!(run.out.contains("A␛[31m") && run.out.contains("\\u{202e}x␛"));
}

#[test]
fn long_values_are_whole_when_asked_for() {
    let value = "x".repeat(300);
    let input = format!("Property(S): NAME = {value}\r\n");
    let full = run_with(&["properties", "-", "--full"], input.as_bytes());
    assert!(full.out.contains(&value));
    let piped = run_with(&["properties", "-"], input.as_bytes());
    assert_eq!(piped.out, full.out);
}

#[test]
fn long_values_are_shortened_on_a_page() {
    let (piped, page) = (
        output(&["folders", REDIRECTED]),
        page(&["folders", REDIRECTED]),
    );
    assert!(!piped.contains('…') && page.contains('…'), "{page}");
}

#[test]
fn where_nothing_is_to_be_shown_the_reason_is_told() {
    for (arguments, words) in [
        (
            ["features", "--odd", "sample-logs/success-silent.log"],
            "What was asked for is what was done.",
        ),
        (
            ["features", "--odd", "sample-logs/file-access-denied.log"],
            "does not end well",
        ),
        (
            ["features", "--odd", "sample-logs/policy-1625.log"],
            "tells nothing of features",
        ),
        (
            [
                "packages",
                "--evidence",
                "sample-logs/burn-bundle-failed.log",
            ],
            "a bundle has each package write a log of its own",
        ),
        (
            [
                "packages",
                "--evidence",
                "sample-logs/not-verbose-failed.log",
            ],
            "the log is not verbose",
        ),
    ] {
        let said = output(&arguments);
        assert!(said.contains(words), "{arguments:?}: {said}");
    }
}

/// What went wrong in a log that ended well is told beside other logs too.
#[test]
fn of_several_logs_those_are_reported_that_only_seem_to_be_well() {
    const WELL: &str = "sample-logs/success-silent.log";
    const NOTHING: &str = "sample-logs/success-nothing-installed.log";
    let usual = output(&["triage", WELL, REDIRECTED, NOTHING]);
    for (words, count) in [("error: ", 1), ("warning: ", 1), ("About the install", 1)] {
        assert_eq!(usual.matches(words).count(), count, "{words}: {usual}");
    }
    let all = output(&["triage", "--all", WELL, REDIRECTED, NOTHING]);
    assert_eq!(all.matches("About the install").count(), 3, "{all}");
}

/// Who only unpacks a package has no other rights than before.
#[test]
fn an_administrative_install_is_not_told_as_elevated() {
    let said = output(&["packages", "sample-logs/admin-install.log"]);
    assert!(!said.contains("elevated, since"), "{said}");
}

/// What is asked for decides what it means that there is nothing.
#[test]
fn no_answer_is_told_in_the_words_of_the_question() {
    const ENDED_EARLY: &str = "sample-logs/mutex-1618.log";
    const WENT_WELL: &str = "sample-logs/success-silent.log";
    for (arguments, told) in [
        (
            &["actions", ENDED_EARLY][..],
            "what it shows ended before the first one.",
        ),
        (
            &["actions", WENT_WELL, "--failed"],
            "No action failed or was cancelled.",
        ),
        (
            &["actions", WENT_WELL, "--min-ms", "90000000"],
            "No such action.",
        ),
        (
            &["properties", ENDED_EARLY],
            "The log tells nothing of properties.",
        ),
        (
            &["properties", WENT_WELL, "Rowan"],
            "The log tells nothing of a property of that name.",
        ),
        (&["operations", ENDED_EARLY], "No script ran."),
        (
            &["operations", WENT_WELL, "--rollback"],
            "No script undid anything.",
        ),
        (
            &["operations", WENT_WELL, "--op", "Rowan"],
            "No script ran an operation of that name.",
        ),
        (&["files", WENT_WELL, "--kept"], "No file was kept."),
        (
            &["files", ENDED_EARLY, "--kept"],
            "The log tells nothing of files.",
        ),
    ] {
        let out = output(arguments);
        assert!(out.trim_end().ends_with(told), "{arguments:?}: {out}");
    }
}
