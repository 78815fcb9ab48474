//! What is known of a line: what it says, what its numbers mean, and what it belongs to.

use std::fmt::Write as _;

use serde::Deserialize;
use serde::de::{MapAccess, Visitor};

use crate::catalog;
use crate::event::{Event, EventKind};
use crate::syntax::{arguments, fields};
use crate::text::Source;
use crate::trace::Trace;
use crate::trace::state::{Part, PropertyKind, bundle_event_at, event_at, value_at};
use crate::tui::details::Detail;
use crate::tui::explain;
use crate::tui::facts::{Writer, line_no};
use crate::tui::model::Model;
use crate::tui::model::label::label;
use crate::tui::model::outline::Subject;
use crate::tui::update::action_around;

/// Changes of a property that are shown: those around the line.
const CHANGES: usize = 12;

/// The details of a line.
pub(super) fn details(model: &Model, line: u32, source: &mut Source) -> Vec<Detail> {
    let facts = model.log.facts.get(line).unwrap_or_default();
    let first = model.log.facts.record_start(line);
    let mut rows = Vec::new();
    findings(model, line, &mut rows);
    let of_record = |event: &Event<'_>| {
        let mut rows = Vec::new();
        of_event(event, &mut rows);
        let property = match event.kind {
            EventKind::PropertyChange { name, .. } | EventKind::PropertyDump { name, .. } => {
                Some(name.to_owned())
            }
            _ => None,
        };
        (rows, property)
    };
    let first_line = line_no(first);
    let read = match facts.writer() {
        Writer::Bundle => bundle_event_at(source, first_line, of_record),
        _ => event_at(source, first_line, of_record),
    };
    // A line that cannot be read has no more to tell.
    let (more, property) = read.ok().flatten().unwrap_or_default();
    rows.extend(more);
    if let Some(name) = property {
        history(&model.trace, &name, first, source, &mut rows);
    }
    around(model, line, &mut rows);
    let mut about = facts.kind().to_owned();
    if let Some((process, thread, by_action)) = facts.thread() {
        let side = match facts.writer() {
            Writer::Client => "client",
            Writer::Server => "server",
            _ => "bundle",
        };
        // Writing to a string never fails.
        let who = if by_action {
            ", for a custom action"
        } else {
            ""
        };
        let _ = write!(about, " · {side} {process:02X}:{thread:02X}{who}");
    }
    if first != line {
        let _ = write!(about, " · record of line {first}");
    }
    rows.insert(0, Detail::Heading(about));
    rows
}

/// What was found at the line, and what follows from the cause.
fn findings(model: &Model, line: u32, rows: &mut Vec<Detail>) {
    let Some(report) = &model.report else {
        return;
    };
    for finding in &report.findings {
        let is_shown = finding.line.get() == line
            || finding
                .evidence
                .iter()
                .any(|evidence| evidence.line.get() == line);
        if is_shown {
            let word = if finding.role == crate::finding::Role::Cause {
                "cause"
            } else {
                "finding"
            };
            rows.push(Detail::Field(word.to_owned(), finding.headline.clone()));
            rows.push(Detail::Field("do".to_owned(), finding.advice.clone()));
        }
    }
    let mut consequences = report.context.consequences.iter();
    if consequences.any(|(at, _)| at.get() == line)
        && let Some(cause) = &report.cause
    {
        rows.push(Detail::Place(
            cause.line.get(),
            "this follows from the cause".to_owned(),
        ));
    }
}

/// The numbers of an event explained, then its fields.
fn of_event(event: &Event<'_>, rows: &mut Vec<Detail>) {
    for (space, number) in explain::numbers(&event.kind) {
        if let Some(code) = catalog::code(space, number) {
            rows.extend(explain::code_rows(space, code));
        }
    }
    match event.kind {
        EventKind::Operation {
            name,
            arguments: given,
        } => {
            if let Some(operation) = catalog::operation(name) {
                rows.push(Detail::Text(format!("{name}: {}.", operation.summary)));
            }
            let known = arguments(given).filter(|(_, value)| !value.is_empty());
            rows.extend(
                known.map(|(name, value)| Detail::Field(name.to_owned(), value.to_owned())),
            );
        }
        EventKind::Note {
            number,
            fields: given,
        } => {
            let names = catalog::message(number.0).map_or(&[][..], |code| code.arguments);
            for (at, value) in fields(given) {
                let place = (at as usize).checked_sub(2);
                let name = place
                    .and_then(|place| names.get(place))
                    .copied()
                    .unwrap_or_default();
                if !value.trim().is_empty() {
                    let label = if name.is_empty() {
                        at.to_string()
                    } else {
                        format!("{at} {name}")
                    };
                    rows.push(Detail::Field(label, value.trim().to_owned()));
                }
            }
        }
        EventKind::ActionDoing { name }
        | EventKind::ActionStarted { name, .. }
        | EventKind::ActionEnded { name, .. } => {
            rows.push(Detail::Field("action".to_owned(), name.to_owned()));
            if let Some(action) = catalog::standard_action(name) {
                rows.push(Detail::Text(format!("{}.", action.summary)));
                rows.push(Detail::Field("page".to_owned(), action.page.to_owned()));
            }
        }
        _ => rows.extend(typed_fields(&event.kind)),
    }
}

/// The fields of an event, in the order of its type.
fn typed_fields(kind: &EventKind<'_>) -> Vec<Detail> {
    let json = serde_json::to_string(kind).unwrap_or_default();
    let Ok(Fields(found)) = serde_json::from_str::<Fields>(&json) else {
        return Vec::new();
    };
    let shown = found
        .into_iter()
        .filter(|(name, value)| name != "kind" && !value.is_empty());
    shown
        .map(|(name, value)| Detail::Field(name, value))
        .collect()
}

/// The members of a JSON object in their order.
struct Fields(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Fields;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, serde_json::Value>()? {
                    let text = match value {
                        serde_json::Value::String(text) => text,
                        serde_json::Value::Null => String::new(),
                        other => other.to_string(),
                    };
                    fields.push((name, text));
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

/// What became of a property, with the value of each line around this one.
fn history(trace: &Trace, name: &str, line: u32, source: &mut Source, rows: &mut Vec<Detail>) {
    let table = trace.state.properties.rows.rows();
    let Some(id) = table
        .get(table.partition_point(|row| row.line.get() < line))
        .map(|row| row.name)
        .filter(|id| trace.names.get(*id) == name)
    else {
        return;
    };
    let of_name: Vec<_> = table.iter().filter(|row| row.name == id).collect();
    if of_name.len() < 2 {
        return;
    }
    rows.push(Detail::Heading(format!(
        "History of {name}: {} lines",
        of_name.len()
    )));
    let here = of_name.partition_point(|row| row.line.get() < line);
    let from = here
        .saturating_sub(CHANGES / 2)
        .min(of_name.len().saturating_sub(CHANGES));
    for row in of_name.iter().skip(from).take(CHANGES) {
        let word = match row.kind() {
            PropertyKind::CommandLine => "command line",
            PropertyKind::Added => "added",
            PropertyKind::Modified => "modified",
            PropertyKind::Deleted => "deleted",
            PropertyKind::Dumped => "at the end",
        };
        let part = if row.kind() == PropertyKind::Deleted {
            Part::Old
        } else {
            Part::New
        };
        let value = value_at(source, row.line, name, part).ok().flatten();
        let value = value.unwrap_or_else(|| "(cut)".to_owned());
        rows.push(Detail::Place(row.line.get(), format!("{word}: {value}")));
    }
}

/// The action that the line belongs to, and those around it.
fn around(model: &Model, line: u32, rows: &mut Vec<Detail>) {
    let trace = &model.trace;
    let Some(id) = action_around(model, line) else {
        return;
    };
    rows.push(Detail::Heading("Action".to_owned()));
    let chain = std::iter::successors(Some(id), |id| trace.actions[id.at()].parent);
    for id in chain.take(4) {
        let run = &trace.actions[id.at()];
        let (name, _, took) = label(trace, Subject::Action(id));
        let result = match run.value {
            Some(value) => format!("returned {value}"),
            None => "has not ended".to_owned(),
        };
        let took = took.map_or_else(String::new, |took| {
            format!(", {}.{:03} s", took / 1000, took % 1000)
        });
        rows.push(Detail::Place(
            run.line.get(),
            format!("{name} {result}{took}"),
        ));
    }
}
