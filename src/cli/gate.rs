//! The arguments of `wilog check` that say what a log must keep.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::target::Output;
use super::{complain, policy_file};
use crate::finding::{LogCheck, Severity, SuppressedBy};
use crate::policy::{Baseline, Gate, Level, Policy, outcomes};
use crate::text::nearest;
use crate::trace::Outcome;

/// What a log must keep: policy files, and what goes before them.
#[derive(Clone, Debug, Args)]
pub(super) struct GateArguments {
    /// A policy file, in place of the nearest wilog.toml in the working folder or above it. May be given several times.
    #[arg(long, value_name = "FILE", conflicts_with = "no_policy")]
    policy: Vec<PathBuf>,
    /// Do not look for a wilog.toml.
    #[arg(long)]
    no_policy: bool,
    /// The least grave finding that fails a log. Without it: error.
    #[arg(long, value_name = "LEVEL", value_parser = severity())]
    fail_on: Option<Severity>,
    /// Findings of this rule do not count. May be given several times, as those below.
    #[arg(long, value_name = "RULE")]
    allow: Vec<String>,
    /// Findings of this rule are warnings.
    #[arg(long, value_name = "RULE")]
    warn: Vec<String>,
    /// Findings of this rule are errors.
    #[arg(long, value_name = "RULE")]
    deny: Vec<String>,
    /// The exit codes that are a success, such as `0,3010,1641`.
    #[arg(
        long,
        value_name = "CODES",
        value_delimiter = ',',
        allow_negative_numbers = true
    )]
    success_codes: Option<Vec<i32>>,
    /// The outcome that every log must have; the findings that only tell of it do not count then.
    #[arg(long, value_name = "OUTCOME", value_parser = outcome())]
    expect: Option<Outcome>,
    /// Let a log pass that has no result.
    #[arg(long)]
    allow_unknown: bool,
}

fn severity() -> impl TypedValueParser<Value = Severity> {
    PossibleValuesParser::new(Severity::ALL.map(Severity::as_str))
        .try_map(|word| Severity::named(&word).ok_or("it is no level"))
}

fn outcome() -> impl TypedValueParser<Value = Outcome> {
    PossibleValuesParser::new(outcomes())
        .try_map(|word| Outcome::named(&word).ok_or("it is no outcome"))
}

impl GateArguments {
    /// The policy files that are meant.
    pub(super) fn files(&self) -> Vec<PathBuf> {
        match self.policy.as_slice() {
            [] if self.no_policy => Vec::new(),
            [] => policy_file::nearest().into_iter().collect(),
            files => files.to_vec(),
        }
    }

    /// The policy of these files and of the arguments, which go before them.
    ///
    /// # Errors
    ///
    /// When a file cannot be read, all that is wrong with it, or a rule that is not there.
    pub(super) fn policy(&self, files: &[PathBuf]) -> anyhow::Result<Policy> {
        let mut policy = policy_file::read(files)?;
        policy.join(self.own(&policy)?);
        Ok(policy)
    }

    /// What the arguments say goes before what policies do.
    fn own(&self, policy: &Policy) -> anyhow::Result<Policy> {
        let mut known = policy_file::known_rules();
        known.extend(policy.rule_names().map(str::to_owned));
        let given = [
            (&self.allow, None),
            (&self.warn, Some(Severity::Warning)),
            (&self.deny, Some(Severity::Error)),
        ];
        let mut levels = Vec::new();
        for (rules, severity) in given {
            for rule in rules {
                let names = known.iter().map(String::as_str);
                anyhow::ensure!(
                    known.contains(rule),
                    "there is no rule `{rule}`{}",
                    nearest(rule, names)
                        .map(|meant| format!("; did you mean `{meant}`?"))
                        .unwrap_or_default()
                );
                levels.push(Level {
                    rule: rule.clone(),
                    severity,
                    paths: Vec::new(),
                    reason: "--allow on the command line.".to_owned(),
                    by: SuppressedBy::CommandLine,
                });
            }
        }
        Ok(Policy::of(
            Gate {
                fail_on: self.fail_on,
                success_codes: self.success_codes.clone(),
                expect: self.expect,
                allow_unknown: self.allow_unknown.then_some(true),
            },
            levels,
        ))
    }
}

/// What is known before.
#[derive(Clone, Debug, Args)]
pub(super) struct BaselineArguments {
    /// Findings that are known and do not fail, from a file that --write-baseline has written.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write all findings that count to the file of --baseline, so that they are known from now on, and end with 0.
    /// Where a log could not be checked, the file stays as it is.
    #[arg(long, requires = "baseline")]
    write_baseline: bool,
}

impl BaselineArguments {
    /// The findings that are known; none where they are about to be written.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or is no baseline.
    pub(super) fn read(&self) -> anyhow::Result<Baseline> {
        match &self.baseline {
            Some(_) if self.write_baseline => Ok(Baseline::to_learn()),
            Some(file) => policy_file::baseline(file),
            None => Ok(Baseline::default()),
        }
    }

    /// Whether findings become known by this run, so that none of them fails it.
    pub(super) fn is_written(&self) -> bool {
        self.written().is_some()
    }

    /// Learns from a check, where the baseline is to be written.
    pub(super) fn learn(&self, learned: &mut Baseline, check: &LogCheck) {
        if self.write_baseline {
            learned.learn(check);
        }
    }

    /// Writes what was learned, where that is asked for. `logs` are those that were read.
    ///
    /// # Errors
    ///
    /// When the file cannot be written, or is one of the logs.
    pub(super) fn write(&self, learned: &Baseline, logs: &[&Path]) -> anyhow::Result<()> {
        let Some(file) = self.written() else {
            return Ok(());
        };
        let cannot = || format!("cannot write the baseline {}", file.display());
        let mut out = Output::create(file, logs).with_context(cannot)?;
        out.write_all(learned.write().as_bytes())
            .with_context(cannot)?;
        out.finish()
    }

    /// Says that the baseline stays as it is, where it was to be written.
    pub(super) fn leave(&self) {
        if let Some(file) = self.written() {
            complain(&format!(
                "error: the baseline {} is not written, since not every log could be checked",
                file.display()
            ));
        }
    }

    /// The file to write.
    fn written(&self) -> Option<&Path> {
        self.baseline.as_deref().filter(|_| self.write_baseline)
    }
}
