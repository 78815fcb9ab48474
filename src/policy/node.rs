//! A place in a policy file: a value that knows where it stands.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::Problem;
use super::shape::{CONDITION, Key, PREDICATE, Shape};
use crate::text::nearest;

/// A value, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node<'t>(&'t Spanned<DeValue<'t>>);

/// A TOML text as a tree. What cannot be read goes to `problems`, and the tree has the rest.
pub(super) fn parse<'t>(text: &'t str, problems: &mut Vec<Problem>) -> Spanned<DeValue<'t>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    problems.extend(errors.iter().map(|error| Problem {
        message: error.message().to_owned(),
        at: error.span().unwrap_or(0..0),
        help: String::new(),
    }));
    Spanned::new(table.span(), DeValue::Table(table.into_inner()))
}

impl<'t> Node<'t> {
    /// The value at which a file or a part of it begins.
    pub(super) fn new(value: &'t Spanned<DeValue<'t>>) -> Self {
        Self(value)
    }

    /// Where it stands, as bytes of the file.
    pub(super) fn span(self) -> Range<usize> {
        self.0.span()
    }

    /// The value of a key of a table.
    pub(super) fn get(self, key: &str) -> Option<Self> {
        self.entries()
            .find(|(name, ..)| *name == key)
            .map(|(.., node)| node)
    }

    /// The entries of a table with the places of their keys; none where it is none.
    pub(super) fn entries(self) -> impl Iterator<Item = (&'t str, Range<usize>, Self)> {
        let table = match self.0.get_ref() {
            DeValue::Table(table) => Some(table),
            _ => None,
        };
        table.into_iter().flatten().map(|(key, value)| {
            let name: &str = key.get_ref();
            (name, key.span(), Self(value))
        })
    }

    /// The items of a list; what is no list is the only item.
    pub(super) fn items(self) -> Vec<Self> {
        match self.0.get_ref() {
            DeValue::Array(items) => items.iter().map(Self).collect(),
            _ => vec![self],
        }
    }

    /// Its text, where it is one.
    pub(super) fn text(self) -> Option<&'t str> {
        match self.0.get_ref() {
            DeValue::String(text) => Some(text),
            _ => None,
        }
    }

    /// Its whole number, where it is one that 64 bits hold.
    pub(super) fn number(self) -> Option<i64> {
        match self.0.get_ref() {
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => None,
        }
    }

    /// Its truth value, where it is one.
    pub(super) fn boolean(self) -> Option<bool> {
        match self.0.get_ref() {
            DeValue::Boolean(value) => Some(*value),
            _ => None,
        }
    }

    /// Whether it is a table.
    pub(super) fn is_table(self) -> bool {
        matches!(self.0.get_ref(), DeValue::Table(_))
    }

    /// Whether it is a list.
    pub(super) fn is_list(self) -> bool {
        matches!(self.0.get_ref(), DeValue::Array(_))
    }

    /// A problem with it: what is wrong, and what to do.
    pub(super) fn problem(self, message: impl Into<String>, help: impl Into<String>) -> Problem {
        Problem {
            message: message.into(),
            at: self.span(),
            help: help.into(),
        }
    }

    /// The problem of what no field can be compared with. `name` is what the field is called.
    pub(super) fn no_value(self, name: &str) -> Problem {
        let what = self.what();
        self.problem(
            format!("`{name}` is compared with {what}, not a text, a whole number, true, or false"),
            "",
        )
    }

    /// What it is, for messages.
    fn what(self) -> &'static str {
        match self.0.get_ref() {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) => "a number",
            DeValue::Float(_) => "a number with a fraction",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        }
    }
}

/// Says what does not have its shape. `name` is what the value is called.
pub(super) fn conform(node: Node<'_>, shape: Shape, name: &str, problems: &mut Vec<Problem>) {
    let mut expect = |fits: bool, what: &str| {
        if !fits {
            problems.push(node.problem(
                format!("`{name}` must be {what}, and this is {}", node.what()),
                "",
            ));
        }
    };
    match shape {
        Shape::Text => expect(node.text().is_some(), "a text"),
        Shape::Number => expect(node.number().is_some(), "a whole number"),
        Shape::Limit => expect(
            node.number().is_some() || node.text().is_some(),
            "a whole number or a length of time",
        ),
        Shape::Boolean => expect(node.boolean().is_some(), "true or false"),
        Shape::Word(words) => match node.text() {
            Some(word) => problems.extend(unknown_word(node, word, name, &words())),
            None => expect(false, "a text"),
        },
        Shape::List(Shape::Table(_)) if node.is_table() => {
            let header = match name {
                "tests" => "rules.tests",
                name => name,
            };
            problems.push(node.problem(
                format!("`{name}` must be a list, and this is a table"),
                format!("begin each of them with `[[{header}]]`"),
            ));
        }
        Shape::List(_) if !node.is_list() => expect(false, "a list"),
        Shape::OneOrMany(_) if node.items().is_empty() => {
            problems.push(node.problem(
                format!("`{name}` is an empty list, which says nothing"),
                "leave it out, or say what is meant",
            ));
        }
        Shape::List(item) | Shape::OneOrMany(item) => {
            for part in node.items() {
                conform(part, *item, name, problems);
            }
        }
        Shape::Table(_) | Shape::Predicate | Shape::Fields if !node.is_table() => {
            expect(false, "a table");
        }
        Shape::Table(keys) => table(node, keys, name, problems),
        Shape::Predicate => table(node, PREDICATE, name, problems),
        Shape::Condition if node.is_table() => table(node, CONDITION, name, problems),
        Shape::Condition => {
            for part in node.items() {
                let scalar =
                    part.text().is_some() || part.number().is_some() || part.boolean().is_some();
                if !scalar {
                    problems.push(part.no_value(name));
                }
            }
        }
        // What fields there are depends on the event, see `predicate`.
        Shape::Fields => {}
    }
}

/// Says which keys of a table are unknown, missing, or of another shape.
fn table(node: Node<'_>, keys: &[Key], name: &str, problems: &mut Vec<Problem>) {
    for (key, at, value) in node.entries() {
        match keys.iter().find(|known| known.name == key) {
            Some(known) => conform(value, known.shape, key, problems),
            None => problems.push(Problem {
                message: format!("`{name}` has no key `{key}`"),
                at,
                help: meant(key, keys.iter().map(|known| known.name)),
            }),
        }
    }
    for missing in keys.iter().filter(|key| key.required) {
        if node.get(missing.name).is_none() {
            problems.push(node.problem(
                format!("`{name}` has no `{}`", missing.name),
                format!("add `{} = ...`: {}", missing.name, missing.about),
            ));
        }
    }
}

/// The problem of a word that is not among those known.
pub(super) fn unknown_word(
    node: Node<'_>,
    word: &str,
    name: &str,
    words: &[&'static str],
) -> Option<Problem> {
    let known = words.contains(&word);
    (!known).then(|| {
        node.problem(
            format!("`{name}` cannot be `{word}`"),
            meant(word, words.iter().copied()),
        )
    })
}

/// The most words that a message lists.
const MOST_LISTED: usize = 16;

/// What a word may have been meant to be, or the words that can stand there.
pub(super) fn meant<'a>(word: &str, words: impl Iterator<Item = &'a str> + Clone) -> String {
    if let Some(meant) = nearest(word, words.clone()) {
        return format!("did you mean `{meant}`?");
    }
    let quoted: Vec<String> = words.map(|word| format!("`{word}`")).collect();
    match quoted.as_slice() {
        [only] => format!("it can be {only}"),
        [one, other] => format!("it can be {one} or {other}"),
        [some @ .., last] if quoted.len() <= MOST_LISTED => {
            format!("it can be {}, or {last}", some.join(", "))
        }
        _ => String::new(),
    }
}
