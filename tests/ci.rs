//! The examples for CI call commands that are there, with what comes out of them.

#![cfg(feature = "cli")]
#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

use std::fs;
use std::path::Path;
use std::process::Command;

use regex::Regex;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path))
        .unwrap()
        .replace("\r\n", "\n")
}

/// The arguments of each `wilog check` in a code block of the page.
fn commands(page: &str) -> Vec<String> {
    let command = Regex::new(r"wilog check ([^'\n]*)").unwrap();
    let blocks = page.split("```").skip(1).step_by(2);
    blocks
        .flat_map(|block| command.captures_iter(block))
        .map(|found| found[1].to_owned())
        .collect()
}

#[test]
fn every_command_runs_and_writes_its_files() {
    let folder = tempfile::tempdir().unwrap();
    let logs = folder.path().join("logs");
    fs::create_dir(&logs).unwrap();
    for name in ["success-silent.log", "file-access-denied.log"] {
        fs::copy(root().join("sample-logs").join(name), logs.join(name)).unwrap();
    }
    let commands = commands(&read("docs/ci.md"));
    assert!(commands.len() >= 7, "{commands:?}");
    for command in commands {
        let arguments: Vec<&str> = command.split(' ').collect();
        let output = Command::new(env!("CARGO_BIN_EXE_wilog"))
            .arg("check")
            .args(&arguments)
            .env_remove("GITHUB_STEP_SUMMARY")
            .current_dir(folder.path())
            .output()
            .unwrap();
        let complaint = String::from_utf8_lossy(&output.stderr);
        let is_known = command.contains("--baseline");
        // A baseline knows findings, and the install has failed all the same.
        let expected = i32::from(!(is_known && command.contains("--write")));
        assert_eq!(
            output.status.code(),
            Some(expected),
            "{command}: {complaint}"
        );
        for file in arguments.iter().filter_map(|text| text.split_once('=')) {
            assert!(folder.path().join(file.1).exists(), "{command}");
        }
    }
}

#[test]
fn every_action_is_pinned_to_a_commit() {
    let used = Regex::new(r"uses: ([\w./-]+)@(\S+)").unwrap();
    let pin = Regex::new("^[0-9a-f]{40}$").unwrap();
    let mut count = 0;
    for path in ["action.yml", "docs/ci.md", ".github/workflows/ci.yml"] {
        for found in used.captures_iter(&read(path)) {
            assert!(pin.is_match(&found[2]), "{path}: {}", &found[0]);
            count += 1;
        }
    }
    assert!(count > 3, "{count}");
}

#[test]
fn no_input_of_the_action_is_run_as_a_script() {
    let action = read("action.yml");
    let data = Regex::new(r"^\s+[\w-]+: ").unwrap();
    for line in action.lines() {
        let is_data = data.is_match(line);
        assert!(
            !line.contains("${{") || is_data && !line.trim_start().starts_with("run:"),
            "{line}"
        );
    }
}

#[test]
fn every_input_of_the_action_is_documented() {
    let action = read("action.yml");
    let page = read("docs/ci.md");
    let inputs = action
        .split("\ninputs:\n")
        .nth(1)
        .unwrap()
        .split("\noutputs:")
        .next()
        .unwrap();
    let name = Regex::new(r"(?m)^  ([\w-]+):$").unwrap();
    let names: Vec<String> = name
        .captures_iter(inputs)
        .map(|found| found[1].to_owned())
        .collect();
    assert!(names.len() >= 7, "{names:?}");
    for name in names {
        let row = format!("| `{name}` |");
        assert!(page.contains(&row), "docs/ci.md has no row for {name}");
    }
}
