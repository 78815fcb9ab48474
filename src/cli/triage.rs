//! `wilog triage`: the report on one log or on many.

use std::path::{Path, PathBuf};

use clap::Args;

use super::bar::{Bar, bar};
use super::formats::Forms;
use super::input::{Reading, length, open_for_trace};
use super::inputs::{Input, inputs};
use super::{Done, complain, in_order};
use crate::detect;
use crate::finding::{LogSummary, NotChecked, Report};
use crate::render::format::Run;
use crate::render::{Detail, Log, Style};

/// The logs, and how to show what is found.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The logs to read: files, folders, and patterns such as `logs/**/*.log`; `-` is standard input.
    #[arg(value_name = "LOG")]
    logs: Vec<PathBuf>,

    #[command(flatten)]
    forms: Forms,

    /// Show what followed from the cause too.
    #[arg(short, long)]
    verbose: bool,

    /// Show everything: all notes, sessions, and logs of packages, and what followed from the cause.
    #[arg(long)]
    all: bool,

    #[command(flatten)]
    reading: Reading,
}

impl Arguments {
    fn detail(&self) -> Detail {
        match (self.all, self.verbose) {
            (true, _) => Detail::All,
            (false, true) => Detail::Consequences,
            (false, false) => Detail::Usual,
        }
    }
}

/// Reports on all logs given. It is no error that an install failed.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Done> {
    anyhow::ensure!(
        !arguments.logs.is_empty(),
        "no log is given; name one, or `-` for standard input"
    );
    let inputs = inputs(&arguments.logs);
    let logs: Vec<&Path> = inputs.iter().filter_map(Input::path).collect();
    let rules = detect::all_rules();
    let run = Run {
        rules: &rules,
        style: Style::default(),
        detail: arguments.detail(),
        logs: inputs.len(),
        gated: false,
        policies: &[],
    };
    let mut writing = arguments.forms.open(run, &logs)?;
    let bar = bar(inputs.len());
    let mut done = Done::All;
    let mut summaries = Vec::new();
    let work = |input: &Input| match input {
        Input::Log(path) => read(path, &arguments.reading, &bar),
        Input::Bad(bad) => Err(NotChecked {
            path: bad.path.clone(),
            reason: format!("{}: {}", bad.path, bad.reason),
        }),
    };
    in_order::in_order(&inputs, work, |result| {
        bar.inc();
        bar.suspend(|| match result {
            Ok((mut report, summary)) => {
                if inputs.len() > 1 {
                    detect::beside_others(&mut report);
                }
                if report.input.format == "unknown" {
                    complain(&format!(
                        "warning: {} is no Windows Installer log and no bundle log",
                        report.input.path
                    ));
                }
                summaries.push(summary);
                writing.log(Log::Report(&report))
            }
            Err(missing) => {
                done = Done::Part;
                complain(&format!("error: {}", missing.reason));
                writing.log(Log::NotChecked(&missing))
            }
        })
    })?;
    drop(bar);
    writing.across(&detect::across(&summaries))?;
    writing.finish(if done == Done::All { 0 } else { 2 })?;
    Ok(done)
}

fn read(path: &Path, reading: &Reading, bar: &Bar) -> Result<(Report, LogSummary), NotChecked> {
    let name = path.display().to_string();
    let not_read = |reason| NotChecked {
        path: name.clone(),
        reason,
    };
    let mut source = open_for_trace(path, reading).map_err(|error| not_read(error.to_string()))?;
    bar.follow(&mut source, length(path));
    detect::report_and_summary(&mut source, &name)
        .map_err(|error| not_read(format!("cannot read {name}: {error}")))
}
