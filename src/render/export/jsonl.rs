//! Records as JSON Lines.

use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::field::{FIELDS, Value};
use super::record::Record;
use super::{Common, Exporter};
use crate::finding::Tool;
use crate::render::tame;

/// Writes one record a line; fields without a value are left out.
#[derive(Debug)]
pub(super) struct Jsonl<'a> {
    pub(super) common: &'a Common,
}

impl Exporter for Jsonl<'_> {
    fn log(&mut self, records: &[Record], out: &mut dyn Write) -> io::Result<()> {
        for record in records {
            let line = Line {
                record,
                common: self.common,
            };
            tame::line(&line, out)?;
        }
        Ok(())
    }
}

struct Line<'a> {
    record: &'a Record,
    common: &'a Common,
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for field in FIELDS {
            match (field.value)(self.record) {
                Value::None => {}
                Value::Text(text) => map.serialize_entry(field.name, &text)?,
                Value::Number(number) => map.serialize_entry(field.name, &number)?,
                Value::Flag(flag) => map.serialize_entry(field.name, &flag)?,
            }
        }
        for (name, value) in &self.common.labels {
            map.serialize_entry(name, value)?;
        }
        map.serialize_entry("wilog_version", Tool::this().version)?;
        map.serialize_entry("rules_version", &self.common.rules_version)?;
        map.end()
    }
}
