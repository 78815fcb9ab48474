//! Reports as JSON.

use std::io::{self, Write};

use serde::Serialize;

use super::format::{Emitter, Run};
use super::log::Log;
use super::{check, tame};
use crate::finding::{AcrossFinding, NotChecked, Reports, Tally, Tool};

/// Writes reports as JSON, indented, with a line end after the last brace.
///
/// # Errors
///
/// What the writer says.
pub fn json(reports: &Reports, out: &mut dyn Write) -> io::Result<()> {
    tame::document(reports, out)
}

/// Writes any view of a log as JSON, in the same way.
///
/// # Errors
///
/// What the writer says.
pub fn document(view: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    tame::document(view, out)
}

/// Writes one document, a log at a time: [`Reports`] of `triage`, [`crate::finding::Checks`] of `check`.
#[derive(Debug)]
pub(super) struct Json<'a> {
    run: Run<'a>,
    across: Vec<AcrossFinding>,
    missing: Vec<NotChecked>,
    tally: Tally,
}

impl<'a> Json<'a> {
    pub(super) fn new(run: Run<'a>) -> Self {
        Self {
            run,
            across: Vec::new(),
            missing: Vec::new(),
            tally: Tally::default(),
        }
    }
}

impl Emitter for Json<'_> {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.run.gated {
            return check::json_begin(self.run.policies, out);
        }
        write!(out, "{{\n  \"schema_version\": 1,\n  \"tool\": ")?;
        indented(&Tool::this(), 2, out)?;
        write!(out, ",\n  \"reports\": [")
    }

    fn log(&mut self, log: Log<'_>, out: &mut dyn Write) -> io::Result<()> {
        let is_first = self.tally.passed + self.tally.failed == 0;
        match log {
            Log::Report(report) => {
                write!(out, "{}", if is_first { "\n    " } else { ",\n    " })?;
                indented(report, 4, out)?;
            }
            Log::Check(check) => check::json_log(check, is_first, out)?,
            Log::NotChecked(missing) => self.missing.push(missing.clone()),
        }
        self.tally.count(log);
        Ok(())
    }

    fn across(&mut self, findings: &[AcrossFinding], _: &mut dyn Write) -> io::Result<()> {
        self.across.extend_from_slice(findings);
        Ok(())
    }

    fn end(&mut self, exit_status: u8, out: &mut dyn Write) -> io::Result<()> {
        if self.run.gated {
            return check::json_end(&self.missing, self.tally, exit_status, out);
        }
        let is_empty = self.tally.passed + self.tally.failed == 0;
        write!(out, "{}]", if is_empty { "" } else { "\n  " })?;
        if !self.across.is_empty() {
            write!(out, ",\n  \"across\": ")?;
            indented(&self.across, 2, out)?;
        }
        if !self.missing.is_empty() {
            write!(out, ",\n  \"not_checked\": ")?;
            indented(&self.missing, 2, out)?;
        }
        writeln!(out, "\n}}")
    }
}

/// Writes a value as it stands in a document, `by` blanks to the right. No text in JSON holds a line end.
fn indented(value: &impl Serialize, by: usize, out: &mut dyn Write) -> io::Result<()> {
    let mut text = Vec::new();
    tame::document(value, &mut text)?;
    let blanks = " ".repeat(by);
    let text = String::from_utf8_lossy(text.trim_ascii_end());
    let mut lines = text.lines();
    write!(out, "{}", lines.next().unwrap_or_default())?;
    for line in lines {
        write!(out, "\n{blanks}{line}")?;
    }
    Ok(())
}
