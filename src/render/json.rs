//! Reports as JSON.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;

use super::format::{Emitter, Run};
use super::log::Log;
use super::tame;
use crate::finding::{LogCheck, NotChecked, Reports, Tally, Tool};

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

/// What `wilog check --format json` writes, as its schema describes it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Checks {
    /// The version of this form, 1.
    pub schema_version: u32,
    /// Who made it.
    pub tool: Tool,
    /// One check a log, in the order given.
    pub checks: Vec<LogCheck>,
    /// What could not be checked.
    pub not_checked: Vec<NotChecked>,
    /// How many logs passed.
    pub tally: Tally,
}

/// Writes one document, a log at a time: [`Reports`] of `triage`, [`Checks`] of `check`.
#[derive(Debug)]
pub(super) struct Json {
    gated: bool,
    missing: Vec<NotChecked>,
    tally: Tally,
}

impl Json {
    pub(super) fn new(run: Run<'_>) -> Self {
        Self {
            gated: run.gated,
            missing: Vec::new(),
            tally: Tally::default(),
        }
    }

    fn element(&mut self, value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
        let is_first = self.tally.passed + self.tally.failed == 0;
        write!(out, "{}", if is_first { "\n    " } else { ",\n    " })?;
        indented(value, 4, out)
    }
}

impl Emitter for Json {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{{\n  \"schema_version\": 1,\n  \"tool\": ")?;
        indented(&Tool::this(), 2, out)?;
        let key = if self.gated { "checks" } else { "reports" };
        write!(out, ",\n  \"{key}\": [")
    }

    fn log(&mut self, log: Log<'_>, out: &mut dyn Write) -> io::Result<()> {
        match log {
            Log::Report(report) => self.element(report, out)?,
            Log::Check(check) => self.element(check, out)?,
            Log::NotChecked(missing) => {
                self.missing.push(missing.clone());
                self.tally.not_checked += 1;
                return Ok(());
            }
        }
        if log.passes() {
            self.tally.passed += 1;
        } else {
            self.tally.failed += 1;
        }
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let is_empty = self.tally.passed + self.tally.failed == 0;
        write!(out, "{}]", if is_empty { "" } else { "\n  " })?;
        if self.gated || !self.missing.is_empty() {
            write!(out, ",\n  \"not_checked\": ")?;
            indented(&self.missing, 2, out)?;
        }
        if self.gated {
            write!(out, ",\n  \"tally\": ")?;
            indented(&self.tally, 2, out)?;
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
