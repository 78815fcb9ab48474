//! Policies: what they can say, what is wrong with those that are broken, and those that are ready to use.
//!
//! With the environment variable `UPDATE=1` the JSON Schema and the reference are written again instead of compared.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value;
use wilog::detect::rules::RULES;
use wilog::policy::{BrokenPolicy, Policy, STARTER, reference, schema};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    let text = fs::read_to_string(root().join(name)).unwrap();
    text.replace("\r\n", "\n")
}

fn policy(name: &str, text: &str) -> Result<Policy, BrokenPolicy> {
    let known = RULES.iter().flat_map(|rule| [rule.code, rule.name]);
    let known: Vec<String> = known.map(str::to_owned).collect();
    Policy::read(name, text, &known)
}

/// The policies of a folder, by their names and in their order.
fn policies(folder: &str) -> Vec<(String, String)> {
    let entries = fs::read_dir(root().join(folder)).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| {
        file.extension()
            .is_some_and(|extension| extension == "toml")
    });
    files.sort();
    let name = |file: &PathBuf| file.file_name().unwrap().to_str().unwrap().to_owned();
    files
        .iter()
        .map(|file| (name(file), read(&format!("{folder}/{}", name(file)))))
        .collect()
}

/// Runs the tests of a policy and fails where one does; each rule must have a line of lines that break it and one of
/// lines that do not.
#[track_caller]
fn check(name: &str, text: &str) {
    let policy = policy(name, text).unwrap_or_else(|broken| panic!("{broken}"));
    let tried = policy.try_rules().unwrap();
    for tried in &tried {
        assert_eq!(tried.problem, None, "{name}:{} {}", tried.line, tried.rule);
    }
    let file: Value = toml::from_str(text).unwrap();
    for rule in file["rules"].as_array().unwrap() {
        let tests = rule["tests"].as_array().unwrap();
        for expected in ["fires", "silent"] {
            let has = tests.iter().any(|test| test["expect"] == expected);
            assert!(
                has,
                "{name}: {} has no test that expects `{expected}`",
                rule["name"]
            );
        }
    }
}

/// Compares a file with what the program makes of it, or writes it.
#[track_caller]
fn current(file: &str, text: &str) {
    if std::env::var_os("UPDATE").is_some() {
        fs::write(root().join(file), text).unwrap();
    }
    assert_eq!(
        fs::read_to_string(root().join(file))
            .map(|text| text.replace("\r\n", "\n"))
            .ok(),
        Some(text.to_owned()),
        "run `UPDATE=1 cargo test --test policy`"
    );
}

#[test]
fn everything_that_a_rule_can_say_does_what_it_says() {
    check("features.toml", &read("tests/policy/features.toml"));
}

#[test]
fn nothing_that_a_rule_can_say_is_without_a_test() {
    let text = read("tests/policy/features.toml");
    let file: Value = toml::from_str(&text).unwrap();
    let mut used = BTreeSet::new();
    keys_of(&file["rules"], &mut used);
    let schema = schema();
    let rule = &schema["properties"]["rules"]["items"]["properties"];
    let predicate = &schema["definitions"]["predicate"]["properties"];
    let tables = [
        rule,
        &rule["tests"]["items"]["properties"],
        predicate,
        &predicate["in"]["properties"],
        &schema["definitions"]["condition"]["anyOf"][2]["properties"],
    ];
    for table in tables {
        for key in table.as_object().unwrap().keys() {
            assert!(used.contains(key), "no test has `{key}`");
        }
    }
    for fact in predicate["fact"]["enum"].as_array().unwrap() {
        assert!(
            text.contains(&format!("fact = {fact}")),
            "no test has the fact {fact}"
        );
    }
}

/// Of what one table means, the first 10,000 matches are kept.
#[test]
fn what_more_matches_than_are_kept_leave_open_is_told() {
    let log = "MSI (s) (3C:9E) [14:05:09:250]: RESTART MANAGER: Session opened.\n".repeat(10_001);
    for (claim, expected) in [
        ("must-not = { event = 'restart-manager' }", "fires"),
        ("must = { event = 'restart-manager' }", "silent"),
        (
            "must = { event = 'restart-manager' }\nat-least = 10_000",
            "silent",
        ),
        (
            "must = { event = 'restart-manager' }\nat-least = 10_001",
            "inconclusive",
        ),
        (
            "must = { event = 'restart-manager' }\nat-most = 9_999",
            "fires",
        ),
        (
            "must = { event = 'restart-manager' }\nat-most = 10_001",
            "inconclusive",
        ),
        (
            "must-not = { event = 'restart-manager' }\nbefore = { event = 'property-dump' }",
            "inconclusive",
        ),
    ] {
        let text = format!(
            "[[rules]]\nname = 'many'\nmessage = 'Many.'\n{claim}\n[[rules.tests]]\nexpect = '{expected}'\nlog = \"\"\"\n{log}\"\"\"\n"
        );
        let policy = policy("many.toml", &text).unwrap_or_else(|broken| panic!("{broken}"));
        let tried = policy.try_rules().unwrap();
        assert_eq!(tried[0].problem, None, "{claim}");
    }
}

/// Where nothing is there that makes a rule hold, its other matches do not matter, however many they are.
#[test]
fn many_matches_of_a_rule_that_does_not_hold_leave_nothing_open() {
    let log = "MSI (s) (3C:9E) [14:05:09:250]: RESTART MANAGER: Session opened.\n".repeat(10_001);
    for (more, expected) in [
        ("", "silent"),
        (
            "MSI (s) (3C:9E) [14:05:09:250]: Grabbed execution mutex.\n",
            "inconclusive",
        ),
    ] {
        let text = format!(
            "[[rules]]\nname = 'many'\nmessage = 'Many.'\nwhen = {{ event = 'mutex-taken' }}\nmust-not = {{ event = 'restart-manager' }}\n[[rules.tests]]\nexpect = '{expected}'\nlog = \"\"\"\n{log}{more}\"\"\"\n"
        );
        let policy = policy("many.toml", &text).unwrap_or_else(|broken| panic!("{broken}"));
        let tried = policy.try_rules().unwrap();
        assert_eq!(tried[0].problem, None, "{more}");
    }
}

/// A hostile log has as many properties as starts of an action: the values at all of these are too many to look at.
#[test]
fn values_that_are_too_many_to_be_looked_at_leave_a_rule_open() {
    let mut log = String::new();
    for number in 0..1100 {
        let _ = writeln!(
            log,
            "MSI (s) (3C:9E) [14:05:09:250]: PROPERTY CHANGE: Adding OAK{number} property. Its value is '1'."
        );
    }
    for _ in 0..1100 {
        log += "MSI (s) (3C:9E) [14:05:10:250]: Doing action: Larch\nAction start 14:05:10: Larch.\nAction ended 14:05:10: Larch. Return value 1.\n";
    }
    for (which, expected) in [("", "inconclusive"), (", name = 'OAK7'", "silent")] {
        let text = format!(
            "[[rules]]\nname = 'many'\nmessage = 'Many.'\nmust-not = {{ fact = 'property', at = 'Larch', where = {{ value = '2'{which} }} }}\n[[rules.tests]]\nexpect = '{expected}'\nlog = \"\"\"\n{log}\"\"\"\n"
        );
        let policy = policy("many.toml", &text).unwrap_or_else(|broken| panic!("{broken}"));
        let tried = policy.try_rules().unwrap();
        assert_eq!(tried[0].problem, None, "{which}");
    }
}

/// A trace keeps a thousand secrets.
#[test]
fn facts_that_were_not_kept_leave_a_rule_open() {
    let mut log = String::new();
    for number in 0..1001 {
        let _ = writeln!(
            log,
            "MSI (s) (3C:9E) [14:05:09:250]: PROPERTY CHANGE: Adding OAK{number}_PASSWORD property. Its value is 'Larch{number}'."
        );
    }
    for (claim, expected) in [
        (
            "must-not = { fact = 'secret', where.name = 'BEECH' }",
            "inconclusive",
        ),
        ("must-not = { fact = 'secret' }", "fires"),
        (
            "must-not = { fact = 'property', where.name = 'BEECH' }",
            "silent",
        ),
    ] {
        let text = format!(
            "[[rules]]\nname = 'many'\nmessage = 'Many.'\n{claim}\n[[rules.tests]]\nexpect = '{expected}'\nlog = \"\"\"\n{log}\"\"\"\n"
        );
        let policy = policy("many.toml", &text).unwrap_or_else(|broken| panic!("{broken}"));
        let tried = policy.try_rules().unwrap();
        assert_eq!(tried[0].problem, None, "{claim}");
    }
}

/// The keys of all tables in a value.
fn keys_of(value: &Value, keys: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| keys_of(item, keys)),
        Value::Object(table) => {
            for (key, value) in table {
                keys.insert(key.clone());
                keys_of(value, keys);
            }
        }
        _ => {}
    }
}

#[test]
fn broken_policies_are_told_where_and_what_was_meant() {
    let broken = policies("tests/policy/broken");
    assert!(broken.len() >= 20);
    let told: BTreeMap<String, String> = broken
        .into_iter()
        .map(|(name, text)| {
            let broken = policy(&name, &text).unwrap_err();
            (name, broken.to_string())
        })
        .collect();
    let all: Vec<String> = told
        .into_iter()
        .map(|(name, told)| format!("# {name}\n\n{told}\n"))
        .collect();
    insta::assert_snapshot!("broken", all.join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_damage_to_a_policy_is_told_and_shown(
        which in any::<Index>(),
        from in any::<Index>(),
        length in 0..40_usize,
        put in select(vec!["", "\"", "'''", "[[", "]", "{", "}", "=", ".", "\n", "\u{1b}", "\t", "é", "-1", "1e999", "true", "rules", "not = "]),
    ) {
        let mut all = policies("docs/policies");
        all.extend(policies("tests/policy/broken"));
        let (name, text) = which.get(&all);
        let chars: Vec<char> = text.chars().collect();
        let from = from.index(chars.len());
        let to = (from + length).min(chars.len());
        let damaged: String = chars[..from].iter().chain(put.chars().collect::<Vec<_>>().iter()).chain(&chars[to..]).collect();
        match policy(name, &damaged) {
            Ok(policy) => { policy.try_rules().unwrap(); }
            Err(broken) => {
                let shown = broken.to_string();
                let carets = shown.lines().filter(|line| line.contains("| ") && line.contains('^')).count();
                prop_assert!(carets >= broken.problems.len());
                prop_assert!(!shown.contains(|c: char| c.is_control() && c != '\n'), "{shown:?}");
            }
        }
    }
}

#[test]
fn ready_policies_do_what_they_say() {
    let ready = policies("docs/policies");
    assert!(ready.len() >= 10);
    let listed = read("docs/policies/README.md");
    for (name, text) in ready {
        check(&name, &text);
        assert!(
            listed.contains(&format!("]({name})")),
            "docs/policies/README.md does not list {name}"
        );
        assert!(
            text.starts_with("# "),
            "{name} does not begin with what it is for"
        );
    }
}

#[test]
fn ready_policies_can_be_used_together() {
    let mut names = BTreeSet::new();
    for (name, text) in policies("docs/policies") {
        for rule in policy(&name, &text).unwrap().rule_names() {
            assert!(
                names.insert(rule.to_owned()),
                "two policies have a rule `{rule}`"
            );
        }
    }
}

#[test]
fn the_policy_to_begin_with_does_what_it_says() {
    check("wilog.toml", STARTER);
}

#[test]
fn what_stands_behind_a_comment_sign_in_the_policy_to_begin_with_is_right_too() {
    let is_setting = |line: &&str| line.starts_with("# [[") || line.contains(" = ");
    let uncommented: Vec<&str> = STARTER
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(rest) if is_setting(&line) => rest,
            _ => line,
        })
        .collect();
    let text = uncommented.join("\n");
    policy("wilog.toml", &text).unwrap_or_else(|broken| panic!("{broken}"));
    assert!(text.contains("\nexpect = \"failed\"") && text.contains("\nreason = "));
}

#[test]
fn the_schema_and_the_reference_are_current() {
    let schema = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
    current("grammars/schema/policy.schema.json", &schema);
    current("docs/policy-reference.md", &reference());
}

#[test]
fn the_schema_takes_what_the_program_takes() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let mut good = policies("docs/policies");
    good.push(("wilog.toml".to_owned(), STARTER.to_owned()));
    good.push((
        "features.toml".to_owned(),
        read("tests/policy/features.toml"),
    ));
    for (name, text) in good {
        let file: Value = toml::from_str(&text).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&file)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}");
    }
}

#[test]
fn the_schema_refuses_what_has_another_shape() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    for name in [
        "02-unknown-table",
        "03-gate",
        "08-missing-keys",
        "10-kinds",
        "13-comparisons",
        "19-places",
        "20-tests",
    ] {
        let text = read(&format!("tests/policy/broken/{name}.toml"));
        let file: Value = toml::from_str(&text).unwrap();
        assert!(!validator.is_valid(&file), "{name}");
    }
}

#[test]
fn the_page_on_policies_names_every_key() {
    let page = read("docs/policy.md");
    let mut keys = BTreeSet::new();
    let schema = schema();
    properties_of(&schema["properties"], &mut keys);
    properties_of(&schema["definitions"]["predicate"]["properties"], &mut keys);
    properties_of(
        &schema["definitions"]["condition"]["anyOf"][2]["properties"],
        &mut keys,
    );
    for key in keys {
        assert!(
            page.contains(&format!("`{key}`")),
            "docs/policy.md does not tell of `{key}`"
        );
    }
}

/// The keys of a table of a schema, and of the tables in it.
fn properties_of(properties: &Value, keys: &mut BTreeSet<String>) {
    for (key, schema) in properties.as_object().into_iter().flatten() {
        keys.insert(key.clone());
        properties_of(&schema["properties"], keys);
        properties_of(&schema["items"]["properties"], keys);
    }
}

#[test]
fn the_policies_on_the_page_are_right() {
    let page = read("docs/policy.md");
    let blocks: Vec<&str> = page
        .split("```toml\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect();
    assert!(blocks.len() >= 5);
    for text in blocks {
        policy("docs/policy.md", text).unwrap_or_else(|broken| panic!("{broken}"));
    }
}
