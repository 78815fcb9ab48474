//! Exports for dashboards: what a log tells, as records with ids that stay the same.
//!
//! A log becomes [`Record`]s, flat and of five kinds, and a table of fields ([`FIELDS`]) says what each is called in
//! every form. So a finding, its action, its session, and its log join in any of them.

mod actions;
mod clock;
mod csv;
mod ecs;
mod field;
mod findings;
mod id;
mod jsonl;
mod label;
mod otlp;
mod prometheus;
mod record;
mod records;

use std::io::{self, Write};

pub use clock::{Clock, Zone};
pub use ecs::{EXTRA, template};
pub use field::{FIELDS, Field, Kind, Value};
pub use id::{IDENTIFYING_LINES, session_id};
pub use label::{Labels, parse_labels};
pub use record::{Record, What};
pub use records::{Exported, records};

/// A form of exports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum To {
    /// Bulk requests of Elasticsearch, with documents in the Elastic Common Schema.
    Ecs,
    /// Log records and spans of OpenTelemetry, as JSON.
    Otlp,
    /// The log records alone.
    OtlpLogs,
    /// The spans alone.
    OtlpTraces,
    /// Text for the textfile collector of Prometheus.
    Prometheus,
    /// One table with all records.
    Csv,
    /// One record a line.
    Jsonl,
}

/// What is the same for all records of a run.
#[derive(Clone, Debug)]
pub struct Common {
    /// What the user adds to each record.
    pub labels: Labels,
    /// The version of the rules.
    pub rules_version: String,
    /// The index of Elasticsearch.
    pub index: String,
}

/// Writes records in one form.
pub trait Exporter {
    /// Writes what stands before the first log.
    ///
    /// # Errors
    ///
    /// What the writer says; the same for the others.
    fn begin(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes the records of one log.
    ///
    /// # Errors
    ///
    /// See [`Exporter::begin`].
    fn log(&mut self, records: &[Record], out: &mut dyn Write) -> io::Result<()>;

    /// Writes what stands behind the last log. `unread` is how many logs could not be read.
    ///
    /// # Errors
    ///
    /// See [`Exporter::begin`].
    fn end(&mut self, _unread: usize, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// What is known of a form.
struct Entry {
    to: To,
    name: &'static str,
    about: &'static str,
    exporter: for<'a> fn(&'a Common) -> Box<dyn Exporter + 'a>,
}

/// All forms, in the order of [`To`].
const FORMS: &[Entry] = &[
    Entry {
        to: To::Ecs,
        name: "ecs",
        about: "bulk requests of Elasticsearch with documents in the Elastic Common Schema",
        exporter: |common| Box::new(ecs::Ecs { common }),
    },
    Entry {
        to: To::Otlp,
        name: "otlp",
        about: "OTLP in JSON, log records and spans",
        exporter: |common| Box::new(otlp::Otlp::new(common, true, true)),
    },
    Entry {
        to: To::OtlpLogs,
        name: "otlp-logs",
        about: "OTLP in JSON, log records alone",
        exporter: |common| Box::new(otlp::Otlp::new(common, true, false)),
    },
    Entry {
        to: To::OtlpTraces,
        name: "otlp-traces",
        about: "OTLP in JSON, spans alone",
        exporter: |common| Box::new(otlp::Otlp::new(common, false, true)),
    },
    Entry {
        to: To::Prometheus,
        name: "prometheus",
        about: "text for the textfile collector of Prometheus",
        exporter: |common| Box::new(prometheus::Prometheus::new(common)),
    },
    Entry {
        to: To::Csv,
        name: "csv",
        about: "one table with all records",
        exporter: |common| Box::new(csv::Csv { common }),
    },
    Entry {
        to: To::Jsonl,
        name: "jsonl",
        about: "one record a line",
        exporter: |common| Box::new(jsonl::Jsonl { common }),
    },
];

impl To {
    /// All forms.
    pub fn all() -> impl Iterator<Item = Self> {
        FORMS.iter().map(|entry| entry.to)
    }

    /// The form with a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let entry = FORMS.iter().find(|entry| entry.name == name)?;
        Some(entry.to)
    }

    /// Its name: `ecs`, `otlp`.
    #[must_use]
    pub fn name(self) -> &'static str {
        FORMS[self as usize].name
    }

    /// What it is, in a few words.
    #[must_use]
    pub fn about(self) -> &'static str {
        FORMS[self as usize].about
    }

    /// What writes it.
    #[must_use]
    pub fn exporter(self, common: &Common) -> Box<dyn Exporter + '_> {
        (FORMS[self as usize].exporter)(common)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_enum() {
        for (at, entry) in FORMS.iter().enumerate() {
            assert_eq!(entry.to as usize, at, "{}", entry.name);
            assert_eq!(To::named(entry.name), Some(entry.to));
        }
    }
}
