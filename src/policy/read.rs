//! From the text of a policy file to a [`Policy`], with all that is wrong with it.

use glob::Pattern;

use super::Policy;
use super::gate::Gate;
use super::level::Level;
use super::node::{self, Node, conform, meant};
use super::problem::{BrokenPolicy, Problem};
use super::rule::UserRule;
use super::shape::{POLICY, Shape};
use crate::finding::{Severity, SuppressedBy};
use crate::trace::Outcome;

impl Policy {
    /// The policy in the text of a file.
    ///
    /// `file` is what messages call it, and `known` are the codes and names of the rules that it may name beside its own.
    ///
    /// # Errors
    ///
    /// All that is wrong with the text.
    pub fn read(file: &str, text: &str, known: &[String]) -> Result<Self, BrokenPolicy> {
        let mut problems = Vec::new();
        let tree = node::parse(text, &mut problems);
        let root = Node::new(&tree);
        conform(root, Shape::Table(POLICY), "the policy", &mut problems);
        let mut policy = Self {
            gate: root.get("gate").map(gate).unwrap_or_default(),
            ..Self::default()
        };
        let mut taken: Vec<String> = known.to_vec();
        for item in list(root, "rules") {
            if let Some(rule) = UserRule::read(item, text, &taken, &mut problems) {
                taken.push(rule.name.clone());
                policy.rules.push(rule);
            }
        }
        let names: Vec<&str> = taken.iter().map(String::as_str).collect();
        for item in list(root, "levels") {
            policy.levels.extend(level(item, &names, &mut problems));
        }
        if problems.is_empty() {
            return Ok(policy);
        }
        problems.sort_by_key(|problem| (problem.at.start, problem.at.end));
        problems.dedup();
        Err(BrokenPolicy {
            file: file.to_owned(),
            text: text.to_owned(),
            problems,
        })
    }
}

/// The items of a list of a table.
pub(super) fn list<'t>(table: Node<'t>, key: &str) -> Vec<Node<'t>> {
    table.get(key).map(Node::items).unwrap_or_default()
}

/// The text of a key of a table.
pub(super) fn text(table: Node<'_>, key: &str) -> String {
    let text = table.get(key).and_then(Node::text);
    text.unwrap_or_default().to_owned()
}

fn gate(table: Node<'_>) -> Gate {
    let word = |key| table.get(key).and_then(Node::text);
    let code = |node: Node<'_>| node.number().and_then(|number| i32::try_from(number).ok());
    Gate {
        fail_on: word("fail-on").and_then(Severity::named),
        success_codes: table
            .get("success-codes")
            .map(|codes| codes.items().into_iter().filter_map(code).collect()),
        expect: word("expect").and_then(Outcome::named),
        allow_unknown: table.get("allow-unknown").and_then(Node::boolean),
    }
}

fn level(table: Node<'_>, names: &[&str], problems: &mut Vec<Problem>) -> Option<Level> {
    let rule = table.get("rule")?;
    let name = rule.text()?;
    let word = table.get("level")?.text()?;
    let reason = text(table, "reason");
    if !names.contains(&name) {
        problems.push(rule.problem(
            format!("there is no rule `{name}`"),
            meant(name, names.iter().copied()),
        ));
    }
    if word == "allow" && reason.trim().is_empty() {
        problems.push(table.problem(
            format!("`{name}` is allowed without a `reason`"),
            "say why, for those who read the policy later",
        ));
    }
    let mut paths = Vec::new();
    for node in list(table, "paths") {
        let Some(path) = node.text() else { continue };
        match Pattern::new(path) {
            Ok(pattern) => paths.push(pattern),
            Err(error) => {
                problems.push(node.problem(format!("this is no glob: {}", error.msg), ""));
            }
        }
    }
    Some(Level {
        rule: name.to_owned(),
        severity: Severity::named(word),
        paths,
        reason,
        by: SuppressedBy::Policy,
    })
}
