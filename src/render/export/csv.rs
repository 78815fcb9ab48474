//! Records as one table, with a column a field.

use std::io::{self, Write};

use super::field::{FIELDS, Kind, Value};
use super::record::Record;
use super::{Common, Exporter};
use crate::finding::Tool;
use crate::render::csv::{cell, table};

/// Writes a header and a row a record; a field without a value is an empty cell.
#[derive(Debug)]
pub(super) struct Csv<'a> {
    pub(super) common: &'a Common,
}

impl Exporter for Csv<'_> {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let mut table = table(out);
        let labels = self.common.labels.iter().map(|(name, _)| name.as_str());
        let own = FIELDS.iter().map(|field| field.name);
        table.write_record(own.chain(labels).chain(["wilog_version", "rules_version"]))?;
        table.flush()
    }

    fn log(&mut self, records: &[Record], out: &mut dyn Write) -> io::Result<()> {
        let mut table = table(out);
        for record in records {
            for field in FIELDS {
                table.write_field(match (field.value)(record) {
                    Value::None => String::new(),
                    Value::Text(text) if field.kind == Kind::Date => text.into_owned(),
                    Value::Text(text) => cell(&text),
                    Value::Number(number) => number.to_string(),
                    Value::Flag(flag) => flag.to_string(),
                })?;
            }
            for (_, value) in &self.common.labels {
                table.write_field(cell(value))?;
            }
            table.write_field(Tool::this().version)?;
            table.write_field(&self.common.rules_version)?;
            table.write_record(None::<&[u8]>)?;
        }
        table.flush()
    }
}
