//! What passes the gate.

use crate::Folder;

fn logs() -> Folder {
    let folder = Folder::new();
    for (sample, name) in [
        ("success-silent.log", "good.log"),
        ("success-reboot-3010.log", "reboot.log"),
        ("file-access-denied.log", "failed.log"),
        ("cancelled-full-ui.log", "cancelled.log"),
        ("mutex-1618.log", "blocked.log"),
        ("truncated-killed.log", "unknown.log"),
    ] {
        folder.sample(sample, name);
    }
    folder
}

#[test]
fn outcomes_and_options() {
    let logs = logs();
    for (arguments, status) in [
        (&["good.log"][..], 0),
        (&["reboot.log"], 0),
        (&["failed.log"], 1),
        (&["cancelled.log"], 1),
        (&["blocked.log"], 1),
        (&["unknown.log"], 1),
        (&["unknown.log", "--allow-unknown"], 0),
        (&["good.log", "failed.log"], 1),
        // A code of the chainer.
        (&["reboot.log", "--success-codes", "0"], 1),
        (&["reboot.log", "--success-codes", "0,3010,1641"], 0),
        (&["cancelled.log", "--success-codes", "1602"], 0),
        (&["failed.log", "--success-codes", "0,1603"], 0),
        (&["unknown.log", "--success-codes", "0,1603"], 1),
        // An install that is meant to fail.
        (&["failed.log", "--expect", "failed"], 0),
        (&["good.log", "--expect", "failed"], 1),
        // What only follows from the outcome that is expected does not count.
        (
            &[
                "reboot.log",
                "--expect",
                "success-reboot-required",
                "--allow",
                "file-in-use",
                "--fail-on",
                "note",
            ],
            0,
        ),
        (&["cancelled.log", "--expect", "failed"], 1),
        (&["unknown.log", "--expect", "failed"], 1),
        (&["reboot.log", "--expect", "success"], 1),
        // Findings.
        (&["reboot.log", "--fail-on", "note"], 1),
        (&["reboot.log", "--deny", "restart-required"], 1),
        (&["reboot.log", "--warn", "restart-required"], 0),
        (
            &[
                "reboot.log",
                "--warn",
                "restart-required",
                "--fail-on",
                "warning",
            ],
            1,
        ),
        (&["failed.log", "--allow", "action-failed"], 1),
        // The opt-out keeps what could not be done.
        (&["failed.log", "--exit-zero"], 0),
        (&["failed.log", "missing.log", "--exit-zero"], 2),
        (&["failed.log", "missing.log"], 2),
        (&["good.log", "--deny", "no-such-rule"], 2),
        (&["good.log", "--policy", "missing.toml"], 2),
        (&["good.log", "--baseline", "missing.json"], 2),
    ] {
        assert_eq!(logs.status(arguments), status, "{arguments:?}");
    }
}

#[test]
fn a_mistyped_rule_is_told() {
    let (status, _, error) = logs().run(&["check", "good.log", "--allow", "restart-requird"]);
    assert_eq!(status, 2);
    assert!(
        error.contains("did you mean `restart-required`?"),
        "{error}"
    );
}

#[test]
fn a_policy_sets_the_gate_and_levels() {
    let logs = logs();
    let level = |level: &str, more: &str| {
        format!("[[levels]]\nrule = \"restart-required\"\nlevel = \"{level}\"\n{more}\n")
    };
    let gate = "[gate]\nfail-on = \"note\"\n";
    for (policy, arguments, status) in [
        (gate.to_owned(), &[][..], 1),
        (gate.to_owned(), &["--fail-on", "error"], 0),
        ("[gate]\nexpect = \"failed\"\n".to_owned(), &[], 1),
        ("[gate]\nsuccess-codes = [0]\n".to_owned(), &[], 1),
        (level("error", ""), &[], 1),
        (level("error", "paths = \"other/*.log\""), &[], 0),
        (
            level("error", "paths = [\"other/*.log\", \"*.LOG\"]"),
            &[],
            1,
        ),
        (level("error", ""), &["--no-policy"], 0),
        (level("error", ""), &["--allow", "MSI502"], 0),
        // The last one counts.
        (level("error", "") + &level("note", ""), &[], 0),
        ("[gate\n".to_owned(), &[], 2),
    ] {
        logs.write("wilog.toml", &policy);
        let arguments: Vec<&str> = ["reboot.log"].iter().chain(arguments).copied().collect();
        assert_eq!(logs.status(&arguments), status, "{policy} {arguments:?}");
    }
}

#[test]
fn a_policy_is_found_upward() {
    let logs = logs();
    logs.write("wilog.toml", "[gate]\nexpect = \"failed\"\n");
    logs.write("a/b/x", "");
    let status = std::process::Command::new(env!("CARGO_BIN_EXE_wilog"))
        .args(["check", "../../good.log"])
        .current_dir(logs.path().join("a/b"))
        .output()
        .unwrap()
        .status;
    assert_eq!(status.code(), Some(1));
}

#[test]
fn what_is_suppressed_is_told_with_its_reason() {
    let logs = logs();
    logs.write(
        "wilog.toml",
        "[[levels]]\nrule = \"restart-required\"\nlevel = \"allow\"\nreason = \"The lab restarts anyway.\"\n",
    );
    let (status, checks) = logs.json(&["reboot.log"]);
    let suppressed = &checks["logs"][0]["suppressed"][0];
    assert_eq!(status, 0);
    assert_eq!(suppressed["finding"]["name"], "restart-required");
    assert_eq!(suppressed["by"], "policy");
    assert_eq!(suppressed["reason"], "The lab restarts anyway.");
}

#[test]
fn a_baseline_holds_what_is_known() {
    let logs = logs();
    let strict = ["--fail-on", "note", "--baseline", "known.json"];
    let with = |more: &[&'static str]| strict.iter().chain(more).copied().collect::<Vec<_>>();
    assert_eq!(logs.status(&with(&["reboot.log", "--write-baseline"])), 0);
    assert_eq!(logs.status(&with(&["reboot.log"])), 0);
    assert_eq!(logs.status(&["--fail-on", "note", "reboot.log"]), 1);
    // The outcome is no finding.
    assert_eq!(logs.status(&with(&["failed.log", "--write-baseline"])), 0);
    assert_eq!(logs.status(&with(&["failed.log"])), 1);
    // What was known before is not, when it is written anew.
    assert_eq!(logs.status(&with(&["reboot.log"])), 1);
}

#[test]
fn a_baseline_stays_as_it_is_where_a_log_could_not_be_checked() {
    let logs = logs();
    let write = ["--baseline", "known.json", "--write-baseline"];
    for before in [None, Some("known before")] {
        if let Some(text) = before {
            logs.write("known.json", text);
        }
        let arguments = [&["check", "reboot.log", "missing.log"][..], &write].concat();
        let (status, _, errors) = logs.run(&arguments);
        assert_eq!(status, 2);
        assert!(errors.contains("known.json is not written"), "{errors}");
        let after = std::fs::read_to_string(logs.path().join("known.json")).ok();
        assert_eq!(after.as_deref(), before);
    }
}

#[test]
fn a_baseline_is_never_written_over_a_log() {
    let logs = logs();
    let log = || std::fs::read(logs.path().join("reboot.log")).unwrap();
    let before = log();
    let arguments = ["reboot.log", "--baseline", "reboot.log", "--write-baseline"];
    assert_eq!(logs.status(&arguments), 2);
    assert!(log() == before);
}

#[test]
fn a_baseline_survives_shifted_lines_and_changed_ids() {
    let log = |first: &str, thread: &str, at: &str| {
        format!(
            "=== Verbose logging started: 25/02/2026  10:00:00  Build type: SHIP UNICODE 5.00.10011.00  Calling process: C:\\a.exe ===\n\
             {first}MSI (s) (10:{thread}) [{at}]: ******* RunEngine:\n\
             Info 1603. The file C:\\A\\a.dll is being held in use by the following process: Name: a, Id: 4{at}, Window Title: ''.\n\
             MSI (s) (10:{thread}) [{at}]: MainEngineThread is returning 0\n"
        )
    };
    let folder = Folder::new();
    folder.write("a.log", log("", "20", "10:00:00:000"));
    folder.write("b.log", log("\n\nsome line\n", "7C", "22:01:07:123"));
    folder.write(
        "c.log",
        log("", "20", "10:00:00:000").replace("a.dll", "b.dll"),
    );
    let strict = ["--fail-on", "note", "--baseline", "known.json"];
    let with = |log: &'static str| strict.iter().chain(&[log]).copied().collect::<Vec<_>>();
    assert_eq!(folder.status(&["--fail-on", "note", "a.log"]), 1);
    let write = [&with("a.log")[..], &["--write-baseline"]].concat();
    assert_eq!(folder.status(&write), 0);
    assert_eq!(folder.status(&with("b.log")), 0);
    assert_eq!(folder.status(&with("c.log")), 1);
}

#[test]
fn the_text_for_people() {
    let logs = logs();
    logs.write("notes.txt", "Nothing to see here.\n");
    let (_, out, _) = logs.run(&[
        "check",
        "good.log",
        "reboot.log",
        "failed.log",
        "cancelled.log",
        "unknown.log",
        "notes.txt",
    ]);
    insta::with_settings!({snapshot_path => "../snapshots"}, { insta::assert_snapshot!(out) });
}

#[test]
fn the_json_keeps_its_schema() {
    let logs = logs();
    let (status, checks) = logs.json(&["good.log", "failed.log", "missing.log"]);
    assert_eq!(status, 2);
    assert_eq!(checks["exit_status"], 2);
    let schema = serde_json::to_value(schemars::schema_for!(wilog::finding::Checks)).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&checks)
        .map(|error| error.to_string())
        .collect();
    assert_eq!(errors, [""; 0]);
}

/// A reader that hangs up at once, as `head` does when it has seen enough.
#[cfg(unix)]
#[test]
fn a_reader_that_has_seen_enough_does_not_make_a_log_pass() {
    let folder = Folder::new();
    folder.sample("file-access-denied.log", "failed.log");
    folder.write(
        "wilog.toml",
        "[[rules]]\nname = \"oak\"\nmessage = \"x\"\nmust = { event = \"note\" }\n",
    );
    for (arguments, status) in [
        (&["check", "--no-policy", "failed.log"][..], 1),
        (
            &[
                "check",
                "--no-policy",
                "--format",
                "jsonl",
                "--format",
                "sarif=a.sarif",
                "failed.log",
            ],
            1,
        ),
        (&["check", "--no-policy", "missing.log"], 2),
        (&["rules", "test"], 1),
        (&["triage", "failed.log"], 0),
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_wilog"));
        let command = command.args(arguments).current_dir(folder.path());
        let ended = command.stdout(writer).status().unwrap();
        assert_eq!(ended.code(), Some(status), "{arguments:?}");
    }
    assert!(folder.path().join("a.sarif").exists());
}

#[cfg(unix)]
#[test]
fn a_policy_that_cannot_be_read_is_not_passed_over() {
    let logs = logs();
    let policy = logs.path().join("wilog.toml");
    std::os::unix::fs::symlink("nowhere.toml", &policy).unwrap();
    assert_eq!(logs.status(&["good.log"]), 2);
    assert_eq!(logs.status(&["good.log", "--no-policy"]), 0);
    std::fs::remove_file(&policy).unwrap();
    std::fs::create_dir(&policy).unwrap();
    assert_eq!(logs.status(&["good.log"]), 2);
}

#[test]
fn files_that_editors_of_windows_write() {
    let logs = logs();
    logs.write("mark.toml", "\u{FEFF}[gates]\n");
    logs.write(
        "mark.json",
        "\u{FEFF}{\"schema_version\": 1, \"findings\": []}",
    );
    let wide: Vec<u8> = "\u{FEFF}[gate]\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    logs.write("wide.toml", wide);
    let (status, _, error) = logs.run(&["check", "--policy", "mark.toml", "good.log"]);
    assert_eq!(status, 2);
    assert!(error.starts_with("mark.toml:1:2: "), "{error}");
    assert_eq!(logs.status(&["--baseline", "mark.json", "good.log"]), 0);
    let (status, _, error) = logs.run(&["check", "--policy", "wide.toml", "good.log"]);
    assert_eq!(status, 2);
    assert!(error.contains("it is not UTF-8"), "{error}");
}
