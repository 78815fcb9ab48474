//! `wilog export`: data for dashboards.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use super::bar::bar;
use super::input::{Reading, open_for_trace};
use super::inputs::{Input, inputs};
use super::target::{Output, Target, place};
use super::zone::TimeZone;
use super::{Done, complain, in_order};
use crate::detect;
use crate::finding::Report;
use crate::render::export::{
    Clock, Common, Exported, Exporter, IDENTIFYING_LINES, Labels, To, What, parse_labels, records,
    session_id,
};
use crate::text::{LineNo, Source};
use crate::trace::Trace;

/// The logs, and what to make of them.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The logs to read: files, folders, and patterns such as `logs/**/*.log`; `-` is standard input.
    #[arg(value_name = "LOG", required = true)]
    logs: Vec<PathBuf>,

    /// The form: ecs, otlp, otlp-logs, otlp-traces, prometheus, csv, or jsonl.
    ///
    /// May be given several times. `ecs=FILE` writes a form to a file; one form without a file goes to standard output.
    #[arg(long = "to", value_name = "FORM[=FILE]", required = true, value_parser = form)]
    to: Vec<Target<To>>,

    /// Write to this file what would go to standard output. It appears when it is whole.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,

    /// The time zone of the machines that wrote the logs: a name such as `Europe/Berlin`, or an offset such as
    /// `+02:00`. Without it times are marked as local.
    #[arg(long, value_name = "ZONE")]
    timezone: Option<TimeZone>,

    /// How to read a date such as 05/10/2018, which a log writes in the form of its machine.
    #[arg(long, value_name = "ORDER")]
    date_order: Option<DateOrder>,

    /// Labels to add to each record, such as `host=PC1,ring=pilot`.
    #[arg(long, value_name = "NAME=VALUE,...", value_parser = parse_labels)]
    label: Vec<Labels>,

    /// The kinds of records to write: log, session, phase, action, finding. All if not given.
    #[arg(long, value_name = "KIND,...", value_delimiter = ',', value_parser = kind)]
    records: Vec<What>,

    /// The index of Elasticsearch to which documents belong.
    #[arg(long, value_name = "NAME", default_value = "wilog", value_parser = index)]
    index: String,

    #[command(flatten)]
    reading: Reading,
}

/// The order of day and month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum DateOrder {
    /// 5 October.
    DayFirst,
    /// 10 May.
    MonthFirst,
}

fn form(text: &str) -> Result<Target<To>, String> {
    Target::read(text, To::named, To::all().map(To::name))
}

fn kind(text: &str) -> Result<What, String> {
    let mut all = What::ALL.into_iter();
    all.find(|what| what.name() == text)
        .ok_or_else(|| "choose from log, session, phase, action, finding".to_owned())
}

/// Holds that a name is one that Elasticsearch takes for an index: it would refuse each document otherwise.
///
/// Source: <https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-indices-create>.
fn index(text: &str) -> Result<String, String> {
    let is_sign = |c: char| "\\/*?\"<>|,#:".contains(c);
    let is_bad = |c: char| is_sign(c) || c.is_whitespace() || c.is_uppercase() || c.is_control();
    let is_good = !text.starts_with(['-', '_', '+'])
        && !matches!(text, "" | "." | "..")
        && text.len() <= 255
        && !text.contains(is_bad);
    if is_good {
        Ok(text.to_owned())
    } else {
        Err("no name of an index; use small letters, digits, `-`, `_`, and `.`, and begin with a letter or a digit".to_owned())
    }
}

/// Writes the records of all logs.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Done> {
    let labels: Labels = arguments.label.concat();
    distinct(&labels)?;
    let common = Common {
        labels,
        rules_version: detect::rules_version(),
        index: arguments.index.clone(),
    };
    let inputs = inputs(&arguments.logs);
    let logs: Vec<&Path> = inputs.iter().filter_map(Input::path).collect();
    let mut outputs = outputs(arguments, &common, &logs)?;
    for (exporter, out) in &mut outputs {
        exporter.begin(out)?;
    }
    let bar = bar(inputs.len());
    let (mut unread, mut undated) = (0, 0);
    let work = |input: &Input| match input {
        Input::Log(path) => (path.display().to_string(), read(path, arguments)),
        Input::Bad(bad) => {
            let message = format!("{}: {}", bad.path, bad.reason);
            (bad.path.clone(), Err(message))
        }
    };
    in_order::in_order(&inputs, work, |(path, result)| {
        bar.inc();
        bar.suspend(|| match result {
            Ok(Some(exported)) => {
                undated += exported.undated;
                outputs
                    .iter_mut()
                    .try_for_each(|(exporter, out)| exporter.log(&exported.records, out))
            }
            Ok(None) => {
                complain(&format!(
                    "warning: {path} is no Windows Installer log and no bundle log; it is left out"
                ));
                Ok(())
            }
            Err(message) => {
                unread += 1;
                complain(&format!("error: {message}"));
                Ok(())
            }
        })
    })?;
    drop(bar);
    for (mut exporter, mut out) in outputs {
        exporter.end(unread, &mut out)?;
        out.finish()?;
    }
    if undated > 0 {
        complain(&format!(
            "warning: {undated} sessions have no certain date, so their records have no time; `--date-order` settles dates such as 05/10/2018"
        ));
    }
    Ok(if unread == 0 { Done::All } else { Done::Part })
}

/// Holds that no label is given twice: a record has one value of each.
fn distinct(labels: &Labels) -> anyhow::Result<()> {
    let mut seen = BTreeSet::new();
    for (name, _) in labels {
        anyhow::ensure!(seen.insert(name), "the label `{name}` is given twice");
    }
    Ok(())
}

type Outputs<'a> = Vec<(Box<dyn Exporter + 'a>, Output)>;

fn outputs<'a>(
    arguments: &Arguments,
    common: &'a Common,
    logs: &[&Path],
) -> anyhow::Result<Outputs<'a>> {
    let targets = place(&arguments.to, arguments.output.as_ref(), None)?;
    let mut outputs = Vec::new();
    for target in targets {
        let out = match &target.file {
            Some(file) => Output::create(file, logs)?,
            None => Output::stdout(),
        };
        outputs.push((target.what.exporter(common), out));
    }
    Ok(outputs)
}

/// The records of one log; none of a file that is no log.
fn read(path: &Path, arguments: &Arguments) -> Result<Option<Exported>, String> {
    let mut source = open_for_trace(path, &arguments.reading).map_err(|error| error.to_string())?;
    let name = path.display().to_string();
    let cannot = |error: io::Error| format!("cannot read {name}: {error}");
    let trace = Trace::read(&mut source).map_err(cannot)?;
    let input = detect::input(&trace, &source, &name);
    let report = detect::of_trace(&trace, &mut source, input);
    if report.input.format == "unknown" {
        return Ok(None);
    }
    let ids = session_ids(&report, &mut source, host(arguments)).map_err(cannot)?;
    let zone = arguments
        .timezone
        .map(|zone| move |local| zone.instant(local));
    let clock = Clock {
        zone: zone.as_ref().map(|zone| zone as _),
        day_first: arguments
            .date_order
            .map(|order| order == DateOrder::DayFirst),
    };
    let wanted = if arguments.records.is_empty() {
        &What::ALL[..]
    } else {
        &arguments.records
    };
    Ok(Some(records(&trace, &report, &ids, clock, wanted)))
}

/// The ids of the sessions of a log, or of the log itself where it has none.
fn session_ids(
    report: &Report,
    source: &mut Source,
    host: Option<&str>,
) -> io::Result<Vec<String>> {
    let whole = (LineNo::FIRST, LineNo::new(report.input.lines.max(1)));
    let sessions = report.sessions.iter();
    let mut spans: Vec<_> = sessions
        .map(|session| (session.line, session.end_line))
        .collect();
    if spans.is_empty() {
        spans.push(whole);
    }
    let mut ids = Vec::with_capacity(spans.len());
    for (from, to) in spans {
        let to = to.min(from.plus(IDENTIFYING_LINES - 1));
        let lines = source.lines(from, to)?;
        ids.push(session_id(
            host,
            lines.iter().map(|(_, text)| text.as_str()),
        ));
    }
    Ok(ids)
}

/// The label `host`.
fn host(arguments: &Arguments) -> Option<&str> {
    let mut labels = arguments.label.iter().flatten();
    labels
        .find(|(name, _)| name == "host")
        .map(|(_, value)| value.as_str())
}
