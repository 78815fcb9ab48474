//! `wilog rules test`: the tests that stand in policy files.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::output;
use super::{Done, policy_file, report, unless_closed};
use crate::policy::{Policy, Tried};
use crate::text::visible;

/// The policy files to test.
#[derive(Clone, Debug, Args)]
pub(super) struct Arguments {
    /// The policy files; without any the nearest wilog.toml in the working folder or above it.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// Runs all tests, and fails where one fails, or where a rule has none. A file that is broken does not hide the others.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Done> {
    let files = if arguments.files.is_empty() {
        policy_file::nearest().into_iter().collect()
    } else {
        arguments.files.clone()
    };
    anyhow::ensure!(
        !files.is_empty(),
        "there is no {} in this folder or above it; `wilog init` writes one",
        policy_file::NAME
    );
    let mut out = output::styled();
    let mut failed = 0;
    let mut broken = 0;
    let mut count = 0;
    let mut known = policy_file::known_rules();
    for file in &files {
        let policy = match read(file, &mut known) {
            Ok(policy) => policy,
            Err(error) => {
                unless_closed(out.flush())?;
                report(&error);
                broken += 1;
                continue;
            }
        };
        let tried = policy.try_rules()?;
        count += tried.len();
        failed += tried.iter().filter(|tried| tried.problem.is_some()).count();
        for tried in &tried {
            let told = told(&file.display().to_string(), tried);
            unless_closed(writeln!(out, "{}", visible(&told)))?;
        }
    }
    unless_closed(writeln!(out, "{} of {count} tests passed", count - failed))?;
    unless_closed(out.flush())?;
    Ok(match (broken, failed) {
        (0, 0) => Done::All,
        (0, _) => Done::Failed,
        _ => Done::Part,
    })
}

/// Reads a policy by itself, or where it names rules of those before it, beside them; `known` are all rules so far.
fn read(file: &Path, known: &mut Vec<String>) -> anyhow::Result<Policy> {
    let alone = policy_file::read(&[file.to_owned()]);
    let policy = alone.or_else(|error| policy_file::read_beside(file, known).map_err(|_| error))?;
    known.extend(policy.rule_names().map(str::to_owned));
    Ok(policy)
}

/// `ok    wilog.toml:12  no-restart`, or what is wrong.
fn told(file: &str, tried: &Tried) -> String {
    let place = match tried.line {
        0 => file.to_owned(),
        line => format!("{file}:{line}"),
    };
    match &tried.problem {
        None => format!("ok    {place}  {}", tried.rule),
        Some(problem) => format!("FAIL  {place}  {}: {problem}", tried.rule),
    }
}
