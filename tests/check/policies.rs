//! Policies with rules of their own, as the program uses them.

use std::fmt::Write as _;

use crate::Folder;

const SERVICE_POLICY: &str = r#"
[[rules]]
name = "starts-no-service"
message = "The service {argument.Name} is started."
must-not = { event = "operation", where = { name = "ServiceControl", argument.Action = "1" } }

[[rules]]
name = "unlocks-the-server"
message = "The server is never unlocked."
must = { event = "server-unlocked" }

[[rules.tests]]
expect = "silent"
log = "MSI (s) (3C:9E) [14:05:09:250]: Unlocking Server"
"#;

#[test]
fn rules_of_a_policy_are_findings_like_all_others() {
    let folder = Folder::new();
    folder.write("wilog.toml", SERVICE_POLICY);
    folder.sample("service-start-1920.log", "a.log");
    let (status, checks) = folder.json(&["a.log"]);
    assert_eq!(status, 1);
    let log = &checks["logs"][0];
    let found = &log["user_findings"][0];
    assert_eq!(found["rule"], "starts-no-service");
    assert_eq!(found["severity"], "error");
    let line = found["line"].as_u64().unwrap();
    assert_eq!(found["evidence"][0]["line"].as_u64(), Some(line));
    assert!(
        log["failed_by"]
            .as_array()
            .unwrap()
            .iter()
            .any(|by| by["rule"] == "starts-no-service")
    );

    // Levels, baselines, and all forms know them too.
    let levels = [
        "check",
        "--expect",
        "failed",
        "--allow",
        "starts-no-service",
        "a.log",
    ];
    assert_eq!(folder.run(&levels).0, 0);
    assert_eq!(
        folder.status(&[
            "--expect",
            "failed",
            "--baseline",
            "b",
            "--write-baseline",
            "a.log"
        ]),
        0
    );
    assert_eq!(
        folder.status(&["--expect", "failed", "--baseline", "b", "a.log"]),
        0
    );
    for format in [
        "sarif", "junit", "github", "gitlab", "markdown", "csv", "jsonl",
    ] {
        let (status, out, err) = folder.run(&["check", "--format", format, "a.log"]);
        assert_eq!(status, 1, "{format}: {err}");
        assert!(out.contains("starts-no-service"), "{format}: {out}");
    }
}

#[test]
fn a_must_that_a_cut_log_leaves_open_fails_it() {
    let folder = Folder::new();
    folder.write("wilog.toml", SERVICE_POLICY);
    folder.sample("truncated-killed.log", "a.log");
    let (status, checks) = folder.json(&["--allow-unknown", "a.log"]);
    assert_eq!(status, 1);
    let log = &checks["logs"][0];
    assert_eq!(log["inconclusive"][0]["rule"], "unlocks-the-server");
    assert_eq!(log["failed_by"][0]["by"], "inconclusive");
    assert_eq!(
        folder.status(&["--allow-unknown", "--warn", "unlocks-the-server", "a.log"]),
        0
    );
    assert_eq!(
        folder.status(&["--allow-unknown", "--allow", "unlocks-the-server", "a.log"]),
        0
    );
    assert_eq!(
        folder.status(&["--allow-unknown", "--no-policy", "a.log"]),
        0
    );
}

#[test]
fn matches_beyond_the_cap_are_never_taken_for_kept() {
    let folder = Folder::new();
    let mut log = String::new();
    for number in 0..10_001 {
        let _ = writeln!(
            log,
            "MSI (s) (3C:9E) [14:05:09:250]: Executing op: FileRemove(,FileName={number},,)"
        );
    }
    let tests =
        |expect: &str| format!("[[rules.tests]]\nexpect = \"{expect}\"\nlog = '''\n{log}'''\n");
    let mut policy = String::new();
    let operation = "{ event = \"operation\", where.name = \"FileRemove\" }";
    for (name, claim, expect) in [
        ("never", format!("must-not = {operation}"), "fires"),
        ("few", format!("must = {operation}\nat-most = 5"), "fires"),
        ("some", format!("must = {operation}"), "silent"),
        (
            "more",
            format!("must = {operation}\nat-least = 10001"),
            "inconclusive",
        ),
        (
            "last",
            format!("must = {{ event = \"server-unlocked\" }}\nafter = {operation}\nevery = true"),
            "inconclusive",
        ),
        (
            "same",
            format!("must = {operation}\nat-most = 1\nsame = \"argument.FileName\""),
            "inconclusive",
        ),
    ] {
        let _ = writeln!(
            policy,
            "[[rules]]\nname = \"{name}\"\nmessage = \"{name}\"\n{claim}\n{}",
            tests(expect)
        );
    }
    folder.write("wilog.toml", policy);
    let (status, out, err) = folder.run(&["rules", "test"]);
    assert_eq!(status, 0, "{out}{err}");
}

#[test]
fn one_rule_does_not_hide_the_others_from_a_reader() {
    let folder = Folder::new();
    folder.write(
        "wilog.toml",
        "[[rules]]\nname = \"values\"\nmessage = \"{name} is {new}.\"\nmust-not = { event = \"property-change\" }\n",
    );
    let mut log = String::new();
    for number in 0..60 {
        let _ = writeln!(
            log,
            "MSI (s) (3C:9E) [14:05:09:250]: PROPERTY CHANGE: Adding OAK{number} property. Its value is '1'."
        );
    }
    folder.write("a.log", log);
    let (_, out, _) = folder.run(&["check", "--allow-unknown", "a.log"]);
    assert_eq!(
        out,
        "FAIL  a.log\n      \
               error in line 1: OAK0 is 1. [values]\n      \
               error in line 2: OAK1 is 1. [values]\n      \
               error in line 3: OAK2 is 1. [values]\n      \
               error in line 4: OAK3 is 1. [values]\n      \
               error in line 5: OAK4 is 1. [values]\n      \
               and 45 more of values, shown with --format json\n      \
               values: 10 more findings are not told.\n\
         0 passed, 1 failed\n"
    );
    assert_eq!(
        folder.json(&["--allow-unknown", "a.log"]).1["logs"][0]["user_findings"]
            .as_array()
            .unwrap()
            .len(),
        50
    );
}

#[test]
fn what_is_covered_is_covered_before_a_rule_sees_it() {
    let folder = Folder::new();
    folder.write(
        "wilog.toml",
        "[[rules]]\nname = \"values\"\nmessage = \"{name} is {new}.\"\nmust-not = { event = \"property-change\" }\n",
    );
    folder.write(
        "a.log",
        "MSI (s) (3C:9E) [14:05:09:250]: PROPERTY CHANGE: Adding DB_PASSWORD property. Its value is 'Oak!4711'.\n",
    );
    let (_, covered, _) = folder.run(&["check", "a.log"]);
    assert!(covered.contains("DB_PASSWORD is **********."), "{covered}");
    let (_, shown, _) = folder.run(&["check", "--show-secrets", "a.log"]);
    assert!(shown.contains("DB_PASSWORD is Oak!4711."), "{shown}");
}

#[test]
fn a_policy_to_begin_with_is_written_once() {
    let folder = Folder::new();
    folder.sample("success-silent.log", "a.log");
    let (status, out, _) = folder.run(&["init"]);
    assert_eq!(status, 0);
    assert!(out.starts_with("wilog.toml is written."), "{out}");
    assert_eq!(folder.run(&["rules", "test"]).0, 0);
    assert_eq!(folder.status(&["a.log"]), 0);

    folder.write("wilog.toml", "[gate]\nfail-on = \"note\"\n");
    let (status, _, err) = folder.run(&["init"]);
    assert_eq!(status, 2);
    assert!(
        err.contains("wilog.toml is there already; `--force` writes over it"),
        "{err}"
    );
    assert_eq!(folder.run(&["init", "--force"]).0, 0);
    assert_eq!(folder.run(&["init", "other.toml"]).0, 0);
    let (_, printed, _) = folder.run(&["init", "-"]);
    for file in ["wilog.toml", "other.toml"] {
        let written = std::fs::read_to_string(folder.path().join(file)).unwrap();
        assert_eq!(written, printed);
    }
    let (_, schema, _) = folder.run(&["init", "--schema"]);
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    assert_eq!(schema["title"], "A policy of wilog");
}

#[test]
fn the_tests_of_policies() {
    let folder = Folder::new();
    let (status, _, err) = folder.run(&["rules", "test"]);
    assert_eq!(status, 2);
    assert!(
        err.contains("there is no wilog.toml in this folder or above it"),
        "{err}"
    );

    folder.write("wilog.toml", SERVICE_POLICY);
    let (status, out, _) = folder.run(&["rules", "test"]);
    assert_eq!(status, 1);
    assert_eq!(
        out,
        "FAIL  wilog.toml  starts-no-service: the rule has no test\n\
         ok    wilog.toml:12  unlocks-the-server\n\
         1 of 2 tests passed\n"
    );

    let wrong = SERVICE_POLICY.replace("\"silent\"", "\"fires\"");
    folder.write("wrong.toml", wrong);
    folder.write("broken.toml", "[gates]\n");
    let (status, out, err) = folder.run(&["rules", "test", "broken.toml", "wrong.toml"]);
    assert_eq!(status, 2);
    assert!(
        err.contains("broken.toml:1:2: `the policy` has no key `gates`"),
        "{err}"
    );
    assert!(
        out.contains("FAIL  wrong.toml:12  unlocks-the-server: the rule is silent where the test expects `fires`"),
        "{out}"
    );
}

#[test]
fn a_broken_policy_ends_the_check_before_a_log_is_opened() {
    let folder = Folder::new();
    folder.write("wilog.toml", "[gate]\nfail-on = \"eror\"\n");
    let (status, out, err) = folder.run(&["check", "missing.log"]);
    assert_eq!((status, out.as_str()), (2, ""));
    assert_eq!(
        err,
        "wilog.toml:2:11: `fail-on` cannot be `eror`\n  |\n2 | fail-on = \"eror\"\n  |           ^^^^^^ did you mean `error`?\n\n\
         error: wilog.toml has 1 problem\n"
    );
}

#[test]
fn the_tests_of_policies_that_build_on_each_other() {
    let folder = Folder::new();
    folder.write("oak.toml", "[[rules]]\nname = \"oak\"\nmessage = \"x\"\nmust-not = { event = \"note\" }\n[[rules.tests]]\nexpect = \"silent\"\nlog = \"x\"\n");
    folder.write(
        "levels.toml",
        "[[levels]]\nrule = \"oak\"\nlevel = \"note\"\n",
    );
    let test = |files: &[&str]| folder.run(&[&["rules", "test"], files].concat()).0;
    assert_eq!(test(&["oak.toml", "levels.toml"]), 0);
    assert_eq!(test(&["levels.toml", "oak.toml"]), 2);
    // Each is a policy by itself, too.
    assert_eq!(test(&["oak.toml", "oak.toml"]), 0);
}

/// A log with so many properties, each with a name without digits, which are all the same to a baseline.
fn with_properties(count: u32) -> String {
    let mut log = "MSI (s) (3C:9E) [14:05:09:250]: ******* RunEngine:\n".to_owned();
    for number in 0..count {
        let name: String = number
            .to_string()
            .bytes()
            .map(|digit| char::from(digit - b'0' + b'A'))
            .collect();
        let _ = writeln!(
            log,
            "MSI (s) (3C:9E) [14:05:09:250]: PROPERTY CHANGE: Adding OAK{name} property. Its value is 'x'."
        );
    }
    log + "MSI (s) (3C:9E) [14:05:12:250]: MainEngineThread is returning 0\n"
}

#[test]
fn a_baseline_does_not_hide_what_is_new_behind_much_that_is_known() {
    let folder = Folder::new();
    folder.write(
        "wilog.toml",
        "[[rules]]\nname = \"values\"\nmessage = \"{name} is {new}.\"\nmust-not = { event = \"property-change\" }\n",
    );
    for (known, now, status) in [
        (60, 60, 0),
        (60, 59, 0),
        (60, 61, 1),
        (20, 80, 1),
        // More than are kept.
        (10_000, 10_001, 1),
    ] {
        folder.write("known.log", with_properties(known));
        folder.write("now.log", with_properties(now));
        let baseline = ["--baseline", "b.json"];
        let write = [&baseline[..], &["--write-baseline", "known.log"]].concat();
        assert_eq!(folder.status(&write), 0);
        let check = [&baseline[..], &["now.log"]].concat();
        assert_eq!(folder.status(&check), status, "{known} {now}");
    }
    // Of what is new no more is told than without a baseline.
    folder.write("known.log", with_properties(1));
    folder.write("now.log", with_properties(90));
    folder.status(&["--baseline", "b.json", "--write-baseline", "known.log"]);
    let (_, checks) = folder.json(&["--baseline", "b.json", "now.log"]);
    let log = &checks["logs"][0];
    assert_eq!(log["user_findings"].as_array().unwrap().len(), 50);
    assert_eq!(log["capped"][0]["what"], "39 more findings are not told.");
}
