//! Results as code quality of GitLab.
//!
//! Source: <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::format::Emitter;
use super::log::{Log, Taken, title};
use super::{path, tame};
use crate::finding::{Severity, digest, fingerprint};

/// Writes one array, an issue a line.
#[derive(Debug, Default)]
pub(super) struct Gitlab {
    /// How often each fingerprint was seen: GitLab shows one issue of those that share it.
    seen: BTreeMap<String, u32>,
}

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

impl Emitter for Gitlab {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "[")
    }

    fn log(&mut self, log: Log<'_>, out: &mut dyn Write) -> io::Result<()> {
        let mut closes = false;
        for told in log.findings() {
            let finding = told.finding;
            let severity = match (told.taken, finding.severity) {
                (Taken::Suppressed(_), _) => continue,
                (_, Severity::Error) => "critical",
                (_, Severity::Warning) => "minor",
                (_, Severity::Note) => "info",
            };
            closes |= matches!(told.taken, Taken::Fails);
            let issue = Issue {
                description: finding.headline.clone(),
                check_name: title(&finding.rule, &finding.name),
                fingerprint: fingerprint(finding),
                severity,
                location: at(log, finding.line.get()),
            };
            self.write(issue, out)?;
        }
        // A closed gate must show even where no finding closed it.
        let reasons = if log.passes() || closes {
            Vec::new()
        } else {
            log.reasons()
        };
        for reason in reasons {
            let issue = Issue {
                description: reason.clone(),
                check_name: "gate".to_owned(),
                fingerprint: reason,
                severity: "blocker",
                location: at(log, log.reason_line().get()),
            };
            self.write(issue, out)?;
        }
        Ok(())
    }

    fn end(&mut self, _: u8, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}]", if self.seen.is_empty() { "" } else { "\n" })
    }
}

impl Gitlab {
    /// Writes an issue, with a fingerprint that no other issue of this document has.
    fn write(&mut self, mut issue: Issue, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{}", if self.seen.is_empty() { "\n" } else { ",\n" })?;
        let id = digest([issue.location.path.as_str(), &issue.fingerprint]);
        let times = self.seen.entry(id.clone()).or_default();
        *times += 1;
        issue.fingerprint = match *times {
            1 => id,
            again => digest([id.as_str(), &again.to_string()]),
        };
        let mut line = Vec::new();
        tame::line(&issue, &mut line)?;
        out.write_all(line.trim_ascii_end())
    }
}

fn at(log: Log<'_>, line: u32) -> Location {
    Location {
        path: path::slashed(log.path()),
        lines: Lines { begin: line },
    }
}
