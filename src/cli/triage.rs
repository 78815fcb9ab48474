//! `wilog triage`: the report on one log or on many.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use rayon::prelude::*;

use super::input::{Reading, distinct, open};
use super::{Done, complain};
use crate::detect;
use crate::finding::{Report, Reports};
use crate::render::{self, Detail, Style};

/// The logs, and how to show what is found.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The logs to read; `-` is standard input.
    #[arg(value_name = "LOG")]
    logs: Vec<PathBuf>,

    /// The form of the report.
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    format: Format,

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

/// The forms of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs: the report in version 1.
    Json,
}

/// Reports on all logs given. It is no error that an install failed.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Done> {
    anyhow::ensure!(
        !arguments.logs.is_empty(),
        "no log is given; name one, or `-` for standard input"
    );
    let logs = distinct(&arguments.logs);
    let read: Vec<Result<Report, String>> = logs
        .par_iter()
        .map(|path| read(path, &arguments.reading))
        .collect();
    let done = if read.iter().all(Result::is_ok) {
        Done::All
    } else {
        Done::Part
    };
    let reports: Vec<Report> = read
        .into_iter()
        .filter_map(|report| {
            report
                .map_err(|message| complain(&format!("error: {message}")))
                .ok()
        })
        .collect();
    for report in reports
        .iter()
        .filter(|report| report.input.format == "unknown")
    {
        complain(&format!(
            "warning: {} is no Windows Installer log and no bundle log",
            report.input.path
        ));
    }
    match arguments.format {
        Format::Json => render::json(&Reports::new(reports), &mut io::stdout().lock())?,
        Format::Text => text(&reports, logs.len(), arguments.detail())?,
    }
    Ok(done)
}

fn read(path: &Path, reading: &Reading) -> Result<Report, String> {
    let mut source = open(path, reading).map_err(|error| error.to_string())?;
    let name = path.display().to_string();
    detect::report(&mut source, &name).map_err(|error| format!("cannot read {name}: {error}"))
}

/// One report as it is; of several first a table, then the reports on those that did not end well.
fn text(reports: &[Report], given: usize, detail: Detail) -> io::Result<()> {
    let out = anstream::stdout();
    let style = Style {
        width: width(),
        colour: true,
    };
    // `anstream` takes the colours out again when the output is no terminal or `NO_COLOR` is set.
    let mut out = io::BufWriter::new(out.lock());
    if given > 1 {
        render::table(reports, style, &mut out)?;
    }
    let shown = reports
        .iter()
        .filter(|report| given == 1 || !report.verdict.outcome.starts_with("success"));
    for (at, report) in shown.enumerate() {
        if given > 1 || at > 0 {
            writeln!(out)?;
        }
        render::triage(report, style, detail, &mut out)?;
    }
    out.flush()
}

/// The width of the terminal, or that of a page.
fn width() -> usize {
    const PAGE: usize = 100;
    if !io::stdout().is_terminal() {
        return PAGE;
    }
    terminal_size::terminal_size().map_or(PAGE, |(width, _)| usize::from(width.0).clamp(40, 200))
}
