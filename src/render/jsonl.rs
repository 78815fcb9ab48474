//! Results as JSON Lines: one log a line, for programs that read a line at a time.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;

use super::format::Emitter;
use super::log::Log;
use super::tame;
use crate::finding::{LogCheck, NotChecked, Report, Tool};

/// One line. Which of the last three is there tells what the line is about.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Line {
    /// The version of this form, 1.
    schema_version: u32,
    /// Who made it.
    tool: Tool,
    /// A log in `triage`.
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<Report>,
    /// A log in `check`.
    #[serde(skip_serializing_if = "Option::is_none")]
    check: Option<LogCheck>,
    /// A file that could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_checked: Option<NotChecked>,
}

/// Writes one line a log.
#[derive(Debug)]
pub(super) struct Jsonl;

impl Emitter for Jsonl {
    fn log(&mut self, log: Log<'_>, out: &mut dyn Write) -> io::Result<()> {
        let mut line = Line {
            schema_version: 1,
            tool: Tool::this(),
            report: None,
            check: None,
            not_checked: None,
        };
        match log {
            Log::Report(report) => line.report = Some(report.clone()),
            Log::Check(check) => line.check = Some(check.clone()),
            Log::NotChecked(missing) => line.not_checked = Some(missing.clone()),
        }
        tame::line(&line, out)
    }
}
