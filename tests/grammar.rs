//! The grammar as data (`grammars/`) and the parser agree, in both directions.
//!
//! Each sample of a shape becomes the event that the shape names, with the fields that the sample states, and matches
//! the pattern of its own shape and of no other; each kind of event has a shape.
//! The words of each language are proved by lines, and other words in their place do as well.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a grammar that can't be read is a failed test"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use wilog::event::{Event, KINDS, Origin};
use wilog::syntax;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Grammar {
    prefix: BTreeMap<String, String>,
    shape: Vec<Shape>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shape {
    id: String,
    kind: String,
    prefix: String,
    section: String,
    #[serde(default)]
    after: Vec<String>,
    pattern: String,
    samples: Vec<Sample>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sample {
    #[serde(default)]
    context: Vec<String>,
    line: String,
    fields: BTreeMap<String, String>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("grammars")
}

fn read<T: DeserializeOwned>(path: &Path) -> T {
    let text = fs::read_to_string(path).expect("a file of the grammar can be read");
    match toml::from_str(&text) {
        Ok(value) => value,
        Err(error) => panic!("{}: {error}", path.display()),
    }
}

fn grammar() -> Grammar {
    read(&folder().join("line-shapes.toml"))
}

/// A pattern for the whole of a text.
fn whole(pattern: &str) -> Regex {
    Regex::new(&format!("^(?:{pattern})$")).expect("patterns are regular expressions")
}

/// Fails with all that is wrong, each with what to do about it.
#[track_caller]
fn check(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// The fields of an event as they stand in JSON, as text; an absent value is empty.
fn fields(event: &Event<'_>) -> BTreeMap<String, String> {
    let value = serde_json::to_value(event.kind).expect("an event can be written as JSON");
    let Value::Object(fields) = value else {
        panic!("an event is an object in JSON: {value}");
    };
    let text = |value| match value {
        Value::Null => String::new(),
        Value::String(text) => text,
        other => other.to_string(),
    };
    let named = fields.into_iter().filter(|(name, _)| name != "kind");
    named.map(|(name, value)| (name, text(value))).collect()
}

/// The events of the lines `before`, and of `line`.
fn parse(before: &[String], line: &str, then: impl FnOnce(&[Event<'_>])) {
    let before = before.iter().flat_map(|line| [line.as_str(), "\n"]);
    let mut text: String = before.collect();
    let first = text.matches('\n').count() + 1;
    text.push_str(line);
    text.push('\n');
    let events: Vec<_> = syntax::events(&text)
        .filter(|event| event.end_line().get() as usize >= first)
        .collect();
    then(&events);
}

#[test]
fn every_kind_of_event_has_a_shape() {
    let grammar = grammar();
    let shapes: BTreeSet<&str> = grammar.shape.iter().map(|s| s.kind.as_str()).collect();
    let kinds: BTreeSet<&str> = KINDS.iter().copied().collect();
    let missing = kinds
        .difference(&shapes)
        .map(|kind| format!("no shape has the kind `{kind}`: add one with a sample"));
    let unknown = shapes
        .difference(&kinds)
        .map(|kind| format!("`{kind}` is no kind of event: see `event::KINDS`"));
    check(&missing.chain(unknown).collect::<Vec<_>>());
}

#[test]
fn shapes_are_in_order() {
    let grammar = grammar();
    let mut wrong = Vec::new();
    let ids: BTreeSet<&str> = grammar.shape.iter().map(|s| s.id.as_str()).collect();
    let mut sections: Vec<&str> = Vec::new();
    for pair in grammar.shape.windows(2) {
        let [one, next] = pair else { continue };
        if one.section == next.section && one.id >= next.id {
            wrong.push(format!(
                "`{}` belongs before `{}`: ids are unique and sorted in their section",
                next.id, one.id
            ));
        }
    }
    for shape in &grammar.shape {
        let id = &shape.id;
        if sections.last() != Some(&shape.section.as_str()) {
            if sections.contains(&shape.section.as_str()) {
                wrong.push(format!(
                    "`{id}`: move it to the other shapes of `{}`",
                    shape.section
                ));
            }
            sections.push(&shape.section);
        }
        let is_kebab = id
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !is_kebab {
            wrong.push(format!("`{id}`: write it in kebab-case"));
        }
        if shape.samples.is_empty() {
            wrong.push(format!("`{id}` has no sample: add a line of this shape"));
        }
        if !grammar.prefix.contains_key(&shape.prefix) {
            wrong.push(format!("`{id}`: there is no prefix `{}`", shape.prefix));
        }
        for other in &shape.after {
            if other != "*" && !ids.contains(other.as_str()) {
                wrong.push(format!("`{id}` comes after `{other}`, which is no shape"));
            }
        }
    }
    let unique: BTreeSet<_> = grammar.shape.iter().map(|s| &s.id).collect();
    if unique.len() < grammar.shape.len() {
        wrong.push("two shapes have the same id: rename one".to_owned());
    }
    check(&wrong);
}

#[test]
fn each_sample_is_parsed_to_what_its_shape_says() {
    let mut wrong = Vec::new();
    for shape in &grammar().shape {
        for sample in &shape.samples {
            let line = &sample.line;
            parse(&sample.context, line, |events| {
                let place = format!("`{}`: {line:?}", shape.id);
                let [event] = events else {
                    wrong.push(format!(
                        "{place} gives {events:?}, not one event: mend the sample or where records end"
                    ));
                    return;
                };
                let lines = line.matches('\n').count() + 1;
                if event.kind.name() != shape.kind || event.lines as usize != lines {
                    wrong.push(format!(
                        "{place} gives {event:?}, not `{}` of {lines} lines: mend the parser, or the shape",
                        shape.kind
                    ));
                    return;
                }
                let prefix = match event.origin {
                    Origin::Plain => "none",
                    Origin::Engine(_) => "engine",
                    Origin::Bundle(_) => "bundle",
                };
                if prefix != shape.prefix {
                    wrong.push(format!(
                        "{place} has the prefix `{prefix}`, not `{}`",
                        shape.prefix
                    ));
                }
                let found = fields(event);
                if found != sample.fields {
                    wrong.push(format!(
                        "{place} gives the fields\n    {found:?}, not\n    {:?}: mend whichever is wrong",
                        sample.fields
                    ));
                }
            });
        }
    }
    check(&wrong);
}

/// The text behind the prefix; nothing when the line has another prefix.
fn behind<'a>(prefixes: &BTreeMap<String, Regex>, prefix: &str, line: &'a str) -> Option<&'a str> {
    let found = ["engine", "bundle"]
        .into_iter()
        .find_map(|name| Some((name, prefixes.get(name)?.find(line)?.end())));
    let (name, end) = found.unwrap_or(("none", 0));
    (name == prefix).then(|| &line[end..])
}

#[test]
fn each_sample_matches_its_own_pattern_and_no_other() {
    let grammar = grammar();
    let prefixes = grammar
        .prefix
        .iter()
        .map(|(name, pattern)| {
            let pattern = Regex::new(&format!("^(?:{pattern})"));
            (name.clone(), pattern.expect("prefixes are patterns"))
        })
        .collect();
    let patterns: Vec<(&Shape, Regex)> = grammar
        .shape
        .iter()
        .map(|shape| (shape, whole(&shape.pattern)))
        .collect();
    let mut wrong = Vec::new();
    for (shape, pattern) in &patterns {
        for sample in &shape.samples {
            let line = &sample.line;
            let Some(text) = behind(&prefixes, &shape.prefix, line) else {
                wrong.push(format!(
                    "`{}`: {line:?} does not have the prefix `{}`",
                    shape.id, shape.prefix
                ));
                continue;
            };
            let Some(groups) = pattern.captures(text) else {
                wrong.push(format!(
                    "`{}`: {text:?} does not match the shape's own pattern: mend one of them",
                    shape.id
                ));
                continue;
            };
            for name in pattern.capture_names().flatten() {
                let (Some(group), Some(field)) = (groups.name(name), sample.fields.get(name))
                else {
                    continue;
                };
                if group.as_str() != field {
                    wrong.push(format!(
                        "`{}`: in {text:?} the group `{name}` is {:?} and the field is {field:?}: mend the pattern, or rename the group",
                        shape.id,
                        group.as_str()
                    ));
                }
            }
            let rivals = patterns.iter().filter(|(other, pattern)| {
                other.kind != shape.kind
                    && other.prefix == shape.prefix
                    && !comes_after(other, shape)
                    && pattern.is_match(text)
            });
            for (rival, _) in rivals {
                wrong.push(format!(
                    "{text:?} of `{}` matches `{}` too: narrow that pattern, or add after = [\"{}\"] to it",
                    shape.id, rival.id, shape.id
                ));
            }
        }
    }
    check(&wrong);
}

/// Whether `shape` is only tried on lines that `other` does not match, or that their surroundings decide.
fn comes_after(shape: &Shape, other: &Shape) -> bool {
    shape.after.iter().any(|id| id == "*" || *id == other.id)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Locale {
    language: String,
    codes: Vec<u32>,
    line: Vec<LocaleLine>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LocaleLine {
    /// The kind of event.
    kind: String,
    /// Whose language it is: that of the package, or that of Windows.
    whose: Whose,
    /// How well it is proved.
    grade: Grade,
    /// What is translated.
    words: Vec<String>,
    /// Whether the parser knows the first word without having to learn it.
    #[serde(default)]
    hint: bool,
    /// The lines that must stand before the sample.
    #[serde(default)]
    context: Vec<String>,
    sample: String,
}

#[derive(Clone, Copy, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Whose {
    Package,
    Windows,
}

#[derive(Clone, Copy, Deserialize, PartialEq)]
enum Grade {
    A,
    B,
    C,
}

fn locales() -> Vec<(String, Locale)> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder().join("locales"))
        .expect("the folder of locales can be read")
        .map(|entry| entry.expect("the folder of locales can be listed").path())
        .collect();
    files.sort();
    files
        .iter()
        .map(|path| (path.display().to_string(), read(path)))
        .collect()
}

/// The line that teaches the name of the action in the samples, which is no standard action.
const DOING: &str = "MSI (s) (3C:9E) [14:05:09:250]: Doing action: LarchRegister";

/// An open header: what a plain header means then depends on whether its word is known.
const OPEN: &str = "=== Logging started: 6/3/2025  14:05:08 ===";

/// The last event of some lines, as its name and fields.
fn last(before: &[String], line: &str) -> (String, BTreeMap<String, String>) {
    let mut found = None;
    parse(before, line, |events| {
        if let [event] = events {
            found = Some((event.kind.name().to_owned(), fields(event)));
        }
    });
    found.unwrap_or_default()
}

/// What the parser needs to have seen in any language.
fn taught(line: &LocaleLine) -> Vec<String> {
    let mut before = vec![DOING.to_owned()];
    before.extend(line.context.iter().cloned());
    before
}

#[test]
fn the_words_of_each_language_are_read() {
    let mut wrong = Vec::new();
    for (file, locale) in locales() {
        assert!(
            !locale.language.is_empty() && !locale.codes.is_empty(),
            "{file}: name the language and its codes"
        );
        for line in &locale.line {
            let place = format!("{file}: {:?}", line.sample);
            let (kind, _) = last(&taught(line), &line.sample);
            if kind != line.kind {
                wrong.push(format!("{place} gives `{kind}`, not `{}`", line.kind));
            }
            for word in line
                .words
                .iter()
                .filter(|word| !line.sample.contains(*word))
            {
                wrong.push(format!("{place} does not have its word {word:?}"));
            }
            let is_learned = line.kind.starts_with("action-") || line.kind.starts_with("logging-");
            let before: &[String] = match line.kind.as_str() {
                "logging-started" => &[OPEN.to_owned()],
                _ => &[],
            };
            let alone = last(before, &line.sample).0 == line.kind;
            if is_learned && alone != line.hint {
                wrong.push(format!(
                    "{place}: say hint = {alone}, or change the table in src/syntax/locale.rs"
                ));
            }
            if line.hint && line.grade == Grade::C {
                wrong.push(format!(
                    "{place}: a word that no log has proved is no hint: take it out of src/syntax/locale.rs"
                ));
            }
            if line.whose == Whose::Windows && is_learned {
                wrong.push(format!("{place}: such lines are in the package's language"));
            }
        }
    }
    check(&wrong);
}

/// No language is wired in: with invented words in place of its own, a log says the same.
#[test]
fn any_other_words_do_as_well() {
    let mut wrong = Vec::new();
    for (file, locale) in locales() {
        for line in &locale.line {
            let invent = |text: &str| {
                let words =
                    line.words
                        .iter()
                        .zip(["Vexil", "Orbadu tan", "Mirç", "Quoss", "Zebul"]);
                words.fold(text.to_owned(), |text, (word, other)| {
                    text.replace(word, other)
                })
            };
            let before: Vec<String> = taught(line).iter().map(|text| invent(text)).collect();
            let own = last(&taught(line), &line.sample);
            let invented = last(&before, &invent(&line.sample));
            let expect: BTreeMap<String, String> = own
                .1
                .iter()
                .map(|(name, value)| (name.clone(), invent(value)))
                .collect();
            // An English word says how grave a message is; any other one leaves that open.
            let same = |(name, value): &(&String, &String)| {
                *name == "level" || expect.get(*name) == Some(value)
            };
            if invented.0 != own.0 || !invented.1.iter().all(|field| same(&field)) {
                wrong.push(format!(
                    "{file}: {:?} gives {invented:?}, and {:?} gives {own:?}: both should say the same",
                    invent(&line.sample),
                    line.sample
                ));
            }
        }
    }
    check(&wrong);
}
