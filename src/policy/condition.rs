//! Conditions: what the value of a field must be.

use std::borrow::Cow;

use regex::{Regex, RegexBuilder};

use super::fact;
use super::field::Value;
use super::node::Node;
use super::problem::Problem;
use super::read::no_exit_code;
use super::time::{LENGTHS, milliseconds};
use super::vocabulary::Holds;

/// The most bytes that a compiled regular expression may take. Whatever it is, it runs in time that grows with the
/// text and no faster.
const MOST_REGEX: usize = 1 << 20;

/// What a value must be. All of its tests must hold.
#[derive(Clone, Debug, Default)]
pub(super) struct Condition {
    tests: Vec<Test>,
    ignore_case: bool,
}

#[derive(Clone, Debug)]
enum Test {
    In(Vec<Known>),
    Contains(String),
    StartsWith(String),
    EndsWith(String),
    Regex(Regex),
    AtLeast(i64),
    AtMost(i64),
    Not(Condition),
}

/// A value in a policy.
#[derive(Clone, Debug)]
enum Known {
    Text(String),
    Number(i64),
    Boolean(bool),
}

impl Condition {
    /// Whether a value fits. What the log does not tell fits nothing but a `not`.
    pub(super) fn fits(&self, value: Value<'_>) -> bool {
        self.tests.iter().all(|test| self.holds(test, value))
    }

    fn holds(&self, test: &Test, value: Value<'_>) -> bool {
        match (test, value) {
            (Test::Not(condition), _) => !condition.fits(value),
            (Test::In(known), _) => known.iter().any(|known| self.is(known, value)),
            (Test::AtLeast(least), _) => number(value).is_some_and(|number| number >= *least),
            (Test::AtMost(most), _) => number(value).is_some_and(|number| number <= *most),
            (Test::Contains(part), Value::Text(text)) => self.cased(text).contains(part),
            (Test::StartsWith(part), Value::Text(text)) => self.cased(text).starts_with(part),
            (Test::EndsWith(part), Value::Text(text)) => self.cased(text).ends_with(part),
            (Test::Regex(regex), Value::Text(text)) => regex.is_match(text),
            _ => false,
        }
    }

    fn is(&self, known: &Known, value: Value<'_>) -> bool {
        match (known, value) {
            (Known::Text(known), Value::Text(text)) => *known == self.cased(text),
            (Known::Number(known), Value::Number(number)) => *known == number,
            (Known::Boolean(known), Value::Boolean(value)) => *known == value,
            _ => false,
        }
    }

    /// Holds that a value is one of those that are known.
    fn is_in(&self, mut known: Vec<Known>) -> Test {
        for known in &mut known {
            if let Known::Text(text) = known {
                *text = self.cased(text).into_owned();
            }
        }
        Test::In(known)
    }

    /// A text as it is compared: where case does not count, in small letters. A test has its own text so already.
    fn cased<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.ignore_case {
            text.to_lowercase().into()
        } else {
            text.into()
        }
    }

    /// Gives what the named groups of its regular expressions find in a value that fits.
    pub(super) fn captures(&self, value: Value<'_>, sink: &mut dyn FnMut(&str, &str)) {
        let Value::Text(text) = value else { return };
        for test in &self.tests {
            let Test::Regex(regex) = test else { continue };
            let Some(found) = regex.captures(text) else {
                continue;
            };
            for name in regex.capture_names().flatten() {
                sink(name, found.name(name).map_or("", |part| part.as_str()));
            }
        }
    }

    /// The names of the groups of its regular expressions.
    pub(super) fn groups(&self) -> impl Iterator<Item = &str> {
        self.tests.iter().flat_map(|test| match test {
            Test::Regex(regex) => regex.capture_names().flatten().collect(),
            _ => Vec::new(),
        })
    }

    /// Reads a condition on a field that holds such values. `name` is what the field is called.
    pub(super) fn read(
        node: Node<'_>,
        name: &str,
        holds: &Holds,
        problems: &mut Vec<Problem>,
    ) -> Self {
        Self::read_within(node, false, name, holds, problems)
    }

    /// Reads a condition, or the `not` of one: where case does not count in a condition, it does not in its `not` either.
    fn read_within(
        node: Node<'_>,
        ignore_case: bool,
        name: &str,
        holds: &Holds,
        problems: &mut Vec<Problem>,
    ) -> Self {
        let says = node.get("ignore-case").and_then(Node::boolean);
        let ignore_case = ignore_case || says == Some(true);
        let mut condition = Self {
            tests: Vec::new(),
            ignore_case,
        };
        if !node.is_table() {
            let known = known(node, name, holds, problems);
            condition
                .tests
                .extend(known.map(|known| condition.is_in(known)));
            return condition;
        }
        let before = problems.len();
        for (key, _, value) in node.entries() {
            let text = || value.text().map(|text| condition.cased(text).into_owned());
            let test = match key {
                "equals" | "in" => {
                    let known = known(value, name, holds, problems);
                    known.map(|known| condition.is_in(known))
                }
                "contains" => text().map(Test::Contains),
                "starts-with" => text().map(Test::StartsWith),
                "ends-with" => text().map(Test::EndsWith),
                "regex" => regex(value, ignore_case, problems).map(Test::Regex),
                "at-least" => limit(value, name, holds, problems).map(Test::AtLeast),
                "at-most" => limit(value, name, holds, problems).map(Test::AtMost),
                "not" => Some(Test::Not(Self::read_within(
                    value,
                    ignore_case,
                    name,
                    holds,
                    problems,
                ))),
                _ => None,
            };
            let suits = match key {
                "contains" | "starts-with" | "ends-with" | "regex" => {
                    matches!(holds, Holds::Text | Holds::Word(_) | Holds::Named)
                }
                "at-least" | "at-most" => {
                    matches!(
                        holds,
                        Holds::Text | Holds::Number | Holds::Time | Holds::Named
                    )
                }
                _ => true,
            };
            let never = match (holds, &test) {
                (Holds::Word(words), Some(test)) if key != "not" && value.text().is_some() => {
                    let mut words = words.iter();
                    !words.any(|word| condition.holds(test, Value::Text(word)))
                }
                _ => false,
            };
            // Of one word that is never there `known` has told.
            if suits && never && !matches!(key, "equals" | "in") {
                let words = words_of(holds);
                problems.push(value.problem(format!("no `{name}` fits this"), words));
            }
            if !suits {
                problems.push(value.problem(
                    format!("`{key}` does not suit `{name}`, which is {}", what(holds)),
                    "",
                ));
            }
            condition.tests.extend(test);
        }
        if condition.tests.is_empty() && problems.len() == before {
            problems.push(node.problem(
                format!("the condition on `{name}` says nothing"),
                "leave it out, or say what it must be",
            ));
        }
        condition
    }
}

/// The number that a value is, or that stands in it.
fn number(value: Value<'_>) -> Option<i64> {
    match value {
        Value::Number(number) => Some(number),
        Value::Time(milliseconds) => Some(milliseconds.into()),
        Value::Text(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// The number that a value is compared with, for a length of time in milliseconds.
fn limit(node: Node<'_>, name: &str, holds: &Holds, problems: &mut Vec<Problem>) -> Option<i64> {
    let limit = match (holds, node.text()) {
        (Holds::Time, text) => text.and_then(milliseconds).map(i64::from),
        (_, None) => node.number(),
        (_, Some(_)) => None,
    };
    if limit.is_none() {
        let help = match holds {
            Holds::Time => LENGTHS,
            _ => "write a whole number",
        };
        problems.push(node.problem(
            format!(
                "`{name}` cannot be compared with this: it is {}",
                what(holds)
            ),
            help,
        ));
    }
    limit
}

/// The values of which one must be there.
fn known(
    node: Node<'_>,
    name: &str,
    holds: &Holds,
    problems: &mut Vec<Problem>,
) -> Option<Vec<Known>> {
    let mut all = Vec::new();
    let items = node.items();
    if items.is_empty() {
        problems.push(node.problem(
            format!("`{name}` is compared with an empty list, which nothing fits"),
            "leave it out, or say what it must be",
        ));
    }
    for item in items {
        let known = match (item.text(), item.number(), item.boolean()) {
            (Some(text), ..) => Known::Text(text.to_owned()),
            (_, Some(number), _) => Known::Number(number),
            (.., Some(value)) => Known::Boolean(value),
            _ => {
                problems.push(item.no_value(name));
                return None;
            }
        };
        problems.extend(unsuited(item, &known, name, holds));
        all.push(known);
    }
    Some(all)
}

/// The problem of a value that a field never has.
fn unsuited(node: Node<'_>, known: &Known, name: &str, holds: &Holds) -> Option<Problem> {
    let help = match (holds, known) {
        (Holds::Number, Known::Number(number)) if name == fact::EXIT_CODE => {
            return no_exit_code(node, *number);
        }
        (Holds::Text | Holds::Named, Known::Text(_))
        | (Holds::Number, Known::Number(_))
        | (Holds::Boolean, Known::Boolean(_)) => return None,
        (Holds::Word(words), Known::Text(word)) => {
            let known = words.contains(word);
            let meant = super::node::meant(word, words.iter().map(String::as_str));
            return (!known).then(|| node.problem(format!("`{name}` is never `{word}`"), meant));
        }
        (Holds::Time, _) => "compare it by `at-least` or `at-most`".to_owned(),
        (Holds::Text | Holds::Named, Known::Number(number)) => format!("write \"{number}\""),
        (Holds::Number, Known::Text(text)) if text.parse::<i64>().is_ok() => {
            format!("write {text}")
        }
        _ => String::new(),
    };
    Some(node.problem(format!("`{name}` is {}", what(holds)), help))
}

/// The words that a field can hold, for help.
fn words_of(holds: &Holds) -> String {
    match holds {
        Holds::Word(words) => super::node::meant("", words.iter().map(String::as_str)),
        _ => String::new(),
    }
}

fn what(holds: &Holds) -> &'static str {
    match holds {
        Holds::Text | Holds::Named => "a text",
        Holds::Number => "a number",
        Holds::Time => "a length of time",
        Holds::Boolean => "true or false",
        Holds::Word(_) => "a word",
    }
}

fn regex(node: Node<'_>, ignore_case: bool, problems: &mut Vec<Problem>) -> Option<Regex> {
    let text = node.text()?;
    let regex = RegexBuilder::new(text)
        .case_insensitive(ignore_case)
        .size_limit(MOST_REGEX)
        .dfa_size_limit(MOST_REGEX)
        .build();
    let error = match regex {
        Ok(regex) => return Some(regex),
        Err(regex::Error::CompiledTooBig(_)) => "it is too big".to_owned(),
        Err(error) => {
            let text = error.to_string();
            let last = text.lines().last().unwrap_or_default();
            last.trim_start_matches("error: ").to_owned()
        }
    };
    problems.push(node.problem(format!("this is no regular expression: {error}"), ""));
    None
}
