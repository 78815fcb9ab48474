//! Results as text for people.

use std::io::{self, Write};

use super::across::across;
use super::check;
use super::format::{Emitter, Run};
use super::log::Log;
use super::triage::{Detail, table, triage, worst};
use crate::finding::{AcrossFinding, Report, Severity, Tally};

/// Writes the text of `triage`: one report as it is; of several first a table, then the reports on those that did not
/// end well, or only seem to, and on all where everything is asked for. Of several logs it keeps the reports, since the table comes first.
#[derive(Debug)]
pub(super) struct Text<'a> {
    run: Run<'a>,
    reports: Vec<Report>,
    across: Vec<AcrossFinding>,
}

impl<'a> Text<'a> {
    pub(super) fn new(run: Run<'a>) -> Self {
        Self {
            run,
            reports: Vec::new(),
            across: Vec::new(),
        }
    }
}

impl Emitter for Text<'_> {
    fn log(&mut self, log: Log<'_>, _: &mut dyn Write) -> io::Result<()> {
        // What could not be read is told on standard error.
        self.reports.extend(log.report().cloned());
        Ok(())
    }

    fn across(&mut self, findings: &[AcrossFinding], _: &mut dyn Write) -> io::Result<()> {
        self.across.extend_from_slice(findings);
        Ok(())
    }

    fn end(&mut self, _: u8, out: &mut dyn Write) -> io::Result<()> {
        let Run { style, detail, .. } = self.run;
        let is_single = self.run.logs <= 1;
        if !is_single {
            table(&self.reports, style, out)?;
            across(&self.across, style, out)?;
        }
        let is_shown = |report: &&Report| {
            is_single
                || detail == Detail::All
                || !report.verdict.outcome.is_success()
                || worst(report).is_some_and(|worst| worst.severity == Severity::Error)
        };
        for report in self.reports.iter().filter(is_shown) {
            if !is_single {
                writeln!(out)?;
            }
            triage(report, style, detail, out)?;
        }
        if is_single {
            across(&self.across, style, out)?;
        }
        Ok(())
    }
}

/// Writes the text of `check`: a line a log with why it failed, and how many passed.
#[derive(Debug)]
pub(super) struct CheckText<'a> {
    run: Run<'a>,
    tally: Tally,
}

impl<'a> CheckText<'a> {
    pub(super) fn new(run: Run<'a>) -> Self {
        Self {
            run,
            tally: Tally::default(),
        }
    }
}

impl Emitter for CheckText<'_> {
    fn log(&mut self, log: Log<'_>, out: &mut dyn Write) -> io::Result<()> {
        self.tally.count(log);
        match log {
            Log::Check(one) => check::log(one, self.run.style, out),
            Log::NotChecked(missing) => check::not_checked(missing, self.run.style, out),
            Log::Report(_) => Ok(()),
        }
    }

    fn end(&mut self, _: u8, out: &mut dyn Write) -> io::Result<()> {
        check::end(self.tally, self.run.style, out)
    }
}
