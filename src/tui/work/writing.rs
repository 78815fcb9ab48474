//! Writing the report, or lines, to a file.

use std::io::{self, Write};
use std::sync::Arc;

use super::Host;
use crate::finding::{Report, Reports};
use crate::render::{self, Style};
use crate::text::{Source, visible};
use crate::tui::effect::{Writing, Written};
use crate::tui::facts::line_no;

/// Bytes of text that are read at a time: a log may be longer than the memory.
const BYTES: usize = 4 << 20;

/// A file to be written, with what goes into it.
pub(super) struct Job {
    pub(super) host: Arc<Host>,
    pub(super) order: Writing,
    pub(super) report: Option<Arc<Report>>,
    pub(super) lines: u32,
    pub(super) source: Option<Source>,
}

impl Job {
    /// Writes it, and says so.
    pub(super) fn run(mut self) -> Result<String, String> {
        let path = self.order.path.clone();
        match self.write()? {
            Ok(()) => Ok(format!("Wrote {}", path.display())),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(format!(
                "{} is there already, and nothing was written; choose another name",
                path.display()
            )),
            Err(error) => Err(format!("cannot write {}: {error}", path.display())),
        }
    }

    /// Writes it, or says why there is nothing to be written.
    fn write(&mut self) -> Result<io::Result<()>, String> {
        let (path, write) = (&self.order.path, self.host.write);
        Ok(match &self.order.what {
            Written::Report => {
                let report = self
                    .report
                    .as_deref()
                    .ok_or("the log is still being read")?;
                let is_json = path.extension().is_some_and(|ending| ending == "json");
                let mut text = Vec::new();
                let written = if is_json {
                    render::json(&Reports::new(vec![report.clone()]), &mut text)
                } else {
                    render::triage(report, Style::default(), render::Detail::All, &mut text)
                };
                written.map_err(|error| error.to_string())?;
                write(path, &mut |out| out.write_all(&text))
            }
            Written::Lines(lines) => {
                let source = self.source.as_mut().ok_or("the log is not open")?;
                let all = [(1, self.lines)];
                let runs: Vec<(u32, u32)> = match lines {
                    Some(lines) => runs(lines).collect(),
                    None => all.to_vec(),
                };
                write(path, &mut |out| write_lines(source, &runs, out))
            }
        })
    }
}

/// Sorted lines as runs of lines that follow one another, each from its first to its last.
fn runs(lines: &[u32]) -> impl Iterator<Item = (u32, u32)> {
    let runs = lines.chunk_by(|a, b| a + 1 == *b);
    runs.filter_map(|run| run.first().copied().zip(run.last().copied()))
}

/// Lines with their numbers, as `wilog cat` writes them.
fn write_lines(source: &mut Source, runs: &[(u32, u32)], out: &mut dyn Write) -> io::Result<()> {
    let width = runs
        .last()
        .map_or(1, |(_, last)| last.to_string().len())
        .max(6);
    for (first, last) in runs {
        let mut next = *first;
        while next <= *last {
            let lines = source.lines_within(line_no(next), line_no(*last), BYTES)?;
            let Some((end, _)) = lines.last() else {
                break;
            };
            next = end.get() + 1;
            for (line, text) in lines {
                writeln!(out, "{:>width$}  {}", line.get(), visible(&text))?;
            }
        }
    }
    Ok(())
}
