//! The forms in which the results of `triage` and `check` are written, in one table.
//!
//! Each form is an [`Emitter`]: it is told one log after the other, so that the results on ten thousand logs take no
//! more memory than those on one.

use std::io::{self, Write};

use super::layout::Style;
use super::log::Log;
use super::triage::Detail;
use super::{csv, github, gitlab, json, jsonl, junit, markdown, sarif, text};
use crate::finding::{AcrossFinding, RuleInfo};

/// A form of results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// For people.
    Text,
    /// For people, in a pull request.
    Markdown,
    /// One document in version 1 of the report.
    Json,
    /// One report a line.
    Jsonl,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// `JUnit`, for test results.
    Junit,
    /// Annotations of GitHub.
    Github,
    /// Code quality of GitLab.
    Gitlab,
    /// A table of findings.
    Csv,
}

/// What is known before the first log.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    /// All rules that may find something.
    pub rules: &'a [RuleInfo],
    /// How text for people is set.
    pub style: Style,
    /// How much text for people tells.
    pub detail: Detail,
    /// How many logs there are at most; of several, text for people shows a table first.
    pub logs: usize,
    /// Whether there is a gate: `check` rather than `triage`.
    pub gated: bool,
    /// The policy files of the gate.
    pub policies: &'a [String],
}

/// Writes results in one form.
pub trait Emitter {
    /// Writes what stands before the first log.
    ///
    /// # Errors
    ///
    /// What the writer says; the same for the others.
    fn begin(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes one log. Logs come in the order in which they were given.
    ///
    /// # Errors
    ///
    /// See [`Emitter::begin`].
    fn log(&mut self, log: Log<'_>, out: &mut dyn Write) -> io::Result<()>;

    /// Takes what the logs tell together, after the last log. Forms that have findings of one log only leave it out.
    ///
    /// # Errors
    ///
    /// See [`Emitter::begin`].
    fn across(&mut self, _findings: &[AcrossFinding], _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes what stands behind the last log. `exit_status` is that of the program.
    ///
    /// # Errors
    ///
    /// See [`Emitter::begin`].
    fn end(&mut self, _exit_status: u8, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// What is known of a form.
struct Entry {
    format: Format,
    name: &'static str,
    about: &'static str,
    emitter: for<'a> fn(Run<'a>) -> Box<dyn Emitter + 'a>,
}

/// All forms, in the order of [`Format`].
const FORMATS: &[Entry] = &[
    Entry {
        format: Format::Text,
        name: "text",
        about: "For people",
        emitter: |run| {
            if run.gated {
                Box::new(text::CheckText::new(run))
            } else {
                Box::new(text::Text::new(run))
            }
        },
    },
    Entry {
        format: Format::Markdown,
        name: "markdown",
        about: "For people, in a pull request or a job summary",
        emitter: |_| Box::new(markdown::Markdown::default()),
    },
    Entry {
        format: Format::Json,
        name: "json",
        about: "For programs: one document, the report in version 1",
        emitter: |run| Box::new(json::Json::new(run)),
    },
    Entry {
        format: Format::Jsonl,
        name: "jsonl",
        about: "For programs: one report a line",
        emitter: |_| Box::new(jsonl::Jsonl),
    },
    Entry {
        format: Format::Sarif,
        name: "sarif",
        about: "SARIF 2.1.0, for code scanning",
        emitter: |run| Box::new(sarif::Sarif::new(run)),
    },
    Entry {
        format: Format::Junit,
        name: "junit",
        about: "JUnit, for test results: one suite a log, one case a rule",
        emitter: |run| Box::new(junit::Junit::new(run)),
    },
    Entry {
        format: Format::Github,
        name: "github",
        about: "Annotations of GitHub; the job summary gets Markdown",
        emitter: |_| Box::new(github::Github::default()),
    },
    Entry {
        format: Format::Gitlab,
        name: "gitlab",
        about: "Code quality of GitLab",
        emitter: |_| Box::new(gitlab::Gitlab::default()),
    },
    Entry {
        format: Format::Csv,
        name: "csv",
        about: "For spreadsheets: one row a finding, formula characters defused",
        emitter: |_| Box::new(csv::Csv),
    },
];

impl Format {
    /// All forms.
    pub fn all() -> impl Iterator<Item = Self> {
        FORMATS.iter().map(|entry| entry.format)
    }

    /// The form with a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let entry = FORMATS.iter().find(|entry| entry.name == name)?;
        Some(entry.format)
    }

    /// Its name: `text`, `sarif`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.entry().name
    }

    /// What it is for, in a few words.
    #[must_use]
    pub fn about(self) -> &'static str {
        self.entry().about
    }

    /// What writes it.
    #[must_use]
    pub fn emitter(self, run: Run<'_>) -> Box<dyn Emitter + '_> {
        (self.entry().emitter)(run)
    }

    fn entry(self) -> &'static Entry {
        &FORMATS[self as usize]
    }
}

/// Writes results on logs that are all at hand, for a program that ends with `exit_status`.
///
/// # Errors
///
/// What the writer says.
pub fn write(
    format: Format,
    run: Run<'_>,
    logs: &[Log<'_>],
    exit_status: u8,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut emitter = format.emitter(run);
    emitter.begin(out)?;
    for log in logs {
        emitter.log(*log, out)?;
    }
    emitter.end(exit_status, out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_enum() {
        for (at, entry) in FORMATS.iter().enumerate() {
            assert_eq!(entry.format as usize, at, "{}", entry.name);
            assert_eq!(Format::named(entry.name), Some(entry.format));
        }
    }
}
