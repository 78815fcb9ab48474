//! The JSON Schema of policy files, for editors.

use serde_json::{Map, Value, json};

use super::fact;
use super::shape::{CONDITION, Key, POLICY, PREDICATE, Shape};
use super::vocabulary::{EVENTS, Holds};

/// The JSON Schema of a policy file, made from what checks it.
///
/// It is of draft 7, which is what editors know. What depends on the kind of event, such as which fields it has, is
/// checked by [`Policy::read`](super::Policy::read) alone.
#[must_use]
pub fn schema() -> Value {
    let mut root = table(POLICY);
    if let Some(root) = root.as_object_mut() {
        let about = [
            ("$schema", json!("http://json-schema.org/draft-07/schema#")),
            ("title", json!("A policy of wilog")),
            (
                "description",
                json!("What a team allows and forbids in logs of Windows Installer."),
            ),
            (
                "definitions",
                json!({
                    "predicate": table(PREDICATE),
                    "condition": condition(),
                    "fields": fields(),
                }),
            ),
        ];
        root.extend(about.map(|(key, value)| (key.to_owned(), value)));
    }
    root
}

fn of_shape(shape: Shape) -> Value {
    match shape {
        Shape::Text => json!({ "type": "string" }),
        Shape::Number => json!({ "type": "integer" }),
        Shape::Limit => json!({ "type": ["integer", "string"] }),
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Word(words) => json!({ "enum": words() }),
        Shape::OneOrMany(item) => {
            let item = of_shape(*item);
            json!({ "anyOf": [item, { "type": "array", "items": item }] })
        }
        Shape::List(item) => json!({ "type": "array", "items": of_shape(*item) }),
        Shape::Table(keys) => table(keys),
        Shape::Predicate => refer("predicate"),
        Shape::Condition => refer("condition"),
        Shape::Fields => refer("fields"),
    }
}

fn refer(definition: &str) -> Value {
    json!({ "$ref": format!("#/definitions/{definition}") })
}

/// A schema with what it is about. What stands beside a reference is not read in draft 7.
fn described(mut schema: Value, about: &str) -> Value {
    if schema.get("$ref").is_some() {
        schema = json!({ "allOf": [schema] });
    }
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("description".to_owned(), json!(about));
    }
    schema
}

fn table(keys: &[Key]) -> Value {
    let properties: Map<String, Value> = keys
        .iter()
        .map(|key| {
            (
                key.name.to_owned(),
                described(of_shape(key.shape), key.about),
            )
        })
        .collect();
    let required: Vec<&str> = keys
        .iter()
        .filter(|key| key.required)
        .map(|key| key.name)
        .collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

/// A value, a list of values, or a table of comparisons.
fn condition() -> Value {
    let value = ["string", "integer", "boolean"];
    json!({
        "anyOf": [
            { "type": value },
            { "type": "array", "items": { "type": value } },
            table(CONDITION),
        ]
    })
}

/// The fields of all events and facts. Which of them one kind has, a schema that editors know cannot tell well.
fn fields() -> Value {
    let facts = fact::facts();
    let mut properties = Map::new();
    for kind in EVENTS.iter().chain(&facts) {
        for field in &kind.fields {
            let shape = match field.holds {
                Holds::Named => {
                    json!({ "type": "object", "additionalProperties": refer("condition") })
                }
                _ => refer("condition"),
            };
            let of = format!("Of `{}`: {}", kind.name, first_sentence(&field.about));
            let known = properties
                .entry(field.name.clone())
                .or_insert_with(|| described(shape, ""));
            let about = known["description"].as_str().unwrap_or_default();
            let separator = if about.is_empty() { "" } else { "\n" };
            if field.name == super::vocabulary::RAW {
                known["description"] = json!(field.about);
            } else {
                known["description"] = json!(format!("{about}{separator}{of}"));
            }
        }
    }
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

/// What an editor shows beside a word must be short.
fn first_sentence(text: &str) -> &str {
    text.split("\n\n").next().unwrap_or(text)
}
