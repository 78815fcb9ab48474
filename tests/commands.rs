//! The commands `cat`, `events`, `stats`, and `explain` of the program, as a user runs them.
//!
//! With the environment variable `UPDATE=1` the JSON Schema of the events is written again instead of compared.

#![cfg(feature = "cli")]
#![expect(
    clippy::expect_used,
    reason = "a check outside a test function fails the test"
)]

#[path = "common/logs.rs"]
mod logs;

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// Compares output with a snapshot that does not name the version.
macro_rules! snapshot {
    ($name:literal, $out:expr) => {
        insta::with_settings!(
            {snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true},
            { insta::assert_snapshot!($name, $out.replace(env!("CARGO_PKG_VERSION"), "[version]")) }
        )
    };
}

#[path = "commands/cat.rs"]
mod cat;
#[path = "commands/events.rs"]
mod events;
#[path = "commands/explain.rs"]
mod explain;
#[path = "commands/schema.rs"]
mod schema;
#[path = "commands/state.rs"]
mod state;
#[path = "commands/stats.rs"]
mod stats;
#[path = "commands/targets.rs"]
mod targets;

/// The log that most tests read: 347 lines, UTF-16 with CRLF.
const LOG: &str = "sample-logs/custom-action-1722.log";

/// What a run gave.
#[derive(Debug)]
struct Run {
    status: Option<i32>,
    out: String,
    err: String,
}

/// The program, in the folder of the sources and with none of the settings that change its output.
fn wilog(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wilog"));
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments);
    for name in ["NO_COLOR", "CI", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"] {
        command.env_remove(name);
    }
    command
}

fn run(arguments: &[&str]) -> Run {
    run_with(arguments, &[])
}

/// Runs the program with `input` as its standard input.
fn run_with(arguments: &[&str], input: &[u8]) -> Run {
    let mut child = wilog(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("it was asked for");
    let input = input.to_vec();
    // A program that has said all without its input closes the pipe, which is no failure.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().expect("the program ends");
    writer.join().expect("the writer ends");
    Run {
        status: output.status.code(),
        out: String::from_utf8(output.stdout).expect("output is UTF-8"),
        err: String::from_utf8(output.stderr).expect("errors are UTF-8"),
    }
}

/// The output of a run that must go well.
#[track_caller]
fn output(arguments: &[&str]) -> String {
    let run = run(arguments);
    assert_eq!(
        (run.status, run.err.as_str()),
        (Some(0), ""),
        "{arguments:?}"
    );
    run.out
}

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn bytes(path: &str) -> Vec<u8> {
    fs::read(root(path)).expect("the sample log is there")
}

/// The sample logs, in the order of their names.
fn samples() -> Vec<String> {
    let names = logs::samples().into_iter().map(|log| {
        let name = log.file_name().expect("a file has a name");
        format!("sample-logs/{}", name.to_string_lossy())
    });
    names.collect()
}

fn records(out: &str) -> Vec<Value> {
    let record = |line| serde_json::from_str(line).expect("each line is JSON");
    out.lines().map(record).collect()
}

#[test]
fn wrong_arguments_say_what_is_right() {
    for (arguments, expected) in [
        (
            &["events", LOG, "--kind", "notes"][..],
            "did you mean `note`?",
        ),
        (
            &["events", LOG, "--kind", "xyzzy"],
            "`wilog events --help` lists them",
        ),
        (&["events", LOG, "--grep", "(a"], "unclosed group"),
        (
            &["events", LOG, "--from", "noon"],
            "a clock time such as 09:12",
        ),
        (
            &["cat", LOG, "--from", "0"],
            "expected a line number from 1 on",
        ),
        (
            &["cat", LOG, "--from", "7", "--to", "6"],
            "--from 7 comes after --to 6",
        ),
        (
            &["cat", LOG, "--encoding", "klingon"],
            "unknown encoding `klingon`",
        ),
        (&["cat"], "<LOG>"),
        (&["stats"], "<LOG>"),
        (&["explain"], "<CODE>"),
    ] {
        let run = run(arguments);
        assert_eq!(
            (run.status, run.out.as_str()),
            (Some(2), ""),
            "{arguments:?}"
        );
        assert!(run.err.contains(expected), "{arguments:?}: {}", run.err);
    }
}

#[test]
fn a_missing_file_is_told_and_the_others_are_done() {
    for command in ["cat", "events", "stats"] {
        let run = run(&[command, "sample-logs/missing.log"]);
        assert_eq!((run.status, run.out.as_str()), (Some(2), ""), "{command}");
        assert!(
            run.err
                .starts_with("wilog: error: cannot open sample-logs/missing.log: "),
            "{}",
            run.err
        );
    }
    let run = run(&["stats", "sample-logs", "sample-logs/missing.log", LOG]);
    assert_eq!(run.status, Some(2));
    assert!(
        run.err
            .starts_with("wilog: error: cannot open sample-logs: it is a directory\n"),
        "{}",
        run.err
    );
    assert!(
        run.out
            .starts_with(&format!("{LOG}: 347 lines, utf-16le-bom\n")),
        "{}",
        run.out
    );
}

#[test]
fn nothing_is_no_error() {
    for command in ["cat", "events", "stats"] {
        let run = run(&[command, "-"]);
        assert_eq!((run.status, run.err.as_str()), (Some(0), ""), "{command}");
    }
    assert_eq!(run(&["cat", "-"]).out, "");
    assert_eq!(records(&run(&["events", "-"]).out).len(), 2);
}

/// Who gave several logs is not asked for them.
#[test]
fn more_logs_are_asked_for_where_one_was_given() {
    const ASKED: &str = "With the logs of both in one call";
    const TURNED_AWAY: &str = "sample-logs/mutex-1618.log";
    let text = |logs: &[&str]| {
        let out = output(&[&["triage"], logs].concat());
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert!(text(&[TURNED_AWAY]).contains(ASKED));
    assert!(!text(&[TURNED_AWAY, "sample-logs/success-silent.log"]).contains(ASKED));
}

#[test]
fn a_closed_pipe_ends_the_program_quietly() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("long.log");
    fs::write(&log, "Property(S): Name = value\r\n".repeat(200_000)).unwrap();
    for command in ["cat", "events"] {
        let mut child = wilog(&[command, log.to_str().unwrap()])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut first)
            .unwrap();
        assert!(!first.is_empty());
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            (output.status.code(), err.as_str()),
            (Some(0), ""),
            "{command}"
        );
    }
}

#[test]
fn the_help_of_each_command() {
    for command in ["cat", "events", "stats", "explain"] {
        let help = output(&[command, "--help"]);
        assert!(help.contains("Usage: wilog"), "{help}");
    }
    let help = output(&["events", "--help"]);
    let listed = help.split_once("Kinds of events:").unwrap().1;
    let kinds: Vec<&str> = listed
        .split([',', '\n'])
        .map(str::trim)
        .filter(|kind| !kind.is_empty())
        .collect();
    assert_eq!(kinds, wilog::event::KINDS);
}
