//! Rules of a policy.

use super::fact;
use super::node::{Node, meant};
use super::predicate::{Path, Predicate};
use super::problem::Problem;
use super::read::{list, text};
use super::time::{LENGTHS, milliseconds};
use crate::finding::Severity;

/// A rule of a policy.
#[derive(Clone, Debug)]
pub(super) struct UserRule {
    pub(super) name: String,
    pub(super) severity: Severity,
    pub(super) message: String,
    pub(super) help: String,
    pub(super) link: String,
    pub(super) claim: Claim,
    pub(super) per: Per,
    /// The rule holds only where this is there.
    pub(super) when: Option<Predicate>,
    /// The fields that findings tell, and those that must be the same.
    pub(super) kept: Vec<Path>,
    pub(super) tests: Vec<Trial>,
}

/// What a rule claims.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    pub(super) duty: Duty,
    pub(super) subject: Predicate,
    /// What it must come before or after.
    pub(super) order: Option<Order>,
    /// Fields that must be the same.
    pub(super) same: Vec<String>,
}

/// Whether something must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Duty {
    /// At least and at most so often.
    Must { at_least: u64, at_most: Option<u64> },
    /// Never.
    MustNot,
}

/// In which order two things stand.
#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) relation: Relation,
    pub(super) other: Predicate,
    /// Whether it holds for each of the others, not only for the first.
    pub(super) every: bool,
    /// How much time may lie between the two, in milliseconds.
    pub(super) within: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    Before,
    After,
}

/// Where a rule must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Per {
    Log,
    Session,
    Package,
}

/// A test of a rule: lines, and what it makes of them.
#[derive(Clone, Debug)]
pub(super) struct Trial {
    pub(super) log: String,
    pub(super) expect: String,
    /// The lines of the findings, where the test tells them.
    pub(super) lines: Option<Vec<u32>>,
    /// The messages of the findings, where the test tells them.
    pub(super) messages: Option<Vec<String>>,
    pub(super) is_cut: bool,
    /// Where it stands in the file, 1-based.
    pub(super) line: usize,
}

impl UserRule {
    /// Reads a rule from a text. `names` are those that are taken.
    pub(super) fn read(
        node: Node<'_>,
        file: &str,
        names: &[String],
        problems: &mut Vec<Problem>,
    ) -> Option<Self> {
        let name = node.get("name")?;
        check_name(name, names, problems);
        let claim = Claim::read(node, problems)?;
        let when = node.get("when").map(|when| Predicate::read(when, problems));
        let message = node.get("message")?;
        let mut kept: Vec<Path> = claim.same.iter().map(|name| Path::of(name)).collect();
        for field in placeholders(message.text()?) {
            if let Some(problem) = claim.cannot_tell(field, message) {
                problems.push(problem);
            }
            kept.push(Path::of(field));
        }
        let word = node.get("severity").and_then(Node::text);
        let per = Per::read(node);
        let order = claim.order.as_ref().map(|order| &order.other);
        // Where a rule about sessions holds may be asked of the log: `when = { fact = "log", where.format = "msi-verbose" }`.
        let place = when.as_ref().filter(|_| per != Per::Session);
        for predicate in [Some(&claim.subject), order, place] {
            for fact in predicate.into_iter().flat_map(Predicate::facts) {
                problems.extend(per.cannot_hold(fact, node));
            }
        }
        Some(Self {
            name: name.text()?.to_owned(),
            severity: word.and_then(Severity::named).unwrap_or(Severity::Error),
            message: message.text()?.to_owned(),
            help: text(node, "help"),
            link: text(node, "link"),
            claim,
            per,
            when,
            kept,
            tests: list(node, "tests")
                .into_iter()
                .filter_map(|test| trial(test, file))
                .collect(),
        })
    }

    /// Its predicates: what it is about, what that is put in order with, and where it holds.
    pub(super) fn predicates(&self) -> [Option<&Predicate>; 3] {
        let other = self.claim.order.as_ref().map(|order| &order.other);
        [Some(&self.claim.subject), other, self.when.as_ref()]
    }
}

impl Per {
    fn read(rule: Node<'_>) -> Self {
        match rule.get("per").and_then(Node::text) {
            Some("session") => Self::Session,
            Some("package") => Self::Package,
            _ => Self::Log,
        }
    }

    /// The problem of a rule that is about facts which stand in no such part of a log.
    fn cannot_hold(self, name: &str, rule: Node<'_>) -> Option<Problem> {
        let (part, is_wrong) = match self {
            Self::Log => return None,
            Self::Session => ("session", name == "log"),
            Self::Package => ("package", !fact::has_engine(name)),
        };
        let place = rule.get("per").filter(|_| is_wrong)?;
        Some(place.problem(
            format!("the fact `{name}` belongs to no {part}"),
            "leave `per` out, or ask for another fact",
        ))
    }
}

fn check_name(node: Node<'_>, names: &[String], problems: &mut Vec<Problem>) {
    let Some(name) = node.text() else { return };
    let is_kebab = name
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !is_kebab || name.is_empty() {
        problems.push(node.problem(
            format!("`{name}` is no name of a rule"),
            "use small letters, digits, and hyphens",
        ));
    } else if names.iter().any(|known| known == name) {
        problems.push(node.problem(
            format!("there is a rule `{name}` already"),
            "give it another name",
        ));
    }
}

fn trial(node: Node<'_>, file: &str) -> Option<Trial> {
    let line = |node: Node<'_>| node.number().and_then(|number| u32::try_from(number).ok());
    let message = |node: Node<'_>| node.text().map(str::to_owned);
    let (lines, messages) = (node.get("lines"), node.get("messages"));
    Some(Trial {
        log: node.get("log")?.text()?.to_owned(),
        expect: node.get("expect")?.text()?.to_owned(),
        lines: lines.map(|lines| lines.items().into_iter().filter_map(line).collect()),
        messages: messages.map(|told| told.items().into_iter().filter_map(message).collect()),
        is_cut: node.get("cut").and_then(Node::boolean) == Some(true),
        line: file[..node.span().start.min(file.len())]
            .matches('\n')
            .count()
            + 1,
    })
}

impl Claim {
    fn read(node: Node<'_>, problems: &mut Vec<Problem>) -> Option<Self> {
        let count = |key| node.get(key).and_then(Node::number);
        let (must, at_least, at_most) = (node.get("must"), count("at-least"), count("at-most"));
        let (duty, subject) = match (must, node.get("must-not")) {
            (Some(must), None) => {
                let usual = u64::from(at_most.is_none());
                let at_least = at_least.map_or(usual, |least| u64::try_from(least).unwrap_or(0));
                let at_most = at_most.map(|most| u64::try_from(most).unwrap_or(0));
                (Duty::Must { at_least, at_most }, must)
            }
            (None, Some(must_not)) => (Duty::MustNot, must_not),
            (None, None) => {
                problems.push(node.problem(
                    "the rule claims nothing",
                    "add `must = { event = \"...\" }` or `must-not = { event = \"...\" }`",
                ));
                return None;
            }
            (Some(_), Some(must_not)) => {
                problems.push(must_not.problem(
                    "`must` and `must-not` cannot stand together",
                    "make two rules of it",
                ));
                return None;
            }
        };
        let order = Order::read(node, problems);
        combinations(node, duty, order.is_some(), problems);
        let subject = Predicate::read(subject, problems);
        let same: Vec<String> = list(node, "same")
            .into_iter()
            .filter_map(|name| name.text().map(str::to_owned))
            .collect();
        let predicates = [Some(&subject), order.as_ref().map(|order| &order.other)];
        for (name, at) in same.iter().zip(list(node, "same")) {
            let lacks =
                |predicate: &&Predicate| !predicate.patterns.is_empty() && !predicate.tells(name);
            if let Some(predicate) = predicates.into_iter().flatten().find(lacks) {
                problems.push(at.problem(
                    format!("not everything that the rule is about has `{name}`"),
                    meant(name, predicate.names().iter().map(String::as_str)),
                ));
            }
        }
        Some(Self {
            duty,
            subject,
            order,
            same,
        })
    }

    /// The problem of a message that speaks of a field which no line tells that shows a finding.
    fn cannot_tell(&self, field: &str, message: Node<'_>) -> Option<Problem> {
        const ALWAYS: [&str; 2] = ["line", "count"];
        if ALWAYS.contains(&field) {
            return None;
        }
        let shown = match (self.duty, &self.order) {
            (Duty::Must { at_most: None, .. }, None) => {
                return Some(message.problem(
                    format!(
                        "`{{{field}}}` tells nothing: when something is missing, no line has it"
                    ),
                    "write it as a word",
                ));
            }
            (Duty::Must { .. }, Some(order)) => &order.other,
            _ => &self.subject,
        };
        let tells = shown.patterns.is_empty() || shown.tells(field);
        (!tells).then(|| {
            message.problem(
                format!("not every line that shows a finding has `{{{field}}}`"),
                meant(field, shown.names().iter().map(String::as_str)),
            )
        })
    }
}

/// Says which keys of a rule mean nothing beside the others.
fn combinations(node: Node<'_>, duty: Duty, is_ordered: bool, problems: &mut Vec<Problem>) {
    for (key, needs_order, needs_must) in [
        ("every", true, false),
        ("within", true, false),
        ("at-least", false, true),
        ("at-most", false, true),
    ] {
        let Some(value) = node.get(key) else { continue };
        if needs_order && !is_ordered {
            problems.push(value.problem(
                format!("`{key}` means nothing without `before` or `after`"),
                "",
            ));
        }
        if needs_must && (duty == Duty::MustNot || is_ordered) {
            problems.push(value.problem(
                format!("`{key}` counts what `must` matches, without `before` or `after`"),
                "",
            ));
        }
        if needs_must && value.number().is_some_and(|number| number < 0) {
            problems.push(value.problem(format!("`{key}` cannot be less than 0"), ""));
        }
    }
    if let Duty::Must {
        at_least,
        at_most: Some(most),
    } = duty
        && at_least > most
        && let Some(value) = node.get("at-most")
    {
        problems.push(value.problem("`at-most` is less than `at-least`", ""));
    }
}

impl Order {
    fn read(node: Node<'_>, problems: &mut Vec<Problem>) -> Option<Self> {
        let (relation, other) = match (node.get("before"), node.get("after")) {
            (Some(before), None) => (Relation::Before, before),
            (None, Some(after)) => (Relation::After, after),
            (Some(_), Some(after)) => {
                problems.push(after.problem(
                    "`before` and `after` cannot stand together",
                    "make two rules of it",
                ));
                return None;
            }
            (None, None) => return None,
        };
        let within = node.get("within");
        let time = within.and_then(|time| time.text().map(|text| (time, milliseconds(text))));
        if let Some((time, None)) = time {
            problems.push(time.problem("this is no length of time", LENGTHS));
        }
        Some(Self {
            relation,
            other: Predicate::read(other, problems),
            every: node.get("every").and_then(Node::boolean) == Some(true),
            within: time.and_then(|(_, time)| time),
        })
    }
}

/// What stands in braces in a message; `{{` is a brace.
pub(super) fn placeholders(message: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = message;
    while let Some(at) = rest.find('{') {
        rest = &rest[at + 1..];
        if let Some(behind) = rest.strip_prefix('{') {
            rest = behind;
        } else if let Some((name, behind)) = rest.split_once('}') {
            found.push(name);
            rest = behind;
        }
    }
    found
}

/// A message with what its braces stand for.
pub(super) fn filled(message: &str, value: impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(message.len());
    let mut rest = message;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(behind) = rest.strip_prefix('{') {
            out.push('{');
            rest = behind;
        } else if let Some((name, behind)) = rest.split_once('}') {
            out.push_str(&value(name));
            rest = behind;
        } else {
            out.push('{');
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_filled() {
        let upper = |name: &str| name.to_uppercase();
        for (message, names, expected) in [
            ("no braces", &[][..], "no braces"),
            ("{a} and {b.c}.", &["a", "b.c"], "A and B.C."),
            ("{{a} {b}", &["b"], "{a} B"),
            ("open {a", &[], "open {a"),
        ] {
            assert_eq!(placeholders(message), names, "{message}");
            assert_eq!(filled(message, upper), expected);
        }
    }
}
