//! Writing the report, or lines, to a file.

use std::io;
use std::sync::Arc;

use super::Host;
use crate::finding::{Report, Reports};
use crate::render::{self, Style};
use crate::text::{Source, visible};
use crate::tui::effect::{Writing, Written};
use crate::tui::facts::line_no;

/// Lines that are read at a time.
const BATCH: usize = 4096;

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
        let bytes = self.bytes()?;
        match (self.host.write)(&path, &bytes) {
            Ok(()) => Ok(format!("Wrote {}", path.display())),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(format!(
                "{} is there already, and nothing was written; choose another name",
                path.display()
            )),
            Err(error) => Err(format!("cannot write {}: {error}", path.display())),
        }
    }

    fn bytes(&mut self) -> Result<Vec<u8>, String> {
        let mut out = Vec::new();
        match &self.order.what {
            Written::Report => {
                let report = self
                    .report
                    .as_deref()
                    .ok_or("the log is still being read")?;
                let is_json = self
                    .order
                    .path
                    .extension()
                    .is_some_and(|ending| ending == "json");
                let written = if is_json {
                    render::json(&Reports::new(vec![report.clone()]), &mut out)
                } else {
                    render::triage(report, Style::default(), render::Detail::All, &mut out)
                };
                written.map_err(|error| error.to_string())?;
            }
            Written::Lines(lines) => {
                let source = self.source.as_mut().ok_or("the log is not open")?;
                let all: Vec<u32> = match lines {
                    Some(lines) => lines.clone(),
                    None => (1..=self.lines).collect(),
                };
                write_lines(source, &all, &mut out).map_err(|error| error.to_string())?;
            }
        }
        Ok(out)
    }
}

/// Lines with their numbers, as `wilog cat` writes them.
fn write_lines(source: &mut Source, lines: &[u32], out: &mut Vec<u8>) -> io::Result<()> {
    let width = lines.last().map_or(1, |last| last.to_string().len()).max(6);
    for batch in lines
        .chunk_by(|a, b| a + 1 == *b)
        .flat_map(|run| run.chunks(BATCH))
    {
        let (Some(first), Some(last)) = (batch.first(), batch.last()) else {
            continue;
        };
        for (line, text) in source.lines(line_no(*first), line_no(*last))? {
            let text = visible(&text);
            out.extend_from_slice(format!("{:>width$}  {text}\n", line.get()).as_bytes());
        }
    }
    Ok(())
}
