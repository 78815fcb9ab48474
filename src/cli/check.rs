//! `wilog check`: the gate.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::gate::{BaselineArguments, GateArguments};
use super::input::{self, Reading};
use super::inputs::{Input, inputs};
use super::output::{self, Format};
use super::{Done, complain, in_order};
use crate::detect;
use crate::detect::rules::Status;
use crate::finding::{LogCheck, NotChecked, Tally};
use crate::policy::{Baseline, Policy};
use crate::render::check as render;
use crate::text::OpenError;
use crate::trace::Trace;

/// The logs, and what they must keep.
#[derive(Clone, Debug, Args)]
pub(super) struct Arguments {
    /// The logs: files, folders, and patterns such as `logs/**/*.log`; `-` is standard input.
    #[arg(value_name = "LOG", required = true)]
    logs: Vec<PathBuf>,
    /// How to write the result.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
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
    let bar = progress(inputs.len());
    let mut writer = Writer::begin(arguments.format, &files)?;
    let work = |input: &Input| match input {
        Input::Log(path) => check(path, &policy, &baseline, &arguments.reading),
        Input::Bad(bad) => Err(bad.clone()),
    };
    in_order::in_order(&inputs, work, |result| {
        bar.inc(1);
        if let Ok(check) = &result {
            arguments.baseline.learn(&mut learned, check);
        }
        bar.suspend(|| writer.result(result))
    })?;
    bar.finish_and_clear();
    let status = writer.end(arguments.exit_zero || arguments.baseline.is_written())?;
    arguments.baseline.write(&learned)?;
    Ok(match status {
        0 => Done::All,
        1 => Done::Failed,
        _ => Done::Part,
    })
}

/// Checks one log. The error says why that is not possible.
fn check(
    path: &Path,
    policy: &Policy,
    baseline: &Baseline,
    reading: &Reading,
) -> Result<LogCheck, NotChecked> {
    let name = path.display().to_string();
    let not_checked = |reason: String| NotChecked {
        path: name.clone(),
        reason,
    };
    let mut source = input::open(path, reading).map_err(|error| not_checked(why(&error)))?;
    let broken_off =
        |error: io::Error| not_checked(format!("it cannot be read to its end: {error}"));
    let trace = Trace::read(&mut source).map_err(broken_off)?;
    let input = detect::input(&trace, &source, &name);
    let report = detect::with_rules(&trace, &mut source, input, &|rule| {
        rule.status == Status::Stable || policy.asks_for(rule.code, rule.name)
    });
    let check = policy.judge(report, baseline);
    match check.report.input.format {
        _ if check.report.input.lines == 0 => Err(not_checked("it is empty".to_owned())),
        "unknown" => {
            let reason = "it is no Windows Installer log and no bundle log";
            Err(not_checked(reason.to_owned()))
        }
        _ => Ok(check),
    }
}

/// Why a log cannot be opened, without its path.
fn why(error: &OpenError) -> String {
    match error {
        OpenError::File { reason, .. } => format!("it cannot be opened: {reason}"),
        OpenError::Directory { .. } => "it is a folder".to_owned(),
        other => other.to_string(),
    }
}

/// A bar on the terminal of standard error, where there is one and something to wait for.
fn progress(count: usize) -> ProgressBar {
    let bar = ProgressBar::new(count as u64);
    if count < 2 || !io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} logs, {eta} left");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// Writes results in a form as they come.
struct Writer {
    format: Format,
    out: Box<dyn Write>,
    tally: Tally,
    not_checked: Vec<NotChecked>,
}

impl Writer {
    fn begin(format: Format, policies: &[PathBuf]) -> io::Result<Self> {
        let policies: Vec<String> = policies
            .iter()
            .map(|file| file.display().to_string())
            .collect();
        let mut out: Box<dyn Write> = match format {
            Format::Text => Box::new(output::styled()),
            Format::Json => Box::new(output::plain()),
        };
        if format == Format::Json {
            render::json_begin(&policies, &mut out)?;
        }
        Ok(Self {
            format,
            out,
            tally: Tally::default(),
            not_checked: Vec::new(),
        })
    }

    fn result(&mut self, result: Result<LogCheck, NotChecked>) -> io::Result<()> {
        match result {
            Ok(check) => {
                let is_first = self.tally.passed + self.tally.failed == 0;
                match self.format {
                    Format::Text => render::log(&check, output::style(), &mut self.out)?,
                    Format::Json => render::json_log(&check, is_first, &mut self.out)?,
                }
                let count = if check.passed {
                    &mut self.tally.passed
                } else {
                    &mut self.tally.failed
                };
                *count += 1;
            }
            Err(bad) => {
                match self.format {
                    Format::Text => render::not_checked(&bad, output::style(), &mut self.out)?,
                    Format::Json => complain(&format!("error: {}: {}", bad.path, bad.reason)),
                }
                self.tally.not_checked += 1;
                self.not_checked.push(bad);
            }
        }
        Ok(())
    }

    /// Ends the output and gives the exit status.
    fn end(mut self, exit_zero: bool) -> io::Result<u8> {
        let status = match self.tally.exit_status() {
            1 if exit_zero => 0,
            status => status,
        };
        match self.format {
            Format::Text => render::end(self.tally, output::style(), &mut self.out)?,
            Format::Json => {
                render::json_end(&self.not_checked, self.tally, status, &mut self.out)?;
            }
        }
        self.out.flush()?;
        Ok(status)
    }
}
