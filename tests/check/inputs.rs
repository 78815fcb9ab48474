//! Which files are checked, and what is said of those that cannot be.

use std::fs;

use crate::Folder;

/// The logs and the files that were not checked, each as its path.
fn found(folder: &Folder, arguments: &[&str]) -> (Vec<String>, Vec<(String, String)>) {
    let (_, checks) = folder.json(arguments);
    let text = |value: &serde_json::Value| value.as_str().unwrap().replace('\\', "/");
    let logs = checks["logs"].as_array().unwrap();
    let not_checked = checks["not_checked"].as_array().unwrap();
    (
        logs.iter()
            .map(|log| text(&log["report"]["input"]["path"]))
            .collect(),
        not_checked
            .iter()
            .map(|file| (text(&file["path"]), text(&file["reason"])))
            .collect(),
    )
}

#[test]
fn folders_and_patterns_in_a_fixed_order_each_once() {
    let folder = Folder::new();
    for name in ["logs/b.log", "logs/a.log", "logs/old/c.log", "logs/d.txt"] {
        folder.sample("success-silent.log", name);
    }
    for (arguments, expected) in [
        (
            &["logs"][..],
            &["logs/a.log", "logs/b.log", "logs/d.txt", "logs/old/c.log"][..],
        ),
        (&["logs/*.log"], &["logs/a.log", "logs/b.log"]),
        (
            &["./logs/**/*.log"],
            &["logs/a.log", "logs/b.log", "logs/old/c.log"],
        ),
        (&["**/[bc].log"], &["logs/b.log", "logs/old/c.log"]),
        (&["logs/o*"], &["logs/old/c.log"]),
        (&["logs/b.log", "logs/*.log"], &["logs/b.log", "logs/a.log"]),
    ] {
        let (logs, not_checked) = found(&folder, arguments);
        let logs: Vec<&str> = logs
            .iter()
            .map(|log| log.trim_start_matches("./"))
            .collect();
        assert_eq!(logs, expected, "{arguments:?}");
        assert_eq!(not_checked, [], "{arguments:?}");
    }
}

#[test]
fn what_matches_nothing_is_no_success() {
    let folder = Folder::new();
    fs::create_dir(folder.path().join("empty")).unwrap();
    for argument in [
        "empty",
        "*.log",
        "missing/*.log",
        "missing.log",
        "[",
        "empty/**",
    ] {
        let (logs, not_checked) = found(&folder, &[argument]);
        assert_eq!((logs.len(), not_checked.len()), (0, 1), "{argument}");
        assert_eq!(folder.status(&[argument]), 2, "{argument}");
    }
}

#[test]
fn bad_input_among_good_is_named_and_the_rest_is_done() {
    let folder = Folder::new();
    folder.sample("success-silent.log", "logs/good.log");
    folder.sample("success-silent.log", "logs/z/last.log");
    folder.write(
        "logs/binary.bin",
        [0, 159, 146, 150, 0, 1, 2, 3].repeat(500),
    );
    folder.write("logs/empty.log", "");
    folder.write("logs/only-bom.log", [0xFF, 0xFE]);
    folder.write("logs/notes.txt", "Nothing to see here.\n");
    #[cfg_attr(
        not(unix),
        expect(
            unused_mut,
            reason = "more is bad where there are links and permissions"
        )
    )]
    let mut bad = vec![
        ("logs/binary.bin", "it is no Windows Installer log"),
        ("logs/empty.log", "it is empty"),
        ("logs/notes.txt", "it is no Windows Installer log"),
        ("logs/only-bom.log", "it is empty"),
    ];
    #[cfg(unix)]
    bad.extend(unix::bad(&folder));
    bad.sort_unstable();
    let (logs, not_checked) = found(&folder, &["logs"]);
    assert_eq!(logs, ["logs/good.log", "logs/z/last.log"]);
    let mut named: Vec<(&str, &str)> = not_checked
        .iter()
        .map(|(path, reason)| (path.as_str(), reason.as_str()))
        .collect();
    named.sort_unstable();
    assert_eq!(named.len(), bad.len(), "{named:#?}");
    for ((path, reason), (expected, start)) in named.iter().zip(&bad) {
        assert!(
            path == expected && reason.starts_with(start),
            "{path}: {reason}"
        );
    }
    assert_eq!(folder.status(&["logs"]), 2);
}

#[cfg(unix)]
mod unix {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::process::Command;

    use crate::Folder;

    /// Puts what only these systems have into the folder `logs`, and gives what is said of it.
    pub(super) fn bad(folder: &Folder) -> Vec<(&'static str, &'static str)> {
        let logs = folder.path().join("logs");
        folder.write("outside.log", "");
        symlink(&logs, logs.join("loop")).unwrap();
        symlink("nowhere", logs.join("dangling")).unwrap();
        symlink(folder.path().join("outside.log"), logs.join("out.log")).unwrap();
        // A link to a file that is there anyway is no harm.
        symlink("good.log", logs.join("latest.log")).unwrap();
        let made = Command::new("mkfifo").arg(logs.join("pipe")).status();
        let mut bad = vec![
            ("logs/dangling", "it is a link that leads nowhere"),
            ("logs/loop", "it is a link to a folder"),
            ("logs/out.log", "it is a link that leads out of the folder"),
        ];
        if made.is_ok_and(|status| status.success()) {
            bad.push(("logs/pipe", "it is neither a file nor a folder"));
        }
        let secret = folder.write("logs/secret.log", "x");
        fs::set_permissions(&secret, fs::Permissions::from_mode(0o0)).unwrap();
        // Whoever may read everything reads this too.
        let refused = fs::read(&secret).is_err();
        bad.push((
            "logs/secret.log",
            if refused {
                "it cannot be opened"
            } else {
                "it is no"
            },
        ));
        bad
    }
}

#[cfg(unix)]
#[test]
fn a_pattern_passes_over_no_link_in_silence() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new();
    folder.sample("success-silent.log", "logs/a.log");
    folder.sample("success-silent.log", "logs/kept/run.txt");
    folder.sample("success-silent.log", "other/b.log");
    let logs = folder.path().join("logs");
    symlink("kept/run.txt", logs.join("latest.log")).unwrap();
    symlink("../a.log", logs.join("kept/first.log")).unwrap();
    symlink("../other", logs.join("far")).unwrap();
    symlink("nowhere", logs.join("gone.txt")).unwrap();
    symlink("logs", folder.path().join("linked")).unwrap();
    symlink("logs", folder.path().join("current")).unwrap();
    for (argument, read, bad) in [
        // What the first link leads to has another name than the pattern wants.
        ("logs/*.log", &["logs/a.log"][..], &["logs/latest.log"][..]),
        (
            "logs/**/*.log",
            &["logs/a.log"],
            &["logs/far", "logs/latest.log"],
        ),
        ("logs/*/*.txt", &["logs/kept/run.txt"], &["logs/far"]),
        ("logs/k*", &["logs/kept/run.txt"], &["logs/kept/first.log"]),
        (
            "logs/*t*",
            &["logs/kept/run.txt"],
            &["logs/gone.txt", "logs/kept/first.log"],
        ),
        // What two links lead to is met by itself.
        ("*/a.log", &["logs/a.log"], &[]),
        // A folder that is named by a link is looked at.
        (
            "linked/kept",
            &["linked/kept/run.txt"],
            &["linked/kept/first.log"],
        ),
        (
            "linked",
            &["linked/a.log", "linked/kept/run.txt"],
            &["linked/far", "linked/gone.txt"],
        ),
    ] {
        let (logs, not_checked) = found(&folder, &[argument]);
        assert_eq!(logs, read, "{argument}");
        let not_checked: Vec<String> = not_checked.into_iter().map(|(path, _)| path).collect();
        assert_eq!(not_checked, bad, "{argument}");
    }
}

#[cfg(unix)]
#[test]
fn folders_that_a_pattern_does_not_mean_are_not_looked_at() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    folder.sample("success-silent.log", "a.log");
    folder.write("private/b.txt", "x");
    let private = folder.path().join("private");
    let mode = |mode| fs::set_permissions(&private, fs::Permissions::from_mode(mode)).unwrap();
    mode(0);
    let found = found(&folder, &["*.log"]);
    mode(0o700);
    assert_eq!(found, (vec!["a.log".to_owned()], vec![]));
}

#[test]
fn the_same_bytes_with_one_thread_and_with_two() {
    let folder = Folder::new();
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/sample-logs");
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpus/logs");
    let policy = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/docs/policies/no-component-skipped.toml"
    );
    for (path, format) in [(samples, "text"), (samples, "json"), (corpus, "json")] {
        if fs::metadata(path).is_err() {
            continue;
        }
        let run = |threads| {
            folder.run_with(
                &["check", "--policy", policy, "--format", format, path],
                &[("RAYON_NUM_THREADS", threads)],
            )
        };
        let one = run("1");
        assert!(one.1.len() > 1000);
        assert!(one == run("2"), "{path} as {format}");
    }
}
