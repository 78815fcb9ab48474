//! The README is tried: each command in it gives what stands below it.
//!
//! In a `console` block a line with `$ wilog` is run, and the lines below it are what it prints.
//! A line of three full stops stands for any number of lines.

#![cfg(feature = "cli")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

use std::fs;
use std::path::Path;
use std::process::Command;

fn readme() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap()
}

/// The commands of all `console` blocks, each with the lines that it should print.
fn examples(text: &str) -> Vec<(&str, Vec<&str>)> {
    let mut examples: Vec<(&str, Vec<&str>)> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        match line {
            "```console" => inside = true,
            "```" => inside = false,
            _ if !inside => {}
            _ => match (line.strip_prefix("$ wilog "), examples.last_mut()) {
                (Some(arguments), _) => examples.push((arguments, Vec::new())),
                (None, Some((_, expected))) => expected.push(line),
                (None, None) => panic!("a console block begins with `$ wilog`"),
            },
        }
    }
    examples
}

fn run(arguments: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_wilog"))
        .args(arguments.split(' '))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    String::from_utf8(output.stdout)
        .unwrap()
        .replace("\r\n", "\n")
}

/// Whether the lines are there in order; `...` lets any number of lines pass.
fn matches(expected: &[&str], found: &[&str]) -> bool {
    match expected {
        [] => found.is_empty(),
        ["...", rest @ ..] => (0..=found.len()).any(|from| matches(rest, &found[from..])),
        [line, rest @ ..] => found.first() == Some(line) && matches(rest, &found[1..]),
    }
}

#[test]
fn every_command_prints_what_stands_below_it() {
    let readme = readme();
    let examples = examples(&readme);
    assert!(examples.len() >= 4, "the README has lost its examples");
    for (arguments, expected) in examples {
        let output = run(arguments);
        let found: Vec<&str> = output.lines().collect();
        assert!(
            matches(&expected, &found),
            "`wilog {arguments}` prints:\n{output}\nthe README says:\n{}",
            expected.join("\n")
        );
    }
}

#[test]
fn every_file_that_the_readme_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = readme();
    let targets = readme
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next());
    for target in targets.filter(|target| !target.starts_with("http")) {
        assert!(root.join(target).exists(), "README.md names {target}");
    }
}

#[test]
fn every_command_of_the_program_stands_in_the_readme() {
    let help = run("--help");
    let commands = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty());
    let names: Vec<&str> = commands
        .filter_map(|line| line.trim().split(' ').next())
        .collect();
    assert!(names.len() >= 5, "{help}");
    for name in names {
        assert!(
            readme().contains(&format!("wilog {name}")),
            "README.md does not show `wilog {name}`"
        );
    }
}
