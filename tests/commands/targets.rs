//! `--format FORM=FILE`, `--to FORM=FILE`, and `--output FILE`: where results go.

#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

use std::fs;
use std::path::Path;

use super::{Run, wilog};

const GOOD: &str = "sample-logs/success-silent.log";
const BAD: &str = "sample-logs/file-access-denied.log";

/// Runs the program with a summary of GitHub in `summary`.
fn run(arguments: &[&str], summary: Option<&Path>) -> Run {
    let mut command = wilog(arguments);
    command.env_remove("GITHUB_STEP_SUMMARY");
    if let Some(summary) = summary {
        command.env("GITHUB_STEP_SUMMARY", summary);
    }
    let output = command.output().unwrap();
    Run {
        status: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

#[test]
fn each_form_has_what_it_has_alone() {
    let folder = tempfile::tempdir().unwrap();
    let forms = ["markdown", "json", "sarif", "junit", "gitlab", "csv"];
    for command in ["triage", "check"] {
        let files = forms.map(|form| folder.path().join(form));
        let targets = forms.map(|form| {
            let file = folder.path().join(form);
            format!("--format={form}={}", file.display())
        });
        let mut arguments = vec![command, GOOD, BAD];
        arguments.extend(targets.iter().map(String::as_str));
        let several = run(&arguments, None);
        assert_eq!(several.out, run(&[command, GOOD, BAD], None).out);
        for (form, file) in forms.iter().zip(files) {
            let alone = run(&[command, "--format", form, GOOD, BAD], None);
            assert_eq!(alone.status, several.status);
            assert_eq!(read(&file), alone.out, "{command} {form}");
        }
    }
}

#[test]
fn the_output_goes_to_a_file_instead() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("out");
    let output = file.to_str().unwrap();
    for arguments in [
        &["triage", BAD][..],
        &["check", "--format", "jsonl", BAD],
        &["export", "--to", "csv", BAD],
    ] {
        let expected = run(arguments, None);
        let found = run(&[arguments, &["--output", output]].concat(), None);
        assert_eq!((found.out.as_str(), found.status), ("", expected.status));
        assert_eq!(read(&file), expected.out, "{arguments:?}");
    }
}

#[test]
fn two_results_cannot_be_in_one_place() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("out");
    let file = file.to_str().unwrap();
    let one = format!("--format=json={file}");
    let two = format!("--format=sarif={file}");
    for (arguments, expected) in [
        (
            &["triage", BAD, "--format", "json", "--format", "csv"][..],
            "only one format can go to standard output",
        ),
        (&["triage", BAD, &one, &two], "two formats"),
        (&["triage", BAD, &one, "--output", file], "two formats"),
        (
            &[
                "triage",
                BAD,
                "--format=json=./twice",
                "--format=sarif=twice",
            ],
            "two formats",
        ),
        (&["triage", BAD, "--format", "pdf"], "sarif"),
        (&["export", BAD, "--to", "pdf"], "prometheus"),
    ] {
        let run = run(arguments, None);
        assert_eq!(
            (run.status, run.out.as_str()),
            (Some(2), ""),
            "{arguments:?}"
        );
        assert!(run.err.contains(expected), "{}", run.err);
        assert!(!Path::new(file).exists(), "{arguments:?}");
    }
}

#[test]
fn a_log_is_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("install.log");
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join(BAD), &log).unwrap();
    let before = fs::read(&log).unwrap();
    let name = log.to_str().unwrap();
    let detour = folder.path().join(".").join("install.log");
    let detour = detour.to_str().unwrap();
    let target = format!("--format=json={detour}");
    for arguments in [
        &["triage", name, "-o", detour][..],
        &["check", name, &target],
        &["check", folder.path().to_str().unwrap(), &target],
        &["export", "--to", "csv", name, "-o", detour],
    ] {
        let run = run(arguments, None);
        assert_eq!(run.status, Some(2), "{arguments:?}");
        assert!(
            run.err.contains("is a log that is to be read"),
            "{}",
            run.err
        );
    }
    assert_eq!(fs::read(&log).unwrap(), before);
}

#[test]
fn the_job_summary_of_github_is_added_to() {
    let folder = tempfile::tempdir().unwrap();
    let summary = folder.path().join("summary.md");
    fs::write(&summary, "What another step wrote.\n").unwrap();
    let arguments = ["check", "--format", "github", BAD];
    let out = run(&arguments, Some(&summary)).out;
    assert!(out.starts_with("::error file=sample-logs/file-access-denied.log,line="));
    let added = run(&["check", "--format", "markdown", BAD], None).out;
    assert_eq!(read(&summary), format!("What another step wrote.\n{added}"));
    run(&["check", BAD], Some(&summary));
    assert_eq!(
        read(&summary),
        format!("What another step wrote.\n{added}"),
        "only the form for GitHub adds to it"
    );
}
