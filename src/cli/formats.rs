//! `--format` and `--output`: results in several forms at once.

use std::env;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;

use super::output::columns;
use super::target::{Output, Target, place};
use super::{is_closed, unless_closed};
use crate::finding::AcrossFinding;
use crate::render::format::{Emitter, Format, Run};
use crate::render::{Log, Style};

/// In which forms results are written, and where to.
#[derive(Clone, Debug, Args)]
pub(super) struct Forms {
    /// The form of the results: text, markdown, json, jsonl, sarif, junit, github, gitlab, or csv.
    ///
    /// May be given several times. `sarif=FILE` writes a form to a file; one form without a file goes to standard
    /// output, and that is text when all have files.
    #[arg(long = "format", value_name = "FORMAT[=FILE]", value_parser = form)]
    formats: Vec<Target<Format>>,

    /// Write to this file what would go to standard output.
    ///
    /// Better than `>` in PowerShell 5.1, which changes the encoding of what passes through it.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

fn form(text: &str) -> Result<Target<Format>, String> {
    Target::read(text, Format::named, Format::all().map(Format::name))
}

/// All forms that are being written.
pub(super) struct Writing<'a> {
    outputs: Vec<(Box<dyn Emitter + 'a>, Way)>,
    /// Whether the work goes on where nobody reads standard output any more: a gate has its other files to write, and
    /// must not pass because its reader has seen enough.
    goes_on: bool,
}

/// Where a form goes.
enum Way {
    /// Text in colours, where these are seen.
    Styled(io::BufWriter<anstream::AutoStream<io::StdoutLock<'static>>>),
    /// A file, or standard output.
    Plain(Output),
    /// The job summary of GitHub, to which other steps have written before. It is written at the end.
    Summary(Vec<u8>, PathBuf),
    /// Standard output, which nobody reads any more.
    Gone(io::Sink),
}

impl Way {
    fn writer(&mut self) -> &mut dyn Write {
        match self {
            Self::Styled(out) => out,
            Self::Plain(out) => out,
            Self::Summary(out, _) => out,
            Self::Gone(out) => out,
        }
    }

    fn is_stdout(&self) -> bool {
        matches!(self, Self::Styled(_) | Self::Plain(Output::Stdout(_)))
    }
}

impl Forms {
    /// Whether text for people goes to standard output, which then tells of files that cannot be read.
    pub(super) fn tells_people(&self) -> bool {
        let mut to_stdout = self.formats.iter().filter(|target| target.file.is_none());
        let is_other = to_stdout
            .next()
            .is_some_and(|target| target.what != Format::Text);
        self.output.is_none() && !is_other
    }

    /// Opens all files, before the first log is read. `logs` are those that must not be overwritten.
    ///
    /// # Errors
    ///
    /// A file that cannot be written, or two forms for one place.
    pub(super) fn open<'a>(&self, run: Run<'a>, logs: &[&Path]) -> anyhow::Result<Writing<'a>> {
        let targets = place(&self.formats, self.output.as_ref(), Some(Format::Text))?;
        let mut outputs = Vec::new();
        for target in &targets {
            let (way, style) = match &target.file {
                Some(file) => (Way::Plain(Output::create(file, logs)?), Style::default()),
                None => to_stdout(target.what),
            };
            outputs.push((target.what.emitter(Run { style, ..run }), way));
        }
        if let Some(summary) = env::var_os("GITHUB_STEP_SUMMARY")
            && targets.iter().any(|target| target.what == Format::Github)
        {
            let way = Way::Summary(Vec::new(), PathBuf::from(summary));
            outputs.push((Format::Markdown.emitter(run), way));
        }
        let mut writing = Writing {
            outputs,
            goes_on: run.gated,
        };
        writing.each(|emitter, out| emitter.begin(out))?;
        Ok(writing)
    }
}

fn to_stdout(format: Format) -> (Way, Style) {
    if format != Format::Text {
        return (Way::Plain(Output::stdout()), Style::default());
    }
    let style = Style {
        width: columns(),
        colour: true,
    };
    // `anstream` takes the colours out again when the output is no terminal or `NO_COLOR` is set.
    let out = anstream::AutoStream::auto(io::stdout().lock());
    (Way::Styled(io::BufWriter::new(out)), style)
}

impl Writing<'_> {
    /// Writes a log in all forms.
    pub(super) fn log(&mut self, log: Log<'_>) -> io::Result<()> {
        self.each(|emitter, out| emitter.log(log, out))
    }

    /// Tells all forms what the logs tell together.
    pub(super) fn across(&mut self, findings: &[AcrossFinding]) -> anyhow::Result<()> {
        self.each(|emitter, out| emitter.across(findings, out))?;
        Ok(())
    }

    /// Ends all forms, and gives the files their names. `exit_status` is that of the program.
    pub(super) fn finish(mut self, exit_status: u8) -> anyhow::Result<()> {
        self.each(|emitter, out| emitter.end(exit_status, out))?;
        let goes_on = self.goes_on;
        let flushed = |result| {
            if goes_on {
                unless_closed(result)
            } else {
                result
            }
        };
        for (_, way) in self.outputs {
            match way {
                Way::Gone(_) => {}
                Way::Styled(mut out) => flushed(out.flush())?,
                Way::Plain(Output::Stdout(mut out)) => flushed(out.flush())?,
                Way::Plain(out) => out.finish()?,
                Way::Summary(text, path) => {
                    let file = OpenOptions::new().append(true).create(true).open(&path);
                    file.and_then(|mut file| file.write_all(&text))
                        .with_context(|| format!("cannot write {}", path.display()))?;
                }
            }
        }
        Ok(())
    }

    fn each(
        &mut self,
        mut step: impl FnMut(&mut dyn Emitter, &mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        for (emitter, way) in &mut self.outputs {
            match step(emitter.as_mut(), way.writer()) {
                Err(error) if self.goes_on && way.is_stdout() && is_closed(&error) => {
                    *way = Way::Gone(io::sink());
                }
                done => done?,
            }
        }
        Ok(())
    }
}
