//! The kinds of events and their fields, as policies name them: from the types of the events themselves.

use std::sync::LazyLock;

use serde_json::Value;

use crate::event::{EventKind, KINDS};
use crate::trace::state::Area;

/// A thing that has fields: a kind of event, or a kind of fact.
#[derive(Clone, Debug)]
pub(super) struct Kind {
    /// `property-change`.
    pub(super) name: String,
    /// What it is, in sentences.
    pub(super) about: String,
    /// Its fields.
    pub(super) fields: Vec<Field>,
}

/// A field of an event or of a fact.
#[derive(Clone, Debug)]
pub(super) struct Field {
    /// As in the JSON of `wilog events`: `system_error`.
    pub(super) name: String,
    /// What it is, in sentences.
    pub(super) about: String,
    /// What it holds.
    pub(super) holds: Holds,
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    /// Any text.
    Text,
    /// A number.
    Number,
    /// A length of time.
    Time,
    /// True or false.
    Boolean,
    /// One of these words.
    Word(Vec<String>),
    /// Fields of the log itself, each a text: the arguments of an operation, the fields of a note.
    Named,
}

/// The kind that every event is of.
pub(super) const ANY: &str = "any";
/// The field that every event has: its text.
pub(super) const RAW: &str = "raw";
/// The field of an `operation` that holds its arguments by name.
pub(super) const ARGUMENT: &str = "argument";
/// The fields of an `operation` that tell what it does: the part of the system, on what, and the rest.
pub(super) const AREA: &str = "area";
pub(super) const TARGET: &str = "target";
pub(super) const DETAIL: &str = "detail";
/// The field of a `note` that holds its fields by number.
pub(super) const FIELD: &str = "field";

/// The names of all kinds of events, and that for all of them.
pub(super) fn kinds() -> Vec<&'static str> {
    KINDS.iter().copied().chain([ANY]).collect()
}

/// The kind of event with that name.
pub(super) fn kind(name: &str) -> Option<&'static Kind> {
    EVENTS.iter().find(|kind| kind.name == name)
}

/// All kinds of events in the order of the enum, with [`ANY`] as the last.
pub(super) static EVENTS: LazyLock<Vec<Kind>> = LazyLock::new(|| {
    let schema = schemars::schema_for!(EventKind<'static>).to_value();
    let kinds = schema["oneOf"].as_array().into_iter().flatten();
    let any = Kind {
        name: ANY.to_owned(),
        about: "Any line.".to_owned(),
        fields: vec![raw()],
    };
    kinds
        .map(|kind| of_schema(kind, &schema))
        .chain([any])
        .collect()
});

fn of_schema(kind: &Value, schema: &Value) -> Kind {
    let properties = kind["properties"].as_object();
    let name = kind["properties"]["kind"]["const"]
        .as_str()
        .unwrap_or_default();
    let mut fields: Vec<Field> = properties
        .into_iter()
        .flatten()
        .filter(|(name, _)| *name != "kind")
        .map(|(name, field)| Field {
            name: name.clone(),
            about: about(field),
            holds: holds(field, schema),
        })
        .collect();
    let field = |name: &str, about: &str, holds| Field {
        name: name.to_owned(),
        about: about.to_owned(),
        holds,
    };
    let named = |name: &str, about: &str| field(name, about, Holds::Named);
    match name {
        "operation" => fields.extend([
            named(ARGUMENT, "Its arguments by name: `argument.FileName`."),
            field(
                AREA,
                "The part of the system that it changes.",
                Holds::Word(Area::ALL.map(|area| area.as_str().to_owned()).to_vec()),
            ),
            field(
                TARGET,
                "On what, as `wilog operations` tells it: the path of a file, a key with its value, a service.",
                Holds::Text,
            ),
            field(
                DETAIL,
                "The rest that matters: a version, data, `start` or `stop` for a service.",
                Holds::Text,
            ),
        ]),
        "note" => fields.push(named(FIELD, "Its fields by number: `field.2`.")),
        _ => {}
    }
    fields.push(raw());
    Kind {
        name: name.to_owned(),
        about: about(kind),
        fields,
    }
}

fn raw() -> Field {
    Field {
        name: RAW.to_owned(),
        about: "The whole text, as it stands in the log.".to_owned(),
        holds: Holds::Text,
    }
}

fn about(schema: &Value) -> String {
    schema["description"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

/// What a field of this schema holds.
fn holds(field: &Value, schema: &Value) -> Holds {
    if let Some(target) = field["$ref"].as_str() {
        let name = target.rsplit('/').next().unwrap_or_default();
        return holds(&schema["$defs"][name], schema);
    }
    if let Some(first) = field["anyOf"].as_array().and_then(|any| any.first()) {
        return holds(first, schema);
    }
    if let Some(words) = field["oneOf"].as_array() {
        let words = words.iter().filter_map(|word| word["const"].as_str());
        return Holds::Word(words.map(str::to_owned).collect());
    }
    match field["type"].as_str() {
        Some("integer") => Holds::Number,
        Some("boolean") => Holds::Boolean,
        _ => Holds::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_event_is_there() {
        let names: Vec<&str> = EVENTS.iter().map(|kind| kind.name.as_str()).collect();
        assert_eq!(names, kinds());
    }

    #[test]
    fn fields_have_their_types() {
        for (name, field, expected) in [
            ("action-ended", "value", Holds::Number),
            ("action-ended", "at", Holds::Text),
            ("action-ended", "raw", Holds::Text),
            ("bundle-condition", "value", Holds::Boolean),
            (
                "property-change",
                "change",
                Holds::Word(["added", "modified", "deleted"].map(str::to_owned).to_vec()),
            ),
            ("operation", "argument", Holds::Named),
        ] {
            let kind = kind(name).unwrap();
            let found = kind.fields.iter().find(|found| found.name == field);
            assert_eq!(found.unwrap().holds, expected, "{name} {field}");
        }
        let component = kind("component").unwrap();
        let client = component.fields.iter().find(|field| field.name == "client");
        assert!(
            matches!(&client.unwrap().holds, Holds::Word(words) if words.contains(&"local".to_owned()))
        );
    }
}
