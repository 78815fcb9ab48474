//! `wilog check`: the gate.

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use super::bar::{Bar, bar};
use super::formats::Forms;
use super::gate::{BaselineArguments, GateArguments};
use super::input::{self, Reading};
use super::inputs::{Input, inputs};
use super::{Done, complain, in_order};
use crate::detect;
use crate::detect::rules::{Rule, Status};
use crate::finding::{LogCheck, NotChecked, Tally};
use crate::policy::{Baseline, Collector, Policy};
use crate::render::format::Run;
use crate::render::{Detail, Log, Style};
use crate::text::OpenError;
use crate::trace::Trace;

/// What the help says below the options.
const STATUS: &str = "Exit status: 0 when every log passed, 1 when one did not, \
    2 when something could not be checked: a file that is no log, a pattern that nothing matches, a broken policy.";

/// The logs, and what they must keep.
#[derive(Clone, Debug, Args)]
#[command(after_help = STATUS)]
pub(super) struct Arguments {
    /// The logs: files, folders, and patterns such as `logs/**/*.log`; `-` is standard input.
    #[arg(value_name = "LOG", required = true)]
    logs: Vec<PathBuf>,
    #[command(flatten)]
    forms: Forms,
    #[command(flatten)]
    gate: GateArguments,
    #[command(flatten)]
    baseline: BaselineArguments,
    /// End with status 0 where a log fails; what could not be checked still ends with 2.
    #[arg(long)]
    exit_zero: bool,
    #[command(flatten)]
    reading: Reading,
}

/// Checks all logs, and tells whether they passed.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Done> {
    let files = arguments.gate.files();
    let policy = arguments.gate.policy(&files)?;
    let baseline = arguments.baseline.read()?;
    let mut learned = Baseline::default();
    let inputs = inputs(&arguments.logs);
    let bar = bar(inputs.len());
    let mut rules = detect::rules_that(&|rule| is_on(rule, &policy));
    rules.extend(policy.rules());
    let policies = files.iter().map(|file| file.display().to_string());
    let policies: Vec<String> = policies.collect();
    let run = Run {
        rules: &rules,
        style: Style::default(),
        detail: Detail::Usual,
        logs: inputs.len(),
        gated: true,
        policies: &policies,
    };
    let logs: Vec<&Path> = inputs.iter().filter_map(Input::path).collect();
    let mut writing = arguments.forms.open(run, &logs)?;
    let mut tally = Tally::default();
    let work = |input: &Input| match input {
        Input::Log(path) => check(path, &policy, &baseline, &arguments.reading, &bar),
        Input::Bad(bad) => Err(bad.clone()),
    };
    in_order::in_order(&inputs, work, |result| {
        bar.inc();
        if let Ok(check) = &result {
            arguments.baseline.learn(&mut learned, check);
        }
        count(&mut tally, &result);
        bar.suspend(|| match &result {
            Ok(check) => writing.log(Log::Check(check)),
            Err(bad) => {
                if !arguments.forms.tells_people() {
                    complain(&format!("error: {}: {}", bad.path, bad.reason));
                }
                writing.log(Log::NotChecked(bad))
            }
        })
    })?;
    drop(bar);
    let may_fail = arguments.exit_zero || arguments.baseline.is_written();
    let status = tally.exit_status();
    let status = if may_fail && status == 1 { 0 } else { status };
    writing.finish(status)?;
    // Of a log that could not be checked the old baseline may know more than was learned.
    if status == 2 {
        arguments.baseline.leave();
    } else {
        arguments.baseline.write(&learned, &logs)?;
    }
    Ok(match status {
        0 => Done::All,
        1 => Done::Failed,
        _ => Done::Part,
    })
}

fn count(tally: &mut Tally, result: &Result<LogCheck, NotChecked>) {
    let counter = match result {
        Ok(check) if check.passed => &mut tally.passed,
        Ok(_) => &mut tally.failed,
        Err(_) => &mut tally.not_checked,
    };
    *counter += 1;
}

/// Checks one log. The error says why that is not possible.
fn check(
    path: &Path,
    policy: &Policy,
    baseline: &Baseline,
    reading: &Reading,
    bar: &Bar,
) -> Result<LogCheck, NotChecked> {
    let name = path.display().to_string();
    let not_checked = |reason: String| NotChecked {
        path: name.clone(),
        reason,
    };
    let mut source =
        input::open_for_trace(path, reading).map_err(|error| not_checked(why(&error)))?;
    bar.follow(&mut source, input::length(path));
    let broken_off =
        |error: io::Error| not_checked(format!("it cannot be read to its end: {error}"));
    let read = Trace::read_along(&mut source, || policy.collector(), Collector::observe);
    let (trace, collector) = read.map_err(broken_off)?;
    let input = detect::input(&trace, &source, &name);
    let report = detect::with_rules(&trace, &mut source, input, &|rule| is_on(rule, policy));
    let check = policy.judge(collector, &trace, &mut source, report, baseline);
    let check = check.map_err(broken_off)?;
    match check.report.input.format {
        _ if check.report.input.lines == 0 => Err(not_checked("it is empty".to_owned())),
        "unknown" => {
            let reason = "it is no Windows Installer log and no bundle log";
            Err(not_checked(reason.to_owned()))
        }
        _ => Ok(check),
    }
}

/// Whether a rule looks at logs: one that is not stable only where the policy asks for it.
fn is_on(rule: &Rule, policy: &Policy) -> bool {
    rule.status == Status::Stable || policy.asks_for(rule.code, rule.name)
}

/// Why a log cannot be opened, without its path.
fn why(error: &OpenError) -> String {
    match error {
        OpenError::File { reason, .. } => format!("it cannot be opened: {reason}"),
        OpenError::Directory { .. } => "it is a folder".to_owned(),
        other => other.to_string(),
    }
}
