//! Results as text for people: one report as it is; of several first a table, then the reports on those that did not
//! end well.

use std::io::{self, Write};

use super::format::{Emitter, Run};
use super::layout::{Style, wrapped};
use super::log::Log;
use super::triage::{Detail, table, triage};
use crate::finding::{NotChecked, Report};

/// Writes text. Of several logs it keeps the reports, since the table comes first.
#[derive(Debug)]
pub(super) struct Text {
    style: Style,
    detail: Detail,
    is_single: bool,
    gated: bool,
    reports: Vec<Report>,
    missing: Vec<NotChecked>,
    /// Reasons that are no findings, by path.
    gate: Vec<(String, Vec<String>)>,
}

impl Text {
    pub(super) fn new(run: Run<'_>) -> Self {
        Self {
            style: run.style,
            detail: run.detail,
            is_single: run.logs <= 1,
            gated: run.gated,
            reports: Vec::new(),
            missing: Vec::new(),
            gate: Vec::new(),
        }
    }
}

impl Emitter for Text {
    fn log(&mut self, log: Log<'_>, _: &mut dyn Write) -> io::Result<()> {
        match log {
            Log::Report(report) => self.reports.push(report.clone()),
            // `triage` has told it on standard error.
            Log::NotChecked(_) if !self.gated => {}
            Log::NotChecked(missing) => self.missing.push(missing.clone()),
            Log::Check(check) => {
                if !check.passed {
                    let reasons = check.failed_by.iter();
                    let reasons = reasons.map(|failure| failure.headline().to_owned());
                    self.gate.push((log.path().to_owned(), reasons.collect()));
                }
                let mut report = check.report.clone();
                report.findings.extend(check.user_findings.iter().cloned());
                self.reports.push(report);
            }
        }
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if !self.is_single {
            table(&self.reports, self.style, out)?;
        }
        let is_shown =
            |report: &&Report| self.is_single || !report.verdict.outcome.starts_with("success");
        for report in self.reports.iter().filter(is_shown) {
            if !self.is_single {
                writeln!(out)?;
            }
            triage(report, self.style, self.detail, out)?;
        }
        for (path, reasons) in &self.gate {
            writeln!(out)?;
            wrapped(
                out,
                self.style,
                "",
                "",
                &format!("The gate is closed for {path}:"),
            )?;
            for reason in reasons {
                wrapped(out, self.style, "  ", "    ", reason)?;
            }
        }
        for missing in &self.missing {
            writeln!(out)?;
            let text = format!("{} was not read: {}", missing.path, missing.reason);
            wrapped(out, self.style, "", "", &text)?;
        }
        Ok(())
    }
}
