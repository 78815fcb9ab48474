//! The pages of rules, which a test writes from the rules themselves.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;

use wilog::detect::rules::{self, RULES, Rule, Status};
use wilog::text::Source;

use super::signatures::signatures;
use super::{findings_of, folder, label, report, root};

#[test]
fn every_rule_has_a_page_with_its_headings() {
    for rule in RULES {
        let page = rules::page(rule);
        let headings: Vec<&str> = page.lines().filter(|line| line.starts_with("# ")).collect();
        assert_eq!(
            headings,
            [
                "# What it finds",
                "# Why it matters",
                "# What to do",
                "# Evidence",
                "# When it is wrong"
            ],
            "the doc comment of {} is its page",
            rule.name
        );
    }
}

/// `UPDATE=1 cargo test --test parity` writes the pages anew.
#[test]
fn pages_are_current() {
    let pages = root().join("docs/rules");
    let mut expected: BTreeMap<String, String> = RULES
        .iter()
        .map(|rule| (format!("{}.md", label(rule)), page(rule)))
        .collect();
    expected.insert("README.md".to_owned(), index());
    if std::env::var_os("UPDATE").is_some() {
        let _ = fs::remove_dir_all(&pages);
        fs::create_dir_all(&pages).unwrap();
        for (name, text) in &expected {
            fs::write(pages.join(name), text).unwrap();
        }
    }
    let committed: BTreeMap<String, String> = fs::read_dir(&pages)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                fs::read_to_string(path).unwrap().replace("\r\n", "\n"),
            )
        })
        .collect();
    assert_eq!(
        committed, expected,
        "run `UPDATE=1 cargo test --test parity`"
    );
}

/// `UPDATE=1 cargo test --test parity` writes the number anew.
#[test]
fn the_readme_counts_the_rules() {
    let path = root().join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let (before, after) = readme.split_once(" rules with a page each").unwrap();
    let (start, _) = before.rsplit_once(' ').unwrap();
    let expected = format!("{start} {} rules with a page each{after}", RULES.len());
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &expected).unwrap();
    }
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        expected,
        "run `UPDATE=1 cargo test --test parity`"
    );
}

fn word(value: impl serde::Serialize) -> String {
    serde_json::to_string(&value)
        .unwrap()
        .trim_matches('"')
        .to_owned()
}

fn kind(rule: &Rule) -> String {
    let preview = if rule.status == Status::Preview {
        ", in preview and off by default"
    } else {
        ""
    };
    format!(
        "{}, {} confidence, {}{preview}",
        word(rule.severity),
        word(rule.confidence),
        word(rule.role)
    )
}

fn page(rule: &Rule) -> String {
    let mut text = format!(
        "# {} {}\n\n{}\n\nSeverity and part: {}.\n\n",
        rule.code,
        rule.name,
        rule.about,
        kind(rule)
    );
    let comment = rules::page(rule);
    if comment.starts_with("# ") {
        for line in comment.lines() {
            // The title is the only heading of its level.
            if line.starts_with("# ") {
                text.push('#');
            }
            text.push_str(line);
            text.push('\n');
        }
        text.push('\n');
    }
    let log = folder(rule).join("fires.log");
    let report = report(&mut Source::open(&log, None).unwrap());
    let finding = findings_of(&report, rule).next().unwrap();
    // A line of Markdown has one sentence.
    let mut headline = String::new();
    for word in finding.headline.split(' ') {
        let is_first = headline.ends_with(['.', '!', '?']) && word.starts_with(char::is_uppercase);
        if !headline.is_empty() {
            headline.push(if is_first { '\n' } else { ' ' });
        }
        headline.push_str(word);
    }
    writeln!(text, "## Example\n\n{headline}\n\n```text").unwrap();
    for evidence in &finding.evidence {
        writeln!(text, "{:>4}  {}", evidence.line.get(), evidence.text).unwrap();
    }
    writeln!(
        text,
        "```\n\nFrom [`sample-logs/rules/{0}`](../../sample-logs/rules/{0}).\n",
        label(rule)
    )
    .unwrap();
    writeln!(text, "See also: <{}>.", rule.link).unwrap();
    text
}

fn index() -> String {
    let mut text = format!(
        "# Rules\n\nWhat `wilog` looks for: {} rules.\nThese pages are written by a test from the rules themselves.\n\n| code | name | what it finds | severity |\n|---|---|---|---|\n",
        RULES.len()
    );
    for rule in RULES {
        writeln!(
            text,
            "| [{}]({}.md) | {} | {} | {} |",
            rule.code,
            label(rule),
            rule.name,
            rule.about,
            word(rule.severity)
        )
        .unwrap();
    }
    text.push_str("\n## By signature\n\nWhat a support engineer looks for, and the rules that look for it.\n`F` are failures, `S` is damage that an exit code of 0 hides, and `N` is noise that must not be taken for either.\n\n| signature | what | rules |\n|---|---|---|\n");
    for signature in signatures() {
        let rules = if signature.id.starts_with('N') {
            "none, by a test".to_owned()
        } else {
            signature.rules.join(", ")
        };
        writeln!(text, "| {} | {} | {rules} |", signature.id, signature.about).unwrap();
    }
    text
}
