//! The shape of a policy file, as data: what reads it, checks it, and makes its JSON Schema.

use crate::finding::Severity;
use crate::trace::{Outcome, Phase};

/// What may stand somewhere in a policy file.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shape {
    /// `"text"`.
    Text,
    /// `3`.
    Number,
    /// `3`, or a length of time: `"5m"`.
    Limit,
    /// `true`.
    Boolean,
    /// One of some words.
    Word(fn() -> Vec<&'static str>),
    /// A thing, or a list of such things.
    OneOrMany(&'static Shape),
    /// A list.
    List(&'static Shape),
    /// A table with these keys.
    Table(&'static [Key]),
    /// Which events or facts are meant.
    Predicate,
    /// What a value must be: a value, a list of values, or a table of comparisons.
    Condition,
    /// The fields of an event or a fact, each with a condition.
    Fields,
}

/// A key of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    pub(super) required: bool,
    /// What it is for, in sentences.
    pub(super) about: &'static str,
}

const fn key(name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key {
        name,
        shape,
        required: false,
        about,
    }
}

const fn required(name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key {
        name,
        shape,
        required: true,
        about,
    }
}

/// The whole file.
pub(super) const POLICY: &[Key] = &[
    key("gate", Shape::Table(GATE), "What makes a log fail."),
    key(
        "levels",
        Shape::List(&Shape::Table(LEVEL)),
        "How bad the findings of single rules are. Of several levels that fit, the last one counts.",
    ),
    key(
        "rules",
        Shape::List(&Shape::Table(RULE)),
        "Rules of your own.",
    ),
];

const GATE: &[Key] = &[
    key(
        "fail-on",
        Shape::Word(severities),
        "A finding that is as bad as this, or worse, fails the log. Default: error.",
    ),
    key(
        "success-codes",
        Shape::List(&Shape::Number),
        "The exit codes that are a success. Default: 0, 1641, and 3010.",
    ),
    key(
        "expect",
        Shape::Word(outcomes),
        "The outcome that every log must have. Default: a success.",
    ),
    key(
        "allow-unknown",
        Shape::Boolean,
        "Whether a log without a result may pass. Default: false.",
    ),
];

const LEVEL: &[Key] = &[
    required(
        "rule",
        Shape::Text,
        "The code or the name of a rule, as `wilog rules` lists them, or the name of a rule of your own.",
    ),
    required(
        "level",
        Shape::Word(levels),
        "How bad its findings are; `allow` is not at all.",
    ),
    key(
        "paths",
        Shape::OneOrMany(&Shape::Text),
        "The logs that this holds for, as globs such as `**/legacy/*.log`. Default: all.",
    ),
    key(
        "reason",
        Shape::Text,
        "Why, for those who read the policy later. `allow` must have one.",
    ),
];

const RULE: &[Key] = &[
    required(
        "name",
        Shape::Text,
        "What is found, in small letters with hyphens: `restart-required`.",
    ),
    required(
        "message",
        Shape::Text,
        "What to tell, in a sentence; `{field}` stands for a field of the line that shows it.",
    ),
    key(
        "severity",
        Shape::Word(severities),
        "How bad. Default: error.",
    ),
    key("help", Shape::Text, "What to do about it."),
    key("link", Shape::Text, "Where to read more, as a URL."),
    key(
        "must",
        Shape::OneOrMany(&Shape::Predicate),
        "What must be there.",
    ),
    key(
        "must-not",
        Shape::OneOrMany(&Shape::Predicate),
        "What must not be there.",
    ),
    key(
        "before",
        Shape::OneOrMany(&Shape::Predicate),
        "What it must, or must not, come before.",
    ),
    key(
        "after",
        Shape::OneOrMany(&Shape::Predicate),
        "What it must, or must not, come after.",
    ),
    key(
        "every",
        Shape::Boolean,
        "Whether `before` and `after` mean each of those, not only the first. Default: false.",
    ),
    key(
        "within",
        Shape::Text,
        "How much time may lie between the two: `500ms`, `30s`, `5m`, `1h`.",
    ),
    key(
        "same",
        Shape::OneOrMany(&Shape::Text),
        "Fields that must be equal: the rule holds for each set of values by itself.",
    ),
    key(
        "at-least",
        Shape::Number,
        "How often `must` must match at least. Default: 1, or 0 beside `at-most`.",
    ),
    key(
        "at-most",
        Shape::Number,
        "How often `must` may match at most.",
    ),
    key(
        "per",
        Shape::Word(scopes),
        "Where the rule must hold: in the log as a whole, in each session, or for each package. Default: log.",
    ),
    key(
        "when",
        Shape::OneOrMany(&Shape::Predicate),
        "The rule holds only where this is there too.",
    ),
    key(
        "tests",
        Shape::List(&Shape::Table(TEST)),
        "Lines of logs, and what the rule makes of them.",
    ),
];

/// The keys of a predicate.
pub(super) const PREDICATE: &[Key] = &[
    key(
        "event",
        Shape::OneOrMany(&Shape::Word(super::vocabulary::kinds)),
        "The kinds of lines, as `wilog events` names them; `any` is all of them.",
    ),
    key(
        "fact",
        Shape::Word(super::fact::names),
        "What the whole log tells: how an action ended, the value of a property, and so on.",
    ),
    key(
        "at",
        Shape::Text,
        "With the fact `property`: the action at whose start the value counts. Default: the final value.",
    ),
    key(
        "where",
        Shape::Fields,
        "What its fields must be. All of them must fit.",
    ),
    key("in", Shape::Table(PLACE), "Where it must stand."),
];

/// Where something stands.
const PLACE: &[Key] = &[
    key(
        "phase",
        Shape::OneOrMany(&Shape::Word(phases)),
        "The phase of the engine, as `wilog timeline` names it.",
    ),
    key(
        "action",
        Shape::Condition,
        "An action that is open, or whose operations the script runs.",
    ),
    key(
        "package",
        Shape::Condition,
        "The product code, the product name, or the file name of the package.",
    ),
    key(
        "side",
        Shape::OneOrMany(&Shape::Word(sides)),
        "Which engine: that of the client, of the server, or one inside of it.",
    ),
];

/// The comparisons of a condition.
pub(super) const CONDITION: &[Key] = &[
    key("equals", Shape::Condition, "This value."),
    key("contains", Shape::Text, "A text with this in it."),
    key("starts-with", Shape::Text, "A text that begins with this."),
    key("ends-with", Shape::Text, "A text that ends with this."),
    key(
        "regex",
        Shape::Text,
        "A text in which this regular expression is found; named groups can stand in the message.",
    ),
    key("in", Shape::List(&Shape::Condition), "One of these values."),
    key(
        "at-least",
        Shape::Limit,
        "This number or more, or for a length of time such as `5m` that long or longer.",
    ),
    key(
        "at-most",
        Shape::Limit,
        "This number or less, or for a length of time that long or shorter.",
    ),
    key("not", Shape::Condition, "Anything else."),
    key(
        "ignore-case",
        Shape::Boolean,
        "Whether small and capital letters are the same. Default: false.",
    ),
];

const TEST: &[Key] = &[
    required("log", Shape::Text, "The lines."),
    required(
        "expect",
        Shape::Word(expectations),
        "What the rule makes of them.",
    ),
    key(
        "lines",
        Shape::List(&Shape::Number),
        "The lines of the findings, 1-based.",
    ),
    key(
        "messages",
        Shape::List(&Shape::Text),
        "The messages of the findings.",
    ),
    key(
        "cut",
        Shape::Boolean,
        "Whether the log is cut short behind these lines. Default: false.",
    ),
];

/// How bad a finding may be, the worst first.
pub(super) fn severities() -> Vec<&'static str> {
    Severity::ALL.map(Severity::as_str).to_vec()
}

/// The levels that a policy gives to rules, the mildest first.
pub(super) fn levels() -> Vec<&'static str> {
    vec!["allow", "note", "warning", "error"]
}

/// The words of the outcomes that a log may be asked for: `unknown` is none that anybody wants.
#[must_use]
pub fn outcomes() -> Vec<&'static str> {
    let may_be_wanted = |outcome: &Outcome| *outcome != Outcome::Unknown;
    let all = Outcome::ALL.into_iter().filter(may_be_wanted);
    all.map(Outcome::as_str).collect()
}

fn scopes() -> Vec<&'static str> {
    vec!["log", "session", "package"]
}

fn sides() -> Vec<&'static str> {
    vec!["client", "server", "nested"]
}

fn expectations() -> Vec<&'static str> {
    vec!["fires", "silent", "inconclusive"]
}

fn phases() -> Vec<&'static str> {
    Phase::ALL.iter().map(|phase| phase.as_str()).collect()
}
