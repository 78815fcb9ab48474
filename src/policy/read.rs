//! From the text of a policy file to a [`Policy`], with all that is wrong with it.

use super::Policy;
use super::gate::Gate;
use super::level::{self, Level};
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
            gate: root
                .get("gate")
                .map(|table| gate(table, &mut problems))
                .unwrap_or_default(),
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

/// An exit code, as logs and reports have it.
fn code(node: Node<'_>, problems: &mut Vec<Problem>) -> Option<i32> {
    let number = node.number()?;
    problems.extend(no_exit_code(node, number));
    i32::try_from(number).ok()
}

/// The problem of a number that no log has as its exit code: those of bundles that stand for a Win32 code are told as
/// that, and all of them with a sign.
pub(super) fn no_exit_code(node: Node<'_>, number: i64) -> Option<Problem> {
    /// The HRESULT of a Win32 code, whose lower half that is.
    const OF_WIN32: u32 = 0x8007_0000;
    let help = match (i32::try_from(number), u32::try_from(number)) {
        (Ok(_), _) => return None,
        (_, Ok(code)) if code & 0xFFFF_0000 == OF_WIN32 => format!("write {}", code & 0xFFFF),
        (_, Ok(code)) => format!("write {}", code.cast_signed()),
        (_, Err(_)) => String::new(),
    };
    Some(node.problem("this is no exit code", help))
}

fn gate(table: Node<'_>, problems: &mut Vec<Problem>) -> Gate {
    let word = |key| table.get(key).and_then(Node::text);
    let codes = table.get("success-codes").map(Node::items);
    let codes = codes.map(|codes| {
        let codes = codes.into_iter();
        codes.filter_map(|node| code(node, problems)).collect()
    });
    Gate {
        fail_on: word("fail-on").and_then(Severity::named),
        success_codes: codes,
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
        let help = match meant(name, names.iter().copied()) {
            help if help.is_empty() => "`wilog rules` lists them".to_owned(),
            help => help,
        };
        problems.push(rule.problem(format!("there is no rule `{name}`"), help));
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
        match level::glob(path) {
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
